from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import purpose_index as pi
from purpose_index.stats.reliability import omega_total, sample_size
from purpose_index.stats.reliability.intervals import feldt
from purpose_index.stats.reliability.sample_size import (
    _enough,
    _near,
    _omega_widths,
    alpha_width,
    people_for_alpha_width,
    people_for_omega_width,
)
from purpose_index.stats.simulation import latent_loadings, ordinal_answers
from purpose_index.stats.uncertainty.shares import wilson


def test_wilson_by_hand():
    # 10 of 100, z = 1.959964: (.1 + z²/200 ± z sqrt(.1 * .9 / 100 + z²/40000)) / (1 + z²/100)
    z = 1.959964
    middle, half = (0.1 + z**2 / 200) / (1 + z**2 / 100), z * np.sqrt(0.0009 + z**2 / 40000) / (1 + z**2 / 100)
    assert wilson(10, 100) == pytest.approx((middle - half, middle + half), rel=1e-6)


@pytest.mark.parametrize(("count", "n"), [(11, 10), (-1, 10), (1, 0), (0, -1), (float("nan"), 10)])
def test_more_people_than_there_are_or_fewer_than_nobody_are_no_share(count, n):
    with pytest.raises(pi.ArgumentError) as caught:
        wilson(count, n)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("impossible-sample", "$.count")]


def test_wilson_at_its_ends():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 50)[0] == 0.0
    assert wilson(50, 50)[1] == 1.0
    assert all(wilson(0, n)[0] == 0.0 and wilson(n, n)[1] == 1.0 for n in range(1, 100))  # not but for rounding
    assert wilson(0, 300)[1] == pytest.approx(3.84 / 303.84, rel=1e-3)  # z² / (n + z²)


@given(st.integers(0, 200), st.integers(1, 200))
def test_wilson_holds_the_share_and_turns_around(count, more):
    n = count + more
    low, high = wilson(count, n)
    assert 0 <= low <= count / n <= high <= 1
    assert wilson(n - count, n) == pytest.approx((1 - high, 1 - low))


def test_the_width_is_that_of_feldts_interval():
    low, high = feldt(0.7, 60, 4, 0.95)
    assert alpha_width(0.7, 60, 4) == high - low


@given(st.floats(-0.5, 0.97), st.integers(2, 30), st.floats(0.02, 0.6), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_number_of_people_is_the_smallest_that_will_do(value, k, width, level):
    n = people_for_alpha_width(value, k, width, level=level)
    assert alpha_width(value, n, k, level=level) <= width
    assert n == 2 or alpha_width(value, n - 1, k, level=level) > width


def test_a_width_that_is_just_reached_is_narrow_enough():
    for n in (2, 3, 25, 400):
        assert people_for_alpha_width(0.97, 4, alpha_width(0.97, n, 4)) == n


@pytest.mark.parametrize(("k", "width"), [(2, 0.9), (3, 0.5), (3, 0.3), (10, 0.25)])
def test_with_assurance_it_is_the_smallest_of_all_numbers_that_will_do(k, width):
    # (1 - alpha) / F, and with it the width, varies as 1 / F: it is narrow enough where F is above usual / width
    def share(n):
        df = (n - 1, (n - 1) * (k - 1))
        usual = 0.3 * np.diff(stats.f.ppf([0.025, 0.975], *df))[0]
        return stats.f.sf(usual / width, *df)

    expected = next(n for n in range(2, 1000) if share(n) >= 0.8)
    assert people_for_alpha_width(0.7, k, width, assurance=0.8) == expected


@pytest.mark.parametrize("k", [2, 3, 5])
def test_with_assurance_it_is_the_smallest_for_small_samples_too(k):
    n = np.arange(2, 300)
    df = (n - 1, (n - 1) * (k - 1))
    usual = 0.5 * (stats.f.ppf(0.975, *df) - stats.f.ppf(0.025, *df))
    for width in np.arange(0.3, 0.99, 0.03):
        expected = n[stats.f.sf(usual / width, *df) >= 0.8][0]
        assert people_for_alpha_width(0.5, k, width, assurance=0.8) == expected


def test_more_people_than_there_are_is_no_number_of_people():
    with pytest.raises(pi.StatisticsError) as caught:
        people_for_alpha_width(-1e6, 4, 0.01)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("no-such-size", "$.alpha")]


