"""The step that both searches here take."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from scipy.linalg.lapack import dposv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SMALLEST_CURVATURE = 1e-10


def downhill(gradient: Array, hessian: Array) -> Array:
    """Newton's step, with every curvature made positive where one is not."""
    _, solution, indefinite = dposv(hessian, gradient)
    if not indefinite:
        return cast("Array", -solution)
    curvatures, axes = np.linalg.eigh(hessian)
    sizes = np.abs(curvatures)
    floor = SMALLEST_CURVATURE * max(float(sizes.max()), SMALLEST_CURVATURE)
    return cast("Array", -axes @ ((axes.T @ gradient) / np.maximum(sizes, floor)))
