"""Factor models of ordered answers, by diagonally weighted or unweighted least squares."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.stats.cfa import doubts
from purpose_index.stats.cfa.estimates import estimates_of
from purpose_index.stats.cfa.identification import check_identified
from purpose_index.stats.cfa.indices import ModelFit, TestIndices, indices, residual_size
from purpose_index.stats.cfa.normal_fit import normal_fit
from purpose_index.stats.cfa.ordinal_errors import Robust, by_people, problem_of, robust_of, shifted
from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis, GroupMoments
from purpose_index.stats.cfa.search import search
from purpose_index.stats.cfa.start import start_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.cfa.least_squares import Fitted, LeastSquares
    from purpose_index.stats.cfa.minimise import Lowest
    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.results import Estimator
    from purpose_index.stats.correlation.first_stage import FirstStage

    Array = NDArray[np.float64]


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
    of_people = by_people(problem, stages)
    information = of_people.curvature(point, observed=False)
    robust = robust_of(of_people, point, stages, information)
    normal = None if stages[0].numbers else normal_fit(of_people, point, stages)
    issues = doubts.issues_of(model, lowest, information, complete=True)
    return ConfirmatoryFactorAnalysis(
        fit=_fit(model, problem, lowest, stages, robust, normal, estimator),
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
        issues=(*told, *_untested(robust, known - model.free), *issues),
        stages=tuple(stages),
    )


def _start(model: Specification, stages: Sequence[FirstStage]) -> Array:
    """Where the search begins; with residual variances of 1, variances are about 2."""
    size = 1.0 if model.parameterization == "delta" else 2.0
    moments, thresholds = [], []
    for stage in stages:
        numbers = list(stage.numbers)
        units = np.full(len(model.items), np.sqrt(size))
        units[numbers] = 1.0
        mean = np.zeros(len(units))
        mean[numbers] = stage.means
        moments.append((mean, stage.matrix() * units[:, None] * units))
        cuts: dict[tuple[str, str], float] = {}
        for j, item in enumerate(model.items):
            own = np.sqrt(size) * stage.thresholds[stage.item == j]
            cuts |= {(item, f"t{t}"): value for t, value in enumerate(own.tolist(), start=1)}
        thresholds.append(cuts)
    return start_of(model, moments, thresholds)


def _information(problem: LeastSquares, theta: Array) -> Array:
    return problem.curvature(problem.at(theta), observed=False)


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
        share * float(weights[stage.pairs] @ stage.moments[stage.pairs] ** 2)
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
        ordered = ~np.isin(stage.item, stage.numbers)
        own = [ordered & (stage.item == j) for j in range(len(deviations))]
        mean = implied.mean.copy()
        mean[list(stage.numbers)] = stage.means
        found.append(
            GroupMoments(
                group=label,
                n=stage.n,
                mean=mean,
                covariance=stage.matrix() * np.outer(deviations, deviations),
                implied_mean=implied.mean,
                implied_covariance=implied.covariance,
                factor_mean=implied.factor_mean,
                factor_covariance=implied.factor_covariance,
                with_factors=implied.with_factors,
                categories=stage.categories,
                thresholds=tuple(observed[at] for at in own),
                implied_thresholds=tuple(here.thresholds[at] for at in own),
            )
        )
    return tuple(found)


def _untested(robust: Robust, df: int) -> list[Issue]:
    """Say why there are no errors, or no test that can be trusted."""
    if not robust.known:
        message = "The errors, and a test that can be trusted, rest on the answers of every person, which x does not "
        message += "hold."
        return [Issue("answers-needed", "$.x", message, "Give the answers themselves, or their patterns.")]
    if df and not robust.second > 0:
        message = (
            "These people do not show how much the test varies by chance, so there is no test that can be trusted."
        )
        hint = "Leave out items that go together in every one of few people, or ask more people."
        return [Issue("undefined-error", "$.fit.scaled", message, hint)]
    return []
