"""Rows that sum up the others, as people leave below a table: found by a word beside them, or by their numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import nan, pi, prod, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import Issue
from purpose_index.responses.beside import columns_beside, rows_beside, value_of
from purpose_index.responses.form import EMPTY, NOT_SHOWN
from purpose_index.responses.labels import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.read import How, Read

MOST_BELOW, MOST_ABOVE = 10, 2
FEWEST_PEOPLE, MANY_ITEMS = 4, 8  # whose rounded means may tell a row: those of fewer are often somebody's answers
FEWEST_ITEMS = 3  # whose numbers agree: of fewer, a person's may by chance
MOST_PEOPLE = 10_000  # of whom the means could be whole numbers for many items
CHANCE = 1e-4  # that answers which could be a person's are called a mean
_SAY = frozenset({
    "total", "totals", "grand total", "subtotal", "sum", "mean", "means", "mean score", "average", "averages",
    "average score", "avg", "totaal", "totalen", "eindtotaal", "subtotaal", "som", "gemiddeld", "gemiddelde",
    "gemiddelden", "gemiddelde score", "gem",
})  # fmt: skip
_HINT = frozenset({  # which are names of people too
    "sd", "std", "std dev", "stdev", "standard deviation", "standaarddeviatie", "variance", "variantie",
    "median", "mediaan", "mode", "modus", "min", "minimum", "max", "maximum", "n", "count", "aantal",
})  # fmt: skip
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,]([0-9]*))?", re.ASCII)


def summary_rows(form: AnswerForm, read: Read, how: How) -> Issue | None:
    """Say that the first or last rows sum up the others, where that is so and nobody said that they are people.

    Notes
    -----
    A row is such a one by a word such as 'total' beside it and nothing else; by such a word, or by nothing beside it
    where all others have something, and numbers that agree: all are sums, means, standard deviations or counts of the
    other rows, for three items or more. Where cells are no answers, numbers that agree will do; else only means that
    are whole numbers exactly, for so many items that this is no chance.
    """
    if read.cells is None or read.n < 2:
        return None
    rows = _Rows(form, read)
    if how.footer_rows is None and (count := _below(rows)):
        return _issue(read, range(read.n - count, read.n), "footer_rows", count, 0)
    if how.header_rows is None and (count := _above(rows)):
        return _issue(read, range(count), "header_rows", 1 + count, 1)
    return None


def _below(rows: _Rows) -> int:
    """Return how many rows from the first that sums up those above it to the end, where no person follows."""
    n = rows.read.n
    for top in range(max(1, n - MOST_BELOW), n):
        others = range(top)
        if rows.sums_up(top, others) and all(
            rows.agrees(row, others) or not rows.is_person(row) for row in range(top + 1, n)
        ):
            return n - top
    return 0


def _above(rows: _Rows) -> int:
    """Return how many of the first rows all sum up those below them."""
    for count in range(min(MOST_ABOVE, rows.read.n - 1), 0, -1):
        others = range(count, rows.read.n)
        if all(rows.sums_up(row, others) for row in range(count)):
            return count
    return 0


def _issue(read: Read, rows: Sequence[int], option: str, value: int, people: int) -> Issue:
    places = [row + 1 for row in rows]
    numbers = read.lines(places) if read.lines else {}
    lines = tuple(numbers.get(place, place) for place in places)
    many = len(lines) > 1
    said = f"{read.word.capitalize()}{'s' * many} {', '.join(map(str, lines))}"
    message = f"{said} {'sum' if many else 'sums'} up the other rows, as a total or a mean does."
    flag = f"--{option.replace('_', '-')}"
    hint = (
        f"Say so with {option}={value}, or '{flag} {value}' in the command; "
        f"where {'they are people' if many else 'it is a person'}, with {option}={people}, or '{flag} {people}'."
    )
    return Issue("summary-rows", "$.rows", message, hint, facts={"option": option, "value": value, "lines": lines})


@dataclass(slots=True)
class _Rows:
    """The rows of data, looked at one by one."""

    form: AnswerForm
    read: Read
    codes: dict[range, NDArray[np.int8]] = field(default_factory=dict)
    cells: dict[range, list[tuple[Any, ...]]] = field(default_factory=dict)
    beside: dict[range, list[dict[Any, Any]]] = field(default_factory=dict)

    def sums_up(self, row: int, others: range) -> bool:
        """Whether a row sums up others."""
        codes = self._codes(row)
        odd = bool((codes < NOT_SHOWN).any())
        words = self._words(row)
        called = bool(words) if odd else not _SAY.isdisjoint(words)
        if called and len(self._beside(row)) == 1:
            return True
        if odd or called:
            return self.agrees(row, others)
        if (codes < EMPTY).any() or not (codes >= 0).any():
            return False
        lacks = (
            len(others) >= FEWEST_PEOPLE
            and (codes >= 0).sum() >= MANY_ITEMS
            and not self._beside(row)
            and all(map(_held, rows_beside(self.read.extra, others.start, others.stop)))
        )
        return (lacks and self.agrees(row, others)) or self._is_mean_by_no_chance(self._numbers(codes), others)

    def is_person(self, row: int) -> bool:
        """Whether there is an answer in a row, and nothing that is not one."""
        codes = self._codes(row)
        return bool((codes >= 0).any() and (codes >= NOT_SHOWN).all())

    def _edge(self, row: int) -> range:
        """Return the first rows, or the last ones: looked up at once, since a file is passed for them once more."""
        n = self.read.n
        return range(min(MOST_ABOVE, n)) if row < MOST_ABOVE else range(max(0, n - MOST_BELOW), n)

    def _codes(self, row: int) -> NDArray[np.int8]:
        edge = self._edge(row)
        if row not in edge:
            return np.concatenate([column.codes_of(row, row + 1) for column in self.read.columns])
        if edge not in self.codes:
            self.codes[edge] = np.array([column.codes_of(edge.start, edge.stop) for column in self.read.columns])
        return self.codes[edge][:, row - edge.start]

    def _cells(self, row: int) -> tuple[Any, ...]:
        edge = self._edge(row)
        if edge not in self.cells:
            assert self.read.cells is not None
            self.cells[edge] = self.read.cells(edge.start, edge.stop)
        return self.cells[edge][row - edge.start]

    def _beside(self, row: int) -> dict[Any, Any]:
        """Return what stands beside the answers of a row."""
        edge = self._edge(row)
        if edge not in self.beside:
            rows = rows_beside(self.read.extra, edge.start, edge.stop)
            self.beside[edge] = [dict(_held(cells)) for cells in rows]
        return self.beside[edge][row - edge.start]

    def _words(self, row: int) -> set[str]:
        """Return the words for totals and such beside the answers of a row, that no person has in that column."""
        said = {name: _word(cell) for name, cell in self._beside(row).items()}
        found = {name: word for name, word in said.items() if word in _SAY or word in _HINT}
        columns = columns_beside(self.read.extra) if found else {}
        return {
            word
            for name, word in found.items()
            if not any(self.is_person(i) for i, cell in enumerate(columns[name]()) if i != row and _word(cell) == word)
        }

    def agrees(self, row: int, others: range) -> bool:
        """Whether all numbers of a row are one statistic of the others, in as many decimals as they have."""
        codes = self._codes(row)
        cells = self._cells(row) if (codes < NOT_SHOWN).any() else self._numbers(codes)
        left, items = {*_STATISTICS}, 0
        for j, cell in enumerate(cells):
            if value_of(cell) is None:
                continue
            number = _NUMBER.fullmatch(str(cell).strip())
            values, counts = self._counts(j, others)
            if number is None or not counts.sum():
                return False
            x, near = float(number[0].replace(",", ".")), 0.5 / 10 ** len(number[1] or "") + 1e-9
            left = {name for name in left if abs(x - _STATISTICS[name](values, counts)) <= near * (name in _ROUNDED)}
            items += 1
            if not left:
                return False
        return items >= FEWEST_ITEMS

    def _is_mean_by_no_chance(self, numbers: Sequence[int | None], others: range) -> bool:
        """Whether all numbers of a row are exactly the means of the others, for so many items that this is no chance.

        The sum of n answers that deviate by s is n times its mean, a whole number, once in s sqrt(2 pi n) times.
        """
        if len(others) > MOST_PEOPLE:
            return False
        chances = {}
        for j, number in enumerate(numbers):
            values, counts = self._counts(j, others)
            if number is None or not counts.sum():
                continue
            if number * counts.sum() != counts @ values:
                return False
            times = _deviation(values, counts) * sqrt(2 * pi * float(counts.sum()))  # de Moivre's limit, at the mean
            chances[self.read.columns[j].codes_of(others.start, others.stop).tobytes()] = 1 / max(1.0, times)
        return prod(chances.values()) <= CHANCE

    def _numbers(self, codes: NDArray[np.int8]) -> list[int | None]:
        pairs = zip(self.form.items, codes.tolist(), strict=True)
        return [item.values[code] if code >= 0 else None for item, code in pairs]

    def _counts(self, j: int, others: range) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Return the values of an item, and how many of the others chose each."""
        codes = self.read.columns[j].codes_of(others.start, others.stop)
        values = self.form.items[j].values
        return np.array(values, float), np.bincount(codes[codes >= 0], minlength=len(values))


def _held(cells: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    return [(name, cell) for name, cell in cells.items() if value_of(cell) is not None]


def _word(cell: Any) -> str:
    return fold(cell).rstrip(" .:") if isinstance(cell, str) else ""


def _mean(values: NDArray[np.float64], counts: NDArray[np.intp]) -> float:
    return float(counts @ values / counts.sum())


def _deviation(values: NDArray[np.float64], counts: NDArray[np.intp]) -> float:
    squares = counts @ (values - _mean(values, counts)) ** 2
    return sqrt(squares / (counts.sum() - 1)) if counts.sum() > 1 else nan


_STATISTICS: Mapping[str, Callable[[NDArray[np.float64], NDArray[np.intp]], float]] = {
    "sum": lambda values, counts: float(counts @ values),
    "count": lambda values, counts: float(counts.sum()),
    "mean": _mean,
    "standard deviation": _deviation,
}
_ROUNDED = frozenset({"mean", "standard deviation"})
