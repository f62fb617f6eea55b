"""A file of rows that need not fit in memory: the same reading, a piece at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.errors import ResponseError
from purpose_index.responses.summary_rows import summary_rows
from purpose_index.responses.table import layout_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.read import How, Read
    from purpose_index.responses.table import Rows

MOST = 1 << 18  # rows of text in memory at once


def pieces_of(form: AnswerForm, rows: Rows, how: How, at_once: int = 1) -> Iterator[Read]:
    """Yield what a file holds, `at_once` rows or more at a time, up to `MOST`."""
    layout = layout_of(form, rows, how)
    before = 0
    for blocks in _together(layout.blocks(), min(at_once, MOST)):
        read = layout.read(blocks, before)
        if issue := summary_rows(form, read, how):  # reading the file as one says it best
            raise ResponseError(f"These data do not fit {form.name}.", [issue])
        yield read
        before += read.n


def _together(blocks: Iterator[Any], rows: int) -> Iterator[list[Any]]:
    """Yield blocks in lists of so many rows or more."""
    held: list[Any] = []
    for block in blocks:
        held.append(block)
        if sum(map(len, held)) >= rows:
            yield held
            held = []
    if held:
        yield held
