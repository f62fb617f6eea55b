"""Logistic regression between groups: against a search of the same likelihood over rows, and at the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import chi2

from purpose_index.errors import ArgumentError
from purpose_index.stats.dif import logistic, mantel_haenszel, score_differences

RNG = np.random.default_rng(3)
TRAIT = RNG.normal(size=(240, 1))
ANSWERS = np.digitize(TRAIT + 0.8 * RNG.logistic(size=(240, 4)), [-1, 0.2, 1]) + 1.0
GROUPS = np.array(["a", "b", "c"])[RNG.integers(0, 3, 240)]
TWO = np.where(GROUPS == "a", "a", "b")


def over_rows(answers, columns):
    """The highest log-likelihood of proportional odds, person after person."""
    codes = np.unique(answers, return_inverse=True)[1]
    edges = codes.max()

    def loss(theta):
        cuts = np.cumsum(np.r_[theta[0], np.exp(theta[1:edges])])
        above = expit(columns @ theta[edges:] - cuts[:, None])
        above = np.vstack([np.ones(len(codes)), above, np.zeros(len(codes))])
        at = np.arange(len(codes))
        return -np.log(above[codes, at] - above[codes + 1, at]).sum()

    start = np.r_[-1.0, np.zeros(edges - 1 + columns.shape[1])]
    return -minimize(loss, start, method="BFGS", options={"gtol": 1e-7}).fun


@pytest.mark.parametrize("matching", ["total", "rest", "theta"])
def test_three_groups_against_a_search_over_rows(matching):
    total = ANSWERS.sum(axis=1)
    level = {"total": total, "rest": total - ANSWERS[:, 1], "theta": TRAIT[:, 0]}[matching]
    z = (level - level.mean()) / level.std(ddof=1)
    b, c = (GROUPS == "b").astype(float), (GROUPS == "c").astype(float)
    columns = np.column_stack([z, b, c, z * b, z * c])
    logs = [over_rows(ANSWERS[:, 1], columns[:, :size]) for size in (1, 3, 5)]
    (found,) = logistic(ANSWERS, GROUPS, item="2", matching=TRAIT[:, 0] if matching == "theta" else matching)
    np.testing.assert_allclose(found.log_likelihoods[1:], logs, atol=1e-6)
    assert (found.uniform.df, found.nonuniform.df, found.total.df) == (2, 2, 4)
    assert found.total.chi_square == pytest.approx(2 * (logs[2] - logs[0]), abs=1e-5)
    assert found.total.p_value == pytest.approx(chi2.sf(2 * (logs[2] - logs[0]), 4), abs=1e-6)


def test_a_difference_in_points_is_that_of_expected_answers_over_the_second_groups_levels():
    found = logistic(ANSWERS, TWO, matching="rest")[2]
    level = ANSWERS.sum(axis=1) - ANSWERS[:, 2]
    here = np.searchsorted(found.levels, level[TWO == "b"])
    gap = found.expected[1, here] - found.expected[0, here]
    (row,) = found.differences
    assert (row.group, row.reference) == ("b", "a")
    assert row.value == pytest.approx(gap.mean(), abs=1e-12)
    assert row.high - row.value == pytest.approx(1.959964 * row.se, rel=1e-6)


def test_a_gap_at_equal_total_is_made_as_large_as_at_equal_level():
    """The first item is higher by one for half of the second group, whatever the level."""
    gaps = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        trait, group = rng.normal(size=(2000, 1)), np.arange(2000) % 2
        x = np.digitize(trait - 0.5 * group[:, None] + 0.6 * rng.logistic(size=(2000, 5)), [-1, 0, 1])
        x[:, 0] += group * rng.integers(0, 2, 2000)
        gaps.append(logistic(x, group, item="1")[0].differences[0].value)
    assert np.mean(gaps) == pytest.approx(0.5, abs=0.03)


def test_the_error_of_a_difference_is_how_it_varies_over_samples():
    values, errors = [], []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        x = np.digitize(rng.normal(size=(400, 1)) + 0.6 * rng.logistic(size=(400, 5)), [-1, 0, 1])
        (row,) = logistic(x, np.arange(400) % 2, item="1")[0].differences
        values.append(row.value)
        errors.append(row.se)
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.15)  # an error of 1 / sqrt(300), times 2.6


def test_scores_add_up_the_items_that_are_no_anchors():
    x = ANSWERS.copy()
    x[TWO == "b", 0] = np.minimum(x[TWO == "b", 0] + 1, 4)
    found = logistic(np.column_stack([x, ANSWERS[:, ::-1]]), TWO, purify=True)
    moved = [one for one in found if not one.anchor]
    assert "1" in [one.item for one in moved]
    sums = score_differences(found, {"sum": {one.item: 2.0 for one in found}, "rest": {"5": 1.0}})
    assert sums[0].value == pytest.approx(2 * sum(one.differences[0].value for one in moved))
    assert sums[0].se == pytest.approx(2 * np.sqrt(sum(one.differences[0].se ** 2 for one in moved)))
    assert (sums[1].value, sums[1].se) == (0, 0)


@pytest.mark.parametrize("function", [logistic, mantel_haenszel])
def test_order_of_people_and_names_of_groups_change_nothing(function):
    order = np.random.default_rng(0).permutation(240)
    plain = function(ANSWERS, GROUPS)
    assert function(ANSWERS[order], GROUPS[order]) == plain or _alike(function(ANSWERS[order], GROUPS[order]), plain)
    named = function(ANSWERS, pd.Series(GROUPS).map({"a": 1, "b": 2, "c": 3}))
    turned = function(ANSWERS[:, ::-1], GROUPS, names=list("4321"))
    by_item = sorted(turned, key=lambda one: one.item)
    assert _alike(named, plain)
    assert _alike(by_item, plain)


def _alike(ours, theirs):
    for one, other in zip(ours, theirs, strict=True):
        numbers = [
            (found.total.chi_square, found.total.adjusted, found.differences[0].value)
            if hasattr(found, "total")
            else (found.chi_square, found.smd, found.smd_se)
            for found in (one, other)
        ]
        np.testing.assert_allclose(*numbers, rtol=1e-9, atol=1e-11)
    return True


def test_people_without_a_group_or_an_answer_do_not_count():
    x = np.vstack([ANSWERS, ANSWERS[:5]])
    groups = [*TWO, None, float("nan"), pd.NA, "", "a"]
    x[-1, 2] = np.nan
    found = logistic(x, groups)
    assert found[0].n == 240
    assert found[0].issues[0].facts == {"left_out": 5, "of": 245}
    assert found[0].total == logistic(ANSWERS, TWO)[0].total
    level = np.r_[TRAIT[:, 0], np.zeros(5)]
    assert [one.n for one in logistic(x, groups, matching=level)] == [241, 241, 240, 241]


def test_a_group_that_answers_all_alike_has_a_test_but_no_slope():
    x = ANSWERS.copy()
    x[TWO == "b", 0] = 4
    found = logistic(x, TWO, item="1", matching="rest")[0]
    assert [one.code for one in found.issues] == ["no-finite-slope"]
    assert np.isfinite(found.total.chi_square)
    assert found.total.p_value < 1e-10
    assert np.isinf(found.standard_errors[2]).all()
    assert np.isnan(found.differences[0].se)


def test_levels_that_tell_the_answers_apart_have_a_limit():
    x = np.repeat([[0, 0], [1, 1], [2, 2]], 20, axis=0)
    found = logistic(x, np.arange(60) % 2)[0]
    assert found.log_likelihoods[1] == pytest.approx(0, abs=1e-6)
    assert found.total.chi_square == pytest.approx(0, abs=1e-6)
    assert "no-finite-slope" in [one.code for one in found.issues]


def test_a_group_of_five_is_compared_and_says_what_it_could_have_found():
    few = np.array(["few"] * 5 + ["many"] * 235)
    found = logistic(ANSWERS, few)
    assert found[0].groups == {"few": 5, "many": 235}
    assert found[0].differences[0].detectable > 2 * logistic(ANSWERS, TWO)[0].differences[0].detectable


def test_a_group_without_a_category_or_with_one_level_is_still_compared():
    x = ANSWERS.copy()
    x[(TWO == "b") & (x[:, 0] == 4), 0] = 3
    assert np.isfinite(logistic(x, TWO)[0].total.chi_square)
    one_level = np.column_stack([[0, 1, 0, 1] * 30, [1, 0, 1, 0] * 30])
    one_level[:60] = np.random.default_rng(1).integers(0, 2, (60, 2))
    found = logistic(one_level, np.repeat(["a", "b"], 60))[0]
    assert (found.uniform.df, found.nonuniform.df) == (1, 0)
    assert np.isnan(found.nonuniform.p_value)
    assert "group-tells-too-little" in [one.code for one in found.issues]


def test_an_item_that_does_not_vary_has_no_numbers():
    constant, *others = logistic(np.column_stack([np.ones(240), ANSWERS]), TWO, purify=True)
    assert [one.code for one in constant.issues] == ["item-not-estimated"]
    assert np.isnan(constant.total.p_value)
    assert others[0].total == logistic(ANSWERS, TWO)[0].total
    assert np.isnan(mantel_haenszel(np.column_stack([np.ones(240), ANSWERS]), TWO)[0].chi_square)


def test_two_items_are_enough():
    assert all(np.isfinite(one.total.chi_square) for one in logistic(ANSWERS[:, :2], TWO, matching="rest"))


def test_where_no_item_works_alike_it_is_said():
    x = ANSWERS.copy()
    x[TWO == "b", :2] = np.minimum(x[TWO == "b", :2] + 2, 4)
    x[TWO == "b", 2:] = np.maximum(x[TWO == "b", 2:] - 2, 1)
    found = logistic(x, TWO, purify=True)
    assert all(one.anchor for one in found)
    assert "no-anchors" in [one.code for one in found[0].issues]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: logistic(ANSWERS, ["a"] * 240), "one-group"),
        (lambda: logistic(ANSWERS[:0], []), "one-group"),
        (lambda: logistic(ANSWERS[:, :1], TWO), "nothing-to-match-on"),
        (lambda: logistic(ANSWERS, TWO[1:]), "groups-shape"),
        (lambda: logistic(ANSWERS, TWO, matching=TRAIT), "groups-shape"),
        (lambda: logistic(ANSWERS, TWO, item="q"), "unknown-item"),
        (lambda: logistic(ANSWERS, TWO, matching="sum"), "unknown-option"),
        (lambda: logistic(ANSWERS, TWO, correction="bonferroni"), "unknown-option"),
        (lambda: mantel_haenszel(ANSWERS, TWO, correction="bonferroni"), "unknown-option"),
        (lambda: logistic(ANSWERS, TWO, alpha=0), "level-out-of-range"),
        (lambda: logistic(ANSWERS + 0.5, TWO), "not-categories"),
    ],
)
def test_what_cannot_be_is_refused(call, code):
    with pytest.raises(ArgumentError) as refused:
        call()
    assert [one.code for one in refused.value.issues] == [code] or code == "not-categories"
    assert refused.value.issues[0].code == code


@pytest.mark.parametrize("x", [np.tile([0, 1, 2], (20, 1)), np.ones((20, 3))], ids=["one row", "one value"])
def test_items_that_nobody_answers_otherwise_tell_nothing(x):
    groups = np.repeat(["a", "b"], 10)
    for one in (*logistic(x, groups), *logistic(x, groups, purify=True), *logistic(x, groups, item="2")):
        assert np.isnan([one.uniform.chi_square, one.uniform.p_value, one.total.adjusted]).all()
    for one in mantel_haenszel(x, groups):
        assert np.isnan([one.odds_ratio, one.chi_square, one.p_value]).all()
        assert one.classification is None
