"""Least-squares loadings of items that want no error at all: with communalities that stay below 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.factor.discrepancy import (
    least_squares_gradient,
    least_squares_hessian,
    principal_axes,
    reduced,
    residual_sum,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

MOST_STEPS = 30
TOLERANCE = 1e-10


def within_bound(correlation: Matrix, psi: Vector, m: int, lowest: float) -> Matrix:
    """Return (k, m) loadings without a communality above 1, where the profile has its minimum at `psi`.

    At a free uniqueness the communality is 1 - psi. At the bound the diagonal of the residuals is not 0, and the
    communality lies above 1 - psi, beyond 1 at times: those loadings are the best for the whole matrix, not for the
    correlations of items. Harman & Fukuda (1966) ask for the least squared residuals off the diagonal with no
    communality above 1. There too the loadings are principal axes of R - diag(psi), with psi such that they are 1.
    """
    loadings = principal_axes(reduced(correlation, psi, m), m)
    beyond = (loadings * loadings).sum(axis=1) > 1.0 - psi + TOLERANCE
    beyond &= psi <= lowest
    if not beyond.any():
        return loadings
    shortened = _shortened(loadings)
    solved = _at_bound(correlation, psi, m, beyond)
    if solved is None or residual_sum(correlation, solved) > residual_sum(correlation, shortened):
        return shortened
    return _shortened(solved)


def _at_bound(correlation: Matrix, psi: Vector, m: int, beyond: NDArray[np.bool_]) -> Matrix | None:
    """Solve slope = psi for the items beyond the bound, and leave the others that are at theirs; by Newton's steps."""
    low = psi.min()
    held = ~beyond & (psi <= low)
    for _ in range(MOST_STEPS):
        point = reduced(correlation, psi, m)
        off = np.where(held, 0.0, least_squares_gradient(point) - np.where(beyond, psi, 0.0))
        if np.abs(off).max() < TOLERANCE:
            proper = (psi >= np.where(beyond, 0.0, low)).all() and (psi <= 1.0).all()
            return principal_axes(point, m) if proper else None
        slope = least_squares_hessian(point) - np.diag(beyond.astype(float))
        slope[held, :] = slope[:, held] = 0.0
        slope[held, held] = 1.0
        psi = psi - np.linalg.lstsq(slope, off, rcond=None)[0]
    return None


def _shortened(loadings: Matrix) -> Matrix:
    """Bring the loadings of every item whose communality lies beyond 1 back to it."""
    lengths = np.sqrt((loadings * loadings).sum(axis=1, keepdims=True))
    return np.asarray(loadings / np.maximum(lengths, 1.0))
