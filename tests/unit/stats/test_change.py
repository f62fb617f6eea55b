"""Change of a group and of persons, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.change import change, person, reliable_change

BEFORE, AFTER = [1.0, 2, 3, 4, 5], [2.0, 4, 3, 5, 6]  # changes 1 2 0 1 1: mean 1, variance 0.5
NAN = np.nan


def test_the_mean_change_and_its_test_by_hand():
    found = change(BEFORE, AFTER)
    assert (found.n, found.df, found.mean.value) == (5, 4, 1)
    assert found.sd == pytest.approx(0.5**0.5)
    assert found.mean.se == pytest.approx((0.5 / 5) ** 0.5)
    assert found.t == pytest.approx(1 / 0.1**0.5)
    half = 2.7764451 * 0.1**0.5  # t of 4 degrees of freedom in any table
    assert [found.mean.low, found.mean.high] == pytest.approx([1 - half, 1 + half], abs=1e-7)
    assert found.p == pytest.approx(stats.ttest_rel(AFTER, BEFORE).pvalue)


def test_its_sizes_by_hand():
    """Both occasions vary by 2.5; they covary by 2.25, so r is .9."""
    found = change(BEFORE, AFTER)
    assert found.correlation.value == pytest.approx(0.9)
    assert found.d_z == pytest.approx(1 / 0.5**0.5)
    assert found.d_av == pytest.approx(1 / 2.5**0.5)
    assert found.d_rm == pytest.approx(1 / 0.5**0.5 * 0.2**0.5)


def test_d_av_takes_both_standard_deviations():
    found = change([0, 0, 4, 4.0], [1, 2, 9, 12.0])
    s1, s2 = (16 / 3) ** 0.5, ((5**2 + 4**2 + 3**2 + 6**2) / 3) ** 0.5
    assert found.d_av == pytest.approx(4 / ((s1 + s2) / 2))


def test_errors_of_measurement_by_hand():
    found = change(BEFORE, AFTER, reliability=(0.84, 0.9))
    errors = {"consistency": 0.5, "agreement": (7 / 10) ** 0.5, "retest": 0.25**0.5, "reliability": (2.5 * 0.16) ** 0.5}
    assert dict(found.standard_errors_of_measurement) == pytest.approx(errors)
    smallest = {source: 1.959963985 * 2**0.5 * error for source, error in errors.items()}
    assert dict(found.smallest_detectable_change) == pytest.approx(smallest)
    of_five = {source: value / 5**0.5 for source, value in smallest.items()}
    assert dict(found.smallest_detectable_group_change) == pytest.approx(of_five)
    assert set(change(BEFORE, AFTER).smallest_detectable_change) == {"consistency", "agreement", "retest"}


def test_three_people_have_a_change():
    assert change([1, 2, 4], [2, 4, 5]).n == 3


def test_the_error_that_a_reliability_leaves_is_that_of_the_first_occasion():
    """Variances of 16 / 3 and 86 / 3; half a standard deviation of the first is error."""
    found = change([0, 0, 4, 4.0], [1, 2, 9, 12.0], reliability=(0.75, 0.91))
    assert found.standard_errors_of_measurement["reliability"] == pytest.approx((16 / 3) ** 0.5 / 2)
    assert found.standard_errors_of_measurement["retest"] == pytest.approx(
        ((16 / 3 + 86 / 3) / 2 * (1 - found.correlation.value)) ** 0.5
    )


def test_the_reliability_of_the_difference_by_hand():
    """(2.5 * .96 + 2.5 * .92 - 2 * 2.25) / 0.5."""
    assert change(BEFORE, AFTER, reliability=(0.96, 0.92)).reliability_of_difference == pytest.approx(0.4)
    assert change(BEFORE, AFTER).reliability_of_difference is None
    low = change(BEFORE, AFTER, reliability=0.8)
    assert low.reliability_of_difference == pytest.approx(-1)
    assert "negative-difference-reliability" in {issue.code for issue in low.issues}


def test_the_same_scores_twice_agree_and_others_do_not():
    shifted = change(BEFORE, np.add(BEFORE, 1))
    assert shifted.correlation.value == pytest.approx(1)
    assert shifted.concordance.value == pytest.approx(2 * 2 / (2 + 2 + 1))
    assert np.isnan(shifted.t)
    assert [issue.code for issue in shifted.issues] == ["changes-do-not-vary"]
    assert change(BEFORE, BEFORE).concordance.value == pytest.approx(1)
    assert change(BEFORE, BEFORE).concordance.low is None


@pytest.mark.parametrize("size", [1e-8, 1.0, 1e8])
def test_a_shift_of_tenths_is_one_change_whatever_rounding_leaves_of_it(size):
    """Everybody goes up by a tenth; the differences of such numbers differ in the seventeenth digit."""
    before = np.array([3.1, 2.2, 4.3, 1.7, 3.3, 2.9]) * size
    found = change(before, before + 0.1 * size)
    assert np.isnan([found.t, found.p, found.d_z, found.d_rm]).all()
    assert (found.sd, found.mean.se) == (0, 0)
    assert [found.mean.low, found.mean.high] == pytest.approx([0.1 * size] * 2)
    assert [issue.code for issue in found.issues] == ["changes-do-not-vary"]
    nearly = change(before, before + 0.1 * size + np.arange(6) * 1e-9 * size)  # a change that does vary, if little
    assert nearly.sd == pytest.approx(3.5**0.5 * 1e-9 * size, rel=1e-5)


def test_scores_that_rounding_alone_tells_apart_are_one_score():
    """0.1 + 0.2 is not 0.3 to a computer; to a person it is."""
    same = [0.1 + 0.2, 0.3, 0.3, 0.3]
    for first, second in ((same, [1, 2, 3, 4]), ([1, 2, 3, 4], same)):
        with pytest.raises(StatisticsError, match="alike"):
            change(first, second)
    with pytest.raises(StatisticsError, match="alike"):
        reliable_change(same, [1, 2, 3, 4], reliability=0.8)


def test_concordance_of_unrelated_occasions_is_nothing_with_an_interval():
    found = change([1, 1, 5, 5], [1, 5, 1, 5]).concordance
    assert found.value == pytest.approx(0)
    assert found.high == pytest.approx(np.tanh(1.959963985 * 0.5**0.5))  # of four people, one spread, no shift
    assert found.low == pytest.approx(-found.high)


def test_the_interval_of_concordance_is_that_of_lin_with_his_correction():
    """r is .9; variances of 2 (n) and a shift of 1 make 2 * 2 / (2 + 2 + 1) = .8 of it, .72; u² is 1 / 2."""
    found = change(BEFORE, AFTER).concordance
    r, c, u2, n = 0.9, 0.72, 0.5, 5
    variance = (1 - r**2) * c**2 / ((1 - c**2) * r**2)
    variance += 2 * c**3 * (1 - c) * u2 / (r * (1 - c**2) ** 2) - c**4 * u2**2 / (2 * r**2 * (1 - c**2) ** 2)
    z, half = np.arctanh(c), 1.959963985 * (variance / (n - 2)) ** 0.5
    assert (found.value, found.low, found.high) == pytest.approx((c, np.tanh(z - half), np.tanh(z + half)))


def test_limits_of_agreement_are_quantiles_of_changes_with_exact_intervals():
    found = change(BEFORE, AFTER)
    lower, upper = found.limits_of_agreement
    assert [lower.value, upper.value] == pytest.approx([1 - 1.959963985 * 0.5**0.5, 1 + 1.959963985 * 0.5**0.5])
    assert [1 - lower.low, 1 - lower.high] == pytest.approx([upper.high - 1, upper.low - 1])
    rng = np.random.default_rng(1)  # the true limit, of standard normal changes, is 1.96
    held = 0
    for _ in range(600):
        limit = change(rng.normal(size=8), rng.normal(size=8)).limits_of_agreement[1]
        held += limit.low < 1.959963985 * 2**0.5 < limit.high
    assert 552 <= held <= 586  # 570 but for three standard errors


def test_what_a_few_people_can_show_is_what_a_simulation_finds():
    """Four in five of simulated studies with that true change, in units of its known spread, are significant."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(2, 8))
    found = change(x, y)
    effect = found.detectable_mean_change / found.sd
    changes = rng.normal(effect, 1, size=(20000, 8))
    t = changes.mean(axis=1) / (changes.std(axis=1, ddof=1) / 8**0.5)
    assert np.mean(t > 2.3646243) == pytest.approx(0.8, abs=0.01)
    assert [dict(issue.facts) for issue in found.issues] == [{"n": 8, "detectable": found.detectable_mean_change}]


