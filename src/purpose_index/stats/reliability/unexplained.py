"""What the other items leave unexplained of each, with care for items that follow from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NO_VARIANCE = 1e-10


def unexplained_variances(covariance: Array) -> Array:
    """Return the (k,) residual variances of each item's regression on the others; 0 where an item follows from them.

    Examples
    --------
    Of two items that correlate .6, each leaves 1 - .36 of the other:

    >>> unexplained_variances(np.array([[1, 0.6], [0.6, 1]])).round(6).tolist()
    [0.64, 0.64]
    """
    sd, roots, axes = _standardized_axes(covariance)
    real = roots > NO_VARIANCE
    precision = np.sum(axes[:, real] ** 2 / roots[real], axis=1)
    return np.where(determined_items(covariance), 0.0, sd**2 / np.maximum(precision, 1.0))


def determined_items(covariance: Array) -> NDArray[np.bool_]:
    """Return which of the k items take part in a combination of items that does not vary.

    Examples
    --------
    The first two items are one and the same:

    >>> determined_items(np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])).tolist()
    [True, True, False]
    """
    _, roots, axes = _standardized_axes(covariance)
    return np.asarray(np.sum(axes[:, roots <= NO_VARIANCE] ** 2, axis=1) > NO_VARIANCE)


def _standardized_axes(covariance: Array) -> tuple[Array, Array, Array]:
    """Standard deviations (infinite for a constant item), and the roots and axes of the correlations."""
    sd = np.sqrt(np.diag(covariance))
    sd = np.where(sd > 0, sd, np.inf)
    return sd, *np.linalg.eigh(covariance / np.outer(sd, sd))
