"""Rows of answers some at a time, with their indicators, and sums over all of them on threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.tallies.rows import over_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]

BLOCK = 512  # rows whose products stay in the cache
RUN = 8  # blocks that one thread adds up; runs are added in the order of the rows, whoever was first
KEPT = 2**26  # bytes of indicators that are kept between steps; more are made anew each time


def indicators(codes: Codes, most: int) -> NDArray[np.bool_]:
    """Return the (k * most, rows) matrix that says which category each answer is, with nothing where it is missing.

    Examples
    --------
    >>> indicators(np.array([[1, -1]], dtype=np.int8), 2).astype(int).tolist()
    [[0], [1], [0], [0]]
    """
    by_item = np.ascontiguousarray(codes.T)[:, None]
    return np.asarray((by_item == np.arange(most, dtype=np.int8)[:, None]).reshape(most * codes.shape[1], len(codes)))


class Block(NamedTuple):
    """Some of the rows: which block it is, its (k * most, rows) indicators and its (rows,) counts."""

    number: int
    chosen: NDArray[np.bool_]
    counts: Array


class Blocks:
    """Rows of answers, some at a time."""

    def __init__(self, codes: Codes, counts: Array, most: int) -> None:
        self._codes, self._counts, self._most = codes, counts, most
        self.count: int = -(-len(codes) // BLOCK)
        small = codes.size * most <= KEPT
        self._kept = [self._made(number) for number in range(self.count)] if small else None

    def sums(self, work: Callable[[Iterator[Block]], tuple[Array, ...]]) -> tuple[Array, ...]:
        """Add up what `work` makes of runs of blocks: the same bits on any number of threads."""

        def each(runs: Iterable[slice]) -> list[tuple[Array, ...]]:
            return [work(map(self._block, range(self.count)[run])) for run in runs]

        parts = over_rows(self.count, RUN, each)
        return tuple(np.asarray(sum(part[1:], start=part[0])) for part in zip(*parts, strict=True))

    def _block(self, number: int) -> Block:
        return self._made(number) if self._kept is None else self._kept[number]

    def _made(self, number: int) -> Block:
        rows = slice(number * BLOCK, (number + 1) * BLOCK)
        return Block(number, indicators(self._codes[rows], self._most), self._counts[rows])
