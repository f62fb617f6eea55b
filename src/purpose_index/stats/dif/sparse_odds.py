"""Sums over answers, not over all cells and categories: for regressions in which nearly every cell holds one person.

``P(c) = F(z[c]) F(-z[c + 1]) (1 - exp(z[c + 1] - z[c]))``, F being the logistic function: so every predictor is that
of a binary regression, of the answers just above it against those just below; the last factor is one number a category.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.irt.models import WIDEST_GAP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Integers = NDArray[np.intp]


class Sides(NamedTuple):
    """The cells on both sides of each predictor of an item, one predictor after another.

    Parameters
    ----------
    totals
        (m,) how often each category of the item was chosen.
    starts
        (m - 1,) where the cells of each predictor begin.
    predictor
        (b,) the number of the predictor.
    sign
        (b,) 1 where the answer is above it, -1 where it is below.
    counts
        (b,) how many gave the answer.
    x
        (p, b) the columns of the cell.
    """

    totals: Array
    starts: Integers
    predictor: Integers
    sign: Array
    counts: Array
    x: Array


class SparseCounts:
    """The likelihood of k items, as `DenseCounts` in `proportional_odds` gives it."""

    def __init__(self, counts: Array, columns: Array) -> None:
        self.columns: Array = columns
        self.first: int = counts.shape[1] - 1  # of the slopes, among the parameters
        self.items: list[Sides] = [_sides(own, np.ascontiguousarray(columns.T)) for own in counts]

    def log_likelihood(self, theta: Array, which: Integers) -> Array:
        """Return the log-likelihoods of some items at their parameters."""
        return np.array([self._value(self.items[j], own) for j, own in zip(which, theta, strict=True)])

    def slopes(self, theta: Array, which: Integers) -> tuple[Array, Array]:
        """Return their slopes, and their observed information."""
        gradient = np.zeros(theta.shape)
        information = np.zeros((*theta.shape, theta.shape[1]))
        for at, (j, own) in enumerate(zip(which, theta, strict=True)):
            self._slope(self.items[j], own, gradient[at], information[at])
        return gradient, information

    def _parts(self, item: Sides, theta: Array) -> tuple[Array, Array, Array]:
        """The gaps between an item's predictors, its signed predictors, and the exponentials of minus their sizes."""
        edges = len(item.starts)
        intercepts = theta[:edges]
        signed = item.sign * (intercepts[item.predictor] + theta[self.first :] @ item.x)
        return intercepts[:-1] - intercepts[1:], signed, np.exp(-np.abs(signed))

    def _value(self, item: Sides, theta: Array) -> float:
        gaps, signed, small = self._parts(item, theta)
        if not (gaps > 0).all():
            return -np.inf
        logs = np.minimum(signed, 0) - np.log1p(small)
        return float(item.counts @ logs + item.totals[1:-1] @ np.log(-np.expm1(-gaps)))

    def _slope(self, item: Sides, theta: Array, gradient: Array, information: Array) -> None:
        gaps, signed, small = self._parts(item, theta)
        share = 1 / (1 + small)
        rise = item.sign * item.counts * np.where(signed >= 0, small * share, share)
        bend = item.counts * small * share**2
        edges, first = len(item.starts), self.first
        by_slope = bend * item.x
        gradient[:edges] = np.add.reduceat(rise, item.starts)
        gradient[first:] = item.x @ rise
        information[:edges, :edges] = np.diag(np.add.reduceat(bend, item.starts))
        information[:edges, first:] = np.add.reduceat(by_slope, item.starts, axis=1).T
        information[first:, :edges] = information[:edges, first:].T
        information[first:, first:] = by_slope @ item.x.T
        near = 1 / np.expm1(gaps.clip(max=WIDEST_GAP))
        apart = np.eye(edges)[:-1] - np.eye(edges)[1:]  # of each gap, which predictors it is between
        gradient[:edges] += (item.totals[1:-1] * near) @ apart
        information[:edges, :edges] += (apart.T * (item.totals[1:-1] * near * (1 + near))) @ apart


def _sides(counts: Array, x: Array) -> Sides:
    """Order the cells of an item, of (m, c) counts, by the predictors that they are just above or just below."""
    totals = counts.sum(axis=1)
    totals = totals[totals > 0]
    category, cell = np.nonzero(counts)
    first = np.searchsorted(category, np.arange(len(totals) + 1))
    ends = list(zip(first[:-2], first[2:], strict=True))
    place = np.concatenate([np.arange(low, high) for low, high in ends])
    sizes = np.array([high - low for low, high in ends])
    predictor = np.repeat(np.arange(len(ends)), sizes)
    sign = np.where(category[place] > predictor, 1.0, -1.0)
    starts = np.cumsum(sizes) - sizes
    return Sides(totals, starts, predictor, sign, counts[category[place], cell[place]], x[:, cell[place]])
