"""People in groups by what they answered to the other items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def smallest_group(n: int) -> int:
    """Return how many people a group has at least, by Molenaar and Sijtsma's rule.

    Examples
    --------
    >>> [smallest_group(n) for n in (100, 200, 400, 1000)]
    [50, 66, 80, 100]
    """
    if n < 150:
        return 50
    return n // 3 if n <= 250 else n // 5 if n < 500 else n // 10


def rest_groups(rest: Array, size: int) -> NDArray[np.int64]:
    """Return the group of each person, from 0: people whose rest scores follow each other, at least `size` in a group.

    People with one rest score are in one group; what is left at the top joins the last group.

    Examples
    --------
    >>> rest_groups(np.array([0.0, 0, 1, 1, 2, 3, 3]), 2).tolist()
    [0, 0, 1, 1, 2, 2, 2]
    """
    scores, own, counts = np.unique(rest, return_inverse=True, return_counts=True)
    group, filled, left = np.zeros(len(scores), dtype=np.int64), 0, len(rest)
    for at, count in enumerate(counts[:-1]):
        filled, left = filled + count, left - count
        full = filled >= size and left >= size
        group[at + 1] = group[at] + full
        filled = 0 if full else filled
    return np.asarray(group[own.reshape(-1)])