def test_thirty_people_need_no_such_word():
    x = np.arange(30.0)
    assert change(x, x + x % 3).issues == ()
    assert [issue.code for issue in change(x[1:], x[1:] + x[1:] % 3).issues] == ["few-pairs"]


def test_who_answered_once_is_counted_and_does_not_count():
    found = change([*BEFORE, 3, NAN, NAN, NAN], [*AFTER, NAN, 1, 2, NAN])
    assert found.mean.value == 1
    assert found.n == 5
    assert dict(found.issues[0].facts) == {"only_first": 1, "only_second": 2}


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=4, max_size=12), st.integers(1, 9))
def test_shifts_and_units_change_nothing_but_the_units(people, factor):
    first, second = np.array(people, dtype=float).T
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return
    one, other = change(first, second), change(factor * first + 3, factor * second + 3)
    assert other.mean.value == pytest.approx(factor * one.mean.value, abs=1e-9)
    for name in ["d_av", "d_rm", "d_z", "t", "p"]:
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-7, rel=1e-7, nan_ok=True)
    assert other.concordance.value == pytest.approx(one.concordance.value, abs=1e-9)


def test_reliable_change_by_hand():
    """First scores vary by 10 (sd 3.16): Jacobson and Truax divide by sqrt(10 * 2 * .2) = 2."""
    found = reliable_change([10, 12, 14, 16, 18], [10, 8, 18.5, 16, NAN], reliability=0.8)
    # the fifth is left out: the mean of 10, 12, 14, 16 is 13, their variance 20 / 3
    error = (20 / 3 * 2 * 0.2) ** 0.5
    assert found.standard_error == pytest.approx(error)
    assert found.index[:4] == pytest.approx([0, -4 / error, 4.5 / error, 0])
    assert found.classes.tolist() == ["no-reliable-change", "lower", "higher", "no-reliable-change", ""]
    assert dict(found.counts) == {"higher": 1, "no-reliable-change": 2, "lower": 1}
    assert (found.n, dict(found.issues[0].facts)) == (4, {"only_first": 1, "only_second": 0})


