"""Cell probabilities of the bivariate normal, against scipy and against quadrature that is slow and sure."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from purpose_index.stats.correlation.bivariate_normal import BEYOND, Corners, cells

FIRST = np.array([-1.88, -0.74, 0.43])
SECOND = np.array([-2.12, -0.47, 0.48, 2.6])
CORRELATIONS = [0.0, 0.1, -0.35, 0.4, 0.7, -0.7, 0.9, 0.97, -0.99, 0.999, 0.9999, -0.99999]


def columns(*arrays: np.ndarray) -> list[np.ndarray]:
    return [array[:, None] for array in arrays]


def independent(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    margins = [np.diff(np.concatenate([[0], ndtr(side), [1]])) for side in (first, second)]
    return np.multiply.outer(*margins)


def by_quadrature(rho: float, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Integrate each cell in short pieces, each to a relative 1e-12."""
    narrow = np.sqrt(1 - rho**2)
    outer, inner = (np.array([-np.inf, *side, np.inf]) for side in (first, second))

    def mass(x: float, low: float, high: float) -> float:
        u, v = (low - rho * x) / narrow, (high - rho * x) / narrow
        return float((ndtr(-u) - ndtr(-v) if u > 0 else ndtr(v) - ndtr(u)) * np.exp(-x * x / 2) / np.sqrt(2 * np.pi))

    result = np.zeros((len(first) + 1, len(second) + 1))
    zones = [(k + narrow * m) / rho for k in second for m in range(-8, 9, 2)] if rho else []
    for a, b in np.ndindex(result.shape):
        left, right = max(outer[a], -14), min(outer[a + 1], 14)
        ends = [left, *sorted(e for e in [*zones, *np.arange(-13, 14)] if left < e < right), right]
        result[a, b] = sum(
            quad(mass, *piece, args=(inner[b], inner[b + 1]), epsabs=0, epsrel=1e-12)[0] for piece in pairwise(ends)
        )
    return result


@pytest.mark.filterwarnings("ignore::scipy.integrate.IntegrationWarning")  # of quad, in cells that hold next to nothing
@pytest.mark.parametrize("rho", CORRELATIONS)
def test_cells_are_exact_in_proportion(rho):
    found = cells(np.arcsin([rho]), *columns(FIRST, SECOND))[:, :, 0]
    expected = by_quadrature(rho, FIRST, SECOND)
    assert abs(found - expected).max() < 5e-16
    counted = expected > 1e-30
    assert abs(found[counted] / expected[counted] - 1).max() < 1e-9
    assert (found >= 0).all()


@pytest.mark.parametrize(("rho", "nodes"), [(0.4, 8), (-0.4, 8), (0.7, 12), (-0.92, 20), (0.98, 32)])
def test_the_angle_integral_is_exact_to_rounding(rho, nodes):
    corners = Corners.of(*columns(FIRST, SECOND))
    found = independent(FIRST, SECOND) + corners.integral(np.arcsin([rho]), nodes)[:, :, 0]
    assert abs(found - cells(np.arcsin([rho]), *columns(FIRST, SECOND))[:, :, 0]).max() < 1e-15


@pytest.mark.parametrize("rho", [-0.9, -0.3, 0.2, 0.6, 0.95])
def test_corners_agree_with_scipy(rho):
    found = cells(np.arcsin([rho]), *columns(FIRST, SECOND))[:, :, 0].cumsum(axis=0).cumsum(axis=1)
    normal = multivariate_normal(cov=[[1, rho], [rho, 1]])
    expected = [[normal.cdf([h, k]) for k in SECOND] for h in FIRST]
    np.testing.assert_allclose(found[:-1, :-1], expected, atol=2e-8)  # scipy's own error


def test_two_halves_by_hand():
    rho = np.array([0.5])
    quarter = cells(np.arcsin(rho), np.zeros((1, 1)), np.zeros((1, 1)))[0, 0, 0]
    assert quarter == pytest.approx(1 / 4 + np.arcsin(0.5) / (2 * np.pi), abs=1e-15)  # 1/4 + 1/12


def test_a_threshold_beyond_everything_leaves_an_empty_cell():
    plain = cells(np.array([0.6]), *columns(FIRST, SECOND))
    padded = cells(np.array([0.6]), *columns(np.append(FIRST, BEYOND), np.append(SECOND, BEYOND)))
    np.testing.assert_allclose(padded[:-1, :-1], plain, atol=1e-16)
    assert (padded[-1] == 0).all()
    assert abs(padded[:, -1]).max() < 1e-16
    slopes = Corners.of(*columns(np.append(FIRST, BEYOND), np.append(SECOND, BEYOND))).slopes(np.array([0.6]))
    assert all((slope[-1] == 0).all() for slope in slopes)


@pytest.mark.parametrize("rho", [-0.8, 0.05, 0.6, 0.99])
def test_slopes_are_those_of_the_cells(rho):
    theta, step = np.arcsin(rho), 1e-5
    corners = Corners.of(*columns(FIRST, SECOND))
    sides = (np.array([theta - step]), np.array([theta + step]))
    values = [[cells(side, *columns(FIRST, SECOND)), *corners.slopes(side)] for side in sides]
    middle = corners.slopes(np.array([theta]))
    for order in range(3):
        by_difference = (values[1][order] - values[0][order]) / (2 * step)
        scale = abs(middle[order]).max()
        assert abs(by_difference - middle[order]).max() < 1e-5 * scale
