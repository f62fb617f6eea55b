"""What holds for every factor analysis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_index.stats.factor import (
    CorrelationMatrix,
    bartlett,
    efa,
    factor_scores,
    kmo,
    minimum_average_partial,
    parallel_analysis,
    schmid_leiman,
)
from purpose_index.stats.factor import criteria as complexity
from purpose_index.stats.factor.discrepancy import (
    least_squares_gradient,
    least_squares_hessian,
    likelihood_gradient,
    likelihood_hessian,
    reduced,
    scaled,
)
from purpose_index.stats.factor.extraction import extract
from purpose_index.stats.factor.rotation import _hessian, rotate
from purpose_index.stats.factor.spaces import Oblique, Orthogonal

CRITERIA = {name: getattr(complexity, name) for name in ("QUARTIMIN", "BIFACTOR", "QUARTIMAX", "VARIMAX", "GEOMIN")}
ROTATIONS = ["varimax", "quartimax", "promax", "oblimin", "geomin", "bifactor"]
seeds = st.integers(0, 2**32 - 1)


def sample(seed: int, n: int = 300, k: int = 8, m: int = 2) -> np.ndarray:
    """Answers of n people to k items behind which m factors lie."""
    rng = np.random.default_rng(seed)
    pattern = np.where(np.arange(k)[:, None] % m == np.arange(m), 0.75, 0.1)
    return rng.standard_normal((n, m)) @ pattern.T + 0.6 * rng.standard_normal((n, k))


def differences(f, x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Central differences of f at x, along the last axis of the result."""
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.stack([(np.asarray(f(x + s)) - np.asarray(f(x - s))) / (2 * h) for s in steps], axis=-1)


@pytest.mark.parametrize("name", CRITERIA)
@given(seed=seeds)
def test_derivatives_of_the_criteria(name, seed):
    rng = np.random.default_rng(seed)
    L, D = rng.uniform(-0.9, 0.9, (6, 3)), rng.uniform(-1, 1, (6, 3, 1))
    criterion = CRITERIA[name]
    _, gradient = criterion.slope(L)
    np.testing.assert_allclose(gradient.ravel(), differences(lambda x: criterion.slope(x)[0], L), atol=1e-7)
    turned = differences(lambda t: criterion.slope(L + t[0] * D[:, :, 0])[1], np.zeros(1))
    np.testing.assert_allclose(criterion.turn(L, D), turned, atol=1e-6)


@pytest.mark.parametrize("space", [Oblique, Orthogonal])
@pytest.mark.parametrize("name", CRITERIA)
@given(seed=seeds)
def test_derivatives_along_the_rotations(name, space, seed):
    rng = np.random.default_rng(seed)
    A, m = rng.uniform(-0.9, 0.9, (6, 3)), 3
    T = np.linalg.qr(rng.standard_normal((m, m)))[0]
    if space is Oblique:
        T = space.move(T, 0.3 * rng.uniform(-1, 1, 6))
    criterion = CRITERIA[name]

    def value(step):
        return criterion.slope(space.loadings(A, space.move(T, step)))[0]

    L = space.loadings(A, T)
    M = L.T @ criterion.slope(L)[1]
    zero = np.zeros(len(space.coordinates(m)[0]))
    size = 1 + np.abs(L).max() ** 4
    np.testing.assert_allclose(space.slope(M, T), differences(value, zero), atol=1e-6 * size)
    numeric = differences(lambda step: differences(value, step, 1e-4), zero, 1e-4)
    np.testing.assert_allclose(_hessian(L, T, M, criterion, space), numeric, atol=2e-4 * size)


@pytest.mark.parametrize(
    ("value", "gradient", "hessian"),
    [
        (reduced, least_squares_gradient, least_squares_hessian),
        (
            lambda R, log_psi, m: scaled(R, np.exp(-0.5 * log_psi), m),
            likelihood_gradient,
            likelihood_hessian,
        ),
    ],
    ids=["least squares", "likelihood"],
)
@given(seed=seeds, m=st.integers(1, 2))
def test_derivatives_of_the_discrepancies(value, gradient, hessian, seed, m):
    R = np.corrcoef(sample(seed, k=6), rowvar=False)
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.3, 0.6, 6) if value is reduced else np.log(rng.uniform(0.3, 0.6, 6))
    point = value(R, x, m)
    np.testing.assert_allclose(gradient(point), differences(lambda t: value(R, t, m).value, x), atol=1e-7)
    np.testing.assert_allclose(hessian(point), differences(lambda t: gradient(value(R, t, m)), x), atol=1e-5)


@pytest.mark.parametrize("method", ["minres", "ml", "paf"])
@given(seed=seeds)
def test_a_population_gives_its_own_loadings_back(method, seed):
    rng = np.random.default_rng(seed)
    pattern = np.kron(np.eye(3), np.ones((4, 1))) * rng.uniform(0.5, 0.9, (12, 1))
    phi = 0.3 + 0.7 * np.eye(3)
    implied = pattern @ phi @ pattern.T
    np.fill_diagonal(implied, 1)
    found = efa(CorrelationMatrix(implied, n=500), 3, method=method, starts=1)
    order = np.abs(found.loadings.T @ pattern).argmax(axis=0)
    np.testing.assert_allclose(found.loadings[:, order], pattern, atol=1e-8)
    np.testing.assert_allclose(found.factor_correlations[np.ix_(order, order)], phi, atol=1e-8)
    assert found.fit.objective < 1e-12
    assert found.issues == ()


