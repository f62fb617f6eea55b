"""The columns of a file of rows, CSV or a sheet: cleaned of what spreadsheets leave, matched and coded in one pass."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

import numpy as np

from purpose_index.errors import Issue, ResponseError
from purpose_index.responses.cells import THOUSANDS, code_of
from purpose_index.responses.columns import CodeColumn
from purpose_index.responses.csv_file import CsvFile
from purpose_index.responses.form import NOT_SHOWN
from purpose_index.responses.grid import Grid
from purpose_index.responses.match import SAMPLED, match_columns
from purpose_index.responses.names import distinct_names
from purpose_index.responses.read import MOST_HEADER_ROWS, Read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from purpose_index.errors import Fact
    from purpose_index.responses.columns import Column
    from purpose_index.responses.form import AnswerForm, ItemForm
    from purpose_index.responses.labels import Words
    from purpose_index.responses.match import Matched
    from purpose_index.responses.read import How

Row = list[Any]
Columns: TypeAlias = "Grid | list[tuple[Any, ...]]"
SHOWN = 5
_POINTED = re.compile(r"\s*[+-]?[0-9]{1,3}(\.[0-9]{3})+\s*", re.ASCII)  # where commas are decimal marks


class Lists(NamedTuple):
    """Columns as lists by name, what a row is called by its number, and what gives the numbers of rows in a file."""

    columns: dict[Any, list[Any]]
    word: str = "row"
    lines: Callable[[Sequence[int]], dict[int, int]] | None = None


class Rows(Protocol):
    """The rows of a file, to be read as often as is needed."""

    @property
    def row_word(self) -> str:
        """What a row is called by its number."""

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma is a decimal mark."""

    @property
    def empty(self) -> Any:
        """What an empty cell is."""

    def filled(self, row: Row) -> bool:
        """Whether a row holds anything."""

    def blocks(self, progress: Callable[[float], None] | None = None) -> Iterator[list[Row]]:
        """Yield the rows, many at a time."""

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Yield every row with its number."""


def read_table(form: AnswerForm, rows: Rows, how: How, progress: Callable[[float], None] | None = None) -> Read:
    """Return what a file holds: the columns of the items, coded, and all others as lists by name."""
    layout = layout_of(form, rows, how)
    return layout.read(layout.blocks(progress))


def layout_of(form: AnswerForm, rows: Rows, how: How) -> Layout:
    """Return which column of a file is which, from the rows above the first person."""
    header = header_of(rows, how.header_rows or 1)
    at = _row_of_names(form, header, how)
    heads = [name_of(cell) for cell in header[at]] if header else []
    names, repeated = distinct_names(heads)
    beside = [row for i, row in enumerate(header) if i != at]
    table = _Table(rows, len(header), len(names))

    def sample() -> dict[Any, tuple[Any, ...]]:
        return dict(zip(names, zip(*(row for _, row in islice(table.numbered(), SAMPLED)), strict=True), strict=False))

    matched = match_columns(
        form,
        names,
        how.columns,
        beside=beside,
        repeated=repeated,
        sample=sample,
        first=lambda: [row for _, row in islice(table.numbered(), MOST_HEADER_ROWS)],
    )
    if at:
        said = f"Row {at + 1} of the {len(header)} header rows names the columns."
        matched.notes.append(Issue("header-row-taken", "$.header_rows", said, facts={"row": at + 1}))
    return Layout(form, how, table, heads, names, matched)


class Layout(NamedTuple):
    """Which column of a file is which.

    Parameters
    ----------
    form, how
        What may be answered, and how the file is to be read.
    table
        The rows below the header.
    heads, names
        What stands above every column, and the names, each once.
    matched
        Which column holds which item.
    """

    form: AnswerForm
    how: How
    table: _Table
    heads: list[str]
    names: list[str]
    matched: Matched

    def blocks(self, progress: Callable[[float], None] | None = None) -> Iterator[list[Row] | Grid]:
        """Yield the rows below the header, many at a time."""
        return self.table.blocks(progress)

    def read(self, blocks: Iterable[list[Row] | Grid], before: int = 0) -> Read:
        """Return what blocks of rows hold, which begin below so many others."""
        table, names, chosen, rows = self.table, self.names, self.matched.chosen, self.table.rows
        words = self.how.words_of(self.form)
        memos = [_Memo(item, own, rows) for item, own in zip(self.form.items, words, strict=True)]
        extra = _read_cells(blocks, names, dict(zip(chosen, memos, strict=True)))
        n = max(0, len(memos[0].codes) - (self.how.footer_rows or 0))
        extra = {name: cells[:n] for name, cells in extra.items()} if self.how.footer_rows else extra
        nameless = [name for name, head in zip(names, self.heads, strict=True) if not head and name in extra]
        blank = [name for name in nameless if not rows.filled(extra[name])]
        for name in blank:
            del extra[name]
        odd = _Odd(table, [names.index(name) for name in chosen], memos, range(before, before + n))
        columns: list[Column] = [memo.column(n, partial(odd.of, j)) for j, memo in enumerate(memos)]
        renamed = sum(name in extra and name != head for name, head in zip(names, self.heads, strict=True))
        return Read(
            n=n,
            columns=columns,
            extra=extra or None,
            notes=[*self.matched.notes, *table.notes(blank=len(blank), renamed=renamed)],
            chosen=dict(zip(self.form.ids, chosen, strict=True)),
            proposed=dict(self.matched.proposed),
            word=rows.row_word,
            lines=partial(table.lines, before=before),
            cells=odd.cells,
        )


def _read_cells(
    blocks: Iterable[list[Row] | Grid], names: Sequence[str], memos: Mapping[str, _Memo]
) -> dict[str, list[Any]]:
    """Code the columns that have a memo, by name, and return all others as lists."""
    extra: dict[str, list[Any]] = {name: [] for name in names if name not in memos}
    for block in blocks:
        columns = _columns(block)
        for j, name in enumerate(names):
            memos[name].read(columns, j) if name in memos else extra[name].extend(_cells(columns, j))
    return extra


def header_of(rows: Rows, most: int) -> list[Row]:
    """Return the first rows that hold anything."""
    return list(islice((row for _, row in rows.numbered() if rows.filled(row)), most))


class _Table:
    """The rows below the header, without the blank ones, all of one width."""

    def __init__(self, rows: Rows, header: int, width: int) -> None:
        self.rows = rows
        self.header = header
        self.width = width
        self.blank: int = 0
        self.short: int = 0
        self.ragged: int = 0

    def blocks(self, progress: Callable[[float], None] | None) -> Iterator[list[Row] | Grid]:
        """Yield the rows, many at a time; raise an error at the end where some are too long."""
        for block in self._parts(progress):
            part = block if isinstance(block, Grid) else self._cleaned(block)
            if len(part) and not self.ragged:
                yield part
        if self.ragged:
            raise self._unequal()

    def _parts(self, progress: Callable[[float], None] | None) -> Iterator[list[Row] | Grid]:
        if isinstance(self.rows, CsvFile) and self.rows.has_plain_lines and self.width:
            return self.rows.parts(self.header, self.width, progress)
        return self._below_header(progress)

    def _below_header(self, progress: Callable[[float], None] | None) -> Iterator[list[Row]]:
        left = self.header
        for block in self.rows.blocks(progress):
            filled = [i for i, row in enumerate(block) if self.rows.filled(row)][:left] if left else []
            yield block[filled[-1] + 1 :] if filled else [] if left else block
            left -= len(filled)

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Yield the same rows, each with its number in the file."""
        for number, row in self._body():
            if (row or self.width == 1) and (cleaned := self._cleaned([row], count=False)):
                yield number, cleaned[0]

    def _body(self) -> Iterator[tuple[int, Row]]:
        """Yield every row below the header as it stands, with its number in the file."""
        left = self.header
        for number, row in self.rows.numbered():
            if left:
                left -= self.rows.filled(row)
            else:
                yield number, row

    def lines(self, rows: Sequence[int], *, before: int = 0) -> dict[int, int]:
        """Return the number in the file of some rows, counted from 1 below so many others."""
        wanted, last = set(rows), max(rows, default=0)
        numbers = {}
        for row, (number, _) in enumerate(self.numbered(), 1 - before):
            if row in wanted:
                numbers[row] = number
            if row >= last:
                break
        return numbers

    def notes(self, *, blank: int, renamed: int) -> Iterator[Issue]:
        """Yield what was left out, added or renamed: `blank` and `renamed` columns among it."""
        if self.blank:
            said = f"{self.blank} blank row{'s were' if self.blank > 1 else ' was'} left out."
            yield Issue("blank-rows", "$.rows", said, facts={"count": self.blank})
        if blank:
            said = (
                f"{blank} column{'s' * (blank > 1)} without a name or a cell {'were' if blank > 1 else 'was'} left out."
            )
            yield Issue("blank-columns", "$.columns", said, facts={"count": blank})
        if renamed:
            said = (
                f"{renamed} column{'s have' if renamed > 1 else ' has'} the name of an earlier one, and got a number."
            )
            yield Issue("repeated-names", "$.columns", said, facts={"count": renamed})
        if self.short:
            said = f"{self.short} row{'s end' if self.short > 1 else ' ends'} early: what lacks was read as empty."
            hint = "A spreadsheet drops empty cells at the end; a file that broke off looks the same."
            yield Issue("short-rows", "$.rows", said, hint, facts={"count": self.short})

    def _cleaned(self, block: list[Row], *, count: bool = True) -> list[Row]:
        width, filled = self.width, self.rows.filled
        if set(map(len, block)) == {width} and (width == 1 or all(map(filled, block))):
            return block
        cleaned, blank, short, ragged = [], 0, 0, 0
        for row in block:
            cells = row if len(row) <= width else None if filled(row[width:]) else row[:width]
            if cells is None:
                ragged += 1
            elif width > 1 and not filled(cells):
                blank += bool(cells)
            elif width == 1 or cells:
                short += len(cells) < width and width > 1
                cleaned.append(cells if len(cells) == width else [*cells, *[self.rows.empty] * (width - len(cells))])
        if count:
            self.blank += blank
            self.short += short
            self.ragged += ragged
        return cleaned

    def _unequal(self) -> ResponseError:
        longer = (number for number, row in self._body() if self.rows.filled(row[self.width :]))
        first = list(islice(longer, SHOWN))
        word, listed = self.rows.row_word, ", ".join(map(str, first))
        many = self.ragged > 1
        message = (
            f"{self.ragged} row{'s have' if many else ' has'} more than {self.width} cells, which is what the header "
            f"has; the first: {word}{'s' * (len(first) > 1)} {listed}."
        )
        facts: dict[str, Fact] = {"count": self.ragged, "cells": self.width, "first": tuple(first[:3])}
        hint = "Quote cells that hold the delimiter."
        if many and all(len(row) == self.width + 1 for _, row in self._body() if self.rows.filled(row)):
            hint = (
                "Every row has one cell more, as where the first column has no heading: give it one (in R, write.table "
                "with row.names=FALSE or col.names=NA)."
            )
        issue = Issue("ragged-rows", "$.rows", message, hint, facts=facts)
        return ResponseError("The rows of this file are of unequal length.", [issue])


