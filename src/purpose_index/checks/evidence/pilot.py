"""A pilot sample: what people answered, as the rules of evidence look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from purpose_index.checks.evidence.design import design_of
from purpose_index.checks.evidence.small import FEWEST_PEOPLE
from purpose_index.engines.gather import gathered
from purpose_index.responses.beside import columns_beside
from purpose_index.responses.people import check_people
from purpose_index.stats.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from purpose_index.checks.aims import Aims
    from purpose_index.checks.evidence.design import Design
    from purpose_index.question_set.document import Path
    from purpose_index.question_set.models import Item, QuestionSet, Scale
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading
    from purpose_index.stats.uncertainty.leaving_out import CovariancesWithout, Jackknifed

    Array = NDArray[np.float64]

T = TypeVar("T")
End = Literal["lowest", "highest"]

FEWEST_GROUPS = 10
TENTHS = 10


@dataclass(frozen=True, eq=False)
class Sample:
    """The people who answered all items of a scale.

    Parameters
    ----------
    pilot
        The whole sample.
    path, scale, items
        The scale with its path, and its items.
    x
        (n, k) keyed answers times the items' weights.
    groups
        (n,) the group of every person, where enough groups were named to tell how people of one resemble each other.
    """

    pilot: Pilot
    path: Path
    scale: Scale
    items: tuple[Item, ...]
    x: Array
    groups: NDArray[np.object_] | None
    _known: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.x)

    @property
    def k(self) -> int:
        """How many items there are."""
        return len(self.items)

    @property
    def item_ids(self) -> set[str]:
        """The ids of the items."""
        return {item.id for item in self.items}

    @property
    def varies(self) -> bool:
        """Whether no item was answered alike by everybody."""
        return bool((np.ptp(self.x, axis=0) > 0).all()) if self.n else False

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """(people,) which people of the whole sample these are."""
        columns = [self.pilot.column(item.id) for item in self.items]
        return np.asarray(~np.isnan(self.pilot.keyed[:, columns]).any(axis=1))

    @property
    def values(self) -> list[tuple[int, ...]]:
        """The values of the options of each item."""
        return [self.pilot.coded.values[self.pilot.column(item.id)] for item in self.items]

    @property
    def weights(self) -> Array:
        """(k,) how often a point of each item counts in the score."""
        return weights_of(self.scale, self.items)

    @property
    def index_weights(self) -> Array:
        """(k,) what a point of each item adds to the 0-100 index."""
        spans = np.array([own[-1] - own[0] for own in self.values])
        return np.asarray(100 * self.weights / (self.weights @ spans))

    @cached_property
    def answers(self) -> Array:
        """(n, k) the keyed answers, without weights."""
        return np.rint(self.x / self.weights)

    def at_an_end(self, end: End) -> int:
        """Return how many people gave the lowest, or the highest, keyed answer to every item."""
        ends = np.array([own[0 if end == "lowest" else -1] for own in self.values]) * self.weights
        return int((self.x == ends).all(axis=1).sum())

    def alike(self) -> NDArray[np.bool_]:
        """Return (n,) whether a person gave one and the same answer to all items, before any was turned around."""
        codes = self.pilot.coded.codes[:, [self.pilot.column(item.id) for item in self.items]]
        codes = codes[(codes >= 0).all(axis=1)]
        return np.asarray((codes == codes[:, :1]).all(axis=1))

    def tenths(self) -> list[Array]:
        """Return all people, and all but each tenth of them."""
        rows = np.arange(self.n) % TENTHS
        return [self.x, *(self.x[rows != left_out] for left_out in range(TENTHS))]

    @cached_property
    def pairs(self) -> list[tuple[Item, Item]]:
        """All pairs of items, in the order of the statistics of pairs."""
        return [(a, b) for i, a in enumerate(self.items) for b in self.items[i + 1 :]]

    def once(self, compute: Callable[[Sample], T]) -> T:
        """Return what a function makes of this sample, which is computed once."""
        if compute not in self._known:
            self._known[compute] = compute(self)
        known: T = self._known[compute]
        return known

    def judged(self, statistic: Callable[[Array], Array]) -> Jackknifed:
        """Return a number an item, or a pair, whose intervals hold for all of them together (Bonferroni)."""
        from purpose_index.stats.uncertainty.leaving_out import jackknifed

        value = statistic(self._covariances.whole)
        without = statistic(self._covariances.without)
        return jackknifed(value, without, level=self.level_of(value.size), n=self._covariances.n)

    @cached_property
    def _covariances(self) -> CovariancesWithout:
        """What all intervals by leaving people out are computed from."""
        from purpose_index.stats.uncertainty.leaving_out import covariances_without

        return covariances_without(self.x, self.groups)

    def level_of(self, how_many: int) -> float:
        """Return the level at which so many intervals hold together (Bonferroni)."""
        return 1 - (1 - self.pilot.aims.level) / how_many


@dataclass(frozen=True)
class Pilot:
    """The answers of a sample, the group of every person where one was named, and what the set is meant for."""

    q: QuestionSet
    coded: CodedResponses
    groups: Sequence[Any] | None
    aims: Aims
    _known: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, compute: Callable[[Pilot], T]) -> T:
        """Return what a function makes of this pilot, which is computed once."""
        if compute not in self._known:
            self._known[compute] = compute(self)
        known: T = self._known[compute]
        return known

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.coded)

    @cached_property
    def keyed(self) -> Array:
        """The (n, k) answers as numbers, reversed where due within the declared range; NaN where missing."""
        return self.coded.numbers(keyed=True)

    @cached_property
    def design(self) -> Design | None:
        """Who was asked what, where not everybody was asked everything and the answers tell it."""
        return design_of(self.coded.codes)

    @cached_property
    def asked(self) -> NDArray[np.bool_]:
        """(n, k) whether a person was asked an item."""
        return self.design.asked if self.design else np.ones(self.coded.codes.shape, dtype=bool)

    def column(self, item_id: str) -> int:
        """Return the column of an item."""
        return self.q.item_ids.index(item_id)

    def answers(self, item_id: str) -> Array:
        """Return the keyed answers of those who answered an item."""
        answers = self.keyed[:, self.column(item_id)]
        return np.asarray(answers[~np.isnan(answers)])

    def counts(self, item_id: str) -> dict[int, int]:
        """Return how many people chose each declared value of an item."""
        j = self.column(item_id)
        codes = self.coded.codes[:, j]
        values = self.coded.values[j]
        return dict(zip(values, np.bincount(codes[codes >= 0], minlength=len(values)).tolist(), strict=True))

    def answered(self, scale_id: str) -> NDArray[np.int64]:
        """Return how many items of a scale every person answered."""
        return np.asarray((~np.isnan(self.keyed[:, self.columns(scale_id)])).sum(axis=1))

    def alike(self) -> tuple[int, int]:
        """Return how many people gave one and the same answer to all items, and how many answered all."""
        codes = self._complete()
        return int((codes == codes[:, :1]).all(axis=1).sum()), len(codes)

    def expected_alike(self) -> float:
        """Return the share of people who would do so if one factor lay behind all items."""
        from purpose_index.checks.evidence.coarse import expected_alike

        return expected_alike(self._complete().astype(np.int64))

    def _complete(self) -> NDArray[np.int8]:
        """The codes of those who answered all items."""
        return self.coded.codes[(self.coded.codes >= 0).all(axis=1)]

    def columns(self, scale_id: str) -> list[int]:
        """Return the columns of a scale's items."""
        members = set(self.q.items_of(scale_id))
        return [j for j, item in enumerate(self.q.item_ids) if item in members]

    @cached_property
    def all_samples(self) -> tuple[Sample, ...]:
        """The people who answered all items of a scale, for every scale of two items or more."""
        numbered = enumerate(self.q.scales)
        return tuple(
            self.sample(("scales", i), scale, self.columns(scale.id)) for i, scale in numbered if self._is_scale(scale)
        )

    @cached_property
    def samples(self) -> tuple[Sample, ...]:
        """Those of them that can be judged: enough people, and every item varies."""
        return tuple(sample for sample in self.all_samples if sample.n >= FEWEST_PEOPLE and sample.varies)

    @cached_property
    def simple(self) -> tuple[Sample, ...]:
        """Those of them that hold no other scale whole: a total of several scales is not meant to be one thing."""
        members = {scale.id: set(self.q.items_of(scale.id)) for scale in self.q.scales}
        return tuple(
            sample
            for sample in self.samples
            if not any(len(other) > 1 and other < members[sample.scale.id] for other in members.values())
        )

    def sample(self, path: Path, scale: Scale, columns: list[int]) -> Sample:
        """Return the people who answered all of these items."""
        x = self.keyed[:, columns]
        complete = np.asarray(~np.isnan(x).any(axis=1))
        items = tuple(self.q.items[j] for j in columns)
        return Sample(self, path, scale, items, x[complete] * weights_of(scale, items), self._groups(complete))

    def _is_scale(self, scale: Scale) -> bool:
        return len(self.q.items_of(scale.id)) > 1

    @cached_property
    def labels(self) -> NDArray[np.object_]:
        """(n,) the group of every person as a text; '' of who is in none."""
        groups: Any = [None] * self.n if self.groups is None else self.groups
        labels, known = labels_of(groups)
        return np.array([str(label) if is_known else "" for label, is_known in zip(labels, known, strict=True)], object)

    @cached_property
    def group_names(self) -> tuple[str, ...]:
        """The groups that somebody is in, ascending."""
        return tuple(sorted({*self.labels} - {""}))

    @cached_property
    def member(self) -> NDArray[np.int64]:
        """(n,) the place of everybody's group among the names; -1 of who is in none."""
        place = {name: at for at, name in enumerate(self.group_names)}
        return np.array([place.get(label, -1) for label in self.labels], dtype=np.int64)

    def large_groups(self, rows: NDArray[np.bool_], fewest: int) -> tuple[str, ...]:
        """Return the names of the groups of which at least so many people are in these rows."""
        sizes = np.bincount(self.member[rows] + 1, minlength=len(self.group_names) + 1)[1:]
        return tuple(name for name, size in zip(self.group_names, sizes, strict=True) if size >= fewest)

    def in_groups(self, names: Iterable[str]) -> NDArray[np.bool_]:
        """Return (n,) whether a person is in one of these groups."""
        return np.isin(self.member, [self.group_names.index(name) for name in names])

    def _groups(self, rows: NDArray[np.bool_]) -> NDArray[np.object_] | None:
        if len(self.group_names) < FEWEST_GROUPS:
            return None
        named = self.labels[rows]
        return named if len({*named} - {""}) >= FEWEST_GROUPS else None


def weights_of(scale: Scale, items: Sequence[Item]) -> Array:
    """Return (k,) how often a point of each item counts in the score of a scale."""
    return np.array([scale.weights.get(item.id, 1.0) for item in items])


def pilot_of(q: QuestionSet, responses: Any, group: str | None, aims: Aims, reading: Reading | None = None) -> Pilot:
    """Return the pilot sample in `responses`.

    Raises
    ------
    ResponseError
        The responses do not fit the set, or are answers to another one.
    ArgumentError
        There is no column `group`.
    """
    coded = gathered(q, responses, reading or {}, keep={} if group is None else {"group": [group]})
    check_people(len(coded.codes))
    return Pilot(q, coded, None if group is None else columns_beside(coded.extra)[group](), aims)
