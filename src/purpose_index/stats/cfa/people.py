"""Where people stand on the factors of a confirmatory model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.cfa.data import check_finite
from purpose_index.stats.cfa.ordered_people import modes
from purpose_index.stats.frames import items_of_frame
from purpose_index.stats.people import different

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

    Array = NDArray[np.float64]

Method = Literal["default", "regression", "bartlett", "ebm"]
FLAT = 1e-10  # of the largest information on a combination of factors: the answers tell nothing of it
ALL = 1e-6


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorScores(Frozen):
    """Scores of n people on m factors, with their errors.

    Parameters
    ----------
    values
        (n, m) scores, in the units of the factors; NaN for a person without any answer, and for 'bartlett' where the
        answers do not tell: of a factor none of whose items was answered, and of one that is measured by factors alone.
    errors
        (n, m) standard errors: of the factor given the answers for 'regression', of the score given the factor for
        'bartlett', of the factor given the answers for 'ebm'.
    method
        How they were computed.
    """

    values: Array
    errors: Array
    method: Method


def factor_scores(
    analysis: ConfirmatoryFactorAnalysis, x: ArrayLike, *, method: Method = "default", group: str = ""
) -> FactorScores:
    """Where each person stands on the factors.

    Parameters
    ----------
    analysis
        A fitted model.
    x
        (n, k) answers to its items, in the order of `analysis.items`, NaN where missing; or a data frame that has them.
    method
        'regression' is closest to the factors on average, and shrinks to the mean; 'bartlett' is unbiased for a person
        with these factor values. 'ebm', for models of ordered answers and for these alone, with numbers beside them or
        without: the likeliest factor values given the answers (empirical Bayes modal), which shrink to the mean too.
        'default': the first or the last, as the model has it.
    group
        Whose means and covariances count; the first group by default.

    Raises
    ------
    ArgumentError
        `unknown-option`, `mismatched-shapes`, `array-not-finite`, `no-such-group`, `undeclared-category`.
    StatisticsError
        For 'ebm': `negative-variance` where the factors leave nothing of an item to chance, and
        `impossible-factor-correlations` where factors have variances or correlations that none can have.

    Notes
    -----
    ``α + Cov(η, y) Σ^-1 (y - μ)`` and ``α + (Λ' Θ^-1 Λ)^-1 Λ' Θ^-1 (y - μ)``, over the answers that a person gave.
    """
    check_option("method", method, Method)
    ordered = bool(analysis.stages)
    if method == "default":
        method = "ebm" if ordered else "regression"
    if ordered != (method == "ebm"):
        message = "'ebm' is the method of models of ordered answers, and of no others."
        issue = Issue("unknown-option", "$.method", message, "Leave the method out.", facts={"method": method})
        raise ArgumentError("The scores cannot be computed.", [issue])
    answers = np.asarray(items_of_frame(x, analysis.items), dtype=float)
    k = len(analysis.items)
    if answers.ndim != 2 or answers.shape[1] != k:
        message = f"An (n, {k}) array was expected; the shape is {answers.shape}."
        issue = Issue("mismatched-shapes", "$.x", message, facts={"items": k, "shape": answers.shape})
        raise ArgumentError("The scores cannot be computed.", [issue])
    check_finite(answers, analysis.items)
    known = {moments.group: moments for moments in analysis.groups}
    if group and group not in known:
        issue = Issue("no-such-group", "$.group", f"There is no group {group!r}.", facts={"group": group})
        raise ArgumentError("The scores cannot be computed.", [issue])
    moments = known[group] if group else analysis.groups[0]
    values = np.full((len(answers), len(analysis.factors)), np.nan)
    errors = values.copy()
    answered = ~np.isnan(answers)
    if ordered:
        values, errors = modes(moments, analysis.items, answers)
        values[~answered.any(axis=1)] = np.nan
        return FactorScores(values=values, errors=errors, method=method)
    patterns, which = different(answered)
    for number, pattern in enumerate(patterns):
        here = which == number
        weights, error = _weights(
            moments.implied_covariance, moments.with_factors, moments.factor_covariance, pattern, method
        )
        values[here] = moments.factor_mean + (answers[np.ix_(here, pattern)] - moments.implied_mean[pattern]) @ weights
        errors[here] = error
    values[~answered.any(axis=1)] = np.nan
    return FactorScores(values=values, errors=errors, method=method)


def _weights(
    covariance: Array, with_factors: Array, factors: Array, pattern: NDArray[np.bool_], method: Method
) -> tuple[Array, Array]:
    """What each answer adds to the scores, and the errors of those, for people with these answers."""
    both = np.ix_(pattern, pattern)
    solved = np.asarray(np.linalg.solve(covariance[both], with_factors[pattern]), dtype=np.float64)  # Σ^-1 Cov(y, η)
    explained = with_factors[pattern].T @ solved
    if method == "regression":
        return solved, np.sqrt(np.maximum(np.diag(factors - explained), 0.0))
    try:
        loadings = np.linalg.solve(factors, with_factors[pattern].T).T  # Cov(y, η) = Λ Φ, through factors too
    except np.linalg.LinAlgError:
        return np.full_like(solved, np.nan), np.full(len(factors), np.nan)
    # Θ^-1 may be replaced by Σ^-1, which exists where an item has no residual
    units = np.sqrt(np.maximum(np.diag(factors), 0.0))
    weighed = np.linalg.solve(covariance[both], loadings * units)
    information = (loadings * units).T @ weighed
    inverse = np.linalg.pinv(information, rcond=FLAT, hermitian=True)
    told = np.diag(inverse @ information) > 1 - ALL
    weights = np.where(told, weighed @ inverse * units, np.nan)
    return weights, np.where(told, np.sqrt(np.maximum(np.diag(inverse) - 1, 0.0)) * units, np.nan)
