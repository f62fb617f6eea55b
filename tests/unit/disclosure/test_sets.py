"""The sets of people that suffice: by hand, and beside every set that there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from purpose_index.disclosure.sets import sets_to_check


def counts(sizes, most, total=None, asked=np.inf):
    """How many people of each column every set has."""
    sets = sets_to_check(np.array(sizes), np.zeros(len(sizes)) if total is None else total, most, asked)
    found = set()
    for whole, part, some in zip(sets.whole, sets.part, sets.some, strict=True):
        of = np.where(whole, sizes, 0)
        of[part] += some if part >= 0 else 0
        found.add(tuple(of.tolist()))
    assert sets.people(np.array(sizes)).tolist() == [
        int(whole @ sizes + some) for whole, some in zip(sets.whole, sets.some, strict=True)
    ]
    return found


@pytest.mark.parametrize(
    ("sizes", "most", "expected"),
    [
        ([4, 2, 7], 4, {(4, 0, 0), (0, 2, 0), (0, 0, 4), (2, 2, 0), (0, 2, 2)}),
        ([5, 0, 1], 4, {(4, 0, 0), (0, 0, 1), (3, 0, 1)}),
        ([3, 2, 2], 4, {(3, 0, 0), (0, 2, 0), (0, 0, 2), (0, 2, 2), (3, 1, 0), (3, 0, 1), (2, 2, 0), (2, 0, 2)}),
    ],
)
def test_whole_columns_and_enough_people_of_one_more(sizes, most, expected):
    assert counts(sizes, most) == expected


@pytest.mark.parametrize("number", range(20))
def test_no_set_is_narrower_than_all_of_these(number):
    """How far the total of some people of each column is open, less a part of the range for each of them."""
    rng = np.random.default_rng(number)
    sizes, most = rng.integers(0, 6, size=4), int(rng.integers(2, 6))
    total, asked = rng.uniform(0, sizes), rng.uniform(0, 0.5)

    def beyond(some):
        some = np.array(some)
        return float((np.minimum(some, total) - np.maximum(0, total - (sizes - some)) - asked * some).sum())

    every = [some for some in product(*(range(n + 1) for n in sizes)) if 0 < sum(some) <= most]
    narrowest = min((beyond(some) for some in every), default=0.0)
    for limit in (np.inf, asked * most):  # of sets that are open enough by exchange, none is the narrowest
        found = counts(sizes, most, total, limit)
        assert min([0.0, *map(beyond, found)]) == pytest.approx(min(narrowest, 0.0))


@pytest.mark.parametrize(
    ("total", "left"),
    [(3.0, set()), (0.8, set()), (0.79, {(0, 4), (1, 3)}), (9.2, set()), (9.21, {(0, 4), (1, 3)})],
)
def test_people_of_one_column_exchange_their_answers(total, left):
    """Four of ten whose answers add up to t have at most min(4, t) and at least max(0, t - 6) together."""
    assert counts([1, 10], 4, np.array([0.5, total]), 0.8) == {(1, 0)} | left


@pytest.mark.parametrize(("columns", "few"), [(60, True), (42_857, True), (42_858, False)])
def test_of_more_columns_fewer_sets_are_looked_at(columns, few):
    """Two people, each alone, and a crowd of one mind: 3 sets of the two, and 4 that it fills up."""
    size, total = np.full(columns, 99), np.full(columns, 50.0)
    size[:2], total[:2], total[2] = 1, 0.5, 0.0
    sets = sets_to_check(size, total, 4, 0.8)
    assert (0 if sets is None else len(sets.some)) == (7 if few else 0)


def test_too_many_sets_are_none():
    assert sets_to_check(np.ones(40, dtype=np.int64), np.ones(40) / 2, 4, np.inf) is None
