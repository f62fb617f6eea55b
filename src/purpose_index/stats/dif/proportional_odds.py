"""Proportional-odds regression of many items at once, on counts: ``logit P(answer >= c) = intercept[c] + X slopes``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.dif.sparse_odds import SparseCounts
from purpose_index.stats.irt.models import GRADED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

STEPS = 60
SETTLED = 1e-11  # of the log-likelihood, beside its size, that a step may still gain
RUNS_OFF = 1e-3  # a predictor that still moves this far where nothing is gained goes on for ever
ROOM = 0.9  # of the way to where two thresholds meet
ALIKE = 1e-13  # of the largest information, below which a direction is not known at all
AT_ONCE = 2**22  # numbers in the largest table
FEW = 1_000  # cells: more of them hold hardly anybody


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Regressions of k items.

    Parameters
    ----------
    log_likelihood
        (k,) at the maximum; or the limit that it comes near to where a slope runs off.
    intercepts
        (k, m - 1), descending; -inf beyond an item's categories.
    slopes
        (k, p).
    covariance
        (k, m - 1 + p, m - 1 + p) of both, from the observed information.
    bounded
        (k,) whether there is a maximum: whether no slope runs off.
    """

    log_likelihood: Array
    intercepts: Array
    slopes: Array
    covariance: Array
    bounded: NDArray[np.bool_]


