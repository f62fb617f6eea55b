"""What a model implies of ordered answers: thresholds and correlations of the normal variables behind them.

With the model's covariances Σ and means μ of these variables, thresholds τ in its units, and a scale for every item,
the statistics are ``d_i (τ - μ_i)`` and ``d_i d_j Σ_ij``. Under 'delta' the scales are parameters, and what the factors
leave of the variances ``1 / d_i^2`` is the residuals'; under 'theta' residual variances are parameters, and
``d_i = Σ_ii^-1/2``. Slopes and second derivatives are taken of the logarithms of the scales, which serves both.

An item that is a number has a scale of 1, and its mean and variance are statistics: as if it had one threshold, at 0,
and were paired with itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.cfa.parameter import Parameter
from purpose_index.stats.cfa.structure import structure_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.structure import Implied, Structure

    Array = NDArray[np.float64]
    Places = NDArray[np.int64]


class Statistics(NamedTuple):
    """The statistics that a model implies in one group.

    Parameters
    ----------
    values
        (M,) standardised thresholds, then correlations.
    implied
        Covariances and means of the variables behind the answers, with the variances that the scales give them.
    thresholds
        (t,) in the units of the model.
    scales
        (p,) one over the standard deviations.
    unscaled
        (M,) the statistics without their scales.
    """

    values: Array
    implied: Implied
    thresholds: Array
    scales: Array
    unscaled: Array


class Changes(NamedTuple):
    """How statistics change with the q free parameters.

    Parameters
    ----------
    total
        (M, q) slopes of the statistics.
    unscaled
        (M, q) slopes of the statistics without their scales.
    scales
        (p, q) slopes of the logarithms of the scales; None where no scale can change.
    """

    total: Array
    unscaled: Array
    scales: Array | None


@dataclass(frozen=True, eq=False)
class LatentResponses:
    """Where the parameters of one group stand.

    Parameters
    ----------
    structure
        Those of the means and covariances of the variables behind the answers.
    size
        How many parameters are free, in all groups.
    item
        (t,) which item each threshold belongs to.
    thresholds, threshold_at, threshold_index
        (t,) fixed thresholds, 0 where free; where free ones stand, and which parameters they are.
    scales, scale_at, scale_index
        (p,) the same of the scales.
    by_scale
        Whether scales are parameters ('delta'), or residual variances are ('theta').
    numbers
        (p,) which items are numbers.
    """

    structure: Structure
    size: int
    item: Places
    thresholds: Array
    threshold_at: Places
    threshold_index: Places
    scales: Array
    scale_at: Places
    scale_index: Places
    by_scale: bool
    numbers: NDArray[np.bool_]

    @cached_property
    def pairs(self) -> tuple[Places, Places]:
        """Which items correlate, pair by pair; last, numbers with themselves."""
        i, j = np.triu_indices(len(self.scales), 1)
        own = np.flatnonzero(self.numbers)
        return np.concatenate([i, own]), np.concatenate([j, own])

    def implied(self, theta: Array) -> Statistics:
        """Return the statistics that these parameters imply; NaN where a variance is not above 0."""
        latent = self.structure.implied(theta)
        thresholds, scales = self.thresholds.astype(theta.dtype), self.scales.astype(theta.dtype)
        thresholds[self.threshold_at] = theta[self.threshold_index]
        covariance = latent.covariance
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.by_scale:
                scales[self.scale_at] = theta[self.scale_index]
                scales = np.where(scales > 0, scales, np.nan)
                own = np.where(self.numbers, 0.0, np.diag(covariance))
                covariance = covariance - np.diag(own) + np.diag(np.where(self.numbers, 0.0, scales**-2))
            else:
                scales = np.where(self.numbers, 1.0, 1 / np.sqrt(np.diag(covariance)))
        i, j = self.pairs
        unscaled = np.concatenate([thresholds - latent.mean[self.item], covariance[i, j]])
        values = unscaled * np.concatenate([scales[self.item], scales[i] * scales[j]])
        return Statistics(values, latent._replace(covariance=covariance), thresholds, scales, unscaled)

    def changes(self, here: Statistics) -> Changes:
        """Return how the statistics change with the free parameters."""
        structure, size = self.structure, self.size
        a, b, s, c = structure.slopes(here.implied)
        i, j = self.pairs
        t = len(self.item)
        of_means = structure.together((c * a).T, size)
        unscaled = np.empty((t + len(i), size))
        unscaled[:t] = -of_means.T[self.item]
        unscaled[self.threshold_at, self.threshold_index] += 1
        unscaled[t:] = structure.together((s * (a[i] * b[j] + a[j] * b[i])).T, size).T
        if not self.by_scale:  # d = Σ_ii^-1/2, and the slopes of Σ_ii are 2 s a b
            scales = -structure.together((s * a * b).T, size).T / np.diag(here.implied.covariance)[:, None]
            scales[self.numbers] = 0.0
        elif len(self.scale_at):
            scales = np.zeros((len(self.scales), size))
            scales[self.scale_at, self.scale_index] = 1 / here.scales[self.scale_at]
        else:
            return Changes(unscaled * self._scaled(here.scales)[:, None], unscaled, None)
        total = unscaled * self._scaled(here.scales)[:, None] + here.values[:, None] * self._added(scales)
        return Changes(total, unscaled, scales)

    def bends(self, here: Statistics, changes: Changes, weights: Array) -> Array:
        """Return the (q, q) second derivatives of the sum of the statistics times fixed (M,) weights."""
        structure = self.structure
        i, j = self.pairs
        t, p = len(self.item), len(self.scales)
        outer = weights * self._scaled(here.scales)
        steep = np.zeros((p, p))
        steep[i, j] = steep[j, i] = outer[t:] / np.where(i == j, 1.0, 2.0)
        pull = np.bincount(self.item, outer[:t], p) / 2
        found = np.zeros((self.size, self.size))
        if changes.scales is not None:
            lever = weights * here.values
            of_item = np.bincount(np.concatenate([self.item, i, j]), np.concatenate([lever, lever[t:]]), p)
            added = self._added(changes.scales)
            across = changes.unscaled.T @ (outer[:, None] * added)
            # d log d: of one over the root of a variance, or of a parameter itself
            curl = -1.0 if self.by_scale else 2.0
            found += across + across.T + added.T @ (lever[:, None] * added)
            found += curl * changes.scales.T @ (of_item[:, None] * changes.scales)
            if not self.by_scale:
                ordered = np.flatnonzero(~self.numbers)
                steep[ordered, ordered] = (-0.5 * of_item / np.diag(here.implied.covariance))[ordered]
        slopes = structure.slopes(here.implied)
        bends = structure.bends(here.implied, slopes, steep, pull)
        return np.asarray(found + structure.both_together(bends, self.size))

    def _added(self, by_item: Array) -> Array:
        """(M, ...) for each statistic the sum over its item or its two items."""
        i, j = self.pairs
        return np.concatenate([by_item[self.item], by_item[i] + by_item[j]])

    def _scaled(self, scales: Array) -> Array:
        """(M,) what each statistic is multiplied by."""
        i, j = self.pairs
        return np.concatenate([scales[self.item], scales[i] * scales[j]])


def latent_responses_of(model: Specification, group: int) -> LatentResponses:
    """Return where the parameters of a group stand."""
    items = {item: j for j, item in enumerate(model.items)}
    rows = model.of_group(group)
    origin = Parameter(lhs="", op="|", rhs="t0", group=group, value=0.0)
    cuts = sorted((items[row.lhs], int(row.rhs[1:]), row) for row in rows if row.op == "|")
    numbers = np.ones(len(items), dtype=bool)
    numbers[[j for j, *_ in cuts]] = False
    cuts = sorted([*cuts, *((j, 0, origin) for j in np.flatnonzero(numbers).tolist())], key=lambda cut: cut[:2])
    scaled = [(items[row.lhs], row) for row in rows if row.op == "~*~"]
    thresholds = np.array([0.0 if row.free else row.value for *_, row in cuts])
    scales = np.ones(len(items))
    for j, row in scaled:
        scales[j] = 1.0 if row.free else row.value
    free_cuts = [(at, row.index) for at, (*_, row) in enumerate(cuts) if row.free]
    free_scales = [(j, row.index) for j, row in scaled if row.free]
    threshold_at, threshold_index = np.array(free_cuts, dtype=np.int64).reshape(-1, 2).T
    scale_at, scale_index = np.array(free_scales, dtype=np.int64).reshape(-1, 2).T
    return LatentResponses(
        structure=structure_of(model, group),
        size=model.free,
        item=np.array([j for j, *_ in cuts], dtype=np.int64),
        thresholds=thresholds,
        threshold_at=threshold_at,
        threshold_index=threshold_index,
        scales=scales,
        scale_at=scale_at,
        scale_index=scale_index,
        by_scale=model.parameterization == "delta",
        numbers=numbers,
    )
