"""Counts of answers by level and group: all that is known of an item once people are matched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.dif.choices import Matching
    from purpose_index.stats.dif.people import People

    Array = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells that people are in: one a level and group that somebody has.

    Parameters
    ----------
    level
        (c,) the matching score of each cell.
    group
        (c,) the number of its group.
    counts
        (k, m, c) how many of the people in it chose each category of each item; 0 beyond the categories of an item.
    """

    level: Array
    group: Integers
    counts: Array


def cells_of(people: People, matching: Matching, anchors: NDArray[np.bool_]) -> Cells:
    """Count the answers by level and group.

    Parameters
    ----------
    people
        Who counts; where they bring theta, that is the level.
    matching
        'total': the sum of the anchors and the item itself. 'rest': the sum of the anchors but the item.
    anchors
        (k,) which items people are matched on.
    """
    if people.theta is None:
        levels, steps = _sums(people, matching, anchors)
    else:
        steps, one = np.unique(people.theta, return_inverse=True)
        levels = np.broadcast_to(one, people.codes.shape)
    groups = len(people.groups)
    m = max(2, *map(len, people.values))
    size = len(steps) * groups
    counts = np.empty((len(people.codes), m, size))
    for j, codes in enumerate(people.codes):
        cell = levels[j] * groups + people.member
        there = codes >= 0
        at = codes.astype(np.int64) * size + cell if there.all() else codes[there].astype(np.int64) * size + cell[there]
        counts[j] = np.bincount(at, minlength=m * size).reshape(m, size)
    some = counts.any(axis=(0, 1))
    level, group = np.repeat(steps, groups), np.tile(np.arange(groups), len(steps))
    return Cells(level[some].astype(np.float64), group[some], counts[:, :, some])


def _sums(people: People, matching: Matching, anchors: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """The (k, n) places of everybody's matching score of each item, and the scores that they stand for."""
    numbers = people.numbers()
    total = numbers[anchors].sum(axis=0)
    own = ~anchors if matching == "total" else -anchors.astype(np.int64)
    scores = total + own[:, None] * numbers
    low = int(scores.min(initial=0))
    return scores - low, np.arange(low, int(scores.max(initial=0)) + 1)
