"""The likelihood of a whole model: all groups at once, by free parameter."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.cfa.likelihood import (
    Distance,
    Sample,
    curvature,
    distance,
    expected_information,
    gradient,
    log_likelihood,
)
from purpose_index.stats.cfa.structure import structure_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.structure import Implied, Slopes, Structure

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Point:
    """Some parameters, and where every group stands there."""

    value: float
    implied: tuple[Implied, ...]
    distances: tuple[Distance, ...]
    structures: tuple[Structure, ...]
    curvatures: dict[bool, Array] = field(default_factory=dict, init=False)  # observed or expected, once computed

    @cached_property
    def slopes(self) -> tuple[Slopes, ...]:
        """The slopes of every group, which a step needs more than once, and a place that is passed over never."""
        return tuple(
            structure.slopes(implied) for structure, implied in zip(self.structures, self.implied, strict=True)
        )


@dataclass(frozen=True, eq=False)
class Likelihood:
    """The normal likelihood of all groups.

    Parameters
    ----------
    samples, structures
        One of each a group.
    size
        How many parameters are free.
    """

    samples: tuple[Sample, ...]
    structures: tuple[Structure, ...]
    size: int

    @cached_property
    def shares(self) -> list[float]:
        """The share of all people that each group has."""
        n = sum(sample.n for sample in self.samples)
        return [sample.n / n for sample in self.samples]

    @property
    def complete(self) -> bool:
        """Whether nobody misses an answer."""
        return all(sample.complete for sample in self.samples)

    def of(self, model: Specification) -> Likelihood:
        """Return that of another model for the same people."""
        return replace(self, structures=tuple(structure_of(model, group) for group in range(model.groups)))

    def at(self, theta: Array) -> Point:
        """Return where all groups stand with these parameters."""
        implied = tuple(structure.implied(theta) for structure in self.structures)
        distances = tuple(map(distance, self.samples, implied))
        value = sum(share * here.value for share, here in zip(self.shares, distances, strict=True))
        return Point(value if np.isfinite(value) else np.inf, implied, distances, self.structures)

    def gradient(self, point: Point) -> Array:
        """Return the slopes of the value by free parameter."""
        total = np.zeros(self.size)
        parts = zip(self.shares, self.samples, self.structures, point.distances, point.implied, strict=True)
        for share, sample, structure, here, implied in parts:
            total += share * structure.together(gradient(sample, here, structure, implied), self.size)
        return total

    def curvature(self, point: Point, *, observed: bool) -> Array:
        """Return the information of one person, by free parameter."""
        known = point.curvatures.get(observed)
        if known is not None:
            return known
        total = np.zeros((self.size, self.size))
        parts = zip(self.shares, self.samples, self.structures, point.implied, point.distances, strict=True)
        for (share, sample, structure, implied, here), slopes in zip(parts, point.slopes, strict=True):
            by_place = curvature(sample, here, structure, implied, slopes, observed=observed)
            total += share * structure.both_together(by_place, self.size)
        point.curvatures[observed] = total
        return total

    def expected_information(self, point: Point) -> Array:
        """Return the information of one person that is expected in the patterns of missing answers that there are."""
        total = np.zeros((self.size, self.size))
        parts = zip(self.shares, self.samples, self.structures, point.distances, point.slopes, strict=True)
        for share, sample, structure, here, slopes in parts:
            total += share * structure.both_together(expected_information(sample, here, slopes), self.size)
        return total

    def log_likelihood(self, point: Point) -> float:
        """Return the log-likelihood of all people."""
        return sum(
            log_likelihood(sample, here.value) for sample, here in zip(self.samples, point.distances, strict=True)
        )
