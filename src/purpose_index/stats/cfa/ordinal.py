"""Factor models of ordered answers, by diagonally weighted or unweighted least squares."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.errors import Issue
from purpose_index.stats.cfa import doubts
from purpose_index.stats.cfa.estimates import estimates_of
from purpose_index.stats.cfa.identification import check_identified
from purpose_index.stats.cfa.indices import ModelFit, TestIndices, indices, residual_size
from purpose_index.stats.cfa.latent_responses import latent_responses_of
from purpose_index.stats.cfa.least_squares import LeastSquares
from purpose_index.stats.cfa.normal_fit import normal_fit
from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis, GroupMoments
from purpose_index.stats.cfa.search import search
from purpose_index.stats.cfa.start import start_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.cfa.least_squares import Fitted
    from purpose_index.stats.cfa.minimise import Lowest
    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.results import Estimator
    from purpose_index.stats.correlation.first_stage import FirstStage

    Array = NDArray[np.float64]


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
    n = sum(stage.n for stage in stages)
    return replace(problem_of(model, stages, estimator), shares=tuple(stage.n / n for stage in stages))


def fitted_ordered(
    model: Specification,
    labels: Sequence[str],
    stages: Sequence[FirstStage],
    *,
    estimator: Estimator,
    missing: Missing,
    level: float,
    told: Sequence[Issue] = (),
) -> ConfirmatoryFactorAnalysis:
    """Fit a specified model to thresholds and correlations.

    Parameters
    ----------
    model
        All parameters.
    labels, stages
        The label, thresholds and correlations of every group.
    estimator, missing, level
        As in `cfa`.
    told
        What is to be told of the answers.
    """
    problem = problem_of(model, stages, estimator)
    start = _start(model, stages)
    known = sum(len(stage.variances) for stage in stages)
    check_identified(model, known, start, partial(_information, problem))
    lowest = search(model, problem, start)
    point = lowest.point
    n = sum(stage.n for stage in stages)
    by_people = people_problem_of(model, stages, estimator)
    information = by_people.curvature(point, observed=False)
    robust = robust_of(by_people, point, stages, information)
    issues = doubts.issues_of(model, lowest, information, complete=True)
    return ConfirmatoryFactorAnalysis(
        fit=_fit(model, problem, lowest, stages, robust, normal_fit(by_people, point, stages), estimator),
        estimates=estimates_of(model, labels, lowest.theta, point.implied, robust.covariance, level),
        n=n,
        groups=_moments(labels, stages, point),
        model=model,
        theta=lowest.theta,
        covariance=robust.covariance,
        estimator=estimator,
        missing=missing,
        converged=lowest.converged,
        steps=lowest.steps,
        level=level,
        issues=(*told, *([] if robust.known else [_without_people()]), *issues),
        stages=tuple(stages),
    )


def _start(model: Specification, stages: Sequence[FirstStage]) -> Array:
    """Where the search begins; with residual variances of 1, variances are about 2."""
    size = 1.0 if model.parameterization == "delta" else 2.0
    moments, thresholds = [], []
    for stage in stages:
        matrix = stage.matrix()
        moments.append((np.zeros(len(matrix)), size * matrix))
        cuts: dict[tuple[str, str], float] = {}
        for j, item in enumerate(model.items):
            own = np.sqrt(size) * stage.thresholds[stage.item == j]
            cuts |= {(item, f"t{t}"): value for t, value in enumerate(own.tolist(), start=1)}
        thresholds.append(cuts)
    return start_of(model, moments, thresholds)


def _information(problem: LeastSquares, theta: Array) -> Array:
    return problem.curvature(problem.at(theta), observed=False)


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
    ``U = W - WΔ B^-1 Δ'W`` (Satorra & Bentler, 1994). In units in which the weights are 1, U is a projection.
    """
    n = sum(stage.n - 1 for stage in stages)
    q = problem.size
    if any(stage.gamma is None for stage in stages):
        return Robust(np.full((q, q), np.nan), np.nan, np.nan, (np.nan, np.nan), False)
    inverse = inverse_of(information)
    meat = np.zeros((q, q))
    first = second = 0.0
    baseline = np.zeros(2)
    inner: list[Array] = []
    for share, weights, stage, changes in zip(problem.shares, problem.weights, stages, point.changes, strict=True):
        assert stage.gamma is not None
        roots = np.sqrt(weights)
        slopes = roots[:, None] * changes.total
        gamma = roots[:, None] * stage.gamma * roots
        across = gamma @ slopes
        middle = slopes.T @ across
        meat += share * middle
        first += float(np.trace(gamma)) - share * float((inverse * middle).sum())
        second += float((gamma**2).sum()) - 2 * share * float(((across @ inverse) * across).sum())
        inner.append(share * inverse @ middle)
        alone = gamma[len(stage.thresholds) :, len(stage.thresholds) :]
        baseline += float(np.trace(alone)), float((alone**2).sum())
    together = sum(inner, np.zeros((q, q)))
    second += float((together * together.T).sum())
    return Robust(inverse @ meat @ inverse / n, first, second, (baseline[0], baseline[1]), True)


