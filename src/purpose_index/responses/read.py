"""How data are to be read, and what reading them gave."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

from purpose_index.errors import ArgumentError, Issue
from purpose_index.responses.labels import words_of

if TYPE_CHECKING:
    from purpose_index.responses.columns import Column
    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.labels import Labels, Words

Why: TypeAlias = Literal["name", "text", "number"]

MissingCodes: TypeAlias = 'Mapping[Any, Literal["skipped", "not_applicable", "not_shown"]]'
Columns: TypeAlias = 'Mapping[str, Any] | Literal["proposed"] | None'
PROPOSED, OTHERS = "proposed", "*"  # what the columns of all other items are
IN_PARTS = frozenset({"columns", "labels", "missing_codes"})
MOST_HEADER_ROWS = 3
_LONG = frozenset({"person", "item", "answer", "occasion"})


class Reading(TypedDict, total=False):
    """How data are to be read: the options of `encode` that every function which reads answers takes."""

    columns: Columns
    labels: Labels
    missing_codes: MissingCodes | None
    header_rows: int | None
    footer_rows: int | None
    sheet: str | None
    long: Mapping[str, str] | None
    occasions: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class How:
    """The options of reading, as they are used; see `encode`."""

    columns: Columns = None
    words: tuple[Words, ...] | None = None
    header_rows: int | None = None
    footer_rows: int | None = None
    sheet: str | None = None
    long: Mapping[str, str] | None = None
    occasions: tuple[str, ...] | None = None

    def words_of(self, form: AnswerForm) -> tuple[Words | None, ...]:
        """Return the words of every item, in order; None where answers are not labels."""
        return self.words or (None,) * len(form.items)

    def people(self, rows: int) -> slice:
        """Return which of the rows below the names are people: not further rows of the header, nor of the footer."""
        above = (self.header_rows or 1) - 1
        return slice(above, max(above, rows - (self.footer_rows or 0)))


@dataclass(slots=True)
class Read:
    """What reading data gave.

    Parameters
    ----------
    n
        The number of rows.
    columns
        The columns of the items, in order.
    extra
        All other columns, as the kind of data that was given; None where there are none.
    notes
        What was done that the reader of the data should know.
    chosen
        The name of the column of every item.
    proposed
        The items of which the column was proposed, and by what: 'name', 'text' or 'number'.
    word
        What a row is called by its number: 'row', or 'line' of a file.
    lines
        Gives the numbers of rows in the file; None where they are those of the data.
    cells
        Gives what some rows hold for the items, from one row to another; None where all rows are people's.
    """

    n: int
    columns: list[Column]
    extra: Any
    notes: list[Issue] = field(default_factory=list)
    chosen: dict[str, Any] = field(default_factory=dict)
    proposed: dict[str, Why] = field(default_factory=dict)
    word: str = "row"
    lines: Callable[[Sequence[int]], dict[int, int]] | None = None
    cells: Callable[[int, int], list[tuple[Any, ...]]] | None = None


def how_of(form: AnswerForm, reading: Reading) -> How:
    """Return options of reading as they are used.

    Raises
    ------
    ArgumentError
        One cannot be what it was given.
    """
    rows, sheet, long = reading.get("header_rows"), reading.get("sheet"), reading.get("long")
    footer, occasions = reading.get("footer_rows"), reading.get("occasions")
    issues = []
    if rows is not None and not _is_count(rows):
        message = f"Expected a number of rows from 1 to {MOST_HEADER_ROWS}."
        issues.append(Issue("header-rows-out-of-range", "$.header_rows", message, facts={"most": MOST_HEADER_ROWS}))
    if footer is not None and not (type(footer) is int and footer >= 0):
        message = "Expected a number of rows, 0 or more."
        issues.append(Issue("footer-rows-out-of-range", "$.footer_rows", message, "Give a whole number."))
    if not _is_name(sheet):
        issues.append(Issue("sheet-not-a-name", "$.sheet", "Expected the name of a sheet.", "Give a text."))
    if long is not None and not _is_long(long):
        message = "Expected the columns of 'person', 'item' and 'answer', and of 'occasion' where there is one."
        hint = "Give a mapping, as in {'person': 'id', 'item': 'item', 'answer': 'resp'}."
        issues.append(Issue("long-not-a-mapping", "$.long", message, hint))
    if occasions is not None and not _are_occasions(occasions):
        hint = "Give a list, as in ['t1', 't2'] for columns such as q01_t1 and q01_t2."
        issues.append(Issue("occasions-not-names", "$.occasions", "Expected two or more names, each once.", hint))
    if long is not None and occasions is not None:
        message = "Data are either in long format or wide by occasion."
        issues.append(Issue("two-formats", "$.occasions", message, "In long format, name the column of 'occasion'."))
    if issues:
        raise ArgumentError("These options of reading cannot be.", issues)
    words = words_of(form, reading.get("labels"))
    suffixes = None if occasions is None else tuple(occasions)
    return How(reading.get("columns"), words, rows, footer, sheet, long, suffixes)


def check_no_sheets(how: How) -> None:
    """Raise an error where a sheet is named of what is not a workbook."""
    if how.sheet is not None:
        message = "These data are not a workbook, and have no sheets."
        issue = Issue("not-a-workbook", "$.sheet", message, "Leave the option out, or give the path of the workbook.")
        raise ArgumentError("The option 'sheet' is of workbooks alone.", [issue])


def needing_memory(reading: Reading, *, taken: Container[str] = IN_PARTS) -> list[str]:
    """Return the options that are given and that data which are read in parts, or by a query, cannot follow."""
    return [name for name, value in reading.items() if value is not None and name not in taken]


def check_in_parts(reading: Reading, *, taken: Container[str] = IN_PARTS) -> None:
    """Raise an error for an option that data which are read in parts, or by a query, cannot follow."""
    if given := needing_memory(reading, taken=taken):
        message = f"Data that are read in parts cannot be read with {', '.join(map(repr, given))}."
        hint = "Read them into memory first, as one frame or file."
        issue = Issue("not-in-parts", f"$.{given[0]}", message, hint, facts={"options": tuple(given)})
        raise ArgumentError("These options need the data in memory.", [issue])


def _is_count(rows: Any) -> bool:
    return type(rows) is int and 1 <= rows <= MOST_HEADER_ROWS


def _is_name(sheet: Any) -> bool:
    return sheet is None or isinstance(sheet, str)


def _is_long(long: Any) -> bool:
    return (
        isinstance(long, Mapping)
        and all(isinstance(name, str) for name in long.values())
        and {"person", "item", "answer"} <= set(long) <= _LONG
        and len({*long.values()}) == len(long)
    )


def _are_occasions(names: object) -> bool:
    return (
        isinstance(names, list | tuple)
        and all(isinstance(name, str) and name for name in names)
        and len(names) == len(set(names)) > 1
    )
