"""What is left of the correlations after m factors, as a function of the uniquenesses alone, with its derivatives.

Given the uniquenesses the best loadings are principal axes, so that the discrepancy is a sum over the eigenvalues that
the factors leave (Jöreskog 1967).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

SMALLEST_GAP = 1e-10


class Point(NamedTuple):
    """The profile discrepancy at some uniquenesses, with the eigen-decomposition that it came from."""

    value: float
    roots: Vector
    vectors: Matrix
    kept: int

    def split(self) -> tuple[Vector, Matrix, Vector, Matrix]:
        """Return the roots and vectors that the factors leave, and those that they take."""
        left = len(self.roots) - self.kept
        return self.roots[:left], self.vectors[:, :left], self.roots[left:], self.vectors[:, left:]


class Profile(NamedTuple):
    """A discrepancy as a function of the uniquenesses alone: value, first and second derivatives."""

    value: Callable[[Vector], Point]
    gradient: Callable[[Point], Vector]
    hessian: Callable[[Point], Matrix]


def reduced(correlation: Matrix, psi: Vector, m: int) -> Point:
    """Half the sum of the squared eigenvalues that m factors leave of the correlations less the uniquenesses."""
    roots, vectors = np.linalg.eigh(correlation - np.diag(psi))
    kept = min(m, int((roots > 0).sum()))
    left = roots[: len(roots) - kept]
    return Point(0.5 * float(left @ left), roots, vectors, kept)


def least_squares_gradient(point: Point) -> Vector:
    """Slopes of `reduced`, by the derivatives of the eigenvalues."""
    left, U, _, _ = point.split()
    return -(U * U) @ left


def least_squares_hessian(point: Point) -> Matrix:
    """Curvatures of `reduced`, by the derivatives of the eigenvalues and eigenvectors."""
    left, U, top, V = point.split()
    return (U @ U.T) ** 2 + _of_pairs(V, U, 2.0 * left / _apart(left, top))


def _apart(left: Vector, top: Vector) -> Matrix:
    """The roots that are left less each that the factors take, and never zero."""
    return np.asarray(np.minimum(left - top[:, None], -SMALLEST_GAP))


def _of_pairs(V: Matrix, U: Matrix, weights: Matrix) -> Matrix:
    """Sum weights[i, j] * outer(V_i * U_j, V_i * U_j) over the columns of both, in one product."""
    pairs = (V[:, :, None] * U[:, None, :]).reshape(len(U), -1)
    return np.asarray((pairs * weights.ravel()) @ pairs.T)


def scaled(correlation: Matrix, scale: Vector, m: int) -> Point:
    """The likelihood discrepancy, by the eigenvalues that m factors leave of the scaled correlations."""
    roots, vectors = np.linalg.eigh(scale[:, None] * correlation * scale)
    kept = min(m, int((roots > 1).sum()))
    left = np.maximum(roots[: len(roots) - kept], np.finfo(float).tiny)
    return Point(float((left - np.log(left) - 1.0).sum()), roots, vectors, kept)


def likelihood_gradient(point: Point) -> Vector:
    """Slopes of `scaled` in the logarithms of the uniquenesses. Jöreskog (1967)."""
    left, U, _, _ = point.split()
    return (U * U) @ (1.0 - left)


def likelihood_hessian(point: Point) -> Matrix:
    """Curvatures of `scaled` in the logarithms of the uniquenesses. Jöreskog (1967)."""
    left, U, top, V = point.split()
    weights = (1.0 - left) * (left + top[:, None]) / _apart(left, top)
    return np.asarray((U @ U.T) * ((U * left) @ U.T) - _of_pairs(V, U, weights))


def principal_axes(point: Point, m: int) -> Matrix:
    """The m first principal axes, scaled to their roots; zero where a root is not positive."""
    return point.vectors[:, : -m - 1 : -1] * np.sqrt(np.maximum(point.roots[: -m - 1 : -1], 0.0))


def residual_sum(correlation: Matrix, loadings: Matrix) -> float:
    """The sum of the squared residual correlations over the pairs of items."""
    residual = correlation - loadings @ loadings.T
    np.fill_diagonal(residual, 0.0)
    return 0.5 * float((residual * residual).sum())
