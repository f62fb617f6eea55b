"""Pair counts: how often every two categories of every two items were chosen by the same person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.options import Missing, check_option
from purpose_index.tallies.binary import Parts, checked, pack, unpack
from purpose_index.tallies.categories import categories_of
from purpose_index.tallies.cross_counts import group_counts, total_counts
from purpose_index.tallies.groups import check_alike, members_of, positions
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.possible import possible_pairs
from purpose_index.tallies.sums import ExactSums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from purpose_index.responses.coded import CodedResponses
    from purpose_index.tallies.categories import Values
    from purpose_index.tallies.sums import Integers

IDENTITY = ("items", "values", "missing", "reversed_items")


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class PairCounts(Frozen):
    """Joint counts of the categories of every two items: all that frequencies, pairwise moments and polychorics need.

    Make one with `PairCounts.of`; add two to merge them. Counts are whole numbers, so any order of rows, chunks and
    threads gives the same bits.

    Parameters
    ----------
    items
        The ids of the k items; '1', '2', ... for an array without names.
    values
        For every item the values of its categories, ascending: those that the question set declares; of an array
        without `values=` those that somebody chose.
    missing
        'pairwise': every row counts, for every two items. 'listwise': only rows without a missing answer count.
    reversed_items
        The items that were turned around by `keyed`.
    matrix
        (c, c) with, item after item, a row and a column for each category and then one for a missing answer: how many
        people chose the one and the other. Read it with `table`, `counts` and `pairs`.

    Notes
    -----
    Two tallies merge when `items`, `values`, `missing` and `reversed_items` are alike.

    Examples
    --------
    >>> counts = PairCounts.of(np.array([[1, 2], [2, 2], [2, 1], [2, np.nan]]), missing="pairwise")
    >>> counts.table("1", "2")
    array([[0, 1],
           [1, 1]])
    >>> counts.counts()
    (array([1, 3]), array([1, 2]))
    """

    items: tuple[str, ...]
    values: Values
    missing: Missing
    reversed_items: tuple[str, ...]
    matrix: Integers

    @classmethod
    def of(
        cls,
        data: CodedResponses | ArrayLike,
        *,
        missing: Missing = "listwise",
        items: Sequence[str] | None = None,
        values: Values | None = None,
        threads: int | None = None,
    ) -> PairCounts:
        """Count coded answers, or an (n, k) array of whole numbers, in one pass.

        Parameters
        ----------
        data
            Coded answers, which count as they were given (`keyed` turns items around); or an (n, k) array of whole
            numbers in which NaN is missing.
        missing
            'listwise' or 'pairwise'.
        items
            Of coded answers: the ids of the items to count, by default all. Of an array: the names of its columns.
        values
            Of an array: for every item its categories, ascending. By default those that somebody chose; tallies of
            parts of the data then merge only where they met the same ones.
        threads
            By default as many as this process has cores. The result does not depend on it.

        Raises
        ------
        ArgumentError
            Where the array does not hold categories (`not-categories`), or holds a number that `values` has not; an
            item is not there; or `missing` is another word.
        """
        categories = categories_of(data, missing, items, values)
        return cls(
            items=categories.items,
            values=categories.values,
            missing=missing,
            reversed_items=(),
            matrix=total_counts(categories, threads),
        )

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
    ) -> dict[Any, PairCounts]:
        """Count every group apart, in one pass; the tallies are alike, and their sum is that of `of`.

        Parameters
        ----------
        data, missing, items, values, threads
            As in `of`.
        groups
            (n,) the group of every row.

        Raises
        ------
        ArgumentError
            As in `of`, and where there is not one group a row.
        """
        categories = categories_of(data, missing, items, values)
        members = members_of(groups, categories.n)
        counts = group_counts(categories, list(members.values()), threads)
        return {
            name: cls(
                items=categories.items, values=categories.values, missing=missing, reversed_items=(), matrix=matrix
            )
            for name, matrix in zip(members, counts, strict=True)
        }

    @classmethod
    def empty(cls, items: Sequence[str], values: Values, *, missing: Missing = "listwise") -> PairCounts:
        """Return the tally of no rows that merges with those of these items and categories."""
        check_option("missing", missing, Missing)
        size = sum(len(v) + 1 for v in values)
        return cls(
            items=tuple(items),
            values=tuple(map(tuple, values)),
            missing=missing,
            reversed_items=(),
            matrix=np.zeros((size, size), dtype=np.int64),
        )

    def __add__(self, other: PairCounts) -> PairCounts:
        """Merge two tallies of different rows; raise ArgumentError where they are not alike."""
        check_alike(self, other, IDENTITY)
        return replace(self, matrix=self.matrix + other.matrix)

    def __len__(self) -> int:
        """The number of items."""
        return len(self.items)

    def __repr__(self) -> str:
        """Say what was counted."""
        return f"PairCounts(items={len(self)}, rows={self.n}, missing={self.missing!r})"

    @property
    def n(self) -> int:
        """The number of rows that count."""
        return int(self.matrix.diagonal()[: self.starts[1]].sum())

    @property
    def starts(self) -> Integers:
        """Where the categories of every item begin in `matrix`, and behind them the size of it."""
        return np.concatenate([[0], np.cumsum([len(v) + 1 for v in self.values])])

    @property
    def pairs(self) -> Integers:
        """The (k, k) numbers of people who answered both; in the diagonal, one."""
        answered = np.concatenate([[1] * len(v) + [0] for v in self.values])
        return self._summed(answered, answered)

    def counts(self) -> tuple[Integers, ...]:
        """Return for every item how often each of its categories was chosen."""
        own = self.matrix.diagonal()
        return tuple(own[start : start + len(v)].copy() for start, v in zip(self.starts, self.values, strict=False))

    def table(self, first: str, second: str) -> Integers:
        """Return the joint counts of two items, by id: a row a category of the first, a column one of the second."""
        rows, columns = (slice(self.starts[j], self.starts[j + 1] - 1) for j in positions(self.items, (first, second)))
        return self.matrix[rows, columns].copy()

    def select(self, items: Sequence[str]) -> PairCounts:
        """Return the counts of some of the items, by id.

        Under listwise they still rest on the rows that answer all items of the whole tally.
        """
        at = positions(self.items, items)
        columns = np.concatenate([np.arange(self.starts[j], self.starts[j + 1]) for j in at])
        return replace(
            self,
            items=tuple(items),
            values=tuple(self.values[j] for j in at),
            reversed_items=tuple(item for item in items if item in self.reversed_items),
            matrix=self.matrix[np.ix_(columns, columns)],
        )

    def keyed(self, items: Sequence[str]) -> PairCounts:
        """Return the counts with these items turned around: a value becomes the lowest plus the highest minus it."""
        turned = set(positions(self.items, items).tolist())
        columns = np.arange(len(self.matrix))
        values = list(self.values)
        for j in turned:
            columns[self.starts[j] : self.starts[j + 1] - 1] = columns[self.starts[j] : self.starts[j + 1] - 1][::-1]
            values[j] = tuple(values[j][0] + values[j][-1] - value for value in reversed(values[j]))
        now = {item for j, item in enumerate(self.items) if (item in self.reversed_items) != (j in turned)}
        return replace(
            self,
            values=tuple(values),
            reversed_items=tuple(item for item in self.items if item in now),
            matrix=self.matrix[np.ix_(columns, columns)],
        )

    def moments(self) -> Moments:
        """Return the exact moments of the values, under the same missing rule."""
        answered = np.concatenate([[1] * len(v) + [0] for v in self.values])
        above = np.concatenate([[value - v[0] for value in v] + [0] for v in self.values])
        chosen = [np.array(v, dtype=float)[c > 0] for v, c in zip(self.values, self.counts(), strict=True)]
        one = slice(0, None if self.missing == "pairwise" else 1)
        sums = ExactSums(
            n=self.pairs[one, one],
            first=self._summed(above, answered)[:, one],
            product=self._summed(above, above),
            square=self._summed(above**2, answered)[:, one],
            origin=np.array([v[0] if v else 0 for v in self.values], dtype=np.int64),
        )
        counts = np.zeros((len(self), max(map(len, self.values))), dtype=np.int64)
        for row, c in zip(counts, self.counts(), strict=True):
            row[: len(c)] = c
        return Moments(
            items=self.items,
            values=self.values,
            missing=self.missing,
            reversed_items=self.reversed_items,
            rows=self.n,
            answered=self.pairs.diagonal().copy(),
            low=np.array([c.min(initial=np.inf) for c in chosen]),
            high=np.array([c.max(initial=-np.inf) for c in chosen]),
            counts=counts,
            sums=sums,
        )

    def to_bytes(self) -> bytes:
        """Return the tally as bytes, in the form that `purpose_index.tallies.binary` describes."""
        return pack("PairCounts", {name: getattr(self, name) for name in IDENTITY}, [self.matrix])

    @classmethod
    def from_bytes(cls, data: bytes) -> PairCounts:
        """Return the tally that `to_bytes` wrote; raise ArgumentError where the bytes are not one."""

        def build(parts: Parts) -> PairCounts:
            items, values, (matrix,) = parts.items, parts.values, parts.arrays
            size = sum(len(own) + 1 for own in checked(values, len(values) == len(items)))
            parts.check(("i8", (size, size)))
            read = cls(
                items=items, values=values, missing=parts.missing, reversed_items=parts.reversed_items, matrix=matrix
            )
            return checked(read, possible_pairs(matrix, read.starts, read.missing))

        return unpack("PairCounts", data, build)

    def _summed(self, left: Integers, right: Integers) -> Integers:
        """Return for every two items the sum, over people, of `left` of the one answer times `right` of the other."""
        by_row = np.add.reduceat(self.matrix * left[:, None] * right, self.starts[:-1], axis=0)
        return np.add.reduceat(by_row, self.starts[:-1], axis=1)
