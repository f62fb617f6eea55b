"""Likelihood ratios of graded models between groups: against fits and a search over rows, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize
from scipy.special import expit
from scipy.stats import chi2

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.dif import likelihood_ratio, score_differences
from purpose_index.stats.irt import multiple_group

SLOPES = np.array([1.0, 1.4, 0.9, 1.8, 1.2])
PLACES = np.array([-0.4, 0.3, 0.0, 0.5, -0.2])


def answers(n, seed, steps=(-1.2, 0.0, 1.1), groups=2, shift=0.0, mean=0.4):
    """Answers to five items, and groups, each further up by `mean`; the first item is harder in the last."""
    rng = np.random.default_rng(seed)
    member = np.arange(n) % groups
    theta = rng.normal(size=n) * (1 + 0.2 * (member > 0)) + mean * member
    places = PLACES[:, None] + np.array(steps) + np.zeros((n, 1, 1))
    places[:, 0] += shift * (member == groups - 1)[:, None]
    above = expit(SLOPES[:, None] * (theta[:, None, None] - places))
    return (rng.random((n, 5, 1)) < above).sum(axis=2).astype(float), np.array(["a", "b", "c"])[member]


X, GROUPS = answers(400, 1, shift=0.7)
NAMES = list("12345")


@pytest.mark.parametrize("groups", [2, 3])
@pytest.mark.parametrize("anchors", ["others", ["2", "4", "5"]])
def test_it_is_twice_the_gain_of_models_fitted_for_themselves(groups, anchors):
    x, of = answers(450, groups, groups=groups, shift=0.7)
    x[np.random.default_rng(0).random(x.shape) < 0.05] = np.nan
    common = NAMES if anchors == "others" else anchors
    for one in likelihood_ratio(x, of, anchors=anchors):
        free = multiple_group(x, of, anchors=[name for name in common if name != one.item])
        same = multiple_group(x, of, anchors=[name for name in NAMES if name in common or name == one.item])
        np.testing.assert_allclose(one.log_likelihoods[[0, 2]], [same.log_likelihood, free.log_likelihood], atol=1e-6)
        assert one.total.chi_square == pytest.approx(2 * (free.log_likelihood - same.log_likelihood), abs=1e-6)
        assert one.total.df == free.parameters - same.parameters == 4 * (groups - 1)
        assert one.total.p_value == pytest.approx(chi2.sf(one.total.chi_square, one.total.df), rel=1e-9)
        np.testing.assert_allclose(one.means, free.means, atol=1e-3)
        np.testing.assert_allclose(one.spreads, free.spreads, atol=1e-3)
        assert one.anchor == (one.item in common)


def test_one_slope_and_locations_of_their_own_against_a_search_over_rows():
    x, of = answers(300, 5, steps=(0.0,), shift=0.7)
    second = of == "b"
    nodes = np.linspace(-6, 6, 81)
    weights = np.exp(-(nodes**2) / 2) / np.exp(-(nodes**2) / 2).sum()

    def loss(theta):
        slopes, intercepts, own, mean, spread = theta[:5], theta[5:10], theta[10], theta[11], np.exp(theta[12])
        total = 0.0
        for rows, places, moved in ((~second, nodes, 0.0), (second, mean + spread * nodes, own)):
            z = slopes[:, None] * places + (intercepts + moved * (np.arange(5) == 0))[:, None]
            signs = np.where(x[rows] > 0, 1.0, -1.0)
            total -= np.log(np.exp(-np.logaddexp(0, -signs[:, :, None] * z).sum(axis=1)) @ weights).sum()
        return total

    best = minimize(loss, np.r_[SLOPES, np.zeros(8)], method="BFGS", options={"gtol": 1e-5}).fun
    (found,) = likelihood_ratio(x, of, item="1")
    assert found.log_likelihoods[1] == pytest.approx(-best, abs=1e-5)
    assert (found.uniform.df, found.nonuniform.df) == (1, 1)
    assert found.uniform.chi_square + found.nonuniform.chi_square == pytest.approx(found.total.chi_square, abs=1e-9)


def test_a_difference_is_that_of_expected_answers_over_the_second_groups_trait_with_its_error():
    free = multiple_group(X, GROUPS, anchors=NAMES[1:])
    nodes = np.linspace(-6, 6, 61)
    weights = np.exp(-(nodes**2) / 2) / np.exp(-(nodes**2) / 2).sum()

    def gap(mean, log_spread, slopes, intercepts):
        places = mean + np.exp(log_spread) * nodes
        curves = [expit(a * places + np.array(d)[:, None]).sum(axis=0) for a, d in zip(slopes, intercepts, strict=True)]
        return (curves[1] - curves[0]) @ weights

    intercepts = [-free.slopes[g, 0] * free.locations[g][0] for g in (0, 1)]
    (row,) = likelihood_ratio(X, GROUPS, item="1")[0].differences
    log_spread = np.log(free.spreads[1])
    assert row.value == pytest.approx(gap(free.means[1], log_spread, free.slopes[:, 0], intercepts), abs=1e-5)
    place = np.r_[free.slopes[0, 0], intercepts[0], free.slopes[1, 0], intercepts[1], free.means[1], log_spread]
    moves = approx_fprime(place, lambda t: gap(t[8], t[9], t[[0, 4]], [t[1:4], t[5:8]]), 1e-7)
    own = np.r_[0:8, len(free.gradient) - 2, len(free.gradient) - 1]
    assert row.se == pytest.approx(np.sqrt(moves @ free.covariance[np.ix_(own, own)] @ moves), rel=1e-3)
    assert row.high - row.value == pytest.approx(1.959964 * row.se, rel=1e-6)
    assert row.detectable == pytest.approx((1.959964 + 0.841621) * row.se, rel=1e-6)


def test_curves_are_expected_answers():
    (one,) = likelihood_ratio(X, GROUPS, item="1")
    free = multiple_group(X, GROUPS, anchors=NAMES[1:])
    for g in (0, 1):
        above = expit(free.slopes[g, 0] * (one.levels - free.locations[g][0][:, None]))
        np.testing.assert_allclose(one.expected[g], above.sum(axis=0), atol=1e-5)


def test_other_items_are_blamed_until_the_one_that_works_otherwise_is_no_anchor():
    x, of = answers(1500, 6, shift=1.4)
    others, purified, ranked = (likelihood_ratio(x, of, anchors=how) for how in ("others", "purified", "rank"))
    assert sum(one.total.adjusted < 0.05 for one in others) > 1
    assert [one.item for one in purified if one.total.adjusted < 0.05] == ["1"]
    assert [one.anchor for one in purified] == [False, True, True, True, True]
    assert [one.item for one in ranked if one.total.adjusted < 0.05] == ["1"]
    ratios = [one.total.chi_square / one.total.df for one in others]
    assert [one.anchor for one in ranked] == [ratio <= sorted(ratios)[1] for ratio in ratios]
    (mean,) = score_differences(purified, {"mean": dict.fromkeys(NAMES, 0.2)})
    assert mean.value == pytest.approx(0.2 * purified[0].differences[0].value)


def test_order_of_people_and_items_and_keys_change_nothing_that_they_should_not():
    plain = likelihood_ratio(X, GROUPS)
    order = np.random.default_rng(0).permutation(400)
    turned = likelihood_ratio(X[order][:, ::-1], GROUPS[order], names=NAMES[::-1])[::-1]
    mirrored = likelihood_ratio(3 - X, GROUPS)
    swapped = likelihood_ratio(X, np.where(GROUPS == "a", "z", GROUPS))
    twice = likelihood_ratio(np.vstack([X, X]), np.tile(GROUPS, 2))
    for one, same, mirror, swap, double in zip(plain, turned, mirrored, swapped, twice, strict=True):
        for name in ("total", "uniform", "nonuniform"):
            sizes = [getattr(found, name).chi_square for found in (same, mirror, swap)]
            np.testing.assert_allclose(sizes, getattr(one, name).chi_square, atol=1e-6)
            assert getattr(double, name).chi_square == pytest.approx(2 * getattr(one, name).chi_square, abs=1e-6)
        values = [(found.differences[0].value, found.differences[0].se) for found in (one, same, mirror, double)]
        np.testing.assert_allclose(values[1], values[0], atol=1e-4)
        np.testing.assert_allclose(values[2], np.array(values[0]) * [-1, 1], atol=1e-4)
        np.testing.assert_allclose(values[3], np.array(values[0]) * [1, np.sqrt(0.5)], atol=1e-4)


def test_a_group_of_five_is_compared_and_says_what_it_could_have_found():
    x, of = answers(300, 2)
    of[:] = "a"
    of[:5] = "b"
    for one in likelihood_ratio(x, of):
        assert one.groups == {"a": 295, "b": 5}
        assert np.isfinite(one.total.chi_square)
        (row,) = one.differences
        assert np.isnan(row.se) or row.detectable > 0.5


def test_a_category_that_a_group_did_not_choose_counts_and_a_slope_that_it_cannot_tell_does_not():
    x, of = X.copy(), GROUPS
    second = of == "b"
    x[second & (x[:, 0] == 2), 0] = 1
    x[second, 1] = 1
    first, constant, *_ = likelihood_ratio(x, of)
    assert (first.uniform.df, first.nonuniform.df) == (3, 1)
    assert (constant.uniform.df, constant.nonuniform.df) == (3, 0)
    assert np.isnan([constant.nonuniform.chi_square, constant.nonuniform.p_value]).all()
    assert first.issues == ()
    assert constant.total.chi_square > 100
    assert [issue.code for issue in constant.issues] == ["group-tells-too-little"]
    np.testing.assert_array_equal(constant.expected[1], 1.0)


def test_an_item_that_does_not_vary_or_that_alone_links_the_groups_has_no_numbers():
    x = X.copy()
    x[:, 2] = 1
    found = likelihood_ratio(x, GROUPS, anchors=["1"])
    assert [issue.code for issue in found[2].issues] == ["item-not-estimated"]
    assert [issue.code for issue in found[0].issues] == ["no-common-items"]
    for one in (found[0], found[2]):
        assert np.isnan([one.total.chi_square, one.total.p_value, one.differences[0].value, one.means[1]]).all()
    assert np.isfinite([one.total.chi_square for one in (found[1], found[3], found[4])]).all()


def test_where_no_item_works_alike_it_is_said():
    x, of = answers(800, 4)
    moved = np.where(of == "b", 1, 0)[:, None] * np.array([1, 1, 0, -1, -1])
    found = likelihood_ratio((x + moved).clip(0, 3)[:, [0, 1, 3, 4]], of, anchors="purified")
    assert all(one.anchor for one in found)
    assert "no-anchors" in [issue.code for issue in found[0].issues]


@pytest.mark.parametrize(
    ("call", "kind", "code"),
    [
        (lambda: likelihood_ratio(X, ["a"] * 400), ArgumentError, "one-group"),
        (lambda: likelihood_ratio(X, GROUPS[1:]), ArgumentError, "groups-shape"),
        (lambda: likelihood_ratio(X, GROUPS, item="q"), ArgumentError, "unknown-item"),
        (lambda: likelihood_ratio(X, GROUPS, anchors=["q"]), ArgumentError, "unknown-item"),
        (lambda: likelihood_ratio(X, GROUPS, anchors="all"), ArgumentError, "unknown-option"),
        (lambda: likelihood_ratio(X, GROUPS, correction="bonferroni"), ArgumentError, "unknown-option"),
        (lambda: likelihood_ratio(X, GROUPS, alpha=1), ArgumentError, "level-out-of-range"),
        (lambda: likelihood_ratio(X, GROUPS, nodes=5), ArgumentError, "nodes-out-of-range"),
        (lambda: likelihood_ratio(X[:, :2], GROUPS), StatisticsError, "too-few-varying-items"),
        (lambda: likelihood_ratio(X, GROUPS, anchors=[]), StatisticsError, "no-common-items"),
    ],
)
def test_what_cannot_be_is_refused(call, kind, code):
    with pytest.raises(kind) as refused:
        call()
    assert refused.value.issues[0].code == code


@pytest.mark.slow
@pytest.mark.once
def test_chi_squares_are_those_of_theory_and_intervals_hold_the_truth():
    """Of 40 samples of 300 people: 200 tests that are nearly independent, and as many intervals."""
    p_values, held = [], []
    for seed in range(40):
        found = likelihood_ratio(*answers(300, 100 + seed))
        p_values += [(one.uniform.p_value, one.nonuniform.p_value, one.total.p_value) for one in found]
        held += [one.differences[0].low <= 0 <= one.differences[0].high for one in found]
    for below in (0.05, 0.2, 0.5):
        shares = (np.array(p_values) < below).mean(axis=0)
        np.testing.assert_allclose(shares, below, atol=4 * np.sqrt(below * (1 - below) / 200))
    assert np.mean(held) == pytest.approx(0.95, abs=4 * np.sqrt(0.05 * 0.95 / 200))
