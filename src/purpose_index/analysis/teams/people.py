"""Who is in which team, who leads it, and which rows are the same person on two occasions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.disclosure.groups import groups_of, is_same, leaders
from purpose_index.disclosure.question import NONE
from purpose_index.errors import ArgumentError, Issue, ResponseError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.responses.coded import CodedResponses

    Integers = NDArray[np.int64]

IN_ORDER = (("before", "after"), ("pre", "post"), ("first", "second"), ("start", "end"), ("begin", "end"))
OP_VOLGORDE = (("voor", "na"), ("vooraf", "achteraf"), ("voormeting", "nameting"), ("eerste", "tweede"))
Occasion = str | Mapping[str, Sequence[Any]]


class Roster(NamedTuple):
    """Everybody in the teams, once a team.

    Parameters
    ----------
    names
        The names of the teams, in their order.
    team
        (p,) the number of everybody's team.
    leads
        (p,) who leads it, on whichever occasion.
    rows
        (occasions, p) the row of the data in which somebody answered, -1 for none; one occasion where there are none.
    occasions
        Their values, the first one first; nothing where there are none.
    paired
        Whether it is known who answered twice.
    left_out
        How many rows count nowhere, by reason.
    issues
        What is doubtful, or was left out.
    """

    names: tuple[Any, ...]
    team: Integers
    leads: NDArray[np.bool_]
    rows: Integers
    occasions: tuple[Any, ...]
    paired: bool
    left_out: dict[str, int]
    issues: tuple[Issue, ...]


def roster_of(
    coded: CodedResponses,
    *,
    team: str,
    leader: str | Mapping[str, Any] | None,
    person: str | None,
    occasion: Occasion | None,
) -> Roster:
    """Return who is in which team.

    Raises
    ------
    ArgumentError
        A column is not there, nobody leads, or the occasions are not one or two.
    ResponseError
        Somebody is there twice on one occasion.
    """
    in_teams = groups_of(coded, [team], "team")[0]
    persons = None if person is None else groups_of(coded, [person], "person")[0].of_person
    led = leaders(coded, leader)
    wave, occasions, doubts = _waves(coded, occasion)
    kept = (in_teams.of_person != NONE) & (wave >= 0)
    left_out = {
        "no-team": int((in_teams.of_person == NONE).sum()),
        "no-occasion": int(((in_teams.of_person != NONE) & (wave == NONE)).sum()),
        "another-occasion": int(((in_teams.of_person != NONE) & (wave < NONE)).sum()),
    }
    where = np.flatnonzero(kept)
    who, unknown = _persons(persons, where)
    group, wave = in_teams.of_person[where], wave[where]
    _check_once(who, group, wave, occasions)
    if len(occasions) == 2 and person is None:
        message = "Nobody can be followed from one occasion to the other, so no change is shown."
        doubts.append(Issue("no-person", "$.person", message, "Name the column that says who somebody is."))
    if unknown:
        message = f"Rows that do not say who somebody is, each counted as somebody else: {unknown}."
        doubts.append(Issue("no-person-id", "$.person", message, facts={"rows": unknown}))
    slots, slot = np.unique(who * len(in_teams.names) + group, return_inverse=True)
    rows = np.full((max(len(occasions), 1), len(slots)), NONE, dtype=np.int64)
    rows[wave, slot] = where
    leads = np.zeros(len(slots), dtype=bool)
    np.logical_or.at(leads, slot, led[where])
    of_slot = np.zeros(len(slots), dtype=np.int64)
    of_slot[slot] = group
    doubts += _left_out(left_out) + _moved(who, slot)
    return Roster(
        names=tuple(one[team] for one in in_teams.names),
        team=of_slot,
        leads=leads,
        rows=rows,
        occasions=occasions,
        paired=person is not None and len(occasions) == 2,
        left_out={reason: n for reason, n in left_out.items() if n},
        issues=tuple(doubts),
    )


def _waves(coded: CodedResponses, occasion: Occasion | None) -> tuple[Integers, tuple[Any, ...], list[Issue]]:
    """Return the number of everybody's occasion (-1 for none, -2 for another), their values, and what is doubtful."""
    name = next(iter(occasion), None) if isinstance(occasion, Mapping) else occasion
    if name is None:
        return np.zeros(len(coded), dtype=np.int64), (), []
    groups = groups_of(coded, [name], "occasion")[0]
    values = [one[name] for one in groups.names]
    if isinstance(occasion, Mapping):
        asked = list(occasion[name])
        order: list[Any] = [next((value for value in values if is_same(value, one)), None) for one in asked]
        doubts: list[Issue] = []
        if unknown := sum(value is None for value in order):
            message = f"Occasions that are in no row: {unknown}."
            raise _wrong_occasions(message, "Look at their spelling.", {"unknown": unknown})
    else:
        order, doubts = _ordered(values)
    if not 1 <= len(order) <= 2 or len(set(order)) < len(order):
        message = f"Expected one occasion or two; there are {len(set(order))}."
        hint = (
            f"""Name the two in their order: occasion={{"{name}": [first, last]}}, or '--occasion {name}=first,last'."""
        )
        raise _wrong_occasions(message, hint, {"occasions": len(order)})
    number = np.array([order.index(value) if value in order else -2 for value in values] + [NONE], dtype=np.int64)
    return number[groups.of_person], tuple(order), doubts