@pytest.mark.parametrize("share", [0.0, 1.0])
@pytest.mark.parametrize("size", [partial(people_for_alpha_width, 0.7, 4), partial(people_for_omega_width, [0.7] * 4)])
def test_shares_that_are_none_are_refused_for_alpha_and_omega(size, share):
    for how, path in (({"width": share}, "$.width"), ({"width": 0.2, "assurance": share}, "$.assurance")):
        with pytest.raises(pi.ArgumentError) as caught:
            size(**how)
        assert [issue.path for issue in caught.value.issues] == [path]


@pytest.mark.parametrize("loadings", [[0.7] * 2, [[0.7] * 3] * 3])
def test_omega_needs_loadings_of_three_items(loadings):
    with pytest.raises(pi.ArgumentError) as caught:
        people_for_omega_width(loadings, 0.2)
    assert [issue.path for issue in caught.value.issues] == ["$.loadings"]


def test_it_is_near_bonetts_closed_form():
    # 4 items, alpha .7, width .2 at 95 %: 8 (4/3) (1 - .7)² (1.96 / .2)² + 2 = 94.2 -> 95
    assert people_for_alpha_width(0.7, 4, 0.2) == pytest.approx(95, abs=3)  # Feldt's interval is a little narrower


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ((1.0, 4, 0.1), "$.alpha"),
        ((0.8, 1, 0.1), "$.k"),
        ((0.8, 4, 1.0), "$.width"),
        ((float("nan"), 4, 0.1), "$.alpha"),
    ],
)
def test_impossible_samples_are_refused(arguments, path):
    with pytest.raises(pi.ArgumentError) as caught:
        people_for_alpha_width(*arguments)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("impossible-sample", path)]


def test_made_up_answers_have_their_factors():
    x = ordinal_answers([[0.8], [0.8], [0.4]], 20_000, categories=101, rng=9)
    # many categories leave the correlations of the latent answers, but for the cut at ±1.5: .64, .32, .32
    r = np.corrcoef(x.T)
    assert r[0, 1] == pytest.approx(0.64, abs=0.03)
    assert r[0, 2] == pytest.approx(0.32, abs=0.03)


