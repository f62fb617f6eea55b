"""Slopes and curvature of the likelihood, against differences; models with every kind of parameter."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from purpose_index.stats.cfa.data import groups_of
from purpose_index.stats.cfa.likelihood import distance, log_likelihood
from purpose_index.stats.cfa.parameters import specify
from purpose_index.stats.cfa.problem import Likelihood
from purpose_index.stats.cfa.robust import meat
from purpose_index.stats.cfa.saturated import as_implied, free_moments
from purpose_index.stats.cfa.start import start_of
from purpose_index.stats.cfa.structure import structure_of
from purpose_index.stats.cfa.syntax import parse

NAMES = [f"x{j}" for j in range(1, 10)]
PEOPLE = 90
EVERYTHING = """
a =~ x1 + x2 + x3
b =~ x4 + x5 + w*x6
c =~ x7 + x8 + w*x9 + x1
g =~ a + b + c
a ~ 1
g ~ 0.3*1
x1 ~~ x5
"""


@pytest.fixture(scope="module")
def problem():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(PEOPLE, 9)) @ rng.normal(size=(9, 9)) + 1
    x[rng.random(x.shape) < 0.2] = np.nan
    group = np.arange(PEOPLE) % 3 == 0
    model = specify(parse(EVERYTHING), NAMES, groups=2, means=True, equal=["intercepts"])
    data = groups_of(x, NAMES, model.items, group, fiml=True, means=True)
    structures = tuple(structure_of(model, k) for k in range(2))
    theta = rng.uniform(0.2, 0.8, model.free)
    for row in model.parameters:
        if row.free and row.op == "~~" and row.lhs == row.rhs:
            theta[row.index] = 5.0
    return Likelihood(tuple(group.sample for group in data), structures, model.free), theta, x, data


def differences(function, theta):
    step = 1e-5
    return np.array(
        [(function(theta + step * e) - function(theta - step * e)) / (2 * step) for e in np.eye(len(theta))]
    )


def test_the_value_is_the_normal_likelihood(problem):
    likelihood, theta, x, _ = problem
    point = likelihood.at(theta)
    for sample, here, implied, group in zip(
        likelihood.samples, point.distances, point.implied, (True, False), strict=True
    ):
        rows = x[(np.arange(PEOPLE) % 3 == 0) == group]
        expected = sum(
            multivariate_normal(implied.mean[has], implied.covariance[np.ix_(has, has)]).logpdf(row[has])
            for row in rows
            if (has := ~np.isnan(row)).any()
        )
        assert log_likelihood(sample, here.value) == pytest.approx(expected, rel=1e-10)


def test_the_gradient_is_the_slope_of_the_value(problem):
    likelihood, theta, _, _ = problem
    numeric = differences(lambda t: likelihood.at(t).value, theta)
    assert likelihood.gradient(likelihood.at(theta)) == pytest.approx(numeric, abs=1e-7)


def test_the_observed_curvature_is_the_slope_of_the_gradient(problem):
    likelihood, theta, _, _ = problem
    numeric = differences(lambda t: likelihood.gradient(likelihood.at(t)), theta)
    assert 2 * likelihood.curvature(likelihood.at(theta), observed=True) == pytest.approx(numeric, abs=1e-7)


def test_the_expected_curvature_is_the_observed_one_where_the_data_are_as_expected():
    rng = np.random.default_rng(1)
    model = specify(parse("f =~ x1 + x2 + x3\ng =~ x4 + x5\nf ~ 0.5*1"), NAMES[:5], means=True)
    structure = structure_of(model, 0)
    theta = rng.uniform(0.5, 1, model.free)
    implied = structure.implied(theta)
    noise = np.linalg.qr(np.column_stack([np.ones(50), rng.normal(size=(50, 5))]))[0][:, 1:] * np.sqrt(50)
    x = implied.mean + noise @ np.linalg.cholesky(implied.covariance).T
    (data,) = groups_of(x, NAMES[:5], model.items, None, fiml=False, means=True)
    likelihood = Likelihood((data.sample,), (structure,), model.free)
    point = likelihood.at(theta)
    assert likelihood.gradient(point) == pytest.approx(np.zeros(model.free), abs=1e-12)
    assert likelihood.curvature(point, observed=True) == pytest.approx(
        likelihood.curvature(point, observed=False), abs=1e-12
    )


def test_products_of_slopes_are_those_of_every_person(problem):
    likelihood, theta, _, data = problem
    point = likelihood.at(theta)
    slopes = point.slopes[0]
    one, structure = data[0], likelihood.structures[0]
    total = np.zeros((len(structure.index),) * 2)
    for row, pattern in zip(one.rows, one.pattern, strict=True):
        has = one.sample.answered[pattern]

        def density(by_place, row=row, has=has):
            implied = structure_with(structure, theta, by_place)
            return multivariate_normal(implied.mean[has], implied.covariance[np.ix_(has, has)]).logpdf(row[has])

        slope = differences(density, np.zeros(len(structure.index)))
        total += np.outer(slope, slope)
    expected = total / one.sample.n
    assert meat(one, point.implied[0].mean, point.distances[0], slopes) == pytest.approx(expected, rel=1e-4, abs=1e-6)


def structure_with(structure, theta, by_place):
    """What the group implies where each place of a parameter moves by itself."""
    from dataclasses import replace

    alone = replace(structure, index=np.arange(len(structure.index)))
    return alone.implied(theta[structure.index] + by_place)


def test_moments_without_a_model_are_the_likeliest(problem):
    sample = problem[0].samples[0]
    mean, covariance, ended = free_moments(sample)
    assert ended
    best = distance(sample, as_implied(mean, covariance)).value
    rng = np.random.default_rng(0)
    for size in (1e-3, 1e-2, 0.1):
        for _ in range(20):
            move = rng.normal(size=covariance.shape) * size
            other = as_implied(mean + rng.normal(size=9) * size, covariance + move @ move.T + (move + move.T) * 0.1)
            assert distance(sample, other).value > best


def test_patterns_bend_one_by_one_as_they_do_together(problem, monkeypatch):
    likelihood, theta, _, _ = problem
    monkeypatch.setattr("purpose_index.stats.cfa.likelihood.FEW", 1000)
    numeric = differences(lambda t: likelihood.gradient(likelihood.at(t)), theta)
    assert 2 * likelihood.curvature(likelihood.at(theta), observed=True) == pytest.approx(numeric, abs=1e-7)


def test_where_answers_lack_the_expected_curvature_never_bends_down(problem):
    likelihood, theta, _, _ = problem
    curvature = likelihood.curvature(likelihood.at(theta), observed=False)
    assert np.linalg.eigvalsh(curvature)[0] > 0


@pytest.mark.parametrize("units", [np.ones(6), np.array([1e-3, 1, 5, 2, 100, 1])])
def test_the_search_begins_at_the_parameters_where_the_loadings_of_a_factor_are_alike(units):
    names = NAMES[:6]
    model = specify(parse("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"), names, identification="variance")
    strength = np.array([0.7] * 3 + [-0.6] * 3)
    pattern = np.zeros((6, 2))
    pattern[:3, 0], pattern[3:, 1] = strength[:3], strength[3:]
    covariance = pattern @ [[1, 0.3], [0.3, 1]] @ pattern.T
    np.fill_diagonal(covariance, 1)
    start = start_of(model, [(np.zeros(6), covariance * np.outer(units, units))])
    found = {(row.lhs, row.rhs): start[row.index] for row in model.parameters if row.free}
    for j, (name, factor) in enumerate(zip(names, "fffggg", strict=True)):
        assert abs(found[factor, name]) == pytest.approx(abs(strength[j]) * units[j], rel=1e-9)
        assert found[name, name] == pytest.approx((1 - strength[j] ** 2) * units[j] ** 2, rel=1e-9)
    signs = np.sign([found["f", "x1"] * strength[0], found["g", "x4"] * strength[3]])
    assert found["f", "g"] == pytest.approx(0.3 * signs.prod(), rel=1e-9)


def test_items_of_two_factors_begin_with_half_their_variance_for_the_residual():
    names = NAMES[:4]
    model = specify(parse("f =~ x1 + x2 + x3\ng =~ x3 + x4"), names, identification="variance")
    start = start_of(model, [(np.zeros(4), 4 * (0.5 * np.ones((4, 4)) + 0.5 * np.eye(4)))])
    found = {(row.lhs, row.rhs): start[row.index] for row in model.parameters if row.free}
    assert found["x3", "x3"] == pytest.approx(2.0)
    assert found["f", "x1"] == pytest.approx(2 * np.sqrt(0.5))
    assert found["f", "x3"] == pytest.approx(2 * np.sqrt(0.5) / np.sqrt(2))
    assert abs(found["f", "g"]) <= 0.8
