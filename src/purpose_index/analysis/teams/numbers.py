"""The numbers of all teams at once: intervals, agreement, gaps and changes, as arrays of teams."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtrit

from purpose_index.disclosure.measures import without_last_bits
from purpose_index.errors import StatisticsError
from purpose_index.stats.agreement.at_random import agreement_nulls, p_values
from purpose_index.stats.agreement.groups import grouped
from purpose_index.stats.agreement.means import pooled_mean_intervals
from purpose_index.stats.agreement.mixed import Groups
from purpose_index.stats.agreement.nulls import null_variance, scale_of
from purpose_index.stats.agreement.one_way import icc_of_groups
from purpose_index.stats.agreement.within import awgs, mean_of_defined, rwgs
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.regression import least_squares
from purpose_index.stats.reliability.cronbach import alpha

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.disclosure.table import Told
    from purpose_index.stats.agreement.at_random import AgreementNull
    from purpose_index.stats.agreement.one_way import GroupICC

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

MOST_AT_RANDOM = 200  # people: larger groups are held against chance in groups of so many, which agree less seldom
DRAWS = 2000
KEPT = 64  # questions about chance, of some 16 kB a size of team
TEAMS = "The teams are a random sample of teams."


class Within(NamedTuple):
    """How people differ within the teams that are shown.

    Parameters
    ----------
    squares
        The sum of squares within all of them; NaN where it may not be told.
    df
        People less teams.
    """

    squares: float
    df: int

    @property
    def variance(self) -> float:
        """The pooled variance."""
        return self.squares / self.df if self.df else np.nan


def within(told: Told) -> Within:
    """Return how people differ within the teams that are shown, from the spread of all and the means."""
    n, mean = told.n[:-1][told.shown], told.mean[:-1][told.shown]
    between = float((n * (mean - told.mean[-1]) ** 2).sum())
    return Within(float(np.maximum(told.squares[-1] - between, 0)), int(n.sum() - len(n)))


def mean_ends(told: Told, low: float, high: float, level: float) -> tuple[Floats, Floats]:
    """Return the (G,) ends of the intervals of the teams' means; NaN where there is none."""
    ends = np.full((2, len(told.shown)), np.nan)
    inside = within(told)
    if told.shown.any() and np.isfinite(inside.squares):
        n, mean = told.n[:-1][told.shown], told.mean[:-1][told.shown]
        ends[:, told.shown] = pooled_mean_intervals(n, mean, inside.squares, low=low, high=high, level=level)
    return ends[0], ends[1]


def over_all(name: str, told: Told, values: Floats, bounds: tuple[float, float], level: float) -> Estimate:
    """Return the mean over all teams that are shown, of which there is one, with an interval that allows for teams."""
    seen, ends = told.member >= 0, (np.nan, np.nan)
    if told.shown.sum() > 1:
        _, member = np.unique(told.member[seen], return_inverse=True)
        effect = least_squares(np.ones((int(seen.sum()), 1)), values[seen], member).effect(np.ones(1), level)
        ends = effect.low, effect.high
    return estimate(name, float(told.mean[-1]), int(told.n[-1]), ends, level, "clustered-t", bounds, TEAMS)


def estimate(
    name: str,
    value: float,
    n: int,
    ends: Sequence[float],
    level: float,
    interval: str,
    bounds: tuple[float, float],
    assumes: str,
) -> Estimate:
    """Return an estimate whose interval does not leave the range; without one where it is not defined."""
    reach, (lowest, highest) = max(map(abs, bounds)), bounds
    value, low, high = without_last_bits(np.array([value, *ends]), reach).tolist()
    if isnan(low) or isnan(high):
        return Estimate(name=name, value=value, n=n, k=1, method="mean", missing="available")
    return Estimate(
        name=name,
        value=value,
        n=n,
        k=1,
        method="mean",
        missing="available",
        low=min(max(low, lowest), highest),
        high=min(max(high, lowest), highest),
        level=level,
        interval=interval,
        assumes=assumes,
    )


def half_widths(variance: float, df: int, n: Integers, level: float, error: float | Floats = 0.0) -> Floats:
    """Return half the widths of t intervals of means of n people, beside a score with an error of this variance."""
    if not df:
        return np.full(len(n), np.nan)
    return np.asarray(stdtrit(df, 0.5 + level / 2) * np.sqrt(variance / np.maximum(n, 1) + error))


