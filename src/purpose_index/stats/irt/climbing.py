"""From a start to the top of a likelihood: steps that learn from those before, and Newton's at the end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.irt.common_scale import CommonScale
    from purpose_index.stats.irt.likelihood import Exact, Point, Problem

    Array = NDArray[np.float64]
    Factor: TypeAlias = tuple[Array, bool]

MOST = 500  # steps
CLOSE = 1e-2  # twice what a step may gain, where some of the people lead no further
NOISE = 5e-10  # the same, for each parameter: what float32 cannot tell from nothing
NEAR = 1e-12  # the same, beside the value, below which information no longer changes
FAR = 1.0  # the same, above which Newton's method is not to be trusted
# the same, where information is as exact as its own sums
EXACT: dict[Exact, float] = {np.float32: 1e-12, np.float64: 1e-18}
SETTLED = 1e-13  # beside the value: no more than rounding
PATIENCE = 30  # steps that gain less than `CLOSE`, before float32 may be what keeps them from gaining less
ROUNDING: dict[Exact, float] = {np.float32: 1e-7, np.float64: 1e-12}  # of a value, beside it
FIRST = 2  # of the polynomials that tell nearly all that is missing
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


class Near(NamedTuple):
    """Where the way up ended, which slopes are held there, the steps, and the curvature that was learnt, if any."""

    theta: Array
    held: NDArray[np.bool_]
    steps: int
    factor: Factor | None


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


class Curve:
    """The curvature with which steps begin: far from the top that of EM, which no start leads astray; then its own."""

    def __init__(self, problem: Problem | CommonScale) -> None:
        self.problem: Problem | CommonScale = problem
        self.asked: bool = False
        self.own: Factor | None = None

    def factor(self, point: Point, held: NDArray[np.bool_]) -> Factor:
        """Return the factor of the information to begin a step with."""
        return self.own or sure_factor(without(self.problem.complete_information(point), held))

    def learn(self, point: Point, held: NDArray[np.bool_]) -> bool:
        """Look once at the curvature of the likelihood itself, and say whether it is that of a top."""
        if self.asked:
            return False
        self.asked = True
        missing = self.problem.missing_information(point, FIRST)
        try:
            self.own = cho_factor(without(self.problem.complete_information(point) - missing, held))
        except LinAlgError:
            return False
        return True


def sure_factor(information: Array) -> Factor:
    """Return the factor of an information that steep items may have left nothing of."""
    return cho_factor(information + RIDGE * np.diag(information).max() * np.eye(len(information)))


def climb(problem: Problem | CommonScale, start: Array, rough: Problem | None = None) -> Top:
    """Go up from a start to where the slopes are nought; most of the way, if given, on a rougher likelihood."""
    near = _ascend(rough or problem, start, NOISE * problem.size, np.float32)
    top = _end(problem, near, rough or problem)
    if top.converged:
        return top
    again = _ascend(problem, near.theta, 0.0, np.float64)
    return _end(problem, again._replace(steps=near.steps + again.steps), problem)


def climb_without_curvature(problem: Problem | CommonScale, start: Array) -> Top:
    """Go up to where no more than rounding is left to gain: for who needs the height of a top and no errors."""
    near = _ascend(problem, start, NOISE * problem.size, np.float32)
    theta, held, more, _ = _ascend(problem, near.theta, 0.0, np.float64)
    point = problem.at(theta)
    return Top(theta, point, problem.gradient(point), None, held, more < MOST, near.steps + more)


def _ascend(problem: Problem | CommonScale, theta: Array, near: float, exact: Exact) -> Near:
    """Go up until a step gains next to nothing."""
    point, patience = problem.at(theta, exact), PATIENCE
    gradient, memory, held = problem.gradient(point), Memory(), np.zeros(len(theta), dtype=bool)
    curve, steps = Curve(problem), 0
    while steps < MOST and patience:
        steps += 1
        before, held = held, problem.held(theta, gradient)
        if (before != held).any():
            memory, curve = Memory(), Curve(problem)
        free = np.where(held, 0.0, gradient)
        way = memory.direction(free, curve.factor(point, held))
        gain = float(free @ way)
        if gain < FAR and curve.learn(point, held):
            memory = Memory()
            way = memory.direction(free, curve.factor(point, held))
            gain = float(free @ way)
        patience -= gain < CLOSE and exact is np.float32
        enough = gain < max(near, NEAR * abs(point.value))
        taken = None if enough else _step(problem, theta, point, way, gain, exact)
        if taken is None:
            break
        there, higher = taken
        slopes = problem.gradient(higher)
        memory.learn(there - theta, np.where(held, 0.0, gradient - slopes))
        theta, point, gradient = there, higher, slopes
    return Near(theta, held, steps, curve.own)


def upright(problem: Problem | CommonScale, top: Top) -> Top:
    """Return the one of two tops, each the mirror image of the other, at which higher answers go with more of it."""
    return climb(problem, problem.turned(top.theta)) if top.point.slopes.sum() < 0 else top


def without(information: Array, held: NDArray[np.bool_]) -> Array:
    """Return the information with a 1, and nothing else, for each parameter that does not move."""
    free = ~held
    return np.where(free[:, None] & free, information, np.diag(held.astype(np.float64)))


def approach(problem: Problem, start: Array) -> Top:
    """Go nearly up, and return the curvature there, if it is that of a top."""
    theta, held, steps, _ = _ascend(problem, start, CLOSE, np.float32)
    point = problem.at(theta)
    information = _observed(problem, point, held)
    bends = np.linalg.eigvalsh(information)[0] > 0
    return Top(theta, point, problem.gradient(point), information if bends else None, held, False, steps)


def climb_from(problem: Problem, some: Top, share: float) -> Top:
    """Go up from where some of the people lead, who are this share of all, with the curvature that they have there."""
    theta, held, left = some.theta, some.held, np.inf
    if some.information is None:
        return climb(problem, theta)
    factor, memory = cho_factor(some.information / share), Memory()

    def uphill(theta: Array) -> Array:
        return np.where(held, 0.0, problem.gradient(problem.at(theta, np.float32)))

    gradient = uphill(theta)
    for _ in range(MOST_AT_THE_END):
        way = memory.direction(gradient, factor)
        before, left = left, float(gradient @ way)
        if not NOISE * problem.size < left < before / 2:
            break
        there = problem.within(theta + way)
        slopes = uphill(there)
        memory.learn(there - theta, gradient - slopes)
        theta, gradient = there, slopes
    top = _end(problem, Near(theta, held, some.steps, None), problem)
    return top if top.converged else climb(problem, theta)


def _observed(
    problem: Problem | CommonScale,
    point: Point,
    held: NDArray[np.bool_],
    rough: Problem | CommonScale | None = None,
) -> Array:
    """Return the observed information: what is told of the parameters that move."""
    missing = (rough or problem).missing_information(point)
    return without(problem.complete_information(point) - missing, held)


def _step(
    problem: Problem | CommonScale, theta: Array, point: Point, way: Array, gain: float, exact: Exact
) -> tuple[Array, Point] | None:
    """The first place on the way up that is higher: the whole way, or a half of it, or a half of that."""
    size = 1.0
    while size > 1e-10:
        there = problem.within(theta + size * way)
        higher = problem.at(there, exact)
        if higher.value >= point.value + 1e-4 * size * gain or size * gain < ROUNDING[exact] * abs(point.value):
            return there, higher
        size /= 2
    return None


def _end(problem: Problem | CommonScale, near: Near, rough: Problem | CommonScale) -> Top:
    """Go to the top with the curvature that was learnt, and then by Newton's steps with that of the top itself."""
    point, held, steps = problem.at(near.theta), near.held, near.steps
    if near.factor is not None:
        with suppress(LinAlgError):
            point, moved = _newton(problem, point, held, near.factor, 1, EXACT[problem.exact])
            steps += moved
    moved, information = 1, np.zeros((0, 0))
    for least, left in ((0, NEAR), (1, SETTLED)):
        if moved:
            information = _observed(problem, point, held, rough)
        try:
            point, moved = _newton(problem, point, held, cho_factor(information), least, left * abs(point.value))
        except LinAlgError:
            return Top(point.theta, point, problem.gradient(point), None, held, False, steps)
        steps += moved
    return Top(point.theta, point, problem.gradient(point), information, held, True, steps)


def _newton(
    problem: Problem | CommonScale, point: Point, held: NDArray[np.bool_], factor: Factor, least: int, near: float
) -> tuple[Point, int]:
    """Return the point from which a step gains next to nothing, and how many lead there; LinAlgError if none do.

    What little is told of leads far where it is nearly nothing: a step that ends lower leads nowhere.
    """
    before, lost = FAR, ROUNDING[np.float64] * abs(point.value)
    for steps in range(MOST_AT_THE_END):
        free = np.where(held, 0.0, problem.gradient(point))
        way = cho_solve(factor, free)
        gain = float(free @ way)
        if steps >= least and gain < near:
            return point, steps
        if gain > before:
            break
        before, there = gain, problem.at(problem.within(point.theta + way))
        if not there.value >= point.value - lost:
            break
        point = there
    raise LinAlgError
