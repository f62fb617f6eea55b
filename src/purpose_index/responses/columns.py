"""The columns of data, one an item, that give up their codes block by block, and remember what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ResponseError
from purpose_index.responses.cells import code_of, issue_of
from purpose_index.responses.form import EMPTY, NOT_SHOWN
from purpose_index.responses.numeric import BLOCK, NumberCoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Fact, Issue
    from purpose_index.responses.form import AnswerForm, ItemForm

    Block = tuple[NDArray[Any], NDArray[np.uint8] | None]  # values, and 1 where there is one (None: everywhere)
    Cells = Callable[[int, int], Block]
    Problem = tuple[int, int, list[int]]  # which, how often, and the first rows; none where rows have no order

ROWS_SHOWN = 5


class Column:
    """A column of answers to one item.

    Parameters
    ----------
    item
        What may be answered.
    text
        Whether the column comes from a text file.
    """

    def __init__(self, item: ItemForm, *, text: bool = False) -> None:
        self.item = item
        self.text = text
        self.problems: list[Problem] = []

    def read(self, start: int, stop: int, out: NDArray[np.uint8], *, reverse: bool) -> NDArray[np.uint8] | None:
        """Write codes into `out`, 0 where missing; return 1 where answered and 0 where not, None where all are."""
        answered, rows, codes = self._read(start, stop, out, reverse=reverse)
        if len(rows):
            self._note(start, rows, codes)
        return answered

    def code(self, start: int, stop: int, out: NDArray[np.int8]) -> None:
        """Write codes into `out`, the missing ones negative."""
        answered, rows, codes = self._read(start, stop, out.view(np.uint8), reverse=False)
        if answered is not None:
            out[answered == 0] = EMPTY
        out[rows] = codes
        if len(rows):
            self._note(start, rows, codes)

    def issues(self) -> Iterable[Issue]:
        """Return an issue for every kind of problem in what was read, with its count and first rows."""
        found: dict[int, tuple[int, list[int]]] = {}
        for problem, count, rows in self.problems:
            before, first = found.get(problem, (0, []))
            found[problem] = before + count, sorted([*first, *rows])[:ROWS_SHOWN]
        for problem, (count, first) in sorted(found.items(), reverse=True):
            where = f"row{'s' if count > 1 else ''} {', '.join(map(str, first))}{', ...' * (count > len(first))}"
            subject = f"{count} answer{'s' * (count > 1)}{f' ({where})' * bool(first)} {'are' if count > 1 else 'is'}"
            facts: dict[str, Fact] = {"answers": count, **({"rows": tuple(first)} if first else {})}
            yield issue_of(problem, f"$.columns.{self.item.id}", subject, self.item, text=self.text, facts=facts)

    def _note(self, start: int, rows: NDArray[np.intp], codes: NDArray[np.int8]) -> None:
        for problem in np.unique(codes[codes < NOT_SHOWN]):
            where = rows[codes == problem]
            first = [start + int(row) + 1 for row in np.sort(where)[:ROWS_SHOWN]]
            self.problems.append((int(problem), len(where), first))

    def _read(
        self, start: int, stop: int, out: NDArray[np.uint8], *, reverse: bool
    ) -> tuple[NDArray[np.uint8] | None, NDArray[np.intp], NDArray[np.int8]]:
        raise NotImplementedError


class NumberColumn(Column):
    """A column of integers or floats: `cells(start, stop)` gives its values, and 1 where there is one (None: all)."""

    def __init__(self, item: ItemForm, cells: Cells) -> None:
        super().__init__(item)
        self.cells = cells
        self.coder: NumberCoder = NumberCoder(item)

    def _read(
        self, start: int, stop: int, out: NDArray[np.uint8], *, reverse: bool
    ) -> tuple[NDArray[np.uint8] | None, NDArray[np.intp], NDArray[np.int8]]:
        values, answered = self.cells(start, stop)
        return self.coder.code(values, answered, out, reverse=reverse)


class CodeColumn(Column):
    """A column whose codes are known already, problems among them."""

    def __init__(self, item: ItemForm, codes: NDArray[np.int8], *, text: bool = False) -> None:
        super().__init__(item, text=text)
        self.codes = codes
        self.top: int = len(item.values) - 1

    def _read(
        self, start: int, stop: int, out: NDArray[np.uint8], *, reverse: bool
    ) -> tuple[NDArray[np.uint8] | None, NDArray[np.intp], NDArray[np.int8]]:
        block = self.codes[start:stop]
        answered = (block >= 0).view(np.uint8)
        np.subtract(self.top, block, out=out.view(np.int8)) if reverse else np.copyto(out.view(np.int8), block)
        np.multiply(out, answered, out=out)
        rows = np.flatnonzero(block < EMPTY)
        return answered, rows, block[rows]


def code_column(item: ItemForm, values: Iterable[object], *, text: bool = False) -> CodeColumn:
    """Return a column of any Python objects, coded one by one."""
    codes = np.fromiter((code_of(value, item.codes, text=text) for value in values), np.int8)
    return CodeColumn(item, codes, text=text)


def codes_of(n: int, columns: Sequence[Column]) -> NDArray[np.int8]:
    """Return the (n, k) codes of the columns of all items."""
    codes = np.empty((n, len(columns)), np.int8, order="F")
    for j, column in enumerate(columns):
        for start in range(0, n, BLOCK):
            stop = min(start + BLOCK, n)
            column.code(start, stop, codes[start:stop, j])
    return codes


def check_columns(form: AnswerForm, columns: Sequence[Column]) -> None:
    """Raise an error that lists what is wrong with the columns that were read; return where nothing is."""
    issues = [issue for column in columns for issue in column.issues()]
    if issues:
        raise ResponseError(f"These data do not fit {form.name}.", issues)
