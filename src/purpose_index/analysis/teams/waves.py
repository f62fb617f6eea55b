"""The scores of everybody on each occasion, those who answered twice, and what may be told of all that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.disclosure.measures import Answers, Measure, linked_measures, measures_of
from purpose_index.disclosure.question import NONE
from purpose_index.disclosure.table import Told, beside_others, spread_alone, table, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.analysis.teams.people import Roster
    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]


class Wave(NamedTuple):
    """One occasion: the scales, then the items, of everybody in the roster, and what may be told of each."""

    measures: list[Measure]
    told: list[Told]


class Contrast(NamedTuple):
    """How (p,) scores differ from other scores of the same people, in the groups where both are shown of the same.

    Parameters
    ----------
    difference
        (p,) of everybody.
    told
        What may be told of it.
    """

    difference: Floats
    told: Told


def waves_of(q: QuestionSet, coded: CodedResponses, roster: Roster, policy: Disclosure) -> list[Wave]:
    """Return every occasion, the first one first."""
    scales = [scale.id for scale in q.scales]
    measures, answers = measures_of(q, coded, [*scales, *q.item_ids])
    found = [(_taken(measures, rows), _answers(answers, rows)) for rows in roster.rows]
    group, groups = teams_of(roster), len(roster.names)
    if roster.paired:
        _keep_pairs(found, len(scales), group, groups, policy.minimum)
    return [
        Wave(each, table(each[: len(scales)], each[len(scales) :], given, group, groups, policy))
        for each, given in found
    ]


def teams_of(roster: Roster) -> Integers:
    """Return everybody's team, -1 for leaders, who are never part of it."""
    return np.where(roster.leads, NONE, roster.team)


def contrast(of: tuple[Measure, Told], less: tuple[Measure, Told], group: Integers, policy: Disclosure) -> Contrast:
    """Return how one measure differs from another of the same range, in the groups where both are of the same people.

    Their means are shown, so that of the difference tells nothing new. A difference has twice the range of a score, and
    what must stay open of it is as wide as of a score.
    """
    (one, shown), (other, beside) = of, less
    difference = one.scores - other.scores
    both = np.bincount(group[(group != NONE) & ~np.isnan(difference)], minlength=len(shown.shown))
    same = shown.shown & beside.shown & (both == shown.n[:-1]) & (both == beside.n[:-1])
    places = (one.places - other.places + 1) / 2
    as_wide = replace(policy, width=policy.width / 2)
    width = one.ends[1] - one.ends[0]
    spread = spread_alone(places, same, group, as_wide) & shown.spread & beside.spread
    found = told(difference, places, None, same, group, as_wide, ends=(-width, width), spread=spread)
    both_places = np.stack([one.places, other.places], axis=1)
    both_shown = np.stack([shown.shown, beside.shown], axis=1)
    return Contrast(difference, beside_others(found, list(np.eye(2)), both_places, both_shown, policy))


def _taken(measures: Sequence[Measure], rows: Integers) -> list[Measure]:
    return [
        measure._replace(
            scores=_rows(measure.scores, rows),
            places=_rows(measure.places, rows),
            reach=np.where(rows == NONE, 1.0, _rows(measure.reach, rows)),
        )
        for measure in measures
    ]


def _answers(answers: Answers, rows: Integers) -> Answers:
    return Answers(_rows(answers.above, rows), answers.span)


def _rows(array: Floats, rows: Integers) -> Floats:
    """Return these rows of an array, NaN for no row."""
    taken = array[np.maximum(rows, 0)] if len(array) else np.full((len(rows), *array.shape[1:]), np.nan)
    taken[rows == NONE] = np.nan
    return taken


def _keep_pairs(
    found: list[tuple[list[Measure], Answers]], scales: int, group: Integers, groups: int, minimum: int
) -> None:
    """Leave out, of teams in which enough people answered twice, those who answered once.

    Scales that share items, and their items, keep the same people: those who have all these scales twice. Two numbers
    of nearly the same people would tell of the few who make the difference.
    """
    (first, _), (second, _) = found
    for linked in linked_measures(first):
        decisive = [s for s in linked if s < scales] or linked
        twice = group != NONE
        for s in decisive:
            twice &= ~np.isnan(first[s].scores) & ~np.isnan(second[s].scores)
        enough = np.bincount(group[twice], minlength=groups) >= minimum
        once = (group != NONE) & enough[group] & ~twice
        items = np.flatnonzero(np.any([first[s].weights > 0 for s in linked], axis=0))
        for measures, answers in found:
            answers.above[np.ix_(once, items)] = np.nan
            for s in linked:
                measures[s].scores[once] = measures[s].places[once] = np.nan
