"""Makes an indefinite correlation matrix positive definite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLOOR = 1e-12


def smoothed(correlations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the matrix with its eigenvalues below 1e-12 raised to 1e-10, and its diagonal made 1 again.

    Parameters
    ----------
    correlations
        (k, k) correlations without NaN.

    Notes
    -----
    The rule of cor.smooth in R's psych. It is not the nearest correlation matrix (Higham, 2002), but near it where the
    negative eigenvalues are small.

    Examples
    --------
    >>> indefinite = np.array([[1, 0.9, 0.2], [0.9, 1, 0.9], [0.2, 0.9, 1]])
    >>> np.round(smoothed(indefinite), 3)
    array([[1.   , 0.785, 0.231],
           [0.785, 1.   , 0.785],
           [0.231, 0.785, 1.   ]])
    """
    values, vectors = np.linalg.eigh(correlations)
    raised = np.where(values < FLOOR, 100 * FLOOR, values)
    product = (vectors * raised) @ vectors.T
    scale = np.sqrt(product.diagonal())
    result: NDArray[np.float64] = product / np.outer(scale, scale)
    np.fill_diagonal(result, 1.0)
    return result
