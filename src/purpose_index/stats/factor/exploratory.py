"""Exploratory factor analysis: extract, rotate, order, and say how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.correlation.door import correlation_matrix
from purpose_index.stats.correlation.matrix import SINGULAR, CorrelationMatrix, Kind, check_pairs
from purpose_index.stats.factor.extraction import extract
from purpose_index.stats.factor.fit import FactorFit, fit_of
from purpose_index.stats.factor.rotation import rotate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.correlation.door import Correlated, Correlation
    from purpose_index.stats.factor import extraction, rotation

    Array = NDArray[np.float64]

_ASSUMES = {
    "pearson": "Every answer is a straight line in the factors; the chi-square and what follows from it ask for normal "
    "items.",
    "given": "Every variable that was correlated is a straight line in the factors; the chi-square and what follows "
    "from it ask for Pearson correlations of normal variables.",
    "polychoric": "Every answer cuts a normal variable that is a straight line in the factors; the chi-square and what "
    "follows from it have no known distribution here.",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorAnalysis(Frozen):
    """Loadings, correlations and uniquenesses of the factors, and how well they fit.

    Parameters
    ----------
    loadings
        (k, m) pattern loadings: the weights of the factors in every item. The column that explains most comes first
        (with 'bifactor' after the general factor), and every column sums to 0 or more.
    factor_correlations
        (m, m); the identity for uncorrelated factors.
    uniquenesses
        (k,) the part of the variance of each item that the factors do not share.
    communalities
        (k,) the part that they do.
    fit
        Chi-square, RMSEA, TLI, BIC and residuals, see `FactorFit`.
    correlations
        The matrix that was analysed, with its n and items.
    method, rotation
        As asked.
    correlation
        The kind of the correlations: 'pearson', 'polychoric' or 'given'.
    extraction_starts, lowest_met
        From how many places the extraction began, and from how many it came to the lowest minimum, which this is.
    starts, reached_best
        From how many rotations the rotation began, and how many ended in this one.
    assumes
        What must hold for the numbers to mean what their names say, in a sentence.
    issues
        `heywood-case`, `not-converged`, `underidentified-factors`, `vanishing-factor`, `rotation-not-converged`,
        `indefinite-correlations`, `undefined-fit`; and those of the correlations.
    """

    loadings: Array
    factor_correlations: Array
    uniquenesses: Array
    communalities: Array
    fit: FactorFit
    correlations: CorrelationMatrix
    method: extraction.Method
    rotation: rotation.Method
    correlation: Kind
    extraction_starts: int
    lowest_met: int
    starts: int
    reached_best: int
    assumes: str
    issues: tuple[Issue, ...] = ()

    @property
    def n(self) -> int:
        """How many people the correlations rest on."""
        return self.correlations.n

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items."""
        return self.correlations.items

    @property
    def structure(self) -> Array:
        """(k, m) the correlations of the items with the factors."""
        return self.loadings @ self.factor_correlations

    @property
    def variance_explained(self) -> Array:
        """(m,) the sum over items of the variance that goes with each factor (its 'SS loadings')."""
        return np.asarray((self.loadings * self.structure).sum(axis=0))

    @property
    def complexity(self) -> Array:
        """(k,) how many factors each item needs, from 1 to m. Hofmann (1978)."""
        squares = self.loadings**2
        return np.asarray(squares.sum(axis=1) ** 2 / (squares**2).sum(axis=1))

    @property
    def residuals(self) -> Array:
        """(k, k) the correlations less those that the factors imply, with the uniquenesses in the diagonal."""
        return self.correlations.values - self.structure @ self.loadings.T


