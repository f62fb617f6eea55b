"""Omega of many samples at once is what `omega_total` gives of each."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import StatisticsError
from purpose_index.stats.factor.one_factor import principal_start
from purpose_index.stats.reliability import omega_total
from purpose_index.stats.reliability.omega import omega_of, omegas_of
from purpose_index.stats.reliability.omega_samples import omegas_and_errors
from purpose_index.stats.uncertainty.delta import around_log_error


def samples(n: int, many: int) -> list[np.ndarray]:
    """Five-point answers of n people to four items, some of which have no interval."""
    rng = np.random.default_rng(8)
    latent = 0.6 * rng.normal(size=(many, n, 1)) + 0.8 * rng.normal(size=(many, n, 4))
    return list(np.digitize(latent, [-1.5, -0.5, 0.5, 1.5]).astype(float))


def alone(x: np.ndarray) -> tuple[float, float]:
    try:
        found = omega_total(x)
    except StatisticsError:
        return np.nan, np.nan
    return (found.value, found.se) if found.se else (np.nan, np.nan)


def test_many_samples_are_as_each_alone():
    drawn = samples(20, 40)
    values, errors = omegas_and_errors(np.array([np.cov(x.T) for x in drawn]), 20)
    expected = np.array([alone(x) for x in drawn])
    assert 0 < np.isnan(expected[:, 0]).sum() < 20
    np.testing.assert_allclose(values, expected[:, 0], rtol=1e-6)
    np.testing.assert_allclose(errors, expected[:, 1], rtol=1e-5)


def test_samples_that_have_no_omega_are_nan_among_the_others():
    good = np.array([[1.0, 0.5, 0.4], [0.5, 1.0, 0.3], [0.4, 0.3, 1.0]])
    constant = good * np.outer([1, 1, 0], [1, 1, 0])
    doubled = np.array([[1.0, 1.0, 0.4], [1.0, 1.0, 0.4], [0.4, 0.4, 1.0]])
    unrelated = np.eye(3)
    values, errors = omegas_and_errors(np.array([constant, good, doubled, unrelated]), 100)
    # three items determine their loadings: l1² = .5 * .4 / .3
    loadings = np.sqrt([0.5 * 0.4 / 0.3, 0.5 * 0.3 / 0.4, 0.4 * 0.3 / 0.5])
    omega = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    np.testing.assert_allclose(values, [np.nan, omega, np.nan, np.nan], rtol=1e-8)
    assert np.isfinite(errors).tolist() == [False, True, False, False]


SYMMETRIC, SKEWED = [-1.3, -0.47, 0.47, 1.3], [-2.0, -1.4, -0.8, 0.2]


@pytest.mark.once
@pytest.mark.parametrize(
    ("k", "cuts", "ends", "least"),
    [
        (3, SYMMETRIC, (0.7, 0.7), 0.93),
        (8, SYMMETRIC, (0.7, 0.7), 0.93),
        (3, SKEWED, (0.4, 0.85), 0.90),
        (6, SKEWED, (0.7, 0.7), 0.90),
    ],
)
def test_with_twenty_people_the_default_interval_holds_omega_as_often_as_is_promised(k, cuts, ends, least):
    """Where docs/methods/omega.md has the lowest shares; 'delta', which is symmetric, holds .82 to .94 there."""
    loadings, rng = np.linspace(*ends, k), np.random.default_rng(20_000 + k)

    def answers(n: int) -> np.ndarray:
        latent = rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, k)) * np.sqrt(1 - loadings**2)
        return np.digitize(latent, cuts).astype(float)

    truth = omega_total(answers(200_000), interval=None).value
    drawn = [answers(20) for _ in range(800)]
    values, errors = omegas_and_errors(np.array([np.cov(x.T) for x in drawn]), 20)
    defined = np.flatnonzero(np.isfinite(errors))
    ends_of = {i: around_log_error(values[i], errors[i], 20, 0.95) for i in defined}
    for i in defined[:5]:
        found = omega_total(drawn[i])
        assert (found.low, found.high) == pytest.approx(ends_of[i], abs=1e-6)
    assert np.mean([low <= truth <= high for low, high in ends_of.values()]) >= least


def test_resamples_at_the_bound_have_the_omega_of_a_whole_search():
    """Three items that one factor explains with a variance below zero in one of five resamples, n = 60."""
    rng = np.random.default_rng(1)
    x = np.clip(np.round(3 + rng.normal(size=(60, 1)) + rng.normal(size=(60, 3))), 1, 5)
    resamples = np.array([np.cov(x[rng.integers(0, 60, 60)], rowvar=False) for _ in range(40)])
    near = omega_of(np.cov(x, rowvar=False), "ml", "model")
    found = omegas_of(resamples, "ml", "model", near.model.loadings)
    whole = [omega_of(one, "ml", "model") for one in resamples]
    assert sum(bool(one.issues) for one in whole) >= 3
    np.testing.assert_allclose(found, [one.value for one in whole], rtol=1e-7)


@pytest.mark.parametrize("method", ["ml", "minres"])
@pytest.mark.parametrize("sign", [1, -1])
def test_of_several_heywood_cases_a_resample_has_the_one_near_the_sample(method, sign):
    """Correlations .4, .4 and -.4 make any of three items the factor itself, and then .4 the others' loadings or less.

    By maximum likelihood they load what they correlate with it; by least squares v, where v³ + 1.4 v = .4.
    """
    R, sd = np.array([[1, 0.4, 0.4], [0.4, 1, -0.4], [0.4, -0.4, 1]]), np.array([1.0, 2.0, 3.0])
    other = 0.4 if method == "ml" else np.roots([1, 0, 1.4, -0.4])[-1].real
    for i in range(3):
        loadings = np.where(np.arange(3) == i, 1, np.sign(R[i]) * other)
        common, error = (sd @ loadings) ** 2, sd**2 @ (1 - loadings**2)
        (found,) = omegas_of((R * np.outer(sd, sd))[None], method, "model", sign * 0.95 * loadings)
        assert found == pytest.approx(common / (common + error), abs=0.01)


@pytest.mark.parametrize(
    "below",
    [
        [0.309, 0.049, 0.028, 0.002, -0.026, 0.224],
        [-0.151, 0.212, 0.317, 0.340, 0.148, 0.451, 0.371, -0.363, -0.179, -0.031],
    ],
)
def test_a_fit_that_is_tried_again_from_its_own_start_ends_in_the_lowest_of_several_minima(below):
    """Other places lead to other minima; `omega_total` looks from many, and its omega is that of the lowest."""
    k = int((1 + np.sqrt(1 + 8 * len(below))) / 2)
    R = np.eye(k)
    R[np.tril_indices(k, -1)] = below
    R = R + np.tril(R, -1).T
    (value,), _ = omegas_and_errors(R[None], 50)
    expected = omega_of(R, "ml", "model")
    assert expected.issues == ()
    assert value == pytest.approx(expected.value, abs=1e-6)
    (resampled,) = omegas_of(R[None], "ml", "model", principal_start(R[None])[0])
    assert resampled == pytest.approx(expected.value, abs=1e-6)
