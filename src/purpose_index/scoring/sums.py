"""What blocks of rows add up to, and the scores that follow from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.scoring.plan import score_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from purpose_index.scoring.arrays import ScaleArrays
    from purpose_index.scoring.plan import ScalePlan

    Values = Callable[[ScalePlan, NDArray[Any], NDArray[Any]], NDArray[np.float64]]
    Counts = NDArray[Any]  # small unsigned integers, of a width that the items decide
    Lookups = Sequence["Lookup"]  # of the scores, and of the indices where they are asked for

LARGEST_TABLE = 1 << 16


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
        types = np.min_scalar_type(items), np.min_scalar_type(items * span)
        self.room: tuple[Counts, Counts] = np.empty(size, types[0]), np.empty(size, types[1])
        self.answered: Counts
        self.total: Counts

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
    """What people get on an even scale by how many items are answered and the total of their keyed codes.

    Parameters
    ----------
    plan
        How the scale is scored.
    values
        `scores_of` or `indices_of`: what they get, computed.
    pairs
        Whether to look up two people at a time, which is faster where there are many, and takes a megabyte.
    """

    def __init__(self, plan: ScalePlan, values: Values, *, pairs: bool) -> None:
        k = len(plan.positions)
        answered, total = np.arange(k + 1)[:, None], np.arange(k * plan.span + 1)
        cells = len(answered) * len(total)
        self.plan = plan
        self.values = values
        self.stride: int = len(total)
        self.small: np.dtype[Any] = np.min_scalar_type(cells)
        self.table: NDArray[np.float64] | None = None
        self.pairs: NDArray[np.complex128] | None = None
        if cells <= LARGEST_TABLE:
            self.table = values(plan, answered, total).ravel()
        if self.table is not None and pairs and self.small == np.uint8:
            self.pairs = _pairs(self.table)

    def write(self, sums: Group, out: NDArray[np.float64], scratch: NDArray[np.int64]) -> None:
        """Write what the people of a block get; `scratch` has room for a number a person."""
        if self.table is None:
            out[:] = self.values(self.plan, sums.answered.astype(np.int64), sums.total.astype(np.int64))
            return
        places = np.multiply(sums.answered, self.stride, dtype=self.small)  # of a type that holds every place
        np.add(places, sums.total, out=places)
        if self.pairs is None:
            _take(self.table, places, out, scratch)
            return
        even = len(out) - len(out) % 2
        _take(self.pairs, places[:even].view(np.uint16), out[:even].view(complex), scratch)
        _take(self.table, places[even:], out[even:], scratch)


def scores_of(plan: ScalePlan, answered: NDArray[Any], total: NDArray[Any]) -> NDArray[np.float64]:
    """Return the scores on an even scale from whole numbers; NaN where too few items are answered."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = score_of(plan, plan.low * answered + total, answered)
    return np.where(answered >= plan.minimum, scores, np.nan)


def indices_of(plan: ScalePlan, answered: NDArray[Any], total: NDArray[Any]) -> NDArray[np.float64]:
    """Return the 0-100 indices on an even scale from whole numbers; NaN where too few items are answered."""
    return np.where(answered >= plan.minimum, _indices(total, plan.span * answered), np.nan)


def _indices(above: NDArray[Any], span: NDArray[Any]) -> NDArray[np.float64]:
    """Return what `index_of` does, of arrays; of those who answered nothing it is no number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(above == span, 100.0, 100 * above / span)


def _take(table: NDArray[Any], places: NDArray[Any], out: NDArray[Any], scratch: NDArray[np.int64]) -> None:
    """Write `table[places]` into `out`."""
    at = scratch[: len(places)]
    at[:] = places
    np.take(table, at, out=out, mode="clip")  # never out of bounds; numpy is slower where it checks that


def _pairs(table: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Return the scores of two people by the two bytes of their places, read as one number of this machine."""
    both = np.arange(np.iinfo(np.uint16).max, dtype=np.uint16)
    return table.take(both[:, None].view(np.uint8), mode="clip").view(complex).ravel()


class EvenScores:
    """The scores on an even scale, from the sums of the groups that it is made of."""

    def __init__(
        self, plan: ScalePlan, groups: Sequence[Group], lookups: Lookups, size: int, scratch: NDArray[np.int64]
    ) -> None:
        self.plan = plan
        self.groups = groups
        self.lookups = lookups
        self.scratch = scratch
        self.sum: Group = groups[0] if len(groups) == 1 else Group(len(plan.positions), plan.span, size)

    def write(self, out: ScaleArrays) -> None:
        """Write the scores of the block that the groups have added up."""
        sums = self.sum
        if len(self.groups) > 1:
            sums.clear(len(out.scores))
            for group in self.groups:
                sums.add(group.total, group.answered)
        _tell_answered(out, sums.answered, self.plan.minimum)
        for lookup, values in zip(self.lookups, (out.scores, out.index), strict=False):
            if values is not None:
                lookup.write(sums, values, self.scratch)


class UnevenScores:
    """The scores on any other scale: keyed values times weights, added in the order of the set."""

    def __init__(self, plan: ScalePlan, *, index: bool) -> None:
        self.plan = plan
        self.kinds: tuple[str, ...] = ("total", "weight", "above", "span") if index else ("total", "weight")
        self.terms: list[list[NDArray[np.float64]]] = [  # of each item, what each of its answers adds to each sum
            [np.array([getattr(term, kind) for term in terms], dtype=float) for kind in self.kinds]
            for terms in plan.terms
        ]

    def clear(self, n: int) -> None:
        """Begin a block of n rows."""
        self.next: int = 0
        self.answered: NDArray[np.int16] = np.zeros(n, np.int16)
        self.sums: list[NDArray[np.float64]] = [np.zeros(n) for _ in self.kinds]

    def add(self, codes: NDArray[np.uint8], answered: NDArray[np.uint8] | None) -> None:
        """Add the codes of the next item, 0 where missing, and who answered it (None: everybody)."""
        flags = 1 if answered is None else answered
        for total, terms in zip(self.sums, self.terms[self.next], strict=True):
            total += terms[codes] * flags
        self.answered += flags
        self.next += 1

    def write(self, out: ScaleArrays) -> None:
        """Write the scores of the block that was added up."""
        _tell_answered(out, self.answered, self.plan.minimum)
        few = self.answered < self.plan.minimum
        with np.errstate(divide="ignore", invalid="ignore"):
            out.scores[:] = score_of(self.plan, *self.sums[:2])
        out.scores[few] = np.nan
        if out.index is not None:
            out.index[:] = _indices(*self.sums[2:])
            out.index[few] = np.nan


def _tell_answered(out: ScaleArrays, answered: NDArray[Any], minimum: int) -> None:
    out.answered[:] = answered
    if out.there is not None:
        out.there[:] = np.packbits(answered >= minimum, bitorder="little")