def efa(
    x: Correlated,
    n_factors: int,
    *,
    method: extraction.Method = "minres",
    rotation: rotation.Method = "oblimin",
    correlation: Correlation = "pearson",
    missing: Missing = "listwise",
    starts: int = 10,
    rng: int | np.random.Generator | None = 0,
) -> FactorAnalysis:
    """Which items go together, and how strongly, when m factors lie behind them.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; a tally; or a `CorrelationMatrix`, as `pearson` and `polychoric` return it.
    n_factors
        m, from 1 to k - 1.
    method
        'minres' (least squares on the residual correlations), 'ml' (maximum likelihood) or 'paf' (iterated principal
        axes, which end in the minres solution).
    rotation
        'oblimin', 'geomin' or 'promax' for factors that may correlate; 'varimax' or 'quartimax' for uncorrelated ones;
        'bifactor' for a general factor with uncorrelated groups; 'none'.
    correlation
        'pearson', or 'polychoric' for ordered answers.
    missing
        'listwise' or 'pairwise'; of an array only.
    starts
        How many rotations to start from, the unrotated loadings and then random ones; the simplest end is kept.
    rng
        Seed or generator of the random starts.

    Returns
    -------
    FactorAnalysis
        Loadings, factor correlations, communalities, fit, and what went wrong.

    Raises
    ------
    ArgumentError
        `unknown-option`, `number-of-factors`, `number-of-starts`, `not-a-correlation-matrix`; what the array or tally
        is refused for.
    StatisticsError
        `undefined-correlation` for a constant item; `too-few-items`; `not-positive-definite` where `method='ml'` and
        the correlations have no inverse (a doubled item, fewer people than items).

    Notes
    -----
    The model is ``R = loadings @ factor_correlations @ loadings.T + diag(uniquenesses)``. Extraction: see `extract`;
    rotation: see `rotate`; fit: see `FactorFit`. A factor is a pattern in these correlations, not a cause; how many
    there are is yours to choose: see `parallel_analysis` and `minimum_average_partial`.

    References
    ----------
    Fabrigar, L. R., Wegener, D. T., MacCallum, R. C., & Strahan, E. J. (1999). Evaluating the use of exploratory factor
    analysis in psychological research. Psychological Methods, 4, 272-299. https://doi.org/10.1037/1082-989X.4.3.272

    Examples
    --------
    Two groups of items behind which two factors lie that correlate .5:

    >>> import numpy as np
    >>> from purpose_index.stats.factor import CorrelationMatrix, efa
    >>> pattern = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.7], [0, 0.6], [0, 0.5]])
    >>> implied = pattern @ [[1, 0.5], [0.5, 1]] @ pattern.T
    >>> np.fill_diagonal(implied, 1)
    >>> found = efa(CorrelationMatrix(implied, n=200), 2)
    >>> (found.loadings.round(6) + 0).tolist()
    [[0.8, 0.0], [0.7, 0.0], [0.6, 0.0], [0.0, 0.7], [0.0, 0.6], [0.0, 0.5]]
    >>> found.factor_correlations.round(6).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    matrix = correlation_matrix(x, correlation, missing)
    check_pairs(matrix)
    return rotated_factors(matrix, extract(matrix, n_factors, method=method), rotation, starts, rng)


def rotated_factors(
    matrix: CorrelationMatrix,
    extracted: extraction.Extraction,
    rotation: rotation.Method,
    starts: int,
    rng: int | np.random.Generator | None,
) -> FactorAnalysis:
    """Turn factors that were extracted from these correlations, and say how they fit."""
    rotated = rotate(extracted.loadings, rotation, starts=starts, rng=rng)
    loadings, factor_correlations = _ordered(rotated.loadings, rotated.factor_correlations, rotation == "bifactor")
    fit, fit_issues = fit_of(matrix.values, extracted, matrix.n)
    return FactorAnalysis(
        loadings=loadings,
        factor_correlations=factor_correlations,
        uniquenesses=extracted.uniquenesses,
        communalities=extracted.communalities,
        fit=fit,
        correlations=matrix,
        method=extracted.method,
        rotation=rotation,
        correlation=matrix.kind,
        extraction_starts=extracted.starts,
        lowest_met=extracted.lowest_met,
        starts=rotated.starts,
        reached_best=rotated.reached_best,
        assumes=_ASSUMES[matrix.kind],
        issues=(*matrix.issues, *_indefinite(matrix.values), *extracted.issues, *rotated.issues, *fit_issues),
    )


def _ordered(loadings: Array, factor_correlations: Array, general_first: bool) -> tuple[Array, Array]:
    """Turn every column to a sum of 0 or more, and put the columns in order of the variance that goes with them."""
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    explained = (loadings * (loadings @ factor_correlations)).sum(axis=0)
    if general_first:
        explained[0] = np.inf
    order = np.argsort(-explained, kind="stable")
    return (loadings * signs)[:, order], (factor_correlations * signs * signs[:, None])[np.ix_(order, order)]


def _indefinite(correlation: Array) -> tuple[Issue, ...]:
    """Say it where the correlations cannot all hold in one group of people."""
    smallest = float(np.linalg.eigvalsh(correlation)[0])
    if smallest >= -SINGULAR:
        return ()
    message = f"The smallest eigenvalue is {smallest:.3f}: no one group of people can have all these correlations."
    hint = "Delete listwise, or smooth the matrix."
    return (Issue("indefinite-correlations", "$.correlation", message, hint, facts={"smallest": smallest}),)
