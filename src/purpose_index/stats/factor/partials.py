"""Velicer's minimum average partial: how many components to take before what is left is between single pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.stats.correlation.door import correlation_matrix
from purpose_index.stats.correlation.matrix import SINGULAR, check_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.errors import Issue
    from purpose_index.options import Missing
    from purpose_index.stats.correlation.door import Correlated, Correlation

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MinimumAveragePartial(Frozen):
    """The partial correlations that are left after 0, 1, 2, ... components.

    Parameters
    ----------
    squares
        (k,) the average squared partial correlation after m = 0 to k - 1 components; NaN where nothing is left of some
        item.
    fourth_powers
        (k,) the same of the fourth powers.
    suggested
        The m with the smallest average square.
    suggested_by_fourth_powers
        The m with the smallest average fourth power: the revised rule.
    n
        The number of people.
    issues
        What went wrong in computing the correlations.
    """

    squares: Array
    fourth_powers: Array
    suggested: int
    suggested_by_fourth_powers: int
    n: int
    issues: tuple[Issue, ...] = ()


def minimum_average_partial(
    x: Correlated, *, correlation: Correlation = "pearson", missing: Missing = "listwise"
) -> MinimumAveragePartial:
    """How many components to take out before the items share no more than in single pairs.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; a tally; or a `CorrelationMatrix`, as `pearson` and `polychoric` return it.
    correlation
        'pearson', or 'polychoric' for ordered answers.
    missing
        'listwise' or 'pairwise'; of an array only.

    Returns
    -------
    MinimumAveragePartial
        The averages, and the number of components where they are least.

    Raises
    ------
    ArgumentError
        `unknown-option`; what the array or tally is refused for.
    StatisticsError
        `undefined-correlation`, `too-few-items`.

    Notes
    -----
    After m principal components the partial correlations are the residuals ``R - A A'`` scaled to a unit diagonal.
    Their average square over the pairs [1]_, or fourth power [2]_, falls while the components are shared by many items,
    and rises when they belong to few. It tends to miss factors with few or weak items. The last value, with one
    component left, is always 1. Unlike parallel analysis it does not look at the number of people.

    References
    ----------
    .. [1] Velicer, W. F. (1976). Determining the number of components from the matrix of partial correlations.
       Psychometrika, 41, 321-327. https://doi.org/10.1007/BF02293557
    .. [2] Velicer, W. F., Eaton, C. A., & Fava, J. L. (2000). Construct explication through factor or component
       analysis. In R. D. Goffin & E. Helmes (Eds.), Problems and solutions in human assessment (pp. 41-71).
       https://doi.org/10.1007/978-1-4615-4397-8_3

    Examples
    --------
    Two unrelated groups of three items:

    >>> import numpy as np
    >>> from purpose_index.stats.factor import CorrelationMatrix, minimum_average_partial
    >>> block = 0.6 * np.ones((3, 3)) + 0.4 * np.eye(3)
    >>> minimum_average_partial(CorrelationMatrix(np.kron(np.eye(2), block), n=100)).suggested
    2
    """
    matrix = correlation_matrix(x, correlation, missing)
    check_pairs(matrix)
    roots, vectors = np.linalg.eigh(matrix.values)
    k = len(roots)
    averages = np.array([_averages((vectors[:, : k - m] * roots[: k - m]) @ vectors[:, : k - m].T) for m in range(k)])
    by_squares, by_fourth_powers = (int(m) for m in np.nanargmin(averages, axis=0))
    return MinimumAveragePartial(
        squares=averages[:, 0].copy(),
        fourth_powers=averages[:, 1].copy(),
        suggested=by_squares,
        suggested_by_fourth_powers=by_fourth_powers,
        n=matrix.n,
        issues=matrix.issues,
    )


def _averages(residual: Array) -> tuple[float, float]:
    """The average square and fourth power of the partial correlations in what components leave."""
    k = len(residual)
    left = np.diag(residual)
    if left.min() < SINGULAR:
        return np.nan, np.nan
    squares = residual**2 / left / left[:, None]
    np.fill_diagonal(squares, 0.0)
    return float(squares.sum()) / (k * (k - 1)), float((squares**2).sum()) / (k * (k - 1))
