"""Response patterns: the distinct rows of answers, and how many people gave each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.options import Missing, check_option
from purpose_index.tallies.binary import Parts, checked, pack, unpack
from purpose_index.tallies.categories import categories_of
from purpose_index.tallies.cross_counts import weighted_counts
from purpose_index.tallies.groups import check_alike, members_of, positions
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.possible import possible_patterns
from purpose_index.tallies.rows import over_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.responses.coded import CodedResponses
    from purpose_index.tallies.categories import Categories, Rows, Values
    from purpose_index.tallies.moments import Moments
    from purpose_index.tallies.sums import Integers

IDENTITY = ("items", "values", "missing", "reversed_items")
BLOCK = 2**16


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Patterns(Frozen):
    """The distinct rows of answers with their counts: all of the answers but who gave them, and in which order.

    Make one with `Patterns.of`; add two to merge them. The rows are sorted, so any order of people, chunks and threads
    gives the same bits.

    Parameters
    ----------
    items
        The ids of the k items; '1', '2', ... for an array without names.
    values
        For every item the values that its codes 0, 1, ... stand for, ascending.
    missing
        'pairwise': every row counts. 'listwise': only rows without a missing answer count.
    reversed_items
        The items that were turned around by `keyed`.
    codes
        (p, k) int8 distinct rows, ascending from the first item on; -1 where missing, for whatever reason.
    counts
        (p,) how many people gave each row.

    Notes
    -----
    Two tallies merge when `items`, `values`, `missing` and `reversed_items` are alike. It grows with the number of
    distinct rows, which for many items is that of the people.

    Examples
    --------
    >>> patterns = Patterns.of(np.array([[1, 2], [2, 2], [1, 2]]))
    >>> patterns.numbers(), patterns.counts
    (array([[1., 2.],
           [2., 2.]]), array([2, 1]))
    """

    items: tuple[str, ...]
    values: Values
    missing: Missing
    reversed_items: tuple[str, ...]
    codes: NDArray[np.int8]
    counts: Integers

    @classmethod
    def of(
        cls,
        data: CodedResponses | ArrayLike,
        *,
        missing: Missing = "listwise",
        items: Sequence[str] | None = None,
        values: Values | None = None,
        threads: int | None = None,
    ) -> Patterns:
        """Count the distinct rows of coded answers, or of an (n, k) array of whole numbers.

        Parameters
        ----------
        data, missing, items, values, threads
            As in `PairCounts.of`.

        Raises
        ------
        ArgumentError
            As in `PairCounts.of`.
        """
        categories = categories_of(data, missing, items, values)
        parts = over_rows(
            categories.n, BLOCK, lambda blocks: [cls._read(categories, b) for b in blocks], threads=threads
        )
        return _merged(cls.empty(categories.items, categories.values, missing=missing), parts)

    @classmethod
    def grouped(
        cls,
        data: CodedResponses | ArrayLike,
        groups: ArrayLike,
        *,
        missing: Missing = "listwise",
        items: Sequence[str] | None = None,
        values: Values | None = None,
        threads: int | None = None,
    ) -> dict[Any, Patterns]:
        """Count every group apart, in one pass; the tallies are alike, and their sum is that of `of`.

        Parameters
        ----------
        data, groups, missing, items, values, threads
            As in `PairCounts.grouped`.

        Raises
        ------
        ArgumentError
            As in `PairCounts.grouped`.
        """
        categories = categories_of(data, missing, items, values)
        members = members_of(groups, categories.n)
        rows = list(members.values())
        tallies = over_rows(
            len(rows), 1, lambda blocks: [cls._read(categories, rows[b.start]) for b in blocks], threads=threads
        )
        return dict(zip(members, tallies, strict=True))

    @classmethod
    def empty(cls, items: Sequence[str], values: Values, *, missing: Missing = "listwise") -> Patterns:
        """Return the tally of no rows that merges with those of these items and categories."""
        check_option("missing", missing, Missing)
        codes = np.zeros((0, len(items)), dtype=np.int8)
        return cls(
            items=tuple(items),
            values=tuple(map(tuple, values)),
            missing=missing,
            reversed_items=(),
            codes=codes,
            counts=np.zeros(0, dtype=np.int64),
        )

    @classmethod
    def _read(cls, categories: Categories, rows: Rows) -> Patterns:
        codes = np.maximum(categories.read(rows), np.int8(-1)).T
        codes, counts = _distinct(codes, np.ones(len(codes), dtype=np.int64))
        return cls(
            items=categories.items,
            values=categories.values,
            missing=categories.missing,
            reversed_items=(),
            codes=codes,
            counts=counts,
        )

    def __add__(self, other: Patterns) -> Patterns:
        """Merge two tallies of different rows; raise ArgumentError where they are not alike."""
        check_alike(self, other, IDENTITY)
        return _merged(self, [other])

    def __len__(self) -> int:
        """The number of items."""
        return len(self.items)

    def __repr__(self) -> str:
        """Say what was counted, and nobody's answers."""
        return f"Patterns(items={len(self)}, rows={self.n}, distinct={len(self.counts)}, missing={self.missing!r})"

    @property
    def n(self) -> int:
        """The number of rows that count."""
        return int(self.counts.sum())

    def keyed(self, items: Sequence[str]) -> Patterns:
        """Return the patterns with these items turned around: a value becomes the lowest plus the highest minus it."""
        turned = set(positions(self.items, items).tolist())
        codes, values = self.codes.copy(), list(self.values)
        for j in turned:
            codes[:, j] = np.where(codes[:, j] < 0, codes[:, j], len(values[j]) - 1 - codes[:, j])
            values[j] = tuple(values[j][0] + values[j][-1] - value for value in reversed(values[j]))
        now = {item for j, item in enumerate(self.items) if (item in self.reversed_items) != (j in turned)}
        other = replace(
            self, values=tuple(values), reversed_items=tuple(item for item in self.items if item in now), codes=codes
        )
        return _merged(other, [])

    def numbers(self) -> NDArray[np.float64]:
        """Return the (p, k) distinct rows as numbers, NaN where missing."""
        padded = [np.array([*v, np.nan], dtype=np.float64) for v in self.values]
        return np.column_stack([value[code] for value, code in zip(padded, self.codes.T, strict=True)])

    def pair_counts(self) -> PairCounts:
        """Return the joint counts of the categories of every two items."""
        matrix = weighted_counts(self.codes.T, self.counts, self.values)
        return PairCounts(**{name: getattr(self, name) for name in IDENTITY}, matrix=matrix)

    def moments(self) -> Moments:
        """Return the exact moments of the values, under the same missing rule."""
        return self.pair_counts().moments()

    def to_bytes(self) -> bytes:
        """Return the tally as bytes, in the form that `purpose_index.tallies.binary` describes."""
        return pack("Patterns", {name: getattr(self, name) for name in IDENTITY}, [self.codes, self.counts])

    @classmethod
    def from_bytes(cls, data: bytes) -> Patterns:
        """Return the tally that `to_bytes` wrote; raise ArgumentError where the bytes are not one."""

        def build(parts: Parts) -> Patterns:
            items, values, (codes, counts) = parts.items, parts.values, parts.arrays
            parts.check(("i1", (len(counts), len(items))), ("i8", (len(counts),)))
            sizes = np.array([len(own) for own in checked(values, len(values) == len(items))])
            checked(codes, possible_patterns(codes, counts, sizes, parts.missing))
            turned = parts.reversed_items
            return cls(
                items=items, values=values, missing=parts.missing, reversed_items=turned, codes=codes, counts=counts
            )

        return unpack("Patterns", data, build)


