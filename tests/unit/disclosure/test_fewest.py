"""What is hidden costs as little as it can: of the cells that must be hit, those that lose the fewest people."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.disclosure.decide import _fewest, _hit
from tests.unit.disclosure.small_sets import set_of

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


def test_one_total_is_hidden_rather_than_three_that_each_leave_two_people_out():
    """Everybody less any of the three tells of two people: 14 are lost, where the three would lose 36."""
    people = [{"a": 1 + 2 * i % 5, **{f"s{k}": None if i // 2 == k else "in" for k in range(3)}} for i in range(14)]
    found = pi.release(set_of("a", {"s": "a"}), people, by=[[], "s0", "s1", "s2"])
    assert [(cell.n, cell.hidden) for cell in found.cells] == [(None, "protects"), (12, None), (12, None), (12, None)]
