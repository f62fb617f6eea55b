"""What a score goes with: one outcome of the same people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, SupportsFloat

import numpy as np
from scipy.special import expit, stdtrit

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_level
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.inputs import alike, reliabilities_of
from purpose_index.stats.logistic import logistic
from purpose_index.stats.people import complete_people
from purpose_index.stats.regression import Effect, least_squares, told_by_one_group
from purpose_index.stats.reliability.attenuation import beyond_one
from purpose_index.stats.sum_scores import ROUNDING
from purpose_index.stats.uncertainty.delta import AS_ONE, around_fisher, normal_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.regression import LeastSquares

    Array = NDArray[np.float64]

Kind = Literal["number", "share"]
HALF_A_POINT = 0.5
ASSUMES = "The two go together along a line; who lacks either would have been like the others."


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Frozen):
    """What a score goes with.

    Parameters
    ----------
    kind
        'number', or 'share' where the outcome is 0 or 1 for everybody.
    correlation
        Of score and outcome, with its interval.
    corrected_correlation
        The same, were nothing measured with error; None without a reliability. Its interval takes the reliabilities as
        known.
    slope
        How much higher the outcome is for one point more; of a share the log odds.
    corrected_slope
        The slope on the score without error; None without a reliability.
    risk_difference
        Of a share: how much larger the share is for one point more, on average over these people; else None.
    n, groups
        How many people, and in how many groups; None where each stands alone.
    level
        The confidence level.
    issues
        Who was left out, and a corrected correlation beyond 1.
    """

    kind: Kind
    correlation: Estimate
    corrected_correlation: Estimate | None
    slope: Effect
    corrected_slope: Effect | None
    risk_difference: Effect | None
    n: int
    groups: int | None
    level: float
    issues: tuple[Issue, ...] = ()


def relate(
    scores: ArrayLike,
    outcome: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    reliability: SupportsFloat | tuple[SupportsFloat, SupportsFloat] | None = None,
    level: float = 0.95,
) -> Relation:
    """What people with a higher score have more, or less, of.

    Parameters
    ----------
    scores
        (n,) scores; NaN where missing.
    outcome
        (n,) numbers of the same people; or zeros and ones alone, such as who stays.
    groups
        (n,) the team of each person, of any kind; None for people who do not share one.
    reliability
        Of the score, above 0 and at most 1: a number or an estimate; or of the score and of the outcome.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Relation
        Correlation and slope, uncorrected and, where a reliability is given, corrected beside them.

    Raises
    ------
    ArgumentError
        Where the columns do not match, hold what is not a finite number, or an option cannot be.
    StatisticsError
        Where fewer than four people have both, there are fewer than three groups, a column does not vary, or a score
        tells an outcome of 0 and 1 apart without fail.

    Notes
    -----
    People of a team answer alike: with `groups` the errors of the slope are CR2 with Satterthwaite's degrees of freedom
    (see `response_surface`), and the interval of the correlation is a jackknife over groups of Fisher's transform, with
    t of one less than the groups; without, it is Fisher's. The correction divides a correlation by the root of the
    reliabilities (Spearman 1904), a slope by that of the score. The average risk difference is the mean over people of
    ``p(x + 1/2) - p(x - 1/2)``, by the delta method.

    To go with is not to cause: whoever stays may find purpose, and both may come from a good team. A correlation
    within teams can have the other sign than one between them.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology,
    15, 72-101. https://doi.org/10.2307/1412159

    Examples
    --------
    >>> purpose = np.array([2, 3, 3, 4, 4, 4, 5, 5, 2, 3])
    >>> stays = np.array([0, 0, 1, 1, 0, 1, 1, 1, 0, 1])
    >>> found = relate(purpose, stays, reliability=0.8)
    >>> round(found.correlation.value, 2), round(found.corrected_correlation.value, 2), found.kind
    (0.6, 0.67, 'share')
    >>> round(found.risk_difference.value, 2)
    0.25
    """
    level = check_level(level)
    reliable = None if reliability is None else reliabilities_of(reliability, other=1.0)
    people = complete_people({"scores": scores, "outcome": outcome}, groups)
    x, y = people.columns
    _check(x, y)
    kind: Kind = "share" if np.isin(y, (0.0, 1.0)).all() else "number"
    unit = float(x.std())
    standard = (x - x.mean()) / unit  # far from 0, or near it, a score would leave the fit few digits
    columns = np.column_stack([np.ones_like(x), standard])
    fit = (logistic if kind == "share" else least_squares)(columns, y, people.groups)
    slope = fit.effect(np.array([0.0, 1 / unit]), level)
    correlation = _correlation(x, y, people.groups, level)
    corrected, issues = _corrected(correlation, reliable)
    return Relation(
        kind=kind,
        correlation=correlation,
        corrected_correlation=corrected,
        slope=slope,
        corrected_slope=None if reliable is None else _over(slope, reliable[0]),
        risk_difference=_risk_difference(standard, HALF_A_POINT / unit, fit, level) if kind == "share" else None,
        n=len(x),
        groups=None if people.groups is None else int(people.groups.max()) + 1,
        level=level,
        issues=(*people.issues, *issues, *_of_one_group(people.groups is not None, slope, correlation)),
    )


def _of_one_group(groups: bool, slope: Effect, correlation: Estimate) -> tuple[Issue, ...]:
    """Say which number one group alone tells, so that groups cannot say how uncertain it is."""
    issues = []
    if groups and np.isnan(slope.se):
        issues.append(told_by_one_group("$.slope", ["slope"]))
    if groups and correlation.low is None and abs(correlation.value) < 1 - AS_ONE:
        message = "Without one of the groups the correlation is perfect or not defined, so it has no interval."
        hint = "Gather more groups, or look which one it is."
        issues.append(Issue("undefined-jackknife", "$.correlation", message, hint))
    return tuple(issues)


def _check(x: Array, y: Array) -> None:
    if len(x) < 4:
        raise StatisticsError(f"A relation needs four people who have both; {len(x)} have.")
    if alike(x) or alike(y):
        raise StatisticsError("There is no relation to find: the scores or the outcomes are all equal.")
    if np.isin(y, (0.0, 1.0)).all():
        without, having = x[y == 0], x[y == 1]
        if without.max() <= having.min() or having.max() <= without.min():
            raise StatisticsError("The score tells the outcomes apart without fail, so the odds have no slope.")


def _correlation(x: Array, y: Array, groups: NDArray[np.int64] | None, level: float) -> Estimate:
    """Pearson's correlation, with Fisher's interval, or over groups the jackknife's of Fisher's transform."""
    x, y = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    products = np.column_stack([np.ones_like(x), x, y, x * x, y * y, x * y])
    r = float(np.clip(_of_sums(products.sum(axis=0)), -1, 1))
    low = high = None
    if abs(r) < 1 - AS_ONE:
        half = (
            normal_quantile(level) / float(np.sqrt(len(x) - 3))
            if groups is None
            else _jackknife_half(products, groups, level)
        )
        low, high = around_fisher(r, half) if np.isfinite(half) else (None, None)
    return Estimate(
        name="correlation",
        value=r,
        n=len(x),
        k=2,
        method="pearson",
        low=low,
        high=high,
        level=None if low is None else level,
        interval=None if low is None else "fisher" if groups is None else "jackknife-of-groups",
        assumes=ASSUMES,
    )


def _of_sums(sums: Array) -> Array:
    """Correlations from sums of 1, x, y, x², y² and xy, in the last axis; NaN where x or y varies by rounding alone."""
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    squares = [np.where(n * ss - s * s > ROUNDING * n * ss, n * ss - s * s, np.nan) for s, ss in ((x, xx), (y, yy))]
    return np.asarray((n * xy - x * y) / np.sqrt(squares[0] * squares[1]))


def _jackknife_half(products: Array, groups: NDArray[np.int64], level: float) -> float:
    """Half the interval of Fisher's transform, by leaving out a group at a time; NaN where one such is not defined."""
    by_group = np.zeros((int(groups.max()) + 1, products.shape[1]))
    np.add.at(by_group, groups, products)
    g = len(by_group)
    if g < 3:
        raise StatisticsError(f"The interval over groups needs three groups; there are {g}.")
    r = _of_sums(by_group.sum(axis=0) - by_group)
    z = np.arctanh(np.where(np.abs(r) < 1 - AS_ONE, r, np.nan))
    error = np.sqrt((g - 1) / g * np.sum((z - z.mean()) ** 2))
    return float(stdtrit(g - 1, 0.5 + level / 2) * error)


