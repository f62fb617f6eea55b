"""The alpha family by hand, and where it is not defined."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.inputs import moments_of
from purpose_index.stats.reliability import (
    alpha,
    alpha_if_dropped,
    items_needed,
    score_interval,
    spearman_brown,
    standard_error_of_measurement,
    standardized_alpha,
)
from purpose_index.stats.reliability.precision import error_of_score, smallest_difference
from purpose_index.stats.uncertainty.delta import f_quantile
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from tests.unit.stats.populations import sample_with

# Variances 2.5, .7 and 1.7; the sums 4, 7, 11, 13 and 8 have variance 12.3.
X = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
ALPHA = 3 / 2 * (1 - (2.5 + 0.7 + 1.7) / 12.3)
Z = 1.959963984540054


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def test_alpha_by_hand():
    estimate = alpha(X)
    assert estimate.value == pytest.approx(ALPHA, rel=1e-15)
    assert (estimate.name, estimate.n, estimate.k, estimate.missing) == ("alpha", 5, 3, "listwise")
    assert (estimate.level, estimate.interval, estimate.issues) == (0.95, "feldt", ())
    assert float(estimate) == estimate.value


def test_intervals_by_hand():
    # Feldt: 1 - (1 - alpha) F(4, 8)
    feldt = alpha(X, level=0.9)
    assert feldt.low == pytest.approx(1 - (1 - ALPHA) * stats.f.ppf(0.95, 4, 8), rel=1e-12)
    assert feldt.high == pytest.approx(1 - (1 - ALPHA) * stats.f.ppf(0.05, 4, 8), rel=1e-12)
    # Bonett: log(1 - alpha) ± z sqrt(2 · 3 / (2 · 3))
    bonett = alpha(X, interval="bonett")
    assert (bonett.low, bonett.high) == pytest.approx((1 - (1 - ALPHA) * np.exp(Z), 1 - (1 - ALPHA) * np.exp(-Z)))
    # Hakstian & Whalen: (1 - alpha)^(1/3) (1 ± z sqrt(18 · 3 · 4 / (2 · 34²)))
    half = Z * np.sqrt(216 / 2312)
    whalen = alpha(X, interval="hakstian-whalen")
    assert (whalen.low, whalen.high) == pytest.approx(
        (1 - (1 - ALPHA) * (1 + half) ** 3, 1 - (1 - ALPHA) * (1 - half) ** 3)
    )
    for symmetric in ("asymptotic", "distribution-free"):
        estimate = alpha(X, interval=symmetric)
        assert estimate.low == pytest.approx(estimate.value - Z * estimate.se, rel=1e-12)
        assert estimate.high == pytest.approx(estimate.value + Z * estimate.se, rel=1e-12)


def test_bonetts_interval_by_hand():
    """An alpha of .75 from items that all correlate 3/7: four, of 42 people; log .25 ± 1.96 sqrt(8 / (3 · 40))."""
    estimate = alpha(sample_with(np.full((4, 4), 3 / 7) + 4 / 7 * np.eye(4), n=42), interval="bonett")
    assert estimate.value == pytest.approx(0.75)
    half = Z * np.sqrt(8 / 120)
    assert (estimate.low, estimate.high) == pytest.approx((1 - 0.25 * np.exp(half), 1 - 0.25 * np.exp(-half)))


def test_the_asymptotic_error_of_parallel_items():
    """Equal variances v and covariances c: se² = 2 k / (k - 1) (1 - alpha)² / n (van Zyl et al. 2000)."""
    x = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1], [2, 2], [-2, -2]]).astype(float)
    estimate = alpha(x, interval="asymptotic")
    assert estimate.se == pytest.approx(np.sqrt(2 * 2 / 1 * (1 - estimate.value) ** 2 / 6), rel=1e-12)


def test_no_interval_where_none_is_asked_for():
    estimate = alpha(X, interval=None)
    assert (estimate.low, estimate.high, estimate.level, estimate.interval, estimate.se) == (None,) * 5


def test_standardized_alpha_by_hand():
    # correlations of deviations: 5/sqrt(10 · 2.8), 7/sqrt(10 · 6.8) and 2.8/sqrt(2.8 · 6.8)
    r = np.mean([5 / np.sqrt(28), 7 / np.sqrt(68), 2.8 / np.sqrt(2.8 * 6.8)])
    estimate = standardized_alpha(X)
    assert estimate.value == pytest.approx(3 * r / (1 + 2 * r), rel=1e-12)
    assert estimate.interval is None


def test_dropping_each_item_in_turn():
    # the sums of the other two items have variances 3.8, 7.7 and 5.7
    expected = [2 * (1 - (0.7 + 1.7) / 3.8), 2 * (1 - (2.5 + 1.7) / 7.7), 2 * (1 - (2.5 + 0.7) / 5.7)]
    found = alpha_if_dropped(X)
    assert [estimate.value for estimate in found] == pytest.approx(expected)
    assert all(estimate.low < estimate.value < estimate.high for estimate in found)


def test_a_tally_gives_what_the_answers_give():
    tally = Moments.of(X)
    assert alpha(tally).value == alpha(X).value
    assert alpha(PairCounts.of(X, missing="listwise")).value == alpha(X).value
    assert alpha(tally, interval="asymptotic").se == alpha(X, interval="asymptotic").se


def test_a_tally_brings_its_own_missing_rule():
    holes = X.astype(float)
    holes[0, 0] = np.nan
    assert alpha(Moments.of(holes, missing="pairwise"), interval=None).missing == "pairwise"
    assert alpha(holes).n == 4


@pytest.mark.parametrize(
    ("x", "code"),
    [
        (X[:, :1], "too-few-items"),
        (X[:0], "too-few-people"),
        (X[:1], "too-few-people"),
        (X[:2], "too-few-people"),
        (np.where(np.eye(5, 3) > 0, np.nan, X)[:4], "too-few-people"),
        (np.full((5, 3), 2), "no-total-variance"),
        (np.full((5, 3), 0.1), "no-total-variance"),
        (np.column_stack([X[:, 0], -X[:, 0]]), "no-total-variance"),
        (np.column_stack([X[:, 0] / 3, -X[:, 0] / 3]), "no-total-variance"),
    ],
)
def test_where_it_is_not_defined(x, code):
    for function in (alpha, standardized_alpha, standard_error_of_measurement):
        with pytest.raises(StatisticsError) as error:
            function(x)
        assert codes(error.value.issues) == [code]
        assert error.value.issues[0].hint


def test_what_is_said_of_too_few_people():
    holed = np.where(np.eye(5, 3) > 0, np.nan, X)[:4]
    for x, missing, who, hint in (
        (X[:2], "listwise", "answer all items: 2, where", "answers."),
        (X[:2], "pairwise", "answer both items of some pair: 2, where", "answers."),
        (holed, "listwise", "answer all items: 1, where", "missing='pairwise'."),
    ):
        with pytest.raises(StatisticsError) as error:
            alpha(x, interval=None, missing=missing)
        assert who in error.value.issues[0].message
        assert error.value.issues[0].hint.endswith(hint)
    assert alpha(X[:3]).n == 3


def test_one_item_of_two_people_lacks_both():
    with pytest.raises(StatisticsError) as error:
        alpha(X[:2, :1])
    assert codes(error.value.issues) == ["too-few-items", "too-few-people"]


def test_pairs_that_too_few_people_share():
    x = np.array([[1, 2, np.nan], [2, 3, np.nan], [3, 1, np.nan], [np.nan, 2, 1], [np.nan, 4, 3], [np.nan, 1, 2]])
    with pytest.raises(StatisticsError) as error:
        alpha(x, interval=None, missing="pairwise")
    assert codes(error.value.issues) == ["too-few-people"]


def test_perfectly_related_items():
    estimate = alpha(np.column_stack([X[:, 0], X[:, 0] + 1, X[:, 0]]))
    assert (estimate.value, estimate.low, estimate.high) == (1, 1, 1)
    assert alpha(X[:, [0, 0]], interval="asymptotic").se == pytest.approx(0, abs=1e-7)


def test_a_constant_item_stays_in_and_is_said():
    estimate = alpha(np.column_stack([X, np.full(5, 3)]))
    # one item more, and nothing else: 4/3 in place of 3/2
    assert estimate.value == pytest.approx(ALPHA * (4 / 3) / (3 / 2))
    assert estimate.k == 4
    assert [(issue.code, issue.path) for issue in estimate.issues] == [("constant-item", "$.items.4")]


def test_a_constant_item_cannot_be_standardized():
    with pytest.raises(StatisticsError) as error:
        standardized_alpha(np.column_stack([X, np.full(5, 0.1)]))
    assert codes(error.value.issues) == ["constant-item"]


def test_items_that_go_against_each_other_give_a_negative_value_that_is_said():
    x = np.column_stack([X[:, 0], 6 - X[:, 0], X[:, 2]])
    estimate = alpha(x)
    # variances 2.5, 2.5, 1.7; the sum is 6 + the third item
    assert estimate.value == pytest.approx(3 / 2 * (1 - 6.7 / 1.7))
    assert codes(estimate.issues) == ["negative-alpha"]
    assert estimate.low < estimate.value < estimate.high


def test_unrelated_items_have_an_alpha_of_zero_and_nothing_against_each_other():
    estimate = alpha([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    assert (estimate.value, estimate.issues) == (0, ())


def test_pairwise_covariances_of_no_data_at_all_are_said():
    """Three pairs of items on three groups of people, related as no three items can be: 1, 1 and -1."""
    up, down = np.arange(4.0), np.arange(4.0)[::-1]
    none = np.full(4, np.nan)
    x = np.vstack([np.column_stack(c) for c in ((up, up, none), (up, none, up), (none, up, down))])
    for unit in (1, 1e-8, 1e8):
        estimate = alpha(unit * x, interval=None, missing="pairwise")
        assert codes(estimate.issues) == ["indefinite-covariances"]


def test_a_doubled_item_is_not_one_of_no_data_at_all():
    assert alpha(X[:, [0, 1, 2, 2]], interval=None, missing="pairwise").issues == ()


@pytest.mark.parametrize("interval", ["feldt", "bonett", "hakstian-whalen", "asymptotic", "distribution-free"])
def test_an_interval_is_refused_under_pairwise(interval):
    with pytest.raises(ArgumentError) as error:
        alpha(X, interval=interval, missing="pairwise")
    assert codes(error.value.issues) == ["interval-needs-listwise"]
    assert "interval=None" in error.value.issues[0].hint


def test_the_distribution_free_interval_needs_the_answers():
    for tally in (Moments.of(X), PairCounts.of(X, missing="listwise")):
        with pytest.raises(ArgumentError) as error:
            alpha(tally, interval="distribution-free")
        assert codes(error.value.issues) == ["interval-needs-answers"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"interval": "felt"}, "unknown-option"),
        ({"missing": "complete"}, "unknown-option"),
        ({"level": 95}, "level-out-of-range"),
        ({"level": "0.95"}, "level-out-of-range"),
    ],
)
def test_options_that_cannot_be(options, code):
    with pytest.raises(ArgumentError) as error:
        alpha(X, **options)
    assert codes(error.value.issues) == [code]


def test_the_standard_error_of_measurement_by_hand():
    assert standard_error_of_measurement(X).value == pytest.approx(np.sqrt(12.3 * (1 - ALPHA)))
    assert standard_error_of_measurement(X, score="mean").value == pytest.approx(np.sqrt(12.3 * (1 - ALPHA)) / 3)
    assert standard_error_of_measurement(X, reliability=0.75).value == pytest.approx(np.sqrt(12.3) / 2)
    assert standard_error_of_measurement(X, reliability=alpha(X)).value == standard_error_of_measurement(X).value
    with pytest.raises(ArgumentError):
        standard_error_of_measurement(X, score="total")


def test_a_score_interval_by_hand():
    low, high, level = score_interval(20, 2.5)
    assert (low, high, level) == pytest.approx((20 - Z * 2.5, 20 + Z * 2.5, 0.95))
    assert score_interval(20, standard_error_of_measurement(X)).low < 20


def test_spearman_brown_by_hand():
    assert spearman_brown(0.6, 2) == pytest.approx(2 * 0.6 / 1.6)
    assert spearman_brown(0.6, 0.5) == pytest.approx(0.3 / 0.7)
    assert spearman_brown(0, 3) == 0
    assert spearman_brown(1, 3) == 1


def test_the_smallest_difference_that_is_more_than_error_by_hand():
    assert smallest_difference(2.5) == pytest.approx(Z * np.sqrt(2) * 2.5)
    assert smallest_difference(2.5, level=0.5) == pytest.approx(0.67448975 * np.sqrt(2) * 2.5)


def test_the_error_of_a_score_by_hand():
    found = [error_of_score(3, reliability) for reliability in (0, 0.75, 1)]
    assert found == [3, 1.5, 0]
    assert np.isnan([error_of_score(3, reliability) for reliability in (-0.1, 1.1, np.nan)]).all()


def test_how_many_items_it_takes():
    assert items_needed(0.7, 5) == 20
    # 5 · .9 · .3 / (.7 · .1) = 19.3
    assert items_needed(0.7, 5, target=0.9) == 20
    assert items_needed(0.9, 10, target=0.9) == 10
    assert items_needed(0.9, 10, target=0.8) == 5
    assert items_needed(0.01, 2, target=0.34) == 102  # 2 * 34 * 99 / 66, which rounding must not make 103


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: spearman_brown(-0.1, 2), "reliability-out-of-range"),
        (lambda: spearman_brown(float("nan"), 2), "reliability-out-of-range"),
        (lambda: spearman_brown(0.5, 0), "factor-not-positive"),
        (lambda: items_needed(0, 5), "reliability-out-of-range"),
        (lambda: items_needed(1, 5), "reliability-out-of-range"),
        (lambda: items_needed(0.5, 5, target=1), "reliability-out-of-range"),
        (lambda: items_needed(0.5, 5, target=0), "reliability-out-of-range"),
        (lambda: standard_error_of_measurement(X, reliability=1.2), "reliability-out-of-range"),
    ],
)
def test_what_is_no_reliability(call, code):
    with pytest.raises(ArgumentError) as error:
        call()
    assert codes(error.value.issues) == [code]


@pytest.mark.parametrize(("low", "high"), [(1, 1), (4, 8), (2000, 20000)])
def test_quantiles_of_f(low, high):
    for probability in (0.001, 0.025, 0.5, 0.975):
        assert f_quantile(probability, low, high) == pytest.approx(stats.f.ppf(probability, low, high), rel=1e-9)


def test_the_door_takes_arrays_and_tallies():
    tally = Moments.of(X)
    assert moments_of(tally) is tally
    assert moments_of(PairCounts.of(X, missing="pairwise")).missing == "pairwise"
    assert moments_of(X.tolist(), "pairwise").missing == "pairwise"


def test_a_number_of_items_that_is_met_exactly_is_not_raised_by_rounding():
    # 4 items of .6 in all: each has .6 / (4 - 3 * .6) = 3/11; 6 items: 18/11 / (1 + 15/11) = 9/13
    assert items_needed(0.6, 4, target=9 / 13) == 6
    for r in np.arange(0.05, 1, 0.05):
        for factor in (2, 3, 5, 7):
            assert items_needed(r, 4, target=factor * r / (1 + (factor - 1) * r)) == 4 * factor