def test_made_up_answers_repeat_by_seed_and_stay_in_their_categories():
    first, second = (ordinal_answers([[0.7], [0.7]], 50, categories=3, rng=10) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert set(np.unique(first)) <= {1.0, 2.0, 3.0}


@pytest.mark.parametrize(("loadings", "categories"), [([[0.9, 0.9]], 5), ([[0.5]], 1)])
def test_impossible_populations_are_refused(loadings, categories):
    with pytest.raises(pi.ArgumentError) as caught:
        ordinal_answers(loadings, 10, categories=categories)
    assert [issue.code for issue in caught.value.issues] == ["impossible-population"]


def test_with_assurance_four_studies_in_five_are_narrow_enough():
    n = people_for_alpha_width(0.8, 4, 0.15, assurance=0.8)
    assert n > people_for_alpha_width(0.8, 4, 0.15)
    rng = np.random.default_rng(3)
    r = 0.8 / (4 - 3 * 0.8)  # parallel items whose alpha is .8
    widths = []
    for _ in range(2000):
        x = np.sqrt(r) * rng.normal(size=(n, 1)) + np.sqrt(1 - r) * rng.normal(size=(n, 4))
        C = np.cov(x.T)
        low, high = feldt(4 / 3 * (1 - np.trace(C) / C.sum()), n, 4, 0.95)
        widths.append(high - low)
    assert np.mean(np.array(widths) <= 0.15) == pytest.approx(0.8, abs=0.03)


def test_a_higher_assurance_takes_more_people():
    most, half = (people_for_omega_width([0.7] * 4, 0.2, draws=100, assurance=share) for share in (0.9, 0.5))
    assert most.n > half.n
    assert (most.assurance, half.assurance, most.draws) == (0.9, 0.5, 100)
    assert 0 < most.se < 0.05


@pytest.mark.once
@pytest.mark.parametrize(
    ("k", "loading", "width", "studies", "least"), [(4, 0.7, 0.2, 300, 0), (3, 0.35, 0.5, 200, 0.04)]
)
def test_a_simulated_size_holds_for_the_share_of_studies_that_was_asked_for(k, loading, width, studies, least):
    """Studies of answers that are made up here; of three weak items some have no interval, and do not reach it."""
    found = people_for_omega_width([loading] * k, width)
    assert found.width <= 1.02 * width
    rng, reached, without = np.random.default_rng(12), 0, 0
    latent = latent_loadings([loading] * k, 5)[0]
    for _ in range(studies):
        z = latent * rng.normal(size=(found.n, 1)) + np.sqrt(1 - latent**2) * rng.normal(size=(found.n, k))
        omega = omega_total(1.0 + (z > -1.5) + (z > -0.5) + (z > 0.5) + (z > 1.5))
        without += omega.low is None
        reached += omega.low is not None and omega.high - omega.low <= width
    assert without / studies >= least
    # three Monte-Carlo errors, of the 1,000 samples that found n and of these studies
    assert reached / studies == pytest.approx(0.8, abs=3 * np.sqrt(0.16 / 1000 + 0.16 / studies))


def test_items_that_are_too_weak_have_no_size():
    with pytest.raises(pi.StatisticsError) as caught:
        people_for_omega_width([0.0] * 3, 0.2, draws=20)
    assert [issue.code for issue in caught.value.issues] == ["no-such-size"]


@pytest.mark.parametrize(
    ("categories", "loadings"), [(2, [0.6, 0.6, 0.6]), (5, [0.4, -0.7, 0.8]), (3, [0.5, 0.5, 0.5])]
)
def test_raised_loadings_come_out_as_they_were_after_cutting(categories, loadings):
    latent = latent_loadings(loadings, categories)
    assert (np.abs(latent) > np.abs(loadings)).all()
    x = ordinal_answers(latent[:, None], 400_000, categories=categories, rng=4)
    pairs = np.triu_indices(3, 1)
    # a correlation of 400,000 people has a standard error of at most .0016
    np.testing.assert_allclose(np.corrcoef(x.T)[pairs], np.outer(loadings, loadings)[pairs], atol=0.008)


def test_raised_loadings_of_two_categories_follow_the_arcsine_law():
    latent = latent_loadings([0.6, 0.6, 0.6], 2)
    np.testing.assert_allclose(latent, np.sqrt(np.sin(np.pi / 2 * 0.36)), rtol=1e-6)


def test_nothing_raises_a_loading_of_nought_nor_beyond_one():
    np.testing.assert_array_equal(latent_loadings([0.0, 0.0], 5), [0, 0])
    assert latent_loadings([0.99, 0.99, 0.99], 2).max() == 0.99


def test_two_categories_are_cut_in_the_middle():
    x = ordinal_answers([[0.5], [0.5]], 10_000, categories=2, rng=3)
    assert x.mean() == pytest.approx(1.5, abs=0.02)


@pytest.mark.parametrize(("options", "path"), [({"draws": 1}, "$.draws"), ({"assurance": 1.0}, "$.assurance")])
def test_sizes_that_cannot_be_simulated_are_refused(options, path):
    with pytest.raises(pi.ArgumentError) as caught:
        people_for_omega_width([0.7] * 4, 0.2, **options)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("impossible-sample", path)]


def test_a_width_that_nearly_every_study_reaches_takes_few_people():
    found = people_for_omega_width([0.9] * 3, 0.9, draws=50)
    assert 5 <= found.n <= 20  # with fewer there is often no interval


