"""Ordered answers beside numbers: statistics, laws, and data that have none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from purpose_index import ArgumentError, StatisticsError
from purpose_index.stats.cfa import cfa
from purpose_index.stats.cfa.ordinal_errors import problem_of
from purpose_index.stats.correlation.polyserial import polyserial, slopes_of
from purpose_index.stats.reliability import composite_reliability
from purpose_index.tallies import Patterns
from tests.unit.stats.cfa.test_ordinal import check_by_small_steps

NAMES = ["a", "b", "c", "d"]
MODEL = "f =~ a + b + c + d"
rng = np.random.default_rng(3)
LATENT = rng.normal(size=(300, 1)) * [0.8, 0.7, 0.6, 0.7] + rng.normal(size=(300, 4)) * 0.7
X = LATENT.copy()
X[:, 1] = np.digitize(LATENT[:, 1], [-0.8, 0.3])
X[:, 3] = np.digitize(LATENT[:, 3], [0.2])
OPTIONS = {"names": NAMES, "estimator": "WLSMV", "ordered": ["b", "d"]}


@pytest.fixture(scope="module")
def found():
    return cfa(X, MODEL, **OPTIONS)


def log_likelihood(rho, mean, variance, cuts, x, codes):
    """Of everybody: the number, and the answer given the number."""
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    z, left = (x - mean) / np.sqrt(variance), np.sqrt(1 - rho**2)
    given = norm.cdf((edges[codes + 1] - rho * z) / left) - norm.cdf((edges[codes] - rho * z) / left)
    return norm.logpdf(x, mean, np.sqrt(variance)) + np.log(given)


def test_slopes_are_those_of_the_likelihood():
    x, codes, cuts = 3 + 2 * X[:, 0], X[:, 1].astype(int), np.array([-0.8, 0.3])
    at = np.array([0.4, 2.5, 3.0, *cuts])
    ours = slopes_of(at[0], (x - at[1]) / np.sqrt(at[2]), at[2], codes, cuts)
    by_step = []
    for step in 1e-5 * np.eye(5):
        up, down = at + step, at - step
        ends = [log_likelihood(*one[:3], one[3:], x, codes) for one in (up, down)]
        by_step.append((ends[0] - ends[1]) / 2e-5)
    np.testing.assert_allclose(np.vstack([ours.correlation, ours.number, ours.thresholds]), by_step, atol=1e-7)


@pytest.mark.parametrize("cuts", [[-0.8, 0.3], [2.0], [-2.2, -2.0]])
def test_the_correlation_is_the_likeliest(cuts):
    z = (X[:, 0] - X[:, 0].mean()) / X[:, 0].std()
    codes = np.digitize(LATENT[:, 1] / LATENT[:, 1].std(), cuts)
    cuts = norm.ppf(np.cumsum(np.bincount(codes))[:-1] / len(z))
    rho = polyserial(z, codes, cuts)
    grid = np.linspace(-0.99, 0.99, 199)
    with np.errstate(divide="ignore"):  # far off, somebody's answer has no chance at all
        sums = [log_likelihood(other, 0, 1, cuts, z, codes).sum() for other in grid]
    assert log_likelihood(rho, 0, 1, cuts, z, codes).sum() >= max(sums)
    assert polyserial(-z, codes, cuts) == pytest.approx(-rho, abs=1e-12)


def test_means_and_variances_are_of_the_margins(found):
    stage = found.stages[0]
    np.testing.assert_allclose(stage.means, X[:, [0, 2]].mean(axis=0))
    np.testing.assert_allclose(stage.spread, X[:, [0, 2]].var(axis=0))
    np.testing.assert_allclose(stage.matrix()[0, 2], np.cov(X[:, 0], X[:, 2], bias=True)[0, 1])
    np.testing.assert_allclose(stage.covariance, np.cov(X.T))


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
def test_scaling_a_number_scales_its_loading(parameterization):
    options = OPTIONS | {"identification": "variance", "parameterization": parameterization}
    one, other = cfa(X, MODEL, **options), cfa(X * [1, 1, 10, 1], MODEL, **options)
    assert other.fit.chi_square == pytest.approx(one.fit.chi_square, rel=1e-8)
    assert other.fit.scaled.chi_square == pytest.approx(one.fit.scaled.chi_square, rel=1e-8)
    for item, times in (("a", 1), ("b", 1), ("c", 10), ("d", 1)):
        before, after = (fit.estimate("f", "=~", item) for fit in (one, other))
        assert (after.value, after.se) == pytest.approx((times * before.value, times * before.se), rel=1e-6)


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
@pytest.mark.parametrize("equal", [(), ("thresholds", "loadings")])
def test_slopes_and_curvature_beside_numbers_are_those_of_small_steps(parameterization, equal):
    groups = np.repeat(["one", "two"], 150) if equal else None
    fit = cfa(X, MODEL, **OPTIONS, parameterization=parameterization, groups=groups, equal=equal)
    problem = problem_of(fit.model, fit.stages, "WLSMV")
    check_by_small_steps(problem, fit.theta + np.random.default_rng(1).uniform(-0.2, 0.2, len(fit.theta)))


def test_all_ordered_is_what_stands_and_rows_have_no_order(found):
    answers = np.digitize(LATENT, [-0.8, 0.3])
    options = {"names": NAMES, "estimator": "WLSMV"}
    one, other = cfa(answers, MODEL, **options), cfa(answers, MODEL, ordered=NAMES, **options)
    np.testing.assert_array_equal(one.theta, other.theta)
    np.testing.assert_array_equal(one.covariance, other.covariance)
    turned = cfa(X[::-1], MODEL, **OPTIONS)
    np.testing.assert_allclose(turned.theta, found.theta, atol=1e-7)
    assert turned.fit.scaled.chi_square == pytest.approx(found.fit.scaled.chi_square, rel=1e-7)


def test_rows_with_a_missing_answer_do_not_count(found):
    more = np.vstack([X, [[np.nan, 1, 1, 1], [0.5, np.nan, 1, 0]]])
    np.testing.assert_allclose(cfa(more, MODEL, **OPTIONS).theta, found.theta, atol=1e-9)


def refused(error, code, x=X, model=MODEL, **options):
    with pytest.raises(error) as raised:
        cfa(x, model, **(OPTIONS | options))
    assert raised.value.issues[0].code == code


def test_what_cannot_be_is_told():
    refused(ArgumentError, "unknown-item", ordered=["b", "q"])
    refused(ArgumentError, "unknown-option", estimator="MLR")
    refused(ArgumentError, "unknown-option", ordered=[])
    refused(ArgumentError, "unknown-option", missing="pairwise")
    refused(ArgumentError, "model-parameter", model=MODEL + "\na | t1")
    refused(ArgumentError, "model-parameter", model=MODEL + "\na ~*~ a")
    refused(ArgumentError, "answers-needed", x=Patterns.of(np.digitize(LATENT, [0.0]), items=NAMES))
    refused(StatisticsError, "constant-item", x=np.column_stack([np.full(300, 0.1), X[:, 1:]]))
    doubled = np.column_stack([X[:, :2], 2 * X[:, 0] + 1, X[:, 3]])
    refused(StatisticsError, "boundary-correlation", x=doubled)
    refused(StatisticsError, "boundary-correlation", x=np.column_stack([X[:, :3], X[:, 0] > 0]))


def test_what_is_not_offered_is_told(found):
    assert found.fit.robust is None
    with pytest.raises(ArgumentError, match="numbers beside ordered answers"):
        composite_reliability(found)
