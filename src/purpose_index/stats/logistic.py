"""Logistic regression, as the last step of least squares that it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from purpose_index.errors import StatisticsError
from purpose_index.stats.regression import least_squares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.regression import LeastSquares

    Array = NDArray[np.float64]

STEPS = 100
SETTLED = 1e-12


def logistic(columns: Array, outcome: Array, groups: NDArray[np.int64] | None = None) -> LeastSquares:
    """Regress the log odds of an outcome of 0 and 1 on columns, by maximum likelihood.

    Parameters
    ----------
    columns
        (n, p) finite numbers, a column of ones among them.
    outcome
        (n,) zeros and ones.
    groups
        (n,) whole numbers from 0, the group of each person: errors are then CR2, with Satterthwaite's degrees of
        freedom, of the weighted least squares at the maximum; without, they are the usual ones, and normal.

    Raises
    ------
    StatisticsError
        Where the columns depend on one another, there are too few people or groups, or no maximum exists.
    """
    coefficients = np.zeros(columns.shape[1])
    for _ in range(STEPS):
        probability = expit(columns @ coefficients)
        weights = np.sqrt(np.maximum(probability * (1 - probability), np.finfo(float).tiny))
        working = weights * (columns @ coefficients) + (outcome - probability) / weights
        fit = least_squares(weights[:, None] * columns, working, groups)
        step, coefficients = fit.coefficients - coefficients, fit.coefficients
        if np.max(np.abs(columns @ step)) <= SETTLED * (1 + np.max(np.abs(columns @ coefficients))):
            break
    else:
        raise StatisticsError("The logistic regression has no maximum: the scores tell the outcomes apart.")
    if groups is not None:
        return fit
    inverse = np.linalg.inv(fit.to_orthonormal)
    return replace(fit, spread=np.eye(len(coefficients)), covariance=inverse @ inverse.T, df=np.inf)
