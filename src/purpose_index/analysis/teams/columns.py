"""All teams' numbers of one scale, item or layer, as arrays of teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.analysis.teams.numbers import half_widths, mean_ends, within
from purpose_index.analysis.teams.waves import contrast
from purpose_index.disclosure.question import NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.analysis.teams.waves import Contrast, Wave
    from purpose_index.disclosure.measures import Measure
    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.disclosure.table import Told

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

SAME = 1e-9  # scores that differ by less are one score, in whatever order they were added


class Numbers(NamedTuple):
    """All G teams' numbers of one scale or item; NaN where there is none.

    Parameters
    ----------
    measure, told
        Of the last occasion.
    ends
        (G,) both ends of the intervals of the means.
    change, first
        Between the occasions, and what may be told of the first; None where nobody can be followed.
    change_half
        (G + 1,) half the widths of the intervals of the changes.
    leader, leader_first
        (G,) the scores of the leaders on the last and on the first occasion.
    gap_half
        (G,) half the widths of the intervals of the gaps.
    beside
        (G, 3) how many of each team score below, as, and above the leader; -1 where that may not be told.
    """

    measure: Measure
    told: Told
    ends: tuple[Floats, Floats]
    change: Contrast | None
    first: Told | None
    change_half: Floats
    leader: Floats
    leader_first: Floats
    gap_half: Floats
    beside: Integers


class Fit(NamedTuple):
    """All G teams' difference between two scales of one layer, and last that of everybody who is shown.

    Parameters
    ----------
    difference, half
        (G + 1,) the first mean less the second, and half the width of its interval; NaN where not shown.
    n
        (G + 1,) how many people that is.
    people
        (G + 1, 3) how many score the second below, as, and above the first; -1 where that may not be told.
    leader
        (G,) the leaders' own differences.
    """

    difference: Floats
    half: Floats
    n: Integers
    people: Integers
    leader: Floats


def numbers_of(
    s: int,
    waves: list[Wave],
    *,
    group: Integers,
    leaders: Integers,
    reliability: float,
    followed: bool,
    policy: Disclosure,
    level: float,
) -> Numbers:
    """Return the numbers of one measure in all teams.

    Parameters
    ----------
    s
        Which measure.
    waves
        One occasion or two.
    group, leaders
        (p,) everybody's team, -1 for leaders; (G,) who leads each team, -1 where nobody alone does.
    reliability
        Of a score, from 0 to 1; 0 where it is not known, which takes all differences between people for error.
    followed
        Whether it is known who answered twice.
    """
    last = waves[-1]
    measure, told = last.measures[s], last.told[s]
    leader = _of_leaders(measure, leaders)
    change = first = None
    change_half = np.full(len(told.n), np.nan)
    if followed:
        first = waves[0].told[s]
        change = contrast((measure, told), (waves[0].measures[s], first), group, policy)
        change_half = _halves(change.told, level)
    inside = within(told)
    everybody = told.squares[-1] / max(int(told.n[-1]) - 1, 1)
    gap_half = half_widths(inside.variance, inside.df, told.n[:-1], level, error=(1 - reliability) * everybody)
    return Numbers(
        measure=measure,
        told=told,
        ends=mean_ends(told, *measure.ends, level),
        change=change,
        first=first,
        change_half=change_half,
        leader=leader,
        leader_first=_of_leaders(waves[0].measures[s], leaders) if len(waves) > 1 else np.full(len(leader), np.nan),
        gap_half=gap_half,
        beside=split(measure.scores - np.append(leader, np.nan)[told.member], told)[:-1],
    )


def fit_of(
    first: tuple[Measure, Told],
    second: tuple[Measure, Told],
    *,
    group: Integers,
    leaders: Integers,
    policy: Disclosure,
    level: float,
) -> Fit:
    """Return how much higher people score the first measure than the second, in all teams."""
    (one, shown), (other, beside) = first, second
    same = contrast(first, second, group, policy)
    apart = np.append(shown.shown & beside.shown & ~same.told.shown, np.False_)
    difference = np.where(apart, shown.mean - beside.mean, same.told.mean)
    return Fit(
        difference=difference,
        half=np.where(apart, np.hypot(_halves(shown, level), _halves(beside, level)), _halves(same.told, level)),
        n=np.where(apart, np.minimum(shown.n, beside.n), same.told.n),
        people=np.where((shown.spread & beside.spread)[:, None], split(-same.difference, same.told), -1),
        leader=_of_leaders(one, leaders) - _of_leaders(other, leaders),
    )


def split(difference: Floats, told: Told) -> Integers:
    """Return (G + 1, 3) how many people have a difference below 0, of 0, and above; -1 where that may not be told.

    Where the distribution of the answers may be told: people who exchange their answers leave these counts as they are.
    """
    groups = len(told.shown)
    seen = (told.member >= 0) & ~np.isnan(difference)
    side = np.where(np.abs(difference[seen]) < SAME, 1, np.where(difference[seen] < 0, 0, 2))
    counts = np.bincount(told.member[seen] * 3 + side, minlength=groups * 3).reshape(groups, 3)
    counts = np.vstack([counts, counts.sum(axis=0)])
    return np.where((told.spread & (counts.sum(axis=1) == told.n))[:, None], counts, -1)


def only_leaders(team: Integers, leads: NDArray[np.bool_], teams: int) -> tuple[Integers, Integers]:
    """Return (G,) who leads each team, -1 where nobody or more than one does; and (G,) how many lead it."""
    who = np.flatnonzero(leads)
    count = np.bincount(team[who], minlength=teams)
    leader = np.full(teams, NONE)
    leader[team[who]] = who
    return np.where(count == 1, leader, NONE), count


def _of_leaders(measure: Measure, leaders: Integers) -> Floats:
    return np.asarray(np.append(measure.scores, np.nan)[leaders])


def _halves(told: Told, level: float) -> Floats:
    """Return (G + 1,) half the widths of t intervals by the variance within all teams."""
    inside = within(told)
    return np.where(told.n > 0, half_widths(inside.variance, inside.df, told.n, level), np.nan)
