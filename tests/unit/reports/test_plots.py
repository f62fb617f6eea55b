"""Pictures: what is drawn is what the result holds."""

from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pytest
from matplotlib.figure import Figure

import purpose_index as pi
from purpose_index.reports import plots
from purpose_index.stats import factor, reliability
from purpose_index.stats.estimate import Estimate
from tests.oracles import reference

X = reference.matrix("lq2002", [f"LEAD{i:02d}" for i in range(1, 12)])


@pytest.fixture
def ax():
    return Figure(figsize=(7, 4), layout="constrained").add_subplot()


@pytest.fixture(scope="module")
def analysis():
    return pi.analyze(pi.load("examples/leadership/questionnaire.yaml"), "examples/leadership/answers.csv")


def drawn(ax) -> None:
    """Draw it for real: what cannot be drawn raises, and a warning is an error."""
    ax.figure.canvas.draw()


def test_item_distributions_are_the_shares(analysis, ax):
    plots.item_distributions(analysis, "significance", ax, language="nl")
    drawn(ax)
    items = list(analysis.scales["significance"].items.values())
    widths = [[bar.get_width() for bar in part] for part in ax.containers]
    assert np.transpose(widths) == pytest.approx(np.array([list(item.shares.values()) for item in items]), abs=1e-12)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["tsig01", "tsig02", "tsig03"]
    assert ax.get_title(loc="left") == "Taakbetekenis"


def test_reversed_items_are_marked(ax):
    q = pi.load("examples/leadership/questionnaire.yaml")
    turned = q.model_dump(by_alias=True, exclude_none=True)
    turned["items"][0]["reverse"] = True
    result = pi.analyze(pi.load(turned), "examples/leadership/answers.csv")
    plots.item_distributions(result, "leadership", ax)
    assert ax.get_yticklabels()[0].get_text() == "lead01 *"


def test_an_unknown_scale_is_said(analysis, ax):
    with pytest.raises(pi.ArgumentError, match="Did you mean 'hostility'"):
        plots.item_distributions(analysis, "hostilty", ax)


def test_scree_shows_both_lines_and_where_to_stop(ax):
    result = factor.parallel_analysis(X, draws=100, rng=1)
    plots.scree(result, ax)
    drawn(ax)
    observed, reference_line, stop = ax.lines
    assert observed.get_ydata().tolist() == result.observed.tolist()
    assert reference_line.get_ydata().tolist() == result.reference.tolist()
    assert stop.get_xdata()[0] == result.suggested + 0.5
    assert ax.get_title(loc="left") == f"Parallel analysis suggests {result.suggested} dimensions"


def test_loadings_are_written_in_their_cells(ax):
    result = factor.efa(X, 2)
    plots.loadings(result, ax, items=[f"item {i}" for i in range(11)], language="nl")
    drawn(ax)
    texts = [text.get_text() for text in ax.texts]
    assert texts == [
        f"{value:.2f}".replace("-0.00", "0.00").translate({ord("."): ",", ord("-"): "−"})
        for value in result.loadings.ravel()
    ]
    assert ax.get_yticklabels()[10].get_text() == "item 10"


def test_a_forest_has_a_line_for_every_interval(ax):
    estimates = {
        "alpha": reliability.alpha(X),
        "omega": reliability.omega_total(X, interval=None),
        "undefined": Estimate("alpha", np.nan, 0, 11, "listwise"),
    }
    plots.reliability_forest(estimates, ax, language="nl")
    drawn(ax)
    interval, *points = ax.lines
    assert list(interval.get_xdata()) == [estimates["alpha"].low, estimates["alpha"].high]
    assert [point.get_xdata()[0] for point in points] == [estimates["alpha"].value, estimates["omega"].value]
    assert [text.get_text() for text in ax.texts] == ["0,90", "0,90"]
    assert ax.get_xlabel() == "Betrouwbaarheid, interval 95%"


def test_a_forest_without_intervals_names_no_level(ax):
    plots.reliability_forest({"alpha": reliability.alpha(X, interval=None)}, ax)
    assert ax.get_xlabel() == "Reliability"
