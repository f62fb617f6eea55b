"""rwg, average deviation and awg by hand, of one group and of many, and where they are not defined."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.agreement import average_deviation, awg, rwg
from purpose_index.stats.agreement.groups import grouped
from purpose_index.stats.agreement.nulls import COLUMNS, OF_FIVE, VARIANCES
from purpose_index.stats.agreement.within import awgs, rwgs
from tests.cpu import quickest

NAN = np.nan
# Deviations of the first item -1, 0, 0, 1 and of the second -1.5, .5, .5, .5: variances 2/3 and 3/3.
TWO = np.array([[3, 2], [4, 4], [4, 4], [5, 4]])


def codes(caught) -> list[str]:
    return [issue.code for issue in caught.value.issues]


def test_rwg_of_one_item_by_hand():
    found = rwg([3, 4, 4, 5], options=5)
    assert found.value == pytest.approx(1 - (2 / 3) / 2, rel=1e-15)  # uniform: (25 - 1) / 12 = 2
    assert (found.name, found.n, found.k, found.method, found.missing) == ("rwg", 4, 1, "james", "listwise")
    assert (found.low, found.high, found.issues) == (None, None, ())
    assert rwg([3, 4, 4, 5], options=7).value == pytest.approx(1 - (2 / 3) / 4, rel=1e-15)
    assert rwg([3, 4, 4, 5], options=5, null=0.9).value == pytest.approx(1 - (2 / 3) / 0.9, rel=1e-15)


def test_rwg_of_several_items_by_hand():
    # mean variance (2/3 + 1) / 2 = 5/6, beside 2: ratio 5/12
    james, lindell = (rwg(TWO, options=5, form=form) for form in ("james", "lindell"))
    assert james.value == pytest.approx(2 * 7 / 12 / (2 * 7 / 12 + 5 / 12), rel=1e-15)
    assert lindell.value == pytest.approx(7 / 12, rel=1e-15)
    assert (james.name, james.k, lindell.method) == ("rwg_j", 2, "lindell")


@pytest.mark.parametrize("null", COLUMNS)
def test_the_published_variances_of_five_options_are_those_of_the_published_shares(null):
    values, shares = np.arange(1, 6), np.array(OF_FIVE[null])
    variance = shares @ values**2 - (shares @ values) ** 2
    assert VARIANCES[5][COLUMNS.index(null)] == pytest.approx(variance, abs=1e-12)
    assert rwg([3, 4, 4, 4], options=5, null=null).value == pytest.approx(1 - 0.25 / variance, rel=1e-12)


def test_published_variances_fall_with_skew_and_lie_below_the_uniform():
    for options, (slight, moderate, heavy, triangular, normal) in VARIANCES.items():
        assert (options**2 - 1) / 12 > slight > moderate > heavy
        assert (options**2 - 1) / 12 > triangular > normal


def test_options_as_values():
    """Points twice as far apart have four times the variance, under the null and in the answers."""
    doubled = [6, 8, 8, 10]
    for null in ("uniform", "slight-skew"):
        small = rwg([3, 4, 4, 5], options=[1, 2, 3, 4, 5], null=null).value
        assert rwg(doubled, options=[10, 8, 6, 4, 2], null=null).value == pytest.approx(small, rel=1e-15)
    # 0, 1 and 5: mean 2, variance (4 + 1 + 9) / 3
    assert rwg([0, 1], options=(0, 1, 5)).value == pytest.approx(1 - 0.5 / (14 / 3), rel=1e-15)


def test_truncation_is_said():
    found = rwg([1, 5], options=5)
    assert (found.value, [issue.code for issue in found.issues]) == (0.0, ["rwg-truncated"])
    raw = rwg([1, 5], options=5, truncate=False)
    assert (raw.value, raw.issues) == (1 - 8 / 2, ())
    # ratio 4 of two items lies beyond 2 / 1, where James' form turns over
    two = [[1, 1], [5, 5]]
    assert rwg(two, options=5).value == 0.0
    assert rwg(two, options=5, truncate=False, form="lindell").value == -3.0
    with pytest.raises(StatisticsError) as caught:
        rwg(two, options=5, truncate=False)
    assert codes(caught) == ["rwg-undefined"]
    below = rwg([[1, 2], [3, 4], [4, 1]], options=5, truncate=False)  # variances 7/3 and 7/3: ratio 7/6
    assert below.value == pytest.approx(2 * (-1 / 6) / (2 * (-1 / 6) + 7 / 6), rel=1e-12)


def test_as_much_variance_as_the_null_has_is_not_cut():
    found = rwg([1, 3], options=5)  # a variance of 2, which is that of the uniform null
    assert (found.value, found.issues) == (0, ())


def test_without_truncation_twice_the_null_in_two_items_has_no_meaning():
    """Two items of variance 4, beside 2: k (1 - 2) + 2 is 0."""
    with pytest.raises(StatisticsError) as caught:
        rwg(np.repeat([[1], [1], [5], [5], [3]], 2, axis=1), options=5, truncate=False)
    assert codes(caught) == ["rwg-undefined"]


def test_the_middle_of_groups_by_hand():
    found = grouped([1, 2, 3, 10, 7, 4, 6, 5], list("aaaabccc"))
    assert found.median().ravel().tolist() == [2.5, 7, 5]
    deviations = [found.average_deviation(center).ravel().tolist() for center in ("median", "mean")]
    assert deviations == [
        [2.5, pytest.approx(NAN, nan_ok=True), pytest.approx(2 / 3)],
        [3, pytest.approx(NAN, nan_ok=True), pytest.approx(2 / 3)],
    ]


def test_average_deviation_by_hand():
    # from the means 4 and 3.5: (1 + 0 + 0 + 1) / 4 and (1.5 + .5 + .5 + .5) / 4; from the medians 4 and 4: 2/4 and 2/4
    assert average_deviation(TWO).value == pytest.approx((0.5 + 0.75) / 2, rel=1e-15)
    assert average_deviation(TWO, center="median").value == pytest.approx(0.5, rel=1e-15)
    found = average_deviation([1, 2, 4, 5, 5], center="median")
    assert found.value == pytest.approx((3 + 2 + 0 + 1 + 1) / 5, rel=1e-15)
    assert (found.name, found.method, found.n, found.k) == ("average_deviation", "median", 5, 1)


def test_awg_by_hand():
    # mean 4, variance 2/3: the largest is (5 - 4)(4 - 1) 4/3 = 4
    found = awg([3, 4, 4, 5], low=1, high=5)
    assert found.value == pytest.approx(1 - 2 * (2 / 3) / 4, rel=1e-15)
    # mean 3.5, variance 1: the largest is 1.5 · 2.5 · 4/3 = 5
    assert awg(TWO, low=1, high=5).value == pytest.approx((2 / 3 + 1 - 2 / 5) / 2, rel=1e-15)
    assert awg([1, 1, 5, 5], low=1, high=5).value == pytest.approx(-1, rel=1e-15)
    assert (found.name, found.n, found.k) == ("awg", 4, 1)


def test_awg_near_an_end():
    """One person at the other end gives the last mean that can be compared; all at this end agree."""
    assert awg([1, 1, 1, 5], low=1, high=5).value == pytest.approx(-1, rel=1e-12)
    assert awg([5, 5, 5, 1], low=1, high=5).value == pytest.approx(-1, rel=1e-12)
    for extreme in ([1, 1, 1, 4], [5, 5, 5, 2]):
        with pytest.raises(StatisticsError) as caught:
            awg(extreme, low=1, high=5)
        assert codes(caught) == ["awg-mean-extreme"]
    assert awg([5, 5, 5], low=1, high=5).value == awg([1, 1], low=1, high=5).value == 1.0
    mixed = awg([[3, 1], [4, 1], [4, 1], [5, 2]], low=1, high=5)
    assert mixed.value == pytest.approx(2 / 3, rel=1e-15)
    assert (mixed.k, [issue.facts for issue in mixed.issues]) == (1, [{"items": (2,), "of": 2}])


def test_missing_answers():
    x = [[3, 2], [4, 4], [NAN, 5], [5, 4]]
    listwise, pairwise = (rwg(x, options=5, form="lindell", missing=rule) for rule in ("listwise", "pairwise"))
    # first item 3, 4, 5: variance 1 either way; second 2, 4, 4: 4/3, or 2, 4, 5, 4: deviations -1.75, .25, 1.25, .25
    assert listwise.value == pytest.approx(1 - (1 + 4 / 3) / 2 / 2, rel=1e-12)
    assert pairwise.value == pytest.approx(1 - (1 + (1.75**2 + 1.25**2 + 2 * 0.25**2) / 3) / 2 / 2, rel=1e-12)
    assert (listwise.n, pairwise.n, pairwise.missing) == (3, 3, "pairwise")


@pytest.mark.parametrize("x", [[3], [[3, 4]], [3, NAN], [[3, NAN], [NAN, 4]], np.empty((0, 2))])
def test_one_person_agrees_with_nobody(x):
    for statistic in (lambda: rwg(x, options=5), lambda: average_deviation(x), lambda: awg(x, low=1, high=5)):
        with pytest.raises(StatisticsError) as caught:
            statistic()
        assert codes(caught) == ["agreement-of-one"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: rwg([1, 6], options=5), "answers-outside-options"),
        (lambda: rwg([0, 3], options=[1, 2, 3, 4, 5]), "answers-outside-options"),
        (lambda: rwg([1, 6], options=[1, 2, 3, 4, 5]), "answers-outside-options"),
        (lambda: awg([0, 3], low=1, high=5), "answers-outside-options"),
        (lambda: awg([3, 6], low=1, high=5), "answers-outside-options"),
        (lambda: awg([3, 4], low=5, high=5), "not-options"),
        (lambda: rwg([1, 2], options=1), "not-options"),
        (lambda: rwg([1, 2], options=True), "not-options"),
        (lambda: rwg([1, 2], options=[1, 1]), "not-options"),
        (lambda: rwg([1, 2], options=[1, NAN]), "not-options"),
        (lambda: rwg([1, 2], options=5.0), "not-options"),
        (lambda: rwg([1, 2], options=5, null="flat"), "unknown-option"),
        (lambda: rwg([1, 2], options=5, null=0), "null-variance"),
        (lambda: rwg([1, 2], options=5, null=True), "null-variance"),
        (lambda: rwg([1, 2], options=5, null=np.inf), "null-variance"),
        (lambda: rwg([1, 2], options=4, null="normal"), "null-not-published"),
        (lambda: rwg([1, 2], options=12, null="normal"), "null-not-published"),
        (lambda: rwg([1, 2], options=[1, 2, 3, 4, 6], null="normal"), "null-not-published"),
        (lambda: rwg([1, 2], options=5, form="j"), "unknown-option"),
        (lambda: rwg([1, 2], options=5, missing="all"), "unknown-option"),
        (lambda: average_deviation([1, 2], center="mode"), "unknown-option"),
        (lambda: rwg(["a", "b"], options=5), "array-not-numbers"),
        (lambda: rwg(3, options=5), "array-shape"),
    ],
)
def test_refusals(call, code):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert codes(caught) == [code]


def test_answers_at_both_ends_are_inside():
    assert rwg([1, 5, 3], options=5).n == rwg([1, 5, 3], options=range(1, 6)).n == awg([1, 5, 3], low=1, high=5).n == 3


def test_many_groups_are_one_group_after_the_other():
    rng = np.random.default_rng(3)
    x = rng.integers(1, 6, (300, 4)).astype(float)
    x[rng.random(x.shape) < 0.1] = NAN
    groups = rng.integers(0, 40, 300)
    found = grouped(x, groups, "pairwise")
    values = {
        "rwg": rwgs(found, 2.0),
        "raw": rwgs(found, 2.0, truncate=False),
        "mean": found.average_deviation("mean"),
        "median": found.average_deviation("median"),
        "awg": awgs(found, 1, 5),
    }
    assert found.names == tuple(sorted(set(groups.tolist())))
    for at, name in enumerate(found.names):
        part = x[groups == name]
        counts = (~np.isnan(part)).sum(axis=0)
        np.testing.assert_array_equal(found.n[at], counts)
        if counts.min() < 2:
            assert np.isnan(values["rwg"][at])
            continue
        ratio = np.nanvar(part, axis=0, ddof=1).mean() / 2
        expected = 4 * (1 - min(ratio, 1)) / (4 * (1 - min(ratio, 1)) + min(ratio, 1))
        assert values["rwg"][at] == pytest.approx(expected, abs=1e-12)
        raw = 4 * (1 - ratio) / (4 * (1 - ratio) + ratio) if ratio < 4 / 3 else NAN
        assert values["raw"][at] == pytest.approx(raw, abs=1e-12, nan_ok=True)
        for center, middle in (("mean", np.nanmean(part, axis=0)), ("median", np.nanmedian(part, axis=0))):
            np.testing.assert_allclose(values[center][at], np.nanmean(np.abs(part - middle), axis=0), atol=1e-12)
        for item, column in enumerate(part.T):
            answers = column[~np.isnan(column)]
            try:
                expected = awg(answers, low=1, high=5).value
            except StatisticsError:
                expected = NAN
            assert values["awg"][at, item] == pytest.approx(expected, nan_ok=True)


def test_listwise_leaves_out_groups_of_which_nobody_is_left():
    found = grouped([[1, 2], [NAN, 2], [3, 4]], ["a", "b", "c"])
    assert (found.names, found.n.tolist()) == (("a", "c"), [[1, 1], [1, 1]])


def test_equal_answers_do_not_vary_whatever_the_rounding():
    found = grouped([0.1, 0.1, 0.1, 1 / 3, 1 / 3, 1 / 3], [1, 1, 1, 2, 2, 2])
    assert found.variance.tolist() == [[0.0], [0.0]]
    assert found.mean.tolist() == [[0.1], [1 / 3]]


def test_names_of_groups():
    mixed = np.array(["b", 2, "a", 1, "b"], dtype=object)
    assert grouped([1, 2, 3, 4, 5], mixed).names == (1, 2, "a", "b")
    assert grouped([1, 2, 3], np.array([10, 9, 10], dtype=object)).names == (9, 10)
    assert grouped([1, 2, 3], ["b", "a", "b"]).mean.tolist() == [[2.0], [2.0]]


@pytest.mark.parametrize(
    ("groups", "code"),
    [(["a", "b"], "groups-shape"), (["a", None, "b"], "groups-missing"), ([1.0, NAN, NAN], "groups-missing")],
)
def test_every_row_needs_a_group(groups, code):
    with pytest.raises(ArgumentError) as caught:
        grouped([1, 2, 3], groups)
    assert codes(caught) == [code]


@pytest.mark.timed
def test_five_thousand_teams_take_one_pass():
    rng = np.random.default_rng(0)
    x, teams = rng.integers(1, 6, (45_000, 12)).astype(float), rng.integers(0, 5000, 45_000)

    def all_of_it() -> None:
        found = grouped(x, teams, "pairwise")
        rwgs(found, 2.0), awgs(found, 1, 5), found.average_deviation("mean"), found.average_deviation("median")

    assert quickest(all_of_it) < 1  # .1 s; a loop over teams in numpy takes some 2
