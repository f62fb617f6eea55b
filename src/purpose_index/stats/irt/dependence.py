"""Which items go together more, or less, than the trait makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.stats.irt.blocks import indicators
from purpose_index.stats.irt.expected import (
    chi_square_p,
    expected_at,
    held_against,
    residuals_of,
    varying,
)
from purpose_index.stats.irt.likelihood import even_nodes
from purpose_index.stats.multiple_tests import adjusted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.expected import Held
    from purpose_index.stats.irt.results import ItemResponseModel
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]

FEWEST = 1.0  # people expected in a cell of a table that is tested


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LocalDependence(Shown, Frozen):
    """What every two of k items share beside the trait; `print` shows the pairs that share most.

    Parameters
    ----------
    items
        The ids.
    q3
        (k, k) Yen's Q3: correlations of what is left of the answers at people's EAP scores. Around -1 / (k - 1), not 0,
        where nothing is left; 1 on the diagonal.
    ld_x2
        (k, k) Chen and Thissen's X² of the table of two items beside the one that the model expects; below 0 where the
        items go together less than expected. NaN on the diagonal, and where nobody answered both.
    df
        (k, k) the degrees of freedom of its test.
    p_value
        (k, k) how likely one as large is, as a chi-square, where cells in which less than one person is expected are
        taken together.
    adjusted
        (k, k) the same, adjusted for looking at all pairs (Benjamini and Hochberg): of the pairs below .05, one in
        twenty is expected to be by chance.
    cramers_v
        (k, k) the size of the misfit, with the sign of `ld_x2`.
    pairs
        (k, k) how many people answered both.
    """

    items: tuple[str, ...]
    q3: Array
    ld_x2: Array
    df: NDArray[np.int64]
    p_value: Array
    adjusted: Array
    cramers_v: Array
    pairs: NDArray[np.int64]


def local_dependence(model: ItemResponseModel, x: ArrayLike | Patterns) -> LocalDependence:
    """Say which items go together more than the trait makes them.

    Parameters
    ----------
    model
        A fitted model.
    x
        The answers of which it was estimated: (n, k), NaN where missing, or `Patterns`. Each pair counts with everybody
        who answered both.

    Raises
    ------
    ArgumentError
        `mismatched-shapes`, `undeclared-category`, `answers-not-keyed`, `patterns-of-other-items`.
    StatisticsError
        `nobody-complete`: where nobody answered anything.

    Notes
    -----
    ``X² = sum((observed - expected)² / expected)`` over the categories of two items, ``expected = n * mean over the
    trait of P(c) P(d)``. Its sign is that of the covariance of the two in the observed table less that in the expected
    one. A chi-square with ``(m - 1) (m' - 1)`` degrees of freedom is an approximation: the parameters were estimated of
    these answers. Where next to nobody is expected in a cell one person makes X² large, so that the test takes
    cells of which less than one is expected together, and leaves them out where that is still less than one: a degree
    of freedom less for each cell that is lost. Q3 is of scores that rest on the items themselves.

    References
    ----------
    Yen, W. M. (1984). Effects of local item dependence on the fit and equating performance of the three-parameter
    logistic model. Applied Psychological Measurement, 8, 125-145. https://doi.org/10.1177/014662168400800201

    Chen, W.-H., & Thissen, D. (1997). Local dependence indexes for item pairs using item response theory. Journal of
    Educational and Behavioral Statistics, 22, 265-289. https://doi.org/10.3102/10769986022003265

    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society
    B, 57, 289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.irt import graded, local_dependence
    >>> rng = np.random.default_rng(1)
    >>> answers = np.digitize(rng.normal(size=(500, 1)) + 0.6 * rng.logistic(size=(500, 4)), [-1, 0, 1])
    >>> twice = np.column_stack([answers, answers[:, 0]])
    >>> print(bool(local_dependence(graded(twice), twice).adjusted[0, 4] < 0.001))
    True
    """
    held = held_against(model, x)
    sizes = np.array([max(len(own), 1) for own in model.categories])
    df = np.outer(sizes - 1, sizes - 1)
    np.fill_diagonal(df, 0)
    value, tested, lost, sign, pairs = pair_fit(model, held)
    df[pairs == 0] = 0
    value[df == 0] = np.nan
    df = np.maximum(df - lost, 0)
    p_value = chi_square_p(tested, df)
    smaller = np.minimum.outer(sizes, sizes) - 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        v = np.sqrt(value / (pairs * smaller))
    return LocalDependence(
        items=model.items,
        q3=residual_correlations(residuals_of(model, held)[0], held.counts, varying(model)),
        ld_x2=sign * value,
        df=df,
        p_value=p_value,
        adjusted=adjusted_pairs(p_value),
        cramers_v=sign * v,
        pairs=pairs.astype(np.int64),
    )


def pair_fit(model: ItemResponseModel, held: Held) -> tuple[Array, Array, NDArray[np.int64], Array, Array]:
    """Return what the tables of two items are beside what is expected, (k, k) each.

    The chi-squares; those of large enough cells and how many cells were lost by that; the signs of what the covariances
    differ by; and how many people answered both.
    """
    nodes, weights = even_nodes(model.nodes)
    p = expected_at(model, nodes).probabilities
    k, m, q = p.shape
    flat = p.reshape(k * m, q)
    x = indicators(held.codes, m).astype(np.float64)
    observed = ((x * held.counts) @ x.T).reshape(k, m, k, m)
    pairs = observed.sum(axis=(1, 3))
    expected = ((flat * weights) @ flat.T).reshape(k, m, k, m) * pairs[:, None, :, None]
    possible = expected > 0
    gap = observed - expected
    value = np.where(possible, gap**2 / np.where(possible, expected, 1.0), 0.0).sum(axis=(1, 3))
    codes = np.arange(m)
    sign = np.sign(_covariance(observed, codes) - _covariance(expected, codes))
    return value, *_of_large_cells(observed, expected), sign, pairs


def _of_large_cells(observed: Array, expected: Array) -> tuple[Array, NDArray[np.int64]]:
    """Return (k, k) chi-squares of (k, m, k, m) tables whose small cells count as one, and the cells lost by that."""
    small = expected < FEWEST
    seen, rest = (np.where(small, table, 0.0).sum(axis=(1, 3)) for table in (observed, expected))
    apart = np.where(small, 0.0, (observed - expected) ** 2 / np.where(small, 1.0, expected)).sum(axis=(1, 3))
    enough = rest >= FEWEST
    together = np.where(enough, (seen - rest) ** 2 / np.where(enough, rest, 1.0), 0.0)
    return apart + together, (small & (expected > 0)).sum(axis=(1, 3)) - enough


def _covariance(table: Array, codes: NDArray[np.int64]) -> Array:
    """(k, k) covariances in (k, m, k, m) tables of counts."""
    n = np.maximum(table.sum(axis=(1, 3)), 1.0)
    mean = np.einsum("jcld,c->jl", table, codes) / n
    return np.asarray(np.einsum("jcld,c,d->jl", table, codes, codes) / n - mean * mean.T)


def residual_correlations(residuals: Array, counts: Array, vary: NDArray[np.bool_]) -> Array:
    """Return (k, k) correlations of residuals over everybody who has both; NaN for an item that does not vary."""
    there = ~np.isnan(residuals)
    value = np.where(there, residuals, 0.0)
    n = np.maximum((there * counts) @ there.T, 1.0)
    first, square = (value * counts) @ there.T, (value**2 * counts) @ there.T
    both = (value * counts) @ value.T
    spread = square - first**2 / n
    with np.errstate(divide="ignore", invalid="ignore"):
        out = (both - first * first.T / n) / np.sqrt(spread * spread.T)
    out[~vary] = out[:, ~vary] = np.nan
    return np.asarray(out)


def adjusted_pairs(p_value: Array) -> Array:
    """Return (k, k) p-values adjusted for all pairs, so that a share of those below a level at most is by chance."""
    upper = np.triu_indices(len(p_value), 1)
    out = np.full_like(p_value, np.nan)
    out[upper] = out.T[upper] = adjusted(p_value[upper])
    return out