def test_regression_expects_the_low_to_rise_and_the_high_to_fall():
    found = reliable_change([10, 12, 14, 16, 18], [14, 14, 14, 14, 14.0], reliability=0.6, method="regression")
    towards = 14 + 0.6 * np.array([-4, -2, 0, 2, 4])
    assert found.standard_error == pytest.approx((10 * (1 - 0.36)) ** 0.5)
    assert found.index == pytest.approx((14 - towards) / found.standard_error)


def test_the_limit_is_that_of_the_level():
    """Changes of 1.9 and 2 errors, on either side of 1.96; of 1.6 and 1.7 on either side of 1.645."""
    first = np.array([10, 12, 14, 16, 18.0])
    second = first + 2 * np.array([1.9, 2, -1.6, -1.7, 0])
    assert reliable_change(first, second, reliability=0.8).classes.tolist() == [
        "no-reliable-change", "higher", "no-reliable-change", "no-reliable-change", "no-reliable-change",
    ]  # fmt: skip
    assert reliable_change(first, second, reliability=0.8, level=0.9).classes.tolist() == [
        "higher", "higher", "no-reliable-change", "lower", "no-reliable-change",
    ]  # fmt: skip


def test_a_change_of_exactly_the_limit_is_none(monkeypatch):
    """First scores vary by 4, and sqrt(4 * 2 * .5) = 2: a change of 4 is one of 2 errors."""
    monkeypatch.setattr(person, "normal_quantile", lambda level: 2.0)
    found = reliable_change([0, 2, 4, NAN], [4, -2, 4, 1], reliability=0.5)
    assert found.index[:3].tolist() == [2, -2, 0]
    assert set(found.classes[:3]) == {"no-reliable-change"}


