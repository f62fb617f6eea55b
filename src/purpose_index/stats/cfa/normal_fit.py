"""Robust indices of ordered answers: what the normal likelihood of the correlations says of the same estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.cfa.indices import TestIndices, indices, robust_indices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.least_squares import Fitted, LeastSquares
    from purpose_index.stats.correlation.first_stage import FirstStage

    Array = NDArray[np.float64]

FLAT = 1.5e-8  # a smallest root below which correlations have no inverse to speak of


def normal_fit(problem: LeastSquares, point: Fitted, stages: Sequence[FirstStage]) -> TestIndices | None:
    """Return CFI, TLI and RMSEA of the normal discrepancy of the correlations; None where they have no inverse.

    None too where the covariances of the errors are not known.

    Notes
    -----
    Indices of least squares depend on its weights, so that customary cut-offs say nothing of them. These estimate what
    the normal likelihood would give if the variables behind the answers had been observed: its discrepancy at the
    estimates, less what chance alone is expected to give to that, ``tr(V P Γ P')``: V the normal weights at the implied
    correlations, P what the parameters leave of errors. Thresholds have no part in it, nor have the degrees of freedom
    that their constraints give.

    References
    ----------
    Savalei, V. (2021). Improving fit indices in structural equation modeling with categorical data. Multivariate
    Behavioral Research, 56, 390-407. https://doi.org/10.1080/00273171.2020.1717922
    """
    if any(stage.gamma is None for stage in stages):
        return None
    n = sum(stage.n for stage in stages)
    inverse = np.linalg.pinv(problem.curvature(point, observed=False), hermitian=True)
    statistic = baseline = trace = baseline_trace = 0.0
    between = np.zeros((problem.size, problem.size))
    weighted = np.zeros((problem.size, problem.size))
    for share, weights, stage, here, changes in zip(
        problem.shares, problem.weights, stages, point.statistics, point.changes, strict=True
    ):
        t = len(stage.thresholds)
        observed = stage.matrix()
        implied = here.implied.covariance * np.outer(here.scales, here.scales)
        size, log_determinant = np.linalg.slogdet(observed)
        sign, log_implied = np.linalg.slogdet(implied)
        if sign <= 0 or size <= 0 or np.linalg.eigvalsh(observed)[0] < FLAT or np.linalg.eigvalsh(implied)[0] <= 0:
            return None
        assert stage.gamma is not None
        solved = np.linalg.inv(implied)
        statistic += share * n * float(log_implied - log_determinant + (observed * solved).sum() - len(observed))
        baseline -= share * n * float(log_determinant)
        gamma, slopes = stage.gamma[t:, t:], changes.total[t:]
        normal, with_slopes = _normal_weights(solved, gamma, slopes)
        pulled = weights[t:, None] * slopes
        across = gamma @ pulled
        trace += normal - 2 * share * float((inverse * (with_slopes.T @ across)).sum())
        between += share * pulled.T @ across
        weighted += share * slopes.T @ with_slopes
        baseline_trace += float(np.trace(gamma))
    trace += float(np.trace(inverse @ between @ inverse @ weighted))
    baseline_df = sum(len(stage.correlations) for stage in stages)
    df = baseline_df - _rank(weighted)
    c = trace / df if df else 1.0
    b = baseline_trace / baseline_df if baseline_df else 1.0
    groups = len(stages)
    n -= groups  # as lavaan has it
    scaled = indices(statistic / c, df, baseline / b, baseline_df, n, groups, scaling=c, baseline_scaling=b)
    return TestIndices(**robust_indices(scaled, n, groups))  # type: ignore[arg-type]


def _rank(products: Array) -> int:
    """How many directions of the parameters change the correlations: those of thresholds alone do not."""
    size = np.diag(products)
    changes = size > 0
    scale = 1 / np.sqrt(size[changes])
    scaled = products[np.ix_(changes, changes)] * np.outer(scale, scale)
    return int((np.linalg.eigvalsh(scaled) > FLAT).sum())


def _normal_weights(solved: Array, gamma: Array, slopes: Array) -> tuple[float, Array]:
    """tr(V Γ) and V Δ, with V the normal weights of the pairs (i, j) and (k, l): S_ik S_jl + S_il S_jk, S inverse."""
    by_first, by_second = (solved[:, item] for item in np.triu_indices(len(solved), 1))
    trace, start = 0.0, 0
    product = np.empty_like(slopes)
    for i in range(len(solved) - 1):  # all pairs (i, j) of one i
        weights = by_first[i] * by_second[i + 1 :] + by_second[i] * by_first[i + 1 :]
        block = slice(start, start := start + len(weights))
        trace += float((weights * gamma[block]).sum())
        product[block] = weights @ slopes
    return trace, product
