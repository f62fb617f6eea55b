"""Guttman's bounds, split halves and the greatest lower bound: by hand, by algebra, and where they are not defined."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.reliability import glb, greatest_lower_bound, guttman, omega_total, split_half
from purpose_index.stats.reliability.halves import split_forms
from purpose_index.stats.reliability.unexplained import determined_items, unexplained_variances
from purpose_index.tallies.moments import Moments
from tests.unit.stats.populations import one_factor, sample_with

# Variances 2.5, .7 and 1.7; covariances 1.25, 1.75 and .7; the sum has variance 12.3.
X = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
SQUARES = 2 * (1.25**2 + 1.75**2 + 0.7**2)
LOADINGS = np.array([0.9, 0.6, 1.2, 0.5, 0.8])
ERRORS = np.array([0.5, 0.7, 0.4, 0.9, 1.1])


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def test_the_six_bounds_by_hand():
    bounds = guttman(X)
    lambda1 = 1 - 4.9 / 12.3
    assert bounds.lambda1 == pytest.approx(lambda1, rel=1e-14)
    assert bounds.lambda2 == pytest.approx(lambda1 + np.sqrt(3 / 2 * SQUARES) / 12.3, rel=1e-14)
    assert bounds.lambda3 == pytest.approx(3 / 2 * lambda1, rel=1e-14)
    assert bounds.lambda4 == pytest.approx(4 * (1.25 + 1.75) / 12.3, rel=1e-14)  # item 1 against 2 and 3
    assert bounds.lambda5 == pytest.approx(lambda1 + 2 * np.sqrt(1.25**2 + 1.75**2) / 12.3, rel=1e-14)
    residuals = 1 / np.diag(np.linalg.inv(np.cov(X, rowvar=False)))
    assert bounds.lambda6 == pytest.approx(1 - residuals.sum() / 12.3, rel=1e-12)
    assert (bounds.n, bounds.k, bounds.missing, bounds.issues) == (5, 3, "listwise", ())


def test_the_three_splits_of_three_items_by_hand():
    halves = split_half(X)
    values = [4 * (1.25 + 1.75) / 12.3, 4 * (1.25 + 0.7) / 12.3, 4 * (1.75 + 0.7) / 12.3]
    assert (halves.maximum, halves.median, halves.minimum) == pytest.approx((values[0], values[2], values[1]))
    assert halves.mean == pytest.approx(np.mean(values))
    assert (halves.splits, halves.exhaustive) == (3, True)


@pytest.mark.parametrize(("k", "count"), [(2, 1), (3, 3), (4, 3), (5, 10), (8, 35), (10, 126), (15, 6435), (16, 6435)])
def test_every_split_is_tried_once(k, count):
    """Covariances that are random make all forms different."""
    C = np.random.default_rng(1).normal(size=(k, k))
    forms = split_forms(C + C.T, 1, 0)
    assert len(forms) == len(np.unique(forms.round(9))) == count


def test_beyond_sixteen_items_splits_are_sampled_and_the_seed_says_which():
    x = np.random.default_rng(1).normal(size=(60, 18)) + np.random.default_rng(2).normal(size=(60, 1))
    first, again, other = split_half(x, splits=300), split_half(x, splits=300), split_half(x, splits=300, rng=1)
    assert (first.splits, first.exhaustive) == (300, False)
    assert first == again
    assert first.maximum != other.maximum
    many = split_half(x, splits=9000)  # more than a block of them
    assert many.maximum >= first.maximum
    assert (many.splits, split_half(x).splits) == (9000, 10_000)
    assert split_half(x[:, :16]).exhaustive
    assert guttman(x, splits=300).lambda4 == first.maximum


@pytest.mark.parametrize(("k", "products"), [(17, 8 * 9), (18, 9 * 9)])
def test_sampled_halves_are_equal_but_for_one_item(k, products):
    """Of items that all covary r, halves of a and b items covary a * b * r, whichever they are."""
    halves = split_half(sample_with(np.full((k, k), 0.4) + 0.6 * np.eye(k)), splits=50)
    expected = 4 * products * 0.4 / (k + k * (k - 1) * 0.4)
    assert (halves.minimum, halves.median, halves.maximum) == pytest.approx((expected,) * 3)


def test_two_items():
    x = sample_with([[1, 0.6], [0.6, 1]])
    bounds, halves = guttman(x), split_half(x)
    assert bounds.lambda4 == pytest.approx(2 * 0.6 / 1.6)  # Spearman-Brown
    assert halves.maximum == pytest.approx(halves.minimum)
    assert bounds.lambda6 == pytest.approx(1 - 2 * 0.64 / 3.2)
    assert glb(x).value == pytest.approx(2 * 0.6 / 1.6, abs=1e-9)


@pytest.mark.parametrize("function", [guttman, split_half, glb])
@pytest.mark.parametrize(
    ("x", "code"),
    [
        (np.arange(10.0)[:, None], "too-few-items"),
        (np.array([[1.0, 2, 3], [2, 3, 5]]), "too-few-people"),
        (np.column_stack([np.arange(9.0), -np.arange(9.0)]), "no-total-variance"),
        (np.ones((9, 3)), "no-total-variance"),
    ],
)
def test_where_they_are_not_defined(function, x, code):
    with pytest.raises(StatisticsError) as caught:
        function(x)
    assert codes(caught.value.issues) == [code]


@pytest.mark.parametrize("function", [guttman, split_half])
def test_no_splits_at_all(function):
    with pytest.raises(ArgumentError) as caught:
        function(X, splits=0)
    assert codes(caught.value.issues) == ["splits-out-of-range"]


def test_an_item_that_everybody_answers_alike_stays_in_and_is_said():
    x = np.column_stack([X, np.ones(5)])
    x = np.vstack([x, x])
    bounds = guttman(x)
    assert codes(bounds.issues) == ["constant-item"]
    assert bounds.lambda6 == pytest.approx(guttman(np.vstack([X, X])).lambda6)
    assert glb(x).value == pytest.approx(glb(np.vstack([X, X])).value, abs=1e-9)
    assert glb(x).error_variances[3] == 0


def test_a_doubled_item_has_no_error_left():
    """Items 1 and 2 are one, so nothing of them is unexplained; item 3 correlates .5 with them, and keeps 1 - .25."""
    x = sample_with([[1, 0.5], [0.5, 1]])[:, [0, 0, 1]]
    bounds = guttman(x)
    total = 3 + 2 * (1 + 0.5 + 0.5)
    assert bounds.lambda6 == pytest.approx(1 - 0.75 / total)
    assert glb(x).value == pytest.approx(1 - 0.75 / total, abs=1e-9)
    np.testing.assert_allclose(glb(x).error_variances, [0, 0, 0.75], atol=1e-9)


def test_items_that_all_say_the_same():
    x = np.repeat(np.arange(10.0)[:, None], 4, axis=1)
    bounds = guttman(x)
    for number in range(2, 7):
        if number != 5:
            assert getattr(bounds, f"lambda{number}") == pytest.approx(1)
    assert glb(x).value == pytest.approx(1)


@pytest.mark.parametrize("k", [5, 6])
def test_no_more_people_than_items(k):
    x = np.random.default_rng(3).normal(size=(5, k)) + 2 * np.random.default_rng(4).normal(size=(5, 1))
    bounds = guttman(x)
    assert np.isnan(bounds.lambda6)
    assert codes(bounds.issues) == ["fewer-people-than-items"]
    assert np.isfinite(bounds.lambda2)
    with pytest.raises(StatisticsError) as caught:
        glb(x)
    assert codes(caught.value.issues) == ["fewer-people-than-items"]


def test_pairwise_covariances_that_no_data_can_have():
    """Three pairs of items, each answered by other people: correlations 1, 1 and -1 cannot go together."""
    n, nan = np.arange(10.0), np.full(10, np.nan)
    x = np.vstack([np.column_stack(rows) for rows in ((n, n, nan), (n, nan, n), (nan, n, 0.5 - n * 0.5))])
    bounds = guttman(x, missing="pairwise")
    assert codes(bounds.issues) == ["indefinite-covariances"]
    assert np.isnan(bounds.lambda6)
    with pytest.raises(StatisticsError) as caught:
        glb(x, missing="pairwise")
    assert codes(caught.value.issues) == ["indefinite-covariances"]


def test_one_factor_gives_the_glb_its_omega():
    """Where no loading is above the sum of the others, the largest error variances are those of the factor model."""
    x = sample_with(one_factor(LOADINGS, ERRORS))
    found = glb(x)
    assert found.value == pytest.approx(16 / (16 + 3.6), abs=1e-9)
    assert found.value == pytest.approx(omega_total(x).value, abs=1e-8)
    np.testing.assert_allclose(found.error_variances, ERRORS, atol=1e-6)
    assert (found.name, found.n, found.k) == ("glb", 200, 5)
    assert "too high" in found.assumes


def test_the_glb_leaves_next_to_nothing_to_gain_whatever_the_number_of_items():
    """Of equal correlations r the largest errors are 1 - r each; those found may be 1e-11 of the variance away."""
    k = 30
    found = glb(sample_with(np.full((k, k), 0.3) + 0.7 * np.eye(k)))
    assert found.error_variances.sum() == pytest.approx(0.7 * k, abs=2e-11 * k)


def test_an_error_variance_is_not_below_zero():
    """One factor would give item 1 a negative one. With 0, items 2 and 3 keep .36 each of which .14 is theirs both."""
    found = glb(sample_with([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]]))
    np.testing.assert_allclose(found.error_variances, [0, 0.22, 0.22], atol=1e-10)
    assert found.value == pytest.approx(1 - 0.44 / 7.2, abs=1e-11)


@pytest.mark.parametrize(
    ("d", "after"),
    [
        (0.9, 0.9 + 36 / 325),  # slope 1 - 1/.6 + 1/.9 = 4/9, curvature 1/.6² + 1/.9² = 325/81, decrement .22: near
        (0.5, 0.5 + 0.4 / (1 + np.sqrt(0.8))),  # slope 1 - 1 + 2, curvature 1 + 4, decrement the root of .8: far off
    ],
)
def test_a_step_towards_the_centre_by_hand(d, after, monkeypatch):
    """Of one item with variance 1.5, where d + log(1.5 - d) + log(d) is largest at d = 1."""
    monkeypatch.setattr(greatest_lower_bound, "MOST_STEPS", 1)
    found = greatest_lower_bound._centred(np.array([[1.5]]), np.array([d]), 1.0)
    assert found == pytest.approx([after], rel=1e-14)


def test_a_whole_step_is_the_last_one():
    found = greatest_lower_bound._centred(np.array([[1.5]]), np.array([0.9]), 1.0)
    assert found == pytest.approx([0.9 + 36 / 325], rel=1e-14)


def test_scales_of_items_do_not_matter_to_the_error_shares():
    C = one_factor(LOADINGS, ERRORS) + 0.05 * np.eye(5)[:, ::-1]
    small, large = glb(sample_with(C)), glb(1e6 * sample_with(C))
    assert large.value == pytest.approx(small.value, abs=1e-10)
    np.testing.assert_allclose(large.error_variances, 1e12 * small.error_variances, rtol=1e-6)


@pytest.mark.parametrize("unit", [1e-6, 1e6])
def test_what_others_leave_unexplained_has_the_unit_of_the_item(unit):
    # of two items that correlate .6, each leaves .64 of the other; a constant one is explained by anything
    covariance = np.array([[unit**2, 0.6 * unit, 0], [0.6 * unit, 1, 0], [0, 0, 0]])
    np.testing.assert_allclose(unexplained_variances(covariance), [0.64 * unit**2, 0.64, 0], rtol=1e-12)
    assert determined_items(covariance).tolist() == [False, False, True]


def test_moments_are_enough():
    assert guttman(Moments.of(X)) == guttman(X)
    assert split_half(Moments.of(X)) == split_half(X)
    assert glb(Moments.of(X)).value == glb(X).value


@pytest.mark.slow
def test_the_bias_that_the_documentation_tells_of():
    """Ten parallel items with a reliability of .80: means over 200 samples, with standard errors under .004."""
    rng, means = np.random.default_rng(1), {}
    rho = 0.8 / (10 - 0.8 * 9)
    for n in (100, 300, 1000):
        values = []
        for _ in range(200):
            x = np.sqrt(rho) * rng.normal(size=(n, 1)) + np.sqrt(1 - rho) * rng.normal(size=(n, 10))
            values.append((glb(x).value, guttman(x).lambda4))
        means[n] = np.mean(values, axis=0)
    assert means[100] == pytest.approx([0.86, 0.86], abs=0.012)
    assert means[300] == pytest.approx([0.84, 0.84], abs=0.012)
    assert means[1000] == pytest.approx([0.82, 0.82], abs=0.012)
