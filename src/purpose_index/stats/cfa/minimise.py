"""Newton's method with damping: from a start to a lowest point, or to the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy.linalg.lapack import dposv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MOST = 200  # steps; a Newton step too many costs less than a start anew
NEAR = 1.0  # the decrement below which the curvature of the data themselves is taken
ALIKE = 1e-8  # the decrement below which the next step takes the curvature of this one: it hardly differs
MOST_DAMPED = 1e12
FLAT = 1e-9  # of a curvature scaled to an expected diagonal of 1: a direction that bends down by no more is level
CLOSE = 1e-10  # a decrement, beside the value, that rounding of the value may hide, where covariances are near to none
ROUNDED = 1e-10  # by how much
SETTLED = 1e-16  # the last step's decrement, beside the value: no more than rounding, and the next would be its square


class Problem(Protocol):
    """What is minimised."""

    def at(self, theta: Array) -> Any:
        """Return a point: `.value`, infinite where it cannot be, and what the other two need."""

    def gradient(self, point: Any) -> Array:
        """Return the slopes of the value."""

    def curvature(self, point: Any, *, observed: bool) -> Array:
        """Return half its second derivatives, or what they are expected to be."""


@dataclass(frozen=True, slots=True, eq=False)
class Lowest:
    """Where the search ended.

    Parameters
    ----------
    theta, point
        The parameters, and the point there.
    converged
        Whether nothing is left to gain.
    steps
        How many steps it took.
    """

    theta: Array
    point: Any
    converged: bool
    steps: int


@np.errstate(over="ignore", invalid="ignore")  # what is not finite is no step
def minimise(problem: Problem, start: Array, point: Any, *, most: int = MOST) -> Lowest:
    """Go down from a start, and the point there, in no more than so many steps.

    Notes
    -----
    Newton steps with the expected curvature (Fisher scoring) far from the end, with the observed one near it, damped as
    Levenberg and Marquardt do. The end is where the decrement g' H^-1 g, twice what is left to gain, is nought, and no
    direction bends down: a saddle is left along the one that bends most.
    """
    theta = start
    if not start.size:
        return Lowest(theta, point, True, 0)
    damping, decrement, kept = 0.0, np.inf, False
    for step in range(most):
        slope = problem.gradient(point)
        kept = decrement < ALIKE and not kept
        if not kept:
            curvature, valley = _curvature(problem, point, near=decrement < NEAR)
        if not (np.isfinite(slope).all() and np.isfinite(curvature).all()):
            break
        taken = _step(problem, theta, point, slope, curvature, damping)
        if taken is None:
            break
        theta, point, decrement, damping = taken
        if damping == 0 and decrement < SETTLED * max(abs(point.value), 1.0):
            lower = None if valley else _off_saddle(problem, theta, point)
            if lower is None:
                return Lowest(theta, point, True, step + 1)
            theta, point = lower
            decrement = np.inf
        damping = 0.0 if damping < 1e-3 else damping / 10
    return Lowest(theta, point, False, step + 1)


def _curvature(problem: Problem, point: Any, *, near: bool) -> tuple[Array, bool]:
    """The second derivatives that a step goes by, and whether they are those of the data, which bend up everywhere."""
    if near:
        observed = 2 * problem.curvature(point, observed=True)
        if not np.isfinite(observed).all() or _down(observed, np.zeros(len(observed)), 0.0) is not None:
            return observed, True
    return 2 * problem.curvature(point, observed=False), False


def _off_saddle(problem: Problem, theta: Array, point: Any) -> tuple[Array, Any] | None:
    """A lower point along the direction that bends down; None where none does, as at a lowest point."""
    expected, observed = (problem.curvature(point, observed=which) for which in (False, True))
    if _down(observed + FLAT * np.diag(np.diag(expected)), np.zeros(len(theta)), 0.0) is not None:
        return None
    scale = 1 / np.sqrt(np.diag(expected))
    vectors = np.linalg.eigh(observed * np.outer(scale, scale))[1]
    along = [size * scale * vectors[:, 0] for size in (0.3, -0.3, 0.03, -0.03)]
    there = [(theta + way, problem.at(theta + way)) for way in along]
    lowest = min(there, key=lambda place: place[1].value)
    return lowest if lowest[1].value < point.value else None


def _step(
    problem: Problem, theta: Array, point: Any, slope: Array, curvature: Array, damping: float
) -> tuple[Array, Any, float, float] | None:
    """The parameters and the point after a step that goes down, its decrement, and the damping that it took."""
    size = max(abs(point.value), 1.0)
    while damping < MOST_DAMPED:
        down = _down(curvature, slope, damping)
        if down is not None:
            decrement = -float(slope @ down)
            there = problem.at(theta + down)
            if there.value <= point.value + (ROUNDED * size if decrement < CLOSE * size else 0.0):
                return theta + down, there, decrement, damping
            if damping == 0 and decrement < SETTLED * size:  # the way may be long where hardly anything bends
                return theta, point, decrement, damping
        damping = max(10 * damping, 1e-4)
    return None


def _down(curvature: Array, slope: Array, damping: float) -> Array | None:
    """The step to the bottom of the damped parabola; None where it has none."""
    steep = curvature + damping * np.diag(np.diag(curvature)) if damping else curvature
    found, failed = dposv(steep, slope, lower=1)[1:]
    return None if failed else -found
