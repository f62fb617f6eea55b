"""Whether correlations are worth factoring: the measure of sampling adequacy, and the test of sphericity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.stats.correlation.door import correlation_matrix
from purpose_index.stats.correlation.matrix import check_pairs, check_positive_definite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.correlation.door import Correlated, Correlation
    from purpose_index.stats.correlation.matrix import CorrelationMatrix

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SamplingAdequacy(Frozen):
    """How much of the correlations is shared by more than two items, from 0 to 1.

    Parameters
    ----------
    value
        Over all pairs of items.
    per_item
        (k,) over the pairs that an item is in.
    n
        The number of people.
    items
        The ids of the items.
    issues
        What went wrong in computing the correlations.
    """

    value: float
    per_item: Array
    n: int
    items: tuple[str, ...]
    issues: tuple[Issue, ...] = ()

    def __float__(self) -> float:
        """The overall value."""
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class SphericityTest(Frozen):
    """The test that no two items correlate.

    Parameters
    ----------
    chi_square, df, p_value
        The test.
    n
        The number of people.
    issues
        What went wrong in computing the correlations.
    """

    chi_square: float
    df: int
    p_value: float
    n: int
    issues: tuple[Issue, ...] = ()


def kmo(x: Correlated, *, correlation: Correlation = "pearson", missing: Missing = "listwise") -> SamplingAdequacy:
    """How much the items have in common beyond what pairs of them share: near 1 there is something to factor.

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
    SamplingAdequacy
        Overall and per item.

    Raises
    ------
    ArgumentError
        `unknown-option`; what the array or tally is refused for.
    StatisticsError
        `undefined-correlation`, `not-positive-definite`, `too-few-items`; `uncorrelated-item` where an item correlates
        with no other at all.

    Notes
    -----
    With r the correlations of two items and q their partial correlations given all other items,
    ``value = sum(r**2) / (sum(r**2) + sum(q**2))`` over the pairs; ``per_item`` over the pairs of an item. Kaiser's
    words for it (.9 marvellous, .5 unacceptable) are conventions. It says nothing about how many factors there are.

    References
    ----------
    Kaiser, H. F., & Rice, J. (1974). Little Jiffy, Mark IV. Educational and Psychological Measurement, 34, 111-117.
    https://doi.org/10.1177/001316447403400115

    Examples
    --------
    Three items that all correlate .5 have partial correlations of 1/3: .25 / (.25 + .1111):

    >>> import numpy as np
    >>> from purpose_index.stats.factor import CorrelationMatrix, kmo
    >>> round(kmo(CorrelationMatrix(0.5 * np.ones((3, 3)) + 0.5 * np.eye(3), n=100)).value, 4)
    0.6923
    """
    matrix = correlation_matrix(x, correlation, missing)
    check_pairs(matrix)
    check_positive_definite(matrix.values)
    inverse = np.linalg.inv(matrix.values)
    scale = np.sqrt(np.diag(inverse))
    squares = [_off_diagonal_squares(matrix.values), _off_diagonal_squares(inverse / scale / scale[:, None])]
    r, q = (values.sum(axis=1) for values in squares)
    _check_correlated(r, matrix)
    return SamplingAdequacy(
        value=float(r.sum() / (r + q).sum()),
        per_item=r / (r + q),
        n=matrix.n,
        items=matrix.items,
        issues=matrix.issues,
    )


def bartlett(x: Correlated, *, correlation: Correlation = "pearson", missing: Missing = "listwise") -> SphericityTest:
    """Whether the items correlate at all: a small p says that they do, in normal data.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; a tally; or a `CorrelationMatrix`, as `pearson` and `polychoric` return it.
    correlation
        'pearson', or 'polychoric' for ordered answers (the test is then approximate at best).
    missing
        'listwise' or 'pairwise'; of an array only.

    Returns
    -------
    SphericityTest
        Chi-square, degrees of freedom and p.

    Raises
    ------
    ArgumentError
        `unknown-option`; what the array or tally is refused for.
    StatisticsError
        `undefined-correlation`, `not-positive-definite`, `too-few-items`.

    Notes
    -----
    ``chi_square = -(n - 1 - (2 k + 5) / 6) log(det(R))`` on ``k (k - 1) / 2`` degrees of freedom. With many people any
    correlation is 'significant': that there is something to factor is not evidence that a scale measures one thing.

    References
    ----------
    Bartlett, M. S. (1951). The effect of standardization on a chi-square approximation in factor analysis. Biometrika,
    38, 337-344. https://doi.org/10.1093/biomet/38.3-4.337

    Examples
    --------
    Two items that correlate .6, 100 people: -(99 - 1.5) log(1 - .36):

    >>> import numpy as np
    >>> from purpose_index.stats.factor import CorrelationMatrix, bartlett
    >>> round(bartlett(CorrelationMatrix(np.array([[1, 0.6], [0.6, 1]]), n=100)).chi_square, 3)
    43.513
    """
    matrix = correlation_matrix(x, correlation, missing)
    check_pairs(matrix)
    check_positive_definite(matrix.values)
    k = len(matrix.values)
    chi_square = -(matrix.n - 1 - (2 * k + 5) / 6) * float(np.linalg.slogdet(matrix.values)[1])
    df = k * (k - 1) // 2
    return SphericityTest(
        chi_square=chi_square,
        df=df,
        p_value=float(special.chdtrc(df, chi_square)),
        n=matrix.n,
        issues=matrix.issues,
    )


def _check_correlated(r: Array, matrix: CorrelationMatrix) -> None:
    """Raise where the squared correlations of an item add up to nothing."""
    issues = [
        Issue(
            "uncorrelated-item",
            f"$.items.{item}",
            "It correlates with no other item.",
            "Leave the item out.",
            facts={"item": item},
        )
        for item, squares in zip(matrix.items, r, strict=True)
        if squares == 0
    ]
    if issues:
        raise StatisticsError("There is nothing to share among items that do not correlate.", issues)


def _off_diagonal_squares(values: Array) -> Array:
    """(k, k) the squares, with zeros in the diagonal."""
    squares: Array = values * values
    np.fill_diagonal(squares, 0.0)
    return squares
