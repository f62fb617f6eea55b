"""ICC(1) and ICC(2): how much of the differences between people lies between their groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.optimize import brentq
from scipy.special import fdtrc

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_level, check_option
from purpose_index.stats.agreement.groups import grouped
from purpose_index.stats.agreement.mixed import Groups, MixedModel, mixed_model
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.uncertainty.delta import f_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

GroupSize = Literal["mean", "anova"]

METHODS = {"mean": "mean-group-size", "anova": "anova-group-size"}
FEWEST_GROUPS = 2
ROUNDING = 1e-12
ASSUMES = "Groups, and people within them, differ normally, all groups with one variance within."


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupICC(Frozen):
    """How far people of one group resemble each other, and how reliable the means of groups are.

    Parameters
    ----------
    icc1
        The share of the variance between people that lies between groups: how far two people of one group resemble
        each other. Below 0 where they differ more than people of different groups.
    icc2
        The reliability of the mean of a group of average size: how far groups would keep their order with other people.
    f, p_value
        The test that groups do not differ.
    df_between, df_within, ms_between, ms_within
        Its degrees of freedom and mean squares.
    eta_squared
        The share of the sum of squares between groups; larger than icc1 the smaller the groups are, by chance alone.
    group_size
        The size of a group that icc1 rests on: the mean, or that of the analysis of variance.
    mean_group_size
        How many people a group has on average.
    design_effect
        How many times as uncertain the mean of all people is as that of people who are not in groups.
    mixed
        The same by restricted maximum likelihood.
    n, groups
        How many people there are, and groups.
    issues
        What makes the numbers doubtful.
    """

    icc1: Estimate
    icc2: Estimate
    f: float
    p_value: float
    df_between: int
    df_within: int
    ms_between: float
    ms_within: float
    eta_squared: float
    group_size: float
    mean_group_size: float
    design_effect: float
    mixed: MixedModel
    n: int
    groups: int
    issues: tuple[Issue, ...] = ()


def icc(values: ArrayLike, groups: ArrayLike, *, group_size: GroupSize = "mean", level: float = 0.95) -> GroupICC:
    """How much of the differences between people lies between their groups, and how reliable the groups' means are.

    Parameters
    ----------
    values
        (n,) one score a person; people whose score is NaN are left out.
    groups
        (n,) the group of every person.
    group_size
        Which size of group stands for all of them in icc1: 'mean', or 'anova', which weighs unequal sizes as the
        analysis of variance does, and is lower. With equal groups both are the same.
    level
        The confidence level of the intervals, between 0 and 1.

    Returns
    -------
    GroupICC
        `.icc1`, `.icc2`, each with an interval; `.f`, `.p_value`, mean squares; `.mixed`.

    Raises
    ------
    ArgumentError
        Where there is not one number and one group a person, or an option cannot be what it was given.
    StatisticsError
        Where there are fewer than two groups, no group of two people, or people of one group never differ.

    Notes
    -----
    With B and W the mean squares between and within G groups of n[g] people, N in all, and k their size:
    ``icc1 = (B - W) / (B + (k - 1) * W)`` and, of a group of average size N / G, ``icc2`` by Spearman and Brown from
    that, which with ``k = N / G`` is ``(B - W) / B`` [1]_. The size of the analysis of variance is
    ``k = (N - sum(n**2) / N) / (G - 1)``. The intervals are exact for normal scores, of groups of any sizes [2]_, and
    wide enough to hold the estimate; with equal groups they are those of Shrout and Fleiss. icc1 does not say whether
    people within a group agree: where all groups are alike it is 0, however much they agree. With fewer than some
    twenty groups its interval is wide.

    References
    ----------
    .. [1] Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability. In K. J. Klein & S. W. J.
       Kozlowski (Eds.), Multilevel theory, research, and methods in organizations (pp. 349-381). Jossey-Bass.
    .. [2] Wald, A. (1940). A note on the analysis of variance with unequal class frequencies. Annals of Mathematical
       Statistics, 11(1), 96-100. https://doi.org/10.1214/aoms/1177731946

    Examples
    --------
    >>> found = icc([4, 5, 4, 2, 3, 1, 3, 4, 4], ["a", "a", "a", "b", "b", "b", "c", "c", "c"])
    >>> round(found.icc1.value, 4), round(found.icc2.value, 4), round(found.f, 4)
    (0.6939, 0.8718, 7.8)
    """
    check_option("group_size", group_size, GroupSize)
    return icc_of_groups(_sample(values, groups), group_size=group_size, level=check_level(level))


def icc_of_groups(sample: Groups, *, group_size: GroupSize = "mean", level: float = 0.95) -> GroupICC:
    """Return the same of groups whose means and sum of squares are known; raise StatisticsError as `icc` does."""
    _check(sample)
    n, count = int(sample.n.sum()), len(sample.n)
    average = n / count
    anova = (n - float(sample.n @ sample.n) / n) / (count - 1)
    size = average if group_size == "mean" else anova
    between, within = sample.ms_between, sample.squares / (n - count)
    icc1 = (between - within) / (between + (size - 1) * within)
    icc2 = _reliability(icc1, average)
    ends = [ratio / (1 + ratio) if np.isfinite(ratio) else 1.0 for ratio in _ratio_interval(sample, level)]
    of_means = [_reliability(end, average, empty=-np.inf) for end in ends]
    return GroupICC(
        icc1=_estimate("icc1", icc1, ends, METHODS[group_size], n, level),
        icc2=_estimate("icc2", icc2, of_means, "spearman-brown", n, level),
        f=between / within,
        p_value=float(fdtrc(count - 1, n - count, between / within)),
        df_between=count - 1,
        df_within=n - count,
        ms_between=between,
        ms_within=within,
        eta_squared=(count - 1) * between / ((count - 1) * between + sample.squares),
        group_size=size,
        mean_group_size=average,
        design_effect=1 + (average - 1) * icc1,
        mixed=mixed_model(sample, level),
        n=n,
        groups=count,
        issues=_negative(icc1, icc2),
    )


def _estimate(name: str, value: float, ends: list[float], method: str, n: int, level: float) -> Estimate:
    """Return an estimate whose interval is wide enough to hold it, whatever is not defined."""
    return Estimate(
        name=name,
        value=value,
        n=n,
        k=1,
        method=method,
        low=float(np.fmin(ends[0], value)),
        high=float(np.fmax(ends[1], value)),
        level=level,
        interval="wald-exact",
        assumes=ASSUMES,
    )


def _sample(values: ArrayLike, groups: ArrayLike) -> Groups:
    """Return what the analysis needs of scores and groups; raise an error where there is not one score a person."""
    if np.ndim(values) != 1:
        message = f"Expected one score a person, an array of shape (n,); this one has the shape {np.shape(values)}."
        issue = Issue(
            "one-score-a-person",
            "$.values",
            message,
            "Give the scores of one scale, or one item.",
            facts={"shape": np.shape(values)},
        )
        raise ArgumentError("The groups cannot be compared.", [issue])
    found = grouped(values, groups)
    n, mean, spread = found.n[:, 0], found.mean[:, 0], np.nan_to_num(found.variance[:, 0])
    return Groups(found.names, n.astype(np.float64), mean, float((n - 1) @ spread))


def _check(sample: Groups) -> None:
    """Raise an error where groups cannot be compared."""
    n, issues = sample.n, []
    if len(n) < FEWEST_GROUPS:
        message = f"There are {len(n)} groups; at least {FEWEST_GROUPS} can be compared."
        issues.append(Issue("one-group", "$.groups", message, facts={"groups": len(n), "fewest": FEWEST_GROUPS}))
    elif n.max() < 2:
        message = "Every group has one person, so differences between groups cannot be told from those between people."
        issues.append(Issue("groups-of-one", "$.groups", message, "Leave those groups out, or make larger ones."))
    elif not sample.squares > ROUNDING * (sample.squares + (len(n) - 1) * sample.ms_between):
        message = "The people of a group never differ, so the differences between groups have nothing beside them."
        issues.append(Issue("no-variance-within", "$.values", message, "Look whether the scores are means of groups."))
    if issues:
        raise StatisticsError("The groups cannot be compared.", issues)


def _ratio_interval(groups: Groups, level: float) -> tuple[float, float]:
    """Return the ends of the variance between groups in proportion to that within (Wald, 1940).

    For the true ratio t, the mean square of the groups' means, each weighed by ``n / (1 + n * t)``, over that within
    follows the F distribution; it falls as t grows from ``-1 / max(n)``.
    """
    df_between, df_within = len(groups.n) - 1, groups.n.sum() - len(groups.n)
    lowest = -1 / float(groups.n.max())

    def f(part: float) -> float:
        ratio = lowest + part / (1 - part)
        weight = groups.n / (1 + groups.n * ratio)
        deviations = groups.mean - weight @ groups.mean / weight.sum()
        return float(weight @ deviations**2) / df_between / (groups.squares / float(df_within))

    def end(probability: float) -> float:
        quantile = f_quantile(probability, df_between, df_within)
        start, stop = 1e-12, 1 - 1e-14
        if f(start) <= quantile:
            return float(lowest)
        if f(stop) >= quantile:
            return np.inf
        part = brentq(lambda part: f(part) - quantile, start, stop, xtol=1e-15, rtol=1e-14)
        return float(lowest + part / (1 - part))

    return end((1 + level) / 2), end((1 - level) / 2)


def _reliability(icc1: float, size: float, *, empty: float = np.nan) -> float:
    """Return the reliability of the mean of so many people, by Spearman and Brown; `empty` where it is not defined."""
    below = 1 + (size - 1) * icc1
    return size * icc1 / below if below > ROUNDING else empty


def _negative(icc1: float, icc2: float) -> tuple[Issue, ...]:
    if icc1 >= 0:
        return ()
    if np.isnan(icc2):
        message = "The means of groups differ so little that icc2, a share of their variance, is not defined."
        return (Issue("undefined-icc2", "$.icc2", message, "Read it as 0; the interval says what it may be."),)
    message = "People of one group differ more than people of different groups: nothing here tells the groups apart."
    return (Issue("negative-icc", "$.icc1", message, "Read it as 0; the interval says what it may be."),)
