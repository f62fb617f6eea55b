"""What every item, and every two items, bring to a polychoric correlation: proportions, thresholds, tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.special import ndtri

from purpose_index.stats.correlation.bivariate_normal import BEYOND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.tallies.pairs import PairCounts

    Floats: TypeAlias = "NDArray[np.float64]"
    Integers: TypeAlias = "NDArray[np.intp]"


@dataclass(frozen=True, slots=True)
class Margins:
    """The categories that somebody chose, of every item; an item a column, padded to the most categories that one has.

    Parameters
    ----------
    columns
        (c + 1, k) where the categories and, last, the missing answers are in the counts; beyond the categories of an
        item, where a 0 is.
    proportions
        (c, k) of those who answered the item; 0 beyond its categories.
    thresholds
        (c - 1, k) the normal quantiles of the cumulative proportions, `BEYOND` beyond its categories.
    sizes
        (k,) how many categories somebody chose.
    """

    columns: Integers
    proportions: Floats
    thresholds: Floats
    sizes: Integers

    @classmethod
    def of(cls, counts: PairCounts) -> Margins:
        """Return the margins of all items, each over all who answered it."""
        used = [np.flatnonzero(count) for count in counts.counts()]
        sizes = np.array([len(at) for at in used])
        most = int(sizes.max(initial=2))
        columns = np.full((most + 1, len(counts)), len(counts.matrix))
        for j, (at, start) in enumerate(zip(used, counts.starts, strict=False)):
            columns[: len(at), j] = start + at
        columns[-1] = counts.starts[1:] - 1
        chosen = np.append(counts.matrix.diagonal(), 0)[columns[:-1]]
        cumulative = chosen.cumsum(axis=0)
        answered = np.maximum(cumulative[-1], 1)
        within = np.arange(1, most)[:, None] < sizes
        thresholds = np.where(within, ndtri(cumulative[:-1] / answered), BEYOND)
        return cls(columns, chosen / answered, thresholds, sizes)

    def joint(self, counts: PairCounts, i: Integers, j: Integers) -> Floats:
        """Return the (c + 1, c + 1, p) tables of items i and j; last, a row and a column of those who missed one."""
        padded = np.pad(counts.matrix, (0, 1)).astype(np.float64)
        table: Floats = padded[self.columns[:, None, i], self.columns[:, j]]
        return table

    def of_item(self, j: int) -> Floats:
        """Return the thresholds of an item."""
        return self.thresholds[: max(0, int(self.sizes[j]) - 1), j].copy()