def _merged(first: Patterns, others: Sequence[Patterns]) -> Patterns:
    codes, counts = (np.concatenate([getattr(t, name) for t in (first, *others)]) for name in ("codes", "counts"))
    distinct = _distinct(codes, counts)
    return replace(first, codes=distinct[0], counts=distinct[1])


def _distinct(codes: NDArray[np.int8], counts: Integers) -> tuple[NDArray[np.int8], Integers]:
    """Return the distinct rows, ascending from the first column on, with the sums of their counts."""
    words = _words(codes)
    order = np.lexsort(words[::-1])
    words = words[:, order]
    starts = np.flatnonzero(np.append(True, (words[:, 1:] != words[:, :-1]).any(axis=0))[: len(codes)])
    return codes[order[starts]], np.add.reduceat(counts[order], starts)


def _words(codes: NDArray[np.int8]) -> NDArray[np.uint64]:
    """Return (w, n) numbers that sort as the rows do: as many columns in each as 64 bits hold."""
    bits = int(codes.max(initial=0) + 1).bit_length()
    columns = (codes.T + np.int8(1)).astype(np.uint64)
    words = np.zeros((-(-len(columns) // (64 // bits)), len(codes)), dtype=np.uint64)
    for j, column in enumerate(columns):
        word = words[j // (64 // bits)]
        word <<= np.uint64(bits)
        word |= column
    return words
