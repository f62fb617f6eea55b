from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import purpose_index as pi
from purpose_index.stats.reliability.intervals import distribution_free_error
from purpose_index.stats.uncertainty.leaving_out import jackknife


def variance(C):
    return np.diagonal(C, axis1=-2, axis2=-1)


def alpha(C):
    k = C.shape[-1]
    return (k / (k - 1) * (1 - np.trace(C, axis1=-2, axis2=-1) / C.sum(axis=(-2, -1))))[..., None]


def test_by_hand():
    # x = 0, 1, 2, 4 in groups of one; the variance without each: 7/3, 4, 13/3, 1; mean 35/12
    found = jackknife(np.array([[0.0], [1.0], [2.0], [4.0]]), variance)
    without = np.array([7 / 3, 4, 13 / 3, 1])
    assert found.value[0] == pytest.approx(35 / 12)  # (4 + 1/4 ... ) / 3 = 8.75 / 3
    assert found.se[0] == pytest.approx(np.sqrt(3 / 4 * ((without - without.mean()) ** 2).sum()))
    assert found.high[0] - found.value[0] == pytest.approx(3.182446305 * found.se[0])  # t of .975 on 3
    assert (found.groups, found.n) == (4, 4)


def test_of_alpha_agrees_with_its_distribution_free_error():
    random = np.random.default_rng(4)
    x = random.standard_normal((5000, 1)) + random.standard_normal((5000, 6)) ** 3
    assert jackknife(x, alpha).se[0] == pytest.approx(distribution_free_error(x), rel=0.25)  # 50 groups: se of se 10 %


def test_people_who_resemble_each_other_make_it_less_certain():
    random = np.random.default_rng(5)
    groups = np.repeat(np.arange(60), 20)
    scale = np.exp(random.normal(0, 0.5, 60))[groups]
    x = (scale * random.standard_normal(1200))[:, None]
    assert jackknife(x, variance, groups=groups).se[0] > 1.5 * jackknife(x, variance).se[0]


def test_the_interval_covers_as_often_as_it_says():
    random = np.random.default_rng(6)
    draws = [jackknife(random.standard_normal((200, 1)), variance) for _ in range(400)]
    share = np.mean([found.low[0] < 1 < found.high[0] for found in draws])
    assert 0.90 <= share <= 0.98  # .95 nominal; the variance is skewed; Monte-Carlo error .011


@given(st.integers(0, 2**16), st.floats(0.1, 100), st.floats(-50, 50))
def test_moving_people_changes_nothing_and_units_scale(seed, factor, move):
    x = np.random.default_rng(seed).standard_normal((60, 2))
    plain, moved = jackknife(x, variance), jackknife(factor * x + move, variance)
    np.testing.assert_allclose(moved.value, factor**2 * plain.value, rtol=1e-8)
    np.testing.assert_allclose(moved.se, factor**2 * plain.se, rtol=1e-7)


def test_the_names_of_groups_do_not_matter():
    x = np.random.default_rng(7).standard_normal((30, 2))
    numbers = np.arange(30) % 5
    words = [f"team {9 - number}" for number in numbers]
    assert jackknife(x, variance, groups=numbers).se == pytest.approx(jackknife(x, variance, groups=words).se)


def test_three_groups_are_enough():
    # without a group of two the others are 1, 1, 3, 3 or 0, 0, 3, 3 or 0, 0, 1, 1: squares of 4, 9 and 1 over 3
    found = jackknife(np.array([[0.0], [1], [3], [0], [1], [3]]), variance, groups=[1, 2, 3, 1, 2, 3])
    without = np.array([4 / 3, 9 / 3, 1 / 3])
    assert found.se[0] == pytest.approx(np.sqrt(2 / 3 * ((without - without.mean()) ** 2).sum()))


@pytest.mark.parametrize("nothing", [None, float("nan"), ""])
def test_people_of_no_group_do_not_count(nothing):
    x, groups = np.array([[0.0], [1], [3], [0], [1], [3]]), [1, 2, 3, 1, 2, 3]
    plain = jackknife(x, variance, groups=groups)
    found = jackknife(np.vstack([x, [[50.0], [-9.0]]]), variance, groups=[*groups, nothing, nothing])
    assert (found.groups, found.n) == (3, 6)
    assert (found.value[0], found.se[0]) == (plain.value[0], plain.se[0])


@pytest.mark.parametrize("groups", [["a"] * 9, ["a", "b", "b"] * 3])
def test_fewer_than_three_groups_say_nothing(groups):
    with pytest.raises(pi.StatisticsError) as caught:
        jackknife(np.ones((9, 1)), variance, groups=groups)
    assert [issue.code for issue in caught.value.issues] == ["too-few-groups"]


def test_a_level_that_cannot_be():
    with pytest.raises(pi.ArgumentError):
        jackknife(np.ones((9, 1)), variance, level=95)
