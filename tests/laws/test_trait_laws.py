"""Laws of Mokken scaling, item response models and signs of carelessness, whatever the answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purpose_index.stats import careless
from purpose_index.stats.irt import graded, partial_credit
from purpose_index.stats.mokken import guttman_errors, partition, scalability
from purpose_index.tallies import Patterns

VALUES = [0, 1, 2]


@st.composite
def answers(draw, missing=0.0):
    """(n, 4) answers from 0 to 2 that go together more or less, some missing."""
    seed, n = draw(st.integers(0, 10**6)), draw(st.integers(20, 120))
    shared = draw(st.floats(0.3, 1.5))
    rng = np.random.default_rng(seed)
    x = np.digitize(shared * rng.normal(size=(n, 1)) + rng.logistic(size=(n, 4)), [-0.7, 0.8]).astype(float)
    x[rng.random(x.shape) < missing] = np.nan
    return x


orders = st.permutations(range(4)).map(list)
both = pytest.mark.parametrize("function", [graded, partial_credit])


@given(answers(missing=0.1), st.integers(1, 19), orders, st.randoms(use_true_random=False))
def test_scalability_is_of_counts_in_any_order_and_in_parts(x, cut, order, random):
    whole = scalability(x, missing="pairwise")
    rows = random.sample(range(len(x)), len(x))
    parts = [Patterns.of(part, missing="pairwise", values=[VALUES] * 4) for part in (x[:cut], x[cut:])]
    merged, mixed = scalability(parts[0] + parts[1]), scalability(x[rows][:, order], missing="pairwise")
    at = np.ix_(order, order)
    for name in ("H", "H_se", "Z"):
        values = [getattr(one, name) for one in (merged, mixed)]
        np.testing.assert_allclose(values, getattr(whole, name), rtol=1e-9, atol=1e-12)
    for name in ("Hi", "Hi_se", "Zi"):
        np.testing.assert_allclose(getattr(merged, name), getattr(whole, name), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(getattr(mixed, name), getattr(whole, name)[order], rtol=1e-9, atol=1e-12)
    for name in ("Hij", "Hij_se", "Zij"):
        np.testing.assert_allclose(getattr(mixed, name), getattr(whole, name)[at], rtol=1e-9, atol=1e-12)


@given(answers())
def test_a_scale_lies_between_its_items_and_an_item_between_its_pairs(x):
    result = scalability(x)
    pairs = result.Hij[~np.eye(4, dtype=bool)].reshape(4, 3)
    np.testing.assert_allclose(result.Hij, result.Hij.T, rtol=1e-12)
    known = ~np.isnan(result.Hi)
    if known.any():
        assert np.min(result.Hi[known]) - 1e-12 <= result.H <= np.max(result.Hi[known]) + 1e-12
    for own, item in zip(pairs[known], result.Hi[known], strict=True):
        assert np.nanmin(own) - 1e-12 <= item <= np.nanmax(own) + 1e-12


@given(answers(), st.randoms(use_true_random=False), st.integers(-3, 3))
def test_the_order_of_people_and_the_names_of_answers_put_no_item_elsewhere(x, random, plus):
    rows = random.sample(range(len(x)), len(x))
    assert partition(x[rows] + plus).scales.tolist() == partition(x).scales.tolist()
    np.testing.assert_allclose(guttman_errors(x[rows] + plus).normed, guttman_errors(x).normed[rows], rtol=1e-9)


@given(answers())
def test_turning_all_items_around_changes_no_scalability(x):
    one, other = scalability(x), scalability(2 - x)
    np.testing.assert_allclose([other.H, other.H_se, other.Z], [one.H, one.H_se, one.Z], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(other.Hi_se, one.Hi_se, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(guttman_errors(2 - x).errors, guttman_errors(x).errors, atol=1e-9)


@both
@settings(max_examples=8)
@given(x=answers(missing=0.1), order=orders, rng=st.randoms(use_true_random=False))
def test_a_trait_has_one_direction_and_no_order(function, x, order, rng):
    rows = rng.sample(range(len(x)), len(x))
    model = function(x, slopes="equal")
    if not model.converged or model.issues or model.slopes[0] < 0.1:
        return  # what is hardly there has no place to compare
    mirrored, mixed = function(2 - x, slopes="equal"), function(x[rows][:, order], slopes="equal")
    assert mirrored.log_likelihood == pytest.approx(model.log_likelihood, abs=1e-7)
    assert mixed.log_likelihood == pytest.approx(model.log_likelihood, abs=1e-7)
    np.testing.assert_allclose(mirrored.score(2 - x).theta, -model.score(x).theta, atol=1e-4)
    np.testing.assert_allclose(mixed.score(x[:, order]).theta, model.score(x).theta, atol=1e-4)


@both
@settings(max_examples=8)
@given(x=answers(missing=0.1))
def test_free_slopes_hold_equal_ones_and_nobody_is_placed_by_others(function, x):
    equal, free = function(x, slopes="equal"), function(x)
    if equal.converged and free.converged:
        assert free.log_likelihood >= equal.log_likelihood - 1e-6
    for method in ("eap", "map", "ml", "wle"):
        whole = equal.score(x, method=method)
        alone = [equal.score(row[None], method=method).theta[0] for row in x[:3]]
        np.testing.assert_allclose(alone, whole.theta[:3], rtol=1e-9, atol=1e-9)


@given(answers(missing=0.1), st.randoms(use_true_random=False), st.integers(-4, 4))
def test_signs_follow_people_and_do_not_hang_on_where_answers_begin(x, random, plus):
    rows = random.sample(range(len(x)), len(x))
    six = np.column_stack([x, x[:, :2]])
    signs = (
        careless.longstring, careless.average_string, careless.irv, careless.mahalanobis,
        careless.autocorrelation, lambda y: careless.synonyms(y, least=0.0123),
        lambda y: careless.even_odd(y, [[0, 1], [2, 3], [4, 5]]),
    )  # fmt: skip
    for sign in signs:
        given_x = x if sign is careless.mahalanobis else six
        np.testing.assert_allclose(sign(given_x[rows] + plus), sign(given_x)[rows], rtol=1e-6, atol=1e-9)
