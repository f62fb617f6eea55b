"""Laws of items in groups, whatever the answers: what is called first, or higher, tells nothing of anybody."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from purpose_index.stats.dif import likelihood_ratio, logistic, mantel_haenszel, score_differences

TESTS = ("uniform", "nonuniform", "total")
NAMES = list("abcd")


@st.composite
def samples(draw, groups=3):
    """(n, 4) answers from 0 to 2 and groups of people, of whom the last ones answer an item higher, or not."""
    seed, n = draw(st.integers(0, 10**6)), draw(st.integers(60, 150))
    rng = np.random.default_rng(seed)
    group = np.append(np.arange(groups), rng.integers(0, groups, n - groups))
    x = rng.normal(size=(n, 1)) + draw(st.floats(0.4, 1.2)) * rng.logistic(size=(n, 4))
    x[group == groups - 1, 1] += draw(st.sampled_from([0.0, 0.8]))
    return np.digitize(x, [-0.7, 0.8]), group


def sizes(found):
    """(items, 3) chi-squares."""
    return np.array([[getattr(one, test).chi_square for test in TESTS] for one in found])


def points(found):
    """(items, groups - 1, 3) differences, their errors, and what could be found."""
    return np.array([[[row.value, row.se, row.detectable] for row in one.differences] for one in found])


def by_tables(found):
    """(items and groups, 4) of Mantel's test and what it is made of."""
    return np.array([[one.chi_square, one.uncorrected, one.smd, one.smd_se] for one in found])


same = {"rtol": 1e-7, "atol": 1e-7}
matchings = st.sampled_from(["total", "rest"])


@given(samples(), matchings, st.permutations(range(4)).map(list), st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_items_is_nothing(sample, matching, order, random):
    x, group = sample
    rows = random.sample(range(len(x)), len(x))
    plain = logistic(x, group, matching=matching, names=NAMES)
    mixed = logistic(x[rows][:, order], group[rows], matching=matching, names=[NAMES[j] for j in order])
    np.testing.assert_allclose(sizes(mixed), sizes(plain)[order], **same)
    np.testing.assert_allclose(points(mixed), points(plain)[order], **same)
    tables = by_tables(mantel_haenszel(x, group, matching=matching)).reshape(4, -1)
    other = by_tables(mantel_haenszel(x[rows][:, order], group[rows], matching=matching)).reshape(4, -1)
    np.testing.assert_allclose(other, tables[order], **same)


@given(samples(groups=2), matchings)
def test_whichever_group_is_the_reference_the_tests_are_the_same_and_sides_change(sample, matching):
    x, group = sample
    one, other = (logistic(x, group, matching=matching, reference=first) for first in (0, 1))
    np.testing.assert_allclose(sizes(other), sizes(one), **same)
    moved = [[found.coefficients[1, 1] for found in of] for of in (one, other)]
    bounded = np.isfinite([[found.standard_errors[1, 1] for found in of] for of in (one, other)]).all(axis=0)
    np.testing.assert_allclose(np.array(moved[1])[bounded], -np.array(moved[0])[bounded], rtol=1e-5, atol=1e-5)
    for answers in (x, x > 0):
        tables, turned = (mantel_haenszel(answers, group, matching=matching, reference=first) for first in (0, 1))
        np.testing.assert_allclose(by_tables(turned)[:, :2], by_tables(tables)[:, :2], **same)
        odds = np.array([[row.odds_ratio, 1 / again.odds_ratio] for row, again in zip(tables, turned, strict=True)
                         if row.odds_ratio and again.odds_ratio])  # fmt: skip
        if len(odds):
            np.testing.assert_allclose(odds[:, 1], odds[:, 0], **same)


@given(samples(), matchings, st.integers(-3, 3), st.sampled_from([1, 2, 3]))
def test_turned_around_everything_is_on_the_other_side_and_points_count_as_points(sample, matching, plus, times):
    x, group = sample
    plain, other = (logistic(answers, group, matching=matching) for answers in (x, plus - times * x))
    np.testing.assert_allclose(sizes(other), sizes(plain), **same)
    np.testing.assert_allclose(points(other), points(plain) * [-times, times, times], rtol=1e-5, atol=1e-5)
    tables, turned = (by_tables(mantel_haenszel(y, group, matching=matching)) for y in (x, plus - times * x))
    np.testing.assert_allclose(turned, tables * [1, 1, -times, times], **same)


@given(samples(), st.permutations(range(10)).map(lambda order: sorted(order[:3])))
def test_of_who_is_matched_on_a_number_only_the_order_of_answers_counts(sample, values):
    x, group = sample
    level = x.sum(axis=1)
    one, other = (logistic(answers, group, matching=level) for answers in (x, np.array(values)[x]))
    np.testing.assert_allclose(sizes(other), sizes(one), **same)


@given(samples(), matchings, st.integers(2, 4))
def test_of_so_many_times_the_people_the_tests_are_so_many_times_as_large(sample, matching, times):
    x, group = sample
    more = logistic(np.tile(x, (times, 1)), np.tile(group, times), matching=matching)
    np.testing.assert_allclose(sizes(more), times * sizes(logistic(x, group, matching=matching)), **same)


@given(samples(), matchings)
def test_both_is_level_and_slope_and_people_without_a_group_are_nobody(sample, matching):
    x, group = sample
    found = logistic(x, group, matching=matching)
    uniform, nonuniform, total = sizes(found).T
    np.testing.assert_allclose(total, uniform + nonuniform, **same)
    assert all(test.p_value <= test.adjusted <= 1 for one in found for test in (one.uniform, one.nonuniform, one.total))
    some = [None if j % 7 == 0 else g for j, g in enumerate(group.tolist())]
    kept = np.arange(len(x)) % 7 != 0
    if len(set(group[kept])) == 3:
        wanted = sizes(logistic(x[kept], group[kept], matching=matching))
        np.testing.assert_array_equal(sizes(logistic(x, some, matching=matching)), wanted)


@given(samples(), st.lists(st.floats(0.1, 2), min_size=4, max_size=4))
def test_a_score_differs_by_the_items_that_are_no_anchors_each_by_its_weight(sample, weights):
    x, group = sample
    found = logistic(x, group, purify=True, alpha=0.3, names=NAMES)
    own = dict(zip(NAMES, weights, strict=True))
    whole, *single = (
        score_differences(found, {"score": some}) for some in (own, *({item: own[item]} for item in NAMES))
    )
    values = np.array([[[row.value, row.se**2] for row in rows] for rows in single])
    np.testing.assert_allclose([[row.value, row.se**2] for row in whole], values.sum(axis=0), **same)


@settings(max_examples=3)
@given(samples(groups=2), st.permutations(range(4)).map(list), st.randoms(use_true_random=False))
def test_likelihood_ratios_know_no_order_of_anything_and_only_the_order_of_answers(sample, order, random):
    x, group = sample
    rows = random.sample(range(len(x)), len(x))
    plain = likelihood_ratio(x, group)
    mixed = likelihood_ratio(x[rows][:, order], group[rows], names=[NAMES[j] for j in order])
    np.testing.assert_allclose(sizes(mixed), sizes(plain)[order], atol=2e-5)
    turned = likelihood_ratio(np.array([7, 4, 1])[x], group, reference=1)
    # where a slope runs off, it is stopped at a height in standard deviations of the reference
    sure = [not one.issues and not other.issues for one, other in zip(plain, turned, strict=True)]
    np.testing.assert_allclose(sizes(turned)[sure], sizes(plain)[sure], atol=2e-5)
