"""Thresholds and correlations of ordered answers, with the covariances of their errors."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.correlation import polychoric
from purpose_index.stats.correlation.first_stage import Answers, FirstStage, first_stage
from purpose_index.tallies import PairCounts, Patterns


def stage(x: np.ndarray, missing: str = "listwise") -> FirstStage:
    tally = Patterns.of(x, missing=missing)
    return of_patterns(tally.codes, tally.counts, tally)


def of_patterns(codes: np.ndarray, counts: np.ndarray, tally: Patterns) -> FirstStage:
    from dataclasses import replace

    pairs = replace(tally, codes=codes, counts=counts).pair_counts()
    return first_stage(pairs, Answers(np.ascontiguousarray(codes.T), counts.astype(float)), float(counts.sum()))


def sample(n: int = 300, k: int = 4, cuts=(-0.6, 0.3, 1.0), seed: int = 5) -> np.ndarray:
    latent = np.random.default_rng(seed).multivariate_normal(np.zeros(k), 0.5 + 0.5 * np.eye(k), size=n)
    return np.digitize(latent, cuts).astype(float)


def test_thresholds_and_correlations_are_those_of_the_polychoric_matrix():
    found, matrix = stage(sample()), polychoric(sample(), standard_errors=True)
    assert found.matrix() == pytest.approx(matrix.values, abs=1e-12)
    assert found.thresholds == pytest.approx(np.concatenate(matrix.thresholds))
    errors = np.sqrt(found.variances[12:] / found.n)
    assert errors == pytest.approx(matrix.standard_errors[np.triu_indices(4, 1)], rel=1e-9)
    assert np.diag(found.gamma) == pytest.approx(found.variances, rel=1e-10)
    assert found.moments == pytest.approx(np.concatenate([found.thresholds, found.correlations]))
    assert found.categories == ((0, 1, 2, 3),) * 4
    assert np.linalg.eigvalsh(found.gamma)[0] > -1e-12


def test_covariances_of_errors_are_those_of_what_one_more_person_moves():
    """Tables of two by two are reproduced exactly, so that the moves of small steps are the influences themselves."""
    x = sample(200, cuts=(0.2,))
    tally = Patterns.of(x)
    counts = tally.counts * 10**6
    whole = of_patterns(tally.codes, counts, tally)
    step = 10**4
    moves = []
    for r in range(len(counts)):
        one = np.eye(len(counts), dtype=np.int64)[r] * step
        up, down = (of_patterns(tally.codes, counts + way, tally).moments for way in (one, -one))
        moves.append((up - down) / (2 * step))
    moves = np.array(moves)
    assert counts @ moves == pytest.approx(np.zeros(10), abs=1e-7)
    assert whole.gamma == pytest.approx(counts.sum() * (moves.T * counts) @ moves, rel=1e-5, abs=1e-6)


def test_thresholds_of_one_item_covary_as_cumulative_proportions_do():
    x = sample()
    gamma = stage(x).gamma
    below = np.array([(x[:, 0] <= cut).mean() for cut in range(3)])
    density = np.exp(-(stage(x).thresholds[:3] ** 2) / 2) / np.sqrt(2 * np.pi)
    joint = np.minimum.outer(below, below) - np.outer(below, below)
    assert gamma[:3, :3] == pytest.approx(joint / np.outer(density, density))
    both = np.array([[((x[:, 0] <= a) & (x[:, 1] <= b)).mean() for b in range(3)] for a in range(3)])
    other = np.exp(-(stage(x).thresholds[3:6] ** 2) / 2) / np.sqrt(2 * np.pi)
    below_other = np.array([(x[:, 1] <= cut).mean() for cut in range(3)])
    assert gamma[:3, 3:6] == pytest.approx((both - np.outer(below, below_other)) / np.outer(density, other))


def test_a_missing_answer_moves_nothing_that_it_is_not_part_of():
    x = sample()
    x[::5, 3] = np.nan
    found, matrix = stage(x, "pairwise"), polychoric(x, missing="pairwise", standard_errors=True)
    assert found.n == 300
    assert np.sqrt(found.variances[12:] / 300) == pytest.approx(matrix.standard_errors[np.triu_indices(4, 1)], rel=1e-9)
    assert np.diag(found.gamma) == pytest.approx(found.variances, rel=1e-10)
    without = stage(x[:, :3], "pairwise")
    own = [*range(9), 12, 13, 15]  # thresholds and correlations of the first three items
    assert found.gamma[np.ix_(own, own)] == pytest.approx(without.gamma, rel=1e-9, abs=1e-12)


def test_people_in_many_blocks_are_people_in_one(monkeypatch):
    x = sample(2000)
    whole = stage(x)
    codes = x.T.astype(np.int8)
    alone = first_stage(PairCounts.of(x), Answers(codes, np.ones(2000)), 2000.0)
    assert alone.gamma == pytest.approx(whole.gamma, rel=1e-9, abs=1e-12)
    monkeypatch.setattr("purpose_index.stats.correlation.first_stage.CELLS", 1)
    parts = first_stage(PairCounts.of(x), Answers(codes, np.ones(2000)), 2000.0)
    assert parts.gamma == pytest.approx(whole.gamma, rel=1e-9, abs=1e-12)


def test_without_answers_the_variances_are_still_there():
    counts = PairCounts.of(sample())
    found = first_stage(counts, None, 300.0)
    assert found.gamma is None
    assert found.variances == pytest.approx(stage(sample()).variances)


def test_unlikely_answers_are_weighed_with_probabilities_that_are_exact_in_proportion():
    x = np.repeat([[0, 0], [1, 1], [2, 2], [0, 2]], [4000, 4000, 4000, 1], axis=0).astype(float)
    x = np.concatenate([x, np.repeat([[0, 1], [1, 0], [1, 2], [2, 1]], 30, axis=0)])
    found, matrix = stage(x), polychoric(x, standard_errors=True)
    assert found.correlations[0] > 0.98
    assert np.sqrt(found.variances[-1] / found.n) == pytest.approx(matrix.standard_errors[0, 1], rel=1e-9)


@pytest.mark.parametrize("rho", [0.35, 0.39, 0.41, 0.69, 0.71, 0.91, 0.93, 0.975, 0.985])
@pytest.mark.parametrize("cuts", [(-0.6, 0.3, 1.0), (-3.2, -2.5, 2.5, 3.2)])
def test_quick_probabilities_give_the_errors_of_exact_ones(rho, cuts):
    """Near the ends of what each rule of quadrature may do, with two people whose answers hardly go together."""
    rng = np.random.default_rng(1)
    latent = rng.multivariate_normal(np.zeros(2), [[1, rho], [rho, 1]], size=20_000)
    x = np.vstack([np.digitize(latent, cuts), [[0, len(cuts)], [len(cuts), 0]]]).astype(float)
    found, exact = stage(x), polychoric(x, standard_errors=True)
    assert np.sqrt(found.variances[-1] / found.n) == pytest.approx(exact.standard_errors[0, 1], rel=1e-8)
