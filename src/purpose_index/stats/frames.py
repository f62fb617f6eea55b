"""Data frames at the door of models: a column is named by its heading, and those that no model names stay outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean
from purpose_index.tallies.count_moments import checked_array

if TYPE_CHECKING:
    from collections.abc import Sequence

    import narwhals as nw


def headings_of(x: Any) -> tuple[str, ...] | None:
    """Return the headings of a data frame of pandas, polars or pyarrow; None of anything else."""
    frame = _frame(x)
    return None if frame is None else tuple(map(str, frame.columns))


def columns_of(x: Any, names: Sequence[str], wanted: Sequence[str]) -> tuple[Any, tuple[str, ...]]:
    """Return the columns of a data frame that are wanted, as an array, and their names; anything else as it is.

    Raises
    ------
    ArgumentError
        `array-not-numbers` where one of them holds no numbers.
    """
    frame = _frame(x)
    if frame is None:
        return x, tuple(names)
    chosen = [frame[:, names.index(name)] for name in wanted]
    message, hint = "Expected a column of numbers.", "Give items alone, as numbers; NaN where an answer is missing."
    arrays = [_numbers(column) for column in chosen]
    issues = [
        Issue("array-not-numbers", f"$.items.{name}", message, hint)
        for name, array in zip(wanted, arrays, strict=True)
        if array is None
    ]
    if issues:
        raise ArgumentError("The data frame cannot be used.", issues)
    return np.column_stack([array for array in arrays if array is not None]), tuple(wanted)


def named_columns(x: Any, names: Sequence[str] | None = None) -> tuple[Any, Sequence[str] | None]:
    """Return the columns of a data frame as an array, and the names given, else its headings; anything else as it is.

    Raises
    ------
    ArgumentError
        `array-not-numbers` where a column holds no numbers.
    """
    headings = headings_of(x)
    return (x, names) if headings is None else (columns_of(x, headings, headings)[0], names or headings)


def items_and_groups(x: Any, groups: Any, names: Sequence[str] | None) -> tuple[Any, Any, Sequence[str] | None]:
    """Return answers, groups and names; a text as groups is a column of a data frame, and the others are the items.

    Raises
    ------
    ArgumentError
        `unknown-column`, `array-not-numbers`.
    """
    labels = column_named(x, groups)
    if labels is groups:
        answers, names = named_columns(x, names)
        return answers, groups, names
    headings = headings_of(x) or ()
    items = [heading for heading in headings if heading != groups]
    return columns_of(x, headings, items)[0], labels, names or items


def items_of_frame(x: Any, items: Sequence[str]) -> Any:
    """Return the items of a data frame as an array, in this order; anything else, or a frame without names, as it is.

    Raises
    ------
    ArgumentError
        `unknown-column` where it has some of the items and not all, as others could be taken for those; and as
        `columns_of`.
    """
    names = headings_of(x) or ()
    missing = [item for item in items if item not in names]
    if len(missing) == len(items) or (missing and all(map(str.isdigit, items))):  # numbers are no names
        return x
    issues = [
        Issue(
            "unknown-column",
            f"$.x.{item}",
            f"There is no column {item!r} in the data.",
            did_you_mean(item, names),
            facts={"column": item},
        )
        for item in missing
    ]
    if issues:
        raise ArgumentError("The items cannot be found by their names.", issues)
    return columns_of(x, names, items)[0]


def column_named(x: Any, named: Any) -> Any:
    """Return the groups in the column of a data frame that a text names; anything but a text as it is.

    Raises
    ------
    ArgumentError
        `unknown-column` where x has no such column, or is no data frame.
    """
    if not isinstance(named, str):
        return named
    frame, names = _frame(x), headings_of(x) or ()
    if frame is None or named not in names:
        hint = did_you_mean(named, names) or "Give the group of each row, or a data frame with this column."
        message = f"There is no column {named!r} in the data."
        issue = Issue("unknown-column", "$.groups", message, hint, facts={"argument": "groups"})
        raise ArgumentError("The groups cannot be used.", [issue])
    return frame[:, names.index(named)].to_numpy()


def places_of(x: Any, sets: Sequence[Sequence[int | str]]) -> list[list[int]]:
    """Return sets of columns as their places: a text is the heading of a column of a data frame.

    Raises
    ------
    ArgumentError
        `unknown-column` where x has no column of that name, or is no data frame.
    """
    headings = headings_of(x) or ()
    issues = [
        Issue(
            "unknown-column",
            f"$.scales[{number}]",
            f"There is no column {column!r} in the data.",
            did_you_mean(column, headings) or "Give a data frame that has it, or the places of columns from 0.",
            facts={"column": column},
        )
        for number, own in enumerate(sets)
        for column in own
        if isinstance(column, str) and column not in headings
    ]
    if issues:
        raise ArgumentError("The scales cannot be found by the names of their items.", issues)
    return [[headings.index(column) if isinstance(column, str) else column for column in own] for own in sets]


def _frame(x: Any) -> nw.DataFrame[Any] | None:
    if not hasattr(x, "columns"):
        return None
    import narwhals as nw

    try:
        frame = nw.from_native(x, eager_only=True, pass_through=True)
        return frame if isinstance(frame, nw.DataFrame) and frame.columns else None
    except nw.exceptions.DuplicateError:
        message, hint = "Two columns of this data frame have one heading.", "Give each column a heading of its own."
        raise ArgumentError("The items cannot be named.", [Issue("names-of-items", "$.x", message, hint)]) from None


def _numbers(column: nw.Series[Any]) -> np.ndarray[Any, Any] | None:
    """A column as numbers, NaN where nothing is; None where it holds anything else."""
    try:
        return checked_array(column.to_numpy()[:, None])[:, 0]
    except ArgumentError:
        return None
