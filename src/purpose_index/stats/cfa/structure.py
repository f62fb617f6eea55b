"""What a model implies: the means and covariances that its parameters give, and how they change with each of those.

Every parameter changes the covariances by ``s (a b' + b a')`` and the means by ``c a``, for vectors a and b of its own.
All slopes are thus two matrices, and whatever is made of them (gradients, information, scores of people) is a matter of
a few products, with no matrix of the size of all pairs of items.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.parameter import Parameter
    from purpose_index.stats.cfa.parameters import Specification

    Array = NDArray[np.float64]

LOADING, PATH, COVARIANCE, RESIDUAL, MEAN, INTERCEPT = range(6)
OF_ANSWERS = ("|", "~*~")  # thresholds and scales: not of the items' covariances, but of ordered answers


class Implied(NamedTuple):
    """The moments that a model implies in one group.

    Parameters
    ----------
    covariance, mean
        (p, p) and (p,) of the items.
    factor_covariance, factor_mean
        (m, m) and (m,) of the factors.
    through
        (m, m) what a unit of each factor's own part adds to every factor: the identity where none measures another.
    total
        (p, m) what a unit of each factor's own part adds to the items, by all ways.
    with_factors
        (p, m) covariances of the items with the factors.
    """

    covariance: Any
    mean: Any
    factor_covariance: Any
    factor_mean: Any
    through: Any
    total: Any
    with_factors: Any


class Vectors(NamedTuple):
    """Where the vectors of the slopes stand, see `Slopes`: which columns of a few matrices they are.

    Parameters
    ----------
    a, b
        (r,) columns of the total effects, of the covariances with factors, of the identity, and of a 0.
    c
        (r,) places among the means of the factors, a 0 and a 1.
    s
        (r,) factors.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    c: NDArray[np.int64]
    s: Array


class Slopes(NamedTuple):
    """How the moments change with each of q parameters: covariances by ``s (a b' + b a')``, means by ``c a``.

    Parameters
    ----------
    a, b
        (p, q) vectors.
    s, c
        (q,) factors.
    """

    a: Any
    b: Any
    s: Any
    c: Any


