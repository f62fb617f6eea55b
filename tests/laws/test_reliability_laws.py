"""What must hold of reliability coefficients whatever the answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from purpose_index.errors import StatisticsError
from purpose_index.stats.reliability import (
    alpha,
    composite_omega,
    disattenuate,
    glb,
    guttman,
    omega_hierarchical,
    omega_total,
    split_half,
    stratified_alpha,
)
from purpose_index.stats.reliability.greatest_lower_bound import largest_error_variances
from tests.unit.stats.populations import one_factor, sample_with

ANSWERS = arrays(np.int64, st.tuples(st.integers(4, 40), st.integers(2, 7)), elements=st.integers(1, 5))
MATRICES = arrays(float, st.tuples(st.integers(3, 8), st.just(3)), elements=st.floats(-1, 1))
SIZES = st.integers(3, 9)


def loadings_of(k):
    return arrays(float, k, elements=st.floats(0.3, 1.5))


POPULATIONS = SIZES.flatmap(lambda k: st.tuples(loadings_of(k), arrays(float, k, elements=st.floats(0.2, 2))))


def varying(x):
    assume(x.sum(axis=1).var() > 0)
    return x


def covariances(factors):
    """A positive definite matrix."""
    return factors @ factors.T + np.diag(np.linspace(0.3, 1.5, len(factors)))


@given(ANSWERS)
def test_order_of_the_bounds(x):
    bounds = guttman(varying(x))
    assert bounds.lambda1 <= bounds.lambda3 + 1e-12 or bounds.lambda1 < 0
    assert bounds.lambda2 >= bounds.lambda3 - 1e-12
    assert bounds.lambda1 <= bounds.lambda2 + 1e-12


@given(ANSWERS)
def test_lambda4_is_the_best_split_and_the_mean_split_is_alpha_of_equal_halves(x):
    halves, k = split_half(varying(x)), x.shape[1]
    assert guttman(x).lambda4 == halves.maximum
    assert halves.minimum <= halves.median <= halves.maximum
    unequal = 1 if k % 2 == 0 else (k**2 - 1) / k**2
    assert halves.mean == pytest.approx(alpha(x).value * unequal, rel=1e-10, abs=1e-10)


@settings(max_examples=30)
@given(MATRICES)
def test_the_greatest_lower_bound_is_above_every_bound_and_at_most_one(factors):
    x = sample_with(covariances(factors))
    found, bounds = glb(x), guttman(x)
    assume(x.sum(axis=1).var() > 0.1)
    for number in range(1, 7):
        assert found.value >= getattr(bounds, f"lambda{number}") - 1e-8
    assert found.value <= 1 + 1e-12
    assert np.linalg.eigvalsh(covariances(factors) - np.diag(found.error_variances))[0] >= -1e-8


@settings(max_examples=30)
@given(MATRICES, st.integers(0, 7))
def test_no_error_variance_can_grow_alone(factors, which):
    """At the optimum each error is bound by the others."""
    C = covariances(factors)
    d = largest_error_variances(C)
    d[which % len(d)] += 1e-4
    assert np.linalg.eigvalsh(C - np.diag(d))[0] < -1e-9


@given(POPULATIONS, st.sampled_from(["ml", "minres"]), st.sampled_from(["model", "observed"]))
def test_a_one_factor_population_gives_its_omega_back(population, method, variance):
    loadings, errors = population
    omega = omega_total(sample_with(one_factor(loadings, errors)), method=method, variance=variance)
    assert omega.value == pytest.approx(loadings.sum() ** 2 / (loadings.sum() ** 2 + errors.sum()), abs=1e-8)
    np.testing.assert_allclose(omega.loadings, loadings, atol=1e-6)


@given(POPULATIONS)
def test_equal_loadings_make_omega_alpha_and_others_lower_alpha(population):
    loadings, errors = population
    equal = sample_with(one_factor(np.full(len(loadings), loadings[0]), errors))
    assert omega_total(equal).value == pytest.approx(alpha(equal).value, abs=1e-8)
    unequal = sample_with(one_factor(loadings, errors))
    assert alpha(unequal).value <= omega_total(unequal).value + 1e-8


@given(POPULATIONS, st.randoms(), st.floats(0.01, 100))
def test_neither_order_nor_unit_changes_omega(population, random, unit):
    x = np.round(4 * sample_with(one_factor(*population), n=150))
    expected = solved(x)
    columns, rows = list(range(x.shape[1])), list(range(150))
    random.shuffle(columns)
    random.shuffle(rows)
    found = omega_total(unit * x[rows][:, columns])
    assert found.value == pytest.approx(expected.value, abs=1e-9)
    assert found.se == pytest.approx(expected.se, rel=1e-6)


def solved(x, **options):
    """Omega where the fit is no Heywood case."""
    try:
        omega = omega_total(x, **options)
    except StatisticsError:
        assume(False)
    assume(not omega.issues)
    return omega


@given(POPULATIONS, st.sampled_from(["ml", "minres"]))
def test_everybody_twice_changes_no_omega_and_narrows_its_interval(population, method):
    x = np.round(4 * sample_with(one_factor(*population), n=100))
    once = solved(x, method=method)
    twice = omega_total(np.vstack([x, x]), method=method)
    assert twice.value == pytest.approx(once.value, abs=1e-9)
    assert twice.se == pytest.approx(once.se / np.sqrt(2), rel=1e-6)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from(["schmid-leiman", "bifactor"]))
def test_what_one_factor_explains_is_part_of_what_all_explain(seed, solution):
    generator = np.random.default_rng(seed)
    x = 0.7 * generator.normal(size=(300, 1)) + 0.5 * np.repeat(generator.normal(size=(300, 3)), 3, axis=1)
    x += 0.7 * generator.normal(size=(300, 9))
    found = omega_hierarchical(x, solution=solution)
    assert 0 <= found.value <= found.omega_total + 0.02
    assert 0 <= found.ecv <= 1
    assert 0 <= found.puc <= 1
    assert np.all((found.h[~np.isnan(found.h)] >= 0) & (found.h[~np.isnan(found.h)] <= 1))
    order = generator.permutation(9)
    assert omega_hierarchical(x[:, order], solution=solution).value == pytest.approx(found.value, abs=1e-4)


@given(ANSWERS)
def test_one_scale_is_alpha_and_scales_have_no_order(x):
    varying(x)
    k = x.shape[1]
    assert stratified_alpha(x, [range(k)]).value == pytest.approx(alpha(x).value, rel=1e-10, abs=1e-12)
    if k >= 4:
        found = stratified_alpha(x, [[0, 1], range(2, k)])
        turned = stratified_alpha(x, [list(range(2, k))[::-1], [1, 0]])
        assert turned.value == pytest.approx(found.value, rel=1e-10, abs=1e-12)


@settings(max_examples=20)
@given(POPULATIONS, st.floats(-0.9, 0.9))
def test_the_omega_of_a_composite_is_that_of_its_population(population, correlation):
    loadings, errors = population
    k = len(loadings)
    pattern = np.zeros((2 * k, 2))
    pattern[:k, 0] = pattern[k:, 1] = loadings
    common = pattern @ [[1, correlation], [correlation, 1]] @ pattern.T
    x = sample_with(common + np.diag(np.tile(errors, 2)))
    expected = 1 - 2 * errors.sum() / (common.sum() + 2 * errors.sum())
    assert composite_omega(x, [range(k), range(k, 2 * k)]).value == pytest.approx(expected, abs=1e-8)


@given(st.floats(-0.6, 0.6), st.floats(0.3, 1), st.floats(0.3, 1), st.integers(5, 5000))
def test_correcting_makes_a_correlation_larger_and_its_interval_wider(r, first, second, n):
    corrected = disattenuate(r, (first, second), n=n)
    plain = disattenuate(r, (1, 1), n=n)
    assert abs(corrected.value) >= abs(r) - 1e-12
    assert corrected.high - corrected.low >= plain.high - plain.low - 1e-12
    assert plain.low <= r + 1e-12
    assert plain.high >= r - 1e-12


@pytest.mark.slow
def test_coverage_of_the_delta_interval():
    """1,000 samples of 150: .925 to .965, 3 standard errors (.0069) around the .945 that so few people give."""
    generator, hits = np.random.default_rng(4), 0
    loadings = np.array([0.5, 0.6, 0.7, 0.8, 0.6])
    value = 3.2**2 / (3.2**2 + np.sum(1 - loadings**2))
    for _ in range(1000):
        x = generator.normal(size=(150, 1)) * loadings + generator.normal(size=(150, 5)) * np.sqrt(1 - loadings**2)
        omega = omega_total(x)
        hits += omega.low is not None and omega.low < value < omega.high
    assert 0.925 < hits / 1000 < 0.965
