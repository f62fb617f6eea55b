"""Where people are: against searches on a fine grid, and at the ends."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.stats.irt import graded, partial_credit
from purpose_index.stats.irt.roots import falling_root
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
    """In the partial credit model Warm's term is exactly that; in the graded one it is by its formula."""
    model, h = fitted(name), 1e-4
    scores = model.score(ROWS, method="wle")
    for row, theta in zip(ROWS, scores.theta, strict=True):
        answered = np.flatnonzero(~np.isnan(row))
        if name == "partial_credit":
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


def test_falling_roots():
    """Of a line, of one that is steep on one side only, at 0, and of two that never cross."""
    rises = [lambda t: 3 - t, lambda t: np.exp(-t) - 100, lambda t: -t, lambda t: 1 + 0 * t, lambda t: -1 + 0 * t]
    found = falling_root(lambda at, who: np.array([rises[w](t) for w, t in zip(who, at, strict=True)]), 5)
    np.testing.assert_allclose(found, [3, -np.log(100), 0, np.inf, -np.inf], atol=1e-9)
