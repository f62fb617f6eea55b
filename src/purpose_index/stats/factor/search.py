"""The lowest minimum of a profile discrepancy: Newton's steps from many starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from scipy.linalg.lapack import dposv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from purpose_index.stats.factor.discrepancy import Point, Profile

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

GRADIENT_TOLERANCE = 1e-10
ROUNDING = 1e-12
SMALLEST_CURVATURE = 1e-10
SAME_MINIMUM = 1e-9
ENOUGH_MEETINGS = 3
MOST_RANDOM_STARTS = 30
MOST_STEPS = 200
MOST_HALVINGS = 40
SEED = 0


class End(NamedTuple):
    """Where a search ended."""

    x: Vector
    point: Point
    steps: int
    converged: bool


class Lowest(NamedTuple):
    """The lowest end of all, from how many starts it was looked for, and from how many of them it was met."""

    end: End
    starts: int
    met: int


def lowest(profile: Profile, start: Vector, low: float, high: float) -> Lowest:
    """Minimise from `start`, from where each item in turn has hardly any error, then from random places.

    Random places are tried until the lowest minimum was met three times, or 30 of them; all 30 where it is a Heywood
    case, for a lower one with other items at the bound may lie beside it. An exact fit ends the search.
    """
    best, starts, met = None, 0, 0
    for place in _places(start, low, high):
        if best is not None and (_is_exact(best) or (starts > len(start) and _is_certain(best, met, low))):
            break
        end, starts = newton(profile, place, low, high), starts + 1
        if best is None or _is_lower(end, best):
            best, met = end, 1
        elif _is_same(end, best):
            met += 1
    assert best is not None
    return Lowest(best, starts, met)


def _places(start: Vector, low: float, high: float) -> Iterator[Vector]:
    k = len(start)
    yield start
    yield from np.where(np.eye(k, dtype=bool), low, start)
    yield from np.random.default_rng(SEED).uniform(low, high, (MOST_RANDOM_STARTS, k))


def _is_certain(best: End, met: int, low: float) -> bool:
    """Whether more starts are not worth their time: a proper solution that was met often enough."""
    return met >= ENOUGH_MEETINGS and bool((best.x > low).all())


def _is_exact(end: End) -> bool:
    """Whether nothing is left that could be lower."""
    return end.converged and end.point.value <= ROUNDING


def _is_lower(end: End, best: End) -> bool:
    """Whether an end lies deeper, or as deep and at a minimum where the best so far is at none."""
    if end.converged != best.converged:
        return end.converged
    return end.point.value < best.point.value - _rounding(best)


def _is_same(end: End, best: End) -> bool:
    return end.converged == best.converged and end.point.value <= best.point.value + _rounding(best)


def _rounding(end: End) -> float:
    return SAME_MINIMUM * end.point.value + ROUNDING


def newton(profile: Profile, x: Vector, low: float, high: float) -> End:
    """Minimise within bounds by projected Newton steps, each halved until the value goes down (Bertsekas 1982)."""
    point = profile.value(x)
    for step in range(MOST_STEPS):
        gradient = profile.gradient(point)
        fixed = ((x <= low) & (gradient > 0)) | ((x >= high) & (gradient < 0))
        gradient[fixed] = 0.0
        if np.abs(gradient).max() < GRADIENT_TOLERANCE:
            return End(x, point, step, True)
        hessian = profile.hessian(point)
        hessian[fixed, :] = hessian[:, fixed] = 0.0
        hessian[fixed, fixed] = 1.0
        direction = _downhill(gradient, hessian)
        rounding = ROUNDING * (1.0 + point.value)
        for halvings in range(MOST_HALVINGS):
            candidate = np.clip(x + 0.5**halvings * direction, low, high)
            reached = profile.value(candidate)
            if reached.value <= point.value + 1e-4 * gradient @ (candidate - x) + rounding:
                break
        else:
            return End(x, point, step, False)
        x, point = candidate, reached
    return End(x, point, MOST_STEPS, False)


def _downhill(gradient: Vector, hessian: Matrix) -> Vector:
    """Newton's step, with every curvature made positive where one is not."""
    _, step, indefinite = dposv(hessian, gradient)
    if not indefinite:
        return cast("Vector", -step)
    curvatures, axes = np.linalg.eigh(hessian)
    sizes = np.abs(curvatures)
    floor = SMALLEST_CURVATURE * max(float(sizes.max()), SMALLEST_CURVATURE)
    return cast("Vector", -axes @ ((axes.T @ gradient) / np.maximum(sizes, floor)))
