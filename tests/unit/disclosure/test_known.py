"""What subtraction finds out, and whether that is too much: a chain by hand, and all answers that there can be."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest

from purpose_index.disclosure.known import Reasons, open_width, subtract, too_narrow
from purpose_index.disclosure.policy import Disclosure
from purpose_index.disclosure.question import Columns


def columns(pairs, rows, size=(), total=(), ends=((), ())):
    """Sums of columns, whose cells are numbered from 100 up."""
    row, column = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    number = max(len(size), int(column.max(initial=-1)) + 1)
    sizes = np.array(size or [1] * number, dtype=np.int64)
    low, high, totals = (np.array(one or [0.0] * number, dtype=float) for one in (*ends, total))
    return Columns(sizes, totals, low, high, np.ones(number), np.arange(rows) + 100, row, column)


def answers(n, quarters):
    """All answers that n people can have given from 0 to 4 quarters, in order, that add up to these."""
    return [way for way in combinations_with_replacement(range(5), n) if sum(way) == quarters]


def width(n, quarters, people):
    """In quarters times people: how far the total of so many of n people is open."""
    ways = answers(n, quarters)
    return max(sum(way[n - people :]) for way in ways) - min(sum(way[:people]) for way in ways)


@pytest.mark.parametrize("n", range(1, 6))
def test_a_mean_is_open_between_the_answers_that_there_can_be(n):
    for people in range(1, n + 1):
        expected = [width(n, quarters, people) / 4 / people for quarters in range(4 * n + 1)]
        found = open_width(np.full(4 * n + 1, n), np.arange(4 * n + 1) / 4, people)
        assert found.tolist() == pytest.approx(expected)
    assert open_width(np.array([n]), np.array([n / 2]), np.array([0])).tolist() == [0]


@pytest.mark.parametrize("minimum", [3, 4, 5])
def test_too_narrow_is_less_than_a_quarter_to_anybody_or_to_one_of_them(minimum):
    ways = [way for n in range(1, 8) for way in combinations_with_replacement(range(5), n)]
    expected = []
    for way in ways:
        n, total = len(way), sum(way)
        few, others = min(n, minimum - 1), min(n - 1, minimum - 2)
        narrow = width(n, total, few) < few
        for own in (way[0], way[-1]) if others else ():
            narrow |= width(n - 1, total - own, others) < others
        expected.append(narrow)
    size, total = [len(way) for way in ways], [sum(way) / 4 for way in ways]
    ends = [way[0] / 4 for way in ways], [way[-1] / 4 for way in ways]
    found = too_narrow(columns([], 0, size, total, ends), Disclosure(minimum=minimum, width=0.25))
    assert found.tolist() == expected
    assert 0 < sum(expected) < len(expected)


CHAIN = [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 3), (3, 4), (3, 0), (4, 2)]


def test_one_sum_after_another_is_known_by_subtraction():
    """Rows 0 and 4 are columns 0 and 2; row 1, and row 2 as well, less these leave column 1; 3 and 4 stay together."""
    known = subtract(columns(CHAIN, 5))
    assert known.step.tolist() == [1, 2, 1, 0, 0]
    assert list(zip(known.row.tolist(), known.column.tolist(), strict=True)) == [(0, 0), (4, 2), (1, 1), (2, 1)]
    assert known.left.tolist() == [pair in [(3, 3), (3, 4)] for pair in CHAIN]


@pytest.mark.parametrize(
    ("rows", "column", "cells"),
    [
        ([0], 0, {100}),
        ([1], 1, {101, 100}),
        ([2], 1, {102, 104}),
        ([3], -1, {103, 100}),
        ([2], -1, {102, 104, 101, 100}),  # column 1 by the row that was found first
        ([3, 4], -1, {103, 100, 104}),
    ],
)
def test_what_is_known_follows_from_these_cells(rows, column, cells):
    of = columns(CHAIN, 5)
    assert Reasons(of, subtract(of)).of(rows, column) == cells


def test_nothing_is_known_of_no_sums():
    known = subtract(columns([], 0))
    assert known.step.tolist() == known.row.tolist() == known.column.tolist() == known.left.tolist() == []
