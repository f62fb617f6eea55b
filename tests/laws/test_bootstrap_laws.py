"""What must hold of bootstrap intervals whatever the answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purpose_index.stats.reliability import alpha
from purpose_index.stats.uncertainty.resampling import rows_of
from purpose_index.tallies.patterns import Patterns

INTERVALS = st.sampled_from(["bootstrap", "bootstrap-bca"])
SEEDS = st.integers(0, 10_000)


def answers(seed, n=None):
    generator = np.random.default_rng(seed)
    n = n or int(generator.integers(20, 700))
    k = int(generator.integers(2, 7))
    return np.clip(np.round(3 + generator.normal(size=(n, 1)) + generator.normal(size=(n, k))), 1, 5).astype(int)


@settings(max_examples=30)
@given(SEEDS, INTERVALS, st.randoms())
def test_people_have_no_order(seed, interval, random):
    x = answers(seed)
    rows = list(range(len(x)))
    random.shuffle(rows)
    assert alpha(x[rows], interval=interval, resamples=100) == alpha(x, interval=interval, resamples=100)


@settings(max_examples=30)
@given(SEEDS, INTERVALS)
def test_patterns_are_people_counted(seed, interval):
    x = answers(seed)
    counted = alpha(Patterns.of(x, missing="listwise"), interval=interval, resamples=100)
    assert counted == alpha(x, interval=interval, resamples=100)


@settings(max_examples=20)
@given(SEEDS, INTERVALS)
def test_more_confidence_takes_a_wider_interval(seed, interval):
    x = answers(seed)
    wide, narrow = (alpha(x, interval=interval, level=level, resamples=300) for level in (0.95, 0.5))
    assert wide.low <= narrow.low <= narrow.high <= wide.high
    assert wide.se == narrow.se


@settings(max_examples=10)
@given(SEEDS, INTERVALS)
def test_everybody_four_times_halves_the_interval(seed, interval):
    """The spread of 1,000 resamples is uncertain by 1 / sqrt(2000) = 2.2%; four standard errors of a ratio: 13%."""
    x = answers(seed, n=200)
    once, often = (alpha(y, interval=interval, resamples=1000) for y in (x, np.vstack([x] * 4)))
    assert often.value == pytest.approx(once.value, abs=1e-12)
    assert often.se == pytest.approx(once.se / 2, rel=0.13 + 0.02)


@given(SEEDS)
def test_rows_in_canonical_order_are_the_same_rows(seed):
    x = answers(seed).astype(float)
    x[0, 0] = np.nan
    rows = rows_of(x)
    sorted_rows = np.array(sorted(map(tuple, rows.x[rows.order])))
    np.testing.assert_array_equal(sorted_rows, np.array(sorted(map(tuple, x[1:]))))
    np.testing.assert_array_equal(rows.centre, np.rint(x[1:].mean(axis=0)))  # whole answers stay whole
