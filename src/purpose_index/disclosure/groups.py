"""The groups that people are in, from the columns that came with their answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import FrozenDict
from purpose_index.responses.beside import check_beside, columns_beside, value_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.responses.coded import CodedResponses

Breakdowns = Sequence[str | Sequence[str]]
# What texts of a file say in a column of truth values.
SAID: dict[str, bool] = {
    "true": True,
    "1": True,
    "1.0": True,
    "false": False,
    "0": False,
    "0.0": False,
}


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups of one breakdown.

    Parameters
    ----------
    names
        What each group is: a value by column, in the order of the values.
    of_person
        (n,) the number of everybody's group; -1 for who has no value in a column.
    """

    names: tuple[Mapping[str, Any], ...]
    of_person: NDArray[np.int64]


def groups_of(coded: CodedResponses, by: Breakdowns, argument: str = "by") -> list[Groups]:
    """Return the groups of every breakdown; raise ArgumentError where there is no such column as an argument names."""
    breakdowns = breakdowns_of(by)
    if not breakdowns:
        hint = "For everybody together, give by=[[]]."
        raise ArgumentError(
            "There is nothing to show.", [Issue("no-breakdown", "$.by", "No groups are asked for.", hint)]
        )
    columns = columns_of(coded, argument, list(dict.fromkeys(name for names in breakdowns for name in names)))
    coding = {name: _coding(column) for name, column in columns.items()}
    return [_groups(names, coding, len(coded)) for names in breakdowns]


def columns_of(coded: CodedResponses, argument: str, names: Sequence[Any]) -> dict[str, list[Any]]:
    """Return columns of the data that are not items, as Python's own values, None where missing.

    In a file of text a missing value is an empty one, and spaces around a name are nobody's intention.
    """
    columns = columns_beside(coded.extra)
    check_beside({argument: names}, columns, coded.items)
    return {name: [value_of(cell) for cell in columns[name]()] for name in names}


def leaders(coded: CodedResponses, leader: str | Mapping[str, Any] | None) -> NDArray[np.bool_]:
    """Return who leads: where a column says so, or has one of the values of a mapping.

    Raises
    ------
    ArgumentError
        There is no such column, it holds anything but true and false (or 1 and 0), or nobody has that value.
    """
    if leader is None:
        return np.zeros(len(coded), dtype=bool)
    if isinstance(leader, Mapping):
        columns = columns_of(coded, "leader", list(leader))
        led = np.ones(len(coded), dtype=bool)
        for name, wanted in leader.items():
            meant = {value for value in dict.fromkeys(columns[name]) if is_same(_folded(value), _folded(wanted))}
            led &= np.fromiter((value in meant for value in columns[name]), dtype=bool, count=len(coded))
        if len(coded) and not led.any():
            message = "Nobody has the value that marks a leader."
            raise ArgumentError(
                "The leaders cannot be told.", [Issue("no-leader", "$.leader", message, "Look at its spelling.")]
            )
        return led
    (column,) = columns_of(coded, "leader", [leader]).values()
    column = [SAID.get(value.casefold(), value) if isinstance(value, str) else value for value in column]
    wrong = sum(value is not None and value not in (0, 1) for value in column)
    if wrong:
        message = f"Expected true and false, or 1 and 0; {wrong} rows hold something else."
        hint = """For a column of words, name it and a leader's: {"role": "leader"}, or '--leader role=leader'."""
        raise ArgumentError(
            "The leaders cannot be told.", [Issue("leader-not-true", "$.leader", message, hint, facts={"rows": wrong})]
        )
    return np.fromiter((value == 1 for value in column), dtype=bool, count=len(coded))


def _folded(value: Any) -> Any:
    """Return a text in small letters: whoever is a 'Leader' leads, as a 'leader' does."""
    return value.strip().casefold() if isinstance(value, str) else value


def is_same(value: Any, wanted: Any) -> bool:
    """Tell whether a value is the one that is asked for, which in a file of text or on a command line is a text.

    Examples
    --------
    >>> is_same(1.0, "1"), is_same("1", 1), is_same("a", "b"), is_same(None, "None")
    (True, True, False, False)
    """
    if value is None or isinstance(value, str) == isinstance(wanted, str):
        return bool(value == wanted)
    return _written(value) == _written(wanted)


def _written(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def breakdowns_of(by: Breakdowns) -> list[tuple[str, ...]]:
    """Return the names of the columns of every breakdown, each once."""
    return list(dict.fromkeys(_names(one) for one in ((by,) if isinstance(by, str) else by)))


def names_of(column: str | Mapping[str, Any] | None) -> list[Any]:
    """Return the columns that an argument names: one, or the keys of a mapping."""
    return [] if column is None else list(column) if isinstance(column, Mapping) else [column]


def _names(one: str | Sequence[str]) -> tuple[str, ...]:
    return (one,) if isinstance(one, str) else tuple(dict.fromkeys(one))


def _coding(column: list[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """Return the values of a column in their order, and the place of everybody's value; -1 where missing."""
    try:
        seen = dict.fromkeys(column)
    except TypeError:
        message = "Expected values that can be compared, such as text and numbers, not lists."
        raise ArgumentError("A column cannot group people.", [Issue("not-groups", "$.by", message)]) from None
    seen.pop(None, None)
    texts = {value: value for value in seen if isinstance(value, str)}
    mixed = 0 < len(texts) < len(seen)  # where one file holds 1, and another '1'
    meant = {value: texts.get(_written(value), texts.get(str(value), value)) if mixed else value for value in seen}
    try:
        values = sorted(set(meant.values()))
    except TypeError:
        values = sorted(set(meant.values()), key=lambda value: (type(value).__name__, str(value)))
    number = {value: i for i, value in enumerate(values)}
    place = {None: -1, **{value: number[own] for value, own in meant.items()}}
    return values, np.fromiter((place[value] for value in column), dtype=np.int64, count=len(column))


def _groups(names: tuple[str, ...], coding: Mapping[str, tuple[list[Any], NDArray[np.int64]]], n: int) -> Groups:
    key, known = np.zeros(n, dtype=np.int64), np.ones(n, dtype=bool)
    for name in names:
        values, place = coding[name]
        _, key = np.unique(key * (len(values) + 1) + place + 1, return_inverse=True)
        known &= place >= 0
    numbers, first, number = np.unique(key[known], return_index=True, return_inverse=True)
    who = np.flatnonzero(known)[first]
    of_person = np.full(n, -1, dtype=np.int64)
    of_person[known] = number
    labels = [FrozenDict({name: coding[name][0][coding[name][1][i]] for name in names}) for i in who.tolist()]
    return Groups(tuple(labels) if len(numbers) or names else (FrozenDict(),), of_person)