class _Memo(dict[Any, int]):
    """The codes of the cells of a column: each distinct one is looked at once."""

    def __init__(self, item: ItemForm, words: Words | None, rows: Rows) -> None:
        super().__init__()
        self.item = item
        self.words = words
        self.comma = rows.decimal_comma
        self.typed = rows.empty is None
        self.codes = array("b")

    def __missing__(self, cell: Any) -> int:
        value = cell if isinstance(cell, str) else cell[1]
        if self.comma and isinstance(value, str) and _POINTED.fullmatch(value):
            code = THOUSANDS
        else:
            code = code_of(value, self.item.codes, text=True, words=self.words)
        self[cell] = code
        return code

    def read(self, columns: Columns, j: int) -> None:
        if isinstance(columns, Grid):
            self.codes.frombytes(columns.codes(j, self.__getitem__).tobytes())
        else:
            self.codes.extend(map(self.__getitem__, map(_key, columns[j]) if self.typed else columns[j]))

    def column(self, n: int, odd: Callable[[], Counter[Any]]) -> CodeColumn:
        return CodeColumn(self.item, np.frombuffer(self.codes, np.int8, n), text=True, odd=odd)


class _Odd:
    """The cells of some rows of a file, those that are no answers and others: found in a second pass."""

    def __init__(self, table: _Table, places: list[int], memos: list[_Memo], rows: range) -> None:
        self.table = table
        self.places = places
        self.memos = memos
        self.rows = rows
        self.found: list[Counter[Any]] | None = None

    def of(self, j: int) -> Counter[Any]:
        if self.found is None:
            self.found = [Counter() for _ in self.memos]
            look = [
                (place, memo, count)
                for place, memo, count in zip(self.places, self.memos, self.found, strict=True)
                if any(code < NOT_SHOWN for code in memo.values())
            ]
            for _, row in islice(self.table.numbered(), self.rows.start, self.rows.stop):
                for place, memo, count in look:
                    if memo[_key(row[place])] < NOT_SHOWN:
                        count[row[place]] += 1
        return self.found[j]

    def cells(self, start: int, stop: int) -> list[tuple[Any, ...]]:
        """Return what some rows hold for the items."""
        wanted = self.rows[start:stop]
        rows = islice(self.table.numbered(), wanted.start, wanted.stop)
        return [tuple(row[place] for place in self.places) for _, row in rows]


