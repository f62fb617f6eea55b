"""The categories of an array: found wherever they stand, as far apart and as far from 0 as can be counted."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.tallies.categories import categories_of

NAN = np.nan


def values_of(x):
    return categories_of(x, "pairwise").values


@pytest.mark.parametrize("n", [1, 2, 63, 64, 65, 128, 130])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", [np.int16, np.float64])
def test_the_only_one_who_chose_the_lowest_or_the_highest_is_found_in_every_row(kind, order, n):
    """Rows that lie one after the other are looked at 64 at once, and what is left over apart."""
    for row in range(n):
        x = np.full((n, 2), 5, dtype=kind, order=order)
        x[row] = 3, 9
        assert values_of(x) == (((3,), (9,)) if n == 1 else ((3, 5), (5, 9)))


@pytest.mark.parametrize("n", [64, 65])
def test_missing_answers_are_neither_the_lowest_nor_the_highest(n):
    x = np.full((n, 3), NAN)
    x[n // 2, 0], x[0, 0], x[-1, 1] = 4, 2, 7
    assert values_of(x) == ((2, 4), (7,), ())


@pytest.mark.parametrize("end", [2**53, -(2**53)])
def test_numbers_up_to_where_floats_hold_every_whole_number_are_categories(end):
    inside = end - (1 if end > 0 else -1)
    assert values_of(np.array([[inside]])) == ((inside,),)
    assert values_of(np.array([[float(inside)]])) == ((inside,),)
    with pytest.raises(ArgumentError, match="not-categories"):
        values_of(np.array([[end]]))


@pytest.mark.parametrize("kind", [np.int16, np.int64, np.float32, np.float64])
@pytest.mark.parametrize(
    "own",
    [(-126, 0), (0, 127), (0, 40, 160), (-30000, 0, 30000), (1, 10, 100, 1000), (0, 126, 127), range(0, 8890, 70)],
)
def test_categories_may_lie_far_apart(own, kind):
    x = np.array([*own, *own[::-1]], dtype=kind)[:, None]
    categories = categories_of(x, "pairwise")
    assert categories.values == (tuple(own),)
    places = list(range(len(own)))
    assert categories.read(slice(None)).tolist() == [places + places[::-1]]
    assert categories.read(slice(1, 2)).tolist() == [[1]]


@pytest.mark.parametrize(
    "column", [(1, 2, 999), (0, 127, 128), (-9999, 0, 1), range(0, 1280, 10), (0.5, 1000), (1, np.inf), (-np.inf, 1)]
)
def test_codes_of_missing_answers_are_no_categories(column):
    """Nor are too many unlike numbers, and those that are not whole."""
    with pytest.raises(ArgumentError) as refused:
        values_of(np.array([column, np.ones(len(column))]).T)
    assert [(issue.code, issue.path) for issue in refused.value.issues] == [("not-categories", "$.columns.1")]


def test_far_apart_categories_are_read_beside_missing_answers_and_others():
    x = np.array([[0, 1], [1000, NAN], [NAN, 3], [250, 2]])
    categories = categories_of(x, "pairwise", values=((0, 250, 500, 1000), (1, 2, 3)))
    assert categories.read(slice(None)).tolist() == [[0, 3, -1, 1], [0, -1, 2, 1]]
    with pytest.raises(ArgumentError, match="undeclared-category"):
        categories_of(x, "pairwise", values=((0, 500, 1000), (1, 2, 3))).read(slice(None))


def test_all_categories_between_the_ends_are_told_apart():
    x = np.arange(-60, 67)[:, None]
    categories = categories_of(x, "pairwise")
    assert categories.values == (tuple(range(-60, 67)),)
    assert categories.read(slice(None)).tolist() == [list(range(127))]


def test_rows_that_hold_all_categories_between_the_ends_are_enough():
    """Further rows are not looked at until they are read."""
    x = np.full((3 * 4096, 3), [1, 1, NAN])
    x[1:4, 0], x[4, 1], x[-1, 1] = [2, 3, 4], 2, 1.5
    categories = categories_of(x, "pairwise")
    assert categories.values == ((1, 2, 3, 4), (1, 2), ())
    assert categories.read(slice(0, 5)).tolist() == [[0, 1, 2, 3, 0], [0, 0, 0, 0, 1], [-1] * 5]
    with pytest.raises(ArgumentError, match="not-categories"):
        categories.read(slice(len(x) - 1, len(x)))


@pytest.mark.parametrize("own", [(-2, 0, 4), (-5, -4, -1), (0, 1, 3), (1, 2, 4), (7,), (-1, 0, 1)])
def test_codes_are_the_places_among_the_categories_whatever_lies_between_them(own):
    x = np.array([[*own, NAN, *own[::-1]]]).T
    categories = categories_of(x, "pairwise", values=(own,))
    places = list(range(len(own)))
    assert categories.read(slice(None)).tolist() == [[*places, -1, *places[::-1]]]
