"""The people of the groups that are compared, where the policy lets these be told of."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.disclosure.groups import groups_of
from purpose_index.disclosure.measures import linked
from purpose_index.disclosure.question import NONE
from purpose_index.disclosure.release import release
from purpose_index.engines.gather import gathered
from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.labels import reference_first

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
    """Who counts: their rows, codes and keyed answers to items, the group of each, and how many each group has."""

    rows: NDArray[np.int64]
    coded: CodedResponses
    items: list[str]
    answers: NDArray[np.float64]
    of_group: list[str]
    sizes: Mapping[str, int]


class PeopleOfScales(NamedTuple):
    """Who counts in each scale, and how many each group has who count in any, the reference first."""

    by_scale: Mapping[str, GroupedPeople]
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
    reference: str | None,
    progress: Callable[[float], None] | None,
) -> GroupedPeople:
    """Return who is in a group and answered what is asked for: the reference first, others in the order of their names.

    Raises
    ------
    ArgumentError
        `one-group` where there are not two; `group-not-shown` where the mean or the spread of one may not be shown;
        `no-such-group`.
    """
    coded = gathered(q, data, reading, keep={"groups": [groups]}, progress=progress)
    named = _named(coded, groups, reference)
    people = _grouped(q, coded, named, factors, missing)
    _check_shown(q, [(people, factors)], policy, missing)
    reference_first(named.names, reference)
    return people


def people_of_scales(
    q: QuestionSet,
    data: Any,
    groups: str,
    factors: Mapping[str, tuple[str, ...]],
    policy: Disclosure,
    reading: Reading,
    *,
    missing: CfaMissing,
    reference: str | None,
    progress: Callable[[float], None] | None,
) -> PeopleOfScales:
    """Return who counts in each scale, whichever others are asked for.

    Of 'listwise', scales that share items count the same people: were they others, what differs between those scales
    would tell of the few who make the difference.

    Raises
    ------
    ArgumentError
        As `people_of_groups`.
    """
    coded = gathered(q, data, reading, keep={"groups": [groups]}, progress=progress)
    named = _named(coded, groups, reference)
    lots = _lots(q, factors) if missing == "listwise" else [{scale: items} for scale, items in factors.items()]
    found = [(_grouped(q, coded, named, lot, missing), lot) for lot in lots]
    _check_shown(q, found, policy, missing)
    anywhere = np.unique(np.concatenate([people.rows for people, _ in found]))
    sizes = np.bincount(named.of_person[anywhere], minlength=len(named.names)).tolist()
    by_scale = {scale: people for people, lot in found for scale in lot}
    return PeopleOfScales(by_scale, dict(zip(reference_first(named.names, reference), sizes, strict=True)))


class _Named(NamedTuple):
    """The names of groups, the reference first, and (n,) the number of everybody's."""

    names: list[str]
    of_person: NDArray[np.int64]


def _named(coded: CodedResponses, groups: str, reference: str | None) -> _Named:
    """The groups of people; raises ArgumentError where there are not two.

    A reference that is not there is no error yet: it would name groups before it is known that they may be told of.
    """
    (known,) = groups_of(coded, [groups], "groups")
    shown = [str(name[groups]) for name in known.names]
    first = [reference] if reference in shown else []
    names = list(dict.fromkeys([*first, *shown]))  # values shown alike, as numbers of two precisions, are one group
    _check_two(names)
    return _Named(names, np.array([*map(names.index, shown), NONE], dtype=np.int64)[known.of_person])


def _lots(q: QuestionSet, factors: Mapping[str, tuple[str, ...]]) -> list[dict[str, tuple[str, ...]]]:
    """The scales in lots that share no item."""
    scales = list(factors.items())
    lots = linked([np.isin(q.item_ids, items) for _, items in scales])
    return [dict(scales[s] for s in lot) for lot in lots]


def _grouped(
    q: QuestionSet, coded: CodedResponses, named: _Named, factors: Mapping[str, tuple[str, ...]], missing: CfaMissing
) -> GroupedPeople:
    items = [item for item in q.item_ids if any(item in of for of in factors.values())]
    answers = coded.numbers(keyed=True)[:, [coded.items.index(item) for item in items]]
    answered = ~np.isnan(answers)
    kept = answered.all(axis=1) if missing == "listwise" else answered.any(axis=1)
    rows = np.flatnonzero(kept & (named.of_person != NONE))
    rows = rows[np.argsort(named.of_person[rows], kind="stable")]
    of_group = [named.names[group] for group in named.of_person[rows]]
    these = replace(coded, codes=coded.codes[rows], extra={"group": of_group})
    sizes = Counter(of_group)
    return GroupedPeople(rows, these, items, answers[rows], of_group, {name: sizes[name] for name in named.names})


def _check_two(names: Sequence[str]) -> None:
    """Raise ArgumentError where people are not in two groups."""
    if len(names) < 2:
        message = "Everybody with a group is in the same one." if names else "Nobody has a group."
        hint = "Name a column in which people have two groups or more."
        issue = Issue("one-group", "$.groups", message, hint, facts={"groups": len(names), "fewest": 2})
        raise ArgumentError("There are no groups to compare.", [issue])


def _check_shown(
    q: QuestionSet, found: Iterable[tuple[GroupedPeople, Iterable[str]]], policy: Disclosure, missing: CfaMissing
) -> None:
    """Raise ArgumentError where the mean or the spread of a group may not be shown, of any of these people."""
    few = {group for people, scales in found for group in _untellable(q, people, scales, policy, missing)}
    if few:
        raise ArgumentError("Not all groups may be told of.", _not_shown(sorted(few), policy.minimum_distribution))


def _untellable(
    q: QuestionSet, people: GroupedPeople, scales: Iterable[str], policy: Disclosure, missing: CfaMissing
) -> set[str]:
    """The groups of which the mean or the spread may not be shown."""
    few = {group for group, size in people.sizes.items() if size < policy.minimum_distribution}
    if few:
        return few
    # means of scales are those of items, of the same people; with answers missing, of no set of people at all
    measures = [*scales, *people.items] if missing == "listwise" else people.items
    cells = release(q, people.coded, by=["group"], scales=measures, policy=policy).cells
    return {cell.group["group"] for cell in cells if cell.sd is None}


def _not_shown(groups: Sequence[str], minimum: int) -> list[Issue]:
    """Name the groups that may not be told of; where they are many, as where each is one person, say how many."""
    why = "too few people who answered, or people too much alike, to tell of {} means and spread."
    hint = f"Leave out its people, or join them with those of another one; at least {minimum} are needed."
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
