"""Intervals of the mean of a few people: the inequality that defines them, their range, and their coverage."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from scipy import stats

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.agreement import bounded_mean
from purpose_index.stats.agreement.means import mean_intervals, pooled_mean_intervals
from purpose_index.stats.reliability import alpha


@pytest.mark.parametrize(("x", "level"), [([4, 5, 4, 5, 5], 0.95), ([2, 3, 1, 4], 0.8)])
def test_the_ends_are_where_the_inequality_is_an_equality(x, level):
    found = bounded_mean(x, low=1, high=5, level=level)
    p, n = (np.array(x) - 1) / 4, len(x)
    weights, points = np.r_[np.ones(n), 0.25, 0.25], np.r_[p, 0, 1]
    m = np.average(points, weights=weights)
    d = weights @ (points - m) ** 2 / (n - 0.5) / (m * (1 - m))
    for end in (found.low, found.high):
        q = (end - 1) / 4
        half = stats.t.ppf((1 + level) / 2, n - 1) * np.sqrt(d * q * (1 - q) / (n + 0.5))
        assert abs(m - q) == pytest.approx(half, rel=1e-9)
    assert found.value == pytest.approx(np.mean(x))
    assert (found.n, found.k, found.method, found.interval, found.level) == (n, 1, "people like them", "score-t", level)


def test_groups_that_differ_alike_have_ends_where_the_inequality_is_an_equality():
    """Five and nine people, twelve degrees of freedom, with means of 3 and 4 on 1 to 5, which differ by 10 squares."""
    n, m = np.array([5, 9]), np.array([0.5, 0.75])
    ends = pooled_mean_intervals(n, np.array([3.0, 4.0]), 10.0, low=1, high=5)
    d = 10 / 16 / (4 * 0.25 + 8 * 0.1875)
    for end in ends:
        q = (end - 1) / 4
        assert abs(m - q) == pytest.approx(stats.t.ppf(0.975, 12) * np.sqrt(d * q * (1 - q) / n), rel=1e-9)
    assert (ends[0] < [3, 4]).all()
    assert (ends[1] > [3, 4]).all()


def test_groups_within_which_nobody_differs_have_their_means_for_ends():
    mean = np.arange(7, 78) / 7  # of seven people, from 1 to 11: rounding would move some
    ends = pooled_mean_intervals(np.full(71, 7), mean, 0.0, low=1, high=11)
    assert (ends[0] <= mean).all()
    assert (mean <= ends[1]).all()
    assert np.stack(ends) == pytest.approx(np.stack([mean, mean]), rel=1e-12)


def test_these_people_differ_from_themselves_by_errors_alone():
    x = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
    like, these = (bounded_mean(x, low=1, high=5, about=about) for about in ("people like them", "these people"))
    assert like.low < these.low < like.value < these.high < like.high
    scores = (x.mean(axis=1) - 1) / 4
    m = scores.mean()
    d = (1 - alpha(x).value) * scores.var(ddof=1) / (m * (1 - m))
    q = (these.low - 1) / 4
    assert m - q == pytest.approx(stats.t.ppf(0.975, 4) * np.sqrt(d * q * (1 - q) / 5), rel=1e-9)
    given = bounded_mean(x.mean(axis=1), low=1, high=5, about="these people", reliability=alpha(x))
    assert (given.low, given.high) == pytest.approx((these.low, these.high), rel=1e-12)
    sure = bounded_mean(x, low=1, high=5, about="these people", reliability=1)
    assert (sure.low, sure.high) == pytest.approx((sure.value, sure.value), rel=1e-12)


@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_never_outside_the_range_and_always_around_the_mean(n):
    for answers in combinations_with_replacement((1, 3, 5), n):
        found = bounded_mean(answers, low=1, high=5)
        assert 1 <= found.low <= found.value <= found.high <= 5
        assert found.low < found.high


def test_turned_around():
    found, turned = bounded_mean([1, 2, 2, 5], low=1, high=5), bounded_mean([5, 4, 4, 1], low=1, high=5)
    assert (turned.low, turned.high) == pytest.approx((6 - found.high, 6 - found.low), rel=1e-12)


@pytest.mark.parametrize(
    "shares", [(0.07, 0.24, 0.38, 0.24, 0.07), (0.02, 0.03, 0.05, 0.2, 0.7), (0, 0, 0.1, 0.4, 0.5)]
)
def test_five_people_are_covered_in_all_samples_that_there_can_be(shares):
    samples = np.array(list(product(range(1, 6), repeat=5)))
    chances = np.prod(np.array(shares)[samples - 1], axis=1)
    low, high = mean_intervals(
        np.full(len(samples), 5), samples.mean(axis=1), samples.var(axis=1, ddof=1), low=1, high=5
    )
    mean = np.arange(1, 6) @ shares
    assert chances[(low <= mean) & (mean <= high)].sum() >= 0.95


def test_groups_of_one_have_none():
    low, high = mean_intervals(np.array([1, 3]), np.array([2.0, 2.0]), np.array([np.nan, 1.0]), low=1, high=5)
    assert np.isnan([low[0], high[0]]).all()
    assert low[1] < 2 < high[1]


@pytest.mark.parametrize(
    ("call", "error", "code"),
    [
        (lambda: bounded_mean([3], low=1, high=5), StatisticsError, "mean-of-one"),
        (lambda: bounded_mean([3, 6], low=1, high=5), ArgumentError, "answers-outside-options"),
        (lambda: bounded_mean([0, 3], low=1, high=5), ArgumentError, "answers-outside-options"),
        (lambda: bounded_mean([3, 4], low=5, high=5), ArgumentError, "not-options"),
        (lambda: bounded_mean([3, 4], low=1, high=5, about="them"), ArgumentError, "unknown-option"),
        (lambda: bounded_mean([3, 4], low=1, high=5, level=95), ArgumentError, "level-out-of-range"),
        (lambda: bounded_mean([3, 4], low=1, high=5, about="these people"), ArgumentError, "mean-needs-reliability"),
        (
            lambda: bounded_mean([3, 4], low=1, high=5, about="these people", reliability=2),
            ArgumentError,
            "reliability-out-of-range",
        ),
    ],
)
def test_refusals(call, error, code):
    with pytest.raises(error) as caught:
        call()
    assert [issue.code for issue in caught.value.issues] == [code]
