"""Counts how often every two categories go together, by matrix products that are exact in float32."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from purpose_index.tallies.categories import LOOK
from purpose_index.tallies.rows import over_rows
from purpose_index.tallies.sums import products

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from purpose_index.tallies.categories import Categories, Codes, Rows, Values

    Integers: TypeAlias = "NDArray[np.int64]"

BLOCK_CELLS = 2**19  # float32 cells of a block: 2 MB
TILE = 64  # categories on the right of one product; on its left half as many floats, which one BLAS thread does
SHIFT = 16  # two categories share a float: one counts in ones, the other in units of 2^16
EXACT = 1 << (23 - SHIFT)  # people in one product: 2^7 times (2^16 + 1) stays under 2^24


def total_counts(categories: Categories, threads: int | None) -> Integers:
    """Return the joint counts, as `PairCounts.matrix` holds them, over all people."""
    block = _block(categories, categories.n)
    runs = over_rows(categories.n, block, lambda blocks: [_counts(categories, blocks, block)], threads=threads)
    return _with_missing(sum(runs[1:], runs[0]), categories.values)


def group_counts(categories: Categories, members: Sequence[Integers], threads: int | None) -> list[Integers]:
    """Return the joint counts, as `PairCounts.matrix` holds them, over the people of every group."""

    def group(rows: Integers) -> Integers:
        block = _block(categories, len(rows))
        blocks = [rows[start : start + block] for start in range(0, len(rows), block)]
        return _with_missing(_counts(categories, blocks, block), categories.values)

    return over_rows(len(members), 1, lambda groups: [group(members[one.start]) for one in groups], threads=threads)


def weighted_counts(codes: Codes, weights: Integers, values: Values) -> Integers:
    """Return the joint counts, as `PairCounts.matrix` holds them, of (k, p) rows of codes that count so many times."""
    item, code = _columns(values)
    total = np.zeros((len(item) + 1, len(item) + 1), dtype=np.int64)
    for start in range(0, codes.shape[1], LOOK):
        part = codes[:, start : start + LOOK]
        chosen = np.concatenate([part[item] == code, np.ones((1, part.shape[1]))])
        total += ((chosen * weights[start : start + LOOK]) @ chosen.T).astype(np.int64)  # exact under 2^53
    return _with_missing(total, values)


def _columns(values: Values) -> tuple[NDArray[np.intp], Codes]:
    """Return for every category, item after item, its item and its code."""
    sizes = [len(v) for v in values]
    code = np.concatenate([np.arange(size, dtype=np.int8) for size in sizes])
    return np.repeat(np.arange(len(values)), sizes), code[:, None]


def _block(categories: Categories, n: int) -> int:
    """Return how many people go into a block: of those whom two counts in a float have room for, what fits in cells."""
    width = sum(map(len, categories.values)) + 1
    fits: int = min(BLOCK_CELLS // width, 2**SHIFT - 1) // EXACT
    return EXACT * max(1, min(fits, -(-n // EXACT)))


def _counts(categories: Categories, blocks: Iterable[Rows], block: int) -> Integers:
    """Return the joint counts of all categories; behind them, with itself, the number of people."""
    item, code = _columns(categories.values)
    chosen = np.zeros((len(item) + 2 - len(item) % 2, block), dtype=np.float32)
    total = np.zeros((len(chosen), len(chosen)), dtype=np.int64)
    for rows in blocks:
        codes = categories.read(rows)
        width = codes.shape[1]
        chosen[: len(item), :width] = codes[item] == code
        chosen[len(item), :width] = 1
        chosen[:, width:] = 0
        _add_products(total, chosen)
    return (np.triu(total) + np.triu(total, 1).T)[: len(item) + 1, : len(item) + 1]


def _add_products(total: Integers, chosen: NDArray[np.float32]) -> None:
    """Add the counts of a block to those on and above the diagonal of `total`."""
    packed = chosen[0::2] + np.float32(2**SHIFT) * chosen[1::2]
    tiles = [slice(start, min(start + TILE, len(chosen))) for start in range(0, len(chosen), TILE)]
    for t, left in enumerate(tiles):
        for right in tiles[t:]:
            both = products(packed[left.start // 2 : left.stop // 2], chosen[right], EXACT).astype(np.int64)
            total[left, right][0::2] += both & (2**SHIFT - 1)
            total[left, right][1::2] += both >> SHIFT


def _with_missing(counts: Integers, values: Values) -> Integers:
    """Return the counts with, after the categories of every item, a column and a row of those who did not answer it.

    Who chose a category and missed item j is whom the categories of j leave of all who chose it.
    """
    item, _ = _columns(values)
    starts = np.concatenate([[0], np.cumsum([len(v) for v in values])])
    answered = np.concatenate([np.zeros((len(counts), 1), np.int64), counts[:, :-1].cumsum(axis=1)], axis=1)
    missed = counts[:, -1:] - np.diff(answered[:, starts])
    summed = np.concatenate([np.zeros((1, len(values)), np.int64), missed[:-1].cumsum(axis=0)])
    neither = missed[-1] - np.diff(summed[starts], axis=0)
    order = np.argsort(np.concatenate([item, np.arange(len(values))]), kind="stable")
    return np.block([[counts[:-1, :-1], missed[:-1]], [missed[:-1].T, neither]])[np.ix_(order, order)]
