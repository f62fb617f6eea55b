"""What must hold of alpha and its neighbours whatever the answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from purpose_index.stats.items import item_table
from purpose_index.stats.reliability import alpha, alpha_if_dropped, items_needed, spearman_brown, standardized_alpha
from purpose_index.stats.reliability.cronbach import Interval
from purpose_index.stats.reliability.intervals import distribution_free_error
from purpose_index.tallies.patterns import Patterns

INTERVALS = ("feldt", "bonett", "hakstian-whalen", "asymptotic", "distribution-free")
ANSWERS = arrays(np.int64, st.tuples(st.integers(4, 30), st.integers(2, 6)), elements=st.integers(1, 5))
BINARY = arrays(np.int64, st.tuples(st.integers(4, 30), st.integers(2, 6)), elements=st.integers(0, 1))


RELATED = ANSWERS.map(lambda x: x + 5 * (np.arange(len(x)) % 7)[:, None])  # people differ more than items do


def defined(x):
    assume(x.sum(axis=1).var() > 0)
    return alpha(x)


@given(ANSWERS, st.integers(-1000, 1000), st.floats(0.01, 100))
def test_neither_shifts_nor_one_scale_for_all_items_change_it(x, shift, scale):
    estimate = defined(x)
    moved = alpha((x + shift) * scale)
    assert moved.value == pytest.approx(estimate.value, rel=1e-9, abs=1e-9)
    assert moved.low == pytest.approx(estimate.low, rel=1e-9, abs=1e-9)


@given(ANSWERS, st.randoms())
def test_neither_people_nor_items_have_an_order(x, random):
    estimate = defined(x)
    rows, columns = list(range(len(x))), list(range(x.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    assert alpha(x[rows]).value == estimate.value
    assert alpha(x[:, columns]).value == pytest.approx(estimate.value, rel=1e-12, abs=1e-12)


@given(RELATED, st.sampled_from(INTERVALS))
def test_everybody_twice_changes_no_value_and_narrows_the_interval(x, interval):
    once, twice = alpha(x, interval=interval), alpha(np.vstack([x, x]), interval=interval)
    assert twice.value == pytest.approx(once.value, rel=1e-12)
    assert twice.high - twice.low <= 0.999 * (once.high - once.low) + 1e-12


@given(ANSWERS, st.sampled_from(INTERVALS))
def test_more_confidence_takes_a_wider_interval_around_the_value(x, interval):
    defined(x)
    wide, narrow = alpha(x, interval=interval, level=0.99), alpha(x, interval=interval, level=0.5)
    assert wide.low <= narrow.low + 1e-12
    assert narrow.high <= wide.high + 1e-12
    assert wide.low - 1e-12 <= wide.value <= wide.high + 1e-12


@given(ANSWERS)
def test_it_is_the_intraclass_correlation_of_mean_ratings(x):
    """ICC(3,k) = (MS of people - MS of error) / MS of people, of a two-way analysis of variance without replication."""
    estimate = defined(x)
    n, k = x.shape
    people, items = x.mean(axis=1, keepdims=True), x.mean(axis=0, keepdims=True)
    between = k * np.sum((people - x.mean()) ** 2) / (n - 1)
    error = np.sum((x - people - items + x.mean()) ** 2) / ((n - 1) * (k - 1))
    assert estimate.value == pytest.approx((between - error) / between, rel=1e-9, abs=1e-9)


@given(BINARY)
def test_of_two_categories_it_is_kuder_and_richardsons_formula_20(x):
    estimate = defined(x)
    k, p = x.shape[1], x.mean(axis=0)
    kr20 = k / (k - 1) * (1 - np.sum(p * (1 - p)) / x.sum(axis=1).var())
    assert estimate.value == pytest.approx(kr20, rel=1e-9, abs=1e-9)


@given(ANSWERS)
def test_standardized_alpha_is_alpha_of_standardized_items(x):
    assume((x.var(axis=0) > 0).all())
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    assume(z.sum(axis=1).var() > 1e-9)
    defined(x)
    assert standardized_alpha(x).value == pytest.approx(alpha(z).value, rel=1e-7, abs=1e-7)


@given(ANSWERS)
def test_the_item_table_says_what_dropping_would_do(x):
    defined(x)
    assume(x.shape[1] > 2)
    assume(all(np.delete(x, j, axis=1).sum(axis=1).var() > 0 for j in range(x.shape[1])))
    found = item_table(x).alpha_if_dropped
    expected = [alpha(np.delete(x, j, axis=1)).value for j in range(x.shape[1])]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose([e.value for e in alpha_if_dropped(x)], expected, rtol=1e-12, atol=1e-12)


@given(ANSWERS)
def test_item_rest_correlations_are_correlations_with_the_rest(x):
    table = item_table(x)
    for j in range(x.shape[1]):
        rest = np.delete(x, j, axis=1).sum(axis=1)
        if x[:, j].var() == 0 or rest.var() == 0:
            assert np.isnan(table.item_rest_correlation[j])
        else:
            assert table.item_rest_correlation[j] == pytest.approx(np.corrcoef(x[:, j], rest)[0, 1], abs=1e-9)


@given(ANSWERS)
def test_complete_answers_are_the_same_under_both_rules(x):
    estimate, other = defined(x), alpha(x.astype(float), interval=None, missing="pairwise")
    assert other.value == pytest.approx(estimate.value, rel=1e-10, abs=1e-10)
    assert other.n == estimate.n


@given(ANSWERS, st.data())
def test_listwise_is_the_complete_people(x, data):
    lost = data.draw(arrays(np.bool_, x.shape, elements=st.integers(0, 9).map(lambda d: d == 0)))
    answers = np.where(lost, np.nan, x)
    complete = x[~lost.any(axis=1)]
    assume(len(complete) > 2)
    expected = defined(complete)
    assert alpha(answers).value == pytest.approx(expected.value, rel=1e-10, abs=1e-10)
    np.testing.assert_array_equal(item_table(answers).unanswered, lost.sum(axis=0))


@given(ANSWERS)
def test_patterns_give_the_distribution_free_interval_of_the_answers(x):
    defined(x)
    whole, patterns = (alpha(a, interval="distribution-free") for a in (x, Patterns.of(x, missing="listwise")))
    assert patterns.se == pytest.approx(whole.se, rel=1e-9, abs=1e-12)


@given(ANSWERS)
def test_the_distribution_free_error_is_the_delta_method_on_all_covariances(x):
    """se² = g' G g / n, with G the (n - 1) covariances of the products of deviations and g alpha's slopes on them."""
    defined(x)
    n, k = x.shape
    d = x - x.mean(axis=0)
    products = np.einsum("ni,nj->nij", d, d).reshape(n, k * k)
    covariance = d.T @ d / (n - 1)
    total, trace = covariance.sum(), np.trace(covariance)
    slopes = k / (k - 1) * (trace / total**2 - np.eye(k) / total)
    g = slopes.ravel()
    spread = np.cov(products, rowvar=False)
    rounding = 1e-28 + 1e-13 * (np.abs(g) @ np.abs(spread) @ np.abs(g)) / n  # of an se near 0, and of the long way
    assert distribution_free_error(x) ** 2 == pytest.approx(g @ spread @ g / n, rel=1e-7, abs=rounding)


@given(ANSWERS)
def test_the_asymptotic_error_is_the_formula_of_duhachek_and_iacobucci(x):
    """Q = 2 k² / ((k - 1)² (j'Vj)³) (j'Vj (tr V² + tr² V) - 2 tr V (j'V² j)), and se² = Q / n."""
    estimate = alpha(x, interval="asymptotic") if x.sum(axis=1).var() > 0 else assume(False)
    n, k = x.shape
    V = np.cov(x, rowvar=False)
    total, trace = V.sum(), np.trace(V)
    inner = total * (np.trace(V @ V) + trace**2) - 2 * trace * (V @ V).sum()
    q = 2 * k**2 / ((k - 1) ** 2 * total**3) * inner
    assert estimate.se**2 == pytest.approx(q / n, rel=1e-9, abs=1e-13 * (trace / total) ** 3)


@given(st.floats(0.01, 0.98), st.floats(0.1, 20))
def test_spearman_brown_there_and_back(reliability, factor):
    assert spearman_brown(spearman_brown(reliability, factor), 1 / factor) == pytest.approx(reliability, rel=1e-9)


@given(st.floats(0.05, 0.95), st.integers(1, 40), st.floats(0.05, 0.98))
def test_as_many_items_as_needed_are_enough_and_no_more(reliability, k, target):
    needed = items_needed(reliability, k, target=target)
    assert spearman_brown(reliability, needed / k) >= target - 1e-8
    assert needed == 1 or spearman_brown(reliability, (needed - 1) / k) < target + 1e-8


def test_the_intervals_that_are_tried_here_are_all_there_are():
    assert {*INTERVALS, "bootstrap", "bootstrap-bca"} == set(Interval.__args__)  # test_bootstrap_laws tries these two
