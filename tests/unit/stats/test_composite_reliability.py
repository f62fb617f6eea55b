"""Totals over scales, and correlations between scales: by hand, by algebra, and where they are not defined."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.reliability import (
    alpha,
    composite_omega,
    disattenuate,
    disattenuated_correlations,
    mosier_reliability,
    omega_total,
    stratified_alpha,
)
from purpose_index.tallies.moments import Moments
from tests.unit.stats.populations import sample_with

# Two scales of two and three items: true scores with variance 1 that covary .5, error variances 1.
TRUE = np.array([[1, 0.5], [0.5, 1]])
MEMBERS = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]])
C = MEMBERS @ TRUE @ MEMBERS.T + np.eye(5)
X = sample_with(C, n=300)
SCALES = [[0, 1], [2, 3, 4]]
TOTAL = 2**2 + 3**2 + 2 * 0.5 * 2 * 3 + 5  # true variances, twice the covariance, errors: 24
Z = 1.959963984540054


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def test_stratified_alpha_by_hand():
    found = stratified_alpha(X, SCALES)
    assert found.value == pytest.approx(1 - 5 / TOTAL, abs=1e-12)
    assert found.value > alpha(X).value
    assert (found.name, found.n, found.k, found.interval, found.level) == (
        "stratified_alpha",
        300,
        5,
        "log-delta",
        0.95,
    )
    # the ends of log(1 - value) lie t(299) = 1.967930 standard errors of it apart
    half = 1.967930 * found.se / (1 - found.value)
    assert (np.log(1 - found.low), np.log(1 - found.high)) == pytest.approx(
        (np.log(5 / TOTAL) + half, np.log(5 / TOTAL) - half), abs=1e-6
    )
    delta = stratified_alpha(X, SCALES, interval="delta")
    assert (delta.low, delta.high) == pytest.approx((found.value - Z * found.se, found.value + Z * found.se))


def test_scales_without_error_have_no_logarithmic_interval():
    """Whole numbers, of which the covariances of doubled items are equal to the bit, so that the error is 0."""
    doubled = np.array([[1, 1, 5, 5], [2, 2, 3, 3], [4, 4, 4, 4], [5, 5, 1, 1], [3, 3, 3, 3], [1, 1, 4, 4]])
    found = stratified_alpha(doubled, [[0, 1], [2, 3]])
    assert (found.value, found.low, found.high, found.interval, found.level) == (1, None, None, None, None)
    assert codes(found.issues) == ["undefined-interval"]


def test_one_scale_makes_it_alpha_with_the_asymptotic_interval():
    found, expected = stratified_alpha(X, [range(5)]), alpha(X, interval="asymptotic")
    assert found.value == pytest.approx(expected.value, abs=1e-12)
    assert found.se == pytest.approx(expected.se, rel=1e-9)


def test_items_by_id_in_any_order_and_not_all_of_them():
    moments = Moments.of(X)
    assert stratified_alpha(moments, [["2", "1"], ["5", "3", "4"]]).value == pytest.approx(1 - 5 / TOTAL, abs=1e-12)
    assert stratified_alpha(X, [[0, 1], [2, 3]]).value == pytest.approx(1 - 4 / (4 + 4 + 4 + 4), abs=1e-12)


def test_composite_omega_takes_unequal_loadings():
    loadings = np.array([[0.9, 0], [0.6, 0], [0.5, 0], [0, 0.8], [0, 0.7], [0, 0.4]])
    common = loadings @ [[1, 0.3], [0.3, 1]] @ loadings.T
    x = sample_with(common + np.diag(1 - np.diag(common)), n=300)
    for method in ("ml", "minres"):
        found = composite_omega(x, [[0, 1, 2], [3, 4, 5]], method=method)
        assert found.value == pytest.approx(
            1 - (1 - np.diag(common)).sum() / (6 + 2 * np.triu(common, 1).sum()), abs=1e-8
        )
        assert found.low < found.value < found.high
    one = composite_omega(x[:, :3], [[0, 1, 2]])
    assert one.value == pytest.approx(omega_total(x[:, :3], variance="observed").value, abs=1e-10)
    for items in (x[:, :3], x[:, :3] * [1, 2, 3]):
        se = omega_total(items, variance="observed").se
        assert composite_omega(items, [[0, 1, 2]]).se == pytest.approx(se, rel=1e-9)


def test_a_heywood_case_in_a_scale_leaves_the_total_without_interval():
    x = sample_with([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]])
    found = composite_omega(x, [[0, 1, 2]])
    assert codes(found.issues) == ["heywood-case"]
    assert (found.se, found.low, found.level, found.interval) == (None, None, None, None)
    assert composite_omega(X[:, [0, 2, 3, 4]], [[1, 2, 3]], interval=None).se is None


def test_mosiers_formula_by_hand():
    scores = sample_with([[4, 1], [1, 9]])
    found = mosier_reliability(scores, [0.8, 0.5], weights=[2, 1])
    assert found.value == pytest.approx(1 - (4 * 4 * 0.2 + 9 * 0.5) / (16 + 9 + 4), abs=1e-12)
    assert found.interval is None
    assert mosier_reliability(scores / 1e6, [0.8, 0.5], weights=[2, 1]).value == pytest.approx(found.value)
    plain = mosier_reliability(scores, [alpha(X), 0.5])
    assert plain.value == pytest.approx(1 - (4 * (1 - alpha(X).value) + 9 * 0.5) / 15, abs=1e-12)


def test_corrected_correlations_by_hand():
    """True scores correlate .5; the sums 3 / sqrt(6 · 12); the alphas are 4 / 6 and 9 / 12."""
    found = disattenuated_correlations(X, SCALES)
    assert found.values[0, 1] == pytest.approx(0.5, abs=1e-12)
    assert found.correlations[0, 1] == pytest.approx(3 / np.sqrt(72), abs=1e-12)
    np.testing.assert_allclose(found.reliabilities, [4 / 6, 9 / 12], atol=1e-12)
    np.testing.assert_array_equal(np.diag(found.values), 1)
    np.testing.assert_array_equal(np.diag(found.se), 0)
    np.testing.assert_allclose(found.high - found.low, 2 * Z * found.se)
    np.testing.assert_array_equal(found.values, found.values.T)
    assert (found.n, found.interval, found.level, found.issues) == (300, "delta", 0.95, ())


def test_one_corrected_correlation_by_hand():
    """Fisher: atanh .42 ± 1.96 / sqrt(97), back, and over sqrt(.7 · .84)."""
    found = disattenuate(0.42, (0.7, 0.84), n=100)
    scale = np.sqrt(0.7 * 0.84)
    assert found.value == pytest.approx(0.42 / scale)
    assert found.low == pytest.approx(np.tanh(np.arctanh(0.42) - Z / np.sqrt(97)) / scale)
    assert found.high == pytest.approx(np.tanh(np.arctanh(0.42) + Z / np.sqrt(97)) / scale)
    assert (found.interval, found.n, found.k) == ("charles", 100, 2)


def test_beyond_one_is_said_and_left_as_it_is():
    found = disattenuate(-0.8, (0.6, 0.7), n=50)
    assert found.value == pytest.approx(-0.8 / np.sqrt(0.42))
    assert codes(found.issues) == ["correction-beyond-one"]
    x = sample_with(np.kron(np.ones((2, 2)), [[1, 0.2], [0.2, 1]]) + 0.01 * np.eye(4))
    table = disattenuated_correlations(x, [[0, 1], [2, 3]])
    assert table.values[0, 1] > 1
    assert codes(table.issues) == ["correction-beyond-one"]
    assert table.issues[0].path == "$.values[0][1]"


def test_a_scale_that_goes_against_itself_has_no_true_variance():
    x = sample_with(np.kron(np.eye(2), [[1, -0.5], [-0.5, 1]]) * [[1, 1, 1, 1]])
    found = disattenuated_correlations(x, [[0, 1], [2, 3]])
    assert np.isnan(found.values[0, 1])
    assert np.isnan(found.se[0, 1])
    assert codes(found.issues) == ["undefined-correction"]


def test_perfect_correlation():
    found = disattenuate(1, (1, 1), n=20)
    assert (found.value, found.low, found.high) == (1, 1, 1)


@pytest.mark.parametrize("function", [stratified_alpha, composite_omega, disattenuated_correlations])
@pytest.mark.parametrize(
    ("scales", "code"),
    [
        ([[0], [1, 2, 3]], "scale-too-short"),
        ([], "scale-too-short"),
        ([[0, 1, 2], [2, 3, 4]], "item-in-two-scales"),
        ([[0, 1, 5]], "position-out-of-range"),
        ([[0, 1, -1]], "position-out-of-range"),
        ([["1", "2", "six"]], "unknown-tally-item"),
    ],
)
def test_scales_that_cannot_be(function, scales, code):
    with pytest.raises(ArgumentError) as caught:
        function(X, scales)
    assert code in codes(caught.value.issues)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: mosier_reliability(X[:, :2], [0.8]), "one-a-score"),
        (lambda: mosier_reliability(X[:, :2], [0.8, np.nan]), "one-a-score"),
        (lambda: mosier_reliability(X[:, :2], [0.8, 0.8], weights=[1, 2, 3]), "one-a-score"),
        (lambda: disattenuate(1.2, (0.7, 0.7), n=50), "correlation-out-of-range"),
        (lambda: disattenuate(-1.2, (0.7, 0.7), n=50), "correlation-out-of-range"),
        (lambda: disattenuate(0.2, (0, 0.7), n=50), "reliability-out-of-range"),
        (lambda: disattenuate(0.2, (0.7, 0), n=50), "reliability-out-of-range"),
        (lambda: disattenuate(0.2, (1.1, 0.7), n=50), "reliability-out-of-range"),
        (lambda: disattenuate(0.2, (0.7, 1.1), n=50), "reliability-out-of-range"),
        (lambda: disattenuate(0.2, (0.7, 0.7), n=3), "too-few-people"),
        (lambda: stratified_alpha(X, SCALES, missing="pairwise"), "interval-needs-listwise"),
        (lambda: composite_omega(X, [[0, 1, 2]], missing="pairwise"), "interval-needs-listwise"),
        (lambda: stratified_alpha(X, SCALES, interval="bootstrap"), "unknown-option"),
        (lambda: composite_omega(X, [[0, 1, 2]], method="pca"), "unknown-option"),
        (lambda: stratified_alpha(X, SCALES, level=2), "level-out-of-range"),
    ],
)
def test_wrong_arguments(call, code):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert codes(caught.value.issues) == [code]


def test_a_total_that_does_not_vary():
    scores = np.column_stack([np.arange(9.0), -2 * np.arange(9.0)])
    with pytest.raises(StatisticsError) as caught:
        mosier_reliability(scores, [0.8, 0.8], weights=[2, 1])
    assert codes(caught.value.issues) == ["no-total-variance"]
    with pytest.raises(StatisticsError):
        stratified_alpha(np.column_stack([np.arange(9.0), -np.arange(9.0)]), [[0, 1]])


def test_pairwise_without_interval():
    holed = np.vstack([X, [np.nan, 1, 1, 1, 1]])
    without = stratified_alpha(holed, SCALES, missing="pairwise", interval=None)
    assert (without.n, without.se, without.low, without.interval) == (300, None, None, None)
    assert stratified_alpha(holed, SCALES).value == pytest.approx(1 - 5 / TOTAL, abs=1e-12)


def test_the_standard_error_of_a_corrected_correlation_is_the_spread_over_samples():
    """The same formula of 4,000 covariance matrices of 300 normal answers; their spread is known to 1.1%."""
    A = np.random.default_rng(5).standard_normal((4_000, 299, 5)).astype(np.float32) @ np.linalg.cholesky(C).T
    S = np.einsum("rni,rnj->rij", A, A, optimize=True) / 299
    first = 2 * 2 * S[:, 0, 1]  # k / (k - 1) times the covariances between the items of a scale
    second = 1.5 * 2 * (S[:, 2, 3] + S[:, 2, 4] + S[:, 3, 4])
    corrected = S[:, :2, 2:].sum(axis=(1, 2)) / np.sqrt(first * second)
    assert disattenuated_correlations(X, SCALES).se[0, 1] == pytest.approx(corrected.std(), rel=0.05)


@pytest.mark.parametrize("unit", [1e-8, 1e8])
def test_the_unit_of_the_answers_does_not_matter(unit):
    found, expected = disattenuated_correlations(unit * X, SCALES), disattenuated_correlations(X, SCALES)
    for name in ("values", "se", "correlations", "reliabilities"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=1e-9)


def test_a_scale_to_which_all_people_give_the_same_answers_has_no_correlations():
    x = np.hstack([np.full((len(X), 2), 3.0), X[:, 2:]])
    found = disattenuated_correlations(x, SCALES)
    assert np.isnan([found.values[0, 1], found.correlations[0, 1], found.reliabilities[0], found.se[0, 1]]).all()
    assert found.reliabilities[1] == pytest.approx(9 / 12)
    assert codes(found.issues) == ["constant-item", "constant-item", "undefined-correction"]


@pytest.mark.parametrize("slip", [0, 1e-13])
def test_a_scale_of_unrelated_items_has_no_true_variance_whatever_the_rounding(slip):
    halves = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1 - slip]])
    found = disattenuated_correlations(np.hstack([halves, [[1, 2], [2, 1], [3, 3], [4, 5]]]), [[0, 1], [2, 3]])
    assert found.reliabilities[0] == 0
    assert np.isnan([found.values[0, 1], found.se[0, 1]]).all()
    assert codes(found.issues) == ["undefined-correction"]


def test_the_pairs_of_three_scales_are_those_of_two_each():
    rng = np.random.default_rng(8)
    x = np.repeat(rng.normal(size=(200, 1)) + rng.normal(size=(200, 3)), 2, axis=1) + rng.normal(size=(200, 6))
    scales = [[0, 1], [2, 3], [4, 5]]
    found = disattenuated_correlations(x, scales)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        pair = disattenuated_correlations(x, [scales[i], scales[j]])
        assert found.values[j, i] == pytest.approx(pair.values[0, 1])
        assert found.se[j, i] == pytest.approx(pair.se[0, 1])


@pytest.mark.parametrize("correlation", [-1, 1])
def test_the_ends_of_the_range_are_correlations_and_reliabilities(correlation):
    found = disattenuate(correlation, (0.5, 1), n=4)
    assert found.value == pytest.approx(correlation * np.sqrt(2))
    assert codes(found.issues) == ["correction-beyond-one"]
    assert codes(disattenuate(correlation, (1, 1), n=4).issues) == []
