"""Which scales of a set are the factors of its structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.errors import NO_FACTS, ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from purpose_index.errors import Facts
    from purpose_index.question_set.models import QuestionSet


def structural_scales(
    q: QuestionSet, scales: Iterable[str] | None = None
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the items of the scales of a structure, and the ids of those of one item, which are no part of it.

    Parameters
    ----------
    q, scales
        As for `factor_scales`.

    Raises
    ------
    ArgumentError
        `no-such-structure` where no scale has two items; `unknown-scale`.
    """
    every = factor_scales(q, scales)
    factors = {name: items for name, items in every.items() if len(items) > 1}
    if not factors:
        raise no_structure("No scale has two items.", "A structure is what items have in common.")
    return factors, tuple(name for name in every if name not in factors)


def factor_scales(q: QuestionSet, scales: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Return the items of the scales that are factors, by their id.

    Parameters
    ----------
    q
        The question set.
    scales
        The ids of the scales; by default all but those whose items include all those of another scale, such as a total,
        and of scales with the same items the first.

    Raises
    ------
    ArgumentError
        `unknown-scale`.

    Examples
    --------
    >>> from purpose_index import load
    >>> list(factor_scales(load("purpose-index")))
    ['positive_meaning', 'meaning_making', 'greater_good', 'organisation_meaning']
    """
    members = {scale.id: q.items_of(scale.id) for scale in q.scales}
    if scales is None:
        return {name: members[name] for name in _not_wider(members)}
    wanted = [scales] if isinstance(scales, str) else list(scales)
    issues = [
        Issue(
            "unknown-scale",
            f"$.scales[{i}]",
            f"There is no scale {name!r}.",
            did_you_mean(str(name), members),
            facts={"scale": str(name)},
        )
        for i, name in enumerate(wanted)
        if name not in members
    ]
    if issues:
        raise ArgumentError("Not all of these are scales of the set.", issues)
    return {name: items for name, items in members.items() if name in wanted}


def no_structure(message: str, hint: str, facts: Facts = NO_FACTS) -> ArgumentError:
    """Return the error that says why a set has not the structure that is asked for."""
    issue = Issue("no-such-structure", "$.structure", message, hint, facts=facts)
    return ArgumentError("There is no such structure.", [issue])


def scales_apart(q: QuestionSet) -> dict[str, tuple[str, ...]]:
    """Return the items of factors no two of which share an item; of those that do, the first.

    Examples
    --------
    >>> from purpose_index import load
    >>> len(scales_apart(load("purpose-index")))
    4
    """
    taken: set[str] = set()
    found = {}
    for name, items in factor_scales(q).items():
        if not taken & {*items}:
            found[name] = items
            taken |= {*items}
    return found


def _not_wider(members: dict[str, tuple[str, ...]]) -> list[str]:
    """The scales that do not hold all items of another one; of scales with the same items the first."""
    sets = {name: frozenset(items) for name, items in members.items()}
    order = {name: place for place, name in enumerate(sets)}
    return [
        name
        for name, items in sets.items()
        if not any(other < items or (other == items and order[one] < order[name]) for one, other in sets.items())
    ]