@dataclass(frozen=True, eq=False)
class Structure:
    """Where the parameters of one group stand in its matrices: y = ν + Λη + ε, η = α + Bη + ζ.

    Parameters
    ----------
    p, m
        How many items and factors there are.
    fixed
        The numbers of Λ (p, m), B (m, m), Ψ (m, m), Θ (p, p), α (m,) and ν (p,), one after the other: the fixed values,
        and 0 where a parameter is free.
    kind, row, column
        (r,) of every free place: in which matrix, and where in it.
    index
        (r,) which of the free parameters it is.
    place, mirror
        (r,) where in `fixed` it stands, and where the covariance of the same two stands in the other order.
    """

    p: int
    m: int
    fixed: Array
    kind: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    index: NDArray[np.int64]
    place: NDArray[np.int64]
    mirror: NDArray[np.int64]

    def implied(self, theta: Any) -> Implied:
        """Return the moments that (..., q) parameters imply, one or many of them at once."""
        loadings, paths, covariances, residuals, means, intercepts = self.matrices(theta)
        through = np.linalg.inv(np.eye(self.m) - paths) if paths.any() else np.broadcast_to(np.eye(self.m), paths.shape)
        between = through @ covariances @ np.swapaxes(through, -1, -2)
        mean = (through @ means[..., None])[..., 0]
        with_factors = loadings @ between
        return Implied(
            covariance=with_factors @ np.swapaxes(loadings, -1, -2) + residuals,
            mean=intercepts + (loadings @ mean[..., None])[..., 0],
            factor_covariance=between,
            factor_mean=mean,
            through=through,
            total=loadings @ through,
            with_factors=with_factors,
        )

    def gradient(self, implied: Implied, steep: Any, pull: Any) -> Any:
        """Return the (..., r) slopes of tr(steep Σ) - 2 pull μ, for fixed (..., p, p) `steep` and (..., p) `pull`."""
        across = np.swapaxes(implied.total, -1, -2)
        by_factors, along = steep @ implied.with_factors, (across @ pull[..., None])[..., 0]
        mean = implied.factor_mean[..., None, :]
        matrices = (
            2 * (by_factors - pull[..., None] * mean),
            2 * (across @ by_factors - along[..., None] * mean),
            across @ steep @ implied.total,
            steep,
            -2 * along,
            -2 * pull,
        )
        lead = pull.shape[:-1]
        flat = np.concatenate([matrix.reshape(*lead, -1) for matrix in matrices], axis=-1)
        return flat[..., self.place] + np.where(self.mirror == self.place, 0, flat[..., self.mirror])

    def slopes(self, implied: Implied) -> Slopes:
        """Return how the moments change with the free parameters of this group, place by place."""
        at = self.vectors
        columns = np.concatenate([implied.total, implied.with_factors, np.eye(self.p, self.p + 1)], axis=1)
        moves = np.concatenate([implied.factor_mean, (0.0, 1.0)])
        return Slopes(columns.take(at.a, axis=1), columns.take(at.b, axis=1), at.s, moves[at.c])

    @cached_property
    def vectors(self) -> Vectors:
        """Where the vectors of the slopes stand."""
        kind, m = self.kind, self.m
        nought = 2 * m + self.p
        starts = np.array([[2 * m, 0, 0, 2 * m, 0, 2 * m], [m, m, 0, 2 * m, nought, nought]])[:, kind]
        with_factor, of_means = (kind == LOADING) | (kind == PATH), (kind == MEAN) | (kind == INTERCEPT)
        variance = ((kind == COVARIANCE) | (kind == RESIDUAL)) & (self.row == self.column)
        return Vectors(
            a=starts[0] + self.row,
            b=starts[1] + self.column,
            c=np.where(with_factor, self.column, m + of_means),
            s=np.where(variance, 0.5, 1.0),
        )

    @cached_property
    def alone(self) -> bool:
        """Whether no free parameter stands in two places."""
        return len(np.unique(self.index)) == len(self.index)

    def bends(self, implied: Implied, slopes: Slopes, steep: Any, pull: Any) -> Any:
        """Return the (r, r) second derivatives of tr(steep Σ) - 2 pull μ, for any fixed (p, p) `steep` and (p,) `pull`.

        Notes
        -----
        The vectors of a parameter i are columns of the total effects T, of the covariances V of items with factors, or
        of the identity. A parameter j changes column l of T by ``a_j g_j[l]``, and column l of V by
        ``a_j u_j[l] + b_j w_j[l]``.
        """
        bent = np.zeros((len(self.kind),) * 2, dtype=slopes.a.dtype)
        of_factors = np.flatnonzero((self.kind != RESIDUAL) & (self.kind != INTERCEPT))  # others change nothing else
        if not of_factors.size:
            return bent
        kind, row, column = self.kind[of_factors], self.row[of_factors], self.column[of_factors]
        a, b, s, c = (each[..., of_factors] for each in slopes)
        of_loading, of_path, of_covariance = (kind == which for which in (LOADING, PATH, COVARIANCE))
        through, between = implied.through, implied.factor_covariance
        g, u, w = (np.zeros((len(kind), self.m), dtype=through.dtype) for _ in range(3))
        weighs = of_loading | of_path
        g[weighs], u[weighs] = through[column[weighs]], between[column[weighs]]
        w[of_path] = through[:, row[of_path]].T
        u[of_covariance] = s[of_covariance, None] * through[:, column[of_covariance]].T
        w[of_covariance] = s[of_covariance, None] * through[:, row[of_covariance]].T
        of_total = of_path | of_covariance | (kind == MEAN)
        at_row, at_column = np.where(of_total, row, 0), np.where(weighs | of_covariance, column, 0)
        a_bends = of_total[:, None] * g[:, at_row].T
        b_by_a = weighs[:, None] * u[:, at_column].T + of_covariance[:, None] * g[:, at_column].T
        b_by_b = weighs[:, None] * w[:, at_column].T
        across = a.T @ steep
        aa, ab = across @ a, across @ b
        bends = s[:, None] * (ab.T * a_bends + aa * b_by_a + ab * b_by_b)
        if c.any():
            moves = (of_path | (kind == MEAN))[:, None] * c[:, None] * through[:, at_row].T
            along = a.T @ pull
            bends -= weighs[:, None] * moves[:, at_column].T * along[:, None] + c[:, None] * a_bends * along
        bent[of_factors[:, None], of_factors] = 2 * bends
        return bent

    def together(self, by_place: Any, size: int) -> Any:
        """Add up what belongs to one free parameter: (r, ...) by place becomes (size, ...) by parameter."""
        added = np.zeros((size, *by_place.shape[1:]), dtype=by_place.dtype)
        if self.alone:
            added[self.index] = by_place
        else:
            np.add.at(added, self.index, by_place)
        return added

    def both_together(self, by_place: Any, size: int) -> Any:
        """Add up both ways: (r, r) by place becomes (size, size) by parameter."""
        return self.together(self.together(by_place, size).T, size)

    def matrices(self, theta: Any) -> list[Any]:
        """Return Λ, B, Ψ, Θ, α and ν with the free parameters in their places."""
        lead = theta.shape[:-1]
        flat = np.empty((*lead, len(self.fixed)), dtype=theta.dtype)
        flat[:] = self.fixed
        flat[..., self.mirror] = flat[..., self.place] = theta[..., self.index]
        return [flat[..., start : start + size].reshape(*lead, *shape) for start, size, shape in _parts(self.p, self.m)]


