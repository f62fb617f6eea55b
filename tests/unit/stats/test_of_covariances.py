from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.factor import efa
from purpose_index.stats.items import item_table
from purpose_index.stats.of_covariances import (
    alpha_gains,
    correlations,
    item_rest_correlations,
    nearer_to_others,
    one_factor_loadings,
    pair_correlations,
    residual_correlations,
    side_correlations,
)
from purpose_index.stats.reliability import alpha
from purpose_index.stats.simulation import ordinal_answers

X = ordinal_answers([[0.8], [0.7], [0.6], [0.5], [0.3]], 500, rng=8)
C = np.cov(X.T)


def test_item_statistics_are_those_of_the_item_table():
    table = item_table(X)
    np.testing.assert_allclose(item_rest_correlations(C), table.item_rest_correlation, rtol=1e-12)
    np.testing.assert_allclose(alpha_gains(C), table.alpha_if_dropped - alpha(X).value, rtol=1e-9, atol=1e-12)


def test_loadings_and_residuals_are_those_of_a_factor_analysis():
    found = efa(X, 1)
    np.testing.assert_allclose(one_factor_loadings(C), found.loadings[:, 0], atol=1e-6)
    rows, columns = np.triu_indices(5, 1)
    errors = found.residuals / np.sqrt(np.outer(found.uniquenesses, found.uniquenesses))
    np.testing.assert_allclose(residual_correlations(C), errors[rows, columns], atol=1e-6)
    np.testing.assert_allclose(pair_correlations(C), np.corrcoef(X.T)[rows, columns], rtol=1e-12)


@pytest.mark.parametrize(
    "function", [item_rest_correlations, alpha_gains, one_factor_loadings, residual_correlations, pair_correlations]
)
def test_many_matrices_at_once_give_what_each_gives(function):
    many = np.array([C, np.cov(X[:250].T), np.cov(X[250:].T)])
    np.testing.assert_allclose(function(many), [function(one) for one in many], rtol=1e-9)


def test_nearer_to_others_by_hand():
    other = X[:, 3:].sum(axis=1)
    rest = [X[:, 1] + X[:, 2], X[:, 0] + X[:, 2], X[:, 0] + X[:, 1]]
    expected = [np.corrcoef(X[:, j], other)[0, 1] - np.corrcoef(X[:, j], rest[j])[0, 1] for j in range(3)]
    np.testing.assert_allclose(nearer_to_others(C, [0, 1, 2], [3, 4]), expected, rtol=1e-9)


def test_an_item_that_does_not_vary_is_not_a_number():
    flat = C.copy()
    flat[0] = flat[:, 0] = 0
    assert np.isnan(item_rest_correlations(flat)[0])
    assert np.isnan(correlations(flat)[0]).all()
    assert np.isnan(one_factor_loadings(flat)).all()


def test_residual_correlations_are_those_of_the_errors():
    # loadings .7 and errors of which the first two correlate .6: with eight items the doublet hardly moves the factor
    R = 0.49 * np.ones((30, 30)) + 0.51 * np.eye(30)
    R[0, 1] = R[1, 0] = 0.49 + 0.51 * 0.6
    assert residual_correlations(R)[0] == pytest.approx(0.6, abs=0.05)
    assert abs(residual_correlations(R)[1:]).max() < 0.05


def test_sides_are_correlated_by_the_sums_of_their_items():
    side = np.array([False, True, False, True, False])
    one, other = X[:, side].sum(axis=1), X[:, ~side].sum(axis=1)
    expected = [
        np.corrcoef(one, other)[0, 1],
        *(np.corrcoef(X[:, j], other if side[j] else one)[0, 1] for j in range(5)),
    ]
    np.testing.assert_allclose(side_correlations(C, side), expected, rtol=1e-12)
    np.testing.assert_allclose(side_correlations(np.stack([C, 4 * C]), side), [expected, expected], rtol=1e-12)


def test_a_side_whose_sum_does_not_vary_goes_with_nothing():
    C = np.array([[1.0, -1.0, 0.5], [-1.0, 1.0, -0.5], [0.5, -0.5, 1.0]])
    found = side_correlations(C, np.array([True, True, False]))
    assert np.isnan(found[[0, 3]]).all()
    np.testing.assert_allclose(found[1:3], [0.5, -0.5])
