"""Item steps: of every item and every category but the lowest, whether an answer reaches it.

All pairs of items are done at once. A step s of one item and a step t of another are compared over the people who
answered both items; an answer that passes the less popular of the two and fails the other is a Guttman error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.tallies.pairs import PairCounts

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What every two item steps have in common.

    Parameters
    ----------
    k
        How many items there are.
    item
        (t,) the item of every step.
    size
        (t,) how much a step adds to the answer: the distance between two values that follow each other.
    passes
        (c, t) whether an answer of a category passes a step; c as in `PairCounts.matrix`, with the missing answers.
    fails
        (c, t) whether an answer of a category fails a step of its own item; a missing answer does neither.
    joint
        (t, t) how many people pass both.
    popular
        (t, t) how many of the people who answered both items pass the step of the row.
    weight
        (t, t) what passing the row's step and failing the column's counts as an error: the product of their sizes where
        fewer people pass the row's, half of that where as many do, and nothing within an item.
    """

    k: int
    item: NDArray[np.int64]
    size: Array
    passes: Array
    fails: Array
    joint: Array
    popular: Array
    weight: Array

    @property
    def product(self) -> Array:
        """(t, t) the product of the sizes of two steps of different items; 0 within an item."""
        return np.asarray(self.weight + self.weight.T)

    @property
    def members(self) -> Array:
        """(t, k) which item a step belongs to, as ones among zeros."""
        return np.asarray(self.item[:, None] == np.arange(self.k), dtype=np.float64)


def steps_of(counts: PairCounts) -> Steps:
    """Return the steps of all items, from the joint counts of their categories."""
    sizes = np.array([len(values) for values in counts.values], dtype=np.int64)
    own = np.repeat(np.arange(len(sizes)), sizes + 1)  # the item of every row of the counts
    place = np.arange(len(own)) - counts.starts[own]
    item = np.repeat(np.arange(len(sizes)), np.maximum(sizes - 1, 0))
    level = np.concatenate([np.zeros(0), *[np.arange(1, size) for size in sizes]])
    size = np.concatenate([np.zeros(0), *[np.diff(values) for values in counts.values]])
    here = (own[:, None] == item) & (place < sizes[own])[:, None]
    passes, answered = here & (place[:, None] >= level), here.astype(np.float64)
    matrix = counts.matrix.astype(np.float64)
    popular = passes.T @ matrix @ answered
    apart = (item[:, None] != item) * np.outer(size, size)
    weight = apart * ((popular < popular.T) + 0.5 * (popular == popular.T))
    return Steps(
        k=len(sizes),
        item=item,
        size=size,
        passes=passes.astype(np.float64),
        fails=answered - passes,
        joint=passes.T @ matrix @ passes,
        popular=popular,
        weight=weight,
    )
