"""Whether a model can be fitted at all: whether one set of parameters fits best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg.lapack import dpotrf

from purpose_index.errors import Issue, StatisticsError
from purpose_index.stats.cfa.likelihood import distance
from purpose_index.stats.cfa.problem import Point
from purpose_index.stats.cfa.saturated import as_implied

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from purpose_index.errors import Facts
    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.problem import Likelihood

    Array = NDArray[np.float64]

FLAT = 1e-9  # of a curvature scaled to a diagonal of 1: a direction in which nothing changes
NAMED = 4  # parameters that a message names


def known_moments(model: Specification) -> int:
    """How many means, variances and covariances the parameters are estimated from."""
    p = len(model.items)
    return model.groups * (p * (p + 1) // 2 + p * model.means)


def check_identified(model: Specification, known: int, start: Array, information: Callable[[Array], Array]) -> None:
    """Raise StatisticsError unless the parameters can be told from the moments.

    Parameters
    ----------
    model
        All parameters.
    known
        How many moments they are estimated from.
    start
        (q,) where the search begins.
    information
        Returns the (q, q) weighted products of the slopes of the moments at some parameters.

    Notes
    -----
    The number of parameters cannot be larger than that of the moments, and the moments must change with every
    direction of the parameters: the products of their slopes, weighted by the inverse of the observed covariances, have
    full rank at a point where nothing is 0 by chance.
    """
    if model.free > known:
        message = f"The model has {model.free} free parameters, and there are {known} {_moments(model)}."
        hint = "A factor of its own needs three items, or two and a factor that it goes with; in a model of your own, "
        hint += "fix parameters or make them equal."
        facts = {"parameters": model.free, "moments": known}
        raise StatisticsError(
            "The model is not identified.", [Issue("not-identified", "$.model", message, hint, facts=facts)]
        )
    names = flat(model, information(_anywhere(model, start)))
    if names:
        message = f"Many values of {', '.join(names)} fit equally well."
        hint = "A factor of its own needs three items, or two and a factor that it goes with; in a model of your own, "
        hint += "one scale too: a loading or a variance that is fixed."
        named: Facts = {"parameters": names}
        raise StatisticsError(
            "The model is not identified.", [Issue("not-identified", "$.model", message, hint, facts=named)]
        )


def _moments(model: Specification) -> str:
    return "thresholds and correlations" if model.parameterization else "means, variances and covariances"


def observed_information(problem: Likelihood, theta: Array) -> Array:
    """Return the information of one person at some parameters, weighted by the inverse of the observed covariances."""
    implied = tuple(structure.implied(theta) for structure in problem.structures)
    observed = tuple(distance(sample, as_implied(sample.mean[0], sample.covariance[0])) for sample in problem.samples)
    return problem.curvature(Point(np.nan, implied, observed, problem.structures), observed=False)


def inverse_of(information: Array) -> Array:
    """Return the inverse of an information matrix; NaN where it has none."""
    try:
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(information, np.nan)


def flat(model: Specification, curvature: Array) -> tuple[str, ...]:
    """Return the names of the parameters that can change together without changing anything else; empty for none."""
    if not curvature.size:
        return ()
    scale = 1 / np.sqrt(np.maximum(np.diag(curvature), 1e-300))
    scaled = curvature * np.outer(scale, scale)
    if not dpotrf(scaled - FLAT * np.eye(len(scale)), lower=1)[1]:
        return ()
    vectors = np.linalg.eigh(scaled)[1]
    large = np.argsort(-np.abs(vectors[:, 0]), kind="stable")[:NAMED]
    at = {parameter.index: parameter for parameter in reversed(model.parameters) if parameter.free}
    return tuple(f"{at[j].lhs} {at[j].op} {at[j].rhs}".strip() for j in large.tolist() if abs(vectors[j, 0]) > 0.1)


def _anywhere(model: Specification, start: Array) -> Array:
    """The start, moved to where factors covary and no two loadings are alike."""
    rng = np.random.default_rng(0)
    moved = start * rng.uniform(0.8, 1.2, len(start))
    variances = {
        (row.group, row.lhs): row.value if not row.free else moved[row.index]
        for row in model.parameters
        if row.op == "~~" and row.lhs == row.rhs
    }
    for row in model.parameters:
        if row.op == "~~" and row.free and row.lhs != row.rhs:
            size = np.sqrt(abs(variances[row.group, row.lhs] * variances[row.group, row.rhs]))
            moved[row.index] = size * rng.uniform(0.1, 0.3)
        if row.op == "~1" and row.free and row.lhs in model.factors:
            moved[row.index] = np.sqrt(abs(variances[row.group, row.lhs])) * rng.uniform(0.1, 0.3)
    return np.asarray(moved)
