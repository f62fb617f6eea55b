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
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading
    from purpose_index.stats.cfa.results import Missing as CfaMissing


class GroupedPeople(NamedTuple):
    """Who counts: their codes, their keyed answers to the items, the group of each, and how many each has."""

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
        `group-not-shown` where the mean or the spread of a group may not be shown.
    """
    coded = gathered(q, data, reading, keep={"groups": [groups]}, progress=progress)
    people = _grouped(q, coded, groups, factors, missing)
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
    of_group = [str(known.names[group][groups]) for group in known.of_person[rows]]
    these = replace(coded, codes=coded.codes[rows], extra={"group": of_group})
    return GroupedPeople(these, items, answers[rows], of_group, Counter(of_group))


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
    issues = [
        Issue(
            "group-not-shown",
            f"$.groups.{group}",
            f"Group {group!r} has too few people, or people too much alike, to tell of its means and spread.",
            f"Leave it out, or join it with another one; at least {policy.minimum_distribution} people are needed.",
            facts={"group": group, "minimum": policy.minimum_distribution},
        )
        for group in sorted(few)
    ]
    if issues:
        raise ArgumentError("Not all groups may be told of.", issues)
