"""Cells that are found all at once are those of Python's own reader, and what they cannot be is left to that."""

from __future__ import annotations

import csv
import io
import random

import numpy as np
import pytest

from purpose_index.responses.grid import grid_of


def cells(grid):
    return [list(row) for row in zip(*(grid.texts(j) for j in range(len(grid.starts))), strict=True)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "open"])
@pytest.mark.parametrize("delimiter", ",;\t|")
def test_the_cells_are_those_of_the_ordinary_reader(end, last, delimiter):
    pieces = random.Random(5)
    alphabet = ["", "1", "-99", "é", "a b", "eight let", "12345678", "a longer text ü"]
    rows = [["x", *(pieces.choice(alphabet) for _ in range(3))] for _ in range(200)]
    text = end.join(delimiter.join(row) for row in rows) + end * last
    grid = grid_of(text.encode(), delimiter, 4, "utf-8")
    assert cells(grid) == rows == list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    seen = {}
    code = lambda cell: seen.setdefault(cell, len(seen) % 100)  # noqa: E731
    for j in range(4):
        assert grid.codes(j, code).tolist() == [seen[row[j]] for row in rows]
    assert set(seen) == {cell for row in rows for cell in row}


@pytest.mark.parametrize(
    "data",
    [
        b'1,2\n"3,4"\n',  # a delimiter in quotes
        b'1,2\n"3""",4\n',  # a quote in quotes
        b'1,2\n"3"a,4\n',
        b'1,2\n3",4\n',
        b'1,2\n",4\n',
        b'1,2\n"3,4\n5",6\n',
        b'1,2\n"",""\n',  # blank
        b"1,2\n3\n",  # too short
        b"1,2\n3,4,5\n",  # too long
        b"1,2,3\n4\n",  # as many cells as two rows have
        b"1,2\n,\n",  # blank
        b"1,2\n\n",  # a blank line
        b"1,2\n ,\n",  # nothing but spaces
        b"1,2\n\t,\xc2\xa0\n",
        b"1,2\r3,4\n",  # a line end of long ago
        b"1\r,2\n3,4\r\n",
        b"1,2\n\x00,4\n",
    ],
)
def test_what_needs_a_closer_look_makes_no_grid(data):
    assert grid_of(data, ",", 2, "utf-8") is None


def test_quotes_around_whole_cells():
    assert cells(grid_of(b'"1",""\r\n"a b",c\n', ",", 2, "utf-8")) == [["1", ""], ["a b", "c"]]
    assert cells(grid_of(b'1;""\n"2";"x"', ";", 2, "utf-8")) == [["1", ""], ["2", "x"]]


def test_texts_of_one_hash_are_told_apart(monkeypatch):
    monkeypatch.setattr("purpose_index.responses.grid._ODD", np.uint64(0))
    grid = grid_of(b"first text\nother text\nfirst text\nab\n", ",", 1, "utf-8")
    known = {"first text": 1, "other text": 2, "ab": 3}
    assert grid.codes(0, known.__getitem__).tolist() == [1, 2, 1, 3]


def test_texts_longer_than_what_is_compared_at_once():
    long = "x" * 64
    grid = grid_of(f"{long}\n{long}y\n{long}z\n{long}\n".encode(), ",", 1, "utf-8")
    known = {long: 1, long + "y": 2, long + "z": 3}
    assert grid.codes(0, known.__getitem__).tolist() == [1, 2, 3, 1]


def test_a_blank_line_of_one_column_is_a_cell():
    assert cells(grid_of(b"1\n\n3\r\n", ",", 1, "utf-8")) == [["1"], [""], ["3"]]


def test_words_of_eight_bytes_and_of_nine_are_told_apart():
    grid = grid_of(b"abcdefgh\nabcdefghi\nabcdefg\nabcdefgh\n", ",", 1, "utf-8")
    order = []
    codes = grid.codes(0, lambda cell: order.append(cell) or len(order))
    assert sorted(order) == ["abcdefg", "abcdefgh", "abcdefghi"]
    assert codes[0] == codes[3] != codes[1] != codes[2] != codes[0]
    assert codes.dtype == np.int8
