"""Graded models of answers in groups on one trait, of which some items are the same in all groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.irt.fitting import free_parameters
from purpose_index.stats.irt.grouped import GroupedAnswers
from purpose_index.stats.irt.groups import climbed
from purpose_index.stats.irt.models import GRADED
from purpose_index.stats.irt.start import start_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.dif.people import People
    from purpose_index.stats.irt.climbing import Top

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TraitModel:
    """A graded model of several groups, the first with mean 0 and spread 1.

    Parameters
    ----------
    columns
        The answers: one column for an item that is the same in all groups, one for each group of another.
    where
        (columns, m) numbers of the free parameters, slopes first; -1 where there is none.
    top
        Where the likelihood is highest: the parameters of items, then means and logarithms of spreads of other groups.
    """

    columns: GroupedAnswers
    where: NDArray[np.int64]
    top: Top

    @property
    def log_likelihood(self) -> float:
        """The logarithm of the likelihood."""
        return self.top.point.value

    @property
    def common(self) -> Mask:
        """(k,) which items are the same in all groups."""
        return self.columns.common

    @property
    def means(self) -> Array:
        """(groups,) the means of the trait."""
        return np.append(
            0.0, self.top.theta[len(self.top.theta) - 2 * self._others : len(self.top.theta) - self._others]
        )

    @property
    def spreads(self) -> Array:
        """(groups,) the standard deviations of the trait."""
        return np.append(1.0, np.exp(self.top.theta[len(self.top.theta) - self._others :]))

    @property
    def _others(self) -> int:
        return self.columns.groups - 1

    def column(self, item: int, group: int) -> int:
        """Return which column holds the answers of a group to an item."""
        of = self.columns.of
        return int(np.flatnonzero((self.columns.item == item) & ((of < 0) | (of == group)))[0])


def trait_model(
    people: People,
    common: Mask,
    nodes: int,
    *,
    near: TraitModel | None = None,
    one_slope: int | None = None,
    curvature: bool = False,
) -> TraitModel:
    """Fit a graded model of groups.

    Parameters
    ----------
    people
        Who counts.
    common
        (k,) which items are the same in all groups.
    nodes
        At the least how many places the likelihood is summed over.
    near
        A model to begin from.
    one_slope
        An item that is not common, but has one slope in all groups.
    curvature
        Whether the curvature at the top is wanted, from which errors come.

    Raises
    ------
    StatisticsError
        `no-common-items`.
    """
    answers = np.where(people.codes >= 0, people.codes, np.nan).T
    columns = GroupedAnswers(answers, people.member, len(people.groups), common, people.items)
    pooled = columns.pooled()
    where = free_parameters(pooled, equal=False)
    if one_slope is not None:
        own = (columns.item == one_slope) & (where[:, 0] >= 0)
        where[own, 0] = where[own, 0].min(initial=where.size)
        where = _renumbered(where)
    start = np.append(start_values(GRADED, pooled, where), np.zeros(2 * (columns.groups - 1)))
    if near is not None:
        _begin_near(start, columns, where, near)
    top, _ = climbed(GRADED, columns.apart(), where, columns.groups, start, nodes, curvature=curvature)
    return TraitModel(columns, where, top)


def _renumbered(where: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same table with no number left out."""
    out = where.copy()
    there = where >= 0
    out[there] = np.unique(where[there], return_inverse=True)[1]
    return out


def _begin_near(start: Array, columns: GroupedAnswers, where: NDArray[np.int64], near: TraitModel) -> None:
    """Put the parameters of a near model in the place of those that stand for the same categories."""
    others = 2 * (columns.groups - 1)
    start[len(start) - others :] = near.top.theta[len(near.top.theta) - others :]
    for own, item, of, categories in zip(where, columns.item, columns.of, columns.categories, strict=True):
        held = max(
            (near.column(item, g) for g in (range(columns.groups) if of < 0 else [of])),
            key=lambda at: len(near.columns.categories[at]),
        )
        there = {value: place for place, value in enumerate(near.columns.categories[held])}
        if own[0] >= 0 and near.where[held, 0] >= 0 and there.keys() >= set(categories):
            places = [0, *(there[value] for value in categories[1:])]
            start[own[: len(places)]] = near.top.theta[near.where[held, places]]


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """Models of one item, each within the next: it is the same in all groups; but for its locations; or not at all."""

    same: TraitModel
    one_slope: TraitModel
    free: TraitModel

    @property
    def models(self) -> tuple[TraitModel, TraitModel, TraitModel]:
        """The three."""
        return self.same, self.one_slope, self.free

    @property
    def log_likelihoods(self) -> Array:
        """(3,) of the models."""
        return np.array([model.log_likelihood for model in self.models])

    @property
    def chi_squares(self) -> Array:
        """(3,) of locations, of slopes, and of both."""
        same, one_slope, free = self.log_likelihoods
        return np.maximum([2 * (one_slope - same), 2 * (free - one_slope), 2 * (free - same)], 0.0)


def ratio_of(people: People, base: TraitModel, item: int, nodes: int) -> Ratio:
    """Return the three models of one item beside a model in which it is the same in all groups, or is not."""
    others = base.common.copy()
    others[item] = False
    same = (
        base
        if base.common[item]
        else trait_model(people, base.common | (np.arange(len(others)) == item), nodes, near=base)
    )
    free = trait_model(people, others, nodes, near=base, curvature=True) if base.common[item] else base
    one_slope = trait_model(people, others, nodes, near=base, one_slope=item)
    return Ratio(same, one_slope, free)


def degrees(people: People, item: int) -> NDArray[np.int64]:
    """Return the (3,) degrees of freedom of locations, of slopes, and of both.

    Locations count by the categories that anybody chose: that a group did not choose one of them by chance is told too.
    """
    answers = people.codes[item]
    per_group = [np.unique(answers[(people.member == g) & (answers >= 0)]) for g in range(len(people.groups))]
    answered = sum(len(chosen) > 0 for chosen in per_group)
    varied = sum(len(chosen) > 1 for chosen in per_group)
    locations, slopes = (len(people.values[item]) - 1) * max(answered - 1, 0), max(varied - 1, 0)
    return np.array([locations, slopes, locations + slopes])
