"""Counts of people, straight from coded answers: why answers are missing, and who is at an end of a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.responses.coded import REASONS
from purpose_index.tallies.rows import over_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from purpose_index.responses.coded import CodedResponses

    Integers = NDArray[np.int64]

BLOCK = 2**16


class Extremes(NamedTuple):
    """How many people answer all items of a scale, and how many of them are at its lowest and its highest score."""

    complete: int
    lowest: int
    highest: int


def missing_by_reason(coded: CodedResponses) -> Integers:
    """Return the (k, 4) numbers of missing answers, by reason in the order of `REASONS`."""

    def work(blocks: Iterable[slice]) -> list[Integers]:
        return [one(coded.codes.T[:, rows]) for rows in blocks]

    def one(block: NDArray[np.int8]) -> Integers:
        counts = np.zeros((len(coded.items), len(REASONS)), dtype=np.int64)
        for code in range(-1, int(block.min()) - 1, -1):
            counts[:, -1 - code] = [np.count_nonzero(row) for row in block == code]
        return counts

    return sum(over_rows(len(coded), BLOCK, work), np.zeros((len(coded.items), len(REASONS)), dtype=np.int64))


def extremes(coded: CodedResponses, positions: Sequence[int], reverse: Sequence[bool]) -> Extremes:
    """Count the people who give all items at these positions their lowest, and their highest, keyed value."""
    columns = np.array(positions, dtype=np.int64)
    top = np.array([len(coded.values[j]) - 1 for j in positions], dtype=np.int8)
    turned = np.array(reverse, dtype=bool)
    lowest, highest = np.where(turned, top, 0)[:, None], np.where(turned, 0, top)[:, None]

    def work(blocks: Iterable[slice]) -> list[Integers]:
        return [one(coded.codes.T[columns, rows]) for rows in blocks]

    def one(block: NDArray[np.int8]) -> Integers:
        masks = block.min(axis=0) >= 0, (block == lowest).all(axis=0), (block == highest).all(axis=0)
        return np.array([np.count_nonzero(mask) for mask in masks])

    counts = sum(over_rows(len(coded), BLOCK, work), np.zeros(3, dtype=np.int64))
    return Extremes(*counts.tolist())
