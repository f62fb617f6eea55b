"""Covariances of ordered answers, from the thresholds and correlations of the normal variables behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtr

from purpose_index.stats.correlation.bivariate_normal import BEYOND, Corners, cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NODES, NARROW = 32, 0.98  # so many nodes are exact to this correlation; beyond it, the cells are integrated in panels


class OrderedItems(NamedTuple):
    """How k items are cut from normal variables.

    Parameters
    ----------
    thresholds
        (c - 1, k) ascending; `BEYOND` where an item has fewer categories.
    scores
        (c, k) what each category counts for in the sum; the last one again where an item has fewer.
    """

    thresholds: Array
    scores: Array

    @classmethod
    def of(cls, thresholds: Sequence[Array], scores: Sequence[Array]) -> OrderedItems:
        """Return items with these thresholds and the scores of their categories, one array of each an item."""
        most = max(map(len, scores))
        cut = [np.pad(one, (0, most - 1 - len(one)), constant_values=BEYOND) for one in thresholds]
        return cls(np.array(cut).T, np.array([np.pad(one, (0, most - len(one)), mode="edge") for one in scores]).T)

    @property
    def probabilities(self) -> Array:
        """(c, k) how many choose each category."""
        below = ndtr(self.thresholds)
        edge = np.zeros((1, below.shape[1]))
        return np.asarray(np.diff(np.concatenate([edge, below, edge + 1]), axis=0))

    @property
    def means(self) -> Array:
        """(k,) of the scores."""
        return np.asarray((self.probabilities * self.scores).sum(axis=0))

    @property
    def variances(self) -> Array:
        """(k,) of the scores."""
        return np.asarray((self.probabilities * (self.scores - self.means) ** 2).sum(axis=0))

    @property
    def heights(self) -> Array:
        """(c - 1, k) what the mean score loses as a threshold goes up: the density there, times the step."""
        density = np.exp(-(self.thresholds**2) / 2) / np.sqrt(2 * np.pi)
        return np.asarray(density * np.diff(self.scores, axis=0))

    @property
    def variance_slopes(self) -> Array:
        """(c - 1, k) how the variance of each item changes with its thresholds."""
        return np.asarray(-self.heights * (self.scores[1:] + self.scores[:-1] - 2 * self.means))


def covariances(items: OrderedItems, correlations: Array) -> Array:
    """Return the (k, k) covariances of the scores, of latent variables with these correlations.

    The diagonal is that of an item with another one that has the same thresholds and correlates so with it: with a
    communality there, the variance of its true scores (Green & Yang, 2009, Eq. 14).

    Parameters
    ----------
    correlations
        (k, k) between -1 and 1; NaN comes out where one lies outside.
    """
    i, j = np.triu_indices(len(correlations))
    rho = correlations[i, j]
    found = np.full(len(rho), np.nan)
    for inside, added in ((np.abs(rho) <= NARROW, _by_angle), ((np.abs(rho) > NARROW) & (np.abs(rho) < 1), _by_panels)):
        if inside.any():
            a, b = i[inside], j[inside]
            more = added(np.arcsin(rho[inside]), items.thresholds[:, a], items.thresholds[:, b])
            found[inside] = np.einsum("ap,abp,bp->p", items.scores[:, a], more, items.scores[:, b])
    square = np.empty_like(correlations)
    square[i, j] = square[j, i] = found
    return square


def _by_angle(theta: Array, first: Array, second: Array) -> Array:
    return np.asarray(Corners.of(first, second).integral(theta, NODES))


def _by_panels(theta: Array, first: Array, second: Array) -> Array:
    return np.asarray(cells(theta, first, second) - cells(np.zeros_like(theta), first, second))


class Slopes(NamedTuple):
    """How the sum of all covariances changes.

    Parameters
    ----------
    correlations
        (k, k) with each place of the matrix of correlations by itself.
    thresholds
        (c - 1, k) with the thresholds.
    """

    correlations: Array
    thresholds: Array


def sum_slopes(items: OrderedItems, correlations: Array) -> Slopes:
    """Return how the sum of `covariances` changes with the latent correlations and the thresholds."""
    k = len(correlations)
    i, j = (side.ravel() for side in np.indices((k, k)))
    rho = correlations.ravel()
    theta = np.arcsin(rho)
    first, second = items.thresholds[:, i], items.thresholds[:, j]
    by_angle = Corners.of(first, second).slopes(theta)[0]
    by_correlation = np.einsum("ap,abp,bp->p", items.scores[:, i], by_angle, items.scores[:, j]) / np.cos(theta)
    above = ndtr((rho * first[:, None] - second) / np.cos(theta))  # of the second, given the first at its threshold
    given = items.scores[0, j] + (above * np.diff(items.scores, axis=0)[:, j]).sum(axis=1)
    one_side = (-items.heights[:, i] * (given - items.means[j])).reshape(-1, k, k).sum(axis=2)
    return Slopes(by_correlation.reshape(k, k), 2 * one_side)
