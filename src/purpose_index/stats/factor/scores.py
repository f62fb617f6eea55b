"""Factor scores: where people stand on the factors, and how well that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.correlation.matrix import check_positive_definite

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.factor.exploratory import FactorAnalysis

    Array = NDArray[np.float64]

Method = Literal["regression", "bartlett", "ten_berge"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorScores(Frozen):
    """Scores of n people on m factors.

    Parameters
    ----------
    values
        (n, m) scores, in units of a factor with mean 0 and variance 1; NaN for a person who misses an answer.
    weights
        (k, m) what each standardised answer adds to them.
    validities
        (m,) correlation of each score with its factor; its square is the share of the factor that the items determine.
    correlations
        (m, m) correlations of the scores with one another.
    method
        As asked.
    n
        How many people have scores.
    issues
        Those of the analysis, on whose loadings the scores rest.
    """

    values: Array
    weights: Array
    validities: Array
    correlations: Array
    method: Method
    n: int
    issues: tuple[Issue, ...] = ()


def factor_scores(analysis: FactorAnalysis, x: ArrayLike, *, method: Method = "regression") -> FactorScores:
    """Where each person stands on the factors, in standard deviations from the mean.

    Parameters
    ----------
    analysis
        The result of `efa`.
    x
        (n, k) answers to its items, NaN where missing.
    method
        'regression' is closest to the factors on average, and shrinks to the mean; 'bartlett' is unbiased for a person
        with these factor values; 'ten_berge' keeps the correlations of the factors.

    Returns
    -------
    FactorScores
        Scores, weights, and how well they stand for the factors.

    Raises
    ------
    ArgumentError
        `unknown-option`; `mismatched-shapes` where x does not have k columns.
    StatisticsError
        `not-positive-definite` where the correlations have no inverse (not for 'bartlett'); `unknown-means`
        where the analysis does not know the means of its items and x has fewer than two complete rows.

    Notes
    -----
    With P the pattern, F the factor correlations, S = P F, R the correlations and U the uniquenesses, the weights are
    ``R^-1 S`` (Thurstone 1935), ``U^-1 P (P' U^-1 P)^-1`` (Bartlett 1937) and ``R^-1 L (L' R^-1 L)^-1/2 F^1/2`` with
    ``L = P F^1/2`` (ten Berge et al. 1999). The answers are standardised by the means and deviations that the analysis
    rests on, or, where it does not know them, by those of the complete rows of x. A score is not the factor: different
    scores fit the same model equally well, and the more so the lower `validities` is [1]_.

    References
    ----------
    .. [1] Grice, J. W. (2001). Computing and evaluating factor scores. Psychological Methods, 6, 430-450.
       https://doi.org/10.1037/1082-989X.6.4.430
    .. [2] ten Berge, J. M. F., Krijnen, W. P., Wansbeek, T., & Shapiro, A. (1999). Some new results on
       correlation-preserving factor scores prediction methods. Linear Algebra and its Applications, 289, 311-318.
       https://doi.org/10.1016/S0024-3795(97)10007-6

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.factor import efa, factor_scores
    >>> x = np.array([[1, 2, 1], [2, 2, 3], [3, 3, 2], [4, 3, 4], [5, 5, 4], [2, 1, 2.0]])
    >>> factor_scores(efa(x, 1), x).values[:, 0].argsort().tolist()
    [0, 1, 5, 2, 3, 4]
    """
    check_option("method", method, Method)
    answers = np.asarray(x, dtype=float)
    k = len(analysis.loadings)
    if answers.ndim != 2 or answers.shape[1] != k:
        message = f"An (n, {k}) array was expected; the shape is {answers.shape}."
        raise ArgumentError(
            "The scores cannot be computed.",
            [Issue("mismatched-shapes", "$.x", message, facts={"items": k, "shape": answers.shape})],
        )
    R = analysis.correlations.values
    if method != "bartlett":
        check_positive_definite(R)
    weights = _WEIGHTS[method](R, analysis)
    covariances = weights.T @ R @ weights
    deviations = np.sqrt(np.diag(covariances))
    values = _standardised(answers, analysis) @ weights
    return FactorScores(
        values=values,
        weights=weights,
        validities=(weights * analysis.structure).sum(axis=0) / deviations,
        correlations=covariances / deviations / deviations[:, None],
        method=method,
        n=int((~np.isnan(values).any(axis=1)).sum()),
        issues=analysis.issues,
    )


def _regression(R: Array, analysis: FactorAnalysis) -> Array:
    return cast("Array", np.linalg.solve(R, analysis.structure))


def _bartlett(_: Array, analysis: FactorAnalysis) -> Array:
    weighted = analysis.loadings / analysis.uniquenesses[:, None]
    return weighted @ np.linalg.inv(analysis.loadings.T @ weighted)


def _ten_berge(R: Array, analysis: FactorAnalysis) -> Array:
    root = _power(analysis.factor_correlations, 0.5)
    L = analysis.loadings @ root
    solved = np.linalg.solve(R, L)
    return solved @ _power(L.T @ solved, -0.5) @ root


_WEIGHTS = {"regression": _regression, "bartlett": _bartlett, "ten_berge": _ten_berge}


def _power(symmetric: Array, exponent: float) -> Array:
    """The power of a symmetric positive definite matrix."""
    roots, vectors = np.linalg.eigh(symmetric)
    return cast("Array", (vectors * roots**exponent) @ vectors.T)


def _standardised(answers: Array, analysis: FactorAnalysis) -> Array:
    """The answers in standard deviations from the mean: those of the analysis, or those of the complete rows."""
    means, deviations = analysis.correlations.means, analysis.correlations.deviations
    if means is None or deviations is None:
        complete = answers[~np.isnan(answers).any(axis=1)]
        if len(complete) < 2:
            message = "The analysis does not know the means of its items, and fewer than 2 people answered all of them."
            issue = Issue("unknown-means", "$.x", message, "Score more people at once.")
            raise StatisticsError("The answers cannot be standardised.", [issue])
        means, deviations = complete.mean(axis=0), complete.std(axis=0, ddof=1)
    return (answers - means) / deviations
