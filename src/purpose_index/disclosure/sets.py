"""The sets of people that a reader could aim at, where sums overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_SETS = 5000
MOST_PLACES = 300_000  # in sets, of columns


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


def sets_to_check(size: NDArray[np.int64], total: NDArray[np.float64], most: int, asked: float) -> Sets | None:
    """Return the sets of at most `most` people that suffice to check all of them; None where there are too many.

    Parameters
    ----------
    size, total
        (columns,) how many people a column has, and the total of their answers from 0 to 1.
    most
        How many people a set has at most.
    asked
        How far the total of `most` people must stay open. People of one column can exchange their answers: sets of
        which the part of one column is open so far by that alone are left out.

    Notes
    -----
    Let t hold how many people of each column are in a set. The highest total of the set is concave in t, the lowest is
    convex, so the difference less a fixed part of sum(t) is concave, and lowest at a corner of {0 <= t <= size,
    sum(t) <= most}: whole columns, or whole columns with exactly enough people of one more.
    """
    chosen: list[tuple[int, ...]] = [()]
    sums = [0]
    at, too_many = 0, min(MOST_SETS, MOST_PLACES // max(len(size), 1))
    small = [k for k in range(len(size)) if 0 < size[k] <= most]
    while at < len(chosen):
        for k in small:
            if (not chosen[at] or k > chosen[at][-1]) and sums[at] + size[k] <= most:
                chosen.append((*chosen[at], k))
                sums.append(sums[at] + int(size[k]))
        at += 1
        if len(chosen) > too_many:
            return None
    whole = np.zeros((len(chosen), len(size)), dtype=bool)
    for row, columns in zip(whole, chosen, strict=True):
        row[list(columns)] = True
    rest = most - np.array(sums, dtype=np.int64)[:, None]
    exchanged = np.minimum(rest, total) - np.maximum(0, total - (size - rest))
    beside, part = np.nonzero((size > rest) & (rest > 0) & ~whole & (exchanged < asked))
    if len(beside) + len(chosen) - 1 > too_many:
        return None
    alone = np.zeros(len(chosen) - 1, dtype=np.int64)
    return Sets(
        np.concatenate([whole[1:], whole[beside]]),
        np.concatenate([alone - 1, part]),
        np.concatenate([alone, rest[beside, 0]]),
    )
