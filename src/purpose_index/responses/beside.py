"""The columns of the data that are not items, whatever kind of data they came in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    import narwhals as nw


def columns_beside(extra: Any) -> dict[Any, Callable[[], list[Any]]]:
    """Return what reads each column of the `extra` of coded answers, by name.

    Examples
    --------
    >>> columns_beside([{"team": "A"}, {"role": "leader"}])["team"]()
    ['A', None]
    """
    if extra is None:
        return {}
    if isinstance(extra, list):
        return {name: partial(_of_rows, extra, name) for name in dict.fromkeys(name for row in extra for name in row)}
    if isinstance(extra, Mapping):
        return {name: partial(list, values) for name, values in extra.items()}
    import narwhals as nw

    frame = nw.from_native(extra, eager_only=True)
    return {name: partial(_of_frame, frame, name) for name in frame.columns}


def rows_beside(extra: Any, start: int, stop: int) -> list[dict[Any, Any]]:
    """Return some rows of the `extra` of coded answers, from 0, without looking at the others.

    Examples
    --------
    >>> rows_beside({"team": ["A", "B", "C"]}, 1, 3)
    [{'team': 'B'}, {'team': 'C'}]
    """
    if extra is None:
        return [{} for _ in range(start, stop)]
    if isinstance(extra, list):
        return extra[start:stop]
    if isinstance(extra, Mapping):
        return [{name: values[row] for name, values in extra.items()} for row in range(start, stop)]
    import narwhals as nw

    frame = nw.from_native(extra, eager_only=True)[start:stop]
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.rows()]


def _of_rows(rows: list[dict[Any, Any]], name: Any) -> list[Any]:
    return [row.get(name) for row in rows]


def _of_frame(frame: nw.DataFrame[Any], name: str) -> list[Any]:
    return frame.get_column(name).to_list()


_LEAVE_OUT = "Leave that item out of the question set, and its column is kept beside the answers, as a team's is."


def check_beside(asked: Mapping[str, Iterable[Any]], names: Iterable[Any], items: Container[Any] = ()) -> None:
    """Raise an error that tells every column that an argument names and that is not among these; some are of items."""
    known = list(names)
    issues = [
        Issue(
            "unknown-column",
            f"$.{argument}",
            "It is an item of this question set." if name in items else "There is no such column beside the items.",
            _LEAVE_OUT if name in items else did_you_mean(str(name), map(str, known)),
            facts={"argument": argument},
        )
        for argument, wanted in asked.items()
        for name in wanted
        if name not in known
    ]
    if issues:
        raise ArgumentError("Some columns are not there.", issues)


def check_named(asked: Mapping[str, Iterable[Any]]) -> None:
    """Raise an error that tells every argument that holds values where the name of a column belongs."""
    message, hint = "Expected the name of a column.", "Put the values in a column of the data, and give its name."
    issues = [
        Issue("unknown-column", f"$.{argument}", message, hint, facts={"argument": argument})
        for argument, wanted in asked.items()
        for name in wanted
        if not _can_be_a_name(name)
    ]
    if issues:
        raise ArgumentError("Some columns are not named.", issues)


def _can_be_a_name(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def value_of(cell: Any) -> Any:
    """Return a cell as Python's own value, None where it is empty; spaces around a text are nobody's intention.

    Examples
    --------
    >>> value_of(" A "), value_of(""), value_of(float("nan"))
    ('A', None, None)
    """
    if isinstance(cell, str):
        return cell.strip() or None
    is_empty = cell is None or type(cell).__name__ == "NAType" or cell != cell  # pandas' NA is neither equal nor not
    return None if is_empty else cell
