"""Reliability of latent responses: by hand, against that of polychoric correlations, and where it is not defined."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.correlation import polychoric
from purpose_index.stats.reliability import (
    alpha,
    latent_response_omega,
    latent_response_omega_hierarchical,
    omega_hierarchical,
    omega_total,
    ordinal_alpha,
)
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns
from tests.unit.stats.populations import sample_with

rng = np.random.default_rng(5)
LATENT = 0.7 * rng.normal(size=(800, 1)) + np.sqrt(0.51) * rng.normal(size=(800, 6))
X = np.digitize(LATENT, [-1, 0.2, 1.1]).astype(float)
R = polychoric(X, missing="listwise").values


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def test_two_items_by_hand():
    """Halves that agree for 80 in 100: the latent correlation is sin(pi / 2 · .6), and alpha 2 r / (1 + r)."""
    x = np.repeat([[1, 1], [1, 2], [2, 1], [2, 2]], [40, 10, 10, 40], axis=0)
    r = np.sin(np.pi / 2 * 0.6)
    estimate = ordinal_alpha(x)
    assert estimate.value == pytest.approx(2 * r / (1 + r), abs=1e-9)
    assert (estimate.name, estimate.n, estimate.k, estimate.missing) == ("ordinal_alpha", 100, 2, "listwise")
    assert "nobody observes" in estimate.assumes


def test_they_are_the_coefficients_of_numbers_that_correlate_like_the_latent_ones():
    latent = sample_with(R, n=800)
    assert ordinal_alpha(X).value == pytest.approx(alpha(latent).value, abs=1e-12)
    for method in ("minres", "ml"):
        found, expected = latent_response_omega(X, method=method), omega_total(latent, method=method)
        assert found.value == pytest.approx(expected.value, abs=1e-10)
        np.testing.assert_allclose(found.loadings, expected.loadings, atol=1e-8)
    found, expected = latent_response_omega_hierarchical(X, n_factors=2), omega_hierarchical(latent, n_factors=2)
    assert found.value == pytest.approx(expected.value, abs=1e-6)
    assert found.omega_total == pytest.approx(expected.omega_total, abs=1e-6)


def test_they_bear_their_own_names_and_have_no_interval():
    for estimate in (latent_response_omega(X), latent_response_omega_hierarchical(X, n_factors=2), ordinal_alpha(X)):
        assert "omega_total" not in (estimate.name, None)
        assert (estimate.low, estimate.se, estimate.interval) == (None, None, None)
        assert estimate.assumes.startswith("It describes a sum of normal variables that nobody observes")


def test_without_a_word_there_are_three_groups_and_seed_0(monkeypatch):
    models = []
    place = "purpose_index.stats.reliability.latent.hierarchical_of"
    monkeypatch.setattr(place, lambda name, sample, model, assumes: models.append(model))
    latent_response_omega_hierarchical(X)
    assert [(model.n_factors, model.rng) for model in models] == [(3, 0)]


def test_what_lies_behind_the_answers_is_more_reliable_than_they_are():
    assert ordinal_alpha(X).value > alpha(X).value
    assert latent_response_omega(X).value > omega_total(X).value
    assert latent_response_omega(X).value == pytest.approx(4.2**2 / (4.2**2 + 6 * 0.51), abs=0.02)


def test_tallies_say_the_same_as_the_answers():
    for tally in (PairCounts.of(X, missing="listwise"), Patterns.of(X, missing="listwise")):
        assert ordinal_alpha(tally).value == ordinal_alpha(X).value
    holed = np.vstack([X, [np.nan, 1, 1, 1, 1, 1]])
    assert ordinal_alpha(holed).value == ordinal_alpha(X).value
    assert ordinal_alpha(holed, missing="pairwise").value != ordinal_alpha(X).value


@pytest.mark.parametrize("function", [ordinal_alpha, latent_response_omega, latent_response_omega_hierarchical])
@pytest.mark.parametrize(
    ("x", "code"),
    [
        (X[:, :1], "too-few-items"),
        (X[:2], "too-few-people"),
        (np.column_stack([X, np.ones(800)]), "constant-item"),
    ],
)
def test_where_they_are_not_defined(function, x, code):
    with pytest.raises(StatisticsError) as caught:
        function(x)
    assert codes(caught.value.issues) == [code]


def test_answers_that_are_no_whole_numbers():
    with pytest.raises(ArgumentError):
        ordinal_alpha(LATENT)


def test_a_doubled_item_is_said():
    doubled = np.column_stack([X, X[:, 0]])
    assert "boundary-correlation" in codes(ordinal_alpha(doubled).issues)
    with pytest.raises(StatisticsError) as caught:
        latent_response_omega(doubled, method="ml")
    assert codes(caught.value.issues) == ["not-positive-definite"]
