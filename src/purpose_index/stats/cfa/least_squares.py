"""Weighted least squares: how far the statistics that a model implies are from those of the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.cfa.latent_responses import latent_responses_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.latent_responses import Changes, LatentResponses, Statistics
    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.structure import Implied

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fitted:
    """Some parameters, and where every group stands there."""

    value: float
    statistics: tuple[Statistics, ...]
    groups: tuple[LatentResponses, ...]

    @property
    def implied(self) -> tuple[Implied, ...]:
        """Means and covariances of the variables behind the answers."""
        return tuple(here.implied for here in self.statistics)

    @cached_property
    def changes(self) -> tuple[Changes, ...]:
        """How the statistics of every group change with the parameters."""
        return tuple(group.changes(here) for group, here in zip(self.groups, self.statistics, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class LeastSquares:
    """The weighted sum of squares of all groups.

    Parameters
    ----------
    observed, weights
        (M,) statistics and their weights, one of each a group.
    shares
        The share of all people that each group has.
    groups
        What the model says of each group.
    size
        How many parameters are free.
    """

    observed: tuple[Array, ...]
    weights: tuple[Array, ...]
    shares: tuple[float, ...]
    groups: tuple[LatentResponses, ...]
    size: int

    def of(self, model: Specification) -> LeastSquares:
        """Return that of another model for the same statistics."""
        return replace(self, groups=tuple(latent_responses_of(model, group) for group in range(model.groups)))

    def at(self, theta: Array) -> Fitted:
        """Return where all groups stand with these parameters."""
        statistics = tuple(group.implied(theta) for group in self.groups)
        value = 0.0
        for share, weights, observed, here in zip(self.shares, self.weights, self.observed, statistics, strict=True):
            value += share * float(weights @ (here.values - observed) ** 2)
        return Fitted(value if np.isfinite(value) else np.inf, statistics, self.groups)

    def gradient(self, point: Fitted) -> Array:
        """Return the slopes of the value by free parameter."""
        total = np.zeros(self.size)
        for weights, observed, here, changes in self._parts(point):
            total += 2 * changes.total.T @ (weights * (here.values - observed))
        return total

    def curvature(self, point: Fitted, *, observed: bool) -> Array:
        """Return half the second derivatives by free parameter, or what they would be if the model fitted exactly."""
        total = np.zeros((self.size, self.size))
        for (weights, statistics, here, changes), group in zip(self._parts(point), self.groups, strict=True):
            total += changes.total.T @ (weights[:, None] * changes.total)
            if observed:
                total += group.bends(here, changes, weights * (here.values - statistics))
        return total

    def _parts(self, point: Fitted) -> list[tuple[Array, Array, Statistics, Changes]]:
        """Of every group its weights, by its share of the people; its statistics; those implied, and their changes."""
        return [
            (share * weights, observed, here, changes)
            for share, weights, observed, here, changes in zip(
                self.shares, self.weights, self.observed, point.statistics, point.changes, strict=True
            )
        ]
