"""How omega moves with the covariances: what its standard error by the delta method is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.factor.one_factor import least_squares_equations
from purpose_index.stats.uncertainty.delta import delta_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.factor.one_factor import Method

    Array = NDArray[np.float64]


class Model(NamedTuple):
    """One factor of k standardized items, and the weights (standard deviations) that they have in the sum."""

    correlation: Array
    loadings: Array
    uniquenesses: Array
    weights: Array

    @property
    def implied(self) -> Array:
        """(k, k) the correlations that the model implies."""
        return np.outer(self.loadings, self.loadings) + np.diag(self.uniquenesses)


def omega_error(model: Model, method: Method, observed: bool, n: int) -> float:
    """Return the standard error of omega by the delta method."""
    w = model.weights
    common, error = float(w @ model.loadings), float(w**2 @ model.uniquenesses)
    total = float(w @ model.correlation @ w) if observed else common**2 + error
    omega = common**2 / total
    on_common = 2.0 * common / total * (1.0 if observed else 1.0 - omega)
    on_error = 0.0 if observed else -omega / total
    slope = slope_on_correlations(model, method, on_common, on_error)
    if observed:
        slope = slope - omega / total * np.outer(w, w)
    return delta_error(slope, model.implied if method == "ml" else model.correlation, n)


def solved(matrix: Array, right: Array) -> Array:
    """Solve a system; NaN where it has no one solution, so that what follows from it has none either."""
    try:
        return np.asarray(np.linalg.solve(matrix, right))
    except np.linalg.LinAlgError:
        return np.full_like(right, np.nan)


def slope_on_correlations(model: Model, method: Method, on_common: float, on_error: float) -> Array:
    """Return how a function moves with the covariances of standardized items, given how it moves with the model.

    Parameters
    ----------
    on_common, on_error
        Its derivatives with respect to the weighted sum of the loadings, and that of the uniquenesses.
    """
    if method == "ml":
        return _likelihood_slope(model, on_common, on_error)
    return _least_squares_slope(model, on_common, on_error)


def _likelihood_slope(model: Model, on_common: float, on_error: float) -> Array:
    """The slope on the covariances, through the expected information of loadings and uniquenesses."""
    loadings, k = model.loadings, len(model.loadings)
    inverse = solved(model.implied, np.eye(k))
    a = inverse @ loadings
    information = np.empty((2 * k, 2 * k))
    information[:k, :k] = (loadings @ a) * inverse + np.outer(a, a)
    information[:k, k:] = inverse * a
    information[k:, :k] = information[:k, k:].T
    information[k:, k:] = 0.5 * inverse**2
    slopes = np.concatenate([on_common * model.weights, on_error * model.weights**2])
    move = solved(information, slopes)
    cross = np.outer(loadings, move[:k])
    return np.asarray(0.5 * inverse @ (cross + cross.T + np.diag(move[k:])) @ inverse)


def _least_squares_slope(model: Model, on_common: float, on_error: float) -> Array:
    """The slope on the covariances, through the equations that the loadings solve, and the standard deviations."""
    R, loadings, w = model.correlation, model.loadings, model.weights
    equations = least_squares_equations(R, loadings)[1]
    move = solved(-equations, on_common * w - 2.0 * on_error * w**2 * loadings)
    slope = 0.5 * (np.outer(move, loadings) + np.outer(loadings, move))
    scale = 0.5 * on_common * w * loadings + on_error * w**2 * model.uniquenesses
    return np.asarray(slope + np.diag(scale - np.sum(slope * R, axis=1)))
