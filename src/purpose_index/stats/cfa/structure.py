"""What a model implies: the means and covariances that its parameters give, and how they change with each of those.

Every parameter changes the covariances by ``s (a b' + b a')`` and the means by ``c a``, for vectors a and b of its own.
All slopes are thus two matrices, and whatever is made of them (gradients, information, scores of people) is a matter of
a few products, with no matrix of the size of all pairs of items.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
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


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Where the parameters of one group stand in its matrices: y = ν + Λη + ε, η = α + Bη + ζ.

    Parameters
    ----------
    fixed
        Λ (p, m), B (m, m), Ψ (m, m), Θ (p, p), α (m,), ν (p,), with the fixed values, and 0 where a parameter is free.
    kind, row, column
        (r,) of every free place: in which matrix, and where in it.
    index
        (r,) which of the free parameters it is.
    """

    fixed: tuple[Array, ...]
    kind: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    index: NDArray[np.int64]

    def implied(self, theta: Any) -> Implied:
        """Return the moments that these parameters imply."""
        loadings, paths, covariances, residuals, means, intercepts = self.matrices(theta)
        through = np.linalg.inv(np.eye(len(paths)) - paths)
        between = through @ covariances @ through.T
        mean = through @ means
        with_factors = loadings @ between
        return Implied(
            covariance=with_factors @ loadings.T + residuals,
            mean=intercepts + loadings @ mean,
            factor_covariance=between,
            factor_mean=mean,
            through=through,
            total=loadings @ through,
            with_factors=with_factors,
        )

    def slopes(self, implied: Implied) -> Slopes:
        """Return how the moments change with the free parameters of this group, place by place."""
        kind, row, column = self.kind, self.row, self.column
        p = len(implied.total)
        a = np.zeros((p, len(kind)), dtype=implied.total.dtype)
        b = np.zeros_like(a)
        of_item = (kind == LOADING) | (kind == RESIDUAL) | (kind == INTERCEPT)
        a[row[of_item], np.flatnonzero(of_item)] = 1
        a[:, ~of_item] = implied.total[:, row[~of_item]]
        with_factor = (kind == LOADING) | (kind == PATH)
        b[:, with_factor] = implied.with_factors[:, column[with_factor]]
        b[:, kind == COVARIANCE] = implied.total[:, column[kind == COVARIANCE]]
        b[column[kind == RESIDUAL], np.flatnonzero(kind == RESIDUAL)] = 1
        variance = ((kind == COVARIANCE) | (kind == RESIDUAL)) & (row == column)
        c = np.zeros(len(kind), dtype=a.dtype)
        c[with_factor] = implied.factor_mean[column[with_factor]]
        c[(kind == MEAN) | (kind == INTERCEPT)] = 1
        return Slopes(a, b, np.where(variance, 0.5, 1.0), c)

    def bends(self, implied: Implied, slopes: Slopes, steep: Any, pull: Any) -> Any:
        """Return the (r, r) second derivatives of tr(steep Σ) - 2 pull μ, for any fixed (p, p) `steep` and (p,) `pull`.

        Notes
        -----
        The vectors of a parameter i are columns of the total effects T, of the covariances V of items with factors, or
        of the identity. A parameter j changes column l of T by ``a_j g_j[l]``, and column l of V by
        ``a_j u_j[l] + b_j w_j[l]``.
        """
        kind, row, column = self.kind, self.row, self.column
        if not implied.factor_mean.size:
            return np.zeros((len(kind), len(kind)))
        of_loading, of_path, of_covariance = (kind == which for which in (LOADING, PATH, COVARIANCE))
        through, between = implied.through, implied.factor_covariance
        g, u, w = (np.zeros((len(kind), len(through)), dtype=through.dtype) for _ in range(3))
        weighs = of_loading | of_path
        g[weighs], u[weighs] = through[column[weighs]], between[column[weighs]]
        w[of_path] = through[:, row[of_path]].T
        u[of_covariance] = slopes.s[of_covariance, None] * through[:, column[of_covariance]].T
        w[of_covariance] = slopes.s[of_covariance, None] * through[:, row[of_covariance]].T
        of_total = of_path | of_covariance | (kind == MEAN)
        at_row, at_column = np.where(of_total, row, 0), np.where(weighs | of_covariance, column, 0)
        a_bends = of_total[:, None] * g[:, at_row].T
        b_by_a = weighs[:, None] * u[:, at_column].T + of_covariance[:, None] * g[:, at_column].T
        b_by_b = weighs[:, None] * w[:, at_column].T
        aa, ab = slopes.a.T @ steep @ slopes.a, slopes.a.T @ steep @ slopes.b
        of_covariances = slopes.s[:, None] * (ab.T * a_bends + aa * b_by_a + ab * b_by_b)
        moves = (of_path | (kind == MEAN))[:, None] * slopes.c[:, None] * through[:, np.where(of_total, row, 0)].T
        along = slopes.a.T @ pull
        of_means = weighs[:, None] * moves[:, at_column].T * along[:, None] + slopes.c[:, None] * a_bends * along
        return 2 * (of_covariances - of_means)

    def together(self, by_place: Any, size: int) -> Any:
        """Add up what belongs to one free parameter: (r, ...) by place becomes (size, ...) by parameter."""
        added = np.zeros((size, *by_place.shape[1:]), dtype=by_place.dtype)
        np.add.at(added, self.index, by_place)
        return added

    def both_together(self, by_place: Any, size: int) -> Any:
        """Add up both ways: (r, r) by place becomes (size, size) by parameter."""
        return self.together(self.together(by_place, size).T, size)

    def matrices(self, theta: Any) -> list[Any]:
        """Return Λ, B, Ψ, Θ, α and ν with the free parameters in their places."""
        matrices = [matrix.astype(theta.dtype) for matrix in self.fixed]
        for which, matrix in enumerate(matrices):
            here = self.kind == which
            at = self.row[here]
            values = theta[self.index[here]]
            if matrix.ndim == 1:
                matrix[at] = values
            else:
                matrix[at, self.column[here]] = values
                if which in (COVARIANCE, RESIDUAL):
                    matrix[self.column[here], at] = values
        return matrices


