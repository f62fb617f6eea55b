"""The sets of people that suffice: every corner of what a reader may choose, listed person by person."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from purpose_index.disclosure import sets
from purpose_index.disclosure.sets import sets_to_check


def corners(size, most):
    """Every way to take some of each column: all or none of each, or some of one where no more people may join."""
    found = []
    for taken in product(*(range(n + 1) for n in size)):
        between = [k for k, n in enumerate(size) if 0 < taken[k] < n]
        if 0 < sum(taken) <= most and (not between or (len(between) == 1 and sum(taken) == most)):
            found.append(taken)
    return sorted(found)


def listed(found, size):
    """How many people of each column a set has."""
    taken = found.whole * np.array(size)
    for row, (column, some) in enumerate(zip(found.part, found.some, strict=True)):
        taken[row, column] += some  # -1 and 0 where there is none
    return sorted(map(tuple, taken.tolist()))


@pytest.mark.parametrize("size", [(1,), (3,), (2, 2, 2), (1, 2, 4), (5, 1, 3, 2), (4, 0, 1), (6, 6)])
@pytest.mark.parametrize("most", [1, 2, 3, 4, 7])
def test_each_corner_once(size, most):
    found = sets_to_check(np.array(size), most)
    assert listed(found, size) == corners(size, most)
    assert sorted(found.people(np.array(size))) == sorted(map(sum, corners(size, most)))


def test_some_of_the_sets():
    found = sets_to_check(np.array([2, 2, 2]), 3)
    two = found.take(np.array([4, 0]))
    assert [part.tolist() for part in two] == [part[[4, 0]].tolist() for part in found]


def test_too_many_sets_are_none(monkeypatch):
    """Of three columns of two, three people at most: each whole, and six times one with a person more."""
    monkeypatch.setattr(sets, "MOST_SETS", 9)
    assert len(sets_to_check(np.array([2, 2, 2]), 3).whole) == 9
    monkeypatch.setattr(sets, "MOST_SETS", 8)
    assert sets_to_check(np.array([2, 2, 2]), 3) is None


def test_too_many_whole_columns_are_none(monkeypatch):
    """Of five columns of one there are 32 choices, with that of none."""
    monkeypatch.setattr(sets, "MOST_SETS", 32)
    assert len(sets_to_check(np.ones(5, dtype=int), 5).whole) == 31
    monkeypatch.setattr(sets, "MOST_SETS", 30)
    assert sets_to_check(np.ones(5, dtype=int), 5) is None
