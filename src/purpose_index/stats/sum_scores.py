"""Numbers of a sum of items as functions of their covariances, one matrix or many at once.

Every function takes (..., k, k) covariances. What is not defined is NaN, without a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

ROUNDING = 1e-12  # a variance below this share of those it is made of is nothing but rounding


def alphas(C: Array) -> Array:
    """Return (...) coefficients alpha; NaN where there is one item, or the sum does not vary.

    Examples
    --------
    >>> float(alphas(np.array([[1.0, 0.5], [0.5, 1.0]])).round(4))
    0.6667
    """
    k = C.shape[-1]
    trace = np.trace(C, axis1=-2, axis2=-1)
    return alpha_of_variances(k, trace, C.sum(axis=(-2, -1)))


def alphas_if_dropped(C: Array) -> Array:
    """Return (..., k) alphas of the other items, without each in turn.

    Examples
    --------
    >>> C = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> alphas_if_dropped(C).round(4).tolist()
    [0.0, 0.0, 0.6667]
    """
    return alpha_of_variances(C.shape[-1] - 1, *_without_each(C))


def mean_covariances_if_dropped(C: Array) -> Array:
    """Return (..., k) mean covariances between two of the other items; NaN where there are no two."""
    k = C.shape[-1] - 1
    trace, total = _without_each(C)
    return np.asarray((total - trace) / (k * (k - 1))) if k > 1 else np.full_like(trace, np.nan)


def item_total_correlations(C: Array) -> Array:
    """Return (..., k) correlations of every item with the sum of all items, itself among them."""
    total = C.sum(axis=(-2, -1))[..., None]
    return _correlation(C, C.sum(axis=-1), total)


def item_rest_correlations(C: Array) -> Array:
    """Return (..., k) correlations of every item with the sum of the others.

    Examples
    --------
    >>> item_rest_correlations(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])).round(3).tolist()
    [0.577, 0.577, 0.577]
    """
    _, rest = _without_each(C)
    return _correlation(C, C.sum(axis=-1) - np.diagonal(C, axis1=-2, axis2=-1), rest)


def correlations(C: Array) -> Array:
    """Return the (..., k, k) correlations; NaN with an item that does not vary.

    Examples
    --------
    >>> correlations(np.array([[4.0, 1.0], [1.0, 1.0]])).round(2).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    variances = np.diagonal(C, axis1=-2, axis2=-1)
    sd = np.sqrt(np.where(variances > 0, variances, np.nan))
    return np.asarray(C / sd[..., :, None] / sd[..., None, :])


def alpha_of_variances(k: int, trace: Array, total: Array) -> Array:
    """Return alpha of k items from the sum of their variances and the variance of their sum."""
    if k < 2:
        return np.full(np.shape(total), np.nan)
    varying = np.where(total > ROUNDING * trace, total, np.nan)
    return np.asarray(k / (k - 1) * (1 - trace / varying))  # Cronbach (1951), Eq. 2


def _without_each(C: Array) -> tuple[Array, Array]:
    """The sum of the variances of the other items, and the variance of their sum."""
    own = np.diagonal(C, axis1=-2, axis2=-1)
    trace, total = own.sum(axis=-1)[..., None], C.sum(axis=(-2, -1))[..., None]
    return trace - own, total - 2 * C.sum(axis=-1) + own


def _correlation(C: Array, shared: Array, variance: Array) -> Array:
    """Covariances with a sum, divided by the deviations; NaN where an item or the sum does not vary."""
    own = np.diagonal(C, axis1=-2, axis2=-1)
    product = own * variance
    least = (ROUNDING * own.sum(axis=-1)[..., None]) ** 2
    return np.asarray(np.clip(shared / np.sqrt(np.where(product > least, product, np.nan)), -1, 1))
