"""Pictures: what is drawn is what the result holds."""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import purpose_index as pi
from purpose_index.reports import drawing, plots
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
    FigureCanvasAgg(ax.figure).draw()


def test_item_distributions_are_the_shares(analysis, ax):
    plots.item_distributions(analysis, "significance", ax, language="nl")
    drawn(ax)
    items = list(analysis.scales["significance"].items.values())
    widths = [[bar.get_width() for bar in part] for part in ax.containers]
    assert np.transpose(widths) == pytest.approx(np.array([list(item.shares.values()) for item in items]), abs=1e-12)
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"Taakbetekenis {i}" for i in (1, 2, 3)]
    assert ax.get_title(loc="left") == "Taakbetekenis (2.042 personen)"
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels[0].startswith("1 ")
    assert labels[0][2:] == analysis.scales["significance"].items["tsig01"].labels[1]["nl"]
    assert ax.xaxis.get_major_formatter()(0.25, 0) == "25%"


def test_reversed_items_are_marked(ax):
    q = pi.load("examples/leadership/questionnaire.yaml")
    turned = q.model_dump(by_alias=True, exclude_none=True)
    turned["items"][0]["reverse"] = True
    result = pi.analyze(pi.load(turned), "examples/leadership/answers.csv")
    plots.item_distributions(result, "leadership", ax)
    assert ax.get_yticklabels()[0].get_text() == "Leadership climate 1 *"
    assert ax.get_legend().get_title().get_text() == "* reversed: shown turned around, as it counts in the score"
    drawn(ax)
    assert ax.get_legend().get_window_extent().y0 >= 0
    ax.clear()
    plots.item_distributions(result, "significance", ax)
    assert ax.get_legend().get_title().get_text() == ""
    labels = result.scales["leadership"].items["lead01"].labels
    plain = result.scales["leadership"].items["lead02"].labels
    assert [labels[value] for value in (1, 5)] == [plain[value] for value in (5, 1)]


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
    assert ax.get_title(loc="left") == f"Parallel analysis suggests {result.suggested} dimensions (2,042 people)"
    assert ax.get_xlabel() == "dimension"


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
    assert ax.get_title(loc="left") == "Ladingen van de items op de factoren\n(2.042 personen)"


def test_a_forest_has_a_line_for_every_interval(ax):
    estimates = {
        "alpha": reliability.alpha(X),
        "omega": reliability.omega_total(X, interval=None),
        "undefined": Estimate(name="alpha", value=np.nan, n=0, k=11, method="listwise"),
    }
    plots.reliability_forest(estimates, ax, language="nl")
    drawn(ax)
    interval, *points = ax.lines
    assert list(interval.get_xdata()) == [estimates["alpha"].low, estimates["alpha"].high]
    assert [point.get_xdata()[0] for point in points] == [estimates["alpha"].value, estimates["omega"].value]
    assert [text.get_text() for text in ax.texts] == ["0,90", "0,90"]
    assert ax.get_xlabel() == "Betrouwbaarheid met 95%-interval"


def test_a_forest_without_intervals_names_no_level(ax):
    plots.reliability_forest({"alpha": reliability.alpha(X, interval=None)}, ax)
    assert ax.get_xlabel() == "Reliability"


def long_set(items: int) -> pi.QuestionSet:
    text = "In the past month I have noticed in many ways that the work which I do matters to the people around me"
    options = [
        {"value": v, "label": {"en": f"a rather long label of option number {v} of them all"}} for v in range(1, 6)
    ]
    whole = {
        "id": "long",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "Long"},
        "options": {"own": options},
    }
    asked = [{"id": f"q{i:02d}", "text": {"en": f"{text} {i} $x$"}, "options": "own"} for i in range(items)]
    scale = {"id": "all", "name": {"en": "A scale whose name is long as well, and longer than that"}, "items": "all"}
    return pi.loads(json.dumps({**whole, "items": asked, "scales": [scale]}))


@pytest.mark.parametrize("items", [2, 30])
def test_nothing_is_clipped_however_long_the_words_and_many_the_items(items, ax):
    x = np.random.default_rng(1).integers(1, 6, (200, items))
    plots.item_distributions(pi.analyze(long_set(items), x, omega=False), "all", ax)
    drawn(ax)
    texts = [*ax.get_yticklabels(), *ax.get_legend().get_texts(), ax._left_title]
    whole = ax.figure.bbox
    for text in texts:
        box = text.get_window_extent()
        assert whole.x0 <= box.x0 < box.x1 <= whole.x1 + 1, text.get_text()
        assert whole.y0 <= box.y0 < box.y1 <= whole.y1 + 1, text.get_text()
    rows = [label.get_window_extent() for label in ax.get_yticklabels()]
    assert all(above.y0 >= below.y1 for above, below in pairwise(rows))


