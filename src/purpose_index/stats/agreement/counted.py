"""Many groups at once of which is counted how many people chose each option: the same numbers as of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.agreement.groups import Center

    Array = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Counted(Frozen):
    """How many people of each group chose each option of each item; everybody answers, and a group is two or more.

    Parameters
    ----------
    counts
        (A, G, k) people.
    options
        (A,) the values of the options, ascending.

    Examples
    --------
    >>> one = Counted(counts=np.reshape([0, 1, 0, 2, 1], (5, 1, 1)), options=np.arange(1.0, 6.0))
    >>> one.mean.tolist(), one.average_deviation("median").tolist()
    ([[3.75]], [[0.75]])
    """

    counts: Integers
    options: Array

    @cached_property
    def n(self) -> Integers:
        """(G, k) how many people answered."""
        return np.asarray(self.counts.sum(axis=0))

    @cached_property
    def mean(self) -> Array:
        """(G, k) the means."""
        return np.asarray(self.options[0] + self._sums(self.options - self.options[0]) / self.n)

    @cached_property
    def variance(self) -> Array:
        """(G, k) the variances (n - 1), from sums that are exact where options are whole or half points apart."""
        apart = self.options - self.options[0]
        squares = self._sums(apart**2) - self._sums(apart) ** 2 / self.n
        return np.maximum(squares, 0.0) / (self.n - 1)

    @cached_property
    def lowest(self) -> Array:
        """(G, k) the lowest answers."""
        return np.asarray(self.options[np.argmax(self.counts > 0, axis=0)])

    @cached_property
    def highest(self) -> Array:
        """(G, k) the highest answers."""
        return np.asarray(self.options[::-1][np.argmax(self.counts[::-1] > 0, axis=0)])

    def median(self) -> Array:
        """Return the (G, k) medians."""
        up_to = np.cumsum(self.counts, axis=0)
        halves = (np.argmax(up_to > at, axis=0) for at in ((self.n - 1) // 2, self.n // 2))
        return np.asarray(sum(self.options[half] for half in halves) / 2)

    def average_deviation(self, center: Center) -> Array:
        """Return the (G, k) mean distances from the mean or the median."""
        middle = self.mean if center == "mean" else self.median()
        distances = np.abs(self.options[:, None, None] - middle)
        return np.asarray((self.counts * distances).sum(axis=0) / self.n)

    def _sums(self, of: Array) -> Array:
        return np.tensordot(of, self.counts, axes=1)