def meat(problem: LeastSquares, point: Fitted, stages: Sequence[FirstStage]) -> Array | None:
    """Return the (q, q) variances of the slopes of half the sum of squares, times people; None where not known."""
    total = np.zeros((problem.size, problem.size))
    for share, weights, stage, changes in zip(problem.shares, problem.weights, stages, point.changes, strict=True):
        if stage.gamma is None:
            return None
        weighted = weights[:, None] * changes.total
        total += share * weighted.T @ stage.gamma @ weighted
    return total


def inverse_of(information: Array) -> Array:
    """Return the inverse of an information matrix; NaN where it has none."""
    try:
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(information, np.nan)


def shifted(statistic: float, df: int, first: float, second: float) -> tuple[float, float, float]:
    """Return a statistic that has the mean and the variance of a chi-square, what it was divided by and its shift.

    Parameters
    ----------
    statistic
        The sum of squares.
    df
        Degrees of freedom.
    first, second
        The sum of the weights of the chi-squares that it is a sum of, and of their squares.

    References
    ----------
    Asparouhov, T., & Muthén, B. (2010). Simple second order chi-square correction. Mplus technical appendix.
    """
    if not df:
        return statistic, 1.0, 0.0
    times = float(np.sqrt(df / second))
    shift = df - times * first
    return times * statistic + shift, 1 / times, shift


def _fit(
    model: Specification,
    problem: LeastSquares,
    lowest: Lowest,
    stages: Sequence[FirstStage],
    robust: Robust,
    normal: TestIndices | None,
    estimator: Estimator,
) -> ModelFit:
    """The tests and indices of a model that was fitted."""
    n = sum(stage.n - 1 for stage in stages)
    pairs = sum(len(stage.correlations) for stage in stages)
    df = sum(len(stage.variances) for stage in stages) - model.free
    chi_square = n * lowest.point.value
    baseline = n * sum(
        share * float(weights[len(stage.thresholds) :] @ stage.correlations**2)
        for share, weights, stage in zip(problem.shares, problem.weights, stages, strict=True)
    )
    plain = indices(chi_square, df, baseline, pairs, n, model.groups)
    if estimator == "ULSMV":  # a sum of squares in no units of its errors
        plain["p_value"] = np.nan
    scaled = None
    if robust.known:
        value, scaling, shift = shifted(chi_square, df, robust.first, robust.second)
        alone, baseline_scaling, _ = shifted(baseline, pairs, *robust.baseline)
        found = indices(
            value, df, alone, pairs, n, model.groups, scaling=scaling, shift=shift, baseline_scaling=baseline_scaling
        )
        scaled = TestIndices(**found)  # type: ignore[arg-type]
    people = sum(stage.n for stage in stages)
    correlations = [(np.zeros(len(s.matrix())), s.matrix()) for s in stages]
    implied = [
        (np.zeros(len(here.scales)), here.implied.covariance * np.outer(here.scales, here.scales))
        for here in lowest.point.statistics
    ]
    nothing = dict.fromkeys(("log_likelihood", "log_likelihood_free", "aic", "bic", "sabic"), float("nan"))
    return ModelFit(
        **(plain | nothing),  # type: ignore[arg-type]
        srmr=residual_size(correlations, implied, [stage.n / people for stage in stages], means=False),
        scaled=scaled,
        robust=normal if robust.known else None,
    )


def _moments(labels: Sequence[str], stages: Sequence[FirstStage], point: Fitted) -> tuple[GroupMoments, ...]:
    """Thresholds and correlations of the groups, observed and implied, in the units of the model."""
    found = []
    for label, stage, here in zip(labels, stages, point.statistics, strict=True):
        deviations = 1 / here.scales
        implied = here.implied
        observed = stage.thresholds * deviations[stage.item] + implied.mean[stage.item]
        items = range(len(deviations))
        found.append(
            GroupMoments(
                group=label,
                n=stage.n,
                mean=implied.mean,
                covariance=stage.matrix() * np.outer(deviations, deviations),
                implied_mean=implied.mean,
                implied_covariance=implied.covariance,
                factor_mean=implied.factor_mean,
                factor_covariance=implied.factor_covariance,
                with_factors=implied.with_factors,
                categories=stage.categories,
                thresholds=tuple(observed[stage.item == j] for j in items),
                implied_thresholds=tuple(here.thresholds[stage.item == j] for j in items),
            )
        )
    return tuple(found)


def _without_people() -> Issue:
    message = "The errors, and a test that can be trusted, rest on the answers of every person, which x does not hold."
    return Issue("answers-needed", "$.x", message, "Give the answers themselves, or their patterns.")
