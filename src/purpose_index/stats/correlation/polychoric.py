"""Polychoric and tetrachoric correlations by two-step maximum likelihood."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.correlation.doubts import error_issues, item_issues, matrix_issues, pair_issues
from purpose_index.stats.correlation.likelihood import Pairs, at_the_bounds, solve, start_values
from purpose_index.stats.correlation.margins import Margins
from purpose_index.stats.correlation.matrix import SINGULAR, CorrelationMatrix
from purpose_index.stats.correlation.smoothing import smoothed
from purpose_index.stats.correlation.standard_errors import standard_errors as errors_of
from purpose_index.stats.inputs import pair_counts_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasPairCounts
    from purpose_index.tallies.pairs import PairCounts

    Floats: TypeAlias = "NDArray[np.float64]"
    Integers: TypeAlias = "NDArray[np.int64]"

ASSUMES = (
    "Behind every two items lie two variables that are normal together; an answer says between which of its item's "
    "thresholds the variable lies."
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Polychoric(CorrelationMatrix):
    """Polychoric correlations of k items, and what they rest on.

    Parameters
    ----------
    values, n, items, kind, missing, pairs, means, deviations, assumes
        As in `CorrelationMatrix`; NaN with an item that does not vary.
    thresholds
        For every item the ascending thresholds between the categories that somebody chose, in standard deviations.
    chosen
        For every item how many people chose each of those categories.
    rows
        How many people there are, also those who missed an item.
    standard_errors
        (k, k) standard errors, 0 in the diagonal; NaN where a correlation is 1, -1 or undefined, or where a few people
        do not show how certain it is; None if not asked for.
    iterations
        The most steps that a correlation took.
    smallest_eigenvalue
        That of the estimates of the items that vary, before any smoothing; NaN where a correlation is undefined.
    issues
        What went wrong on the way, or makes a number doubtful: `item-without-correlations`, `unused-category`,
        `undefined-pair`, `boundary-correlation`, `undefined-error`, `indefinite-polychoric`.
    """

    _: KW_ONLY
    thresholds: tuple[Floats, ...]
    chosen: tuple[Integers, ...]
    rows: int
    standard_errors: Floats | None
    iterations: int
    smallest_eigenvalue: float


def polychoric(
    x: ArrayLike | PairCounts | HasPairCounts,
    *,
    missing: Missing = "listwise",
    standard_errors: bool = False,
    smooth: bool = False,
) -> Polychoric:
    """Say how strongly the normal variables behind ordered answers are correlated.

    Parameters
    ----------
    x
        (n, k) whole numbers, the categories in their order, NaN where missing; or a tally, which brings its own missing
        rule.
    missing
        'listwise': only people who answered all items. 'pairwise': each table over all who answered both items, each
        item's thresholds over all who answered it.
    standard_errors
        Whether to compute them.
    smooth
        Whether to make a matrix that is not positive definite so, by raising its lowest eigenvalues.

    Returns
    -------
    Polychoric
        The correlations, thresholds and their like; with an issue for every item that does not vary, category that
        nobody chose and correlation that is 1, -1 or undefined, and for a matrix that is not positive definite.

    Raises
    ------
    ArgumentError
        Where the array is not one of (n, k) whole numbers at most 126 apart, or `missing` is another word.

    Notes
    -----
    Step 1: the thresholds of an item are the normal quantiles of its cumulative proportions, over the categories that
    somebody chose. Step 2: for every two items, `rho` maximises ``sum(n[a, b] * log(P[a, b]))``, with `n` the counts
    and `P` the bivariate normal probability of each cell between the thresholds. Empty cells stay empty: no 0.5 is
    added to them. Where people never disagree in the order of their answers the likelihood rises up to 1 (or -1), and
    that is the estimate. Standard errors count the thresholds as estimates.

    It does not show whether the variables behind the answers are normal. It says nothing about the answers themselves:
    a coefficient that rests on it describes a sum of variables that nobody observed.

    References
    ----------
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44(4),
    443-460. https://doi.org/10.1007/BF02296207

    Examples
    --------
    >>> answers = np.repeat([[1, 1], [1, 2], [2, 1], [2, 2]], [40, 10, 10, 40], axis=0)
    >>> result = polychoric(answers)
    >>> print(round(float(result.values[0, 1]), 6))  # sin(pi / 2 * (4 * .4 - 1)), as both are cut in halves
    0.809017
    """
    counts = pair_counts_of(x, missing)
    margins = Margins.of(counts)
    varies = np.flatnonzero(margins.sizes > 1)
    i, j = (varies[side] for side in np.triu_indices(len(varies), 1))
    joint = margins.joint(counts, i, j)
    rho = at_the_bounds(joint[:-1, :-1])
    between = np.flatnonzero(rho == 0)
    pairs = Pairs.of(margins, joint[:-1, :-1, between], i[between], j[between])
    rho[between], iterations = solve(pairs, start_values(margins, pairs.counts, i[between], j[between]))
    correlations = _square(rho, i, j, np.where(margins.sizes > 1, 1.0, np.nan))
    defined = correlations[np.ix_(varies, varies)]
    smallest = np.nan if np.isnan(defined).any() or not len(varies) else float(np.linalg.eigvalsh(defined)[0])
    if smooth and smallest < SINGULAR:
        correlations[np.ix_(varies, varies)] = smoothed(defined)
    errors, doubts = None, []
    if standard_errors:
        values = np.full(len(rho), np.nan)
        values[between] = errors_of(pairs, joint[:, :, between], rho[between])
        unknown = between[np.isnan(values[between]) & (np.abs(rho[between]) < 1)]
        doubts = error_issues(counts.items, i[unknown], j[unknown])
        errors = _square(values, i, j, np.where(margins.sizes > 1, 0.0, np.nan))
    return Polychoric(
        correlations,
        n=int(counts.pairs.min()),
        thresholds=tuple(margins.of_item(item) for item in range(len(counts))),
        items=counts.items,
        kind="polychoric",
        missing=counts.missing,
        pairs=counts.pairs,
        chosen=tuple(chosen[chosen > 0] for chosen in counts.counts()),
        rows=counts.n,
        standard_errors=errors,
        iterations=iterations,
        smallest_eigenvalue=smallest,
        assumes=ASSUMES,
        issues=(
            *item_issues(counts),
            *pair_issues(counts.items, rho, i, j),
            *doubts,
            *matrix_issues(smallest, smooth=smooth),
        ),
    )


def tetrachoric(
    x: ArrayLike | PairCounts | HasPairCounts,
    *,
    missing: Missing = "listwise",
    standard_errors: bool = False,
    smooth: bool = False,
) -> Polychoric:
    """Say how strongly the normal variables behind answers of two kinds (yes, no) are correlated.

    Parameters
    ----------
    x, missing, standard_errors, smooth
        As in `polychoric`.

    Raises
    ------
    ArgumentError
        As `polychoric`, and where an item has more than two categories.

    Notes
    -----
    The polychoric correlation of items with two categories; its table is reproduced exactly.

    Examples
    --------
    >>> answers = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [30, 20, 20, 30], axis=0)
    >>> print(round(float(tetrachoric(answers).values[0, 1]), 6))  # sin(pi / 2 * (4 * .3 - 1))
    0.309017
    """
    counts = pair_counts_of(x, missing)
    issues = [
        Issue(
            "not-two-categories",
            f"$.items.{item}",
            f"Item {item!r} has {len(values)} categories.",
            "Use polychoric.",
            facts={"item": item, "categories": len(values)},
        )
        for item, values in zip(counts.items, counts.values, strict=True)
        if len(values) > 2
    ]
    if issues:
        raise ArgumentError("A tetrachoric correlation is one of items with two categories.", issues)
    return polychoric(counts, standard_errors=standard_errors, smooth=smooth)


def _square(values: Floats, i: Integers, j: Integers, diagonal: Floats) -> Floats:
    """Return the symmetric matrix of these values; NaN in the rows and columns that have none."""
    square = np.full((len(diagonal), len(diagonal)), np.nan)
    square[i, j] = square[j, i] = values
    np.fill_diagonal(square, diagonal)
    return square
