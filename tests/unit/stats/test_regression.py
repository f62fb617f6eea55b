"""Errors that allow for groups, held to the definitions with every matrix written out in full."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import StatisticsError
from purpose_index.stats.regression import least_squares

SIZES = (3, 1, 5, 2, 4, 6)


def made(seed=0):
    rng = np.random.default_rng(seed)
    groups = rng.permutation(np.repeat(np.arange(len(SIZES)), SIZES))
    shared = rng.normal(size=len(SIZES))[groups]
    columns = np.column_stack(
        [np.ones(len(groups)), rng.normal(size=len(groups)), shared + rng.normal(size=len(groups))]
    )
    return columns, columns @ [1, 0.5, -1] + shared + rng.normal(size=len(groups)), groups


def in_full(X, z, groups):
    """CR2 by Bell & McCaffrey: I - H, its blocks' inverse square roots, and the p's of Satterthwaite, n by n."""
    n = len(z)
    bread = np.linalg.inv(X.T @ X)
    off = np.eye(n) - X @ bread @ X.T
    residuals = off @ z
    meat, pieces = 0, []
    for group in np.unique(groups):
        rows = groups == group
        values, vectors = np.linalg.eigh(off[np.ix_(rows, rows)])
        root = vectors @ np.diag(values**-0.5) @ vectors.T
        score = X[rows].T @ root @ residuals[rows]
        meat = meat + np.outer(score, score)
        pieces.append(off[:, rows] @ root @ X[rows] @ bread)  # (n, p): columns for each coefficient
    return bread @ meat @ bread, np.array(pieces)


def test_the_covariance_is_that_of_the_full_matrices():
    X, z, groups = made()
    np.testing.assert_allclose(least_squares(X, z, groups).covariance, in_full(X, z, groups)[0], rtol=1e-10)


@pytest.mark.parametrize("weights", [(0, 1, 0), (0, 0, 1), (1, 2, -1)])
def test_degrees_of_freedom_are_those_of_the_full_matrices(weights):
    X, z, groups = made()
    p = in_full(X, z, groups)[1] @ weights
    P = p @ p.T
    found = least_squares(X, z, groups).effect(np.array(weights), 0.95)
    assert found.df == pytest.approx(np.trace(P) ** 2 / np.sum(P**2), rel=1e-10)
    assert found.se == pytest.approx(np.sqrt(np.array(weights) @ in_full(X, z, groups)[0] @ weights), rel=1e-10)
    assert found.t == pytest.approx(found.value / found.se)


def test_a_joint_test_has_the_degrees_of_freedom_of_normal_sums_of_squares():
    """Var of each element of the covariance of two contrasts, by Isserlis' theorem, over all pairs of groups."""
    X, z, groups = made()
    C = np.array([[0.0, 1, 0], [0, 0, 1]])
    covariance, pieces = in_full(X, z, groups)
    p = np.einsum("gnj,sj->sgn", pieces, C)
    expected = np.einsum("sgn,tgn->st", p, p)
    root = np.linalg.inv(np.linalg.cholesky(expected))
    p = np.einsum("as,sgn->agn", root, p)
    total = 0.0
    for s in range(2):
        for t in range(2):
            for g in range(len(SIZES)):
                for h in range(len(SIZES)):
                    total += (p[s, g] @ p[s, h]) * (p[t, g] @ p[t, h]) + (p[s, g] @ p[t, h]) * (p[t, g] @ p[s, h])
    eta = 2 * 3 / total
    b = np.linalg.lstsq(X, z, rcond=None)[0]
    wald = (C @ b) @ np.linalg.inv(C @ covariance @ C.T) @ (C @ b)
    f, q, df, p_value = least_squares(X, z, groups).joint_test(C)
    assert (q, df) == (2, pytest.approx(eta - 1, rel=1e-9))
    assert f == pytest.approx((eta - 1) / (2 * eta) * wald, rel=1e-9)
    assert 0 < p_value < 1


def test_one_contrast_is_the_square_of_its_t():
    X, z, groups = made()
    fit = least_squares(X, z, groups)
    effect = fit.effect(np.array([0, 1, 0]), 0.95)
    f, q, df, p = fit.joint_test(np.array([[0.0, 1, 0]]))
    assert (f, q, df, p) == (pytest.approx(effect.t**2), 1, pytest.approx(effect.df), pytest.approx(effect.p))