def test_items_of_few_people_are_not_drawn_unless_asked(ax):
    x = np.repeat([[1, 1], [2, 2], [3, 3], [4, 4], [5, 1]], [6, 6, 6, 6, 4], axis=0)
    result = pi.analyze(long_set(2), x, omega=False)
    plots.item_distributions(result, "all", ax)
    assert [bar.get_width() for part in ax.containers for bar in part][::2] == [0.0] * 5
    (note,) = {text.get_text() for text in ax.texts if not text.get_text().endswith("%")}
    assert note == "Not shown: about fewer than 5 people"
    ax.clear()
    plots.item_distributions(result, "all", ax, small_counts=True)
    assert [part[0].get_width() for part in ax.containers] == pytest.approx([6 / 28] * 4 + [4 / 28])


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("many", range(1, 12))
def test_white_numbers_can_be_read_on_every_colour(many):
    colours = drawing.colours(many)
    assert len(set(colours)) == many
    assert min(1.05 / (luminance(colour) + 0.05) for colour in colours) >= 4.5


def test_a_loading_can_be_read_on_its_colour_whatever_its_sign(ax):
    values = np.linspace(-1, 1, 41)
    plots.loadings(dataclasses.replace(factor.efa(X, 1), loadings=values[:, None]), ax, items=["item"] * len(values))
    (cells,) = ax.images
    for value, text in zip(values, ax.texts, strict=True):
        behind = luminance(matplotlib.colors.to_hex(cells.cmap((value + 1) / 2)))
        ink = luminance(matplotlib.colors.to_hex(text.get_color()))
        assert (max(behind, ink) + 0.05) / (min(behind, ink) + 0.05) >= 4.5, value


def test_titles_are_whole_beside_long_names_in_a_figure_of_the_usual_size():
    ax = Figure(figsize=(6.4, 4.8), layout="constrained").add_subplot()
    plots.loadings(factor.efa(X, 1), ax, items=["een vraag met zoveel woorden als er passen"] * 11, language="nl")
    drawn(ax)
    assert ax._left_title.get_window_extent().x1 <= ax.figure.bbox.x1
    assert ax.get_title(loc="left").splitlines()[-1] == "(2.042 personen)"


def test_a_small_scree_keeps_its_legend_off_the_lines():
    ax = Figure(figsize=(5, 3), layout="constrained").add_subplot()
    plots.scree(factor.parallel_analysis(X, draws=100, rng=1), ax, language="nl")
    drawn(ax)
    legend = ax.get_legend().get_window_extent()
    points = [ax.transData.transform(point) for line in ax.lines[:2] for point in line.get_xydata()]
    assert not any(legend.contains(x, y) for x, y in points)
    assert legend.x0 > ax.transData.transform((1, 0))[0]


def test_parts_say_their_share_where_it_has_room(analysis, ax):
    plots.item_distributions(analysis, "leadership", ax)
    drawn(ax)
    written = sorted(text.get_text() for text in ax.texts)
    shares = [share for item in analysis.scales["leadership"].items.values() for share in item.shares.values()]
    assert written == sorted(f"{share:.0%}" for share in shares if share >= 0.035)
    bars = [bar.get_window_extent() for part in ax.containers for bar in part]
    for text in ax.texts:
        box = text.get_window_extent()
        assert any(bar.x0 <= box.x0 and box.x1 <= bar.x1 and bar.y0 <= box.y0 and box.y1 <= bar.y1 for bar in bars)


def test_axes_speak_dutch(ax):
    plots.scree(factor.parallel_analysis(X, draws=100, rng=1), ax, language="nl")
    assert ax.yaxis.get_major_formatter()(1.5, 0) == "1,5"
    assert ax.get_legend().get_texts()[1].get_text() == "items zonder samenhang: 95% van\n100 trekkingen blijft eronder"
    assert ax.get_title(loc="left") == "Parallelanalyse wijst op 2 dimensies (2.042 personen)"


def test_a_forest_says_how_many_people(ax):
    plots.reliability_forest({"Alfa": reliability.alpha(X)}, ax, language="nl")
    assert ax.get_yticklabels()[0].get_text() == "Alfa (n = 2.042)"
    assert ax.xaxis.get_major_formatter()(0.9, 0) == "0,90"


def test_a_language_without_words_is_refused(analysis, ax):
    with pytest.raises(pi.ArgumentError) as error:
        plots.item_distributions(analysis, "hostility", ax, language="fr")
    assert [issue.code for issue in error.value.issues] == ["unknown-language"]
