"""Numbers of a scale as functions of its items' covariances, one matrix or many at once.

Every function takes (..., k, k) covariance matrices and returns (..., m) numbers, NaN where one is not defined, so that
`jackknife` can tell how certain each is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.factor.one_factor import one_factors
from purpose_index.stats.sum_scores import alphas, alphas_if_dropped, correlations
from purpose_index.stats.sum_scores import item_rest_correlations as item_rest_correlations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def alpha_gains(C: Array) -> Array:
    """Return (..., k) by how much alpha rises when each item is left out.

    Examples
    --------
    >>> C = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])  # alpha .375; .667 without the third
    >>> alpha_gains(C).round(3).tolist()
    [-0.375, -0.375, 0.292]
    """
    return np.asarray(alphas_if_dropped(C) - alphas(C)[..., None])


def one_factor_loadings(C: Array) -> Array:
    """Return (..., k) standardized loadings on the one factor of least squared residuals; NaN where none fits properly.

    Examples
    --------
    >>> one_factor_loadings(0.36 * np.ones((3, 3)) + 0.64 * np.eye(3)).round(3).tolist()
    [0.6, 0.6, 0.6]
    """
    R = correlations(C)
    start = np.clip(np.sign(R.sum(axis=-1)) * np.sqrt(np.abs(R.mean(axis=(-2, -1))))[..., None], -0.95, 0.95)
    loadings, _, proper = one_factors(R, "minres", start=start)
    sign = np.where(loadings.sum(axis=-1) < 0, -1.0, 1.0)
    return np.where(proper, sign, np.nan)[..., None] * loadings


def residual_correlations(C: Array) -> Array:
    """Return (..., k(k-1)/2) correlations of what one factor leaves of the items, pair by pair (0, 1), (0, 2), ...

    With R the correlations and l the loadings: ``(R[i, j] - l[i] l[j]) / sqrt((1 - l[i]**2) (1 - l[j]**2))``.

    Examples
    --------
    >>> residual_correlations(0.36 * np.ones((4, 4)) + 0.64 * np.eye(4)).round(3).tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    loadings = one_factor_loadings(C)
    first, second = np.triu_indices(C.shape[-1], 1)
    left = correlations(C)[..., first, second] - loadings[..., first] * loadings[..., second]
    unique = 1.0 - loadings**2
    return np.asarray(left / np.sqrt(unique[..., first] * unique[..., second]))


def pair_correlations(C: Array) -> Array:
    """Return (..., k(k-1)/2) correlations, pair by pair as in `residual_correlations`."""
    first, second = np.triu_indices(C.shape[-1], 1)
    return np.asarray(correlations(C)[..., first, second])


def side_correlations(C: Array, side: NDArray[np.bool_]) -> Array:
    """Return (..., 1 + k) how the items of one side go with those of the other: their sums, then item by item.

    First the correlation of the sum of the items of `side` with the sum of the others, then that of each item with the
    sum of the items on the other side from it.

    Examples
    --------
    >>> C = np.array([[1.0, 0.5, 0.3], [0.5, 1.0, 0.1], [0.3, 0.1, 1.0]])
    >>> side_correlations(C, np.array([False, False, True])).round(3).tolist()  # 0.4 / sqrt(3), 0.3, 0.1
    [0.231, 0.3, 0.1, 0.231]
    """
    sums = np.where(side[:, None] == np.array([True, False]), 1.0, 0.0)  # (k, 2) which items are in each sum
    across = C @ sums
    between = sums.T @ across
    own = np.where(side, 0, 1)  # the sum that each item is in
    variance = np.diagonal(C, axis1=-2, axis2=-1)
    total = np.diagonal(between, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        both = between[..., 0, 1] / np.sqrt(total[..., 0] * total[..., 1])
        each = np.where(side, across[..., 1], across[..., 0]) / np.sqrt(variance * total[..., 1 - own])
    return np.concatenate([both[..., None], each], axis=-1)


def nearer_to_others(C: Array, own: Sequence[int], others: Sequence[int]) -> Array:
    """Return (..., len(own)) how much more each item of one scale correlates with another scale than with its own rest.

    Examples
    --------
    >>> C = np.array([[1.0, 0.2, 0.6], [0.2, 1.0, 0.1], [0.6, 0.1, 1.0]])
    >>> nearer_to_others(C, own=[0, 1], others=[2]).round(2).tolist()
    [0.4, -0.1]
    """
    own, others = list(own), list(others)
    inside = C[..., own, :][..., :, own]
    across = C[..., own, :][..., :, others].sum(axis=-1)
    variance = np.diagonal(inside, axis1=-2, axis2=-1)
    total = C[..., others, :][..., :, others].sum(axis=(-2, -1))[..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(across / np.sqrt(variance * total) - item_rest_correlations(inside))
