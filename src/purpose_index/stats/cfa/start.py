"""Where the search begins: loadings by the centroid method, half of every variance for the residual."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue, StatisticsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.minimise import Problem
    from purpose_index.stats.cfa.parameters import Specification

    Array = NDArray[np.float64]

MOST_DOUBLED = 50


def start_of(
    model: Specification,
    moments: Sequence[tuple[Array, Array]],
    thresholds: Sequence[Mapping[tuple[str, str], float]] = (),
) -> Array:
    """Return a start for the free parameters.

    Parameters
    ----------
    model
        All parameters.
    moments
        The (p,) means and (p, p) covariances of every group.
    thresholds
        Of ordered answers the thresholds of every group, by item and 't1', 't2', ...
    """
    sums, counts = np.zeros(model.free), np.zeros(model.free)
    for group, (mean, covariance) in enumerate(moments):
        guess = _of_group(model, group, mean, covariance, thresholds)
        for parameter in model.of_group(group):
            if parameter.free:
                sums[parameter.index] += guess[parameter.lhs, parameter.op, parameter.rhs]
                counts[parameter.index] += 1
    return np.asarray(sums / counts)


def possible(model: Specification, problem: Problem, start: Array) -> Array:
    """Return a start, with variances doubled until the covariances that it implies have an inverse.

    Raises
    ------
    StatisticsError
        `impossible-model` where they never have.
    """
    variances = [row.index for row in model.parameters if row.free and row.op == "~~" and row.lhs == row.rhs]
    moved = start.copy()
    for _ in range(MOST_DOUBLED):
        if np.isfinite(problem.at(moved).value):
            return moved
        moved[variances] *= 2
    message = "The fixed values imply covariances that no group of people can have."
    hint = "Look for a fixed variance of 0 or below, and for a fixed covariance that is too large for its variances."
    raise StatisticsError("The model cannot be fitted.", [Issue("impossible-model", "$.model", message, hint)])


def _of_group(
    model: Specification,
    group: int,
    mean: Array,
    covariance: Array,
    thresholds: Sequence[Mapping[tuple[str, str], float]],
) -> dict[tuple[str, str, str], float]:
    """What each parameter of a group probably is."""
    at = {item: j for j, item in enumerate(model.items)}
    rows = model.of_group(group)
    measured = {factor: [row for row in rows if row.op == "=~" and row.lhs == factor] for factor in model.factors}
    ways = {item: sum(row.rhs == item for row in rows if row.op == "=~") for item in at}
    guess: dict[tuple[str, str, str], float] = {}
    sizes: dict[str, float] = {}
    for factor in model.factors:
        of_items = [row for row in measured[factor] if row.rhs in at]
        weights = _centroid(covariance[np.ix_(*[[at[row.rhs] for row in of_items]] * 2)]) if of_items else np.ones(0)
        weights = weights / np.sqrt([max(ways[row.rhs], 1) for row in of_items])
        fixed = (w / row.value for w, row in zip(weights, of_items, strict=True) if not row.free and row.value)
        scale = next(fixed, 1.0)
        sizes[factor] = scale**2
        guess |= {(factor, "=~", row.rhs): w / scale for w, row in zip(weights, of_items, strict=True)}
        guess[factor, "~~", factor] = scale**2
    for row in rows:
        name = (row.lhs, row.op, row.rhs)
        if name in guess:
            continue
        if row.op == "=~":
            reference = next((other.rhs for other in measured[row.lhs] if not other.free), None)
            ratio = sizes[row.rhs] / sizes[reference] if reference in sizes else 0.5
            guess[name] = float(np.sqrt(ratio))
        elif row.op in ("|", "~*~"):
            guess[name] = thresholds[group][row.lhs, row.rhs] if row.op == "|" else 1.0
        elif row.op == "~1":
            guess[name] = float(mean[at[row.lhs]]) if row.lhs in at else 0.0
        else:
            guess[name] = float(covariance[at[row.lhs], at[row.lhs]]) / 2 if row.lhs == row.rhs else 0.0
    for factor in model.factors:  # a factor that measures factors takes half of the variance of the first
        lower = [row.rhs for row in measured[factor] if row.rhs in sizes]
        if lower:
            guess[factor, "~~", factor] = sizes[lower[0]] / 2
            guess |= {(name, "~~", name): sizes[name] / 2 for name in lower}
    return guess


def _centroid(covariance: Array) -> Array:
    """The loadings of one factor, by the sums of each item's covariances with the others. Thurstone (1931)."""
    k = len(covariance)
    deviations = np.sqrt(np.diag(covariance))
    if k < 2:
        return deviations * 0.7
    off = covariance - np.diag(np.diag(covariance))
    signs = np.where(off[0] < 0, -1.0, 1.0)
    sums = (off * signs).sum(axis=1) * signs
    scale = np.sqrt(max(float(sums.sum()) * k / (k - 1), 1e-12 * float(deviations @ deviations)))
    return np.asarray(signs * np.clip(sums * k / (k - 1) / scale, 0.2 * deviations, 0.95 * deviations))
