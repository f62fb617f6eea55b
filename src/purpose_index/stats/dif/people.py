"""Who counts: people with answers and a group, as codes of the categories that somebody among them chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.agreement.groups import numbered
from purpose_index.stats.frames import items_and_groups
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.irt.answers import of_those_chosen
from purpose_index.stats.labels import labels_of, reference_first
from purpose_index.tallies.categories import categories_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The answers of the people who count.

    Parameters
    ----------
    items
        The ids of the k items.
    values
        For every item the values that somebody chose, ascending.
    codes
        (k, n) int8 which of those each person chose, -1 where missing.
    groups
        The names of the groups, the reference first, others ascending.
    member
        (n,) the number of everybody's group.
    theta
        (n,) what people are matched on, where it was given.
    issues
        Who was left out.
    """

    items: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    codes: NDArray[np.int8]
    groups: tuple[Any, ...]
    member: Integers
    theta: Array | None
    issues: tuple[Issue, ...]

    @property
    def sizes(self) -> dict[Any, int]:
        """How many people each group has."""
        return dict(zip(self.groups, np.bincount(self.member, minlength=len(self.groups)).tolist(), strict=True))

    def numbers(self) -> Integers:
        """Return the (k, n) answers as numbers, of people who miss none."""
        return np.stack([np.array(own)[codes] for own, codes in zip(self.values, self.codes, strict=True)])


def people_of(
    x: ArrayLike,
    groups: ArrayLike,
    names: Sequence[str] | None = None,
    theta: ArrayLike | None = None,
    *,
    whole: bool = True,
    reference: Any = None,
) -> People:
    """Return who counts: those with a group and every answer; with theta, those with a group, theta and an answer.

    Where not `whole`, those with a group and an answer. The reference is the first group.

    Raises
    ------
    ArgumentError
        `groups-shape` (of theta too), `one-group`, `no-such-group`, `nothing-to-match-on`, and as `Patterns.of`.
    """
    x, groups, names = items_and_groups(x, groups, names)
    array = answers_of(x)
    found = categories_of(array, "pairwise", names)
    codes = found.read(slice(None))
    labels, known = labels_of(groups)
    _check_shape("groups", labels.shape, len(array))
    answered = codes >= 0
    if theta is None:
        kept = known & (answered.all(axis=0) if whole else answered.any(axis=0))
        levels = None
        _check_items(len(codes))
    else:
        levels = np.asarray(theta, dtype=np.float64)
        _check_shape("theta", levels.shape, len(array))
        kept = known & answered.any(axis=0) & np.isfinite(levels)
        levels = levels[kept]
    ordered, member = numbered(labels[kept], int(kept.sum())) if kept.any() else ([], np.zeros(0, dtype=np.int64))
    _check_groups(ordered)
    names_of_groups = reference_first(ordered, reference)
    member = np.array([names_of_groups.index(name) for name in ordered], dtype=np.int64)[member]
    values, merged = of_those_chosen(found.values, codes[:, kept])
    left = int((~kept).sum())
    return People(found.items, values, merged, tuple(names_of_groups), member, levels, _left_out(left, len(kept)))


def _left_out(left_out: int, n: int) -> tuple[Issue, ...]:
    if not left_out:
        return ()
    message = f"People without a group or without all that they are matched on, who do not count: {left_out} of {n}."
    return (Issue("people-left-out", "$", message, facts={"left_out": left_out, "of": n}),)


def _check_shape(name: str, shape: tuple[int, ...], n: int) -> None:
    if shape != (n,):
        message = f"Expected one for each of the {n} rows; the shape is {shape}."
        issue = Issue("groups-shape", f"$.{name}", message, facts={"rows": n, "shape": shape})
        raise ArgumentError("The rows cannot be grouped.", [issue])


def _check_items(items: int) -> None:
    if items < 2:
        message = "One item alone is its own total: there is nothing else to match people on."
        hint = "Give more items, or what people are to be matched on: matching=theta."
        raise ArgumentError("People cannot be matched.", [Issue("nothing-to-match-on", "$.x", message, hint)])


def _check_groups(groups: Sequence[Any]) -> None:
    if len(groups) < 2:
        message = f"Expected two groups or more of people who count; there are {len(groups)}."
        issue = Issue("one-group", "$.groups", message, facts={"groups": len(groups), "fewest": 2})
        raise ArgumentError("There are no groups to compare.", [issue])
