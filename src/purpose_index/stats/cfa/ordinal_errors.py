"""What is minimised for ordered answers, and how certain its lowest point and its value are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.cfa.identification import inverse_of
from purpose_index.stats.cfa.latent_responses import latent_responses_of
from purpose_index.stats.cfa.least_squares import LeastSquares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.least_squares import Fitted
    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.results import Estimator
    from purpose_index.stats.correlation.first_stage import FirstStage

    Array = NDArray[np.float64]

VANISHED = 1e-9  # of a sum of squares: what is left of it is rounding


def problem_of(model: Specification, stages: Sequence[FirstStage], estimator: Estimator) -> LeastSquares:
    """Return what is minimised.

    Notes
    -----
    Groups count by their people less 1, as lavaan has it; in errors by their people. 'WLSMV' weights a statistic by one
    over the variance of its error, 'ULSMV' all alike.
    """
    sizes = np.array([stage.n - 1 for stage in stages])
    return LeastSquares(
        observed=tuple(stage.moments for stage in stages),
        weights=tuple(
            1 / stage.variances if estimator == "WLSMV" else np.ones_like(stage.variances) for stage in stages
        ),
        shares=tuple((sizes / sizes.sum()).tolist()),
        groups=tuple(latent_responses_of(model, group) for group in range(model.groups)),
        size=model.free,
    )


def people_problem_of(model: Specification, stages: Sequence[FirstStage], estimator: Estimator) -> LeastSquares:
    """Return the same with groups that count by their people, as they do in errors."""
    return by_people(problem_of(model, stages, estimator), stages)


def by_people(problem: LeastSquares, stages: Sequence[FirstStage]) -> LeastSquares:
    """Return a problem with groups that count by their people."""
    n = sum(stage.n for stage in stages)
    return replace(problem, shares=tuple(stage.n / n for stage in stages))


class Robust(NamedTuple):
    """Errors and tests that allow for weights that are not those of the errors.

    Parameters
    ----------
    covariance
        (q, q) covariances of the errors of the parameters; NaN where not known.
    first, second
        The traces of U Γ and of its square, U being the weights less what the parameters take away.
    baseline
        The same two traces of the baseline, in which no items correlate.
    known
        Whether the answers of every person were there.
    """

    covariance: Array
    first: float
    second: float
    baseline: tuple[float, float]
    known: bool


def robust_of(problem: LeastSquares, point: Fitted, stages: Sequence[FirstStage], information: Array) -> Robust:
    """Return errors and the moments of the test statistic.

    Notes
    -----
    With slopes Δ, weights W, covariances Γ of the errors and the information ``B = Δ'WΔ``, the errors are
    ``B^-1 Δ'WΓWΔ B^-1 / n``, and the statistic is a sum of squares of normal variables weighted by the roots of UΓ,
    ``U = W - WΔ B^-1 Δ'W`` (Satorra & Bentler, 1994).
    """
    n = sum(stage.n - 1 for stage in stages)
    q = problem.size
    if any(stage.gamma is None for stage in stages):
        return Robust(np.full((q, q), np.nan), np.nan, np.nan, (np.nan, np.nan), False)
    inverse = inverse_of(information)
    meat = np.zeros((q, q))
    first = second = whole = 0.0
    baseline = np.zeros(2)
    inner: list[Array] = []
    for share, weights, stage, changes in zip(problem.shares, problem.weights, stages, point.changes, strict=True):
        assert stage.gamma is not None
        pulled = weights[:, None] * changes.total
        across = stage.gamma @ pulled
        middle = pulled.T @ across
        meat += share * middle
        trace, squares = _traces(stage.gamma, weights)
        whole += squares
        first += trace - share * float((inverse * middle).sum())
        second += squares - 2 * share * float(((across @ inverse) * (weights[:, None] * across)).sum())
        inner.append(share * inverse @ middle)
        pairs = stage.pairs
        baseline += _traces(stage.gamma[pairs, pairs], weights[pairs])
    together = sum(inner, np.zeros((q, q)))
    second += float((together * together.T).sum())
    second = second if second > VANISHED * whole else 0.0  # the parameters take all of it, but for rounding
    return Robust(inverse @ meat @ inverse / n, first, second, (baseline[0], baseline[1]), True)


def _traces(gamma: Array, weights: Array) -> tuple[float, float]:
    """The traces of W Γ and of its square, without a matrix beside Γ."""
    return float(weights @ np.diag(gamma)), float(weights @ np.einsum("ij,ij,j->i", gamma, gamma, weights))


def meat(problem: LeastSquares, point: Fitted, stages: Sequence[FirstStage]) -> Array | None:
    """Return the (q, q) variances of the slopes of half the sum of squares, times people; None where not known."""
    total = np.zeros((problem.size, problem.size))
    for share, weights, stage, changes in zip(problem.shares, problem.weights, stages, point.changes, strict=True):
        if stage.gamma is None:
            return None
        weighted = weights[:, None] * changes.total
        total += share * weighted.T @ stage.gamma @ weighted
    return total


def shifted(statistic: float, df: int, first: float, second: float) -> tuple[float, float, float]:
    """Return a statistic that has the mean and the variance of a chi-square, what it was divided by and its shift.

    Parameters
    ----------
    statistic
        The sum of squares.
    df
        Degrees of freedom.
    first, second
        The sum of the weights of the chi-squares that it is a sum of, and of their squares; where the latter is not
        above 0, as with information that has no inverse, all is NaN.

    References
    ----------
    Asparouhov, T., & Muthén, B. (2010). Simple second order chi-square correction. Mplus technical appendix.
    """
    if not df:
        return statistic, 1.0, 0.0
    times = float(np.sqrt(df / second)) if second > 0 else np.nan
    shift = df - times * first
    return times * statistic + shift, 1 / times, shift
