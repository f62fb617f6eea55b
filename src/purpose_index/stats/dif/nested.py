"""Three regressions of every item, each within the next: on level, on group as well, on both and their product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.dif.proportional_odds import Fit, null_log_likelihood, proportional_odds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.dif.cells import Cells

    Array = NDArray[np.float64]

ALIKE = 1e-9  # beside the number of people: below it a column tells nothing that others do not


@dataclass(frozen=True, slots=True, eq=False)
class Nested:
    """The regressions of k items.

    Parameters
    ----------
    log_likelihoods
        (k, 4) of no column, the level, level and group, and their product.
    df
        (k, 3) how many columns more than the model before tell something; of the last, how many more than the level.
    columns
        (c, p) of the largest model: the standardised level, the groups but the first, their products with the level.
    fits
        The three.
    spread
        The standard deviation of the level over people, in points.
    """

    log_likelihoods: Array
    df: NDArray[np.int64]
    columns: Array
    fits: tuple[Fit, Fit, Fit]
    spread: float

    @property
    def chi_squares(self) -> Array:
        """(k, 3) of the groups, of the products, and of both."""
        _, level, groups, products = self.log_likelihoods.T
        return np.asarray(2 * np.maximum(np.stack([groups - level, products - groups, products - level], axis=1), 0))

    @property
    def slope_change(self) -> Array:
        """(k,) how far the slope of the level moves when the groups come in, as a share of it."""
        before, after = (fit.slopes[:, 0] for fit in self.fits[:2])
        return np.asarray(np.abs((after - before) / before))


def nested(cells: Cells) -> Nested:
    """Fit the three regressions to counts of items that vary."""
    answered = cells.counts.sum(axis=1)
    columns, spread = columns_of(cells.level, cells.group, answered.max(axis=0, initial=0))
    groups = (columns.shape[1] - 1) // 2
    sizes = (1, 1 + groups, 1 + 2 * groups)
    first = proportional_odds(cells.counts, columns[:, : sizes[0]])
    second = proportional_odds(cells.counts, columns[:, : sizes[1]], first)
    third = proportional_odds(cells.counts, columns, second)
    logs = [null_log_likelihood(cells.counts), *(fit.log_likelihood for fit in (first, second, third))]
    ranks = np.stack([_ranks(answered, columns[:, :size]) for size in sizes], axis=1)
    steps = np.diff(ranks, axis=1)
    df = np.concatenate([steps, steps.sum(axis=1, keepdims=True)], axis=1)
    return Nested(np.stack(logs, axis=1), df, columns, (first, second, third), spread)


def columns_of(level: Array, group: NDArray[np.int64], people: Array) -> tuple[Array, float]:
    """Return the columns of cells, and the standard deviation (n - 1) of their level."""
    n = people.sum()
    mean = people @ level / max(n, 1)
    spread = float(np.sqrt(people @ (level - mean) ** 2 / max(n - 1, 1)))
    z = (level - mean) / (spread or 1.0)
    others = (group[:, None] == np.arange(1, group.max(initial=0) + 1)).astype(np.float64)
    return np.column_stack([z, others, others * z[:, None]]), spread


def _ranks(answered: Array, columns: Array) -> NDArray[np.int64]:
    """How many of 1 and the columns tell something of each item, from how many answered it in each cell."""
    all_columns = np.column_stack([np.ones(len(columns)), columns])
    products = np.einsum("ks,sp,sq->kpq", answered, all_columns, all_columns, optimize=True)
    return np.asarray(np.linalg.matrix_rank(products, tol=ALIKE * products[:, 0, 0], hermitian=True), dtype=np.int64)
