"""Signs of answers without care, by hand, person after person."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pandas as pd
import polars as pl
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.stats import careless

nan = np.nan
RNG = np.random.default_rng(2)
HOLES = np.where(RNG.random((40, 7)) < 0.2, nan, RNG.integers(1, 4, size=(40, 7)))


def runs(row):
    """How long each run of answers alike is; a missing answer ends one and is none."""
    return [len(list(same)) for value, same in groupby(row, key=lambda v: v if v == v else None) if value is not None]


def test_runs_are_those_that_a_reader_counts():
    np.testing.assert_array_equal(careless.longstring(HOLES), [max(runs(row)) for row in HOLES])
    np.testing.assert_allclose(careless.average_string(HOLES), [np.mean(runs(row)) for row in HOLES])


def lagged(row, lags):
    """The largest correlation of a row with itself so many places on, where half of three and more pairs are there."""
    found = []
    for lag in range(1, lags + 1):
        pairs = [(a, b) for a, b in zip(row[:-lag], row[lag:], strict=True) if a == a and b == b]
        vary = all(len({pair[side] for pair in pairs}) > 1 for side in (0, 1)) if pairs else False
        if len(pairs) >= max(3, (len(row) - lag) / 2) and vary:
            found.append(abs(np.corrcoef(np.transpose(pairs))[0, 1]))
    return max(found, default=nan)


@pytest.mark.parametrize(("lags", "highest"), [(None, 3), (1, 1), (4, 4)])
def test_answers_that_repeat_themselves_by_loop(lags, highest):
    ours = careless.autocorrelation(HOLES, lags=lags)
    expected = [lagged(row, highest) for row in HOLES]
    assert 0 < np.isnan(expected).sum() < 20 or np.isfinite(expected).all()
    np.testing.assert_allclose(ours, expected, atol=1e-12)


def test_a_pattern_repeats_itself_wherever_it_begins_and_whichever_way_round():
    """A pattern of m options is as it was m places on; up and down again is turned around half of the way."""
    for pattern in ([1, 5], [2, 3, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 4, 3, 2]):
        for start in range(len(pattern)):
            row = np.resize(np.roll(pattern, start), 12).astype(float)
            assert careless.autocorrelation([row, 6 - row]) == pytest.approx([1, 1])
    skipped = np.resize([1.0, 2, 3, 4, 5], 14)
    skipped[[3, 8]] = nan
    assert careless.autocorrelation([skipped]) == pytest.approx([1])
    assert careless.autocorrelation([[1, 2, 3, 4, 5, 1, 2, 3, 4, 5]], lags=4)[0] < 0.9


def test_answers_without_two_values_or_pairs_have_no_autocorrelation():
    few = [nan] * 8 + [1, 2, 1, 2]  # of every lag fewer than half of the pairs
    assert np.isnan(careless.autocorrelation([[3] * 12, [4] * 11 + [5], few])).all()
    assert np.isnan(careless.autocorrelation([[1, 2, 1]])).all()
    assert careless.autocorrelation(np.zeros((0, 12))).shape == (0,)


@pytest.mark.parametrize("lags", [0, -1, 5])
def test_lags_that_cannot_be(lags):
    with pytest.raises(ArgumentError, match="bound-out-of-range"):
        careless.autocorrelation(HOLES, lags=lags)


def test_who_answered_nothing_has_no_numbers():
    x = np.vstack([HOLES, np.full(7, nan)])
    scales = [[0, 1], [2, 3], [4, 5]]
    for ours in (careless.longstring, careless.average_string, careless.irv, careless.mahalanobis, careless.synonyms,
                 careless.autocorrelation):  # fmt: skip
        assert np.isnan(ours(x)[-1])
    assert np.isnan(careless.even_odd(x, scales)[-1])


def test_variability_is_the_standard_deviation_of_what_was_answered():
    expected = [np.std(row[~np.isnan(row)], ddof=1) for row in HOLES]
    np.testing.assert_allclose(careless.irv(HOLES), expected)
    assert np.isnan(careless.irv([[1, nan, nan]])).all()
    assert careless.irv([[1, nan, 4]])[0] == pytest.approx(3 / np.sqrt(2))  # two answers, each 1.5 from their mean


def test_a_distance_is_that_of_the_items_that_were_answered():
    x = RNG.normal(size=(50, 3))
    x[0, 1] = nan
    both = x[1:]
    mean = np.array([x[:, 0].mean(), x[:, 2].mean()])
    away = x[0, [0, 2]] - mean
    expected = away @ np.linalg.inv(np.cov(x[:, [0, 2]].T)) @ away
    assert careless.mahalanobis(x)[0] == pytest.approx(expected)
    assert careless.mahalanobis(both).sum() == pytest.approx(49 / 50 * 50 * 3 - 3)  # (n - 1) k


def test_a_distance_needs_covariances_with_an_inverse():
    x = RNG.normal(size=(10, 2))
    assert np.isnan(careless.mahalanobis(np.column_stack([x, x[:, 0]]))).all()
    assert np.isnan(careless.mahalanobis(np.ones((5, 2)))).all()
    assert np.isnan(careless.mahalanobis([[1.0, 2.0]])).all()


def test_halves_of_scales_by_hand():
    x = np.array([[1, 2, 3, 1, 3, 4, 5, 4, 1]], dtype=float)
    first, second = [2, 2.5, 3], [2, 3, 4]  # the means of the first and third item of each scale, and the one between
    r = np.corrcoef(first, second)[0, 1]
    assert careless.even_odd(x, [[0, 1, 2], [3, 4, 5], [6, 7, 8]])[0] == pytest.approx(2 * r / (1 + r))
    against = [[1, 5, 3, 3, 5, 1]]
    assert careless.even_odd(against, [[0, 1], [2, 3], [4, 5]]).tolist() == [-1]
    part = [[1, 2, 3, 3, 5, 1]]  # r = -.5, and 2 r / (1 + r) = -2
    assert careless.even_odd(part, [[0, 1], [2, 3], [4, 5]]).tolist() == [-1]


def by_loop(first, second):
    """The correlation of each person over the places where both are there, of three and more that vary."""
    found = []
    for a, b in zip(first, second, strict=True):
        there = ~np.isnan(a) & ~np.isnan(b)
        vary = there.sum() > 2 and np.ptp(a[there]) > 0 and np.ptp(b[there]) > 0
        found.append(np.corrcoef(a[there], b[there])[0, 1] if vary else nan)
    return np.array(found)


def test_pairs_and_halves_count_where_both_were_answered():
    rng = np.random.default_rng(8)
    x = rng.integers(1, 6, size=(60, 12)).astype(float)
    x[rng.random(x.shape) < 0.2] = nan
    r = np.array([by_loop(x.T, np.tile(own, (12, 1))) for own in x.T])
    pairs = [(i, j) for i in range(12) for j in range(i + 1, 12) if r[i, j] > 0.05]
    expected = by_loop(*(x[:, [pair[side] for pair in pairs]] for side in (0, 1)))
    assert 0 < np.isnan(expected).sum() < 30 or np.isfinite(expected).all()
    np.testing.assert_allclose(careless.synonyms(x, least=0.05), expected, atol=1e-12)
    scales = [[0, 1, 2], [3, 4], [5, 6, 7, 8], [9, 10, 11]]
    halves = [
        np.array([[np.mean(v) if len(v := row[scale[start::2]][~np.isnan(row[scale[start::2]])]) else nan
                   for scale in scales] for row in x]) for start in (0, 1)
    ]  # fmt: skip
    r = by_loop(*halves)
    assert np.isnan(r).any()
    with np.errstate(divide="ignore"):
        expected = np.maximum(2 * r / (1 + r), -1)
    np.testing.assert_allclose(careless.even_odd(x, scales), expected, atol=1e-9)


def test_halves_of_scales_that_go_against_each_other_are_minus_one_whatever_rounding_makes_of_it():
    halves = np.random.default_rng(0).integers(1, 6, (2000, 5))
    against = np.stack([halves, 6 - halves], axis=2).reshape(2000, 10)
    found = careless.even_odd(against, np.arange(10).reshape(5, 2))
    assert set(found[~np.isnan(found)]) == {-1}


GAPS = [
    [1, 2, 3, 4, 4, 2, 5, 5, 4, 2, 1, 1],
    [3, 1, 3, 3, 2, 3, nan, 4, nan, 3, 3, 4],
    [1, 5, 2, 2, 4, 3, 3, nan, 3, 5, 1, 4],
    [1, 2, 3, nan, nan, 2, nan, 4, nan, nan, 1, nan],
    [3, 1, 3, 3, 2, 3, 3, 4, 3, 3, 5, 3],
    [1, nan, 3, 4, 4, 2, 5, nan, 4, 2, 1, 1],
]


def test_halves_with_gaps_are_those_of_the_formula_in_r():
    """R's `cor(odd, even, use="pairwise.complete.obs")` of the means, stepped up, -1 at least: undefined of one scale.

    So too where one half is the same in all scales; of two scales with both halves, where R has 1, there is nothing.
    """
    scales = np.arange(12).reshape(4, 3).tolist()
    expected = [0.982753492378877, 0.928203230275509, -1, nan, nan, nan]
    np.testing.assert_allclose(careless.even_odd(GAPS, scales), expected, rtol=1e-12)


def test_scales_are_found_by_headings_of_a_frame():
    names = [f"q{j}" for j in range(12)]
    frame = pd.DataFrame(GAPS, columns=names)[names[::-1]]
    scales = np.reshape(names, (4, 3)).tolist()
    expected = careless.even_odd(GAPS, np.arange(12).reshape(4, 3).tolist())
    np.testing.assert_array_equal(careless.even_odd(frame, scales), expected)
    np.testing.assert_array_equal(careless.even_odd(pl.from_pandas(frame), scales), expected)
    with pytest.raises(ArgumentError, match="q11") as error:
        careless.even_odd(frame, [*scales, ["q12", "q13"]])
    assert [(one.code, one.path) for one in error.value.issues] == [("unknown-column", "$.scales[4]")] * 2
    with pytest.raises(ArgumentError, match="unknown-column"):
        careless.even_odd(GAPS, scales)


def test_scales_of_one_item_have_no_halves():
    with pytest.raises(ArgumentError, match="too-few-scales"):
        careless.even_odd(HOLES, [[0, 1], [2, 3], [4]])


@pytest.mark.parametrize("scales", [[[0, 1], [2, 3], [4, 7]], [[0, 1], [2, 3], [-1, 4]]])
def test_scales_of_columns_that_are_not_there(scales):
    with pytest.raises(ArgumentError, match="no-such-column") as error:
        careless.even_odd(HOLES, scales)
    assert error.value.issues[0].facts == {"columns": 7}


def test_synonyms_are_pairs_above_the_bound_and_antonyms_below():
    trait = RNG.normal(size=(200, 3))
    x = np.column_stack([trait, trait + 0.3 * RNG.normal(size=(200, 3)), -trait[:, :2]])
    r = np.corrcoef(x.T)
    pairs = [(i, j) for i in range(8) for j in range(i + 1, 8) if r[i, j] > 0.6]
    assert len(pairs) == 3
    expected = np.corrcoef(x[0, [i for i, _ in pairs]], x[0, [j for _, j in pairs]])[0, 1]
    assert careless.synonyms(x)[0] == pytest.approx(expected)
    pairs = [(i, j) for i in range(8) for j in range(i + 1, 8) if r[i, j] < -0.6]
    expected = np.corrcoef(x[0, [i for i, _ in pairs]], x[0, [j for _, j in pairs]])[0, 1]
    assert careless.antonyms(x)[0] == pytest.approx(expected)
    assert np.isnan(careless.synonyms(x, least=0.999)).all()


def test_fewer_than_three_pairs_say_nothing():
    trait = RNG.normal(size=(100, 2))
    assert np.isnan(careless.synonyms(np.column_stack([trait, trait]))).all()


@pytest.mark.parametrize("least", [-0.1, 1.0])
def test_bounds_that_cannot_be(least):
    with pytest.raises(ArgumentError, match="bound-out-of-range"):
        careless.synonyms(HOLES, least=least)


def test_the_order_of_people_says_nothing():
    for index in (careless.longstring, careless.irv, careless.mahalanobis, lambda x: careless.synonyms(x, least=0.0)):
        np.testing.assert_allclose(index(HOLES[::-1]), index(HOLES)[::-1], rtol=1e-9)
