"""Answers in CSV files, read with Python's own reader, and where Parquet comes in."""

from __future__ import annotations

import csv
import re
import stat
from array import array
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import numpy as np

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.responses.cells import code_of
from purpose_index.responses.columns import CodeColumn
from purpose_index.responses.match import check_names, match_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from purpose_index.responses.form import AnswerForm, ItemForm

T = TypeVar("T")

PARQUET_SUFFIXES = frozenset({".parquet", ".pq"})
DELIMITERS = ",;\t"
LONGEST_LINE = 1 << 20  # characters
_ROWS = 1 << 15
_SEPARATOR = re.compile(rf'"?sep=([{DELIMITERS}])"?\s*', re.IGNORECASE)
_WITH_COMMA = re.compile(r"\s*[+-]?[0-9]+,([0-9]{1,2}|[0-9]{4,})?\s*", re.ASCII)  # 1,000 may be a thousand


def csv_columns(
    form: AnswerForm,
    path: Path,
    columns: Mapping[str, Any] | None,
    progress: Callable[[float], None] | None = None,
) -> tuple[list[CodeColumn], dict[str, list[str]]]:
    """Return the columns of the items in a CSV file, and all other columns as lists of text by name.

    Where semicolons or tabs part the cells, as a Dutch spreadsheet writes them, a comma is a decimal mark.
    Blank lines before the names of the columns are passed over, and so is Excel's 'sep=;', which says what parts them.
    """
    size = _size(path) or 1

    def read() -> tuple[list[CodeColumn], dict[str, list[str]]]:
        with path.open("rb") as raw, TextIOWrapper(raw, "utf-8-sig", newline="") as file:
            first = next(filter(str.strip, _lines(file)), "")
            said = _SEPARATOR.fullmatch(first)
            delimiter = said[1] if said else max(DELIMITERS, key=first.count)
            file.seek(0)
            lines = _lines(file)
            if said:
                next(filter(str.strip, lines))
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            names = next(filter(None, rows), [])
            check_names(names)
            memos = [_Memo(item, comma=delimiter != ",") for item in form.items]
            readers = dict(zip(match_columns(form, names, columns), memos, strict=True))
            extra: dict[str, list[str]] = {name: [] for name in names if name not in readers}
            for block in _blocks(rows, len(names)):
                for name, cells in zip(names, zip(*block, strict=True), strict=True):
                    readers[name].read(cells) if name in readers else extra[name].extend(cells)
                if progress is not None:
                    progress(raw.tell() / size)
        return [memo.column() for memo in memos], extra

    return _read("CSV", read, csv.Error)


class _Memo(dict[str, int]):
    """The codes of the texts of a column: each distinct one is looked at once."""

    def __init__(self, item: ItemForm, *, comma: bool) -> None:
        super().__init__()
        self.item = item
        self.comma = comma
        self.codes = array("b")

    def __missing__(self, text: str) -> int:
        number = text.replace(",", ".") if self.comma and _WITH_COMMA.fullmatch(text) else text
        code = self[text] = code_of(number, self.item.codes, text=True)
        return code

    def read(self, cells: tuple[str, ...]) -> None:
        self.codes.extend(map(self.__getitem__, cells))

    def column(self) -> CodeColumn:
        return CodeColumn(self.item, np.frombuffer(self.codes, np.int8), text=True)


def _size(path: Path) -> int:
    """Return the size of a file in bytes; raise an error where it is none that ends, such as a device or a pipe."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):  # opening says better of a folder
        message = "This is a device or a pipe, not a file with data."
        issue = Issue("not-a-data-file", "$", message, "Save the data in a file, and name that.")
        raise ResponseError("This file cannot be read.", [issue])
    return found.st_size


def _lines(file: TextIO) -> Iterator[str]:
    """Yield lines that end: a file without line ends would fill all memory before it could be refused."""
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            message = f"There is a line of {LONGEST_LINE:,} characters or more."
            issue = Issue("endless-line", "$", message, "Is this the right file?", facts={"longest": LONGEST_LINE})
            raise ResponseError("This file cannot be read.", [issue])
        yield line


def _blocks(rows: Iterator[list[str]], width: int) -> Iterator[list[list[str]]]:
    """Yield rows by many at a time; raise an error for rows of another length than the header.

    A blank line is passed over; in a file of one column it is a person who did not answer.
    """
    ragged: list[int] = []
    count = 0
    for lines in iter(lambda: list(islice(rows, _ROWS)), []):
        block = [row or [""] for row in lines] if width == 1 else [row for row in lines if row]
        ragged += [count + i for i, row in enumerate(block, 1) if len(row) != width]
        count += len(block)
        if block and not ragged:
            yield block
    if ragged:
        first = ", ".join(map(str, ragged[:5]))
        message = f"{len(ragged)} rows do not have {width} cells, as the header does; the first are rows {first}."
        issue = Issue(
            "ragged-rows",
            "$.rows",
            message,
            "Quote cells that hold the delimiter.",
            facts={"count": len(ragged), "cells": width, "first": tuple(ragged[:3])},
        )
        raise ResponseError("The rows of this file are of unequal length.", [issue])


def parquet_frame(path: Path) -> Any:
    """Return a Parquet file as a pyarrow table, or as a polars data frame where only polars is there."""
    try:
        from pyarrow.parquet import read_table
    except ImportError:
        try:
            from polars import read_parquet as read_table
        except ImportError:
            issue = Issue("no-parquet-reader", "$", "Parquet needs pyarrow or polars.", "Run: pip install pyarrow")
            raise ArgumentError("A Parquet file cannot be read here.", [issue]) from None
    _size(path)
    path.open("rb").close()  # which says better than they do why a path cannot be read

    def read() -> Any:
        table = read_table(path)
        if hasattr(table, "validate"):  # polars has validated it while reading
            table.validate(full=True)
            table.column_names  # noqa: B018 (they are decoded when they are asked for)
        return table

    return _read("Parquet", read, Exception)


def _read(kind: str, read: Callable[[], T], damage: type[Exception]) -> T:
    """Say what a reader cannot make out as an issue, without what it raised itself, which may hold cells.

    The error is raised outside any `except` or `with`, so that it does not carry the other one as its context.
    """
    try:
        return read()
    except ResponseError:
        raise
    except UnicodeDecodeError:
        hint = "Save it as 'CSV UTF-8'." if kind == "CSV" else "It is damaged; make it anew."
        issue = Issue(
            "data-not-utf8", "$", f"The {kind} file holds text that is not UTF-8.", hint, facts={"kind": kind}
        )
    except damage:
        hint = "Is this the right file?" + " Are all its quotes closed?" * (kind == "CSV")
        issue = Issue("unreadable-file", "$", f"It is not {kind}, or it is damaged.", hint, facts={"kind": kind})
    raise ResponseError("This file cannot be read.", [issue])