@lru_cache(maxsize=64)
def _parts(p: int, m: int) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    """Where each matrix starts in the numbers of all of them, how many it has, and its shape."""
    shapes: tuple[tuple[int, ...], ...] = ((p, m), (m, m), (m, m), (p, p), (m,), (p,))
    sizes = [math.prod(shape) for shape in shapes]
    return tuple((sum(sizes[:j]), sizes[j], shape) for j, shape in enumerate(shapes))


def structure(
    p: int, m: int, places: Iterable[tuple[int, int, int, int]], fixed: Iterable[tuple[int, int, int, float]] = ()
) -> Structure:
    """Return the structure with these free places (matrix, row, column, parameter), and these fixed values."""
    kind, row, column, index = np.array(list(places), dtype=np.int64).reshape(-1, 4).T
    parts = _parts(p, m)
    starts, widths = (np.array(each) for each in zip(*((s, (*shape, 1)[1]) for s, _, shape in parts), strict=True))
    symmetric = (kind == COVARIANCE) | (kind == RESIDUAL)
    place = starts[kind] + row * widths[kind] + column
    mirror = np.where(symmetric, starts[kind] + column * widths[kind] + row, place)
    values = np.zeros(parts[-1][0] + parts[-1][1])
    for which, at_row, at_column, value in fixed:
        values[starts[which] + at_row * widths[which] + at_column] = value
        if which in (COVARIANCE, RESIDUAL):
            values[starts[which] + at_column * widths[which] + at_row] = value
    return Structure(p, m, values, kind, row, column, index, place, mirror)


def structure_of(model: Specification, group: int) -> Structure:
    """Return where the parameters of a group stand."""
    items = {item: j for j, item in enumerate(model.items)}
    factors = {factor: j for j, factor in enumerate(model.factors)}
    rows = [
        (_place(parameter, items, factors), parameter)
        for parameter in model.of_group(group)
        if parameter.op not in OF_ANSWERS
    ]
    free = [(*place, parameter.index) for place, parameter in rows if parameter.free]
    fixed = [(*place, parameter.value) for place, parameter in rows if not parameter.free]
    return structure(len(items), len(factors), free, fixed)


def _place(parameter: Parameter, items: dict[str, int], factors: dict[str, int]) -> tuple[int, int, int]:
    """In which matrix a parameter stands, and where in it."""
    lhs, op, rhs = parameter.lhs, parameter.op, parameter.rhs
    if op == "=~":
        return (LOADING, items[rhs], factors[lhs]) if rhs in items else (PATH, factors[rhs], factors[lhs])
    if op == "~1":
        return (INTERCEPT, items[lhs], 0) if lhs in items else (MEAN, factors[lhs], 0)
    return (RESIDUAL, items[lhs], items[rhs]) if lhs in items else (COVARIANCE, factors[lhs], factors[rhs])
