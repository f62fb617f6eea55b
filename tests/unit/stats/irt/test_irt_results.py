"""What a fitted model tells: errors, information, reliability, sum scores, against what is written out."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np
import pytest

from purpose_index.stats.irt import graded, known_items, partial_credit
from tests.unit.stats.irt.made import graded_answers

THETA = np.linspace(-2, 2, 5)
FUNCTIONS = {"graded": graded, "partial_credit": partial_credit}
both_models = pytest.mark.parametrize("name", FUNCTIONS)


@lru_cache
def fitted(name="graded", slopes="free"):
    x = graded_answers(250, [1.5, 0.9, 1.2, 2.0], [[-1, 0.5], [-0.5, 1], [0, 1.2], [-1.5, 0.2]], seed=5)[0]
    return FUNCTIONS[name](x + 1, slopes=slopes)


@both_models
@pytest.mark.parametrize("slopes", ["free", "equal"])
def test_errors_of_locations_are_those_of_the_delta_method(name, slopes):
    """Written out for item 3, whose parameters are 6, 7, 8 (free) or 0, 5, 6 (equal)."""
    model = fitted(name, slopes)
    at = [6, 7, 8] if slopes == "free" else [0, 5, 6]
    covariance = model.covariance[np.ix_(at, at)]
    a, (d1, d2) = model.slopes[2], model.intercepts[2]
    rows = {
        "graded": [[d1 / a**2, -1 / a, 0], [d2 / a**2, 0, -1 / a]],
        "partial_credit": [[d1 / a**2, -1 / a, 0], [(d2 - d1) / a**2, 1 / a, -1 / a]],
    }[name]
    expected = [np.sqrt(np.array(row) @ covariance @ row) for row in rows]
    np.testing.assert_allclose(model.location_errors[2], expected, rtol=1e-9)
    np.testing.assert_allclose(model.intercept_errors[2], np.sqrt(np.diag(covariance))[1:], rtol=1e-12)
    assert model.slope_errors[2] == pytest.approx(np.sqrt(covariance[0, 0]))


@both_models
def test_where_categories_part(name):
    """Graded: half the people answer so or higher. Partial credit: two neighbours are equally likely."""
    model = fitted(name)
    for j, places in enumerate(model.locations):
        for c, place in enumerate(places, start=1):
            p = model.probabilities(place)[j][:, 0]
            assert (p[c:].sum() if name == "graded" else p[c] / (p[c] + p[c - 1])) == pytest.approx(0.5)


@both_models
def test_information_is_the_expected_bend(name):
    """The mean over the answers of what the logarithm of the likelihood bends down."""
    model, step = fitted(name), 1e-3
    expected = np.zeros((4, len(THETA)))
    for j in range(4):
        before, here, after = (model.probabilities(THETA + move)[j] for move in (-step, 0, step))
        expected[j] = -(here * (np.log(before) - 2 * np.log(here) + np.log(after))).sum(axis=0) / step**2
    np.testing.assert_allclose(model.item_information(THETA), expected, rtol=1e-4)
    np.testing.assert_allclose(model.information(THETA), expected.sum(axis=0), rtol=1e-4)


@both_models
def test_expected_score(name):
    model = fitted(name)
    expected = sum((np.arange(1, 4)[:, None] * p).sum(axis=0) for p in model.probabilities(THETA))
    np.testing.assert_allclose(model.expected_score(THETA), expected)


def test_reliabilities_written_out():
    model = fitted()
    theta = np.linspace(-8, 8, 4001)
    density = np.exp(-(theta**2) / 2) / np.sqrt(2 * np.pi)
    information = model.information(theta)
    expected = (density * information / (1 + information)).sum() * (theta[1] - theta[0])
    assert model.marginal_reliability == pytest.approx(expected, abs=1e-6)
    x = graded_answers(250, [1.5, 0.9, 1.2, 2.0], [[-1, 0.5], [-0.5, 1], [0, 1.2], [-1.5, 0.2]], seed=5)[0]
    scores = model.score(x + 1)
    between = np.var(scores.theta, ddof=1)
    assert model.empirical_reliability == pytest.approx(between / (between + np.mean(scores.se**2)))


@both_models
def test_sum_scores_are_those_of_all_rows_of_answers(name):
    """81 rows of answers, each with its likelihood, summed by their sum."""
    model = fitted(name)
    theta = np.linspace(-6, 6, 61)
    weights = np.exp(-(theta**2) / 2)
    weights /= weights.sum()
    p = model.probabilities(theta)
    likely = {score: np.zeros(61) for score in range(4, 13)}
    for row in product(range(3), repeat=4):
        likely[sum(row) + 4] += np.prod([p[j][c] for j, c in enumerate(row)], axis=0)
    table = model.sum_score_table()
    assert table.score.tolist() == list(likely)
    for at, own in enumerate(likely.values()):
        share = own @ weights
        mean = own * weights @ theta / share
        assert table.probability[at] == pytest.approx(share)
        assert table.theta[at] == pytest.approx(mean, abs=1e-10)
        assert table.se[at] == pytest.approx(np.sqrt(own * weights @ (theta - mean) ** 2 / share))


def test_criteria():
    model = fitted()
    assert model.parameters == 12
    assert model.aic == pytest.approx(-2 * model.log_likelihood + 24)
    assert model.bic == pytest.approx(-2 * model.log_likelihood + 12 * np.log(250))


def test_loadings_need_a_normal_variable_behind_the_answers():
    np.testing.assert_allclose(fitted().loadings, [a / np.hypot(a, 1.702) for a in fitted().slopes])
    assert np.isnan(fitted("partial_credit").loadings).all()
    x = graded_answers(200, [1.0, 1.5, 1.2], [[0], [0.5], [-0.5]])[0]
    np.testing.assert_allclose(partial_credit(x).loadings, graded(x).loadings, rtol=1e-5)


def test_sums_that_nobody_can_have_are_not_in_the_table():
    table = known_items("graded", [1.0, 1.5], [[0.5], [0.0]], categories=[[0, 2], [1, 4]]).sum_score_table()
    assert table.score.tolist() == [1, 3, 4, 6]
    assert table.probability.sum() == pytest.approx(1)
    assert np.isfinite([*table.theta, *table.se]).all()
    alone = known_items("graded", [1.0], [[0.5]]).sum_score_table()
    assert alone.score.tolist() == [0, 1]
    zero, one = known_items("graded", [1.0], [[0.5]]).score([[0], [1]]).theta
    np.testing.assert_allclose(alone.theta, [zero, one])