def test_simulated_widths_are_those_of_omegas_own_interval():
    latent = latent_loadings([0.5, 0.6, 0.7], 5)
    widths = _omega_widths(latent, 40, 5, 0.9, 60, np.random.default_rng(5))
    random, expected = np.random.default_rng(5), []
    for _ in range(60):
        omega = omega_total(ordinal_answers(latent[:, None], 40, categories=5, rng=random), level=0.9)
        expected.append(np.inf if omega.low is None else omega.high - omega.low)
    assert 0 < np.isinf(expected).sum() < 30
    np.testing.assert_allclose(widths, expected, rtol=1e-5)


class Law:
    """Stands for simulation: of d samples of n people the widths are 2 / sqrt(n) times d even shares from .5 to 1.5."""

    def __init__(self, monkeypatch, undefined_below=lambda draws: 0) -> None:
        self.asked: list[tuple[int, int]] = []
        self.undefined_below = undefined_below
        monkeypatch.setattr(sample_size, "_omega_widths", self)

    def __call__(self, latent, n, categories, level, draws, random):
        self.asked.append((n, draws))
        self.options = categories, level, random.bit_generator.state["state"]
        return np.linspace(0.5, 1.5, draws) * (2 / np.sqrt(n) if n >= self.undefined_below(draws) else np.inf)


@pytest.mark.parametrize(("width", "n"), [(0.3, 76), (0.11, 559), (0.023, 12779)])
def test_where_widths_fall_with_the_root_of_n_the_number_is_that_of_the_law(monkeypatch, width, n):
    law = Law(monkeypatch)
    found = people_for_omega_width([0.7] * 4, width, draws=1001, assurance=0.8)
    # of 1,001 shares that of .8 is 1.3: (2 * 1.3 / width)**2 people
    assert found.n == n == np.ceil((2.6 / width) ** 2)
    assert found.width == pytest.approx(2.6 / np.sqrt(n))
    # .01264 to either side in the shares, in steps of .001 up: 1.313 and 1.288
    assert found.se == pytest.approx((1.313 - 1.288) / np.sqrt(n))
    assert (found.assurance, found.draws) == (0.8, 1001)
    tries, last = law.asked[:-1], law.asked[-1]
    assert tries == [(100, 100), (last[0], 100)]  # the second try says what was tried
    # the share of .8 of 100 draws is the 81st of them, 80 / 99 of the way from .5 to 1.5
    assert last == (np.ceil((2 * (0.5 + 80 / 99) / width) ** 2), 1001)


def test_without_a_word_it_is_five_categories_95_percent_and_1000_draws_from_seed_0(monkeypatch):
    law = Law(monkeypatch)
    assert people_for_omega_width([0.7] * 4, 0.3).assurance == 0.8
    assert law.options == (5, 0.95, np.random.default_rng(0).bit_generator.state["state"])
    assert law.asked[-1][1] == 1000


def test_three_items_and_two_draws_will_do(monkeypatch):
    law = Law(monkeypatch)
    # 41 of 50 even shares is 1.3163, which takes 77.01 people; of two widths, .5 and 1.5, every share is the higher one
    found = people_for_omega_width([0.7] * 3, 0.3, draws=2)
    assert (found.n, found.width, found.se) == (78, pytest.approx(3 / np.sqrt(78)), 0)
    assert law.asked[-1][1] == 2


@pytest.mark.parametrize(("assurance", "below", "above"), [(0.95, 9, 10), (0.05, 1, 3)])
def test_the_share_of_few_draws_is_uncertain_as_far_as_there_are_draws(monkeypatch, assurance, below, above):
    Law(monkeypatch)
    found = people_for_omega_width([0.7] * 4, 0.3, draws=10, assurance=assurance)
    # of 10 shares in steps of a ninth: .05 and .95, less or more sqrt(.05 * .95 / 10) = .069, but not beyond 0 or 1
    assert found.se == pytest.approx((above - below) / 9 / np.sqrt(found.n))


