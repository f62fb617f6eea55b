"""Where people are: against searches on a fine grid, and at the ends."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.stats.irt import graded, known_items, partial_credit
from purpose_index.stats.irt.roots import Brackets, brackets, falling_root
from purpose_index.stats.irt.scores import where_people_are
from purpose_index.tallies import Patterns
from tests.unit.stats.irt.made import graded_answers

FUNCTIONS = {"graded": graded, "partial_credit": partial_credit}
both_models = pytest.mark.parametrize("name", FUNCTIONS)
METHODS = ("eap", "map", "ml", "wle")
GRID = np.linspace(-8, 8, 32001)
ROWS = np.array([[0, 1, 2, 1], [2, np.nan, 1, 0], [1, 1, np.nan, np.nan], [2, 2, 2, 1], [0, 0, 0, 2.0]])


@lru_cache
def fitted(name):
    x = graded_answers(250, [1.5, 0.9, 1.2, 2.0], [[-1, 0.5], [-0.5, 1], [0, 1.2], [-1.5, 0.2]], seed=5)[0]
    return FUNCTIONS[name](x)


def log_likelihood(model, row, theta=GRID):
    p = model.probabilities(theta)
    return sum(np.log(p[j][int(answer)]) for j, answer in enumerate(row) if not np.isnan(answer))


@both_models
def test_eap_is_the_mean_of_the_posterior(name):
    scores = fitted(name).score(ROWS)
    for row, theta, se in zip(ROWS, scores.theta, scores.se, strict=True):
        posterior = np.exp(log_likelihood(fitted(name), row) - GRID**2 / 2)
        mean = (posterior * GRID).sum() / posterior.sum()
        assert theta == pytest.approx(mean, abs=1e-7)
        assert se == pytest.approx(np.sqrt((posterior * (GRID - mean) ** 2).sum() / posterior.sum()), abs=1e-7)


@both_models
@pytest.mark.parametrize("method", ["map", "ml"])
def test_the_top_and_how_it_bends(name, method):
    scores = fitted(name).score(ROWS, method=method)
    for row, theta, se in zip(ROWS, scores.theta, scores.se, strict=True):
        curve = log_likelihood(fitted(name), row) - (GRID**2 / 2 if method == "map" else 0)
        assert theta == pytest.approx(GRID[curve.argmax()], abs=5.1e-4)
        near = np.array([theta - 1e-3, theta, theta + 1e-3])
        below, here, above = log_likelihood(fitted(name), row, near) - (near**2 / 2 if method == "map" else 0)
        assert 1 / se**2 == pytest.approx((2 * here - below - above) / 1e-6, rel=1e-5)


@both_models
def test_warms_likelihood_is_weighed_by_the_root_of_the_information(name):
    """By Warm's formula, J / (2 I), and as J is the slope of I, by that."""
    model, h = fitted(name), 1e-4
    scores = model.score(ROWS, method="wle")
    for row, theta in zip(ROWS, scores.theta, strict=True):
        answered = np.flatnonzero(~np.isnan(row))
        information = model.item_information(GRID)[answered].sum(axis=0)
        curve = log_likelihood(model, row) + np.log(information) / 2
        assert theta == pytest.approx(GRID[curve.argmax()], abs=5.1e-4)
        before, here, after = (model.probabilities(theta + move) for move in (-h, 0, h))
        firsts = [(after[j] - before[j]) / (2 * h) for j in answered]
        seconds = [(after[j] - 2 * here[j] + before[j]) / h**2 for j in answered]
        skew = sum((f * s / here[j]).sum() for j, f, s in zip(answered, firsts, seconds, strict=True))
        information = model.item_information(theta)[answered].sum()
        low, high = (log_likelihood(model, row, np.array([theta + move]))[0] for move in (-h, h))
        assert (high - low) / (2 * h) + skew / (2 * information) == pytest.approx(0, abs=1e-5)


@both_models
def test_the_ends(name):
    """Only the highest answers, or the lowest: every method has a defined outcome."""
    ends = np.array([[2, 2, 2, 2], [0, 0, 0, 0], [np.nan, 2, np.nan, np.nan]])
    for method in ("eap", "map", "wle"):
        scores = fitted(name).score(ends, method=method)
        assert np.isfinite(scores.theta).all()
        assert np.isfinite(scores.se).all()
        assert scores.theta[0] > 0.5
        assert scores.theta[1] < -0.5
    ml = fitted(name).score(ends, method="ml")
    np.testing.assert_array_equal(ml.theta, [np.inf, -np.inf, np.inf])
    np.testing.assert_array_equal(ml.se, [np.inf] * 3)


@both_models
def test_where_people_are_is_the_mean_of_where_each_may_be(name):
    model, counts = fitted(name), np.array([3.0, 1.0, 1.0, 2.0, 5.0])
    codes = np.where(np.isnan(ROWS), -1, ROWS).astype(np.int8)
    places, shares = where_people_are(model, codes, counts)
    each = np.array([np.exp(log_likelihood(model, row, places) - places**2 / 2) for row in ROWS])
    np.testing.assert_allclose(shares, counts @ (each / each.sum(axis=1, keepdims=True)) / 12, atol=1e-9)


