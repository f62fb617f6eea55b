"""What is hidden costs as little as it can: of the cells that must be hit, those that lose the fewest people."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.disclosure.decide import (
    PROTECTS,
    SHOWN,
    SMALL,
    _components,
    _fewest,
    _hit,
    _showing_the_largest,
    cuts_of,
    decide,
)
from purpose_index.disclosure.policy import Disclosure
from purpose_index.disclosure.question import Columns, Question
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


@pytest.mark.parametrize("number", range(12))
def test_no_other_cells_that_hit_every_cut_lose_fewer(number):
    """Of all sets of cells, those that count the fewest people, and of equals the fewest cells."""
    rng = np.random.default_rng(number)
    people = rng.integers(5, 9, size=8)
    cuts = [frozenset(rng.choice(8, size=rng.integers(2, 4), replace=False).tolist()) for _ in range(7)]
    ways = [frozenset(way) for size in range(9) for way in combinations(range(8), size)]
    lost = min((people[list(way)].sum(), len(way)) for way in ways if all(way & cut for cut in cuts))
    hidden = np.flatnonzero(_fewest(cuts, people))
    assert all(cut & set(hidden.tolist()) for cut in cuts)
    assert (people[hidden].sum(), len(hidden)) == lost


def test_one_person_fewer_counts_for_more_than_many_cells():
    people = np.array([41, *[5] * 8])
    assert np.flatnonzero(_fewest([frozenset({0, i}) for i in range(1, 9)], people)).tolist() == [*range(1, 9)]


EXACT, NEARLY, BY_CUT = [0, 5, 6, 7], [1, 2, 3, 5, 6, 7], [0, 4]


@pytest.mark.parametrize(
    ("limits", "hidden"),
    [
        ({"MOST_EXACT": 8, "MOST_WORK": 48}, EXACT),
        ({"MOST_EXACT": 7}, BY_CUT),
        ({"MOST_ROUNDS": 1}, EXACT),
        ({"MOST_ROUNDS": 0}, NEARLY),
        ({"MOST_WORK": 47}, NEARLY),
        ({"MOST_WORK": 47, "MOST_TO_CHANGE": 2}, NEARLY),
        ({"MOST_WORK": 47, "MOST_TO_CHANGE": 1}, BY_CUT),
    ],
    ids=["as many cells", "one more", "a round", "no round", "more work", "as many to change", "more to change"],
)
def test_up_to_so_many_cells_rounds_and_cuts_the_fewest_people_are_lost(monkeypatch, limits, hidden):
    """Two hubs, of 14 and of 17 people, each with three cells of 5: the fewest people are 14 and 15, the fewest cells
    the two hubs; the largest that can be shown are both hubs, which loses 30. The small ones, of which there are more,
    do not count; six cuts of eight cells are 48."""
    for name, most in limits.items():
        monkeypatch.setattr(f"purpose_index.disclosure.decide.{name}", most)
    hubs = [*HUB, *(frozenset(4 + cell for cell in cut) for cut in HUB)]
    monkeypatch.setattr(
        "purpose_index.disclosure.decide.cuts_of", lambda _, shown, __: [cut for cut in hubs if shown[list(cut)].all()]
    )
    people = np.array([14, 5, 5, 5, 17, 5, 5, 5, *[1] * 9])
    state = decide([Question([0.5], [[0]])], people, Disclosure())
    assert np.flatnonzero(state == PROTECTS).tolist() == hidden
    assert (state[8:] == SMALL).all()


def test_large_cells_stay_hidden_where_smaller_ones_together_count_more(monkeypatch):
    monkeypatch.setattr("purpose_index.disclosure.decide.MOST_WORK", 0)
    monkeypatch.setattr(
        "purpose_index.disclosure.decide.cuts_of", lambda _, shown, __: [cut for cut in HUB if shown[list(cut)].all()]
    )
    assert decide([Question([0.5], [[0]])], np.array([14, 5, 5, 5]), Disclosure()).tolist() == [PROTECTS, *[SHOWN] * 3]


@pytest.mark.parametrize("number", range(12))
def test_many_at_once_are_shown_as_one_after_another_would_be(number):
    rng = np.random.default_rng(number)
    people = rng.integers(3, 12, size=20)
    cuts = [frozenset(rng.choice(20, size=rng.integers(1, 4), replace=False).tolist()) for _ in range(9)]
    small = people < 5
    expected = set(range(20))
    for cell in sorted(np.flatnonzero(~small).tolist(), key=lambda cell: (-people[cell], cell)):
        if all(cut & (expected - {cell}) for cut in cuts):
            expected.remove(cell)
    told = [0]

    def left(hidden):
        told[0] += 1
        return [cut for cut in cuts if not hidden[list(cut)].any()]

    hidden = _showing_the_largest(left, people, small)
    assert set(np.flatnonzero(hidden).tolist()) == expected
    assert told[0] <= 2 * len(expected - set(np.flatnonzero(small).tolist())) * 5 + 1  # halves of halves of 20 cells


@pytest.mark.parametrize(("largest", "cuts"), [(3, []), (2, [{7}])], ids=["as many columns", "fewer"])
def test_where_too_many_columns_overlap_the_group_that_links_most_is_hidden(monkeypatch, largest, cuts):
    """Of three lots of ten people, two sums of two lots each and one of all three: they tell nothing of few."""
    monkeypatch.setattr("purpose_index.disclosure.decide.LARGEST", largest)
    lot = np.repeat([0, 1, 2], 10)
    labels = [np.where(lot < 2, 5, -1), np.where(lot > 0, 6, -1), np.where(lot != 1, 8, -1), 7 + 0 * lot]
    question = Question(np.tile([0.25, 0.75], 15), labels)
    shown = np.isin(np.arange(9), [5, 6, 7])
    assert [set(cut) for cut in cuts_of(question, shown, Disclosure())] == cuts


def test_parts_share_neither_a_row_nor_a_column():
    """Rows 0 and 3 share column 0, rows 3 and 1 column 4; row 2 is alone with 2 and 5, row 4 with 3 but for a pair that
    is gone."""
    pairs = [(0, 0), (2, 2), (3, 0), (4, 3), (1, 4), (3, 4), (2, 5), (4, 0), (0, 1)]
    row, column = np.array(pairs).T
    none = np.zeros(6)
    columns = Columns(
        size=np.ones(6, dtype=np.int64),
        total=none,
        low=none,
        high=none,
        weight=none,
        cell=np.arange(5),
        row=row,
        column=column,
    )
    left = np.array([pair != (4, 0) for pair in pairs])
    parts = {frozenset(pairs[i] for i in part.tolist()) for part in _components(columns, left)}
    assert parts == {
        frozenset({(0, 0), (0, 1), (3, 0), (3, 4), (1, 4)}),
        frozenset({(2, 2), (2, 5)}),
        frozenset({(4, 3)}),
    }
    assert _components(columns, ~left)[0].tolist() == [7]
    assert _components(columns, left & False) == []


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


@pytest.mark.parametrize(
    ("cuts", "people", "hidden"),
    [
        ([{0, 1, 2}], [30, 9, 7], [2]),  # one cell either way: the smaller
        (HUB, [5, 9, 9, 9], [0]),  # three of the largest, one of the smallest
        (HUB, [30, 9, 9, 9], [0]),  # the other way around
    ],
)
def test_each_cut_loses_its_smallest_cell_or_its_largest_whichever_hides_fewer(monkeypatch, cuts, people, hidden):
    monkeypatch.setattr("purpose_index.disclosure.decide.MOST_EXACT", 0)
    left = [frozenset(cut) for cut in cuts]
    monkeypatch.setattr(
        "purpose_index.disclosure.decide.cuts_of", lambda _, shown, __: [cut for cut in left if shown[list(cut)].all()]
    )
    state = decide([Question([0.5], [[0]])], np.array(people), Disclosure())
    assert np.flatnonzero(state).tolist() == hidden


def test_one_total_is_hidden_rather_than_three_that_each_leave_two_people_out():
    """Everybody less any of the three tells of two people: 14 are lost, where the three would lose 36."""
    people = [{"a": 1 + 2 * i % 5, **{f"s{k}": None if i // 2 == k else "in" for k in range(3)}} for i in range(14)]
    found = pi.release(set_of("a", {"s": "a"}), people, by=[[], "s0", "s1", "s2"])
    assert [(cell.n, cell.hidden) for cell in found.cells] == [(None, "protects"), (12, None), (12, None), (12, None)]
