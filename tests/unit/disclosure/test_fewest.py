"""What is hidden costs as little as it can: of the cells that must be hit, those that lose the fewest people."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.disclosure.decide import _fewest, _hit

HUB = [frozenset({0, i}) for i in (1, 2, 3)]


@pytest.mark.parametrize(
    ("cuts", "people", "hidden"),
    [
        (HUB, [14, 5, 5, 5], [0]),  # one of fourteen rather than three of five
        (HUB, [16, 5, 5, 5], [1, 2, 3]),
        (HUB[:2], [10, 5, 5, 9], [0]),  # of as many people, fewer cells
        ([frozenset({1, 2, 3})], [5, 9, 7, 8], [2]),
    ],
)
def test_the_fewest_people_are_lost(cuts, people, hidden):
    assert np.flatnonzero(_fewest(cuts, np.array(people))).tolist() == hidden


@pytest.mark.parametrize(
    ("cuts", "people", "hidden"),
    [
        ([frozenset({0, 1, 2}), frozenset({1, 2})], [5, 6, 9], [1]),  # the shorter first, which hits the longer too
        ([frozenset({0, 1}), frozenset({2, 3})], [7, 6, 8, 8], [1, 2]),  # the smallest of each, of equals the first
    ],
)
def test_of_many_cells_each_cut_loses_its_smallest(cuts, people, hidden):
    found = np.zeros(len(people), dtype=bool)
    _hit(cuts, np.array(people), found)
    assert np.flatnonzero(found).tolist() == hidden
