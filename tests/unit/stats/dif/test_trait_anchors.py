"""Which items groups are compared by, by what tests of all items would say: ratios are made up."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from purpose_index.stats.dif import trait_anchors
from purpose_index.stats.dif.people import people_of
from purpose_index.stats.dif.trait_anchors import anchors_of
from tests.unit.stats.dif.test_likelihood_ratio import answers


def chosen(monkeypatch, totals, items, how):
    """The items that are anchors, of (k,) chi-squares and degrees of freedom beside each choice of anchors."""
    asked = []

    def made_up(people, common, nodes):
        asked.append((np.flatnonzero(common).tolist(), nodes))
        return tuple(np.array(each) for each in totals(np.flatnonzero(~common).tolist()))

    monkeypatch.setattr(trait_anchors, "_totals", made_up)
    people = SimpleNamespace(items=tuple(map(str, range(items))))
    common, doubts = anchors_of(people, how, 0.05, "holm", 61)
    assert asked[0] == ([*range(items)], 61)
    return np.flatnonzero(common).tolist(), [issue.code for issue in doubts]


def test_a_quarter_of_the_items_that_tell_something_have_the_smallest_ratios(monkeypatch):
    """By chi-square beside its degrees of freedom: 16 of 8 is less than 3 of 1. Three of fifteen items tell nothing."""
    sizes = [16, 3, 9, np.nan, 0.5, 9, 9, np.nan, 9, 9, 5, np.nan, 9, 9, 9]
    df = [8, 1, 1, 0, 1, 1, 1, 0, 2, 2, 2, 0, 2, 2, 2]
    assert chosen(monkeypatch, lambda out: (sizes, df), 15, "rank") == ([0, 4, 10], [])
    assert chosen(monkeypatch, lambda out: (sizes[:4], df[:4]), 4, "rank") == ([0, 1], [])  # two at the least


@pytest.mark.parametrize(("first", "df", "other"), [(60, 12, 40), (15.5, 1, 24)])
def test_the_item_with_the_largest_ratio_is_taken_out_first(monkeypatch, first, df, other):
    """Ratios of 5 and 20, and of 15.5 and 12. What is left then works alike."""
    largest = 1 if df > 1 else 0

    def totals(out):
        found = out != [largest]
        return [first if found or largest == 0 else 1.0, other if found or largest == 1 else 1.0, 1, 1, 1], [
            df,
            2,
            2,
            2,
            2,
        ]

    assert chosen(monkeypatch, totals, 5, "purified") == ([j for j in range(5) if j != largest], [])


def test_items_that_tell_nothing_carry_no_comparison(monkeypatch):
    """Of three items that tell something all work otherwise: when two are left, nothing can be compared."""
    looks = []

    def totals(out):
        looks.append(out)
        return [90, 80, 70, np.nan], [2, 2, 2, 0]

    assert chosen(monkeypatch, totals, 4, "purified") == ([0, 1, 2, 3], ["no-anchors"])
    assert looks == [[], [0]]


def test_an_item_that_alone_links_a_group_has_no_ratio_and_others_have():
    x, of = answers(240, 1, groups=3)
    x[of == "c", 1:] = np.nan
    sizes, df = trait_anchors._totals(people_of(x, of, whole=False), np.ones(5, dtype=bool), 31)
    assert (np.isnan(sizes[0]), df.tolist()) == (True, [0, 4, 4, 4, 4])
    assert (sizes[1:] > 0).all()
