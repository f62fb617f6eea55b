"""Which items and rows are asked for, and whether two tallies may be merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


def positions(items: Sequence[str], chosen: Sequence[str]) -> NDArray[np.int64]:
    """Return where the chosen items are; raise ArgumentError where some are not there."""
    place = {item: j for j, item in enumerate(items)}
    issues = [
        Issue(
            "unknown-tally-item",
            f"$.items[{i}]",
            f"There is no item {item!r}.",
            did_you_mean(item, items),
            facts={"item": item},
        )
        for i, item in enumerate(chosen)
        if item not in place
    ]
    if issues:
        raise ArgumentError("Some items are not among those counted.", issues)
    return np.array([place[item] for item in chosen], dtype=np.int64)


def chosen_of(there: Sequence[str], asked: Sequence[str] | None) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the items that are asked for, all where none are named, and where they are."""
    chosen = tuple(there if asked is None else asked)
    if not chosen:
        issue = Issue("no-items", "$.items", "No items are asked for.", "Leave out 'items' for all of them.")
        raise ArgumentError("There is nothing to count.", [issue])
    return chosen, positions(there, chosen)


def members_of(groups: ArrayLike, n: int) -> dict[Any, NDArray[np.int64]]:
    """Return the rows of every group, in the order of the groups; raise ArgumentError where there is not one a row.

    Examples
    --------
    >>> members_of(["b", "a", "b"], 3)
    {'a': array([1]), 'b': array([0, 2])}
    """
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    if np.shape(groups) != (n,):
        message = f"Expected one group for each of the {n} rows; the shape is {np.shape(groups)}."
        raise ArgumentError(
            "The rows cannot be grouped.",
            [Issue("groups-shape", "$.groups", message, facts={"rows": n, "shape": np.shape(groups)})],
        )
    rows = np.split(np.argsort(group, kind="stable"), np.cumsum(np.bincount(group))[:-1])
    return dict(zip(names.tolist(), rows, strict=False))


def check_alike(first: object, second: object, names: Sequence[str]) -> None:
    """Raise ArgumentError where two tallies differ in one of these attributes."""
    unlike = [name for name in names if getattr(first, name) != getattr(second, name)]
    if unlike:
        message = f"They differ in {' and '.join(unlike)}, so their counts do not count the same thing."
        raise ArgumentError(
            "Two tallies cannot be merged.", [Issue("tallies-unlike", "$", message, facts={"unlike": tuple(unlike)})]
        )
