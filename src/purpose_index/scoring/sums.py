"""What blocks of rows add up to, and the scores that follow from it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.scoring.plan import score_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.scoring.arrays import ScaleArrays
    from purpose_index.scoring.plan import ScalePlan

LARGEST_TABLE = 1 << 16


def room(n: int, dtype: Any) -> NDArray[Any]:
    """Return an array with nothing in it, of Arrow's memory where that is loaded: its pool has it sooner at hand."""
    arrow = sys.modules.get("pyarrow")
    if arrow is None:
        return np.empty(n, dtype)
    return np.frombuffer(arrow.allocate_buffer(n * np.dtype(dtype).itemsize), dtype)


class Group:
    """The running sums of items that count in the same even scales: how many are answered, and their keyed codes.

    Parameters
    ----------
    items, span
        How many items there are, and the highest code of each.
    size
        The most rows of a block.
    """

    def __init__(self, items: int, span: int, size: int) -> None:
        self.room = room(size, np.min_scalar_type(items)), room(size, np.min_scalar_type(items * span))

    def clear(self, n: int) -> None:
        """Begin a block of n rows."""
        self.answered, self.total = (part[:n] for part in self.room)
        self.answered[:] = 0
        self.total[:] = 0

    def add(self, codes: NDArray[Any], answered: NDArray[Any] | None) -> None:
        """Add codes, 0 where missing, and who answered (None: everybody)."""
        np.add(self.total, codes, out=self.total)
        np.add(self.answered, 1 if answered is None else answered, out=self.answered)


class Lookup:
    """The scores on an even scale by how many items are answered and the total of their keyed codes.

    Parameters
    ----------
    plan
        How the scale is scored.
    pairs
        Whether to look up two people at a time, which is faster where there are many, and takes a megabyte.
    """

    def __init__(self, plan: ScalePlan, *, pairs: bool) -> None:
        k = len(plan.positions)
        self.plan = plan
        self.stride = k * plan.span + 1
        cells = (k + 1) * self.stride
        self.small = np.min_scalar_type(cells - 1).type
        self.table = self.pairs = None
        if cells <= LARGEST_TABLE:
            self.table = self._scores(np.arange(k + 1)[:, None], np.arange(self.stride)).ravel()
        if self.table is not None and cells <= 256 and pairs:
            self.pairs = _pairs(self.table)

    def write(self, answered: NDArray[Any], total: NDArray[Any], scores: NDArray[np.float64]) -> None:
        """Write the scores of a block."""
        if self.table is None:
            scores[:] = self._scores(answered.astype(np.int64), total.astype(np.int64))
            return
        places = answered * self.small(self.stride) + total
        half = len(scores) // 2 if self.pairs is not None else 0
        if self.pairs is not None:
            _take(
                self.pairs,
                places[: 2 * half].view(np.uint16),
                scores[half : 2 * half],
                scores[: 2 * half].view(complex),
            )
        _take(self.table, places[2 * half :], scores[2 * half :], scores[2 * half :])

    def _scores(self, answered: NDArray[Any], total: NDArray[Any]) -> NDArray[np.float64]:
        with np.errstate(divide="ignore", invalid="ignore"):
            scores = score_of(self.plan, self.plan.low * answered + total, answered)
        return np.where(answered >= self.plan.minimum, scores, np.nan)


def _take(table: NDArray[Any], places: NDArray[Any], last: NDArray[np.float64], out: NDArray[Any]) -> None:
    """Write `table[places]` into `out`, whose last part holds the places meanwhile, each until it is read."""
    at = last.view(np.int64)
    at[:] = places
    np.take(table, at, out=out, mode="clip")  # never out of bounds; numpy is slower where it checks that


def _pairs(table: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the scores of two people by the two bytes of their places, read as one number of this machine."""
    row = np.zeros(256)
    row[: len(table)] = table
    first, second = (0, 1) if sys.byteorder == "little" else (1, 0)
    pairs = np.empty((len(table), 256, 2))
    pairs[..., first], pairs[..., second] = row, table[:, None]
    return pairs.view(complex).ravel()


class EvenScores:
    """The scores on an even scale, from the sums of the groups that it is made of."""

    def __init__(self, plan: ScalePlan, groups: Sequence[Group], lookup: Lookup, size: int) -> None:
        self.plan = plan
        self.groups = groups
        self.lookup = lookup
        self.sum = groups[0] if len(groups) == 1 else Group(len(plan.positions), plan.span, size)

    def write(self, out: ScaleArrays) -> None:
        """Write the scores of the block that the groups have added up."""
        sums = self.sum
        if len(self.groups) > 1:
            sums.clear(len(out.scores))
            for group in self.groups:
                sums.add(group.total, group.answered)
        _tell_answered(out, sums.answered, self.plan.minimum)
        self.lookup.write(sums.answered, sums.total, out.scores)


class UnevenScores:
    """The scores on any other scale: keyed values times weights, added in the order of the set."""

    def __init__(self, plan: ScalePlan) -> None:
        self.plan = plan
        self.totals = [np.array([term.total for term in terms], dtype=float) for terms in plan.terms]
        self.weights = [float(terms[0].weight) for terms in plan.terms]

    def clear(self, n: int) -> None:
        """Begin a block of n rows."""
        self.next = 0
        self.answered = np.zeros(n, np.int16)
        self.total = np.zeros(n)
        self.weight = np.zeros(n)

    def add(self, codes: NDArray[np.uint8], answered: NDArray[np.uint8] | None) -> None:
        """Add the codes of the next item, 0 where missing, and who answered it (None: everybody)."""
        flags = 1 if answered is None else answered
        self.total += self.totals[self.next][codes] * flags
        self.weight += self.weights[self.next] * flags
        self.answered += flags
        self.next += 1

    def write(self, out: ScaleArrays) -> None:
        """Write the scores of the block that was added up."""
        _tell_answered(out, self.answered, self.plan.minimum)
        with np.errstate(divide="ignore", invalid="ignore"):
            out.scores[:] = score_of(self.plan, self.total, self.weight)
        out.scores[self.answered < self.plan.minimum] = np.nan


def _tell_answered(out: ScaleArrays, answered: NDArray[Any], minimum: int) -> None:
    out.answered[:] = answered
    if out.there is not None:
        out.there[:] = np.packbits(answered >= minimum, bitorder="little")
