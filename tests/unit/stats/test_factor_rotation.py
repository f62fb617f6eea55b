"""Rotation: loadings whose simple structure is known."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.stats.factor import criteria as complexity
from purpose_index.stats.factor.rotation import rotate

SIMPLE = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.8], [0, 0.7], [0, 0.5]])
ANGLE = np.array([[np.cos(0.6), -np.sin(0.6)], [np.sin(0.6), np.cos(0.6)]])
ROTATIONS = ["varimax", "quartimax", "promax", "oblimin", "geomin"]


def aligned(loadings: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The columns in the order and with the signs of the target."""
    match = loadings.T @ target
    order = np.abs(match).argmax(axis=0)
    return loadings[:, order] * np.sign(match[order, range(len(order))])


@pytest.mark.parametrize("rotation", ["varimax", "quartimax", "promax", "oblimin"])
def test_perfect_simple_structure_is_found_back(rotation):
    found = rotate(SIMPLE @ ANGLE, rotation)
    np.testing.assert_allclose(aligned(found.loadings, SIMPLE), SIMPLE, atol=1e-7)
    np.testing.assert_allclose(found.factor_correlations, np.eye(2), atol=1e-7)
    assert found.converged
    assert found.reached_best == found.starts == 10


def test_correlated_simple_structure_is_found_back():
    phi = np.array([[1, 0.4], [0.4, 1]])
    unrotated = SIMPLE @ np.linalg.cholesky(phi) @ ANGLE
    found = rotate(unrotated, "oblimin")
    np.testing.assert_allclose(aligned(found.loadings, SIMPLE), SIMPLE, atol=1e-7)
    np.testing.assert_allclose(abs(found.factor_correlations[0, 1]), 0.4, atol=1e-7)


def test_a_general_factor_with_groups_is_found_back():
    groups = np.kron(np.eye(3), np.full((4, 1), 0.5))
    bifactor = np.column_stack([np.linspace(0.5, 0.7, 12), groups])
    turn = np.linalg.qr(np.random.default_rng(4).standard_normal((4, 4)))[0]
    found = rotate(bifactor @ turn, "bifactor", starts=20)
    np.testing.assert_allclose(found.value, 0, atol=1e-12)
    np.testing.assert_allclose(np.abs(found.loadings[:, 0]), bifactor[:, 0], atol=1e-6)


def test_values_of_the_criteria_by_hand():
    L = np.array([[0.6, 0.3], [0.2, 0.5]])
    # sum over items of a^2 b^2 / 2: each of the two ordered pairs counts a quarter
    assert complexity.QUARTIMIN.slope(L)[0] == pytest.approx((0.36 * 0.09 + 0.04 * 0.25) / 2)
    assert complexity.QUARTIMAX.slope(L)[0] == pytest.approx(-(0.36**2 + 0.09**2 + 0.04**2 + 0.25**2) / 4)
    # variance of the squares in a column, times k / 4: (.36, .04) has mean .2; (.09, .25) has mean .17
    assert complexity.VARIMAX.slope(L)[0] == pytest.approx(-(2 * 0.16**2 + 2 * 0.08**2) / 4)
    geometric = np.sqrt(0.37 * 0.10) + np.sqrt(0.05 * 0.26)
    assert complexity.GEOMIN.slope(L)[0] == pytest.approx(geometric)
    three = np.array([[0.9, 0.6, 0.3], [0.9, 0.2, 0.5]])
    assert complexity.BIFACTOR.slope(three)[0] == pytest.approx((0.36 * 0.09 + 0.04 * 0.25) / 2)


def test_one_factor_and_none_stay_as_they_are():
    loadings = SIMPLE @ ANGLE
    np.testing.assert_array_equal(rotate(loadings, "none").loadings, loadings)
    np.testing.assert_array_equal(rotate(loadings[:, :1], "oblimin").loadings, loadings[:, :1])


@pytest.mark.parametrize("rotation", ROTATIONS)
def test_a_factor_that_explains_nothing_stays_apart(rotation):
    loadings = SIMPLE @ ANGLE
    with_nothing = np.column_stack([loadings, np.zeros(6)])
    found, expected = rotate(with_nothing, rotation, starts=2), rotate(loadings, rotation, starts=2)
    np.testing.assert_allclose(found.loadings, np.column_stack([expected.loadings, np.zeros(6)]))
    np.testing.assert_allclose(found.factor_correlations[2], [0, 0, 1])


@pytest.mark.parametrize("rotation", ["varimax", "promax"])
def test_an_item_without_loadings_is_no_trouble(rotation):
    found = rotate(np.vstack([SIMPLE, [[0, 0]]]) @ ANGLE, rotation)
    np.testing.assert_allclose(found.loadings[-1], 0, atol=1e-15)


def test_two_factors_that_are_one_do_not_converge():
    column = np.linspace(0.3, 0.8, 6)
    found = rotate(np.column_stack([column, column]), "geomin")
    assert not found.converged
    assert [issue.code for issue in found.issues] == ["rotation-not-converged"]


def test_the_starts_are_reproducible():
    loadings = np.random.default_rng(5).uniform(-0.8, 0.8, (8, 3))
    first, second = (rotate(loadings, "geomin", starts=5, rng=7) for _ in range(2))
    np.testing.assert_array_equal(first.loadings, second.loadings)


@pytest.mark.parametrize(
    ("options", "code"),
    [({"method": "equamax"}, "unknown-option"), ({"method": "oblimin", "starts": 0}, "number-of-starts")],
)
def test_wrong_options(options, code):
    with pytest.raises(pi.ArgumentError) as error:
        rotate(SIMPLE, **options)
    assert [issue.code for issue in error.value.issues] == [code]


def test_how_many_starts_came_to_the_simplest_end():
    """Start by start from the same random turns: some end in a higher minimum, and are not counted."""
    A = np.random.default_rng(7).uniform(-0.6, 0.6, (8, 3))
    generator = np.random.default_rng(0)
    turns = [np.eye(3), *(np.linalg.qr(generator.standard_normal((3, 3)))[0] for _ in range(9))]
    values = np.array([rotate(A @ turn, "geomin", starts=1).value for turn in turns])
    found = rotate(A, "geomin", starts=10, rng=0)
    assert found.value == pytest.approx(values.min())
    assert found.reached_best == np.sum(values < values.min() + 1e-6) < 10
