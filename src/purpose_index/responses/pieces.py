"""A file of rows that need not fit in memory: the same reading, a piece at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ResponseError
from purpose_index.responses.summary_rows import summary_rows
from purpose_index.responses.table import header_of, read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.read import How, Read
    from purpose_index.responses.table import Row, Rows

MOST = 1 << 18  # rows of text in memory at once


def pieces_of(form: AnswerForm, rows: Rows, how: How, at_once: int = 1) -> Iterator[Read]:
    """Yield what some rows hold, `at_once` or more up to `MOST`, as if they stood alone below the header."""
    header: list[Row] = []
    for block in _joined(rows.blocks(), min(at_once, MOST)):
        read = read_table(form, _Piece(rows, [*header, *block]), how)
        if issue := summary_rows(form, read, how):  # reading the file as one says it best
            raise ResponseError(f"These data do not fit {form.name}.", [issue])
        yield read
        header = header or header_of(_Piece(rows, block), how.header_rows or 1)


def _joined(blocks: Iterator[list[Row]], rows: int) -> Iterator[list[Row]]:
    held: list[Row] = []
    for block in blocks:
        held += block
        if len(held) >= rows:
            yield held
            held = []
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some of the rows of a file, as all of them."""

    whole: Rows
    rows: list[Row]

    @property
    def row_word(self) -> str:
        return self.whole.row_word

    @property
    def decimal_comma(self) -> bool:
        return self.whole.decimal_comma

    @property
    def empty(self) -> Any:
        return self.whole.empty

    def filled(self, row: Row) -> bool:
        return self.whole.filled(row)

    def blocks(self, progress: Callable[[float], None] | None = None) -> Iterator[list[Row]]:
        yield self.rows

    def numbered(self) -> Iterator[tuple[int, Row]]:
        return enumerate(self.rows, 1)
