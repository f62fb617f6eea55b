"""What a rotation makes small: the complexity of a loading matrix, with its first and second derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

GEOMIN_OFFSET = 0.01


class Criterion(NamedTuple):
    """A complexity function of (k, m) loadings `L`.

    Parameters
    ----------
    slope
        `L` to the value and its (k, m) gradient.
    turn
        `L` and (k, m, p) directions to the (k, m, p) change of the gradient in each of them.
    """

    slope: Callable[[Array], tuple[float, Array]]
    turn: Callable[[Array, Array], Array]


def _quartimin_slope(L: Array) -> tuple[float, Array]:
    """Sum over items and pairs of factors of the product of the squared loadings, halved. Carroll (1953)."""
    squares = L * L
    gradient = L * (squares.sum(axis=1, keepdims=True) - squares)
    return 0.25 * float((L * gradient).sum()), gradient


def _quartimin_turn(L: Array, D: Array) -> Array:
    squares = L * L
    others = squares.sum(axis=1, keepdims=True) - squares
    products = L[:, :, None] * D
    turned: Array = others[:, :, None] * D + 2.0 * L[:, :, None] * (products.sum(axis=1, keepdims=True) - products)
    return turned


def _bifactor_slope(L: Array) -> tuple[float, Array]:
    """Quartimin of all factors but the first. Jennrich & Bentler (2011), Eq. 9."""
    value, gradient = _quartimin_slope(L[:, 1:])
    return value, np.column_stack([np.zeros(len(L)), gradient])


def _bifactor_turn(L: Array, D: Array) -> Array:
    turned = np.zeros_like(D)
    turned[:, 1:] = _quartimin_turn(L[:, 1:], D[:, 1:])
    return turned


def _quartimax_slope(L: Array) -> tuple[float, Array]:
    """Less the sum of the fourth powers, over 4. Neuhaus & Wrigley (1954)."""
    gradient = -(L**3)
    return 0.25 * float((L * gradient).sum()), gradient


def _quartimax_turn(L: Array, D: Array) -> Array:
    return -3.0 * (L * L)[:, :, None] * D


def _varimax_slope(L: Array) -> tuple[float, Array]:
    """Less the variance of the squared loadings in every column, times k over 4. Kaiser (1958)."""
    gradient = -L * (L * L - (L * L).mean(axis=0))
    return 0.25 * float((L * gradient).sum()), gradient


def _varimax_turn(L: Array, D: Array) -> Array:
    squares = L * L
    weights = 3.0 * squares - squares.mean(axis=0)
    turned: Array = 2.0 * L[:, :, None] * (L[:, :, None] * D).mean(axis=0) - weights[:, :, None] * D
    return turned


def _geomin_slope(L: Array) -> tuple[float, Array]:
    """Sum over items of the geometric mean of the squared loadings plus .01. Yates (1987), Browne (2001)."""
    squares = L * L + GEOMIN_OFFSET
    means = np.exp(np.log(squares).mean(axis=1, keepdims=True))
    return float(means.sum()), (2.0 / L.shape[1]) * means * L / squares


def _geomin_turn(L: Array, D: Array) -> Array:
    share = 2.0 / L.shape[1]
    squares = L * L + GEOMIN_OFFSET
    means = np.exp(np.log(squares).mean(axis=1))[:, None, None]
    slopes = (share * L / squares)[:, :, None]
    curves = (share * (2.0 * GEOMIN_OFFSET - squares) / squares**2)[:, :, None]
    turned: Array = means * (slopes * (slopes * D).sum(axis=1, keepdims=True) + curves * D)
    return turned


QUARTIMIN = Criterion(_quartimin_slope, _quartimin_turn)
BIFACTOR = Criterion(_bifactor_slope, _bifactor_turn)
QUARTIMAX = Criterion(_quartimax_slope, _quartimax_turn)
VARIMAX = Criterion(_varimax_slope, _varimax_turn)
GEOMIN = Criterion(_geomin_slope, _geomin_turn)