@pytest.mark.parametrize("method", ["jacobson-truax", "regression"])
def test_what_is_expected_without_change_is_what_a_simulation_finds(method):
    """People chosen for low first scores, whose true scores do not change."""
    rng = np.random.default_rng(4)
    true = rng.normal(size=400_000) * 0.7**0.5
    first, second = (true + rng.normal(size=400_000) * 0.3**0.5 for _ in range(2))
    found = reliable_change(first, second, reliability=0.7, method=method)
    for name, expected in found.expected.items():
        assert found.counts[name] == pytest.approx(expected, abs=4 * expected**0.5), name
    assert sum(found.expected.values()) == pytest.approx(400_000)


def test_those_who_began_low_are_expected_to_rise_by_regression_alone():
    """By hand for one person of five: the chance of passing the limit from where the second score is expected."""
    first = np.array([10, 12, 14, 16, 18.0])
    found = reliable_change(first, first, reliability=0.8)
    passed = stats.norm.sf(first + 1.959963985 * 2, loc=14 + 0.8 * (first - 14), scale=(10 * 0.36) ** 0.5)
    assert found.expected["higher"] == pytest.approx(passed.sum())
    assert passed[0] > passed[4]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: change([1, 2, 3], [1, 2]), "occasions-unlike"),
        (lambda: change([[1, 2, 3]], [[1, 2, 3]]), "occasions-unlike"),
        (lambda: change(BEFORE, AFTER, reliability=1.2), "reliability-out-of-range"),
        (lambda: change(BEFORE, AFTER, reliability=(0.8, 0)), "reliability-out-of-range"),
        (lambda: change(BEFORE, AFTER, level=2), "level-out-of-range"),
        (lambda: reliable_change(BEFORE, AFTER, reliability=1), "reliability-out-of-range"),
        (lambda: reliable_change(BEFORE, AFTER, reliability=(0.8, 0.6)), "reliability-out-of-range"),  # type: ignore[arg-type]
        (lambda: reliable_change(BEFORE, AFTER, reliability=0.8, method="speer"), "unknown-option"),
        (lambda: reliable_change([1, 2], [1, 2, 3], reliability=0.8), "occasions-unlike"),
    ],
)
def test_what_cannot_be_is_refused(call, code):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert [issue.code for issue in caught.value.issues] == [code]


def test_both_shapes_are_told_where_they_differ():
    with pytest.raises(ArgumentError) as caught:
        change([1, 2, 3], [1, 2])
    assert caught.value.issues[0].message.endswith("found (3,) and (2,).")
    assert caught.value.issues[0].facts == {"first": (3,), "second": (2,)}


@pytest.mark.parametrize(
    "call",
    [
        lambda: change([1, 2, NAN], [1, NAN, 2]),
        lambda: change([1, 2, NAN], [2, 4, 5]),  # two people
        lambda: change([3, 3, 3], [1, 2, 3]),
        lambda: change([1, 2, 3], [3, 3, 3]),
        lambda: reliable_change([3, 3, 3], [1, 2, 3], reliability=0.8),
    ],
)
def test_an_undefined_change_is_refused(call):
    with pytest.raises(StatisticsError):
        call()