def structure_of(model: Specification, group: int) -> Structure:
    """Return where the parameters of a group stand."""
    items = {item: j for j, item in enumerate(model.items)}
    factors = {factor: j for j, factor in enumerate(model.factors)}
    p, m = len(items), len(factors)
    fixed = (np.zeros((p, m)), np.zeros((m, m)), np.zeros((m, m)), np.zeros((p, p)), np.zeros(m), np.zeros(p))
    places = []
    for parameter in model.of_group(group):
        if parameter.op in OF_ANSWERS:
            continue
        which, row, column = _place(parameter, items, factors)
        if parameter.free:
            places.append((which, row, column, parameter.index))
        elif which in (MEAN, INTERCEPT):
            fixed[which][row] = parameter.value
        else:
            fixed[which][row, column] = parameter.value
            if which in (COVARIANCE, RESIDUAL):
                fixed[which][column, row] = parameter.value
    kind, rows, columns, index = np.array(places, dtype=np.int64).reshape(-1, 4).T
    return Structure(fixed, kind, rows, columns, index)


def _place(parameter: Parameter, items: dict[str, int], factors: dict[str, int]) -> tuple[int, int, int]:
    """In which matrix a parameter stands, and where in it."""
    lhs, op, rhs = parameter.lhs, parameter.op, parameter.rhs
    if op == "=~":
        return (LOADING, items[rhs], factors[lhs]) if rhs in items else (PATH, factors[rhs], factors[lhs])
    if op == "~1":
        return (INTERCEPT, items[lhs], 0) if lhs in items else (MEAN, factors[lhs], 0)
    return (RESIDUAL, items[lhs], items[rhs]) if lhs in items else (COVARIANCE, factors[lhs], factors[rhs])
