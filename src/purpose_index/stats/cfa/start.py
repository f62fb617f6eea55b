"""Where the search begins: loadings by the centroid method, half of every variance for the residual."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.minimise import Problem
    from purpose_index.stats.cfa.parameter import Parameter
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


def possible(model: Specification, problem: Problem, start: Array) -> tuple[Array, Any] | None:
    """Return a start and its point, with variances doubled until the covariances that it implies have an inverse.

    None where they never have.
    """
    variances = [row.index for row in model.parameters if row.free and row.op == "~~" and row.lhs == row.rhs]
    moved = start.copy()
    for _ in range(MOST_DOUBLED):
        point = problem.at(moved)
        if np.isfinite(point.value):
            return moved, point
        moved[variances] *= 2
    return None


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
    deviations = np.sqrt(np.diag(covariance))
    pattern, correlations, residuals = _groups_of_items(measured, at, covariance / np.outer(deviations, deviations))
    loadings = pattern * deviations[:, None]
    guess: dict[tuple[str, str, str], float] = {}
    scales: dict[str, float] = {}
    for number, factor in enumerate(model.factors):
        of_items = [(row, float(loadings[at[row.rhs], number])) for row in measured[factor] if row.rhs in at]
        scale = next((weight / row.value for row, weight in of_items if not row.free and row.value), 1.0)
        scales[factor] = scale
        guess |= {(factor, "=~", row.rhs): weight / scale for row, weight in of_items}
        guess[factor, "~~", factor] = scale**2
    numbers = {factor: number for number, factor in enumerate(model.factors)}
    for row in rows:
        name = (row.lhs, row.op, row.rhs)
        if name in guess:
            continue
        if row.op == "=~":
            reference = next((other.rhs for other in measured[row.lhs] if not other.free), None)
            guess[name] = abs(scales[row.rhs] / scales[reference]) if reference in scales else float(np.sqrt(0.5))
        elif row.op in ("|", "~*~"):
            guess[name] = thresholds[group][row.lhs, row.rhs] if row.op == "|" else 1.0
        elif row.op == "~1":
            guess[name] = float(mean[at[row.lhs]]) if row.lhs in at else 0.0
        elif row.lhs in numbers:
            guess[name] = float(correlations[numbers[row.lhs], numbers[row.rhs]]) * scales[row.lhs] * scales[row.rhs]
        else:
            guess[name] = float(residuals[at[row.lhs]] * covariance[(at[row.lhs],) * 2]) if row.lhs == row.rhs else 0.0
    for factor in model.factors:  # a factor that measures factors takes half of the variance of the first
        lower = [row.rhs for row in measured[factor] if row.rhs in scales]
        if lower:
            guess[factor, "~~", factor] = scales[lower[0]] ** 2 / 2
            guess |= {(name, "~~", name): scales[name] ** 2 / 2 for name in lower}
    return guess


def _groups_of_items(
    measured: Mapping[str, Sequence[Parameter]], at: Mapping[str, int], correlations: Array
) -> tuple[Array, Array, Array]:
    """The (p, m) loadings, (m, m) factor correlations and (p,) residuals of standardised items.

    Every factor is taken from its own items alone; factors correlate as the sums of their items do, weighed by their
    loadings (multiple groups, Thurstone, 1945). Of an item on several factors, half is residual.
    """
    pattern = np.zeros((len(at), len(measured)))
    for number, rows in enumerate(measured.values()):
        where = [at[row.rhs] for row in rows if row.rhs in at]
        if where:
            pattern[where, number] = _centroid(correlations[np.ix_(where, where)])
    ways = (pattern != 0).sum(axis=1)
    residuals = np.where(ways == 1, np.maximum(1 - (pattern**2).sum(axis=1), 0.1), 0.5)
    pattern /= np.sqrt(np.maximum(ways, 1))[:, None]
    sizes = (pattern**2).sum(axis=0)
    sizes = np.where(sizes > 0, sizes, 1.0)
    off = correlations - np.diag(np.diag(correlations))
    between = pattern.T @ off @ pattern / np.outer(sizes, sizes)
    return pattern, np.clip(between, -0.8, 0.8), residuals


def _centroid(correlations: Array) -> Array:
    """The loadings of one factor, by the sums of each item's correlations with the others. Thurstone (1931).

    Signs are those of correlations with the item that goes most with the others: of a first one that goes with none
    they would be chance.
    """
    k = len(correlations)
    if k < 2:
        return np.full(k, 0.7)
    off = correlations - np.diag(np.diag(correlations))
    signs = np.where(off[np.abs(off).sum(axis=1).argmax()] < 0, -1.0, 1.0)
    signs *= signs[0]
    sums = (off * signs).sum(axis=1) * signs
    scale = np.sqrt(max(float(sums.sum()) * k / (k - 1), 1e-12 * k))
    return np.asarray(signs * np.clip(sums * k / (k - 1) / scale, 0.2, 0.95))
