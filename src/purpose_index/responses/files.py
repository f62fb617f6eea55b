"""Answers in CSV files, read with Python's own reader, and where Parquet comes in."""

from __future__ import annotations

import csv
from array import array
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.responses.cells import code_of
from purpose_index.responses.columns import CodeColumn
from purpose_index.responses.match import check_names, match_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from purpose_index.responses.form import AnswerForm, ItemForm

PARQUET_SUFFIXES = frozenset({".parquet", ".pq"})
DELIMITERS = ",;\t"
_ROWS = 1 << 15


def csv_columns(
    form: AnswerForm,
    path: Path,
    columns: Mapping[str, Any] | None,
    progress: Callable[[float], None] | None = None,
) -> tuple[list[CodeColumn], dict[str, list[str]]]:
    """Return the columns of the items in a CSV file, and all other columns as lists of text by name."""
    with _refused("CSV", csv.Error), path.open("rb") as raw, TextIOWrapper(raw, "utf-8-sig", newline="") as file:
        size = path.stat().st_size or 1
        delimiter = max(DELIMITERS, key=file.readline().count)
        file.seek(0)
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        names = next(rows, [])
        check_names(names)
        memos = [_Memo(item) for item in form.items]
        readers = dict(zip(match_columns(form, names, columns), memos, strict=True))
        extra: dict[str, list[str]] = {name: [] for name in names if name not in readers}
        for block in _blocks(rows, len(names)):
            for name, cells in zip(names, zip(*block, strict=True), strict=True):
                readers[name].read(cells) if name in readers else extra[name].extend(cells)
            if progress is not None:
                progress(raw.tell() / size)
    return [memo.column() for memo in memos], extra


class _Memo(dict[str, int]):
    """The codes of the texts of a column: each distinct one is looked at once."""

    def __init__(self, item: ItemForm) -> None:
        super().__init__()
        self.item = item
        self.codes = array("b")

    def __missing__(self, text: str) -> int:
        code = self[text] = code_of(text, self.item.codes, text=True)
        return code

    def read(self, cells: tuple[str, ...]) -> None:
        self.codes.extend(map(self.__getitem__, cells))

    def column(self) -> CodeColumn:
        return CodeColumn(self.item, np.frombuffer(self.codes, np.int8), text=True)


def _blocks(rows: Iterator[list[str]], width: int) -> Iterator[list[list[str]]]:
    """Yield rows by many at a time; raise an error for rows of another length than the header."""
    ragged: list[int] = []
    count = 0
    for lines in iter(lambda: list(islice(rows, _ROWS)), []):
        block = [row for row in lines if row]
        ragged += [count + i for i, row in enumerate(block, 1) if len(row) != width]
        count += len(block)
        if block and not ragged:
            yield block
    if ragged:
        first = ", ".join(map(str, ragged[:5]))
        message = f"{len(ragged)} rows have not {width} cells, as the header has; the first are rows {first}."
        issue = Issue("ragged-rows", "$.rows", message, "Quote cells that hold the delimiter.")
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
    path.open("rb").close()  # which says better than they do why a path cannot be read
    with _refused("Parquet", Exception):
        return read_table(path)


@contextmanager
def _refused(kind: str, damage: type[Exception]) -> Iterator[None]:
    """Say what a reader cannot make out as an issue, without what it raised itself, which may hold cells."""
    try:
        yield
        return
    except (OSError, ResponseError):
        raise
    except UnicodeDecodeError:
        issue = Issue("data-not-utf8", "$", "The file is not UTF-8 text.", "Save it as 'CSV UTF-8'.")
    except damage:
        hint = "Is this the right file?" + " Are all its quotes closed?" * (kind == "CSV")
        issue = Issue("unreadable-file", "$", f"It is not {kind}, or it is damaged.", hint)
    raise ResponseError("This file cannot be read.", [issue])
