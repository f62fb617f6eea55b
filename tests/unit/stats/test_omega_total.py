"""Omega total: populations with known answers, and where it is not defined or doubtful."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.factor.one_factor import one_factor as fitted
from purpose_index.stats.inputs import moments_of
from purpose_index.stats.reliability import alpha, omega_if_dropped, omega_total
from purpose_index.stats.reliability.omega import negative_loadings, omega_of
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from tests.unit.stats.populations import one_factor, sample_with

LOADINGS = np.array([0.9, 0.6, 1.2, 0.5, 0.8])
ERRORS = np.array([0.5, 0.7, 0.4, 0.9, 1.1])
COMMON, ERROR = 4.0**2, 3.6  # the loadings add up to 4, the error variances to 3.6
Z = 1.959963984540054

METHODS = pytest.mark.parametrize("method", ["ml", "minres"])
VARIANCES = pytest.mark.parametrize("variance", ["model", "observed"])


def codes(estimate) -> list[str]:
    return [issue.code for issue in estimate.issues]


@METHODS
@VARIANCES
def test_a_population_gives_its_own_loadings_and_omega_back(method, variance):
    omega = omega_total(sample_with(one_factor(LOADINGS, ERRORS)), method=method, variance=variance)
    assert omega.value == pytest.approx(COMMON / (COMMON + ERROR), abs=1e-10)
    np.testing.assert_allclose(omega.loadings, LOADINGS, atol=1e-8)
    np.testing.assert_allclose(omega.error_variances, ERRORS, atol=1e-8)
    assert (omega.name, omega.method, omega.variance, omega.n, omega.k) == ("omega_total", method, variance, 200, 5)
    assert (omega.interval, omega.level, omega.issues) == ("log-delta", 0.95, ())
    assert "One factor" in omega.assumes


@METHODS
def test_three_items_are_just_enough(method):
    """Correlations .42, .48 and .56: the first loading is sqrt(.42 · .48 / .56) = .6, and so on."""
    omega = omega_total(sample_with([[1, 0.42, 0.48], [0.42, 1, 0.56], [0.48, 0.56, 1]]), method=method)
    np.testing.assert_allclose(omega.loadings, [0.6, 0.7, 0.8], atol=1e-8)
    assert omega.value == pytest.approx(2.1**2 / (2.1**2 + 0.64 + 0.51 + 0.36), abs=1e-10)


@METHODS
@VARIANCES
def test_equal_loadings_make_it_alpha(method, variance):
    x = sample_with(one_factor(np.full(4, 0.7), np.array([0.3, 0.9, 0.5, 0.4])))
    assert omega_total(x, method=method, variance=variance).value == pytest.approx(alpha(x).value, abs=1e-10)


@METHODS
def test_the_interval_is_the_value_and_so_many_standard_errors(method):
    omega = omega_total(sample_with(one_factor(LOADINGS, ERRORS)), method=method, interval="delta")
    assert (omega.low, omega.high) == pytest.approx((omega.value - Z * omega.se, omega.value + Z * omega.se))
    default = omega_total(sample_with(one_factor(LOADINGS, ERRORS)), method=method)
    steps = 1.971957 * default.se / (1 - default.value)  # the .975 quantile of t with 199 degrees of freedom
    ends = [1 - (1 - default.value) * np.exp(steps), 1 - (1 - default.value) * np.exp(-steps)]
    assert (default.low, default.high) == pytest.approx(ends, rel=1e-6)
    assert default.se == omega.se
    narrow = omega_total(sample_with(one_factor(LOADINGS, ERRORS)), method=method, interval="delta", level=0.5)
    assert narrow.high - narrow.low == pytest.approx(2 * 0.6744897501960817 * omega.se)
    none = omega_total(sample_with(one_factor(LOADINGS, ERRORS)), method=method, interval=None)
    assert (none.se, none.low, none.high, none.level, none.interval) == (None, None, None, None, None)


def test_methods_and_variances_have_one_standard_error_where_the_model_is_right_and_saturated():
    """Three items: whatever the method, the loadings reproduce the covariances, and omega is one function of these."""
    x = sample_with(one_factor(LOADINGS[:3], ERRORS[:3]))
    errors = [omega_total(x, method=m, variance=v).se for m in ("ml", "minres") for v in ("model", "observed")]
    np.testing.assert_allclose(errors, errors[0], rtol=1e-9)


@VARIANCES
def test_the_standard_error_of_minres_is_that_of_the_derivatives(variance):
    """2 tr(G C G C) / n with G by numerical differentiation of omega in every covariance, on data that do not fit."""
    C = one_factor(LOADINGS, ERRORS)
    C[0, 1] = C[1, 0] = C[0, 1] + 0.1

    def value(C):
        return omega_total(sample_with(C), method="minres", variance=variance, interval=None).value

    slope, h = np.zeros_like(C), 1e-4
    for i in range(5):
        for j in range(i, 5):
            step = np.zeros_like(C)
            step[i, j] = step[j, i] = h
            slope[i, j] = slope[j, i] = (value(C + step) - value(C - step)) / (2 * h) / (1 if i == j else 2)
    omega = omega_total(sample_with(C), method="minres", variance=variance)
    assert omega.se == pytest.approx(np.sqrt(2 * np.trace(slope @ C @ slope @ C) / 200), rel=1e-6)


@METHODS
def test_an_item_that_was_not_reversed_keeps_its_sign_and_is_said(method):
    turned = LOADINGS * [1, 1, 1, -1, 1]
    omega = omega_total(sample_with(one_factor(turned, ERRORS)), method=method)
    np.testing.assert_allclose(omega.loadings, turned, atol=1e-8)
    assert omega.value == pytest.approx(3.0**2 / (3.0**2 + ERROR), abs=1e-8)
    assert codes(omega) == ["negative-loading"]
    assert omega.issues[0].path == "$.items.4"


@METHODS
def test_a_heywood_case_is_said_and_has_no_interval(method):
    """Correlations .8, .8 and .5 want a first loading of sqrt(.8 · .8 / .5) = 1.13: an error variance below zero."""
    omega = omega_total(sample_with([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]]), method=method)
    assert codes(omega) == ["heywood-case"]
    assert (omega.se, omega.low, omega.interval) == (None, None, None)
    assert 0.8 < omega.value < 1


def test_doubled_items():
    C = one_factor(np.array([0.8, 0.7, 0.6]), np.array([0.36, 0.51, 0.64]))
    x = sample_with(C)[:, [0, 0, 1, 2]]
    with pytest.raises(StatisticsError) as caught:
        omega_total(x)
    assert codes(caught.value) == ["not-positive-definite"]
    assert codes(omega_total(x, method="minres")) == ["determined-items"]


@METHODS
def test_items_that_all_say_the_same(method):
    x = np.repeat(np.arange(10.0)[:, None], 4, axis=1)
    if method == "ml":
        with pytest.raises(StatisticsError):
            omega_total(x)
    else:
        assert omega_total(x, method=method).value == pytest.approx(1, abs=0.01)


def test_fewer_people_than_items():
    x = np.random.default_rng(1).normal(size=(4, 6)) + np.random.default_rng(2).normal(size=(4, 1))
    with pytest.raises(StatisticsError) as caught:
        omega_total(x)
    assert codes(caught.value) == ["not-positive-definite"]
    assert "determined-items" in codes(omega_total(x, method="minres", interval=None))


@pytest.mark.parametrize(
    ("x", "code"),
    [
        (np.arange(20.0).reshape(10, 2) ** 2, "too-few-items"),
        (np.arange(10.0)[:, None], "too-few-items"),
        (np.column_stack([np.arange(10.0), np.arange(10.0) ** 2, np.ones(10), np.arange(10.0) % 3]), "constant-item"),
        (np.array([[1.0, 2, 3], [2, 3, 5]]), "too-few-people"),
        (np.column_stack([np.arange(9.0), -np.arange(9.0), np.ones(9)]), "no-total-variance"),
    ],
)
def test_where_it_is_not_defined(x, code):
    with pytest.raises(StatisticsError) as caught:
        omega_total(x)
    assert codes(caught.value) == [code]


@METHODS
@pytest.mark.parametrize("seed", range(20))
def test_unrelated_items_have_no_omega_whatever_the_rounding(method, seed):
    """One loading of any size, the others 0, leaves no residual: omega of four such items is anything below 1/4."""
    rounding = np.random.default_rng(seed).normal(size=(4, 4)) * 1e-16
    with pytest.raises(StatisticsError) as caught:
        omega_of(np.eye(4) + rounding + rounding.T, method, "model")
    assert [issue.code for issue in caught.value.issues] == ["undetermined-loadings"]


def test_an_item_that_does_not_load_goes_against_nothing():
    assert [issue.path for issue in negative_loadings(("a", "b", "c"), np.array([0.0, 0.5, -0.1]))] == ["$.items.c"]


def test_wrong_options():
    x = sample_with(one_factor(LOADINGS, ERRORS))
    for option in ({"method": "pca"}, {"variance": "total"}, {"interval": "wald"}, {"level": 95}):
        with pytest.raises(ArgumentError):
            omega_total(x, **option)


def test_missing_answers():
    x = sample_with(one_factor(LOADINGS, ERRORS))
    holed = np.vstack([x, [np.nan, 1, 1, 1, 1]])
    assert omega_total(holed).value == pytest.approx(omega_total(x).value, abs=1e-12)
    with pytest.raises(ArgumentError) as caught:
        omega_total(holed, missing="pairwise")
    assert codes(caught.value) == ["interval-needs-listwise"]
    pairwise = omega_total(holed, missing="pairwise", interval=None)
    assert pairwise.n == 200
    assert pairwise.value != omega_total(x).value


def test_tallies_say_the_same_as_the_answers():
    x = np.clip(np.round(3 + sample_with(one_factor(LOADINGS, ERRORS))), 1, 5)
    expected = omega_total(x)
    for tally in (Moments.of(x), PairCounts.of(x, missing="listwise")):
        assert omega_total(tally).value == pytest.approx(expected.value, abs=1e-12)
        assert omega_total(tally).se == pytest.approx(expected.se, abs=1e-12)


@METHODS
def test_dropping_an_item(method):
    x = sample_with(one_factor(LOADINGS, ERRORS))
    dropped = omega_if_dropped(x, method=method)
    for j, omega in enumerate(dropped):
        rest, errors = np.delete(LOADINGS, j), np.delete(ERRORS, j)
        assert omega.value == pytest.approx(rest.sum() ** 2 / (rest.sum() ** 2 + errors.sum()), abs=1e-9)
        assert omega.se == pytest.approx(omega_total(np.delete(x, j, axis=1), method=method).se, rel=1e-6)
        assert omega.k == 4


def test_a_local_minimum_is_left_to_the_slower_solver():
    """Two clusters that have nothing in common: the factor is that of the stronger one, not some mix of both."""
    R = np.kron(np.eye(2), np.full((3, 3), 0.5))
    R[3:, 3:] = 0.2
    np.fill_diagonal(R, 1)
    found = fitted(R, "ml")
    np.testing.assert_allclose(found.loadings, [np.sqrt(0.5)] * 3 + [0] * 3, atol=1e-6)


def test_moments_are_enough():
    x = sample_with(one_factor(LOADINGS, ERRORS))
    assert omega_total(moments_of(x)).value == omega_total(x).value


@METHODS
def test_one_item_that_is_unrelated_to_two_others_leaves_their_loadings_undetermined(method):
    two = [(1, 1), (1, 1), (1, 2), (2, 2), (2, 2), (2, 1)]
    x = np.array([[a, b, c] for a in (1, 2) for b, c in two] * 5)  # correlations 0, 0 and 1/3: loadings a and 1/(3a)
    with pytest.raises(StatisticsError) as error:
        omega_total(x, method=method)
    assert [issue.code for issue in error.value.issues] == ["undetermined-loadings"]
    with pytest.raises(StatisticsError):
        omega_total(x, method=method, interval="bootstrap", resamples=100)


def test_six_people_and_three_yes_or_no_items():
    x = np.array([[2, 2, 1], [1, 1, 1], [2, 2, 2], [2, 1, 1], [1, 2, 2], [2, 2, 1]])
    omega = omega_total(x)  # correlations .25, -.25 and .5: only a loading of 1 comes near
    assert [issue.code for issue in omega.issues] == ["heywood-case"]
    assert (omega.low, omega.high) == (None, None)


def test_an_interval_stays_within_what_a_reliability_can_be():
    x = sample_with(one_factor(0.97 * np.ones(3), 0.06 * np.ones(3)), n=12)
    assert omega_total(x, interval="delta").high > 0.99
    assert omega_total(x).high < 1


def test_an_omega_beyond_one_has_no_interval_of_its_logarithm():
    """Two reversed items that hardly go together: their sum varies less than the factor of all five says.

    Least squares are at a minimum where the residuals' product with the loadings is 0: between the two items -.5, so
    that with each of the three they are -.5 · .5 / (3 · .9), and among the three a 1.8th of that.
    """
    loadings = np.array([0.9, 0.9, 0.9, -0.5, -0.5])
    across = -0.25 / 2.7
    R = np.outer(loadings, loadings)
    R[:3, :3] += across / 1.8
    R[:3, 3:] += across
    R[3:, :3] += across
    R[3:, 3:] -= 0.5
    np.fill_diagonal(R, 1)
    omega = omega_total(sample_with(R), method="minres", variance="observed")
    np.testing.assert_allclose(omega.loadings, loadings, atol=1e-7)
    # the sum's variance is 5 + 6 (.81 + across / 1.8) + 12 (across - .45) + 2 (.25 - .5)
    total = 5 + 6 * (0.81 + across / 1.8) + 12 * (across - 0.45) - 0.5
    assert omega.value == pytest.approx(1.7**2 / total)
    assert 1.1 < omega.value < 1.2
    assert codes(omega) == ["negative-loading", "negative-loading", "undefined-interval"]
    assert (omega.se, omega.low, omega.high, omega.level, omega.interval) == (None,) * 5
    symmetric = omega_total(sample_with(R), method="minres", variance="observed", interval="delta")
    assert symmetric.low < omega.value < symmetric.high
    assert "undefined-interval" not in codes(symmetric)
