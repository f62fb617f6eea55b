"""What subtraction finds out: sums of people that follow from sums that are shown, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.disclosure.question import Columns

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Which columns are known from rows by subtraction alone, and how.

    Parameters
    ----------
    step
        (columns,) in which round of subtraction a column became known; 0 where it did not.
    row, column
        Pairs: this row less what was known before leaves this column alone.
    left
        (pairs,) which pairs of a row and a column subtraction leaves.
    """

    step: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    left: NDArray[np.bool_]


def subtract(columns: Columns) -> Known:
    """Find the columns that are a row of their own once the known ones are taken out of it, until there are no more."""
    step = np.zeros(len(columns.size), dtype=np.int64)
    left = np.ones(len(columns.row), dtype=bool)
    found: list[NDArray[np.int64]] = []
    for number in count(1):
        alone = np.bincount(columns.row[left], minlength=len(columns.cell)) == 1
        pairs = np.flatnonzero(left & alone[columns.row])
        if not len(pairs):
            rows, cols = np.concatenate([np.zeros((2, 0), dtype=np.int64), *found], axis=1)
            return Known(step, rows, cols, left)
        found.append(np.stack([columns.row[pairs], columns.column[pairs]]))
        step[columns.column[pairs]] = number
        left &= step[columns.column] == 0
    raise AssertionError  # pragma: no cover


def open_width(
    size: NDArray[np.int64], total: NDArray[np.float64], people: NDArray[np.int64] | int
) -> NDArray[np.float64]:
    """Return how wide the mean of some people of a group is open, as a part of the range, given the total of all.

    Notes
    -----
    `people` of `size`, whose answers from 0 to 1 add up to `total`, have at most min(people, total) and at least
    max(0, total - (size - people)).
    """
    highest = np.minimum(people, total)
    lowest = np.maximum(0, total - (size - people))
    return np.asarray((highest - lowest) / np.maximum(people, 1))


def too_narrow(columns: Columns, policy: Disclosure) -> NDArray[np.bool_]:
    """Return of every column whether knowing its total tells too much: to anybody, or to one of its own people."""
    size, total, few = columns.size, columns.total, policy.minimum - 1
    narrow = (size <= few) | (open_width(size, total, few) < policy.width - ROUNDING)
    for own in (columns.low, columns.high):  # the narrowest is left by who answered the lowest or the highest
        narrow |= open_width(size - 1, total - own, few - 1) < policy.width - ROUNDING
    return np.asarray(narrow)


class Reasons:
    """Which cells a known column follows from."""

    def __init__(self, columns: Columns, known: Known) -> None:
        self.cell: NDArray[np.int64] = columns.cell
        self.step: NDArray[np.int64] = known.step
        order = np.argsort(columns.row, kind="stable")
        self.of_row: NDArray[np.int64] = columns.column[order]
        self.start: NDArray[np.intp] = np.searchsorted(columns.row[order], np.arange(len(columns.cell) + 1))
        self.by: dict[int, int] = dict(zip(known.column[::-1].tolist(), known.row[::-1].tolist(), strict=True))

    def of(self, rows: list[int], column: int = -1) -> frozenset[int]:
        """Return the cells of these rows, and of whatever else in them is known (but for one column)."""
        cells: set[int] = set()
        seen = {column}
        todo = list(rows)
        while todo:
            row = todo.pop()
            cells.add(int(self.cell[row]))
            inside = self.of_row[self.start[row] : self.start[row + 1]]
            fresh = [c for c in inside[self.step[inside] > 0].tolist() if c not in seen]
            seen.update(fresh)
            todo += [self.by[c] for c in fresh]
        return frozenset(cells)
