"""Moments: how many, means, and sums of products of deviations, of every two items."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.options import Missing, check_option
from purpose_index.responses.coded import CodedResponses
from purpose_index.tallies.binary import Parts, checked, pack, unpack
from purpose_index.tallies.count_moments import blocks_of
from purpose_index.tallies.groups import check_alike, members_of, positions
from purpose_index.tallies.possible import possible_moments
from purpose_index.tallies.sums import CentredSums, ExactSums, divided, merged, own

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.tallies.sums import Floats, Integers

IDENTITY = ("items", "values", "missing", "reversed_items")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Moments(Frozen):
    """Counts, means and cross-products of k items: all that covariances and what follows from them need.

    Make one with `Moments.of`; add two to merge them. Of whole numbers (coded answers; arrays whose numbers are whole,
    floats too) it holds exact sums, so that any order of rows, chunks and threads gives the same bits. Of other numbers
    it holds means and sums of products of deviations, merged by Chan's update.

    Parameters
    ----------
    items
        The ids of the k items; '1', '2', ... for an array without names.
    values
        For every item its declared values, ascending; empty for an array.
    missing
        'listwise': only rows without a missing answer count. 'pairwise': every two items are counted over the rows that
        answer both.
    reversed_items
        The items that were turned around by `keyed`.
    rows
        How many rows were read.
    answered
        (k,) how many of those rows answer each item, whatever the missing rule.
    low, high
        (k,) the lowest and the highest answer that was counted; inf and -inf where there is none.
    counts
        (k, c) how often each of an item's declared values was counted, 0 beyond its last; (k, 0) for an array.
    sums
        The sums themselves.

    Notes
    -----
    Two tallies merge when `items`, `values`, `missing` and `reversed_items` are alike; where the sums of one are exact
    and those of the other are not, the merged ones are not. Sums of whole numbers are exact to 2·10^9 rows at the
    widest range there is (65,535), to 9·10^14 rows of answers from 0 to 100. Whole numbers of 65,536 or more are
    counted above the lowest of their column, where they lie in such a range and below 2^29; else as real numbers.

    References
    ----------
    Chan, T. F., Golub, G. H., & LeVeque, R. J. (1983). Algorithms for computing the sample variance. The American
    Statistician, 37(3), 242-247. https://doi.org/10.1080/00031305.1983.10483115

    Examples
    --------
    >>> first = Moments.of(np.array([[1, 2], [2, 1]]))
    >>> second = Moments.of(np.array([[3, 3]]))
    >>> (first + second).covariance()
    array([[1. , 0.5],
           [0.5, 1. ]])
    """

    items: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    missing: Missing
    reversed_items: tuple[str, ...]
    rows: int
    answered: Integers
    low: Floats
    high: Floats
    counts: Integers
    sums: ExactSums | CentredSums

    @classmethod
    def of(
        cls,
        data: CodedResponses | ArrayLike,
        *,
        missing: Missing = "listwise",
        items: Sequence[str] | None = None,
        threads: int | None = None,
    ) -> Moments:
        """Count coded answers, or an (n, k) array, in one pass.

        Parameters
        ----------
        data
            Coded answers, which count as they were given (`keyed` turns items around); or an (n, k) array in which NaN
            is missing. An array of integers has nothing missing.
        missing
            'listwise' or 'pairwise'.
        items
            Of coded answers: the ids of the items to count, by default all. Of an array: the names of its columns.
        threads
            By default as many as this process has cores. The result does not depend on it.

        Raises
        ------
        ArgumentError
            Where the array is not one of (n, k) finite numbers, an item is not there, or `missing` is another word.
        """
        check_option("missing", missing, Missing)
        return reduce(add, blocks_of(Moments, data, missing, items, threads))

    @classmethod
    def grouped(
        cls,
        data: CodedResponses | ArrayLike,
        groups: ArrayLike,
        *,
        missing: Missing = "listwise",
        items: Sequence[str] | None = None,
    ) -> dict[Any, Moments]:
        """Count every group apart; the tallies are alike, and their sum is that of `of`.

        Parameters
        ----------
        data, missing, items
            As in `of`.
        groups
            (n,) the group of every row.

        Raises
        ------
        ArgumentError
            As in `of`, and where there is not one group a row.
        """
        x = data if isinstance(data, CodedResponses) else np.asarray(data)
        members = members_of(groups, len(x))
        return {group: cls.of(_part(x, rows), missing=missing, items=items) for group, rows in members.items()}

    @classmethod
    def empty(
        cls, items: Sequence[str], values: tuple[tuple[int, ...], ...] = (), *, missing: Missing = "listwise"
    ) -> Moments:
        """Return the tally of no rows of coded answers to these items; without values, of an array of floats."""
        k = len(items)
        none = (
            CodedResponses(codes=np.empty((0, k), dtype=np.int8), items=tuple(items), values=values, fingerprint="")
            if values
            else np.empty((0, k))
        )
        return cls.of(none, missing=missing, items=items)

    def __add__(self, other: Moments) -> Moments:
        """Merge two tallies of different rows; raise ArgumentError where they are not alike."""
        check_alike(self, other, IDENTITY)
        return replace(
            self,
            rows=self.rows + other.rows,
            answered=self.answered + other.answered,
            low=np.minimum(self.low, other.low),
            high=np.maximum(self.high, other.high),
            counts=self.counts + other.counts,
            sums=merged(self.sums, other.sums),
        )

    def __len__(self) -> int:
        """The number of items."""
        return len(self.items)

    def __repr__(self) -> str:
        """Say what was counted."""
        return f"Moments(items={len(self)}, rows={self.rows}, missing={self.missing!r})"

    @property
    def exact(self) -> bool:
        """Whether the sums are those of whole numbers."""
        return isinstance(self.sums, ExactSums)

    @property
    def n(self) -> int:
        """The number of rows that the sums rest on: under pairwise, the fewest that any two items share."""
        return int(self.sums.n.min())

    @property
    def pairs(self) -> Integers:
        """The (k, k) numbers of rows that every two items were counted over."""
        return np.broadcast_to(self.sums.n, (len(self), len(self)))

    @property
    def counted(self) -> Integers:
        """The (k,) numbers of rows that count for each item."""
        return np.full(len(self), own(self.sums.n), dtype=np.int64)

    @property
    def mean(self) -> Floats:
        """The (k,) means, each over all rows that count for the item; NaN where there are none."""
        return own(self.sums.mean())

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Which items have one and the same answer in all rows that count."""
        same: NDArray[np.bool_] = self.low == self.high
        return same

    def variance(self) -> Floats:
        """Return the (k,) variances (n - 1), each over all rows that count for the item; NaN under two rows."""
        variance = divided(own(self.sums.centred()[1]), own(self.sums.n) - 1)
        return np.where(self.constant & (self.counted > 1), 0.0, variance)

    def covariance(self) -> Floats:
        """Return the (k, k) covariances (n - 1), each over the rows that answer both; NaN under two rows."""
        return self._covariance

    @cached_property
    def _covariance(self) -> Floats:
        covariance = divided(self.sums.centred()[0], self.sums.n - 1)
        covariance[(self.constant | self.constant[:, None]) & (self.sums.n > 1)] = 0
        covariance.setflags(write=False)
        return covariance

    def correlation(self) -> Floats:
        """Return the (k, k) correlations; under pairwise with the variances too over the rows that answer both.

        NaN with a constant item, and, under pairwise, where an item does not vary over the shared rows.
        """
        product, square = self.sums.centred()
        scale = np.sqrt(square * square.T)
        usable = (scale > 0) & ~(self.constant | self.constant[:, None])
        correlation = np.clip(divided(product, np.where(usable, scale, 0)), -1, 1)
        np.fill_diagonal(correlation, np.where(np.diag(usable), 1.0, np.nan))
        return correlation

    def select(self, items: Sequence[str]) -> Moments:
        """Return the moments of some of the items, in the order given.

        Under listwise they still rest on the rows that answer all items of the whole tally; tally these items alone to
        count the rows that answer them.
        """
        at = positions(self.items, items)
        return replace(
            self,
            items=tuple(items),
            values=tuple(self.values[j] for j in at) if self.values else (),
            reversed_items=tuple(item for item in items if item in self.reversed_items),
            answered=self.answered[at],
            low=self.low[at],
            high=self.high[at],
            counts=self.counts[at],
            sums=self.sums.select(at),
        )

    def keyed(self, items: Sequence[str], *, total: ArrayLike | None = None) -> Moments:
        """Return the moments with these items turned around: x becomes total - x, exactly.

        Parameters
        ----------
        items
            The ids of the items to turn around.
        total
            For every item of the tally the lowest plus the highest value that an answer can have; a number or (k,).
            By default that of the declared values, which an array does not have.

        Raises
        ------
        ArgumentError
            Where an item is not there, or `total` is needed.
        """
        from purpose_index.tallies.keying import keyed

        return keyed(self, items, total)

    def weighted(self, weights: ArrayLike) -> Moments:
        """Return the moments of every item times its weight, which is positive; as of real numbers, without counts."""
        from purpose_index.tallies.keying import weighted

        return weighted(self, np.asarray(weights, dtype=np.float64))

    def to_bytes(self) -> bytes:
        """Return the tally as bytes, in the form that `purpose_index.tallies.binary` describes."""
        identity = {name: getattr(self, name) for name in (*IDENTITY, "rows", "exact")}
        return pack("Moments", identity, [self.answered, self.low, self.high, self.counts, *self.sums.arrays()])

    @classmethod
    def from_bytes(cls, data: bytes) -> Moments:
        """Return the tally that `to_bytes` wrote; raise ArgumentError where the bytes are not one."""

        def build(parts: Parts) -> Moments:
            items, values, missing = parts.items, parts.values, parts.missing
            k, m, c = len(items), len(items) if missing == "pairwise" else 1, max(map(len, values), default=0)
            exact, rows = parts.identity["exact"], parts.identity["rows"]
            checked(rows, type(rows) is int and rows >= 0 and type(exact) is bool)
            number, last = ("i8", [("i8", (k,))]) if exact else ("f8", [])
            sums = [("i8", (m, m)), (number, (k, m)), (number, (k, k)), (number, (k, m)), *last]
            parts.check(("i8", (k,)), ("f8", (k,)), ("f8", (k,)), ("i8", (k, c)), *sums)
            answered, low, high, counts, *kept = parts.arrays
            kind = ExactSums if exact else CentredSums
            read = cls(
                items=items,
                values=values,
                missing=missing,
                reversed_items=parts.reversed_items,
                rows=rows,
                answered=answered,
                low=low,
                high=high,
                counts=counts,
                sums=kind(*kept),
            )
            return checked(read, possible_moments(read))

        return unpack("Moments", data, build)


def _part(x: CodedResponses | NDArray[Any], rows: Integers) -> CodedResponses | NDArray[Any]:
    return replace(x, codes=x.codes[rows]) if isinstance(x, CodedResponses) else x[rows]
