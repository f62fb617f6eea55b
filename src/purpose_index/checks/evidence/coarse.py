"""Answers in few or skewed categories: what their normal variables say, where correlations of the answers mislead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from purpose_index.stats.correlation import CorrelationMatrix, polychoric
from purpose_index.stats.factor.one_factor import one_factor
from purpose_index.stats.factor.parallel import parallel_analysis

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.correlation import Polychoric

    Array = NDArray[np.float64]

FEW_CATEGORIES = 3
OPPOSITE_SKEW = 0.5
NODES = np.linspace(-6, 6, 601)  # on the factor; steps of .02 are a seventh of the steepest slope, of a loading of .99
DRAWS, SHUFFLES = 200, 80
SEED = 0


def is_coarse(x: Array) -> bool:
    """Whether an item has three categories or fewer, or items are skewed to both sides.

    Correlations of such answers depend on how easily people agree, so that items that are as easy make a component of
    their own.
    """
    if min(len(np.unique(column)) for column in x.T) <= FEW_CATEGORIES:
        return True
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    skew = (z**3).mean(axis=0)
    return bool(skew.min() < -OPPOSITE_SKEW and skew.max() > OPPOSITE_SKEW)


def ranks(x: Array) -> NDArray[np.int64]:
    """Return the answers as the ranks of their categories, from 0."""
    return np.column_stack([np.unique(column, return_inverse=True)[1] for column in x.T])


def components(parts: list[Array]) -> int:
    """Return how many components of the polychoric correlations stand out, in all of these people and in each part.

    The first part is the whole. A part has the references of the whole, as much further from 1 as it has fewer people.
    """
    whole = polychoric(ranks(parts[0]))
    if np.isnan(whole.values).any():
        return 1
    of_numbers = CorrelationMatrix(whole.values, n=whole.n)  # chance makes larger components of polychorics
    if parallel_analysis(of_numbers, draws=DRAWS, rng=SEED).suggested < 2:
        return 1
    found = parallel_analysis(whole, draws=SHUFFLES, rng=SEED)
    if found.suggested < 2:
        return found.suggested
    tables = [whole, *(polychoric(ranks(x)) for x in parts[1:])]
    return min(_standing_out(table, found.reference, whole.n) for table in tables)


def _standing_out(table: Polychoric, reference: Array, n: int) -> int:
    """How many components of the table stand out from what chance makes of n people."""
    if np.isnan(table.values).any():
        return 1
    above = np.linalg.eigvalsh(table.values)[::-1] > 1 + (reference - 1) * np.sqrt(n / table.n)
    return int(np.argmin(above))  # roots and references both sum to the number of items: some root is not above


def expected_alike(codes: NDArray[np.int64]) -> float:
    """Return the share of people who give one and the same answer to all items, where one factor lies behind them all.

    Parameters
    ----------
    codes
        (n, k) the codes of the options; the same code is the same option at every item.

    Notes
    -----
    With the thresholds of the items and their loadings l on the one factor of their polychoric correlations, item j has
    option c with ``P(c | f) = Phi((t[c + 1] - l f) / s) - Phi((t[c] - l f) / s)``, ``s = sqrt(1 - l**2)``; the share is
    the sum over the options of the mean over f of the product over the items.
    """
    varies = np.ptp(codes, axis=0) > 0
    if not varies.any():
        return float((codes == codes[:, :1]).all())
    options = np.unique(codes)
    for fixed in np.unique(codes[:, ~varies]):  # items that everybody answers alike leave their option only
        options = options[options == fixed]
    loadings = _loadings(codes[:, varies])
    weights = np.exp(-(NODES**2) / 2)
    given = [_chances(column, loading, options) for column, loading in zip(codes.T[varies], loadings, strict=True)]
    return float((np.prod(given, axis=0) @ (weights / weights.sum())).sum())


def _loadings(codes: NDArray[np.int64]) -> Array:
    """Loadings on the one factor of the polychoric correlations; none where two items or fewer leave it undefined."""
    if codes.shape[1] < 3:
        return np.zeros(codes.shape[1])
    return np.clip(one_factor(polychoric(codes, smooth=True).values, "minres").loadings, -0.99, 0.99)


def _chances(codes: NDArray[np.int64], loading: float, options: NDArray[np.int64]) -> Array:
    """(options, nodes) how likely each option is at each place on the factor."""

    def below(share: Array) -> Array:
        return np.asarray(ndtr((ndtri(share)[:, None] - loading * NODES) / np.sqrt(1 - loading**2)))

    chosen = codes[:, None]
    return below((chosen <= options).mean(axis=0)) - below((chosen < options).mean(axis=0))
