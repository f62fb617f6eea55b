"""Which items groups can be compared by: those left when what works otherwise is taken out, one item at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

FEWEST_ANCHORS = 2


class Seen(NamedTuple):
    """What is seen of (k,) items by a choice of anchors.

    Parameters
    ----------
    found
        Which of them work otherwise.
    size
        By how much, in any unit that they share.
    told
        Of which anything can be told.
    """

    found: Mask
    size: Array
    told: Mask


def purified(look: Callable[[Mask], Seen], items: int) -> tuple[Mask, tuple[Issue, ...]]:
    """Return the (k,) items that work alike by those of them that are left, and what makes the choice doubtful."""
    every = np.ones(items, dtype=bool)
    left = every.copy()
    while True:
        seen = look(left)
        there = seen.found & left
        if not there.any():
            return ~seen.found, ()
        if (left & seen.told).sum() <= FEWEST_ANCHORS:
            return every, (_no_anchors(),)
        left[np.where(there, seen.size, -1.0).argmax()] = False


def _no_anchors() -> Issue:
    """Say that too few items are left to compare groups by."""
    message = "Hardly an item works alike in all groups, so that nothing can carry a comparison."
    return Issue("no-anchors", "$.items", message, "Take the numbers as differences beside the other items, no more.")
