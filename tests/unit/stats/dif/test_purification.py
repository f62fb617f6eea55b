"""Items are taken out one at a time, the one that works otherwise most first, and come back where that was others'."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.dif.purification import Seen, purified

SIZES = np.array([3.0, 9.0, 5.0, 1.0, 0.5])


def seen(*found: int, told: int = 5) -> Seen:
    return Seen(np.isin(np.arange(5), found), SIZES, np.arange(5) < told)


@pytest.mark.parametrize(
    ("looks", "left", "asked"),
    [
        ([seen()], [0, 1, 2, 3, 4], [[0, 1, 2, 3, 4]]),
        ([seen(0, 1), seen(1)], [0, 2, 3, 4], [[0, 1, 2, 3, 4], [0, 2, 3, 4]]),
        ([seen(0, 1), seen(0), seen(1)], [0, 2, 3, 4], [[0, 1, 2, 3, 4], [0, 2, 3, 4], [2, 3, 4]]),
    ],
)
def test_what_works_otherwise_most_goes_first_and_who_only_seemed_to_comes_back(looks, left, asked):
    found, choices = iter(looks), []

    def look(choice):
        choices.append(np.flatnonzero(choice).tolist())
        return next(found)

    kept, doubts = purified(look, 5)
    assert (np.flatnonzero(kept).tolist(), choices, doubts) == (left, asked, ())


@pytest.mark.parametrize(("told", "times"), [(5, 4), (4, 3)])
def test_where_two_items_are_left_all_are_kept_and_that_is_told(told, times):
    choices = []

    def look(choice):
        choices.append(choice.sum())
        return seen(0, 1, 2, 3, 4, told=told)

    kept, (doubt,) = purified(look, 5)
    assert kept.all()
    assert doubt.code == "no-anchors"
    assert len(choices) == times
