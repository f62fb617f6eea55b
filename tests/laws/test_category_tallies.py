"""Tallies of categories are the same for every order of rows, split into parts, and number of threads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

TALLIES = pytest.mark.parametrize("tally", [PairCounts, Patterns])
MISSING = st.sampled_from(["pairwise", "listwise"])


@st.composite
def answers(draw: st.DrawFn) -> tuple[np.ndarray, tuple[tuple[int, ...], ...]]:
    """Answers to a few items of a few categories each, some missing, and those categories."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    sizes = draw(st.lists(st.integers(1, 7), min_size=1, max_size=6))
    values = tuple(tuple(np.cumsum(rng.integers(1, 4, size)).tolist()) for size in sizes)
    n = draw(st.integers(0, 300))
    x = np.column_stack([rng.choice(v, n) for v in values]).astype(float)
    x[rng.random(x.shape) < draw(st.sampled_from([0, 0.2]))] = np.nan
    return x, values


@TALLIES
@given(data=answers(), missing=MISSING, cut=st.floats(0, 1), seed=st.integers(0, 99))
def test_parts_in_any_order_make_the_whole(tally, data, missing, cut, seed):
    x, values = data
    whole = tally.of(x, values=values, missing=missing)
    shuffled = np.random.default_rng(seed).permutation(x)
    at = int(cut * len(x))
    first, second = (tally.of(part, values=values, missing=missing) for part in (shuffled[:at], shuffled[at:]))
    empty = tally.empty(whole.items, values, missing=missing)
    for merged in (
        first + second,
        second + first,
        (empty + second) + first,
        tally.from_bytes(first.to_bytes()) + second,
    ):
        assert merged.to_bytes() == whole.to_bytes()


@TALLIES
@given(data=answers(), missing=MISSING, seed=st.integers(0, 99))
def test_groups_make_the_whole(tally, data, missing, seed):
    x, values = data
    group = np.random.default_rng(seed).integers(0, 3, len(x))
    merged = tally.empty([str(j + 1) for j in range(x.shape[1])], values, missing=missing)
    for part in tally.grouped(x, group, values=values, missing=missing).values():
        merged = merged + part
    assert merged.to_bytes() == tally.of(x, values=values, missing=missing).to_bytes()


@TALLIES
@pytest.mark.parametrize("n", [1, 5_000, 140_000])
def test_threads_make_no_difference(tally, n):
    x = np.random.default_rng(n).integers(1, 8, (n, 6))
    assert len({tally.of(x, threads=threads).to_bytes() for threads in (1, 2, 5)}) == 1


@given(data=answers(), missing=MISSING)
def test_margins_follow_from_every_table(data, missing):
    x, values = data
    counts = PairCounts.of(x, values=values, missing=missing)
    complete = x[~np.isnan(x).any(axis=1)] if missing == "listwise" else x
    assert counts.n == len(complete)
    assert (counts.matrix == counts.matrix.T).all()
    for j, (value, count) in enumerate(zip(values, counts.counts(), strict=True)):
        assert [(complete[:, j] == v).sum() for v in value] == count.tolist()
        for start, stop in zip(counts.starts[:-1], counts.starts[1:], strict=True):
            block = counts.matrix[counts.starts[j] : counts.starts[j + 1], start:stop]
            assert (block.sum(axis=1)[:-1] == count).all()
            assert block.sum() == counts.n
