"""Answers in files: which reader a file needs, and what is said where it cannot be read."""

from __future__ import annotations

import stat
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.responses.csv_file import UTF_16, WINDOWS, CsvFile, encodings
from purpose_index.responses.read import check_no_sheets
from purpose_index.responses.sheets import sheet_of
from purpose_index.responses.table import header_of, read_lists, read_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.read import How, Read
    from purpose_index.responses.table import Lists, Rows

T = TypeVar("T")

PARQUET_SUFFIXES = frozenset({".parquet", ".pq"})
_WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_ZIP = b"PK\x03\x04"
_MANY = (
    "Name one of its files. 'analyze', 'tally', 'teams', 'release' and 'check' read many files at once; 'score_frame' "
    "scores a query of them, such as polars.scan_parquet('answers/*.parquet')."
)


def read_file(form: AnswerForm, path: Path, how: How, progress: Callable[[float], None] | None = None) -> Read:
    """Return the columns of the items in a CSV file or a workbook, and all other columns as lists by name."""
    read, encoding = with_rows(path, how, lambda rows: read_table(form, rows, how, progress))
    if encoding in _SAID:
        said = f"The file was read as {_SAID[encoding]}."
        hint = "See whether letters with accents are right; 'CSV UTF-8' leaves no doubt." if encoding == WINDOWS else ""
        read.notes.append(Issue("encoding-read", "$", said, hint, facts={"encoding": _SAID[encoding]}))
    return read


def lists_of(path: Path, how: How) -> Lists:
    """Return all columns of a CSV file or a workbook as lists by name."""
    lists, _ = with_rows(path, how, lambda rows: read_lists(rows, how))
    return lists


def header_of_file(path: Path, how: How, most: int) -> list[list[Any]]:
    """Return the first rows of a CSV file or a workbook that hold anything."""
    rows, _ = with_rows(path, how, lambda rows: header_of(rows, most))
    return rows


_SAID = {UTF_16: "UTF-16", WINDOWS: "Windows-1252"}


def with_rows(path: Path, how: How, use: Callable[[Rows], T]) -> tuple[T, str]:
    """Return what is made of the rows of a file, and the encoding of a text file."""
    check_regular(path)
    with path.open("rb") as file:
        start = file.read(len(_ZIP))
    if start == _ZIP or path.suffix.lower() in _WORKBOOK_SUFFIXES:
        return use(sheet_of(path.read_bytes(), how.sheet)), ""
    check_no_sheets(how)
    for encoding in encodings(path):
        try:
            return use(CsvFile(path, encoding)), encoding
        except UnicodeError:
            continue
    hint = "Save it as 'CSV UTF-8'."
    message = "The CSV file holds text that is not UTF-8."
    raise ResponseError(
        "This file cannot be read.", [Issue("data-not-utf8", "$", message, hint, facts={"kind": "CSV"})]
    )


def check_regular(path: Path) -> None:
    """Raise an error where a path is not a file that can be read and that ends, as a device or a pipe may not."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISREG(kind):
            path.open("rb").close()
            return
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or "not a path"
        raise _no_file("unreadable-path", f"{str(path)!r} cannot be read: {reason}.", str(path), reason) from None
    what = "a folder" if stat.S_ISDIR(kind) else "a device or a pipe"
    raise _no_file("not-a-data-file", f"{str(path)!r} is {what}, not a file with data.", str(path), what)


def _no_file(code: str, message: str, path: str, reason: str) -> ResponseError:
    hint = _MANY if reason == "a folder" or any(mark in path for mark in "*?[") else "Name a file with answers."
    return ResponseError(message, [Issue(code, "$", message, hint, facts={"path": path, "reason": reason})])


def parquet_frame(path: Path) -> Any:
    """Return a Parquet file as a pyarrow table, or as a polars data frame where only polars is there."""
    try:
        from pyarrow.parquet import read_table as read_parquet
    except ImportError:
        try:
            from polars import read_parquet
        except ImportError:
            issue = Issue("no-parquet-reader", "$", "Parquet needs pyarrow or polars.", "Run: pip install pyarrow")
            raise ArgumentError("A Parquet file cannot be read here.", [issue]) from None
    check_regular(path)
    return _undamaged(partial(_parquet, read_parquet, path))


def _parquet(read: Callable[[Any], Any], path: Path) -> Any:
    table = read(path)
    if hasattr(table, "validate"):  # polars has validated it while reading
        table.validate(full=True)
        table.column_names  # noqa: B018 (they are decoded when they are asked for)
    return table


def _undamaged(read: Callable[[], T]) -> T:
    """Say what a reader cannot make out as an issue, without what it raised itself, which may hold cells.

    The error is raised outside any `except` or `with`, so that it does not carry the other one as its context.
    """
    try:
        return read()
    except UnicodeDecodeError:
        message = "The Parquet file holds text that is not UTF-8."
        issue = Issue("data-not-utf8", "$", message, "It is damaged; make it anew.", facts={"kind": "Parquet"})
    except Exception:
        message = "It is not Parquet, or it is damaged."
        issue = Issue("unreadable-file", "$", message, "Is this the right file?", facts={"kind": "Parquet"})
    raise ResponseError("This file cannot be read.", [issue])
