"""The likelihood of several groups on one scale: common items, and a mean and a spread of the trait for each group."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.irt.likelihood import STEEPEST, Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.irt.answers import Answers
    from purpose_index.stats.irt.likelihood import Exact, Point
    from purpose_index.stats.irt.models import Model

    Array = NDArray[np.float64]

WIDEST_SPREAD = 20.0  # times that of the reference, or as many times less
FARTHEST_MEAN = 20.0  # standard deviations of the reference


class CommonScale:
    """What is maximised: the parameters of items, then the means and the logarithms of the spreads of other groups.

    A group of which the trait has mean mu and spread s answers an item of slope a and intercepts d as the reference
    group would answer one of slope ``a s`` and intercepts ``d + a mu``. So every group has items of its own in one
    `Problem`, whose slopes and curvature are those of the free parameters by the chain rule.

    Parameters
    ----------
    where
        (k, m) numbers of the parameters of the items, as in `Problem`.
    groups
        How many groups; the first is the reference, with mean 0 and spread 1.
    answers
        Of groups * k items, group by group: who is in a group answered its items alone.
    """

    def __init__(self, model: Model, answers: Answers, where: NDArray[np.int64], groups: int, nodes: int) -> None:
        self.items: int = int(where.max(initial=-1)) + 1
        self.others: int = groups - 1
        self.size: int = self.items + 2 * self.others
        there = np.tile(where >= 0, (groups, 1))
        own = np.full(there.shape, -1, dtype=np.int64)
        own[there] = np.arange(there.sum())
        self.inner: Problem = Problem(model, answers, own, nodes)
        self.nodes: Array = self.inner.nodes
        self.exact: Exact = self.inner.exact
        self.own: NDArray[np.int64] = np.tile(where, (groups, 1))[there]
        self.slope_of: NDArray[np.int64] = np.broadcast_to(np.tile(where[:, :1], (groups, 1)), there.shape)[there]
        place = np.broadcast_to(np.arange(where.shape[1]), there.shape)[there]
        self.of_slope: NDArray[np.bool_] = place == 0
        self.times: Array = np.append(0.0, self.inner.multipliers)[place]
        self.group: NDArray[np.int64] = np.repeat(np.arange(groups), there[: len(where)].sum())
        self.ends: Array = np.full(self.size, np.inf)
        self.ends[where[where[:, 0] >= 0, 0]] = STEEPEST
        self.ends[self.items : self.items + self.others] = FARTHEST_MEAN
        self.ends[self.items + self.others :] = np.log(WIDEST_SPREAD)

    def spreads(self, theta: Array) -> tuple[Array, Array]:
        """Return the (groups,) means and spreads of the trait."""
        means, logs = theta[self.items :].reshape(2, -1)
        return np.append(0.0, means), np.append(1.0, np.exp(logs))

    def at(self, theta: Array, exact: Exact = np.float64) -> Point:
        """Return the point at free parameters."""
        means, spreads = self.spreads(theta)
        own, slope = theta[self.own], theta[self.slope_of]
        moved = np.where(self.of_slope, own * spreads[self.group], own + self.times * slope * means[self.group])
        return replace(self.inner.at(moved, exact), theta=theta)

    def chain(self, theta: Array) -> Array:
        """Return the (inner, size) slopes of the parameters of every group's items in the free ones."""
        means, spreads = (side[self.group] for side in self.spreads(theta))
        slope, rows = theta[self.slope_of], np.arange(len(self.own))
        out = np.zeros((len(rows), self.size))
        out[rows, self.own] = np.where(self.of_slope, spreads, 1.0)
        out[rows, self.slope_of] += np.where(self.of_slope, 0.0, self.times * means)
        other = self.group > 0
        mean, spread = self._columns()
        out[rows[other], mean[other]] = (self.times * slope)[other]
        out[rows[other], spread[other]] = np.where(self.of_slope, slope * spreads, 0.0)[other]
        return out

    def _columns(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of the mean and of the spread of every inner parameter's group; of no use for the reference."""
        mean = self.items + self.group - 1
        return mean, mean + self.others

    def gradient(self, point: Point) -> Array:
        """Return the slopes of the log-likelihood."""
        return np.asarray(self.inner.gradient(point) @ self.chain(point.theta))

    def complete_information(self, point: Point) -> Array:
        """Return the information that there would be if everybody's place were known."""
        chain = self.chain(point.theta)
        return np.asarray(chain.T @ self.inner.complete_information(point) @ chain)

    def missing_information(self, point: Point, degrees: int | None = None) -> Array:
        """Return what is lost of it, with what the chain itself bends: the slopes inside need not be nought."""
        chain, slopes = self.chain(point.theta), self.inner.gradient(point)
        _, spreads = self.spreads(point.theta)
        bends = np.zeros((self.size, self.size))
        mean, spread = self._columns()
        other = self.group > 0
        across, along = other & ~self.of_slope, other & self.of_slope
        np.add.at(bends, (self.slope_of[across], mean[across]), (slopes * self.times)[across])
        np.add.at(bends, (self.own[along], spread[along]), (slopes * spreads[self.group])[along])
        bends += bends.T
        own = slopes * point.theta[self.own] * spreads[self.group]
        np.add.at(bends, (spread[along], spread[along]), own[along])
        return np.asarray(chain.T @ self.inner.missing_information(point, degrees) @ chain + bends)

    def within(self, theta: Array) -> Array:
        """Return the parameters with no slope beyond the steepest, and no mean or spread beyond its end."""
        return np.asarray(theta.clip(-self.ends, self.ends))

    def turned(self, theta: Array) -> Array:
        """Return the parameters of the trait turned around, which are as likely: slopes and means change sign."""
        turn = np.isin(np.arange(self.size), self.slope_of)
        turn[self.items : self.items + self.others] = True
        return np.where(turn, -theta, theta)

    def held(self, theta: Array, gradient: Array) -> NDArray[np.bool_]:
        """Return which parameters are at their end and would go beyond it."""
        return np.asarray((np.abs(theta) >= self.ends) & (gradient * theta > 0))
