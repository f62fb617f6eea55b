"""Many people: which tables are made, how rows are cut into blocks, and when threads are worth their start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.scoring import arrays
from purpose_index.scoring.arrays import score_codes
from purpose_index.scoring.person import _MOST_KEPT, _Even
from purpose_index.scoring.plan import plan_of
from purpose_index.scoring.sums import Lookup, scores_of
from tests.unit.scoring.sets import item, make, scale

TWO = make([item("a"), item("b", reverse=True)])


def lookup(items, options, *, pairs):
    q = make([item(f"q{i}", tuple(range(options))) for i in range(items)])
    return Lookup(plan_of(q).scales[0], scores_of, pairs=pairs)


def test_what_nobody_asks_for_is_not_there():
    plain = score_codes(TWO, pi.encode(TWO, [{"a": 1, "b": 5}]))["total"]
    assert (plain.index, plain.there) == (None, None)
    assert score_codes(TWO, pi.encode(TWO, [{"a": 1, "b": 5}]), index=True)["total"].index == [0]


def test_a_score_is_looked_up_by_how_many_answered_and_what_they_chose():
    """Two items of 0, 1, 2: with one answered 0, 1, 2; with both their sum of 0 to 4, halved."""
    found = lookup(2, 3, pairs=False)
    nan = np.nan
    np.testing.assert_array_equal(found.table, [nan] * 5 + [0, 1, 2, 3, 4] + [0, 0.5, 1, 1.5, 2])
    assert found.stride == 5


@pytest.mark.parametrize(
    ("items", "options", "looked_up", "paired"),
    [
        (2, 43, True, True),  # 3 numbers answered times 85 totals: 255 places, which a byte holds
        (3, 22, True, False),  # 4 times 64: 256
        (255, 2, True, False),  # 256 times 256: 65,536
        (256, 2, False, False),  # 257 times 257
    ],
)
def test_tables_are_made_where_they_are_small(items, options, looked_up, paired):
    found = lookup(items, options, pairs=True)
    assert (found.table is not None, found.pairs is not None) == (looked_up, paired)
    assert lookup(items, options, pairs=False).pairs is None


def test_two_people_are_looked_up_at_once():
    """The number that two bytes make stands for two places, whichever byte this machine puts first."""
    found = lookup(2, 3, pairs=True)
    places = np.array([5, 14, 9, 6], dtype=np.uint8)
    assert found.pairs[places.view(np.uint16)].view(float).tolist() == [0, 2, 4, 1]


@pytest.mark.parametrize(
    ("scales", "many", "paired"), [(1, True, True), (1, False, False), (16, True, True), (17, True, False)]
)
def test_pairs_are_for_many_people_and_few_scales(scales, many, paired):
    q = make([item("a")], *(scale(f"s{i}", ["a"]) for i in range(scales)))
    made = arrays._lookups(q, many=many, index=False)
    assert {found.pairs is not None for tables in made.values() for found in tables} == {paired}
    assert {len(tables) for tables in made.values()} == {1}
    assert {len(tables) for tables in arrays._lookups(q, many=many, index=True).values()} == {2}


def test_scales_that_are_not_even_have_no_tables():
    q = make([item("a"), item("b", (1, 3))], scale("one", ["a"]), scale("both"), scale("two", ["b"]))
    assert list(arrays._lookups(q, many=False, index=False)) == [0]


@pytest.mark.parametrize("n", [0, 1, 8, 1000, 10**6, 10**7])
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("row", [20, 300])
def test_threads_get_equally_many_blocks_that_fit_their_room(n, threads, row):
    size = arrays._block_size(n, threads, row)
    blocks = len(range(0, n, size))
    rounds = next(r for r in range(1, n + 2) if n * row <= r * threads * arrays.ROOM)  # as few as there is room for
    assert size % 8 == 0
    assert (size - 8) * row <= arrays.ROOM  # rounded up to a byte of bits
    assert blocks <= threads * rounds
    assert blocks > threads * rounds - 2 or size == 8


@pytest.mark.parametrize(("n", "expected"), [(3, []), (4, [2]), (5, [2])])
def test_threads_are_started_for_many_people(n, expected, monkeypatch):
    started = []

    class Pool(ThreadPoolExecutor):
        def __init__(self, threads):
            started.append(threads)
            super().__init__(threads)

    monkeypatch.setattr(arrays, "MANY", 4)
    monkeypatch.setattr(arrays, "ThreadPoolExecutor", Pool)
    scores = score_codes(TWO, pi.encode(TWO, np.array([[1, 5], [2, 4], [3, 3], [4, 2], [5, 1]])[:n]))
    assert scores["total"].scores.tolist() == [1, 2, 3, 4, 5][:n]
    assert started == expected


def test_no_more_scores_are_kept_than_said():
    """Of 9 items with 101 options, the totals up to 900 of 1 to 9 answered are 4,500 and more."""
    q = make([item(f"q{i}", tuple(range(101))) for i in range(9)])
    kept = _Even(plan_of(q).scales[0])
    for answered in range(1, 10):
        for total in range(100 * answered + 1):
            assert kept[answered * 2**32 + total].answered == answered
    assert len(kept) == _MOST_KEPT == 4096


def test_a_weighted_sum_of_many_people():
    q = make([item("a"), item("b", reverse=True)], scale("total", score="sum", weights={"a": 2, "b": 0.5}))
    scored = pi.score_frame(q, np.array([[4, 1], [1, 5]]))
    assert scored["total"].tolist() == [2 * 4 + 0.5 * 5, 2 * 1 + 0.5 * 1]


def test_a_sum_is_not_multiplied_and_divided_by_its_weights():
    """1.3 times 3.9 over 1.3 is not 3.9 to the bit."""
    q = make([item("a")], scale("total", score="sum", weights={"a": 1.3}))
    assert 1.3 * (1.3 * 3) / 1.3 != 1.3 * 3
    assert pi.score(q, {"a": 3})["total"].value == 1.3 * 3
