"""ICC(1), ICC(2), the mixed model and the six of Shrout and Fleiss, by hand, and where they are not defined."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.agreement import icc, intraclass
from purpose_index.stats.reliability import alpha

NAN = np.nan
# Means 13/3, 2 and 11/3 of three, around 10/3: squares between 3 (1 + 16/9 + 1/9) = 26/3, within 2/3 + 2 + 2/3 = 10/3.
VALUES, GROUPS = [4, 5, 4, 2, 3, 1, 3, 4, 4], list("aaabbbccc")
UNEQUAL = np.array([1.0, 2, 4, 2, 5, 6, 9, 7, 3, 4, 4, 8]), np.array([1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4])


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def test_one_way_by_hand():
    found = icc(VALUES, GROUPS)
    between, within = 13 / 3, 5 / 9
    assert (found.ms_between, found.ms_within) == pytest.approx((between, within), rel=1e-14)
    assert found.f == pytest.approx(7.8, rel=1e-14)
    assert found.p_value == pytest.approx(stats.f.sf(7.8, 2, 6), rel=1e-12)
    assert found.icc1.value == pytest.approx((between - within) / (between + 2 * within), rel=1e-14)
    assert found.icc2.value == pytest.approx((between - within) / between, rel=1e-14)
    assert found.eta_squared == pytest.approx((26 / 3) / 12, rel=1e-14)
    assert found.design_effect == pytest.approx(1 + 2 * found.icc1.value, rel=1e-14)
    assert (found.df_between, found.df_within, found.n, found.groups, found.group_size) == (2, 6, 9, 3, 3.0)
    assert (found.icc1.name, found.icc1.n, found.icc1.method, found.icc1.interval) == (
        "icc1",
        9,
        "mean-group-size",
        "wald-exact",
    )
    assert found.issues == ()


def test_groups_that_differ_as_people_do_have_an_icc_of_nothing_and_no_issue():
    found = icc([0, 2, 2, 2], list("aabb"))  # means 1 and 2: 1 between, and 1 within
    assert (found.icc1.value, found.icc2.value, found.issues) == (0, 0, ())


def test_means_that_hardly_differ_have_a_reliability_far_below_nothing():
    found = icc([0, 10, 1, 10], list("aabb"))  # means 5 and 5.5: 0.25 between, and (50 + 40.5) / 2 within
    assert found.icc2.value == pytest.approx((0.25 - 45.25) / 0.25)
    assert codes(found.issues) == ["negative-icc"]


def test_sizes_that_differ_by_hand():
    """Sizes 4, 5, 2 and 1: the mean is 3, that of the analysis of variance (12 - 46 / 12) / 3."""
    mean, anova = (icc(*UNEQUAL, group_size=size) for size in ("mean", "anova"))
    assert (mean.group_size, anova.group_size) == pytest.approx((3, (12 - 46 / 12) / 3), rel=1e-14)
    ratio = mean.f - 1
    assert mean.icc1.value == pytest.approx(ratio / (ratio + 3), rel=1e-12)
    assert anova.icc1.value == pytest.approx(ratio / (ratio + anova.group_size), rel=1e-12)
    assert mean.icc2.value == pytest.approx(1 - 1 / mean.f, rel=1e-12)
    assert anova.icc2.value == pytest.approx(3 * anova.icc1.value / (1 + 2 * anova.icc1.value), rel=1e-12)
    assert anova.mean_group_size == 3
    assert (anova.icc1.method, anova.icc2.method) == ("anova-group-size", "spearman-brown")
    assert (mean.icc1.low, mean.icc1.high) == (anova.icc1.low, anova.icc1.high)


def weighed_f(ratio):
    """The mean square of the means of UNEQUAL, each weighed by its variance at this ratio, over that within."""
    values, groups = UNEQUAL
    parts = [values[groups == group] for group in (1, 2, 3, 4)]
    weights = np.array([1 / (ratio + 1 / len(part)) for part in parts])
    means = np.array([part.mean() for part in parts])
    within = sum(((part - part.mean()) ** 2).sum() for part in parts) / 8
    return weights @ (means - np.average(means, weights=weights)) ** 2 / 3 / within


@pytest.mark.parametrize("level", [0.95, 0.8])
def test_the_ends_of_the_interval_are_where_the_test_of_that_ratio_just_rejects(level):
    found = icc(*UNEQUAL, level=level)
    for end, probability in ((found.icc1.low, (1 + level) / 2), (found.icc1.high, (1 - level) / 2)):
        assert weighed_f(end / (1 - end)) == pytest.approx(stats.f.ppf(probability, 3, 8), rel=1e-8)
    low, high = (3 * end / (1 + 2 * end) for end in (found.icc1.low, found.icc1.high))
    assert (found.icc2.low, found.icc2.high) == pytest.approx((low, high), rel=1e-12)
    assert found.icc1.level == level


def test_equal_groups_have_the_interval_of_shrout_and_fleiss():
    """Members of a group as raters of their own: two paths to one number."""
    x = np.random.default_rng(2).normal(size=(7, 4)) + np.linspace(0, 2, 7)[:, None]
    grouped, rated = icc(x.ravel(), np.repeat(np.arange(7), 4)), intraclass(x)
    for one, other in ((grouped.icc1, rated.icc1), (grouped.icc2, rated.icc1k)):
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-9)
    assert (grouped.f, grouped.p_value) == pytest.approx((rated.f_one_way, rated.p_one_way), rel=1e-10)


@pytest.mark.parametrize("level", [0.95, 0.999, 0.999999])
def test_groups_that_are_almost_all_of_the_difference_have_an_interval_up_to_one(level):
    """Two people a group, so a share is 1 less 2 / (F / quantile + 1): of F = 1e12, and ends that rounding calls 1."""
    means = np.array([1.0, 10, -10, 3])
    values = (means[:, None] + [-1.5e-5, 1.5e-5]).ravel()
    found = icc(values, np.repeat(np.arange(4), 2), level=level)
    tail = (1 - level) / 2
    below_one = [2 / (found.f / stats.f.isf(q, 3, 4) + 1) for q in (tail, 1 - tail)]
    assert [1 - found.icc1.low, 1 - found.icc1.high] == pytest.approx(below_one, rel=0.01, abs=1e-13)
    assert found.icc1.low < found.icc1.value < found.icc1.high <= 1


def test_reml_of_equal_groups_is_the_analysis_of_variance():
    """Where groups are equal and differ: within = W, between = (B - W) / k, mean with variance B / n."""
    found = icc(VALUES, GROUPS)
    mixed = found.mixed
    assert mixed.within_variance == pytest.approx(5 / 9, rel=1e-9)
    assert mixed.between_variance == pytest.approx((13 / 3 - 5 / 9) / 3, rel=1e-9)
    assert (mixed.mean, mixed.mean_se) == pytest.approx((10 / 3, np.sqrt(13 / 3 / 9)), rel=1e-9)
    assert mixed.icc.value == pytest.approx(found.icc1.value, rel=1e-9)
    np.testing.assert_allclose(mixed.reliabilities, [found.icc2.value] * 3, rtol=1e-9)
    assert mixed.mean_reliability == pytest.approx(found.icc2.value, rel=1e-9)
    assert mixed.names == ("a", "b", "c")


def restricted(share, values=UNEQUAL[0], groups=UNEQUAL[1]):
    """The restricted log-likelihood with the best variance, from the matrices of the mixed model."""
    n = len(values)
    V = np.eye(n) + share / (1 - share) * (groups[:, None] == groups)
    inverse, ones = np.linalg.inv(V), np.ones(n)
    rest = values - ones @ inverse @ values / (ones @ inverse @ ones)
    variance = rest @ inverse @ rest / (n - 1)
    determinants = np.linalg.slogdet(V)[1] + np.log(ones @ inverse @ ones)
    return -0.5 * ((n - 1) * (np.log(2 * np.pi * variance) + 1) + determinants)


@pytest.mark.parametrize("level", [0.95, 0.5])
def test_reml_of_unequal_groups_against_the_matrices(level):
    mixed = icc(*UNEQUAL, level=level).mixed
    best = mixed.icc.value
    assert mixed.log_likelihood == pytest.approx(restricted(best), rel=1e-12)
    shares = np.linspace(0, 0.99, 1000)
    assert max(map(restricted, shares)) <= mixed.log_likelihood + 1e-12
    drop = stats.chi2.ppf(level, 1) / 2
    assert restricted(mixed.icc.high) == pytest.approx(mixed.log_likelihood - drop, abs=1e-8)
    if restricted(0) < mixed.log_likelihood - drop:
        assert restricted(mixed.icc.low) == pytest.approx(mixed.log_likelihood - drop, abs=1e-8)
    else:
        assert mixed.icc.low == 0
    assert (mixed.icc.level, mixed.icc.interval) == (level, "profile-likelihood")


def test_both_kinds_of_lower_end_are_met():
    wide, narrow = (icc(*UNEQUAL, level=level).mixed.icc.low for level in (0.95, 0.5))
    assert wide == 0 < narrow


def test_groups_more_alike_than_at_random():
    """Means 2, 2 and 2.5 of 1 to 3: F below 1."""
    found = icc([1, 3, 1, 3, 2, 3], list("aabbcc"))
    # squares between: 2 (1/36 + 1/36 + 1/9) = 1/3, within 2 + 2 + .5: F = (1/6) / (4.5/3) = 1/9
    assert found.f == pytest.approx(1 / 9, rel=1e-12)
    assert found.icc1.value == pytest.approx((1 / 9 - 1) / (1 / 9 + 1), rel=1e-12)
    assert found.icc2.value == pytest.approx(1 - 9, rel=1e-12)
    assert codes(found.issues) == ["negative-icc"]
    assert (found.mixed.icc.value, found.mixed.between_variance, found.mixed.icc.low) == (0.0, 0.0, 0.0)
    assert found.mixed.within_variance == pytest.approx((1 / 3 + 4.5) / 5, rel=1e-12)
    assert codes(found.mixed.icc.issues) == ["no-variance-between"]
    assert found.mixed.icc.high > 0


def test_groups_with_one_mean():
    found = icc([1, 3, 1, 3], list("aabb"))
    assert (found.icc1.value, found.icc1.low) == (-1.0, -1.0)
    assert np.isnan(found.icc2.value)
    assert (found.f, found.p_value, codes(found.issues)) == (0.0, 1.0, ["undefined-icc2"])


def test_an_interval_holds_its_estimate():
    """Under 0 the estimate of unequal groups can lie below what their variances can be."""
    values, groups = [0.0, 2, *([1, 1.2, 0.8] * 10)], [1, 1, *([2] * 30)]
    found = icc(values, groups)
    assert found.icc1.value < -1 / 29
    assert found.icc1.low == found.icc1.value < found.icc1.high


def test_people_without_a_score_are_left_out():
    found = icc([*VALUES, NAN, NAN], [*GROUPS, "a", "d"])
    assert (found.n, found.groups, found.icc1) == (9, 3, icc(VALUES, GROUPS).icc1)


@pytest.mark.parametrize(
    ("values", "groups", "code"),
    [
        ([1, 2, 3], ["a", "a", "a"], "one-group"),
        ([1, 2, NAN], ["a", "a", "b"], "one-group"),
        ([], [], "one-group"),
        ([1, 2, 3], ["a", "b", "c"], "groups-of-one"),
        ([1, 1, 3, 3], ["a", "a", "b", "b"], "no-variance-within"),
        ([1, 1, 1, 1], ["a", "a", "b", "b"], "no-variance-within"),
        ([0.1 + 0.2, 0.3, 5, 5], ["a", "a", "b", "b"], "no-variance-within"),
    ],
)
def test_groups_that_cannot_be_compared(values, groups, code):
    with pytest.raises(StatisticsError) as caught:
        icc(values, groups)
    assert codes(caught.value.issues) == [code]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: icc([[1], [2]], ["a", "b"]), "one-score-a-person"),
        (lambda: icc([1, 2], ["a"]), "groups-shape"),
        (lambda: icc(VALUES, [None, *GROUPS[1:]]), "groups-missing"),
        (lambda: icc(VALUES, GROUPS, group_size="median"), "unknown-option"),
        (lambda: icc(VALUES, GROUPS, level=1), "level-out-of-range"),
        (lambda: intraclass([[1, 2], [2, 3]], level=0), "level-out-of-range"),
        (lambda: intraclass([1, 2]), "array-shape"),
    ],
)
def test_refusals(call, code):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert codes(caught.value.issues) == [code]


# Targets 3, 4 and 8, raters 4 and 6, in all 5; the rest -1, 1 / 0, 0 / 1, -1.
RATINGS = [[1, 5], [3, 5], [8, 8]]


def test_six_by_hand():
    # squares: targets 2 (4 + 1 + 9) = 28, raters 3 (1 + 1) = 6, the rest 4: T = 14, J = 6, E = 2, W = 10/3
    T, J, E, W, n, k = 14, 6, 2, 10 / 3, 3, 2
    found = intraclass(RATINGS)
    assert (found.ms_targets, found.ms_raters, found.ms_error, found.ms_within) == pytest.approx((T, J, E, W))
    expected = {
        "icc1": (T - W) / (T + W),
        "icc2": (T - E) / (T + E + k * (J - E) / n),
        "icc3": (T - E) / (T + E),
        "icc1k": (T - W) / T,
        "icc2k": (T - E) / (T + (J - E) / n),
        "icc3k": (T - E) / T,
    }
    for name, value in expected.items():
        one = getattr(found, name)
        assert one.value == pytest.approx(value, rel=1e-12)
        assert (one.name, one.n, one.k) == (name, 3, 2)
        assert one.interval == ("satterthwaite" if "2" in name else "f")
    assert found.icc3k.value == pytest.approx(alpha(RATINGS).value, rel=1e-12)
    assert (found.icc3k.low, found.icc3k.high) == pytest.approx((alpha(RATINGS).low, alpha(RATINGS).high), rel=1e-9)
    assert (found.f_one_way, found.f_two_way) == pytest.approx((4.2, 7))
    assert (found.p_one_way, found.p_two_way) == pytest.approx((stats.f.sf(4.2, 2, 3), stats.f.sf(7, 2, 2)))


def test_targets_that_a_rater_misses_are_left_out():
    assert intraclass([*RATINGS, [NAN, 4]]).icc2 == intraclass(RATINGS).icc2


def test_the_mean_of_raters_is_not_defined_where_only_the_rest_differs():
    # targets 1.5 and 1.55, raters 1.55 and 1.5, the rest ±.525: T = J = .0025, E = 1.1025 > 2 T + J
    found = intraclass([[1.0, 2], [2.1, 1]])
    assert found.ms_error == pytest.approx(4 * 0.525**2, rel=1e-12)
    assert np.isnan(found.icc2k.value)
    assert codes(found.issues) == ["undefined-icc2k"]
    assert found.icc2k.low == -np.inf
    assert intraclass(RATINGS).issues == ()


def test_the_unit_of_ratings_is_nothing():
    """As small as numbers with square roots of squares get; powers of two, so that nothing is rounded otherwise."""
    plain, found = intraclass(RATINGS), intraclass(np.multiply(RATINGS, 2.0**-500))
    for name in ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"):
        one, other = getattr(plain, name), getattr(found, name)
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-12)


def test_degrees_of_freedom_below_zero_are_those_of_zero():
    """With a and b of no correlation, df = (n - 1)(k - 1) and the limits of T / E hold."""
    x = [[1, 4], [3, 3], [4, 1]]
    found = intraclass(x)
    T, J, E, n, k = found.ms_targets, found.ms_raters, found.ms_error, 3, 2
    assert found.icc2.value < 0
    below, above = stats.f.ppf(0.975, 2, 2), stats.f.ppf(0.975, 2, 2)
    low = n * (T - below * E) / (below * (k * J + (k * n - k - n) * E) + n * T)
    high = n * (above * T - E) / (k * J + (k * n - k - n) * E + n * above * T)
    assert (found.icc2.low, found.icc2.high) == pytest.approx((low, high), rel=1e-10)


@pytest.mark.parametrize(
    ("x", "code"),
    [
        ([[1, 2]], "too-few-ratings"),
        ([[1], [2]], "too-few-ratings"),
        ([[1, 2], [NAN, 3]], "too-few-ratings"),
        (np.empty((0, 3)), "too-few-ratings"),
        ([[1, 2], [2, 1]], "targets-alike"),
        ([[3, 3], [3, 3]], "targets-alike"),
        ([[1, 2], [3, 4]], "raters-alike"),
        ([[0.1, 0.3], [0.2, 0.4], [0.7, 0.9]], "raters-alike"),
    ],
)
def test_ratings_without_a_correlation(x, code):
    with pytest.raises(StatisticsError) as caught:
        intraclass(x)
    assert codes(caught.value.issues) == [code]