def proportional_odds(counts: Array, columns: Array, start: Fit | None = None) -> Fit:
    """Regress ordered answers on columns by maximum likelihood: Newton's method, each item with a step of its own.

    Parameters
    ----------
    counts
        (k, m, c) how often each category was chosen in each cell. Within an item every category before one that was
        chosen was chosen too.
    columns
        (c, p) what the cells differ in.
    start
        A fit to the first of these columns.

    Notes
    -----
    The log-likelihood is concave (Pratt, 1981), so that its maximum is the only one. Where a group or level has but the
    highest or lowest answers a slope can grow without end; the log-likelihood then has a limit, which is reached in all
    its digits.

    References
    ----------
    McCullagh, P. (1980). Regression models for ordinal data. Journal of the Royal Statistical Society B, 42, 109-142.
    https://doi.org/10.1111/j.2517-6161.1980.tb01109.x

    Pratt, J. W. (1981). Concavity of the log likelihood. Journal of the American Statistical Association, 76, 103-106.
    https://doi.org/10.1080/01621459.1981.10477613
    """
    k, m, c = counts.shape
    block = max(1, AT_ONCE // max(1, m * m * c))
    parts = [
        _climbed(counts[at : at + block], columns, None if start is None else _part(start, slice(at, at + block)))
        for at in range(0, max(k, 1), block)
    ]
    names = ("log_likelihood", "intercepts", "slopes", "covariance", "bounded")
    return Fit(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _part(fit: Fit, at: slice) -> Fit:
    return Fit(fit.log_likelihood[at], fit.intercepts[at], fit.slopes[at], fit.covariance[at], fit.bounded[at])


def _climbed(counts: Array, columns: Array, start: Fit | None) -> Fit:
    k, m, c = counts.shape
    p = columns.shape[1]
    there = np.concatenate([counts.sum(axis=2)[:, 1:] > 0, np.ones((k, p), dtype=bool)], axis=1)
    theta = np.zeros((k, m - 1 + p))
    theta[:, : m - 1] = marginal_intercepts(counts) if start is None else start.intercepts
    if start is not None:
        theta[:, m - 1 : m - 1 + start.slopes.shape[1]] = start.slopes
    active, sums = np.arange(k), (SparseCounts if c > FEW else DenseCounts)(counts, columns)
    value = sums.log_likelihood(theta, active)
    covariance, bounded = np.empty((k, m - 1 + p, m - 1 + p)), np.ones(k, dtype=bool)
    for step in range(STEPS):
        gradient, information = _of_those(*sums.slopes(theta[active], active), there[active])
        inverse = np.linalg.pinv(information, rcond=ALIKE, hermitian=True)
        way = np.einsum("kij,kj->ki", inverse, gradient)
        gain = np.einsum("ki,ki->k", gradient, way)
        covariance[active] = inverse
        done = gain <= SETTLED * (1 + np.abs(value[active])) if step < STEPS - 1 else np.ones(len(active), dtype=bool)
        far = np.abs(columns @ way[:, m - 1 :].T).max(axis=0, initial=0) if len(columns) else np.zeros(len(active))
        bounded[active] = far <= RUNS_OFF
        theta[active], value[active] = _moved(sums, active, theta[active], way, value[active])
        active = active[~done]
        if not len(active):
            break
    return Fit(value, theta[:, : m - 1], theta[:, m - 1 :], covariance, bounded)


def _of_those(gradient: Array, information: Array, there: NDArray[np.bool_]) -> tuple[Array, Array]:
    """The slopes and the information of what an item has; a 1 on the diagonal for what it lacks."""
    both = there[:, :, None] & there[:, None]
    return np.where(there, gradient, 0.0), np.where(both, information, np.eye(there.shape[1]))


def marginal_intercepts(counts: Array) -> Array:
    """Return the (k, m - 1) log odds of each answer or a higher one; -inf where nobody chose any."""
    above = np.cumsum(counts.sum(axis=2)[:, ::-1], axis=1)[:, ::-1]
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(above[:, 1:]) - np.log(above[:, :1] - above[:, 1:]))


def null_log_likelihood(counts: Array) -> Array:
    """Return the (k,) log-likelihoods where nothing but the category counts."""
    totals = counts.sum(axis=2)
    share = totals / np.maximum(totals.sum(axis=1, keepdims=True), 1)
    return np.asarray((totals * np.log(np.where(totals > 0, share, 1.0))).sum(axis=1))


class DenseCounts:
    """The likelihood of k items at their parameters: intercepts, -inf beyond an item's categories, and slopes."""

    def __init__(self, counts: Array, columns: Array) -> None:
        self.counts: Array = counts
        self.columns: Array = columns

    def log_likelihood(self, theta: Array, which: NDArray[np.intp]) -> Array:
        """Return the log-likelihoods of some items at their parameters."""
        counts, logs = self.counts[which], GRADED.log_probabilities(*self._parts(theta))
        return np.asarray((counts * np.where(counts > 0, logs, 0.0)).sum(axis=(1, 2)))

    def slopes(self, theta: Array, which: NDArray[np.intp]) -> tuple[Array, Array]:
        """Return their slopes, and their observed information."""
        counts, columns, parts = self.counts[which], self.columns, self._parts(theta)
        rise = np.einsum("kcs,kcts->kts", counts, GRADED.in_predictors(*parts))
        bend = GRADED.curvature(*parts, counts)
        edges = rise.shape[1]
        gradient = np.concatenate([rise.sum(axis=2), rise.sum(axis=1) @ columns], axis=1)
        along = bend.sum(axis=2)
        information = np.zeros((*theta.shape, theta.shape[1]))
        information[:, :edges, :edges] = bend.sum(axis=3)
        information[:, :edges, edges:] = along @ columns
        information[:, edges:, :edges] = information[:, :edges, edges:].transpose(0, 2, 1)
        information[:, edges:, edges:] = np.einsum("ks,sp,sq->kpq", along.sum(axis=1), columns, columns, optimize=True)
        return gradient, information

    def _parts(self, theta: Array) -> tuple[Array, Array, Array]:
        """Slopes of 1, the intercepts, and the (k, c) predictors without those."""
        edges = self.counts.shape[1] - 1
        return np.ones(len(theta)), theta[:, :edges], theta[:, edges:] @ self.columns.T


def _moved(
    sums: DenseCounts | SparseCounts, which: NDArray[np.intp], theta: Array, way: Array, value: Array
) -> tuple[Array, Array]:
    """The place after a step: the whole way, or the first half, or half of that, that is no lower."""
    edges = theta.shape[1] - sums.columns.shape[1]
    size = _room(theta[:, :edges], way[:, :edges])
    left = np.ones(len(theta), dtype=bool)
    out, reached = theta.copy(), value.copy()
    for _ in range(30):
        place = theta[left] + size[left, None] * way[left]
        found = sums.log_likelihood(place, which[left])
        fine = found >= value[left] - SETTLED * np.abs(value[left])
        at = np.flatnonzero(left)[fine]
        out[at], reached[at] = place[fine], found[fine]
        left[at] = False
        if not left.any():
            break
        size[left] /= 2
    return out, reached


def _room(intercepts: Array, way: Array) -> Array:
    """How much of the way, at most all, leaves the thresholds in their order."""
    with np.errstate(invalid="ignore", divide="ignore"):
        gap, falls = intercepts[:, :-1] - intercepts[:, 1:], way[:, 1:] - way[:, :-1]
        free = np.where(np.isfinite(gap) & (falls > 0), ROOM * gap / falls, np.inf)
    return np.asarray(np.minimum(1.0, free.min(axis=1, initial=np.inf)))
