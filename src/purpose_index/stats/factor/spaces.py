"""The rotations of m factors: which there are, and how the loadings change along them to the second order.

A step from the rotation T is a vector of p coordinates, each of which tilts one factor towards another (`Oblique`) or
turns two factors in their plane (`Orthogonal`). With L the loadings, G the gradient of a criterion in them, M = L'G:
`slope` is the gradient in the coordinates, and `first` and `second` make up the second derivatives.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]


class Oblique:
    """Factors of unit variance that may correlate: T has columns of length 1, and L = A T^-1'. Jennrich (2002).

    A step is T (I + Z) with its columns brought to length 1; coordinate p is Z[a[p], b[p]], outside the diagonal.
    """

    @staticmethod
    @lru_cache
    def coordinates(m: int) -> tuple[Indices, Indices]:
        """Return where in Z the coordinates are: rows a, columns b."""
        a, b = np.nonzero(~np.eye(m, dtype=bool))
        return a, b

    @staticmethod
    def loadings(A: Array, T: Array) -> Array:
        """(k, m) pattern loadings after the rotation."""
        return A @ np.linalg.inv(T).T

    @classmethod
    def move(cls, T: Array, step: Array) -> Array:
        """Go along a step."""
        moved = np.eye(len(T))
        moved[cls.coordinates(len(T))] = step
        moved = T @ moved
        unit: Array = moved / np.sqrt((moved * moved).sum(axis=0))
        return unit

    @classmethod
    def slope(cls, M: Array, T: Array) -> Array:
        """(p,) first derivatives of the criterion."""
        return ((T.T @ T) * M.diagonal() - M.T)[cls.coordinates(len(T))]

    @classmethod
    def first(cls, L: Array, T: Array) -> Array:
        """(k, m, p) first derivatives of the loadings, L diag(T'T Z) - L Z'."""
        a, b = cls.coordinates(len(T))
        p = np.arange(len(a))
        change = np.zeros((*L.shape, len(a)))
        change[:, a, p] = -L[:, b]
        change[:, b, p] = L[:, b] * (T.T @ T)[a, b]
        return change

    @classmethod
    def second(cls, M: Array, T: Array) -> Array:
        """(p, p) second derivatives of the loadings, weighed by the gradient G."""
        phi, eye = T.T @ T, np.eye(len(T))
        # L Z'Z' - L Z' diag(T'T Z), then L diag(Z'T'T Z - diag(T'T Z)^2) / 2
        bent = (M - M.T[:, :, None] * phi[:, None, :])[..., None] * eye[:, None, None, :]
        longer = 0.5 * M.diagonal()[:, None] * (phi[:, None, :] - phi[:, :, None] * phi)
        a, b = cls.coordinates(len(T))
        half = (bent + longer[..., None] * eye[None, :, None, :])[a[:, None], b[:, None], a, b]
        return half + half.T


class Orthogonal:
    """Uncorrelated factors: T is orthogonal, and L = A T. Jennrich (2001).

    A step is T times the rotation of a skew-symmetric Z; coordinate p is Z[a[p], b[p]], above the diagonal.
    """

    @staticmethod
    @lru_cache
    def coordinates(m: int) -> tuple[Indices, Indices]:
        """Return where in Z the coordinates are: rows a, columns b."""
        a, b = np.triu_indices(m, 1)
        return a, b

    @staticmethod
    def loadings(A: Array, T: Array) -> Array:
        """(k, m) loadings after the rotation."""
        return A @ T

    @classmethod
    def move(cls, T: Array, step: Array) -> Array:
        """Go along a step, by Cayley's formula, which equals exp(Z) to the second order."""
        half = np.zeros_like(T)
        half[cls.coordinates(len(T))] = 0.5 * step
        half -= half.T
        eye = np.eye(len(T))
        return T @ np.linalg.solve(eye - half, eye + half)

    @classmethod
    def slope(cls, M: Array, T: Array) -> Array:
        """(p,) first derivatives of the criterion."""
        return (M - M.T)[cls.coordinates(len(T))]

    @classmethod
    def first(cls, L: Array, T: Array) -> Array:
        """(k, m, p) first derivatives of the loadings, L Z."""
        a, b = cls.coordinates(len(T))
        p = np.arange(len(a))
        change = np.zeros((*L.shape, len(a)))
        change[:, a, p] = -L[:, b]
        change[:, b, p] = L[:, a]
        return change

    @classmethod
    def second(cls, M: Array, T: Array) -> Array:
        """(p, p) second derivatives of the loadings, L Z Z, weighed by the gradient G."""
        a, b = cls.coordinates(len(T))
        eye = np.eye(len(T))
        half = 0.5 * (
            M[np.ix_(a, b)] * eye[np.ix_(b, a)]
            - M[np.ix_(a, a)] * eye[np.ix_(b, b)]
            - M[np.ix_(b, b)] * eye[np.ix_(a, a)]
            + M[np.ix_(b, a)] * eye[np.ix_(a, b)]
        )
        return half + half.T
