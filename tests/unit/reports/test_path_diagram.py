"""The picture of a confirmatory model holds its numbers, and nothing lies on anything else."""

from __future__ import annotations

from itertools import combinations

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyArrowPatch, Rectangle

from purpose_index.reports import plots
from purpose_index.stats.cfa import cfa


def answers(m: int, k: int) -> tuple[np.ndarray, dict[str, list[str]]]:
    """Answers to k items of each of m factors, the last of which goes against the others."""
    rng = np.random.default_rng(1)
    factors = rng.normal(size=(300, m)) + rng.normal(size=(300, 1))
    factors[:, -1] *= -1
    x = np.repeat(factors, k, axis=1) + rng.normal(size=(300, m * k))
    return x, {f"f{f}": [f"q{f * k + j:02d}" for j in range(k)] for f in range(m)}


def drawn(model, x, names, **options):
    """The axes of a picture that was drawn for real, and its fit."""
    fit = cfa(x, model, names=names, **options)
    ax = Figure(figsize=(8, 4), layout="constrained").add_subplot()
    plots.path_diagram(fit, ax, names={"f0": "A $5 factor with a name of several words"}, language="nl")
    FigureCanvasAgg(ax.figure).draw()
    return ax, fit


def shapes(ax, kind):
    return [patch for patch in ax.patches if isinstance(patch, kind)]


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.fixture(scope="module")
def large():
    x, model = answers(5, 5)
    return drawn(model, x, [item for own in model.values() for item in own])


def test_five_factors_of_five_items_have_a_shape_and_an_arrow_each(large):
    ax, fit = large
    assert (len(shapes(ax, Rectangle)), len(shapes(ax, Ellipse))) == (25, 5)
    assert len(shapes(ax, FancyArrowPatch)) == 10  # correlations of every two factors
    arrows = [text for text in ax.texts if text.get_text() == ""]
    assert len(arrows) == 25
    shown = texts(ax)
    loading = f"{fit.loadings[0, 0]:.2f}".replace(".", ",")
    correlation = f"{fit.factor_correlations[0, 4]:.2f}".replace(".", ",").replace("-", "−")
    assert loading in shown
    assert correlation in shown
    assert correlation.startswith("−")
    assert ax.get_title(loc="left") == "Ladingen en correlaties, alle varianties 1 (300 personen)"
    assert any(text.startswith(r"A \$5 factor") and text.endswith("…") for text in shown)


def test_no_box_and_no_ellipse_lies_on_another(large):
    ax, _ = large
    renderer = ax.figure.canvas.get_renderer()
    for one, other in combinations([*shapes(ax, Rectangle), *shapes(ax, Ellipse)], 2):
        assert not one.get_window_extent(renderer).overlaps(other.get_window_extent(renderer))
    low, high = ax.get_xlim()
    assert all(low < text.get_position()[0] < high for text in ax.texts if text.get_text())


def test_a_negative_loading_is_dashed_and_a_factor_over_factors_stands_beyond_them():
    x, model = answers(3, 3)
    ax, fit = drawn({**model, "total": [*model]}, x, [item for own in model.values() for item in own])
    dashed = [text.arrow_patch.get_linestyle() for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert dashed.count("--") == sum(row.standardized < 0 for row in fit.estimates if row.op == "=~") == 1
    places = {ellipse.center for ellipse in shapes(ax, Ellipse)}
    assert sum(x > 5 for x, _ in places) == 1
    assert not shapes(ax, FancyArrowPatch)


def test_a_factor_behind_all_items_stands_on_the_other_side():
    x, model = answers(3, 3)
    items = [item for own in model.values() for item in own]
    ax, _ = drawn({"g": items, **model}, x, items, orthogonal=True)
    assert sorted(ellipse.center[0] < 0 for ellipse in shapes(ax, Ellipse)) == [False, False, False, True]
    assert len([text for text in ax.texts if text.get_text() == ""]) == 18


def test_numbers_of_arrows_that_cross_stand_apart():
    rng = np.random.default_rng(1)
    x = np.repeat(rng.normal(size=(300, 2)) + rng.normal(size=(300, 1)), 3, axis=1)
    x[:, 2] += x[:, 5]
    x[:, 3] += x[:, 0]
    names = ["q1", "q2", "q3", "q4", "q5", "q6"]
    ax, _ = drawn({"s": names[:4], "t": names[2:]}, x + rng.normal(size=(300, 6)), names)
    places = [text.get_position() for text in ax.texts if "," in text.get_text()]
    assert len(places) == 9  # eight loadings and the correlation
    assert all(abs(a - c) > 0.4 or abs(b - d) > 0.3 for (a, b), (c, d) in combinations(places, 2))
