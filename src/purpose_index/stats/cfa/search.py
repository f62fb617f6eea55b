"""The search for the parameters that fit best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.stats.cfa.minimise import minimise
from purpose_index.stats.cfa.start import possible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.minimise import Lowest, Problem
    from purpose_index.stats.cfa.parameters import Specification

    Array = NDArray[np.float64]


def search(model: Specification, problem: Problem, start: Array) -> Lowest:
    """Return where the fit is best, from the start, or from another one where that leads nowhere."""
    lowest = minimise(problem, *possible(model, problem, start))
    if lowest.converged:
        return lowest
    again = minimise(problem, *possible(model, problem, _elsewhere(model, start)))
    return again if again.converged or again.point.value < lowest.point.value else lowest


def _elsewhere(model: Specification, start: Array) -> Array:
    """A second start: loadings and covariances nearer to nothing, residuals nearer to all of the variance."""
    moved = start.copy()
    for row in model.parameters:
        if row.free and row.op == "~~" and row.lhs == row.rhs and row.lhs in model.items:
            moved[row.index] = 1.8 * start[row.index]
        elif row.free and row.op == "=~":
            moved[row.index] = 0.5 * start[row.index]
    return moved
