"""What is counted of a part, and parts together."""

from __future__ import annotations

import operator

import polars as pl

import purpose_index as pi
from purpose_index.engines.count import _tell
from purpose_index.engines.parts import Part, Work
from purpose_index.responses.cells import FRACTIONAL, UNDECLARED
from tests.unit.scoring.sets import THREE

WORK = Work(THREE, {}, len, operator.add)
BLOCK = pl.DataFrame({"a": [1, 9], "b": [1, 1], "c": [1, 1]})


def test_a_part_counts_the_rows_of_all_blocks_and_says_where_each_is_wrong():
    told = []
    part = WORK([BLOCK, BLOCK], told.append)
    assert (part.rows, part.found, told) == (4, 4, [2, 4])
    assert part.problems == [[(UNDECLARED, 1, [2]), (UNDECLARED, 1, [4])], [], []]


def test_answers_that_are_coded_already_count_too():
    coded = pi.encode(THREE, BLOCK.head(1))
    told = []
    assert WORK([coded, BLOCK.tail(1)], told.append).problems == [[(UNDECLARED, 1, [2])], [], []]
    assert told == [1, 2]


def test_parts_together_have_problems_without_rows_as_nobody_knows_which_part_comes_first():
    first = Part(3, [[(UNDECLARED, 1, [2])], [], []], 3)
    second = Part(5, [[(FRACTIONAL, 2, [1, 4])], [], [(UNDECLARED, 1, [5])]], 5)
    both = WORK.together(iter([first, second]))
    assert (both.rows, both.found) == (8, 8)
    assert both.problems == [[(UNDECLARED, 1, []), (FRACTIONAL, 2, [])], [], [(UNDECLARED, 1, [])]]
    assert WORK.together([first]) is first


def test_no_more_than_all_rows_are_told():
    told = []
    tell = _tell(8, told.append)
    for rows in (2, 8, 12):
        tell(rows)
    assert told == [0.25, 1, 1]
    _tell(None, told.append)(3)
    _tell(0, told.append)(3)
    _tell(8, None)(3)
    assert len(told) == 3


def test_the_answers_of_nobody_are_counted_where_there_is_no_block():
    part = Work(THREE, {}, lambda coded: coded.codes.shape, operator.add)([])
    assert (part.rows, part.found) == (0, (0, 3))
