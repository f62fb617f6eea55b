"""People in groups by what they answered to the other items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


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


def rest_groups(people: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return where each group begins among rest scores that follow each other, at least `size` people in a group.

    `people` says how many have each rest score, one at least; what is left at the top joins the last group.

    Examples
    --------
    >>> rest_groups(np.array([2, 2, 1, 2]), 2).tolist()  # the last group is of the last two scores
    [0, 1, 2]
    """
    starts, filled, left = [0], 0, int(people.sum())
    for at, count in enumerate(people[:-1].tolist()):
        filled, left = filled + count, left - count
        if filled >= size and left >= size:
            starts.append(at + 1)
            filled = 0
    return np.array(starts, dtype=np.int64)


def counts_by_group(rest: NDArray[np.int64], what: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return (g, m) how many people of each group of rest scores have each value of `what`, from its lowest up.

    Examples
    --------
    >>> counts_by_group(np.array([5, 5, 7, 7, 7]), np.array([1, 2, 1, 3, 3]), 2).tolist()
    [[1, 1, 0], [1, 0, 2]]
    """
    place, m = what - what.min(), int(np.ptp(what)) + 1
    table = np.bincount((rest - rest.min()) * m + place, minlength=(int(np.ptp(rest)) + 1) * m).reshape(-1, m)
    table = table[table.any(axis=1)]
    return np.asarray(np.add.reduceat(table, rest_groups(table.sum(axis=1), size)))
