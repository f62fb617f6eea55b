"""What the graded model says of a scale, with how certain that is: the delta method on its covariances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import log_expit

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.irt.expected import held_against
from purpose_index.stats.irt.fitting import graded
from purpose_index.stats.irt.likelihood import WIDEST
from purpose_index.stats.irt.parts import parts_of
from purpose_index.stats.irt.results import item_information
from purpose_index.stats.irt.scores import where_people_are
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from purpose_index.checks.evidence.pilot import Sample
    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]

PLACES = np.linspace(-WIDEST, WIDEST, 601)
STEP = 1e-5
UNSURE = {"not-converged", "no-common-trait", "slope-runs-off", "weakly-identified", "item-not-estimated"}


class PeopleBelow(NamedTuple):
    """People who stand where scores are less reliable than a floor.

    Parameters
    ----------
    share, certain
        Their share, and that of those of whom it is certain, whatever the items' parameters.
    start, end
        The 0-100 indices that are expected at the ends of the stretch in which most of them are.
    """

    share: float
    certain: float
    start: float
    end: float


@dataclass(frozen=True, eq=False)
class GradedScale:
    """A scale under the graded model.

    Parameters
    ----------
    model
        The model.
    people
        How many people are around each of the places.
    index
        The 0-100 index that is expected at each.
    """

    model: ItemResponseModel
    people: Array
    index: Array

    def people_below(self, floor: float, level: float) -> PeopleBelow:
        """Return who stands where 1 - se² is below a floor, with se² = 1 / (information + 1)."""
        least = floor / (1 - floor)
        information, error = self._information()
        below = information < least
        certain = information * np.exp(normal_quantile(level) * error / information) < least
        edges = np.flatnonzero(np.diff(np.r_[False, below, False].astype(int))).reshape(-1, 2)
        first, behind = max(edges, key=lambda ends: self.people[slice(*ends)].sum(), default=(0, 1))
        ends = self.index[[first, behind - 1]]
        share, sure = (float(self.people[there].sum() / self.people.sum()) for there in (below, certain))
        return PeopleBelow(share, sure, float(ends.min()), float(ends.max()))

    @property
    def options_between(self) -> int:
        """How many options there are, of all items, that have a lower and a higher one."""
        return sum(len(own) - 2 for own in self.model.categories if len(own) > 2)

    def never_likeliest(self, j: int, level: float) -> list[int]:
        """Return the values of an item, as keyed, that are certainly nowhere on the trait the likeliest answer."""
        intercepts = self.model.intercepts[j]
        own = self._own(j)[1:]
        moves = _slopes(lambda at: _margins(at[0]), intercepts[None])
        errors = np.sqrt(np.einsum("pm,pq,qm->m", moves, self.model.covariance[np.ix_(own, own)], moves))
        beyond = _margins(intercepts) + normal_quantile(level) * errors < 0
        return [value for value, never in zip(self.model.categories[j][1:-1], beyond, strict=True) if never]

    def _information(self) -> tuple[Array, Array]:
        """The information at every place, and its standard error."""
        model, slopes, intercepts = parts_of(self.model)
        moves = []
        for j, own in enumerate(self.model.intercepts):
            free = np.concatenate([slopes[j : j + 1], own])[None]
            moves.append(_slopes(lambda at: item_information(model, at[:, 0], at[:, 1:], PLACES)[0], free))
        steep = np.concatenate(moves)
        variance = np.einsum("pq,pr,rq->q", steep, self.model.covariance, steep, optimize=True)
        return item_information(model, slopes, intercepts, PLACES).sum(axis=0), np.sqrt(variance)

    def _own(self, j: int) -> NDArray[np.int64]:
        """Which free parameters are those of an item: its slope and its intercepts."""
        sizes = [1 + len(own) for own in self.model.intercepts]
        return np.arange(sizes[j]) + sum(sizes[:j])


def graded_scale(sample: Sample) -> GradedScale | None:
    """Return the model of who answered all items of a scale; None where it is not defined or not certain."""
    try:
        model = graded(sample.answers)
    except (ArgumentError, StatisticsError):
        return None
    if {issue.code for issue in model.issues} & UNSURE or not np.isfinite(model.covariance).all():
        return None
    held = held_against(model, sample.answers)
    places, shares = where_people_are(model, held.codes, held.counts)
    return GradedScale(model, np.interp(PLACES, places, shares), _index(sample, model))


def _index(sample: Sample, model: ItemResponseModel) -> Array:
    index = np.zeros(len(PLACES))
    parts = zip(sample.index_weights, sample.values, model.categories, model.probabilities(PLACES), strict=True)
    for weight, values, own, p in parts:
        index += weight * (np.array(own, dtype=np.float64) - values[0]) @ p
    return index


def _margins(intercepts: Array) -> Array:
    """The logarithm of how many times as likely as the likeliest other one each option between two is, at its best.

    A place on the trait moves all predictors alike, so that neither it nor the slope matters. Logarithms are nearer to
    normal than differences: of 200 people those would find too many.
    """
    along = np.linspace(-intercepts.max() - 4, -intercepts.min() + 4, 401)
    bounds = np.vstack([np.full_like(along, np.inf), intercepts[:, None] + along, np.full_like(along, -np.inf)])
    logs = log_expit(bounds[:-1]) + log_expit(-bounds[1:]) + np.log1p(-np.exp(np.diff(bounds, axis=0)))
    others = [np.delete(logs, c, axis=0).max(axis=0) for c in range(1, len(logs) - 1)]
    return np.array([(logs[c] - other).max() for c, other in enumerate(others, 1)])


def _slopes(of: Callable[[Array], Array], at: Array) -> Array:
    """Return (p, m) the slopes of m numbers in the p parameters of one item, (1, p)."""
    steps = STEP * np.eye(at.shape[1])[:, None]
    return np.array([(of(at + step) - of(at - step)) / (2 * STEP) for step in steps])
