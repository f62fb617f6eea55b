"""The names of columns: which are there twice."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError
from purpose_index.frozen import FrozenDict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NONE: FrozenDict[Any, tuple[int, int]] = FrozenDict()


def distinct_names(names: Sequence[Any]) -> tuple[list[Any], dict[Any, tuple[int, int]]]:
    """Return the names of columns, later ones of the same name with a number, and which were repeated.

    Returns
    -------
    distinct
        As pandas writes them: name, name.1, name.2.
    repeated
        For every repeated name the positions, from 1, of the first two columns that have it.
    """
    distinct: list[Any] = []
    first: dict[Any, int] = {}
    repeated: dict[Any, tuple[int, int]] = {}
    further: dict[Any, count[int]] = {}
    taken = set(names)
    for number, name in enumerate(names, 1):
        if name not in first:
            first[name] = number
            distinct.append(name)
            continue
        repeated.setdefault(name, (first[name], number))
        numbers = further.setdefault(name, count(1))
        new = next(other for i in numbers if (other := f"{name}.{i}") not in taken)
        taken.add(new)
        distinct.append(new)
    return distinct, repeated


def check_names(names: Sequence[Any]) -> None:
    """Raise an error where two columns have one name."""
    check_repeated(distinct_names(names)[1], names)


def check_repeated(repeated: Mapping[Any, tuple[int, int]], chosen: Iterable[Any]) -> None:
    """Raise an error where an item's column is there twice; by their numbers, since a lost header holds answers."""
    issues = [
        Issue(
            "repeated-column",
            "$.columns",
            f"Columns {repeated[name][0]} and {repeated[name][1]} have the same name.",
            "Rename or drop one of them.",
            facts={"columns": repeated[name]},
        )
        for name in dict.fromkeys(chosen)
        if name in repeated
    ]
    if issues:
        raise ResponseError("Some columns of these data have the same name.", issues)
