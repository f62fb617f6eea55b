"""Tests of one model of ordered answers within another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.cfa.ordinal_errors import people_problem_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

    Array = NDArray[np.float64]


def difference_weights(small: ConfirmatoryFactorAnalysis, large: ConfirmatoryFactorAnalysis) -> tuple[float, float]:
    """Return the sums of the weights, and of their squares, of the chi-squares that such a difference is made of.

    Notes
    -----
    With slopes D1 and D0 of the larger and the smaller model, ``P = D1'WD1`` and ``H = (D1'D1)^-1 D1'D0`` (which
    directions of the larger model the smaller one keeps), the difference is a sum of squares weighted by the roots of
    ``(P^-1 - H (H'PH)^-1 H') D1'WΓWD1``. H is without weights, as lavaan has it; it differs by weights only as far as
    the smaller model does not fit.

    References
    ----------
    Satorra, A. (2000). Scaled and adjusted restricted tests in multi-sample analysis of moment structures. In R. D. H.
    Heijmans, D. S. G. Pollock, & A. Satorra (Eds.), Innovations in multivariate statistical analysis (pp. 233-247).
    Kluwer. https://doi.org/10.1007/978-1-4615-4603-0_17
    """
    outer = people_problem_of(large.model, large.stages, large.estimator)
    inner = people_problem_of(small.model, small.stages, small.estimator)
    at_large, at_small = outer.at(large.theta), inner.at(small.theta)
    products = np.zeros((outer.size, outer.size))
    meat = products.copy()
    unweighted = products.copy()
    across = np.zeros((outer.size, inner.size))
    for share, weights, stage, one, other in zip(
        outer.shares, outer.weights, large.stages, at_large.changes, at_small.changes, strict=True
    ):
        weighted = weights[:, None] * one.total
        products += share * one.total.T @ weighted
        unweighted += one.total.T @ one.total
        across += one.total.T @ other.total
        assert stage.gamma is not None
        meat += share * weighted.T @ stage.gamma @ weighted
    kept = np.linalg.solve(unweighted, across)
    lost = np.linalg.inv(products) - kept @ np.linalg.pinv(kept.T @ products @ kept, hermitian=True) @ kept.T
    roots = lost @ meat
    return float(np.trace(roots)), float((roots * roots.T).sum())
