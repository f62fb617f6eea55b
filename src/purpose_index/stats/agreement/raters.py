"""The six intraclass correlations of Shrout and Fleiss: how far raters agree about what they all rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtrc

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_level
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.uncertainty.delta import f_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

ROUNDING = 1e-12
ASSUMES = {
    "icc1": "Every target has raters of its own, drawn at random.",
    "icc2": "The same raters, a random sample of raters, rate all targets.",
    "icc3": "The same raters, the only ones that matter, rate all targets.",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class IntraclassCorrelations(Frozen):
    """How much of the differences between ratings lies between what is rated.

    Parameters
    ----------
    icc1, icc2, icc3
        Of one rater: each target with raters of its own; the same raters, a sample of all, who should give the same
        numbers; the same raters, no others, whose level does not count.
    icc1k, icc2k, icc3k
        The same of the mean of the k raters; icc3k is coefficient alpha.
    ms_targets, ms_raters, ms_error, ms_within
        The mean squares between targets, between raters, of what is left, and within targets.
    f_one_way, p_one_way, f_two_way, p_two_way
        The tests that targets do not differ: beside all differences within targets (icc1), and beside those that are
        left when raters may differ in level (icc2, icc3).
    n, k
        How many targets and raters.
    issues
        What is not defined.
    """

    icc1: Estimate
    icc2: Estimate
    icc3: Estimate
    icc1k: Estimate
    icc2k: Estimate
    icc3k: Estimate
    ms_targets: float
    ms_raters: float
    ms_error: float
    ms_within: float
    f_one_way: float
    p_one_way: float
    f_two_way: float
    p_two_way: float
    n: int
    k: int
    issues: tuple[Issue, ...] = ()


def intraclass(x: ArrayLike, *, level: float = 0.95) -> IntraclassCorrelations:
    """How far k raters agree about n targets: the six intraclass correlations, of one rater and of the mean of all.

    Parameters
    ----------
    x
        (n, k) what each of k raters says of each of n targets; targets that a rater misses (NaN) are left out.
    level
        The confidence level of the intervals, between 0 and 1.

    Returns
    -------
    IntraclassCorrelations
        `.icc1`, `.icc2`, `.icc3`, `.icc1k`, `.icc2k`, `.icc3k`, each with an interval.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, or the level is not between 0 and 1.
    StatisticsError
        Where there are fewer than two targets or raters, targets do not differ, or raters differ in nothing but their
        level.

    Notes
    -----
    With T, J and E the mean squares between targets, between raters and of the rest, and W that within targets [1]_::

        icc1 = (T - W) / (T + (k - 1) * W)                            icc1k = (T - W) / T
        icc2 = (T - E) / (T + (k - 1) * E + k * (J - E) / n)          icc2k = (T - E) / (T + (J - E) / n)
        icc3 = (T - E) / (T + (k - 1) * E)                            icc3k = (T - E) / T

    The intervals of icc2 rest on Satterthwaite's degrees of freedom [2]_ and are approximate; the others are exact for
    normal ratings. Which one to take depends on how raters were chosen and on whether their level counts, not on which
    is highest. All of them fall where targets hardly differ, however much raters agree.

    References
    ----------
    .. [1] Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater reliability.
       Psychological Bulletin, 86(2), 420-428. https://doi.org/10.1037/0033-2909.86.2.420
    .. [2] McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients.
       Psychological Methods, 1(1), 30-46. https://doi.org/10.1037/1082-989X.1.1.30

    Examples
    --------
    >>> x = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> found = intraclass(x)  # Table 2 of Shrout & Fleiss (1979)
    >>> round(found.icc1.value, 2), round(found.icc2.value, 2), round(found.icc3.value, 2)
    (0.17, 0.29, 0.71)
    """
    level = check_level(level)
    ratings = np.asarray(answers_of(x), dtype=np.float64)
    ratings = ratings[~np.isnan(ratings).any(axis=1)]
    n, k = ratings.shape
    T, J, E, W = _mean_squares(ratings)
    df, rest = n - 1, (n - 1) * (k - 1)
    icc2 = (T - E) / (T + (k - 1) * E + k * (J - E) / n)
    total = T + (J - E) / n  # below 0 where neither targets nor raters differ as much as the rest lets expect
    icc2k = (T - E) / total if total > 0 else np.nan
    icc1, icc3 = (T - W) / (T + (k - 1) * W), (T - E) / (T + (k - 1) * E)
    return IntraclassCorrelations(
        **_pair("icc1", icc1, (T - W) / T, _f_interval(T / W, df, n * (k - 1), k, level), n, k, level),
        **_pair("icc2", icc2, icc2k, _satterthwaite(icc2, T, J, E, n, k, level), n, k, level),
        **_pair("icc3", icc3, (T - E) / T, _f_interval(T / E, df, rest, k, level), n, k, level),
        ms_targets=T,
        ms_raters=J,
        ms_error=E,
        ms_within=W,
        f_one_way=T / W,
        p_one_way=float(fdtrc(df, n * (k - 1), T / W)),
        f_two_way=T / E,
        p_two_way=float(fdtrc(df, rest, T / E)),
        n=n,
        k=k,
        issues=() if total > 0 else (_undefined(),),
    )


def _pair(
    name: str, value: float, of_mean: float, ends: tuple[float, float], n: int, k: int, level: float
) -> dict[str, Estimate]:
    """Return the coefficient of one rater and that of the mean of all k, from the interval of the first."""
    longer = _lengthened(ends[0], k), _lengthened(ends[1], k)
    return {
        key: Estimate(
            name=key,
            value=one,
            n=n,
            k=k,
            method="anova",
            low=low,
            high=high,
            level=level,
            interval="satterthwaite" if name == "icc2" else "f",
            assumes=ASSUMES[name],
        )
        for key, one, (low, high) in ((name, value, ends), (f"{name}k", of_mean, longer))
    }


def _undefined() -> Issue:
    message = "Targets and raters differ so little beside the rest that icc2k, a share of variance, is not defined."
    return Issue("undefined-icc2k", "$.icc2k", message, "Read it as 0; the interval says what it may be.")


def _mean_squares(x: Array) -> tuple[float, float, float, float]:
    """Return the mean squares between targets, between raters, of the rest, and within targets."""
    n, k = x.shape
    issues = []
    if n < 2 or k < 2:
        message = f"There are {n} targets that all rate and {k} raters; at least two of each are needed."
        issues.append(Issue("too-few-ratings", "$.x", message, facts={"targets": n, "raters": k}))
        raise StatisticsError("The intraclass correlation is not defined.", issues)
    x = x - x[0, 0]  # equal ratings are 0, whatever the rounding
    target, rater = x.mean(axis=1), x.mean(axis=0)
    rest = x - target[:, None] - rater + x.mean()
    between, raters, error = (
        float(k * np.sum((target - x.mean()) ** 2)),
        float(n * np.sum((rater - x.mean()) ** 2)),
        float(np.sum(rest**2)),
    )
    total = between + raters + error
    if not between > ROUNDING * total:
        message = "The targets do not differ, so no share of the differences can lie between them."
        issues.append(Issue("targets-alike", "$.x", message))
    elif not error > ROUNDING * total:
        message = "Raters differ in nothing but their level: every share is 1 or nearly so, and has no interval."
        issues.append(Issue("raters-alike", "$.x", message))
    if issues:
        raise StatisticsError("The intraclass correlation is not defined.", issues)
    return between / (n - 1), raters / (k - 1), error / ((n - 1) * (k - 1)), (raters + error) / (n * (k - 1))


def _lengthened(icc: float, k: int) -> float:
    """Return the intraclass correlation of the mean of k raters, from that of one; -inf where there is none."""
    below = 1 + (k - 1) * icc
    return k * icc / below if below > 0 else -np.inf


def _f_interval(f: float, numerator: int, denominator: int, k: int, level: float) -> tuple[float, float]:
    """Return the interval of the correlation of one rater (Shrout & Fleiss, 1979)."""
    low = f / f_quantile((1 + level) / 2, numerator, denominator)
    high = f * f_quantile((1 + level) / 2, denominator, numerator)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _satterthwaite(icc: float, T: float, J: float, E: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Return the interval of icc2 (McGraw & Wong, 1996, Table 7)."""
    icc = max(icc, 0.0)  # a share of variance; below 0 the degrees of freedom would run to 0
    T, J, E = 1.0, J / T, E / T  # whatever unit the ratings have
    a, b = k * icc / (n * (1 - icc)), 1 + k * icc * (n - 1) / (n * (1 - icc))
    df = (a * J + b * E) ** 2 / ((a * J) ** 2 / (k - 1) + (b * E) ** 2 / ((n - 1) * (k - 1)))
    below, above = f_quantile((1 + level) / 2, n - 1, df), f_quantile((1 + level) / 2, df, n - 1)
    spread = k * J + (k * n - k - n) * E
    return n * (T - below * E) / (below * spread + n * T), n * (above * T - E) / (spread + n * above * T)
