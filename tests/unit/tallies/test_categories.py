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


@pytest.mark.parametrize("low", [-126, -3, 0, 1])
@pytest.mark.parametrize("kind", [np.int64, np.float32])
def test_categories_may_lie_126_apart(low, kind):
    x = np.array([[low], [low + 126]], dtype=kind)
    categories = categories_of(x, "pairwise")
    assert categories.values == ((low, low + 126),)
    assert categories.read(slice(None)).tolist() == [[0, 1]]
    with pytest.raises(ArgumentError, match="not-categories"):
        values_of(x + np.array([[0], [1]], dtype=kind))


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
