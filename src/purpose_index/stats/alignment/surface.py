"""What an outcome does where two scores agree, and where they differ: polynomial regression and its surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen, FrozenDict
from purpose_index.options import check_level, check_option
from purpose_index.stats.people import complete_people
from purpose_index.stats.regression import Effect, least_squares, told_by_one_group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Center = Literal["midpoint", "grand-mean"]

SURFACE = {  # of b0 … b5, as weights; Edwards & Parry (1993), Table 2; a5 is that of Humberg et al. (2019)
    "a1": (0, 1, 1, 0, 0, 0),
    "a2": (0, 0, 0, 1, 1, 1),
    "a3": (0, 1, -1, 0, 0, 0),
    "a4": (0, 0, 0, 1, -1, 1),
    "a5": (0, 0, 0, 1, 0, -1),
}
CURVED = np.eye(6)[3:]  # b3, b4 and b5, which a plane has not
FLAT = 1e-12


class Axis(NamedTuple):
    """A line over the plane of both scores, uncentred no more than they are: y = intercept + slope x."""

    intercept: float
    slope: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ResponseSurface(Frozen):
    """An outcome as a second-degree surface over two scores x and y.

    Parameters
    ----------
    coefficients, standard_errors
        'b0' to 'b5': of 1, x, y, x², xy and y².
    covariance
        (6, 6) of the coefficients.
    a1, a2
        Slope and curvature along the line of agreement, x = y, at the centre.
    a3, a4
        Slope and curvature along the line of disagreement, x = -y, at the centre.
    a5
        How far the ridge may lie off the line of agreement: b3 - b5, 0 where it lies along it.
    stationary_point
        (x, y) where the surface is level, as centred scores; NaN where it is nowhere.
    first_axis, second_axis
        The lines along which the surface curves up most, and down most, through that point.
    r_squared, linear_r_squared
        The share of the outcome's variance that the surface explains, and that a plane does.
    f, f_df, f_p
        The test of the surface against the plane: F, its degrees of freedom, and p.
    center
        What was taken from both scores.
    n, groups
        How many people, and in how many groups; None where each stands alone.
    method
        'least-squares', or 'cluster-robust' where there are groups.
    level
        The confidence level of the intervals.
    issues
        Who was left out, and what is not defined.
    """

    coefficients: Mapping[str, float]
    standard_errors: Mapping[str, float]
    covariance: Array
    a1: Effect
    a2: Effect
    a3: Effect
    a4: Effect
    a5: Effect
    stationary_point: tuple[float, float]
    first_axis: Axis
    second_axis: Axis
    r_squared: float
    linear_r_squared: float
    f: float
    f_df: tuple[float, float]
    f_p: float
    center: float
    n: int
    groups: int | None
    method: str
    level: float
    issues: tuple[Issue, ...] = ()


def response_surface(
    x: ArrayLike,
    y: ArrayLike,
    outcome: ArrayLike,
    *,
    center: Center | float = "midpoint",
    low: float | None = None,
    high: float | None = None,
    groups: ArrayLike | None = None,
    level: float = 0.95,
) -> ResponseSurface:
    """What goes with two scores that agree, and with two that differ.

    Parameters
    ----------
    x, y
        (n,) two scores of the same people on one range, such as the purpose of a person and of the organisation.
    outcome
        (n,) what may go with their fit.
    center
        'midpoint' of the range, the 'grand-mean' of both scores together, or a number: what 0 stands for in the
        coefficients.
    low, high
        The ends of the range that the question set declares, for the midpoint.
    groups
        (n,) the team of each person, of any kind; None for people who do not share one.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    ResponseSurface
        Coefficients, surface parameters with tests, and the comparison with a plane.

    Raises
    ------
    ArgumentError
        Where the three do not have one length, hold what is not a finite number, or an option cannot be.
    StatisticsError
        Where there are fewer than seven people with all three, fewer than two groups, or a score takes fewer than
        three values.

    Notes
    -----
    ``z = b0 + b1 x + b2 y + b3 x² + b4 x y + b5 y²`` (Edwards & Parry 1993), of centred scores. A difference score
    would say b1 = -b2 and no more; this lets the data say whether it is the difference that counts. An effect of
    congruence asks for several things at once: a first axis along x = y (``a5 = 0``, and through 0), ``a4 < 0``,
    ``a3 = 0``, and no ``a1``, ``a2`` for the strict form (Humberg et al. 2019). One of them alone is not evidence of
    fit.

    People of a team answer alike, so errors that treat them as strangers are too small: with `groups` they are CR2,
    with Satterthwaite's degrees of freedom, which few groups make few. It does not show that fit causes the outcome,
    and where y is the mean of the team, x is a part of it.

    References
    ----------
    Edwards, J. R., & Parry, M. E. (1993). On the use of polynomial regression equations as an alternative to difference
    scores in organizational research. Academy of Management Journal, 36, 1577-1613. https://doi.org/10.2307/256822

    Humberg, S., Nestler, S., & Back, M. D. (2019). Response surface analysis in personality and social psychology.
    Social Psychological and Personality Science, 10, 409-419. https://doi.org/10.1177/1948550618757600

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> mine, theirs = rng.uniform(1, 5, size=(2, 400))
    >>> stays = 4 - 0.5 * (mine - theirs) ** 2 + rng.normal(size=400)
    >>> surface = response_surface(mine, theirs, stays, low=1, high=5)
    >>> round(surface.coefficients["b4"], 1), round(surface.a4.value, 1), surface.a4.p < 0.001
    (1.0, -1.9, True)
    """
    level = check_level(level)
    people = complete_people({"x": x, "y": y, "outcome": outcome}, groups)
    first, second, z = people.columns
    for name, score in (("x", first), ("y", second)):
        if len(np.unique(score)) < 3:
            raise StatisticsError(f"The surface is not defined: {name} takes fewer than three values.")
    middle, issues = _center(center, low, high, first, second)
    u, v = first - middle, second - middle
    fit = least_squares(np.column_stack([np.ones_like(u), u, v, u * u, u * v, v * v]), z, people.groups)
    plane = least_squares(np.column_stack([np.ones_like(u), u, v]), z)
    f, q, df, p = fit.joint_test(CURVED)
    names = [f"b{j}" for j in range(6)]
    errors = np.sqrt(np.diag(fit.covariance))
    effects = {name: fit.effect(np.array(weights), level) for name, weights in SURFACE.items()}
    alone = [name for name, error in zip(names, errors, strict=True) if np.isnan(error)]
    alone += [name for name, effect in effects.items() if np.isnan(effect.se)]
    point, axes, undefined = _shape(fit.coefficients)
    return ResponseSurface(
        coefficients=FrozenDict(zip(names, map(float, fit.coefficients), strict=True)),
        standard_errors=FrozenDict(zip(names, map(float, errors), strict=True)),
        covariance=fit.covariance,
        **effects,
        stationary_point=point,
        first_axis=axes[0],
        second_axis=axes[1],
        r_squared=fit.r_squared,
        linear_r_squared=plane.r_squared,
        f=f,
        f_df=(q, df),
        f_p=p,
        center=middle,
        n=fit.n,
        groups=None if people.groups is None else int(people.groups.max()) + 1,
        method="least-squares" if people.groups is None else "cluster-robust",
        level=level,
        issues=(*people.issues, *issues, *undefined, *((told_by_one_group("$", alone),) if alone else ())),
    )


def _center(
    center: Center | float, low: float | None, high: float | None, first: Array, second: Array
) -> tuple[float, tuple[Issue, ...]]:
    """What is taken from both scores, and a word where the range that occurs stands for the declared one."""
    if isinstance(center, int | float) and not isinstance(center, bool):
        if not np.isfinite(center):
            issue = Issue("center-not-finite", "$.center", "Expected a finite number.")
            raise ArgumentError("The scores cannot be centred.", [issue])
        return float(center), ()
    check_option("center", center, Center)
    if center == "grand-mean":
        return float(np.mean([first.mean(), second.mean()])), ()
    if low is not None and high is not None:
        if not low < high:
            issue = Issue("range-not-ascending", "$.high", "Expected a highest score above the lowest.")
            raise ArgumentError("The scores cannot be centred.", [issue])
        return (low + high) / 2, ()
    lowest, highest = min(first.min(), second.min()), max(first.max(), second.max())
    middle = float((lowest + highest) / 2)
    message = f"No range is given, so 0 stands for {middle:g}, the middle of the scores that occur."
    hint = "Give low= and high= as the question set declares them."
    return middle, (Issue("observed-midpoint", "$.center", message, hint, facts={"center": middle}),)


def _shape(b: Array) -> tuple[tuple[float, float], tuple[Axis, Axis], tuple[Issue, ...]]:
    """Where the surface is level, and its principal axes; Edwards & Parry (1993), Eq. 6-15."""
    curvature = np.array([[2 * b[3], b[4]], [b[4], 2 * b[5]]])
    determinant = 4 * b[3] * b[5] - b[4] ** 2
    if abs(determinant) <= FLAT * np.sum(curvature**2):
        nowhere = Axis(np.nan, np.nan)
        message = "The surface has no single level point: it is a plane, a ridge or a trough."
        return (np.nan, np.nan), (nowhere, nowhere), (Issue("no-stationary-point", "$.stationary_point", message),)
    x0, y0 = np.linalg.solve(curvature, -b[1:3])
    directions = np.linalg.eigh(curvature)[1].T[::-1]  # the larger curvature first
    with np.errstate(divide="ignore"):
        slopes = [float(np.divide(dy, dx)) for dx, dy in directions]
    axes = [Axis(float(y0 - slope * x0) if np.isfinite(slope) else np.nan, slope) for slope in slopes]
    return (float(x0), float(y0)), (axes[0], axes[1]), ()