class Agreements(NamedTuple):
    """(G,) arrays of what `stats.agreement` says of every team; NaN where it may not be told."""

    rwg: Floats
    average_deviation: Floats
    awg: Floats
    p_value: Floats
    critical: Floats


def agreements(
    keyed: Floats,
    told: Sequence[Told],
    options: Sequence[int],
    level: float,
    alpha: Estimate | None,
    seed: int,
) -> Agreements:
    """Return how far the people of every team answer the items of a scale alike.

    Parameters
    ----------
    keyed
        (p, k) the answers to the items, which have the same options.
    told
        What may be told of each item.
    options
        The values of the options.
    alpha
        Of the scale: how far the answers that one person gives by chance go together in the null.
    seed
        Of the groups that answer at random. What a team is held against rests on its size, not on the other teams'.
    """
    teams = len(told[0].shown)
    found = np.full((5, teams), np.nan)
    may = np.all([one.spread[:-1] & one.shown for one in told], axis=0)
    member = np.max([one.member for one in told], axis=0)
    seen = (member >= 0) & may[np.maximum(member, 0)]
    if not seen.any():
        return Agreements(*found)
    scale = scale_of(options)
    groups = grouped(keyed[seen], member[seen], missing="pairwise")
    where = np.array(groups.names)
    lowest, highest = scale.values[0], scale.values[-1]
    agreed = (
        rwgs(groups, null_variance("uniform", scale)),
        groups.average_deviation("mean").mean(axis=1),
        mean_of_defined(awgs(groups, lowest, highest)),
    )
    found[:3, where] = without_last_bits(np.array(agreed), max(1.0, highest - lowest))
    together = _correlation(alpha, keyed.shape[1])
    fewest = np.minimum(groups.n.min(axis=1), MOST_AT_RANDOM)
    sizes = tuple(np.unique(fewest).tolist())
    for null in _by_chance(sizes, keyed.shape[1], tuple(options), together, level, seed):
        alike = where[fewest == null.n]
        found[3, alike], found[4, alike] = p_values(null.values, found[0, alike], "rwg"), null.critical
    return Agreements(*found)


@lru_cache(maxsize=KEPT)
def _by_chance(
    sizes: tuple[int, ...], k: int, options: tuple[float, ...], correlation: float, level: float, seed: int
) -> tuple[AgreementNull, ...]:
    """Return how groups of these sizes agree by chance on a scale, kept for whoever asks the same again."""
    return agreement_nulls(sizes, k, options=options, correlation=correlation, level=level, draws=DRAWS, rng=seed)


def _correlation(alpha: Estimate | None, k: int) -> float:
    """Return how far two items of a scale go together, from its alpha (Spearman and Brown)."""
    if alpha is None or k < 2 or not 0 < alpha.value < 1:
        return 0.0
    return round(alpha.value / (k - alpha.value * (k - 1)), 2)


def alpha_of(answers: Floats, told: Sequence[Told], policy: Disclosure, level: float) -> Estimate | None:
    """Return alpha of the people of the teams that are shown; None where it may not be told, or is not defined.

    It rests on those who answered every item. They must be as many as a distribution takes, and in each team that is
    shown as many as a mean takes: else it would tell of a few. Where distributions may not be told, they must be
    everybody whom the deviations are of: else it would tell the sum of squares of those who left an item out.
    """
    same = all(np.array_equal(one.member, told[0].member) for one in told)
    seen = np.all([one.member >= 0 for one in told], axis=0)
    shown = np.any([one.shown for one in told], axis=0)
    people = np.bincount(told[0].member[seen], minlength=len(shown))
    enough = seen.sum() >= policy.minimum_distribution and (people[shown] >= policy.minimum).all()
    may = all(one.spread[-1] or (same and one.pooled) for one in told)
    if not enough or not may or answers.shape[1] < 2:
        return None
    try:
        found = alpha(answers[seen], level=level)
    except StatisticsError:
        return None
    exact = np.array([found.value, found.low, found.high], dtype=float)
    value, low, high = without_last_bits(exact, max(1.0, float(np.abs(exact).max()))).tolist()
    return replace(found, value=value, low=low, high=high)


def icc_of(told: Told, level: float) -> GroupICC | None:
    """Return how far the teams that are shown differ; None where it may not be told, or is not defined."""
    where = np.flatnonzero(told.shown)
    if not told.pooled or len(where) < 2:
        return None
    try:
        names, n = tuple(where.tolist()), told.n[where].astype(np.float64)
        return icc_of_groups(Groups(names, n, told.mean[where], within(told).squares), level=level)
    except StatisticsError:
        return None
