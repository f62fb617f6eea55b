"""Standard errors of polychoric correlations: how far a few more people in every cell move the estimate."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from purpose_index.stats.correlation import polychoric
from purpose_index.stats.correlation.bivariate_normal import cells
from purpose_index.stats.correlation.likelihood import Pairs
from purpose_index.stats.correlation.standard_errors import standard_errors
from purpose_index.tallies.pairs import PairCounts

N = 10**9


def tally(table: np.ndarray) -> PairCounts:
    """The counts of two items of as many people as the table says; in its last row and column who missed an item."""
    values = tuple(tuple(range(size - 1)) for size in table.shape)
    counts = PairCounts.empty(("a", "b"), values, missing="pairwise")
    matrix = counts.matrix.astype(np.int64)
    for at, many in np.ndenumerate(table):
        answers = [float(i) if i < size - 1 else np.nan for i, size in zip(at, table.shape, strict=True)]
        matrix = matrix + many * PairCounts.of([answers], items=("a", "b"), values=values, missing="pairwise").matrix
    return replace(counts, matrix=matrix)


CUTS = [([-0.5, 0.8], [-1.0, 0.1, 0.9]), ([0.4], [-0.3]), ([1.2], [-0.6, 0.2])]


@pytest.mark.parametrize(
    ("rho", "cuts", "missed"),
    [
        *zip((-0.6, 0.2, 0.7), CUTS, [(0.0, 0.0)] * 3, strict=True),
        *zip((0.7, -0.6, 0.2), CUTS, [(0.4, 0.15)] * 3, strict=True),
    ],
)
def test_the_error_is_that_of_the_estimates_own_slopes_in_a_population(rho, cuts, missed):
    """Where the model holds, each person's influence is the slope of the estimate by the number of such people."""
    sides = [np.array(side)[:, None] for side in cuts]
    shares = cells(np.arcsin([rho]), *sides)[:, :, 0]
    table = np.zeros(np.add(shares.shape, 1))
    table[:-1, :-1] = shares * (1 - sum(missed))
    table[:-1, -1], table[-1, :-1] = shares.sum(axis=1) * missed[0], shares.sum(axis=0) * missed[1]
    table = np.round(N * table).astype(np.int64)
    variance = 0.0
    for at, many in np.ndenumerate(table):
        more, step = np.zeros_like(table), min(N // 10_000, many // 50)
        more[at] = step
        if step:
            up, down = (polychoric(tally(table + side)).values[0, 1] for side in (more, -more))
            variance += many * ((up - down) / (2 * step)) ** 2
    found = polychoric(tally(table), standard_errors=True).standard_errors
    assert found[0, 1] == found[1, 0] == pytest.approx(np.sqrt(variance), rel=1e-4)
    assert found.diagonal().tolist() == [0, 0]


def test_pairs_beside_each_other_have_the_errors_that_they_have_alone():
    rng = np.random.default_rng(1)
    x = np.digitize(rng.normal(size=(80, 7)) + rng.normal(size=(80, 1)), [-1, 0.3, 1])  # 21 pairs, 16 at a time
    x[:, 3] = x[:, 2]  # a pair that has none
    found = polychoric(x, standard_errors=True).standard_errors
    assert np.isnan(found[2, 3])
    for i, j in zip(*np.triu_indices(7, 1), strict=True):
        if (i, j) != (2, 3):
            alone = polychoric(x[:, [i, j]], standard_errors=True).standard_errors[0, 1]
            assert found[i, j] == pytest.approx(alone, rel=1e-12)


def test_everybody_twice_narrows_the_error_by_the_root_of_two_where_cells_hold_one_person():
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [1, 1], [2, 1], [2, 2], [1, 2], [2, 0], [0, 0], [2, 2], [0, 2]])
    once, twice = (polychoric(rows, standard_errors=True).standard_errors[0, 1] for rows in (x, np.tile(x, (2, 1))))
    assert once / twice == pytest.approx(np.sqrt(2), rel=1e-9)


@pytest.mark.parametrize(("rho", "error"), [(1.0, False), (-1.0, False), (0.999, True)])
def test_at_the_end_of_the_range_there_is_no_error(rho, error):
    side = np.array([[0.0]])
    counts = np.round(1e6 * cells(np.arcsin([0.999]), side, side))
    pairs = Pairs(counts, side, side, np.full((2, 2, 1), 0.25))
    found = standard_errors(pairs, np.pad(counts, ((0, 1), (0, 1), (0, 0))), np.array([rho]))
    assert np.isfinite(found[0]) == error
