"""The sets of people that a reader could aim at, where sums overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_SETS = 5000


class Sets(NamedTuple):
    """Sets of people: whole columns, and some people of one more.

    Parameters
    ----------
    whole
        (sets, columns) which columns are in the set with all their people.
    part, some
        (sets,) the column of which `some` people are in it; -1 and 0 where there is none.
    """

    whole: NDArray[np.bool_]
    part: NDArray[np.int64]
    some: NDArray[np.int64]

    def people(self, size: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many people each set has."""
        return self.whole @ size + self.some

    def take(self, which: NDArray[np.int64]) -> Sets:
        """Return some of the sets."""
        return Sets(self.whole[which], self.part[which], self.some[which])


def sets_to_check(size: NDArray[np.int64], most: int) -> Sets | None:
    """Return the sets of at most `most` people that suffice to check all of them; None where there are too many.

    Notes
    -----
    Let t hold how many people of each column are in a set. The highest total of the set is concave in t, the lowest is
    convex, so the difference less a fixed part of sum(t) is concave, and lowest at a corner of {0 <= t <= size,
    sum(t) <= most}: whole columns, or whole columns with exactly enough people of one more.
    """
    chosen: list[tuple[int, ...]] = [()]
    sums = [0]
    at = 0
    small = [k for k in range(len(size)) if 0 < size[k] <= most]
    while at < len(chosen):
        for k in small:
            if (not chosen[at] or k > chosen[at][-1]) and sums[at] + size[k] <= most:
                chosen.append((*chosen[at], k))
                sums.append(sums[at] + int(size[k]))
        at += 1
        if len(chosen) > MOST_SETS:
            return None
    rows: list[tuple[tuple[int, ...], int, int]] = [(columns, -1, 0) for columns in chosen[1:]]
    for columns, inside in zip(chosen, sums, strict=True):
        rest = most - inside
        rows += [(columns, k, rest) for k in np.flatnonzero(size > rest).tolist() if rest and k not in columns]
        if len(rows) > MOST_SETS:
            return None
    whole = np.zeros((len(rows), len(size)), dtype=bool)
    for i, (columns, _, _) in enumerate(rows):
        whole[i, list(columns)] = True
    return Sets(
        whole, np.array([k for _, k, _ in rows], dtype=np.int64), np.array([n for *_, n in rows], dtype=np.int64)
    )
