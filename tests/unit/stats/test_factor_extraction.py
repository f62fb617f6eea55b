"""Extraction: small cases by hand, and every way in which it can go wrong."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.stats.factor.discrepancy import Point, Profile, reduced
from purpose_index.stats.factor.extraction import degrees_of_freedom, extract
from purpose_index.stats.factor.search import newton

METHODS = ["minres", "ml", "paf"]
GROUPS = np.kron(np.eye(2), np.full((3, 3), 0.64)) + np.diag(np.full(6, 0.36))  # two factors, all loadings .8


def implied(loadings) -> np.ndarray:
    loadings = np.array(loadings, dtype=float)
    matrix = np.outer(loadings, loadings)
    np.fill_diagonal(matrix, 1)
    return matrix


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


@pytest.mark.parametrize("method", METHODS)
def test_three_items_have_one_exact_factor(method):
    # loading of the first: sqrt(r12 r13 / r23) = sqrt(.56 * .48 / .42) = .8
    found = extract(np.array([[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]]), 1, method=method)
    np.testing.assert_allclose(found.loadings[:, 0], [0.8, 0.7, 0.6], atol=1e-8)
    np.testing.assert_allclose(found.uniquenesses, [1 - 0.64, 1 - 0.49, 1 - 0.36], atol=1e-8)
    np.testing.assert_allclose(found.communalities, [0.64, 0.49, 0.36], atol=1e-8)
    assert found.objective < 1e-15
    assert found.converged
    assert found.issues == ()


@pytest.mark.parametrize("method", METHODS)
def test_two_unrelated_groups(method):
    found = extract(GROUPS, 2, method=method)
    np.testing.assert_allclose(found.loadings @ found.loadings.T, GROUPS - 0.36 * np.eye(6), atol=1e-8)
    assert found.issues == ()


def test_residuals_of_least_squares_by_hand():
    # all correlations .5 but one of .3: by symmetry loadings a, a, b, b with a = loading of the pair that correlates .3
    R = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    R[0, 1] = R[1, 0] = 0.3
    found = extract(R, 1)
    a, b = found.loadings[0, 0], found.loadings[2, 0]
    np.testing.assert_allclose(found.loadings[:, 0], [a, a, b, b], atol=1e-9)
    np.testing.assert_allclose(found.objective, (0.3 - a * a) ** 2 + (0.5 - b * b) ** 2 + 4 * (0.5 - a * b) ** 2)
    # the slopes are zero: (.3 - a^2) a + 2 (.5 - a b) b = 0, (.5 - b^2) b + 2 (.5 - a b) a = 0
    np.testing.assert_allclose((0.3 - a * a) * a + 2 * (0.5 - a * b) * b, 0, atol=1e-9)
    np.testing.assert_allclose((0.5 - b * b) * b + 2 * (0.5 - a * b) * a, 0, atol=1e-9)


def test_principal_axes_end_in_least_squares():
    rng = np.random.default_rng(3)
    R = np.corrcoef(rng.standard_normal((80, 6)) + rng.standard_normal((80, 1)), rowvar=False)
    one, other = extract(R, 1, method="minres"), extract(R, 1, method="paf")
    np.testing.assert_allclose(one.loadings, other.loadings, atol=1e-8)
    np.testing.assert_allclose(one.objective, other.objective, atol=1e-12)
    assert other.iterations > one.iterations


def test_columns_sum_to_zero_or_more():
    found = extract(implied([-0.8, -0.7, -0.6, 0.1]), 1)
    np.testing.assert_allclose(found.loadings[:, 0], [0.8, 0.7, 0.6, -0.1], atol=1e-8)


@pytest.mark.parametrize(("k", "m", "expected"), [(3, 1, 0), (4, 1, 2), (4, 2, -1), (5, 2, 1), (6, 3, 0), (25, 5, 185)])
def test_degrees_of_freedom(k, m, expected):
    assert degrees_of_freedom(k, m) == k * (k - 1) / 2 - (k * m - m * (m - 1) / 2) == expected


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("r", [0.5, -0.5])
def test_two_items_share_one_correlation(method, r):
    found = extract(np.array([[1, r], [r, 1]]), 1, method=method)
    np.testing.assert_allclose(np.abs(found.loadings[:, 0]), np.sqrt(0.5), atol=1e-6)
    np.testing.assert_allclose(found.loadings[0, 0] * found.loadings[1, 0], r, atol=1e-8)
    assert codes(found.issues) == ["underidentified-factors"]


@pytest.mark.parametrize("method", METHODS)
def test_a_heywood_case_is_said(method):
    # sqrt(.9 * .9 / .7) = 1.08: the first item would have a loading above 1
    found = extract(np.array([[1, 0.9, 0.9], [0.9, 1, 0.7], [0.9, 0.7, 1]]), 1, method=method, items=("a", "b", "c"))
    assert [(issue.code, issue.path) for issue in found.issues] == [("heywood-case", "$.items.a")]
    np.testing.assert_allclose(found.uniquenesses[0], 0.005)
    assert found.converged


@pytest.mark.parametrize("method", ["minres", "paf"])
@pytest.mark.parametrize(("r", "q"), [(0.9, 0.7), (0.8, 0.638)])  # r² / q is 1.16, and 1.003
def test_an_item_that_would_load_above_1_loads_1_and_the_others_as_is_best_then(r, q, method):
    """Of 2 (r - a)² + (q - a²)² the slope is 0 where a³ + (1 - q) a = r."""
    found = extract(np.array([[1, r, r], [r, 1, q], [r, q, 1]]), 1, method=method)
    (a,) = (root.real for root in np.roots([1, 0, 1 - q, -r]) if abs(root.imag) < 1e-12)
    np.testing.assert_allclose(found.loadings[:, 0], [1, a, a], atol=1e-9)
    assert found.objective == pytest.approx(2 * (r - a) ** 2 + (q - a**2) ** 2, rel=1e-6)


def test_a_doubled_item():
    rng = np.random.default_rng(1)
    x = rng.standard_normal((50, 5)) + rng.standard_normal((50, 1))
    R = np.corrcoef(np.column_stack([x, x[:, 0]]), rowvar=False)
    found = extract(R, 2)
    assert set(codes(found.issues)) == {"heywood-case"}
    assert {issue.path for issue in found.issues} == {"$.items.1", "$.items.6"}
    with pytest.raises(pi.StatisticsError) as error:
        extract(R, 2, method="ml")
    assert codes(error.value.issues) == ["not-positive-definite"]


def test_fewer_people_than_items():
    R = np.corrcoef(np.random.default_rng(2).standard_normal((4, 6)), rowvar=False)
    assert extract(R, 1).converged
    with pytest.raises(pi.StatisticsError):
        extract(R, 1, method="ml")


def test_an_indefinite_matrix():
    R = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1.0]])
    found = extract(R, 1)
    assert found.converged
    assert "heywood-case" in codes(found.issues)


def test_one_factor_asked_for_as_two():
    found = extract(np.full((5, 5), 0.5) + 0.5 * np.eye(5), 2)
    np.testing.assert_allclose(found.loadings[:, 0], np.sqrt(0.5), atol=1e-6)
    assert codes(found.issues) == ["vanishing-factor"]


def test_unrelated_items():
    found = extract(np.eye(4), 1)
    assert found.converged
    assert found.objective < 1e-15


def test_slow_principal_axes_do_not_converge():
    R = np.array([[1, 0.2, -0.1, -0.6], [0.2, 1, -0.5, -0.3], [-0.1, -0.5, 1, 0.1], [-0.6, -0.3, 0.1, 1]])
    found = extract(R, 2, method="paf")
    assert not found.converged
    assert "not-converged" in codes(found.issues)
    assert extract(R, 2).converged


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("method", ["minres", "ml"])
def test_small_samples_converge_within_bounds(method, seed):
    rng = np.random.default_rng(seed)
    R = np.corrcoef(rng.standard_normal((20, 7)), rowvar=False)
    found = extract(R, 2, method=method)
    assert found.converged
    assert (found.uniquenesses >= 0.005 - 1e-12).all()
    assert (found.uniquenesses <= 1).all()


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        (np.ones((2, 3)), "not-a-correlation-matrix"),
        (np.array([[1, 0.5], [0.4, 1]]), "not-a-correlation-matrix"),
        (np.array([[2, 0.5], [0.5, 1]]), "not-a-correlation-matrix"),
    ],
)
def test_what_is_not_a_correlation_matrix(matrix, code):
    with pytest.raises(pi.ArgumentError) as error:
        extract(matrix, 1)
    assert codes(error.value.issues) == [code]


def test_undefined_correlations_name_the_item_or_the_pair():
    lone = np.eye(3)
    lone[0, 1:] = lone[1:, 0] = np.nan
    with pytest.raises(pi.StatisticsError) as error:
        extract(lone, 1)
    assert [issue.path for issue in error.value.issues] == ["$.items.1"]
    pair = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    pair[0, 2] = pair[2, 0] = np.nan
    with pytest.raises(pi.StatisticsError, match="'3'") as error:
        extract(pair, 1)
    assert [issue.path for issue in error.value.issues] == ["$.items.1"]


@pytest.mark.parametrize("m", [0, 6, -1])
def test_number_of_factors(m):
    with pytest.raises(pi.ArgumentError) as error:
        extract(GROUPS, m)
    assert codes(error.value.issues) == ["number-of-factors"]


def test_unknown_method():
    with pytest.raises(pi.ArgumentError, match="'minres', 'ml' and 'paf'"):
        extract(GROUPS, 1, method="wls")


@pytest.mark.parametrize("method", METHODS)
def test_one_place_to_begin_from(method):
    """From uniquenesses nearby the search ends where it does from everywhere, and begins nowhere else."""
    rng = np.random.default_rng(8)
    R = np.corrcoef(rng.standard_normal((200, 7)) + rng.standard_normal((200, 1)), rowvar=False)
    everywhere = extract(R, 1, method=method)
    near = extract(R, 1, method=method, start=everywhere.uniquenesses)
    assert (near.starts, near.lowest_met) == (1, 1)
    np.testing.assert_allclose(near.uniquenesses, everywhere.uniquenesses, atol=1e-8)
    assert near.iterations <= 1 < everywhere.iterations


def test_an_item_that_shares_nothing():
    """Of R = diag(R1, 1) the loadings are those of R1."""
    R = np.eye(4)
    R[:3, :3] = [[1, 0.56, 0.48], [0.56, 1, 0.42], [0.48, 0.42, 1]]
    for method in METHODS:
        found = extract(R, 1, method=method)
        assert found.converged
        np.testing.assert_allclose(found.loadings[:, 0], [0.8, 0.7, 0.6, 0], atol=1e-6)


def test_no_factor_explains_less_than_nothing():
    """Roots of .5 and -.5: one real factor takes .5 away, a second could only have imaginary loadings."""
    point = reduced(np.array([[1, 0.5], [0.5, 1]]), np.ones(2), 2)
    assert point.kept == 1
    assert point.value == pytest.approx(0.5 * 0.5**2)


@pytest.mark.parametrize(("target", "expected"), [([2.0, 0.4], [1.0, 0.4]), ([-1.0, 0.4], [0.0, 0.4])])
def test_a_minimum_beyond_a_bound_ends_at_that_bound(target, expected):
    """Half the squared distance from a point outside the unit square: the nearest point of the square, in few steps."""

    def value(x):
        return Point(0.5 * float(np.sum((x - target) ** 2)), x, np.eye(2), 0)

    profile = Profile(value, lambda point: point.roots - target, lambda _: np.eye(2))
    end = newton(profile, np.array([0.5, 0.5]), 0.0, 1.0)
    np.testing.assert_allclose(end.x, expected)
    assert (end.converged, end.steps) == (True, 1)
