"""The one-factor model behind omega, fitted to one correlation matrix or to thousands at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from purpose_index.stats.correlation.matrix import check_positive_definite
from purpose_index.stats.factor.extraction import LOWEST_UNIQUENESS, VANISHING, extract

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.errors import Issue

    Array = NDArray[np.float64]

Method = Literal["ml", "minres"]
MOST_STEPS = 12
TOLERANCE = 1e-11


class OneFactor(NamedTuple):
    """Loadings on one factor, the uniquenesses that go with them, and what made the fit doubtful."""

    loadings: Array
    uniquenesses: Array
    issues: tuple[Issue, ...]


def one_factor(correlation: Array, method: Method) -> OneFactor:
    """How k items load on the factor that explains their (k, k) correlations best; the loadings sum to 0 or more."""
    if method == "ml":
        check_positive_definite(correlation)
    loadings, uniquenesses, proper = one_factors(correlation, method, start=principal_start(correlation))
    if proper:
        return OneFactor(-loadings if loadings.sum() < 0 else loadings, uniquenesses, ())
    found = extract(correlation, 1, method=method)
    return OneFactor(found.loadings[:, 0], found.uniquenesses, found.issues)


def one_factors(correlations: Array, method: Method, *, start: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Fit (..., k, k) correlation matrices at once by Newton's method.

    Returns loadings, uniquenesses, and which fits are proper. One that is not (no convergence, no minimum, a uniqueness
    at its bound or below, a factor that vanishes) needs `extract`, which is slower and ends in a minimum within bounds.
    """
    equations, is_minimum = _METHODS[method]
    loadings = np.broadcast_to(start, correlations.shape[:-1])
    with np.errstate(all="ignore"):
        for _ in range(MOST_STEPS):
            value, slope = equations(correlations, loadings)
            step = _solved(slope, value[..., None])[..., 0]
            loadings = loadings - step
            if not np.any(np.abs(step) > TOLERANCE):
                break
        uniquenesses = 1.0 - loadings**2
        proper = np.array(np.all((np.abs(step) <= TOLERANCE) & (uniquenesses > LOWEST_UNIQUENESS), axis=-1))
        proper &= np.abs(loadings).max(axis=-1) >= VANISHING
        if proper.any():
            proper[proper] = is_minimum(correlations[proper], loadings[proper])
    return loadings, uniquenesses, proper


def principal_start(correlations: Array) -> Array:
    """Loadings of (..., k, k) correlations on the first principal axis, scaled so that equal ones give their own."""
    roots, axes = np.linalg.eigh(correlations)
    k = roots.shape[-1]
    size = np.sqrt(np.maximum(roots[..., -1:] - 1.0, 0.0) * k / (k - 1))
    return np.asarray(np.clip(axes[..., -1] * size, -0.95, 0.95))


def likelihood_equations(R: Array, loadings: Array) -> tuple[Array, Array]:
    """With T = diag(1 - l^2): R T^-1 l - (1 + l' T^-1 l) l, 0 where the likelihood is highest, and its Jacobian."""
    theta = 1.0 - loadings**2
    a = loadings / theta
    size = 1.0 + np.sum(loadings * a, axis=-1, keepdims=True)
    value = _times(R, a) - size * loadings
    slope = R * ((1.0 + loadings**2) / theta**2)[..., None, :]
    slope -= _outer(loadings, 2.0 * a / theta)
    return value, _add_to_diagonal(slope, -size)


def least_squares_equations(R: Array, loadings: Array) -> tuple[Array, Array]:
    """Half the fall of the sum of squared residual correlations over the pairs of items, and its Jacobian."""
    squares = loadings**2
    others = np.sum(squares, axis=-1, keepdims=True) - squares
    value = _times(R, loadings) - loadings - loadings * others
    slope = R - _outer(2.0 * loadings, loadings)
    return value, _add_to_diagonal(slope, 2.0 * squares - others - 1.0)


def _likelihood_minimum(R: Array, loadings: Array) -> NDArray[np.bool_]:
    """Whether the factor is the first axis, and the discrepancy, profiled over the loadings, curves up in every log(T).

    The slope of the profile by log(T) is 1 + (l^2 - 1) / T; its curvature is 1 + 2 l / T times the move of the loadings
    that solve R T^-1 l = (1 + l' T^-1 l) l.
    """
    theta = 1.0 - loadings**2
    a, scale = loadings / theta, 1.0 / np.sqrt(theta)
    size = 1.0 + np.sum(loadings * a, axis=-1, keepdims=True)
    axis = scale * loadings
    below = _outer(axis, axis) - scale[..., :, None] * R * scale[..., None, :]
    by_loadings = R / theta[..., None, :] - _outer(loadings, 2.0 * a)
    by_log_theta = _outer(loadings, loadings * a) - R * a[..., None, :]
    move = _solved(_add_to_diagonal(by_loadings, -size), by_log_theta)
    curvature = _add_to_diagonal(-2.0 * a[..., :, None] * move, np.ones_like(a))
    return _positive_definite(_add_to_diagonal(below, size)) & _positive_definite(curvature)


def _least_squares_minimum(R: Array, loadings: Array) -> NDArray[np.bool_]:
    """Whether the sum of squares curves up in all loadings."""
    return _positive_definite(-least_squares_equations(R, loadings)[1])


def _positive_definite(matrices: Array) -> NDArray[np.bool_]:
    """Which of the symmetric matrices are; all of them as a rule, which takes a third of the time to find out."""
    finite = np.asarray(np.isfinite(matrices).all(axis=(-2, -1)))
    matrices = np.where(finite[..., None, None], matrices, np.eye(len(matrices.T)))
    try:
        np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError:
        return np.asarray(finite & (np.linalg.eigvalsh(matrices)[..., 0] > 0))
    return finite


_METHODS = {
    "ml": (likelihood_equations, _likelihood_minimum),
    "minres": (least_squares_equations, _least_squares_minimum),
}


def _solved(matrices: Array, right: Array) -> Array:
    """Solve all of them; NaN, which ends in `extract`, where one has no inverse."""
    try:
        return np.asarray(np.linalg.solve(matrices, right))
    except np.linalg.LinAlgError:
        return np.full_like(right, np.nan)


def _outer(left: Array, right: Array) -> Array:
    return np.asarray(left[..., :, None] * right[..., None, :])


def _times(matrix: Array, vector: Array) -> Array:
    return np.asarray(np.matmul(matrix, vector[..., None])[..., 0])


def _add_to_diagonal(matrix: Array, values: Array) -> Array:
    diagonal = np.einsum("...ii->...i", matrix)  # what is written there is written in the matrix
    diagonal += values
    return matrix