def test_few_draws_are_fifty_at_first_and_many_items_begin_with_ten_people_each(monkeypatch):
    law = Law(monkeypatch)
    people_for_omega_width([0.7] * 12, 0.3, draws=20)
    assert law.asked[0] == (120, 50)
    assert law.asked[-1][1] == 20


def test_a_number_within_a_tenth_of_what_was_tried_is_near(monkeypatch):
    law = Law(monkeypatch)
    # (2.6162 / .2685)**2 = 94.9
    assert _near(np.full(4, 0.7), 0.2685, 5, 0.95, 0.8, 100, np.random.default_rng(0)) == (5, 95)
    assert law.asked == [(100, 100)]


def test_there_are_two_people_more_than_items(monkeypatch):
    law = Law(monkeypatch)
    # (2.616 / .89)**2 = 8.64, but 9 people with 8 items are too few: between 9 and 100 by the root of their product
    assert _near(np.full(8, 0.7), 0.89, 5, 0.95, 0.8, 100, np.random.default_rng(0)) == (9, 10)
    assert [n for n, _ in law.asked] == [100, 30, 17, 13, 11, 10]
    assert _near(np.full(8, 0.7), 0.99, 5, 0.95, 0.8, 100, np.random.default_rng(0))[1] == 10
    assert _near(np.full(4, 0.7), 0.99, 5, 0.95, 0.8, 100, np.random.default_rng(0))[1] == 7  # (2.616 / .99)**2 = 6.98


def test_where_fewer_people_have_no_interval_it_is_the_smallest_number_to_a_tenth_that_does(monkeypatch):
    law = Law(monkeypatch, undefined_below=lambda draws: 330)
    few, n = _near(np.full(4, 0.7), 0.3, 5, 0.95, 0.8, 100, np.random.default_rng(0))
    asked = [n for n, _ in law.asked]
    assert few == max(n for n in asked if n < 330)
    assert n == min(n for n in asked if n >= 330)
    assert few + 1 < n <= 1.1 * few
    found = people_for_omega_width([0.7] * 4, 0.3, draws=1001)
    assert found.n == n  # the law would have 76
    assert found.width == pytest.approx(2.6 / np.sqrt(n))


def test_a_number_that_was_seen_to_be_too_few_is_no_answer(monkeypatch):
    law = Law(monkeypatch, undefined_below=lambda draws: 280)
    found = people_for_omega_width([0.7] * 4, 0.16, draws=1001)
    assert (2.6 / 0.16) ** 2 < 265 < max(n for n, _ in law.asked if n < 280)
    assert found.n == law.asked[-1][0] > 280


def test_where_all_samples_find_what_a_tenth_of_them_did_not_there_are_a_tenth_more_people(monkeypatch):
    law = Law(monkeypatch, undefined_below=lambda draws: 650 if draws == 1001 else 0)
    found = people_for_omega_width([0.7] * 4, 0.11, draws=1001)
    assert [n for n, draws in law.asked if draws == 1001] == [566, 623, 686]
    assert found.n == 686  # not 559, which is within a fifth of it: 566 were seen to be too few


@pytest.mark.parametrize(("few", "many", "enough"), [(0.9, 1.0, 3), (1.0, 1.1, 4)])
def test_how_many_people_are_enough_by_the_widths_of_some(few, many, enough):
    # of 1 and 2: the one of share .5 is the higher of the two that lie beside it
    widths = np.array([few, few, many, many])
    assert _enough(400, widths, 0.5, 0.5) == np.ceil(400 * (many / 0.5) ** 2)
    assert _enough(400, np.array([few, few, np.inf]), 0.5, 0.9) == 1600


def test_more_than_a_hundred_thousand_people_is_no_size(monkeypatch):
    Law(monkeypatch)
    most = (2 * (0.5 + 80 / 99)) / np.sqrt(100_000)
    assert _near(np.full(4, 0.7), 1.001 * most, 5, 0.95, 0.8, 100, np.random.default_rng(0))[1] > 99_000
    with pytest.raises(pi.StatisticsError) as caught:
        people_for_omega_width([0.7] * 4, 0.9 * most)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("no-such-size", "$.loadings")]