def _corrected(
    correlation: Estimate, reliable: tuple[float, float] | None
) -> tuple[Estimate | None, tuple[Issue, ...]]:
    if reliable is None:
        return None, ()
    scale = 1 / float(np.sqrt(reliable[0] * reliable[1]))
    corrected = replace(
        correlation,
        name="corrected_correlation",
        value=correlation.value * scale,
        low=None if correlation.low is None else correlation.low * scale,
        high=None if correlation.high is None else correlation.high * scale,
    )
    return corrected, beyond_one("$.corrected_correlation", abs(corrected.value))


def _over(slope: Effect, reliability: float) -> Effect:
    """The slope on the true score: all of it divided by the reliability, which is taken as known."""
    numbers = {name: getattr(slope, name) / reliability for name in ("value", "se", "low", "high")}
    return replace(slope, **numbers)


def _risk_difference(x: Array, half: float, fit: LeastSquares, level: float) -> Effect:
    """How much larger the share is for one point more, on average, and how that moves with the coefficients."""
    constant, slope = fit.coefficients
    below, above = (expit(constant + slope * (x + side)) for side in (-half, half))
    steep = above * (1 - above), below * (1 - below)
    moves = [
        np.mean(steep[0] - steep[1]),
        np.mean(steep[0] * (x + half) - steep[1] * (x - half)),
    ]
    return fit.effect(np.array(moves), level, float(np.mean(above - below)))
