"""Polyserial correlations: of a number and the normal variable behind an ordered answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

BEYOND = 40.0  # standard deviations
NEAREST = 1 - 1e-6  # a correlation nearer 1 than this is at the end of its range


class Slopes(NamedTuple):
    """Slopes of everybody's log-likelihood of a number and an ordered answer.

    Parameters
    ----------
    correlation
        (n,) by the correlation.
    number
        (2, n) by the mean and the variance of the number.
    thresholds
        (t, n) by the thresholds.
    """

    correlation: Array
    number: Array
    thresholds: Array


def polyserial(z: Array, codes: Codes, thresholds: Array) -> float:
    """Return the likeliest correlation, given the thresholds; 1 or -1 at the ends of the range.

    Parameters
    ----------
    z
        (n,) numbers with mean 0 and variance 1.
    codes
        (n,) the place of each answer among its categories.
    thresholds
        (t,) between the categories.

    References
    ----------
    Olsson, U., Drasgow, F., & Dorans, N. J. (1982). The polyserial correlation coefficient. Psychometrika, 47,
    337-347. https://doi.org/10.1007/BF02294164
    """
    edges = np.concatenate([[-BEYOND], thresholds, [BEYOND]])
    low, high = edges[codes], edges[codes + 1]

    def slope(rho: float) -> float:
        return float(_slopes(rho, z, low, high)[0].sum())

    if slope(NEAREST) > 0:
        return 1.0
    if slope(-NEAREST) < 0:
        return -1.0
    return float(brentq(slope, -NEAREST, NEAREST, xtol=1e-15, rtol=1e-14))


def ends(rho: float) -> float:
    """Return a correlation, or 1 or -1 where it is at the end of its range."""
    return rho if abs(rho) < NEAREST else float(np.sign(rho))


def slopes_of(rho: float, z: Array, variance: float, codes: Codes, thresholds: Array) -> Slopes:
    """Return the slopes of everybody's log-likelihood.

    Parameters
    ----------
    rho
        The correlation.
    z, codes, thresholds
        As in `polyserial`.
    variance
        Of the number, before it was standardised.
    """
    edges = np.concatenate([[-BEYOND], thresholds, [BEYOND]])
    of_rho, below, above = _slopes(rho, z, edges[codes], edges[codes + 1])
    pulled = z + rho * (above - below)  # minus the slope by z
    number = np.stack([pulled / np.sqrt(variance), (z * pulled - 1) / (2 * variance)])
    cut = np.arange(len(thresholds))[:, None]
    return Slopes(of_rho, number, np.where(codes == cut, above, 0.0) - np.where(codes == cut + 1, below, 0.0))


def _slopes(rho: float, z: Array, low: Array, high: Array) -> tuple[Array, Array, Array]:
    """The slopes by the correlation, and the slopes by the edges above and below an answer, without their signs."""
    left = np.sqrt(1 - rho * rho)
    a, b = (low - rho * z) / left, (high - rho * z) / left
    turned = a > 0  # from the smaller of the two tails, by logarithms: far from the middle the slopes still point there
    larger, smaller = log_ndtr(np.where(turned, -a, b)), log_ndtr(np.where(turned, -b, a))
    probability = larger + np.log1p(-np.exp(smaller - larger))
    below, above = (np.exp(-e * e / 2 - probability) / np.sqrt(2 * np.pi) / left for e in (a, b))
    return (above * (high * rho - z) - below * (low * rho - z)) / (left * left), below, above
