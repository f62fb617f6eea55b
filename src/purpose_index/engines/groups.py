"""The group of every row, as other columns of the data say it."""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.responses.beside import check_beside, columns_beside, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.responses.coded import CodedResponses

Group = str | tuple[str, ...]


def groups_of(coded: CodedResponses, group: Group) -> tuple[list[Any], NDArray[np.int64]]:
    """Return the keys of the groups, and for every row the position of its own.

    Parameters
    ----------
    coded
        The answers, with the columns beside them.
    group
        The column that says the group, or several, whose values together make a tuple. An empty cell is None.

    Raises
    ------
    ArgumentError
        There is no such column beside the items.
    """
    names, beside = names_of(group), columns_beside(coded.extra)
    check_beside({"group": names}, beside, coded.items)
    cells = [beside[name]() for name in names]
    place: defaultdict[Any, int] = defaultdict(count().__next__)  # of what stands in the cells
    try:
        position = np.fromiter(map(place.__getitem__, zip(*cells, strict=True)), np.int64, len(coded))
    except TypeError:
        message = "Expected values that can be compared, such as text and numbers, not lists."
        raise ArgumentError("A column cannot group people.", [Issue("not-groups", "$.group", message)]) from None
    keys: defaultdict[Any, int] = defaultdict(count().__next__)  # of what that means: ' A' is 'A'
    meant = np.array([keys[_key(tuple(map(value_of, own)), group)] for own in place], dtype=np.int64)
    return list(keys), meant[position]


def _key(values: tuple[Any, ...], group: Group) -> Any:
    return values[0] if isinstance(group, str) else values


def names_of(group: str | Sequence[str]) -> tuple[str, ...]:
    """Return the columns that say the group, each once; raise ArgumentError where there are none."""
    if names := (group,) if isinstance(group, str) else tuple(dict.fromkeys(group)):
        return names
    issue = Issue("no-breakdown", "$.group", "No groups are asked for.", "Leave out 'group' to count all as one.")
    raise ArgumentError("There is nothing to group by.", [issue])
