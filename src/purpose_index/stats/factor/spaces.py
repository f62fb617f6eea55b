"""The rotations of m factors: which there are, and how the loadings change along them to the second order.

A step from the rotation T is an (m, m) matrix Z, composed of p free coordinates: its off-diagonal elements where the
factors may correlate, its elements above the diagonal where they may not (Z is then skew-symmetric).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Oblique:
    """Factors of unit variance that may correlate: T has columns of length 1, and L = A T^-1'. Jennrich (2002)."""

    @staticmethod
    @lru_cache
    def basis(m: int) -> Array:
        """(m * m, p) the coordinates of a step: every off-diagonal element of Z."""
        return np.eye(m * m)[:, ~np.eye(m, dtype=bool).ravel()]

    @staticmethod
    def loadings(A: Array, T: Array) -> Array:
        """(k, m) pattern loadings after the rotation."""
        return A @ np.linalg.inv(T).T

    @staticmethod
    def move(T: Array, Z: Array) -> Array:
        """Go along T Z, and back to columns of length 1."""
        moved = T + T @ Z
        unit: Array = moved / np.sqrt((moved * moved).sum(axis=0))
        return unit

    @staticmethod
    def slope(M: Array, T: Array) -> Array:
        """(m, m) the derivative of the criterion to Z[a, b], where it has gradient G and M = L'G."""
        return (T.T @ T) * np.diag(M) - M.T

    @staticmethod
    def first(L: Array, T: Array) -> Array:
        """(k, m, m, m) the derivative of L[i, s] to Z[a, b]: L diag(T'T Z) - L Z'."""
        eye = np.eye(L.shape[1])
        return L[:, :, None, None] * ((T.T @ T)[:, :, None] * eye[:, None, :]) - L[:, None, None, :] * eye[:, :, None]

    @staticmethod
    def second(M: Array, T: Array) -> Array:
        """(m, m, m, m) half the second derivatives of L to Z[a, b] and Z[c, d], weighed by the gradient: M = L'G."""
        eye, phi = np.eye(len(M)), T.T @ T
        # L Z'Z' - L Z' diag(T'T Z)
        twice = (M - M.T[:, :, None] * phi[:, None, :])[..., None] * eye[:, None, None, :]
        # L diag(Z' T'T Z - diag(T'T Z)^2) / 2
        length = 0.5 * np.diag(M)[:, None, None] * (phi - phi[:, :, None] * phi[:, None, :])
        return twice + length.swapaxes(0, 1)[..., None] * eye[None, :, None, :]


class Orthogonal:
    """Uncorrelated factors: T is orthogonal, and L = A T. Jennrich (2001)."""

    @staticmethod
    @lru_cache
    def basis(m: int) -> Array:
        """(m * m, p) the coordinates of a step: every pair of factors that turn in their plane."""
        a, b = np.triu_indices(m, 1)
        eye = np.eye(m * m)
        return eye[:, a * m + b] - eye[:, b * m + a]

    @staticmethod
    def loadings(A: Array, T: Array) -> Array:
        """(k, m) loadings after the rotation."""
        return A @ T

    @staticmethod
    def move(T: Array, Z: Array) -> Array:
        """Turn by Cayley's formula, which equals exp(Z) to the second order."""
        eye = np.eye(len(T))
        return T @ np.linalg.solve(eye - 0.5 * Z, eye + 0.5 * Z)

    @staticmethod
    def slope(M: Array, T: Array) -> Array:
        """(m, m) the derivative of the criterion to Z[a, b], where it has gradient G and M = L'G."""
        return M

    @staticmethod
    def first(L: Array, T: Array) -> Array:
        """(k, m, m, m) the derivative of L[i, s] to Z[a, b]: L Z."""
        return L[:, None, :, None] * np.eye(len(T))[:, None, :]

    @staticmethod
    def second(M: Array, T: Array) -> Array:
        """(m, m, m, m) half the second derivatives of L to Z[a, b] and Z[c, d], weighed by the gradient: L Z Z / 2."""
        return 0.5 * M[:, None, None, :] * np.eye(len(T))[None, :, :, None]
