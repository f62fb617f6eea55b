"""How the scores of a group changed, and how much of that a score can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, SupportsFloat

import numpy as np
from scipy.special import nctdtrinc, stdtr, stdtrit

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen, FrozenDict
from purpose_index.options import check_level
from purpose_index.stats.change.pairs import pairs_of
from purpose_index.stats.change.retest import (
    NORMAL,
    concordance,
    correlation_of,
    limit_of_agreement,
    retest_correlation,
)
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.inputs import alike, reliabilities_of
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

POWER = 0.8  # what a study is usually planned for
FEW = 30  # below it, what the number of people allows is said


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Change(Frozen):
    """Change of a group between two occasions; the second less the first, in the units of the score.

    Parameters
    ----------
    mean
        The mean change, with its interval by Student's t.
    t, df, p
        The paired t test that it is 0, two-sided.
    sd
        The standard deviation of the changes (n - 1).
    d_av, d_rm, d_z
        The mean change in standard deviations: of the scores (the mean of both), of the scores by the error of a
        difference between parallel scores, and of the changes themselves.
    correlation
        Between the occasions, with Fisher's interval.
    concordance
        Lin's: 1 only where everybody scores exactly the same twice. With its interval.
    limits_of_agreement
        Between which the change of a person lies at this level, were changes normal: lowest and highest, each an
        estimate with its interval.
    standard_errors_of_measurement
        By source: 'consistency' (differences between people's changes), 'agreement' (those and the mean change),
        'retest' (the correlation) and, where a reliability is given, 'reliability'.
    smallest_detectable_change
        By the same sources: the change of one person that error alone exceeds as seldom as the level says.
    smallest_detectable_group_change
        Likewise of the mean of these n people.
    detectable_mean_change
        The true mean change that a study of as many people would find significant four times in five.
    reliability_of_difference
        How far people's changes differ by more than error; None without a reliability, at most 1.
    n, level
        How many people answered twice, and the confidence level.
    issues
        Who answered once only, and what so few people allow.
    """

    mean: Estimate
    t: float
    df: int
    p: float
    sd: float
    d_av: float
    d_rm: float
    d_z: float
    correlation: Estimate
    concordance: Estimate
    limits_of_agreement: tuple[Estimate, Estimate]
    standard_errors_of_measurement: Mapping[str, float]
    smallest_detectable_change: Mapping[str, float]
    smallest_detectable_group_change: Mapping[str, float]
    detectable_mean_change: float
    reliability_of_difference: float | None
    n: int
    level: float
    issues: tuple[Issue, ...] = ()


def change(
    first: ArrayLike,
    second: ArrayLike,
    *,
    reliability: SupportsFloat | tuple[SupportsFloat, SupportsFloat] | None = None,
    level: float = 0.95,
) -> Change:
    """How a group's scores changed between two occasions.

    Parameters
    ----------
    first, second
        (n,) scores of the same n people, in one order; NaN for who did not answer then.
    reliability
        Of the score, between 0 and 1: a number or an estimate, or one for each occasion.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Change
        Mean change, its size, the agreement of both occasions, and what the score can show.

    Raises
    ------
    ArgumentError
        Where the columns do not match, or an option cannot be.
    StatisticsError
        Where fewer than three people answered twice, or everybody scores alike on an occasion.

    Notes
    -----
    With changes ``c``, their standard deviation ``s``, those of the occasions ``s1`` and ``s2``, and their correlation
    ``r``:

    - ``d_z = mean / s``; ``d_av = mean / ((s1 + s2) / 2)``; ``d_rm = d_z sqrt(2 (1 - r))`` (Lakens 2013, Eq. 7-10);
    - standard errors of measurement: ``s / sqrt(2)``, ``sqrt(sum(c²) / 2n)``, ``sqrt((s1² + s2²) / 2 (1 - r))`` and
      ``s1 sqrt(1 - reliability)``; smallest detectable change ``z sqrt(2)`` times one of these (de Vet et al. 2006);
    - reliability of the difference: ``(s1² r1 + s2² r2 - 2 r s1 s2) / s²``.

    People chosen for low scores rise without a programme, because the error in their first score is not there the
    second time; without a group that did not take part, change is not an effect. Errors of measurement from two
    occasions hold true change of persons too, so they are too large where a programme lies in between.

    References
    ----------
    Lakens, D. (2013). Calculating and reporting effect sizes to facilitate cumulative science. Frontiers in
    Psychology, 4, 863. https://doi.org/10.3389/fpsyg.2013.00863

    Lin, L. I.-K. (1989). A concordance correlation coefficient to evaluate reproducibility. Biometrics, 45, 255-268;
    and (2000) 56, 324-325. https://doi.org/10.2307/2532051

    Carkeet, A. (2015). Exact parametric confidence intervals for Bland-Altman limits of agreement. Optometry and Vision
    Science, 92, e71-e80. https://doi.org/10.1097/OPX.0000000000000513

    de Vet, H. C. W., Terwee, C. B., Knol, D. L., & Bouter, L. M. (2006). When to use agreement versus reliability
    measures. Journal of Clinical Epidemiology, 59, 1033-1039. https://doi.org/10.1016/j.jclinepi.2005.10.015

    Examples
    --------
    >>> found = change([3, 2, 4, 3, 5, 4], [4, 2, 5, 3, 5, 5], reliability=0.8)
    >>> round(found.mean.value, 2), round(found.mean.low, 2), round(found.mean.high, 2), round(found.t, 2)
    (0.5, -0.07, 1.07, 2.24)
    >>> round(found.d_av, 2), round(found.smallest_detectable_change["reliability"], 2)
    (0.43, 1.3)
    """
    level = check_level(level)
    given = None if reliability is None else reliabilities_of(reliability)
    pairs = pairs_of(first, second)
    one, two, n = pairs.first, pairs.second, len(pairs.first)
    if alike(one) or alike(two):
        raise StatisticsError("Change has no size here: everybody scores alike on one of the occasions.")
    c = two - one
    same = alike(c, size=float(np.abs([one, two]).max()))
    mean, s, s1, s2 = float(c.mean()), 0.0 if same else _sd(c), _sd(one), _sd(two)
    r = correlation_of(one, two)
    error = s / float(np.sqrt(n))
    t = _ratio(mean, error)
    critical = float(stdtrit(n - 1, 0.5 + level / 2))
    d_z = _ratio(mean, s)
    errors = _errors_of_measurement(c, s, s1, s2, r, given)
    z = normal_quantile(level)
    detectable = {source: float(z * np.sqrt(2) * sem) for source, sem in errors.items()}
    at_power = float(nctdtrinc(n - 1, 1 - POWER, critical)) * error
    apart = _of_difference(given, r, s1, s2, s)
    return Change(
        mean=_mean_change(mean, error, critical * error, n, level),
        t=t,
        df=n - 1,
        p=2 * float(stdtr(n - 1, -abs(t))),
        sd=s,
        d_av=mean / ((s1 + s2) / 2),
        d_rm=d_z * float(np.sqrt(2 * (1 - r))),
        d_z=d_z,
        correlation=retest_correlation(r, n, level),
        concordance=concordance(one, two, r, level),
        limits_of_agreement=(limit_of_agreement(mean, s, -z, n, level), limit_of_agreement(mean, s, z, n, level)),
        standard_errors_of_measurement=FrozenDict(errors),
        smallest_detectable_change=FrozenDict(detectable),
        smallest_detectable_group_change=FrozenDict({k: v / float(np.sqrt(n)) for k, v in detectable.items()}),
        detectable_mean_change=at_power,
        reliability_of_difference=apart,
        n=n,
        level=level,
        issues=(*pairs.issues, *_doubts(n, s, at_power, apart)),
    )


def _mean_change(mean: float, error: float, half: float, n: int, level: float) -> Estimate:
    return Estimate(
        name="mean_change",
        value=mean,
        se=error,
        low=mean - half,
        high=mean + half,
        method="differences",
        interval="student",
        assumes=NORMAL,
        n=n,
        k=1,
        level=level,
    )


def _errors_of_measurement(
    c: Array, s: float, s1: float, s2: float, r: float, given: tuple[float, float] | None
) -> dict[str, float]:
    """Return the standard errors of measurement by their sources; de Vet et al. (2006)."""
    errors = {
        "consistency": s / float(np.sqrt(2)),
        "agreement": float(np.sqrt(np.mean(c**2) / 2)),
        "retest": float(np.sqrt((s1**2 + s2**2) / 2 * (1 - r))),
    }
    return errors if given is None else {**errors, "reliability": s1 * float(np.sqrt(1 - given[0]))}


def _sd(x: Array) -> float:
    return float(x.std(ddof=1))


def _ratio(value: float, error: float) -> float:
    return value / error if error > 0 else np.nan


def _of_difference(given: tuple[float, float] | None, r: float, s1: float, s2: float, s: float) -> float | None:
    """The share of the variance of people's changes that is not error; Lord & Novick (1968), Eq. 3.5.6."""
    if given is None:
        return None
    true = s1**2 * given[0] + s2**2 * given[1] - 2 * r * s1 * s2
    return true / s**2 if s > 0 else np.nan


def _doubts(n: int, s: float, at_power: float, apart: float | None) -> tuple[Issue, ...]:
    issues = []
    if s == 0:
        message = "Everybody changed by the same amount, so the change has no test and no size in its own deviations."
        issues.append(Issue("changes-do-not-vary", "$.t", message))
    elif n < FEW:
        message = (
            f"With {n} people who answered twice, a study finds a true mean change of {at_power:.2g} four times in "
            "five, and a smaller one less often: no change found is not no change."
        )
        issues.append(Issue("few-pairs", "$.n", message, facts={"n": n, "detectable": at_power}))
    if apart is not None and apart < 0:
        message = "The occasions correlate more than scores of this reliability can, so this is below 0."
        hint = "Check the reliability, or read it as 0."
        issues.append(Issue("negative-difference-reliability", "$.reliability_of_difference", message, hint))
    return tuple(issues)