@pytest.mark.parametrize("rotation", ROTATIONS)
@given(seed=seeds)
def test_rotation_leaves_what_the_factors_explain(rotation, seed):
    unrotated = extract(np.corrcoef(sample(seed), rowvar=False), 2).loadings
    found = rotate(unrotated, rotation, starts=2)
    implied = found.loadings @ found.factor_correlations @ found.loadings.T
    np.testing.assert_allclose(implied, unrotated @ unrotated.T, atol=1e-10)
    np.testing.assert_allclose(np.diag(found.factor_correlations), 1, atol=1e-12)
    if rotation in ("varimax", "quartimax", "bifactor"):
        np.testing.assert_allclose(found.factor_correlations, np.eye(2), atol=1e-10)
    assert found.converged


@pytest.mark.parametrize("rotation", ["varimax", "oblimin", "geomin"])
@given(seed=seeds)
def test_more_starts_are_never_worse(rotation, seed):
    unrotated = np.random.default_rng(seed).uniform(-0.7, 0.7, (9, 3))
    one, more = rotate(unrotated, rotation, starts=1), rotate(unrotated, rotation, starts=4, rng=seed)
    assert more.value <= one.value
    assert 1 <= more.reached_best <= 4


@given(seed=seeds)
def test_the_order_of_the_items_changes_nothing(seed):
    x = sample(seed)
    order = np.random.default_rng(seed).permutation(x.shape[1])
    first, second = efa(x, 2, starts=1), efa(x[:, order], 2, starts=1)
    np.testing.assert_allclose(second.communalities, first.communalities[order], atol=1e-8)
    np.testing.assert_allclose(np.abs(second.loadings), np.abs(first.loadings[order]), atol=1e-6)
    np.testing.assert_allclose(second.fit.chi_square, first.fit.chi_square, rtol=1e-8)
    np.testing.assert_allclose(kmo(x[:, order]).per_item, kmo(x).per_item[order])
    np.testing.assert_allclose(minimum_average_partial(x[:, order]).squares, minimum_average_partial(x).squares)
    np.testing.assert_allclose(bartlett(x[:, order]).chi_square, bartlett(x).chi_square)


@given(seed=seeds)
def test_turning_an_item_turns_its_loadings(seed):
    x = sample(seed)
    turned = x * np.where(np.arange(x.shape[1]) == 0, -1, 1)
    first, second = extract(np.corrcoef(x, rowvar=False), 1), extract(np.corrcoef(turned, rowvar=False), 1)
    signs = np.where(np.arange(x.shape[1]) == 0, -1, 1)[:, None]
    np.testing.assert_allclose(second.loadings * np.sign(second.loadings[1]), first.loadings * signs, atol=1e-7)


@given(seed=seeds, draws=st.integers(1, 120), n=st.integers(3, 60))
def test_eigenvalues_of_a_draw_add_up_to_the_items(seed, draws, n):
    found = parallel_analysis(CorrelationMatrix(np.eye(7), n=n), draws=draws, rng=seed)
    np.testing.assert_allclose(found.mean.sum(), 7)
    assert (found.mean >= -1e-12).all()
    again = parallel_analysis(CorrelationMatrix(np.eye(7), n=n), draws=draws, rng=seed)
    np.testing.assert_array_equal(found.reference, again.reference)


@pytest.mark.parametrize("method", ["regression", "bartlett", "ten_berge"])
@given(seed=seeds)
def test_factor_scores(method, seed):
    x = sample(seed)
    analysis = efa(x, 2, starts=1)
    found = factor_scores(analysis, x, method=method)
    np.testing.assert_allclose(found.values.mean(axis=0), 0, atol=1e-10)
    np.testing.assert_allclose(np.corrcoef(found.values, rowvar=False), found.correlations, atol=1e-10)
    best = factor_scores(analysis, x, method="regression").validities
    assert (found.validities <= best + 1e-10).all()
    if method == "bartlett":
        np.testing.assert_allclose(found.weights.T @ analysis.loadings, np.eye(2), atol=1e-10)
    if method == "ten_berge":
        np.testing.assert_allclose(np.cov(found.values, rowvar=False), analysis.factor_correlations, atol=1e-10)


@given(seed=seeds)
def test_general_and_groups_add_up_to_the_communality(seed):
    rng = np.random.default_rng(seed)
    pattern, general = rng.uniform(-0.2, 0.7, (9, 3)), rng.uniform(0.3, 0.9, 3)
    phi = np.outer(general, general)
    np.fill_diagonal(phi, 1)
    found = schmid_leiman(pattern, phi)
    np.testing.assert_allclose(found.second_order, general, atol=1e-7)
    explained = found.general**2 + (found.group**2).sum(axis=1)
    np.testing.assert_allclose(explained, 1 - found.uniquenesses, atol=1e-6)
