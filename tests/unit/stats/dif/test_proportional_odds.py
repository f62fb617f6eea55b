"""Sums over answers and over cells are the same, and both are those of the regression as it is written out."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.dif import logistic
from purpose_index.stats.dif import proportional_odds as module
from purpose_index.stats.dif.proportional_odds import DenseCounts
from purpose_index.stats.dif.sparse_odds import SparseCounts

kinds = pytest.mark.parametrize("kind", [DenseCounts, SparseCounts])
COLUMNS = np.array([[-1.5, 0.0], [-0.2, 1.0], [0.4, 1.0], [1.1, 0.0], [2.0, 1.0]])
COUNTS = np.array(
    [
        [[2, 1, 0, 0, 0], [1, 0, 3, 1, 0], [0, 1, 0, 2, 1], [0, 0, 1, 0, 2]],
        [[1, 2, 2, 0, 1], [0, 0, 1, 2, 2], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]],
        [[0, 1, 0, 0, 0], [1, 0, 1, 0, 1], [0, 0, 0, 3, 0], [0, 0, 0, 0, 0]],
    ],
    dtype=float,
)
THETA = np.array(
    [[1.2, 0.1, -1.4, 0.7, -0.3], [0.3, -np.inf, -np.inf, 1.1, 0.4], [0.9, -0.5, -np.inf, -0.2, 0.8]],
)
EVERY = np.arange(3)


def written_out(counts, theta):
    """The log-likelihood of one item, from differences of McCullagh's probabilities."""
    above = 1 / (1 + np.exp(-(theta[:3, None] + COLUMNS @ theta[3:])))
    edges = np.vstack([np.ones(5), above, np.zeros(5)])
    p = edges[:-1] - edges[1:]
    return (counts[counts > 0] * np.log(p[counts > 0])).sum()


@kinds
def test_log_likelihood(kind):
    found = kind(COUNTS, COLUMNS).log_likelihood(THETA, EVERY)
    np.testing.assert_allclose(found, list(map(written_out, COUNTS, THETA)), rtol=1e-12)
    some = kind(COUNTS, COLUMNS).log_likelihood(THETA[[2, 0]], np.array([2, 0]))
    np.testing.assert_allclose(some, found[[2, 0]], rtol=1e-14)


@kinds
def test_slopes_and_information(kind):
    """By differences, of the parameters that an item has."""
    sums, h = kind(COUNTS, COLUMNS), 1e-5
    gradient, information = sums.slopes(THETA, EVERY)
    for j, theta in enumerate(THETA):
        free = np.flatnonzero(np.isfinite(theta))
        for at in free:
            up, down = (theta + move * np.eye(5)[at] for move in (h, -h))
            rise = written_out(COUNTS[j], up) - written_out(COUNTS[j], down)
            assert gradient[j, at] == pytest.approx(rise / (2 * h), abs=1e-8)
            after, before = (sums.slopes(moved[None], np.array([j]))[0][0] for moved in (up, down))
            np.testing.assert_allclose(information[j, at, free], (before - after)[free] / (2 * h), atol=1e-8)


@kinds
def test_predictors_out_of_order_are_impossible(kind):
    crossed = THETA[:1].copy()
    crossed[0, 1] = 2.0
    assert np.isneginf(kind(COUNTS, COLUMNS).log_likelihood(crossed, EVERY[:1])).all()


@pytest.mark.parametrize("options", [2, 4])
def test_matching_on_a_number_of_ones_own(monkeypatch, options):
    """As many levels as people, by sums over answers and by sums over cells; some answers are missing."""
    rng = np.random.default_rng(4)
    theta, group = rng.normal(size=300), np.repeat(["a", "b"], 150)
    x = np.digitize(theta[:, None] + rng.logistic(size=(300, 4)), np.linspace(-1, 1, options - 1)).astype(float)
    x[rng.random(x.shape) < 0.1] = np.nan
    found = []
    for few in (0, 10_000):
        monkeypatch.setattr(module, "FEW", few)
        found.append(logistic(x, group, matching=theta))
    for one, other in zip(*found, strict=True):
        assert one.total.chi_square == pytest.approx(other.total.chi_square, abs=1e-8)
        np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-7)
        np.testing.assert_allclose(one.standard_errors, other.standard_errors, rtol=1e-6)