def _row_of_names(form: AnswerForm, header: list[Row], how: How) -> int:
    """Return which of the header rows names the most items; the first of equals."""
    given = how.columns if isinstance(how.columns, Mapping) else {}
    looked_for = {str(given.get(item.id, item.column)) for item in form.items}
    matched = [len(looked_for.intersection(map(name_of, row))) for row in header]
    return matched.index(max(matched)) if matched else 0


def _columns(block: list[Row] | Grid) -> Columns:
    """Return a block of rows by columns; a grid gives them when they are asked for."""
    return block if isinstance(block, Grid) else list(zip(*block, strict=True))


def _cells(columns: Columns, j: int) -> Sequence[Any]:
    return columns.texts(j) if isinstance(columns, Grid) else columns[j]


def _key(cell: Any) -> Any:
    """Return a key of a cell: a text itself, anything else with its type, since True and 1.0 are equal."""
    return cell if isinstance(cell, str) else (type(cell), cell)


def name_of(cell: Any) -> str:
    """Return a cell as a name; a sheet keeps whole numbers as floats."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def read_lists(rows: Rows, how: How) -> Lists:
    """Return all columns of a file as lists by name."""
    header = header_of(rows, how.header_rows or 1)
    names, _ = distinct_names([name_of(cell) for cell in header[0]]) if header else ([], {})
    table = _Table(rows, len(header), len(names))
    lists = _read_cells(table.blocks(None), names, {})
    last = max(map(len, lists.values()), default=0) - (how.footer_rows or 0)
    return Lists({name: cells[: max(0, last)] for name, cells in lists.items()}, rows.row_word, table.lines)