def test_a_mean_of_groups_of_one_is_students():
    """With everybody a group, the CR2 error of a mean is s / sqrt(n), with n - 1 degrees of freedom."""
    z = np.array([3.0, 4, 1, 5, 2, 2])
    found = least_squares(np.ones((6, 1)), z, np.arange(6)).effect(np.ones(1), 0.95)
    assert found.value == pytest.approx(z.mean())
    assert found.se == pytest.approx(z.std(ddof=1) / 6**0.5)
    assert found.df == pytest.approx(5)
    assert found.high - found.value == pytest.approx(2.5705818 * found.se)


@pytest.mark.once
def test_covers_at_nineteen_in_twenty_with_few_groups():
    """A slope of 0 for a score of the group, of ten groups that share much: the interval holds 0 in 95 of 100."""
    rng = np.random.default_rng(3)
    groups = np.repeat(np.arange(10), 8)
    held = naive = 0
    for _ in range(1000):
        score = rng.normal(size=10)[groups]
        z = rng.normal(size=10)[groups] + rng.normal(size=80)
        columns = np.column_stack([np.ones(80), score])
        effect = least_squares(columns, z, groups).effect(np.array([0, 1]), 0.95)
        held += effect.low < 0 < effect.high
        naive += least_squares(columns, z).effect(np.array([0, 1]), 0.95).p > 0.05
    assert 930 <= held <= 985  # slightly more than 950 where one group stands far out
    assert naive < 650


def test_the_order_of_people_is_nothing():
    X, z, groups = made()
    turned = np.random.default_rng(1).permutation(len(z))
    one, other = least_squares(X, z, groups), least_squares(X[turned], z[turned], groups[turned])
    np.testing.assert_allclose(one.covariance, other.covariance, rtol=1e-9)


def test_what_one_group_decides_alone_has_no_error_and_the_rest_keeps_its_own():
    """A column that marks one group: groups cannot tell its error, and it leaves the others as if it were not there.

    With everybody a group, and one of them marked, the others' mean is Student's of the others.
    """
    z = np.array([3.0, 4, 1, 5, 2, 9])
    fit = least_squares(np.column_stack([np.ones(6), np.arange(6) == 5]), z, np.arange(6))
    mean, marked = (fit.effect(np.array(weights), 0.95) for weights in ((1.0, 0), (0, 1.0)))
    assert (mean.value, mean.df) == (pytest.approx(3), pytest.approx(4))
    assert mean.se == pytest.approx(z[:5].std(ddof=1) / 5**0.5)
    assert marked.value == pytest.approx(6)
    assert np.isnan([marked.se, marked.t, marked.df, marked.p, marked.low, marked.high]).all()
    np.testing.assert_array_equal(np.isnan(fit.covariance), [[False, True], [True, True]])
    assert fit.covariance[0, 0] == pytest.approx(z[:5].var(ddof=1) / 5)
    f, q, df, p = fit.joint_test(np.eye(2))
    assert np.isnan([f, df, p]).all()
    assert q == 2


def test_a_mark_of_one_group_among_larger_ones_takes_nothing_from_the_others():
    X, z, groups = made()
    fit = least_squares(np.column_stack([X, groups == 1]), z, groups)  # a group of one person
    np.testing.assert_allclose(
        fit.covariance[:3, :3], in_full(X[groups != 1], z[groups != 1], groups[groups != 1])[0], rtol=1e-9
    )
    assert np.isnan(fit.covariance[3]).all()
    kept = least_squares(X[groups != 1], z[groups != 1], groups[groups != 1])
    found, expected = (one.effect(w, 0.95) for one, w in ((fit, np.eye(4)[1]), (kept, np.eye(3)[1])))
    assert (found.value, found.df) == (pytest.approx(expected.value), pytest.approx(expected.df))


@pytest.mark.parametrize(
    "columns", [np.ones((3, 3)), np.column_stack([np.ones(9), np.arange(9.0), 2 * np.arange(9.0)])]
)
def test_coefficients_that_nothing_tells_apart_are_refused(columns):
    with pytest.raises(StatisticsError, match="not defined"):
        least_squares(columns, np.arange(float(len(columns))))
