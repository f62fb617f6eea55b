"""The one-factor model: populations that give their own loadings back, and factors that are hardly there."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import StatisticsError
from purpose_index.stats.factor.one_factor import (
    _METHODS,
    _positive_definite,
    _solved,
    least_squares_equations,
    likelihood_equations,
    one_factor,
    one_factors,
    principal_start,
)


@pytest.mark.parametrize("method", ["ml", "minres"])
@pytest.mark.parametrize(("size", "codes"), [(3e-5, ["vanishing-factor"]), (2e-4, [])])
def test_a_factor_that_explains_nothing_is_said_whatever_the_method(method, size, codes):
    # equal correlations of size**2 are those of items that load size on one factor
    found = one_factor(np.full((4, 4), size**2) + (1 - size**2) * np.eye(4), method)
    np.testing.assert_allclose(found.loadings, size, atol=1e-6)
    assert [issue.code for issue in found.issues] == codes


R = np.array([[1, 0.5, 0.3, 0.2], [0.5, 1, 0.4, 0.1], [0.3, 0.4, 1, 0.35], [0.2, 0.1, 0.35, 1]])
SOME = np.array([[0.6, 0.7, 0.5, 0.3], [0.2, -0.8, 0.4, 0.1]])


def jacobian(value, at: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """By difference, a column a loading."""
    return np.array([(value(at + step) - value(at - step)) / (2 * h) for step in h * np.eye(len(at))]).T


def test_the_likelihood_equations_are_their_formula_item_by_item():
    found, slopes = likelihood_equations(np.stack([R, R]), SOME)
    for value, slope, loadings in zip(found, slopes, SOME, strict=True):
        size = 1 + sum(x**2 / (1 - x**2) for x in loadings)
        expected = [
            sum(R[i, j] * loadings[j] / (1 - loadings[j] ** 2) for j in range(4)) - size * loadings[i] for i in range(4)
        ]
        np.testing.assert_allclose(value, expected, rtol=1e-13)
        by_difference = jacobian(lambda at: likelihood_equations(R, at)[0], loadings)
        np.testing.assert_allclose(slope, by_difference, atol=1e-8)


def squares(R: np.ndarray, loadings: np.ndarray) -> float:
    """Of the residual correlations, over the pairs of items."""
    return float(sum((R[i, j] - loadings[i] * loadings[j]) ** 2 for i in range(4) for j in range(i)))


def test_the_least_squares_equations_are_half_the_fall_of_the_squares():
    found, slopes = least_squares_equations(np.stack([R, R]), SOME)
    for value, slope, loadings in zip(found, slopes, SOME, strict=True):
        fall = [-(squares(R, loadings + h) - squares(R, loadings - h)) / 2e-5 for h in 1e-5 * np.eye(4)]
        np.testing.assert_allclose(value, np.array(fall) / 2, atol=1e-9)
        by_difference = jacobian(lambda at: least_squares_equations(R, at)[0], loadings)
        np.testing.assert_allclose(slope, by_difference, atol=1e-8)


@pytest.mark.parametrize(("k", "r", "expected"), [(2, 0.36, 0.6), (3, 0.36, 0.6), (6, 0.25, 0.5), (4, 0.98, 0.95)])
def test_the_start_of_equal_correlations_is_their_loading_and_never_beyond_95_hundredths(k, r, expected):
    start = principal_start(np.stack([np.full((k, k), r) + (1 - r) * np.eye(k), np.eye(k) * (1 - 1e-15)]))
    np.testing.assert_allclose(np.abs(start[0]), expected, rtol=1e-12)
    np.testing.assert_array_equal(start[1], 0)  # a first root of 1, less some rounding
    turned = np.array([1, -1, *[1] * (k - 2)])
    one_against = principal_start(np.outer(turned, turned) * (np.full((k, k), r) + (1 - r) * np.eye(k)))
    np.testing.assert_allclose(one_against * turned, one_against[0] * turned[0], rtol=1e-12)
    np.testing.assert_allclose(np.abs(one_against), expected, rtol=1e-12)


def discrepancy(R: np.ndarray, log_theta: np.ndarray) -> float:
    """What is left of the likelihood where the loadings are the best for these uniquenesses (Joereskog, 1967)."""
    scale = np.exp(-log_theta / 2)
    roots = np.linalg.eigvalsh(scale[:, None] * R * scale)
    return float(log_theta.sum() + np.log(roots[-1]) + roots[:-1].sum())


def hessian(value, at: np.ndarray, h: float = 1e-3) -> np.ndarray:
    steps, result = h * np.eye(len(at)), np.empty((len(at),) * 2)
    for i, a in enumerate(steps):
        for j, b in enumerate(steps):
            result[i, j] = (value(at + a + b) - value(at + a - b) - value(at - a + b) + value(at - a - b)) / (4 * h * h)
    return result


def stationary(method: str, many: int) -> tuple[np.ndarray, np.ndarray]:
    """Correlations of a few people, and loadings within bounds at which the equations hold."""
    rng, equations = np.random.default_rng(6), _METHODS[method][0]
    people = rng.normal(size=(many, 4, 20)) + rng.uniform(0.3, 1.5, (many, 4, 1)) * rng.normal(size=(many, 1, 20))
    R, loadings = np.array([np.corrcoef(x) for x in people]), rng.uniform(0.2, 0.8, (many, 4))
    for _ in range(40):
        value, slope = equations(R, loadings)
        loadings = loadings - np.linalg.solve(slope, value[:, :, None])[:, :, 0]
    largest = np.abs(loadings).max(axis=1)
    kept = (np.abs(equations(R, loadings)[0]).max(axis=1) < 1e-12) & (largest > 0.05) & (largest < 0.97)
    return R[kept], loadings[kept]


@pytest.mark.parametrize("method", ["ml", "minres"])
def test_a_place_where_the_equations_hold_is_a_minimum_where_the_discrepancy_curves_up(method):
    R, loadings = stationary(method, {"ml": 1000, "minres": 250}[method])
    if method == "ml":
        theta = 1 - loadings**2
        lowest = [
            np.linalg.eigvalsh(hessian(lambda t, r=r: discrepancy(r, t), np.log(t)))[0]
            for r, t in zip(R, theta, strict=True)
        ]
        # the factor of these loadings: the root that goes with it is the largest, or the profile is another one
        roots = [np.linalg.eigvalsh(r / np.sqrt(np.outer(t, t)))[-1] for r, t in zip(R, theta, strict=True)]
        first = np.abs(np.array(roots) - 1 - (loadings**2 / theta).sum(axis=1)) < 1e-8
        expected = (np.array(lowest) > 0) & first
    else:
        lowest = [
            np.linalg.eigvalsh(hessian(lambda x, r=r: squares(r, x), at))[0] for r, at in zip(R, loadings, strict=True)
        ]
        expected = np.array(lowest) > 0
    found = _METHODS[method][1](R, loadings)
    assert 20 < expected.sum() < len(expected) - 20
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("method", ["ml", "minres"])
@pytest.mark.parametrize("loadings", [[0.9, 0.6, 0.5, 0.8, 0.3], [-0.3, 0.6, 0.2, 0.9], [0.2, 0.3, 0.4], [0.1] * 6])
def test_a_population_gives_its_loadings_back_with_a_sum_above_nought(method, loadings):
    found = one_factor(population(loadings), method)
    np.testing.assert_allclose(found.loadings, loadings, atol=1e-9)
    np.testing.assert_allclose(found.uniquenesses, 1 - np.square(loadings), atol=1e-9)
    assert found.issues == ()


@pytest.mark.parametrize("method", ["ml", "minres"])
def test_the_sign_is_that_of_most_loadings_whichever_way_the_first_axis_points(method):
    several = np.random.default_rng(2).uniform(0.2, 0.3, (20, 4))
    several[np.arange(20), np.arange(20) % 4] *= -1  # each sums to something between 0 and 1
    starts = [principal_start(population(loadings)).sum() for loadings in several]
    assert min(starts) < 0 < max(starts)
    for loadings in several:
        np.testing.assert_allclose(one_factor(population(loadings), method).loadings, loadings, atol=1e-8)


def population(loadings) -> np.ndarray:
    """The correlations of items with these loadings on one factor."""
    return np.outer(loadings, loadings) + np.diag(1 - np.square(loadings))


def test_only_maximum_likelihood_needs_an_inverse():
    doubled = population([0.8, 0.7, 0.6])[np.ix_([0, 0, 1, 2], [0, 0, 1, 2])]
    assert one_factor(doubled, "minres").loadings[2] > 0.5
    with pytest.raises(StatisticsError) as caught:
        one_factor(doubled, "ml")
    assert [issue.code for issue in caught.value.issues] == ["not-positive-definite"]


@pytest.mark.parametrize("method", ["ml", "minres"])
def test_a_uniqueness_below_five_thousandths_is_left_to_the_slower_solver(method):
    loadings = np.array([[np.sqrt(1 - u), 0.7, 0.6, 0.5] for u in (0.006, 0.004, 0.3)])
    found, uniquenesses, proper = one_factors(
        np.array([population(row) for row in loadings]), method, start=loadings - 1e-4
    )
    assert proper.tolist() == [True, False, True]
    np.testing.assert_allclose(found, loadings, atol=1e-9)
    np.testing.assert_allclose(uniquenesses, 1 - loadings**2, atol=1e-9)


@pytest.mark.parametrize("method", ["ml", "minres"])
def test_what_is_called_proper_solves_the_equations_wherever_newton_began(method):
    rng = np.random.default_rng(3)
    people = rng.normal(size=(600, 4, 15)) + 0.8 * rng.normal(size=(600, 1, 15))
    R = np.array([np.corrcoef(x) for x in people])
    loadings, _, proper = one_factors(R, method, start=rng.uniform(0.3, 0.8, (600, 4)))
    value = _METHODS[method][0](R, loadings)[0]
    assert 20 < proper.sum() < 500
    assert np.abs(value[proper]).max() < 1e-10
    assert _METHODS[method][1](R[proper], loadings[proper]).all()
    within = np.abs(loadings).max(axis=1) < 0.99
    stopped = within & (np.abs(value).max(axis=1) > 1e-6)
    assert _METHODS[method][1](
        R[stopped], loadings[stopped]
    ).any()  # that it curves up there does not make it a minimum


def test_which_matrices_are_positive_definite():
    definite, indefinite = [[0.5, 0.2], [0.2, 0.5]], [[1.0, 2.0], [2.0, 1.0]]
    singular, unknown = [[1.0, 0.0], [0.0, 0.0]], [[np.nan, 0.0], [0.0, 1.0]]
    together = _positive_definite(np.array([definite, indefinite, singular, unknown]))
    assert together.tolist() == [True, False, False, False]
    assert _positive_definite(np.array([definite, unknown])).tolist() == [
        True,
        False,
    ]  # none of those that are numbers is not
    assert _positive_definite(np.array(definite))


def test_equations_without_a_solution_give_no_number():
    x = _solved(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[1.0], [2.0]]))
    assert (x.shape, np.isnan(x).all()) == ((2, 1), True)


def test_the_factor_of_the_weaker_cluster_is_no_minimum():
    """Two clusters that have nothing in common, correlated .5 and .2: each is a place where the equations hold."""
    R = np.kron(np.eye(2), np.full((3, 3), 0.5))
    R[3:, 3:] = 0.2
    np.fill_diagonal(R, 1)
    stronger, weaker = np.sqrt([0.5] * 3 + [0] * 3), np.sqrt([0] * 3 + [0.2] * 3)
    for loadings, expected in ((stronger, True), (weaker, False)):
        np.testing.assert_allclose(likelihood_equations(R, loadings)[0], 0, atol=1e-12)
        assert _METHODS["ml"][1](R, loadings) == expected
