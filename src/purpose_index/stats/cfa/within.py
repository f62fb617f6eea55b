"""A larger model that implies what a smaller one does: whether there is such a place, and what chance gives there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.cfa import ordinal_errors, robust
from purpose_index.stats.cfa.data import groups_of, names_of, names_of_groups
from purpose_index.stats.cfa.likelihood import Sample
from purpose_index.stats.cfa.minimise import Lowest
from purpose_index.stats.cfa.parameter import key
from purpose_index.stats.cfa.problem import Likelihood
from purpose_index.stats.cfa.saturated import references_of
from purpose_index.stats.cfa.search import search
from purpose_index.stats.cfa.structure import structure_of
from purpose_index.stats.frames import column_named, items_of_frame
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.cfa.data import GroupData
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis
    from purpose_index.stats.cfa.search import OfModel

    Array = NDArray[np.float64]

SAME = 1e-8  # of a discrepancy a person: moments that are alike


def expected_within(
    small: ConfirmatoryFactorAnalysis, large: ConfirmatoryFactorAnalysis, x: Any, groups: ArrayLike | None
) -> float:
    """Return what chance is expected to give to the larger model's statistic, where it implies what the smaller does.

    Raises
    ------
    ArgumentError
        `not-comparable` where there is no such place, or x is not what was fitted; `answers-needed`.

    References
    ----------
    Bentler, P. M., & Satorra, A. (2010). Testing model nesting and equivalence. Psychological Methods, 15, 111-123.
    https://doi.org/10.1037/a0019625
    """
    if not large.fit.df:
        return 0.0
    if large.stages:
        problem = ordinal_errors.people_problem_of(large.model, large.stages, large.estimator)
        inner = ordinal_errors.people_problem_of(small.model, small.stages, small.estimator)
        wanted = tuple(here.values for here in inner.at(small.theta).statistics)
        point = problem.at(_place(small, large, replace(problem, observed=wanted), 0.0))
        information = problem.curvature(point, observed=False)
        return ordinal_errors.robust_of(problem, point, large.stages, information).first
    data = _answers(large, x, groups)
    structures = tuple(structure_of(large.model, group) for group in range(large.model.groups))
    implied = tuple(
        Sample.whole(group.n, group.implied_mean * large.model.means, group.implied_covariance)
        for group in small.groups
    )
    free = sum(
        group.n / large.n * (np.linalg.slogdet(group.implied_covariance)[1] + len(large.items))
        for group in small.groups
    )
    theta = _place(small, large, Likelihood(implied, structures, large.model.free), float(free))
    likelihood = Likelihood(large.samples, structures, large.model.free)
    observed = large.estimator == "MLR"
    there = Lowest(theta, likelihood.at(theta), converged=True, steps=0)
    references = references_of([group.sample for group in data])
    information = likelihood.curvature(there.point, observed=observed)
    return robust.robust_of(likelihood, there, data, references, information, observed=observed).trace


def _place(
    small: ConfirmatoryFactorAnalysis, large: ConfirmatoryFactorAnalysis, problem: OfModel, least: float
) -> Array:
    """The parameters of the larger model that imply what the smaller one does.

    Where the smaller one only holds parameters equal, its own are the place; the search from the larger one's may not
    get there, as where a marker hardly measures its factor.
    """
    for start in (_by_name(small, large), large.theta):
        if np.isfinite(problem.at(start).value):
            lowest = search(large.model, problem, start)
            if lowest.point.value - least <= SAME:
                return lowest.theta
    message = "The larger model cannot imply what the smaller one does: the one does not lie within the other."
    issue = Issue("not-comparable", "$.other", message, "Compare their BIC.")
    raise ArgumentError("The models cannot be compared.", [issue])


def _by_name(small: ConfirmatoryFactorAnalysis, large: ConfirmatoryFactorAnalysis) -> Array:
    """The parameters of the larger model, with the values that the smaller one gives to those that it has too."""
    values = [small.theta[row.index] if row.free else row.value for row in small.model.parameters]
    known = {
        (*key(row.lhs, row.op, row.rhs), row.group): value
        for row, value in zip(small.model.parameters, values, strict=True)
    }
    theta = large.theta.copy()
    for row in large.model.parameters:
        if row.free:
            theta[row.index] = known.get((*key(row.lhs, row.op, row.rhs), row.group), theta[row.index])
    return theta


def _answers(analysis: ConfirmatoryFactorAnalysis, x: Any, groups: ArrayLike | None) -> tuple[GroupData, ...]:
    """The answers that a model was fitted to."""
    if x is None:
        message = "This difference rests on the answers that the models were fitted to."
        issue = Issue("answers-needed", "$.x", message, "Give x=, and groups= where there are any.")
        raise ArgumentError("This comparison needs the answers.", [issue])
    labels = None if groups is None else names_of_groups(column_named(x, groups))
    x = items_of_frame(x, analysis.items)
    names = names_of(x, None if isinstance(x, Patterns) else analysis.items)
    fiml = analysis.missing == "fiml"
    data = groups_of(x, names, analysis.items, labels, fiml=fiml, means=analysis.model.means)
    same = len(data) == len(analysis.samples) and all(
        one.sample.mean.shape == other.mean.shape and np.allclose(one.sample.covariance, other.covariance)
        for one, other in zip(data, analysis.samples, strict=True)
    )
    if not same:
        message = "These are not the answers that the models were fitted to."
        hint = "Give the items in the order of the model's, and groups= where it was fitted to groups."
        raise ArgumentError("The models cannot be compared.", [Issue("not-comparable", "$.x", message, hint)])
    return data