def _wrong_occasions(message: str, hint: str, facts: dict[str, Any]) -> ArgumentError:
    return ArgumentError(
        "The occasions cannot be told.", [Issue("wrong-occasions", "$.occasion", message, hint, facts=facts)]
    )


def _ordered(values: list[Any]) -> tuple[list[Any], list[Issue]]:
    """Return occasions in time: numbers and dates ascending, known words, else by the numbers in them, then as text."""
    if len(values) != 2 or not all(isinstance(value, str) for value in values):
        return values, []
    words = [value.strip().casefold() for value in values]
    for first, second in (*IN_ORDER, *OP_VOLGORDE):
        for one, other in ((0, 1), (1, 0)):
            if words[one] == first and words[other] == second:
                return [values[one], values[other]], []
    numbers = [[int(part) for part in re.findall(r"\d+", word)] for word in words]
    if all(numbers) and numbers[0] != numbers[1]:
        return [value for _, value in sorted(zip(numbers, values, strict=True))], []
    message = "Nothing says which occasion was first; they are taken in the order of the alphabet."
    hint = """Name them in their order: occasion={"column": [first, last]}, or '--occasion column=first,last'."""
    return values, [Issue("occasion-order", "$.occasion", message, hint)]


def _persons(persons: Integers | None, where: Integers) -> tuple[Integers, int]:
    """Return a number for everybody in these rows, and in how many it is not said who somebody is."""
    if persons is None:
        return np.arange(len(where)), 0
    who = persons[where]
    unknown = who == NONE
    return np.where(unknown, who.max(initial=0) + 1 + np.cumsum(unknown), who), int(unknown.sum())


def _check_once(who: Integers, group: Integers, wave: Integers, occasions: tuple[Any, ...]) -> None:
    """Raise ResponseError where somebody is in two rows of one occasion, all such at once."""
    order = np.lexsort((group, wave, who))
    who, wave, group = who[order], wave[order], group[order]
    same = (who[1:] == who[:-1]) & (wave[1:] == wave[:-1])
    apart = same & (group[1:] != group[:-1])
    twice, elsewhere = int((same & ~apart).sum()), int(apart.sum())
    issues = []
    if twice:
        message = (
            f"Rows of somebody who has a row in this team already{' on this occasion' * bool(occasions)}: {twice}."
        )
        hint = "Keep one row for each person" + (
            " and occasion." if occasions else "; or name the column of occasions."
        )
        issues.append(Issue("person-twice", "$.person", message, hint, facts={"rows": twice}))
    if elsewhere:
        message = f"Rows of somebody who is in another team too: {elsewhere}."
        hint = "Decide in which team they count: with one person in two teams, the teams tell of each other."
        issues.append(Issue("person-in-two-teams", "$.person", message, hint, facts={"rows": elsewhere}))
    if issues:
        raise ResponseError("Some people are there more than once.", issues)


def _moved(who: Integers, slot: Integers) -> list[Issue]:
    """Return a word about those who were in another team on the other occasion."""
    moved = len(np.unique(slot)) - len(np.unique(who))
    if not moved:
        return []
    message = f"People who were in another team the second time, whose change counts nowhere: {moved}."
    return [Issue("moved-team", "$.person", message, facts={"people": moved})]


def _left_out(left_out: dict[str, int]) -> list[Issue]:
    what = {
        "no-team": "Rows without a team",
        "no-occasion": "Rows without an occasion",
        "another-occasion": "Rows of other occasions",
    }
    return [
        Issue("rows-left-out", "$", f"{what[reason]}, which count nowhere: {n}.", facts={"reason": reason, "rows": n})
        for reason, n in left_out.items()
        if n
    ]
