"""The picture of a confirmatory model holds its numbers, and nothing lies on anything else."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

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


def made(loadings: dict, correlations=None, *, groups=("",), items=None, names=None, beside=False):
    """The axes of a picture of loadings by factor and item, and of the correlations of the factors."""
    factors = tuple(loadings)
    measured = [item for own in loadings.values() for item in own if item not in factors]
    rows = [
        SimpleNamespace(lhs=factor, op="=~", rhs=item, standardized=value, group=group)
        for group in groups
        for factor, own in loadings.items()
        for item, value in own.items()
    ]
    fit = SimpleNamespace(
        factors=factors,
        items=tuple(items or dict.fromkeys(measured)),
        estimates=rows,
        groups=[SimpleNamespace(group=group) for group in groups],
        factor_correlations=np.eye(len(factors)) if correlations is None else np.array(correlations),
        n=300,
    )
    figure = Figure(figsize=(8, 4))
    ax = figure.add_subplot(1, 2 if beside else 1, 1)
    if beside:
        figure.add_subplot(1, 2, 2)
    plots.path_diagram(fit, ax, names=names)
    return ax


def centres(ax) -> list[tuple[float, float]]:
    return [ellipse.center for ellipse in shapes(ax, Ellipse)]


def order(ax) -> list[str]:
    """The names of the items, from top to bottom."""
    named = [text for text in ax.texts if text.get_text().startswith("q")]
    return [text.get_text() for text in sorted(named, key=lambda text: -text.get_position()[1])]


def arrows(ax) -> list:
    return [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)]


@pytest.mark.parametrize(
    ("loadings", "expected"),
    [
        ({"a": "q1 q3 q5", "b": "q2 q4 q6"}, "q1 q3 q5 q2 q4 q6"),
        ({"a": "q1 q3 q4 q5", "b": "q1 q2"}, "q3 q4 q5 q1 q2"),  # with the narrowest of its factors
        ({"g": "q1 q2 q3 q4 q5", "a": "q2 q3"}, "q2 q3 q1 q4 q5"),  # of a factor behind all alone last
    ],
)
def test_items_of_a_factor_stand_together(loadings, expected):
    ax = made({f: dict.fromkeys(own.split(), 0.6) for f, own in loadings.items()}, items=sorted(expected.split()))
    assert order(ax) == expected.split()


def test_a_factor_stands_in_the_middle_of_its_items_and_never_on_another():
    six = {f: {f"q{3 * m + j}": 0.6 for j in range(3)} for m, f in enumerate(("a", "b"))}
    assert [y for _, y in centres(made(six))] == [-1, -4]
    near = {"a": {"q1": 0.5, "q2": 0.5}, "b": {"q2": 0.5, "q3": 0.5}}  # in the middles of their items, 1 apart
    assert [y for _, y in centres(made(near))] == pytest.approx([-0.5, -1.7])


def test_an_arrow_says_its_sign_and_its_size():
    up, down, beyond = arrows(made({"a": {"q1": 0.5, "q2": -0.5, "q3": 1.5}}))
    assert up.get_edgecolor() == beyond.get_edgecolor() != down.get_edgecolor()
    assert [one.get_linestyle() for one in (up, down)] == ["-", "--"]
    assert [one.get_linewidth() for one in (up, down, beyond)] == pytest.approx([1.3, 1.3, 2.0])


def test_one_group_is_drawn_and_names_are_those_that_are_given():
    ax = made({"a": {"q1": 0.5, "q2": 0.4}}, groups=("x", "y"), names={"q1": "q first", "a": "Joy"})
    assert len(arrows(ax)) == 2
    assert {"q first", "q2", "Joy"} <= {*texts(ax)}


def test_numbers_of_an_item_of_many_factors_stay_on_their_arrows():
    """From 5 factors at (4, y) to an item that ends at 0, with half an ellipse of 1.1: the last 30 % stay free."""
    ax = made({f"f{m}": {"q1": 0.5, f"q{m + 2}": 0.5} for m in range(5)})
    places = [text.get_position()[0] for text in ax.texts if text.get_text() == "0.50"]
    assert len(places) == 10
    assert max(places) == pytest.approx(0.7 * (4 - 1.1))


def test_correlations_are_bows_the_wider_the_further_apart():
    three = {f: {f"q{3 * m + j}": 0.6 for j in range(3)} for m, f in enumerate("abc")}
    ax = made(three, [[1, 0.3, -0.4], [0.3, 1, 0.2], [-0.4, 0.2, 1]])
    bows = shapes(ax, FancyArrowPatch)
    assert [bow.get_linestyle() for bow in bows] == ["-", "--", "-"]
    near, far = (next(t.get_position()[0] for t in ax.texts if t.get_text() == text) for text in ("0.30", "−0.40"))
    assert far - near == pytest.approx(0.7)
    assert ax.get_xlim()[1] > far
    unseen = made(three, [[1, np.nan, 0.004], [np.nan, 1, 0.5], [0.004, 0.5, 1]])
    assert len(shapes(unseen, FancyArrowPatch)) == 1


def test_the_picture_is_as_wide_and_as_high_as_what_is_in_it():
    plain = made({"a": {f"q{j:02d}": 0.5 for j in range(20)}})
    assert plain.get_xlim() == pytest.approx((-1.7, 4 + 1.1 + 0.2))
    assert plain.figure.get_figheight() == pytest.approx(1.2 + 0.3 * 20)
    assert made({"a": {f"q{j:02d}": 0.5 for j in range(20)}}, beside=True).figure.get_figheight() == 4
    higher = made({"a": {"q1": 0.5, "q2": 0.5}, "b": {"q3": 0.5, "q4": 0.5}, "all": {"a": 0.7, "b": 0.7}})
    assert higher.get_xlim()[1] == pytest.approx(7.5 + 1.1 + 0.2)
    wide = made({"g": {"q1": 0.5, "q2": 0.5, "q3": 0.5}, "a": {"q1": 0.5, "q2": 0.5}})
    assert wide.get_xlim()[0] == pytest.approx(-5.5 - 1.1 - 0.2)
    assert sorted(x for x, _ in centres(wide)) == [-5.5, 4]


@pytest.mark.parametrize(
    ("loadings", "expected"),
    [
        ({"a": "q1 q2", "b": "q3 q4", "top": "a b q5"}, [4, 4, 7.5]),
        ({"t": "s u", "s": "a b", "u": "c", "a": "q1", "b": "q2", "c": "q3"}, [11, 7.5, 7.5, 4, 4, 4]),
        ({"a": "q1 q2", "b": "q3 q4", "c": "q5 q6", "s": "a b", "t": "a b c"}, [4, 4, 4, 7.5, 7.5]),
    ],
)
def test_a_factor_over_factors_stands_beyond_all_that_measures_it(loadings, expected):
    ax = made({factor: dict.fromkeys(own.split(), 0.5) for factor, own in loadings.items()})
    assert [x for x, _ in centres(ax)] == expected
    assert len(arrows(ax)) == sum(len(own.split()) for own in loadings.values())
    assert ax.get_xlim()[1] > max(expected) + 1.1


def test_factors_on_the_left_point_to_the_right_and_bow_to_the_left():
    four = dict.fromkeys(["q1", "q2", "q3", "q4"], 0.5)
    ax = made({"g": four, "h": four, "a": {"q1": 0.6, "q2": 0.6}}, [[1, 0.3, 0], [0.3, 1, 0], [0, 0, 1]])
    lines = [(text.get_position()[0], text.xy[0]) for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert {*lines} == {(-5.5 + 1.1, -1.5), (4 - 1.1, 0)}
    (number,) = (text.get_position()[0] for text in ax.texts if text.get_text() == "0.30")
    assert ax.get_xlim()[0] < number < -5.5 - 1.1
