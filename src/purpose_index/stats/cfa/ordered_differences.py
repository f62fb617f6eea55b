"""What ordered answers of two groups differ by where people stand alike on the factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import ndtr

from purpose_index.stats.cfa.structure import INTERCEPT, LOADING, RESIDUAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.structure import Structure

    Array = NDArray[np.float64]

NODES = {2: 41, 3: 17, 4: 9, 5: 7, 6: 5, 7: 4, 8: 4}  # a factor, of a score that several factors are in
LEVELS = np.linspace(-8.5, 8.5, 1701)  # of one factor: fine enough for an item that is all but a step


class Curves(NamedTuple):
    """How k items of one group are answered, by the level of m factors.

    Parameters
    ----------
    loadings, intercepts, variances
        (k, m), (k,) and (k,) of the variables behind the answers; variances of their residuals.
    item, thresholds, rises
        (t,) which item each threshold belongs to, where it is, and how many points the answer above it has more.
    lowest
        (k,) the lowest answers.
    """

    loadings: Any
    intercepts: Any
    variances: Any
    item: NDArray[np.int64]
    thresholds: Any
    rises: Array
    lowest: Array

    def expected(self, mean: Any, covariance: Any) -> Any:
        """Return the (k,) expected answers over normal levels of the factors with this mean and these covariances."""
        centre = self.intercepts + self.loadings @ mean
        variances = self.variances + ((self.loadings @ covariance) * self.loadings).sum(axis=1)
        return self._answers(((centre[self.item] - self.thresholds) / np.sqrt(variances[self.item]))[:, None])[:, 0]

    def at(self, levels: Array) -> Any:
        """Return the (k, points) expected answers at (m, points) levels of the factors."""
        centre = self.intercepts[:, None] + self.loadings @ levels
        deviations = np.sqrt(self.variances[self.item])[:, None]
        return self._answers((centre[self.item] - self.thresholds[:, None]) / deviations)

    def _answers(self, above: Any) -> Any:
        """The (k, points) expected answers, from the (t, points) distances above each threshold."""
        probabilities = ndtr(above) * self.rises[:, None]
        answers = np.repeat(self.lowest[:, None], above.shape[1], axis=1).astype(probabilities.dtype)
        np.add.at(answers, self.item, probabilities)
        return answers


def curves_of(
    model: Specification,
    structure: Structure,
    theta: Any,
    *,
    group: int,
    items: slice,
    factors: slice,
    categories: Sequence[tuple[int, ...]],
) -> Curves:
    """Return how the items of one group are answered with these parameters.

    Parameters
    ----------
    model, structure, theta
        The model, its structure in that group, and its free parameters.
    group, items, factors
        Which group, and which of its items and factors.
    categories
        The values of each of all items.
    """
    matrices = structure.matrices(theta)
    names = model.items[items]
    rows = {(row.lhs, row.rhs): row for row in model.of_group(group) if row.op == "|"}
    item, thresholds, rises = [], [], []
    for j, (name, values) in enumerate(zip(names, categories[items], strict=True)):
        for t in range(1, len(values)):
            row = rows[name, f"t{t}"]
            item.append(j)
            thresholds.append(theta[row.index] if row.free else row.value)
            rises.append(values[t] - values[t - 1])
    return Curves(
        loadings=matrices[LOADING][items, factors],
        intercepts=matrices[INTERCEPT][items],
        variances=np.diag(matrices[RESIDUAL])[items],
        item=np.array(item, dtype=np.int64),
        thresholds=np.array(thresholds, dtype=theta.dtype),
        rises=np.array(rises, dtype=np.float64),
        lowest=np.array([values[0] for values in categories[items]], dtype=np.float64),
    )


def mean_square(one: Curves, other: Curves, weights: Array, mean: Array, covariance: Array) -> float:
    """Return the mean square of the difference of a score, over normal levels of the factors.

    Notes
    -----
    Over the one factor that the items of the score measure by the rule of equal steps, over several by Gauss-Hermite
    quadrature; NaN where they are more than eight, or have covariances that no people could have.
    """
    involved = ((one.loadings != 0) | (other.loadings != 0))[weights != 0].any(axis=0)
    m = int(involved.sum())
    try:
        root = np.linalg.cholesky(covariance[np.ix_(involved, involved)])
    except np.linalg.LinAlgError:
        return float("nan")
    if m not in (1, *NODES):
        return float("nan")
    points, own = (LEVELS, np.exp(-(LEVELS**2) / 2)) if m == 1 else np.polynomial.hermite_e.hermegauss(NODES[m])
    grid = np.array(np.meshgrid(*[points] * m, indexing="ij")).reshape(m, -1)
    shares = np.array(np.meshgrid(*[own / own.sum()] * m, indexing="ij")).reshape(m, -1).prod(axis=0)
    levels = np.repeat(mean[:, None], grid.shape[1], axis=1)
    levels[involved] += root @ grid
    difference = weights @ (one.at(levels) - other.at(levels))
    return float(shares @ difference**2)
