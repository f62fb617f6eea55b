"""The delta method: how uncertain a function of covariances is, and the intervals that follow; and quantiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Delta = Literal["log-delta", "delta"]
AS_ONE = 1e-13  # a correlation nearer to 1 is 1, but for rounding


def delta_error(slopes: Array, covariance: Array, n: int) -> float:
    """Return the standard error of a function of normal covariances that has these symmetric slopes."""
    part = slopes @ covariance
    return float(np.sqrt(np.maximum(2 * np.sum(part * part.T), 0.0) / n))  # a trace of a square, but for rounding


def around(estimate: float, error: float, level: float) -> tuple[float, float]:
    """Return the interval of a normal estimate with this standard error."""
    half = normal_quantile(level) * error
    return estimate - half, estimate + half


def around_log_error(reliability: float, error: float, n: int, level: float) -> tuple[float, float]:
    """Return the interval of a reliability below 1 whose log(1 - reliability) follows t with n - 1 degrees of freedom.

    Examples
    --------
    The ends lie above and below in one proportion of what is error:

    >>> low, high = around_log_error(0.8, 0.05, 20, 0.95)
    >>> round(low, 4), round(high, 4), round((1 - low) * (1 - high), 4)
    (0.6625, 0.8815, 0.04)
    """
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * error / (1 - reliability)  # Bonett (2002) takes this logarithm
    with np.errstate(over="ignore"):
        low, high = 1 - (1 - reliability) * np.exp([half, -half])
    return float(low), float(high)


def around_fisher(correlation: float, half: float) -> tuple[float, float]:
    """Return the interval of a correlation inside -1 and 1 whose Fisher transform lies within `half` of its own."""
    centre = np.arctanh(correlation)
    return float(np.tanh(centre - half)), float(np.tanh(centre + half))


def normal_quantile(level: float) -> float:
    """Return how many standard errors to either side hold this share of a normal distribution."""
    return float(ndtri(0.5 + level / 2))


def f_quantile(probability: float, numerator: float, denominator: float) -> float:
    """Return the quantile of the F distribution, by its beta distribution."""
    share = betaincinv(numerator / 2, denominator / 2, probability)
    return float(denominator * share / (numerator * (1 - share)))
