"""From a start to the top of a likelihood: steps that learn from those before, and Newton's at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.irt.common_scale import CommonScale
    from purpose_index.stats.irt.likelihood import Point, Problem

    Array = NDArray[np.float64]
    Factor: TypeAlias = tuple[Array, bool]

MOST = 500  # steps
NEAR = 1e-8  # twice what a step may gain, below which Newton's method takes over
SETTLED = 1e-13  # beside the value: no more than rounding
RIDGE = 1e-10  # of the most information, where steep items leave some parameters none
REMEMBERED = 20  # steps
MOST_AT_THE_END = 20


@dataclass(frozen=True, slots=True, eq=False)
class Top:
    """Where the search ended.

    Parameters
    ----------
    theta, point
        The free parameters, and the point there.
    gradient
        The slopes there.
    information
        (p, p) observed information; None where it is that of no top.
    held
        (p,) which slopes are held where they would run off.
    converged
        Whether nothing is left to gain.
    steps
        How many steps it took.
    """

    theta: Array
    point: Point
    gradient: Array
    information: Array | None
    held: NDArray[np.bool_]
    converged: bool
    steps: int


class Memory:
    """What the last steps told of the curvature: Nocedal's two loops around the complete-data information.

    References
    ----------
    Nocedal, J. (1980). Updating quasi-Newton matrices with limited storage. Mathematics of Computation, 35, 773-782.
    Jamshidian, M., & Jennrich, R. I. (1997). Acceleration of the EM algorithm by using quasi-Newton methods. Journal
    of the Royal Statistical Society B, 59, 569-587.
    """

    def __init__(self) -> None:
        self.pairs: list[tuple[Array, Array]] = []

    def learn(self, step: Array, fall: Array) -> None:
        """Remember that the slopes fell so much along a step."""
        if step @ fall > 1e-10 * np.sqrt((step @ step) * (fall @ fall)):
            self.pairs = [*self.pairs[1 - REMEMBERED :], (step, fall)]

    def direction(self, gradient: Array, factor: Factor) -> Array:
        """Return the way up, from the factor of the information that it begins with."""
        left, shares = gradient.copy(), []
        for step, fall in reversed(self.pairs):
            shares.append((step @ left) / (step @ fall))
            left -= shares[-1] * fall
        way = cho_solve(factor, left)
        for (step, fall), share in zip(self.pairs, reversed(shares), strict=True):
            way += (share - (fall @ way) / (step @ fall)) * step
        return np.asarray(way)


def sure_factor(information: Array) -> Factor:
    """Return the factor of an information that steep items may have left nothing of."""
    return cho_factor(information + RIDGE * np.diag(information).max() * np.eye(len(information)))


def climb(problem: Problem | CommonScale, start: Array) -> Top:
    """Go up from a start to where the slopes are nought."""
    theta = start
    point = problem.at(theta)
    gradient, memory, held = problem.gradient(point), Memory(), np.zeros(len(theta), dtype=bool)
    for steps in range(1, MOST + 1):
        before, held = held, problem.held(theta, gradient)
        if (before != held).any():
            memory = Memory()
        free = np.where(held, 0.0, gradient)
        way = memory.direction(free, sure_factor(without(problem.complete_information(point), held)))
        gain = float(free @ way)
        if gain < NEAR:
            return _end(problem, theta, point, held, steps)
        taken = _step(problem, theta, point, way, gain)
        if taken is None:
            break
        there, higher = taken
        slopes = problem.gradient(higher)
        memory.learn(there - theta, np.where(held, 0.0, gradient - slopes))
        theta, point, gradient = there, higher, slopes
    return Top(theta, point, gradient, None, held, False, steps)


def without(information: Array, held: NDArray[np.bool_]) -> Array:
    """Return the information with a 1, and nothing else, for each parameter that does not move."""
    free = ~held
    return np.where(free[:, None] & free, information, np.diag(held.astype(np.float64)))


def climb_from(problem: Problem | CommonScale, some: Top, share: float) -> Top:
    """Go up from the top of some of the people, who are this share of all, with the curvature that they have there."""
    if some.information is None:
        return climb(problem, some.theta)
    factor, memory = cho_factor(some.information / share), Memory()

    def rough(theta: Array) -> Array:
        return np.where(some.held, 0.0, problem.gradient(problem.at(theta, np.float32)))

    theta, gradient, left = some.theta, rough(some.theta), np.inf
    for _ in range(MOST_AT_THE_END):
        way = memory.direction(gradient, factor)
        before, left = left, float(gradient @ way)
        if not NEAR / 10 < left < before / 2:
            break
        there = problem.within(theta + way)
        slopes = rough(there)
        memory.learn(there - theta, gradient - slopes)
        theta, gradient = there, slopes
    return climb(problem, theta)


def _step(
    problem: Problem | CommonScale, theta: Array, point: Point, way: Array, gain: float
) -> tuple[Array, Point] | None:
    """The first place on the way up that is higher: the whole way, or a half of it, or a half of that."""
    size = 1.0
    while size > 1e-10:
        there = problem.within(theta + size * way)
        higher = problem.at(there)
        if higher.value >= point.value + 1e-4 * size * gain or size * gain < 1e-12 * abs(point.value):
            return there, higher
        size /= 2
    return None


def _end(problem: Problem | CommonScale, theta: Array, point: Point, held: NDArray[np.bool_], steps: int) -> Top:
    """Newton's steps with the observed information, which is taken once: it hardly changes any more."""
    information = without(problem.complete_information(point) - problem.missing_information(point), held)
    gradient = problem.gradient(point)
    try:
        factor = cho_factor(information)
    except LinAlgError:
        return Top(theta, point, gradient, None, held, False, steps)
    for more in range(MOST_AT_THE_END):
        free = np.where(held, 0.0, gradient)
        way = cho_solve(factor, free)
        if more and float(free @ way) < SETTLED * abs(point.value):
            return Top(theta, point, gradient, information, held, True, steps + more)
        theta = problem.within(theta + way)
        point = problem.at(theta)
        gradient = problem.gradient(point)
    return Top(theta, point, gradient, information, held, False, steps + MOST_AT_THE_END)
