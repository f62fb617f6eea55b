"""Which people are alike to a reader, held to a plain comparison of everybody with everybody before."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.disclosure.question import Question, alike

RNG = np.random.default_rng(4)
TEAM = RNG.integers(6, size=80)
LABELS = {
    "few labels": RNG.integers(-1, 3, size=(3, 80)),
    "labels far apart": np.maximum(RNG.integers(-1, 3, size=(3, 80)) * 10**9, -1),
    "a row that tells no more than the one above it": np.stack([TEAM, 3 * TEAM + 1, -1 - 0 * TEAM]),
    "a row that tells more": np.stack([TEAM // 2, TEAM, np.where(TEAM == 3, -1, TEAM // 2)]),
    "rows that would overflow if multiplied": RNG.integers(2**40, size=(4, 80)) * (TEAM == 2),
    "one row": TEAM[None],
    "one person": np.array([[3], [-1]]),
    "everybody alike": np.full((2, 80), 4),
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS.keys())
def test_columns_that_are_equal_have_one_number_in_the_order_of_their_labels(labels):
    columns = [tuple(column) for column in labels.T.tolist()]
    different = sorted(set(columns))
    number, first = alike(labels)
    assert number.tolist() == [different.index(column) for column in columns]
    assert first.tolist() == [columns.index(column) for column in different]


def test_nobody_is_alike_where_there_is_nobody():
    number, first = alike(np.zeros((2, 0), dtype=np.int64))
    assert number.shape == first.shape == (0,)


def test_people_with_equal_labels_are_an_atom_with_its_size_its_total_and_its_ends():
    question = Question([0.5, 0.25, 1.0, 0.75, 0.0], [[0, 0, 1, 0, 1], [7, 7, 7, 8, 7]])
    assert question.atom.tolist() == [0, 0, 2, 1, 2]
    assert question.labels.tolist() == [[0, 0, 1], [7, 8, 7]]
    assert question.size.tolist() == [2, 1, 2]
    assert question.total.tolist() == [0.75, 0.75, 1.0]
    assert question.low.tolist() == [0.25, 0.75, 0.0]
    assert question.high.tolist() == [0.5, 0.75, 1.0]


def test_people_who_count_for_more_are_an_atom_and_a_column_of_their_own():
    """Nine digits of a weight are told apart."""
    question = Question([0.5, 0.25, 1.0, 0.75], [[0, 0, 0, 0]], [1, 2, 1 + 4e-10, 2])
    assert question.atom.tolist() == [0, 1, 0, 1]
    assert question.weight.tolist() == [1, 2]
    merged = question.merged(np.array([True]))
    assert merged.weight.tolist() == [1, 2]
    assert merged.total.tolist() == [1.5, 1.0]
    assert merged.size.tolist() == [2, 2]
    assert merged.cell[merged.row].tolist() == [0, 0]


def test_a_reader_tells_apart_whom_the_cells_that_are_shown_do():
    """Cell 1 is hidden: who is in it and in 7 is like who is in 7 alone; who is in it alone is nobody."""
    question = Question([0.5, 0.25, 1.0, 0.75, 0.0], [[0, 1, 1, -1, 1], [7, 7, -1, 7, 7]])
    shown = np.isin(np.arange(8), [0, 7])
    column, labels = question.told_apart(shown)
    assert labels.tolist() == [[-1, 0], [7, 7]]
    assert column[question.atom].tolist() == [1, 0, -1, 0, 0]
    merged = question.merged(shown)
    assert merged.size.tolist() == [3, 1]
    assert merged.total.tolist() == [1.0, 0.5]
    assert merged.low.tolist() == [0.0, 0.5]
    assert merged.high.tolist() == [0.75, 0.5]
    pairs = zip(merged.cell[merged.row].tolist(), merged.column.tolist(), strict=True)
    assert sorted(pairs) == [(0, 1), (7, 0), (7, 1)]


def test_some_columns_are_in_no_rows():
    merged = Question([0.5, 0.25, 1.0], [[0, 1, 2]], [1, 2, 3]).merged(np.ones(3, dtype=bool))
    some = merged.take(np.array([2, 0]))
    assert [one.tolist() for one in (some.size, some.total, some.low, some.high, some.weight)] == [
        [1, 1],
        [1.0, 0.5],
        [1.0, 0.5],
        [1.0, 0.5],
        [3.0, 1.0],
    ]
    assert some.cell.tolist() == some.row.tolist() == some.column.tolist() == []