@both_models
def test_nobody_told_anything(name):
    nothing = np.full((1, 4), np.nan)
    for method, theta, se in (("eap", 0, 1), ("map", 0, 1), ("ml", np.nan, np.nan), ("wle", np.nan, np.nan)):
        scores = fitted(name).score(nothing, method=method)
        np.testing.assert_allclose([scores.theta[0], scores.se[0]], [theta, se], atol=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_nobody_at_all(method):
    scores = fitted("graded").score(np.zeros((0, 4)), method=method)
    assert scores.theta.shape == scores.se.shape == (0,)


@pytest.mark.parametrize("method", METHODS)
def test_a_score_does_not_depend_on_the_others(method):
    together = fitted("graded").score(ROWS, method=method)
    for at in range(len(ROWS)):
        alone = fitted("graded").score(ROWS[at : at + 1], method=method)
        assert alone.theta[0] == pytest.approx(together.theta[at], abs=1e-9)
        assert alone.se[0] == pytest.approx(together.se[at], abs=1e-7)


def test_a_reversed_item_points_the_other_way():
    """An item with a negative slope: who chose its lowest and the highest of the others has no finite 'ml' score."""
    x = graded_answers(300, [1.5, 1.0, 1.2, 2.0], [[-1, 0.5]] * 4, seed=2)[0]
    x[:, 1] = 2 - x[:, 1]
    model = graded(x)
    assert model.slopes[1] < 0 < model.slopes[0]
    np.testing.assert_array_equal(model.score([[2, 0, 2, 2], [0, 2, 0, 0]], method="ml").theta, [np.inf, -np.inf])
    assert np.isfinite(model.score([[2, 2, 2, 2]], method="ml").theta[0])


def test_values_that_nobody_chose_count_as_the_nearest():
    x = graded_answers(250, [1.5, 0.9, 1.2], [[-1, 0.5]] * 3, seed=5)[0]
    x[:, 1:] *= 2
    model = graded(Patterns.of(x, missing="pairwise", values=((0, 1, 2, 3), (0, 2, 4, 6), (0, 1, 2, 4))))
    assert [issue.code for issue in model.issues] == ["unused-category"] * 3
    assert model.issues[0].facts == {"item": "1", "values": (3,)}
    alike = [([3, 0, 0], [2, 0, 0]), ([0, 6, 0], [0, 4, 0]), ([0, 0, 1], [0, 0, 0])]
    for given, counted in alike:
        assert model.score([given]).theta == pytest.approx(model.score([counted]).theta)


def test_what_cannot_be_scored():
    model = fitted("graded")
    for x, code in (
        (np.zeros((2, 3)), "mismatched-shapes"),
        (np.full((1, 4), 3.0), "undeclared-category"),
        (np.full((1, 4), 0.5), "not-categories"),
    ):
        with pytest.raises(ArgumentError) as error:
            model.score(x)
        assert {issue.code for issue in error.value.issues} == {code}
    with pytest.raises(ArgumentError, match="'eap', 'map', 'ml' and 'wle'"):
        model.score(ROWS, method="mean")


@both_models
@pytest.mark.parametrize("method", ["map", "ml", "wle"])
def test_many_people_as_on_a_fine_grid(name, method):
    """Everybody's slope, from the differences of what is to be highest, is nought where their score is."""
    model = fitted(name)
    rows = np.array(list(np.ndindex(3, 3, 3, 3)), dtype=float)
    scores = model.score(rows, method=method)
    inside = np.isfinite(scores.theta)
    assert inside.sum() == (79 if method == "ml" else 81)
    h = 1e-3
    for row, theta, se in zip(rows[inside], scores.theta[inside], scores.se[inside], strict=True):
        near = theta + h * np.arange(-2, 3)
        curve = log_likelihood(model, row, near)
        if method == "map":
            curve = curve - near**2 / 2
        elif method == "wle":
            curve = curve + np.log(model.information(near)) / 2
        before, low, here, high, after = curve
        assert (8 * (high - low) - (after - before)) / (12 * h) == pytest.approx(0, abs=1e-9)
        bend = (16 * (high + low) - (after + before) - 30 * here) / (12 * h**2)
        assert 1 / se**2 == pytest.approx(-bend, rel=1e-7, abs=1e-8)


def test_the_error_of_warms_score_is_how_its_slope_falls():
    """Of the graded model: by differences of its slope, which is written out."""
    model = fitted("graded")
    scores = model.score(ROWS, method="wle")
    for row, theta, se in zip(ROWS, scores.theta, scores.se, strict=True):
        below, above = (warms_slope(model, row, theta + move) for move in (-1e-3, 1e-3))
        assert 1 / se**2 == pytest.approx((below - above) / 2e-3, rel=1e-5)


def warms_slope(model, row, theta, h=1e-4):
    answered = np.flatnonzero(~np.isnan(row))
    before, here, after = (model.probabilities(theta + move) for move in (-h, 0, h))
    firsts = [(after[j] - before[j]) / (2 * h) for j in answered]
    seconds = [(after[j] - 2 * here[j] + before[j]) / h**2 for j in answered]
    skew = sum((f * s / here[j]).sum() for j, f, s in zip(answered, firsts, seconds, strict=True))
    low, high = (log_likelihood(model, row, np.array([theta + move]))[0] for move in (-h, h))
    return (high - low) / (2 * h) + skew / (2 * model.item_information(theta)[answered].sum())


def test_the_higher_of_two_tops_of_warms_likelihood():
    """Two steep items far apart, the harder solved and the easier not: the top is at the one that tells more."""
    grid = np.linspace(-5, 5, 100_001)
    for slopes in ([3.0, 2.5], [2.5, 3.0]):
        model = known_items("partial_credit", slopes, [[3 * slopes[0]], [-3 * slopes[1]]])
        curve = log_likelihood(model, [1, 0], grid) + np.log(model.information(grid)) / 2
        top = grid[curve.argmax()]
        assert top == pytest.approx(np.copysign(2.5, slopes[1] - slopes[0]), abs=0.7)
        assert model.score([[1, 0]], method="wle").theta[0] == pytest.approx(top, abs=1e-4)


@pytest.mark.parametrize("slope", [0.05, 20.0, 1e5])
def test_tops_beyond_the_nodes_and_between_steps(slope):
    """Two items of one slope, one of each solved: halfway between their places, wherever that is."""
    for middle in (0.0, 0.03, 9.0):
        apart = 1 / slope
        places = np.array([middle - apart, middle + apart])
        model = known_items("graded", [slope, slope], (-slope * places)[:, None].tolist())
        scores = model.score([[1, 0]], method="ml")
        assert scores.theta[0] == pytest.approx(middle, abs=1e-9)
        share = 1 / (1 + np.exp(-1))
        assert scores.se[0] == pytest.approx(1 / (slope * np.sqrt(2 * share * (1 - share))), rel=1e-5)


ANYWHERE = Brackets(np.zeros(6), np.full(6, -np.inf), np.full(6, np.inf))


def test_falling_roots():
    """Of a line, of what is steep on one side only, at 0, of two that never cross, and where Newton's go round."""
    rises = [
        (lambda t: 3 - t, lambda _: -1),
        (lambda t: np.exp(-t) - 100, lambda t: -np.exp(-t)),
        (lambda t: -t, lambda _: -1),
        (lambda _: 1, lambda _: 0),
        (lambda _: -1, lambda _: 0),
        (lambda t: np.cbrt(2 - t), lambda t: -(np.cbrt(2 - t) ** -2) / 3),
    ]

    def rise(at, who):
        with np.errstate(divide="ignore"):
            return np.array([[float(f(t)) for f in rises[w]] for w, t in zip(who, at, strict=True)]).T

    found, slopes = falling_root(rise, ANYWHERE)
    np.testing.assert_allclose(found, [3, -np.log(100), 0, np.inf, -np.inf, 2], atol=1e-9)
    np.testing.assert_allclose(slopes[:5], [-1, -100, -1, 0, 0])


def test_newtons_steps_that_hardly_come_nearer_are_not_taken():
    """Around the root of |t|^.51 they lead from one side to the other, and 200 of them come only 3000 times as near."""

    def rise(at, who):
        size = np.abs(at - 2.1)
        return -np.sign(at - 2.1) * size**0.51, -0.51 * size**-0.49

    found = falling_root(rise, Brackets(np.array([3.0]), np.array([0.0]), np.array([7.0])))[0]
    assert found[0] == pytest.approx(2.1, abs=1e-8)  # a step below it ends the search


def test_a_bracket_begins_near_the_root_of_a_curve():
    """A straight line between the nodes would be .03 beside it."""
    nodes = np.linspace(-2, 2, 9)
    start = brackets(np.exp(-nodes[:, None]) - 0.5, nodes).start
    assert start[0] == pytest.approx(np.log(2), abs=4e-3)


def test_brackets():
    """Between two nodes, beyond the first and the last, at a node, anywhere, and the higher of two tops."""
    nodes = np.linspace(-3, 3, 7)
    two = np.array([1, -1, -1, 2, 1, 1, -1])
    rises = [0.2 - nodes, -nodes - 4, 4 - nodes, 1 - nodes, 0 * nodes, two, -two[::-1]]
    found = brackets(np.stack(rises, axis=1).astype(float), nodes)
    np.testing.assert_array_equal(found.low, [0, -np.inf, 3, 0, -np.inf, 2, -3])
    np.testing.assert_array_equal(found.high, [1, -3, np.inf, 2, np.inf, 3, -2])
    np.testing.assert_allclose(found.start[:5], [0.2, -3, 3, 1, 0])
