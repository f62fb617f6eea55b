"""The people of the groups that are compared, where the policy lets these be told of."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.disclosure.groups import groups_of
from purpose_index.disclosure.question import NONE
from purpose_index.disclosure.release import release
from purpose_index.engines.gather import gathered
from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.errors import Facts
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading
    from purpose_index.stats.cfa.results import Missing as CfaMissing

MOST_NAMED = 20  # groups; more are no groups that somebody wrote down


class GroupedPeople(NamedTuple):
    """Who counts: their codes, their keyed answers to the items, the group of each, and how many each group has."""

    coded: CodedResponses
    items: list[str]
    answers: NDArray[np.float64]
    of_group: list[str]
    sizes: Mapping[str, int]


def people_of_groups(
    q: QuestionSet,
    data: Any,
    groups: str,
    factors: Mapping[str, tuple[str, ...]],
    policy: Disclosure,
    reading: Reading,
    *,
    missing: CfaMissing,
    progress: Callable[[float], None] | None,
) -> GroupedPeople:
    """Return who is in a group and answered what is asked for, group after group in the order of their names.

    Raises
    ------
    ArgumentError
        `one-group` where there are not two; `group-not-shown` where the mean or the spread of one may not be shown.
    """
    coded = gathered(q, data, reading, keep={"groups": [groups]}, progress=progress)
    people = _grouped(q, coded, groups, factors, missing)
    _check_two(people.sizes)
    _check_shown(q, people, factors, policy, missing)
    return people


def _grouped(
    q: QuestionSet, coded: CodedResponses, groups: str, factors: Mapping[str, tuple[str, ...]], missing: CfaMissing
) -> GroupedPeople:
    (known,) = groups_of(coded, [groups], "groups")
    items = [item for item in q.item_ids if any(item in of for of in factors.values())]
    answers = coded.numbers(keyed=True)[:, [coded.items.index(item) for item in items]]
    answered = ~np.isnan(answers)
    kept = answered.all(axis=1) if missing == "listwise" else answered.any(axis=1)
    rows = np.flatnonzero(kept & (known.of_person != NONE))
    rows = rows[np.argsort(known.of_person[rows], kind="stable")]
    names = [str(name[groups]) for name in known.names]
    of_group = [names[group] for group in known.of_person[rows]]
    these = replace(coded, codes=coded.codes[rows], extra={"group": of_group})
    sizes = Counter(of_group)
    return GroupedPeople(these, items, answers[rows], of_group, {name: sizes[name] for name in names})


def _check_two(sizes: Mapping[str, int]) -> None:
    """Raise ArgumentError where people are not in two groups."""
    if len(sizes) < 2:
        message = "Everybody with a group is in the same one." if sizes else "Nobody has a group."
        hint = "Name a column in which people have two groups or more."
        issue = Issue("one-group", "$.groups", message, hint, facts={"groups": len(sizes), "fewest": 2})
        raise ArgumentError("There are no groups to compare.", [issue])


def _check_shown(
    q: QuestionSet, people: GroupedPeople, factors: Iterable[str], policy: Disclosure, missing: CfaMissing
) -> None:
    """Raise ArgumentError where the mean or the spread of a group may not be shown."""
    few = {group for group, size in people.sizes.items() if size < policy.minimum_distribution}
    if not few:
        # means of scales are those of items, of the same people; with answers missing, of no set of people at all
        measures = [*factors, *people.items] if missing == "listwise" else people.items
        cells = release(q, people.coded, by=["group"], scales=measures, policy=policy).cells
        few = {cell.group["group"] for cell in cells if cell.sd is None}
    if few:
        raise ArgumentError("Not all groups may be told of.", _not_shown(sorted(few), policy.minimum_distribution))


def _not_shown(groups: Sequence[str], minimum: int) -> list[Issue]:
    """Name the groups that may not be told of; where they are many, as where each is one person, say how many."""
    why = "too few people who answered, or people too much alike, to tell of {} means and spread."
    hint = f"Leave it out, or join it with another one; at least {minimum} people are needed."
    if len(groups) > MOST_NAMED:
        hint = f"Name a column whose groups are people together; at least {minimum} are needed in each."
        facts: Facts = {"groups": len(groups), "minimum": minimum}
        return [
            Issue("group-not-shown", "$.groups", f"{len(groups)} groups have {why.format('their')}", hint, facts=facts)
        ]
    return [
        Issue(
            "group-not-shown",
            f"$.groups.{group}",
            f"Group {group!r} has {why.format('its')}",
            hint,
            facts={"group": group, "minimum": minimum},
        )
        for group in groups
    ]
