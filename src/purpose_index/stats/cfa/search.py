"""The search for the parameters that fit best."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.stats.cfa.minimise import Problem, minimise
from purpose_index.stats.cfa.start import possible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.minimise import Lowest
    from purpose_index.stats.cfa.parameter import Parameter
    from purpose_index.stats.cfa.parameters import Specification

    Array = NDArray[np.float64]


BOUNDLESS = 1e6  # a variance of which a residual of 1 is nothing
CHANCES = 6  # starts by chance, where no other has an end
SPREAD = 0.5  # of the logarithms of their sizes
FEWER = 80  # steps of any but the first start: of ends that are found so, few take more


class OfModel(Problem, Protocol):
    """What is minimised, of one model for the data."""

    def of(self, model: Specification) -> OfModel:
        """Return what is minimised of another model for the same data."""


def search(model: Specification, problem: OfModel, start: Array, *, chances: int = CHANCES) -> Lowest:
    """Return where the fit is best, from the start, or from another one where that leads nowhere.

    Notes
    -----
    Where loadings can grow without end, the fit may be best nowhere, and yet have a lowest point: that is then the end.

    Raises
    ------
    StatisticsError
        `impossible-model` where no variances make the start one that people can have.
    """
    first = possible(model, problem, start)
    if first is None:
        message = "The fixed values imply covariances that no group of people can have."
        hint = "Look for a fixed variance of 0 or below, or a fixed covariance that is too large for its variances."
        raise StatisticsError("The model cannot be fitted.", [Issue("impossible-model", "$.model", message, hint)])
    lowest = _ended(model, minimise(problem, *first))
    if lowest.converged:
        return lowest
    for other in _others(model, problem, first[0], chances):
        there = possible(model, problem, other)
        if there is None:
            continue
        again = _ended(model, minimise(problem, *there, most=FEWER))
        if again.converged:
            return again
        lowest = min(lowest, again, key=lambda end: end.point.value)
    return lowest


def _ended(model: Specification, lowest: Lowest) -> Lowest:
    """The same end, which is none where residuals of 1 are nothing beside what factors give: loadings without bound.

    Under 'theta' an item that its factors explain wholly has no lowest point: the slopes come near to 0 as loadings
    grow, and are 0 in rounding.
    """
    if model.parameterization != "theta":
        return lowest
    ordered = {row.lhs for row in model.parameters if row.op == "|"}
    where = [item in ordered for item in model.items]
    largest = max(np.diag(here.covariance)[where].max() for here in lowest.point.implied)
    return replace(lowest, converged=lowest.converged and bool(largest < BOUNDLESS))


def _others(model: Specification, problem: OfModel, start: Array, chances: int) -> Iterator[Array]:
    """Other starts, each where those before have led nowhere."""
    yield _elsewhere(model, start)
    by_variances = _by_variances(model, problem, start)
    if by_variances is not None:
        yield by_variances
    rng = np.random.default_rng(0)
    for _ in range(chances):
        yield _by_chance(model, start, rng)


def _elsewhere(model: Specification, start: Array) -> Array:
    """A second start: loadings and covariances nearer to nothing, residuals nearer to all of the variance."""
    moved = start.copy()
    for row in model.parameters:
        if row.free and row.op == "~~" and row.lhs == row.rhs and row.lhs in model.items:
            moved[row.index] = 1.8 * start[row.index]
        elif row.free and row.op == "=~":
            moved[row.index] = 0.5 * start[row.index]
    return moved


def _by_chance(model: Specification, start: Array, rng: np.random.Generator) -> Array:
    """A start with the same signs, in which loadings and variances have other sizes."""
    sized = [row.index for row in model.parameters if row.free and (row.op == "=~" or row.lhs == row.rhs)]
    moved = start.copy()
    moved[sized] *= np.exp(SPREAD * rng.standard_normal(len(sized)))
    return moved


def _by_variances(model: Specification, problem: OfModel, start: Array) -> Array | None:
    """A third start: the end of a search in which variances set the scales that markers did; None where none did.

    A marker that hardly measures its factor leaves the factor next to no variance: a wall for the search, and in the
    other scale a loading near 0 like any. What fits best is the same.
    """
    chosen = {place: index for place, index in markers(model).items() if start[index] > 0}
    if not chosen:
        return None
    variances = list(chosen.values())
    of_one = np.sqrt(start[variances])
    moved = scaled(model, start, chosen, 1 / of_one)
    moved[variances] = of_one
    other = freed(model, chosen)
    of_other = problem.of(other)
    if not np.isfinite(of_other.at(moved).value):
        return None
    end = search(other, of_other, moved, chances=0).theta
    loadings = end[variances]
    if not loadings.all():
        return None
    back = scaled(model, end, chosen, loadings)
    back[variances] = loadings**2
    return back if np.isfinite(problem.at(back).value) else None


def markers(model: Specification) -> dict[tuple[str, int], int]:
    """Return the factors, by group, whose scale is one fixed loading, with the index of the variance that could set it.

    That is the first group's where anything of the factor is equal in groups, and else each group's own. A factor that
    is itself the marker of another keeps its own: it sets the scale of both.
    """
    found = {(name, group): index for group in range(model.groups) for name, index in _markers(model.of_group(group))}
    alike = {name: index for (name, group), index in found.items() if group == 0 and not _apart(model, name)}
    alone = {place: index for place, index in found.items() if _apart(model, place[0])}
    return alone | {(name, group): index for name, index in alike.items() for group in range(model.groups)}


def _markers(rows: Sequence[Parameter]) -> Iterator[tuple[str, int]]:
    """Give the factors of one group whose scale is one fixed loading, with the index of their variance."""
    fixed = [(row.lhs, row.rhs) for row in rows if not row.free and row.op == "=~" and row.value == 1]
    once, setting = [lhs for lhs, _ in fixed], {rhs for _, rhs in fixed}
    for row in rows:
        of_itself = row.free and row.op == "~~" and row.lhs == row.rhs
        if of_itself and row.lhs not in setting and once.count(row.lhs) == 1:
            yield row.lhs, row.index


def _apart(model: Specification, factor: str) -> bool:
    """Whether no parameter of a factor is that of another group too."""
    free = [row for row in model.parameters if row.free and factor in (row.lhs, row.rhs)]
    return len({row.index for row in free}) == len({(row.index, row.group) for row in free})


def freed(model: Specification, of_factors: dict[tuple[str, int], int]) -> Specification:
    """Return the same model with these markers free, and the variances that could set their scales 1."""
    variances = set(of_factors.values())
    rows = []
    for row in model.parameters:
        if row.index in variances:
            row = replace(row, value=1.0, index=-1)
        elif row.op == "=~" and (row.lhs, row.group) in of_factors and row.value == 1:
            row = replace(row, value=np.nan, index=of_factors[row.lhs, row.group])
        rows.append(row)
    return replace(model, parameters=tuple(rows))


def scaled(model: Specification, theta: Array, factors: Iterable[tuple[str, int]], units: Array) -> Array:
    """Return the same parameters, with a unit of each of these factors, by group, made so many."""
    sizes = dict(zip(factors, units.tolist(), strict=True))
    moved = theta.copy()
    for row in model.parameters:
        by, of = (sizes.get((name, row.group), 1.0) for name in (row.lhs, row.rhs))
        if row.free and row.op == "=~":
            moved[row.index] = theta[row.index] * of / by
        elif row.free and row.op in ("~~", "~1"):
            moved[row.index] = theta[row.index] * by * of
    return moved
