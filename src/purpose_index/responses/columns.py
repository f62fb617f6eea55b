"""The columns of data, one an item, that give up their codes block by block, and remember what is wrong with them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.responses.cells import code_of
from purpose_index.responses.form import EMPTY, NOT_SHOWN
from purpose_index.responses.numeric import BLOCK, NumberCoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from purpose_index.responses.form import ItemForm
    from purpose_index.responses.labels import Words

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
        self.numbers: NDArray[np.intp] | None = None  # of the rows of the data, where those are not people

    def odd(self, n: int) -> Counter[Any]:
        """Return the values of the first n rows that are not answers, with how many people have each."""
        raise NotImplementedError

    def read(self, start: int, stop: int, out: NDArray[np.uint8], *, reverse: bool) -> NDArray[np.uint8] | None:
        """Write codes into `out`, 0 where missing; return 1 where answered and 0 where not, None where all are."""
        answered, rows, codes = self._read(start, stop, out, reverse=reverse)
        if len(rows):
            self._note(start, rows, codes)
        return answered

    def code(self, start: int, stop: int, out: NDArray[np.int8]) -> None:
        """Write codes into `out`, the missing ones negative."""
        rows = self._code(start, stop, out)
        if len(rows):
            self._note(start, rows, out[rows])

    def codes_of(self, start: int, stop: int) -> NDArray[np.int8]:
        """Return the codes of some rows, problems among them, which are not remembered."""
        out = np.empty(stop - start, np.int8)
        self._code(start, stop, out)
        return out

    def found(self) -> list[tuple[int, int, list[int]]]:
        """Return every kind of problem in what was read, with how many cells have it and their first rows."""
        found: dict[int, tuple[int, list[int]]] = {}
        for problem, count, rows in self.problems:
            before, first = found.get(problem, (0, []))
            found[problem] = before + count, sorted([*first, *rows])[:ROWS_SHOWN]
        return [(problem, count, first) for problem, (count, first) in sorted(found.items(), reverse=True)]

    def _code(self, start: int, stop: int, out: NDArray[np.int8]) -> NDArray[np.intp]:
        answered, rows, codes = self._read(start, stop, out.view(np.uint8), reverse=False)
        if answered is not None:
            out[answered == 0] = EMPTY
        out[rows] = codes
        return rows

    def _note(self, start: int, rows: NDArray[np.intp], codes: NDArray[np.int8]) -> None:
        for problem in np.unique(codes[codes < NOT_SHOWN]):
            where = rows[codes == problem]
            numbers = start + where + 1 if self.numbers is None else self.numbers[start + where]
            first = np.sort(numbers)[:ROWS_SHOWN].tolist()
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

    def odd(self, n: int) -> Counter[Any]:
        """Return the values of the first n rows that are not answers, with how many people have each."""
        found: Counter[Any] = Counter()
        for start in range(0, n, BLOCK):
            stop = min(start + BLOCK, n)
            values, answered = self.cells(start, stop)
            _, rows, codes = self.coder.code(values, answered, np.empty(stop - start, np.uint8), reverse=False)
            found.update(values[rows[codes < NOT_SHOWN]].tolist())
        return found


class CodeColumn(Column):
    """A column whose codes are known already, problems among them."""

    def __init__(
        self, item: ItemForm, codes: NDArray[np.int8], *, text: bool = False, odd: Callable[[], Counter[Any]] = Counter
    ) -> None:
        super().__init__(item, text=text)
        self.codes = codes
        self.counted = odd
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

    def odd(self, n: int) -> Counter[Any]:
        """Return the values that are not answers, with how many people have each."""
        return self.counted()


def code_column(
    item: ItemForm, values: Callable[[], Iterable[object]], *, text: bool = False, words: Words | None = None
) -> CodeColumn:
    """Return a column of any Python objects, coded one by one."""
    codes = np.fromiter((code_of(value, item.codes, text=text, words=words) for value in values()), np.int8)

    def odd() -> Counter[Any]:
        odd = (value for value, code in zip(values(), codes.tolist(), strict=True) if code < NOT_SHOWN)
        return Counter(value if isinstance(value, str | int | float) else type(value).__name__ for value in odd)

    return CodeColumn(item, codes, text=text, odd=odd)


def codes_of(n: int, columns: Sequence[Column]) -> NDArray[np.int8]:
    """Return the (n, k) codes of the columns of all items."""
    codes = np.empty((n, len(columns)), np.int8, order="F")
    for j, column in enumerate(columns):
        for start in range(0, n, BLOCK):
            stop = min(start + BLOCK, n)
            column.code(start, stop, codes[start:stop, j])
    return codes
