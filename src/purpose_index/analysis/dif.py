"""Whether the items of a set work alike in the groups that people are in, and what it does to scores where not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from purpose_index.analysis.invariance import points_of_scores
from purpose_index.analysis.people_of_groups import people_of_groups
from purpose_index.disclosure.policy import Disclosure
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.factor_scales import factor_scales
from purpose_index.question_set.load import question_set_of
from purpose_index.rendering import Shown
from purpose_index.scoring.plan import plan_of, score_of
from purpose_index.stats.dif.cells import Matching
from purpose_index.stats.dif.ordinal_logistic import logistic
from purpose_index.stats.dif.score_effects import score_differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from purpose_index.errors import Issue
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Reading
    from purpose_index.stats.dif.results import DifTest, GroupDifference, LogisticDif
    from purpose_index.stats.multiple_tests import Correction


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDif(Frozen):
    """Whether one item works alike in groups, beside the other items of its scale.

    Parameters
    ----------
    item, scale
        Its id, and the scale whose items people are matched on.
    works_alike
        Whether it is not found to work otherwise, and so is among the items that people are matched on.
    total, uniform, nonuniform
        The tests; see `stats.dif.LogisticDif`.
    slope_change
        How far the slope of the level moves when the groups come in.
    differences
        What its answers differ by, in points, one a group other than the first.
    """

    item: str
    scale: str
    works_alike: bool
    total: DifTest
    uniform: DifTest
    nonuniform: DifTest
    slope_change: float
    differences: tuple[GroupDifference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDif(Frozen):
    """What the items that work otherwise do to the score on a scale, between people who stand alike.

    Parameters
    ----------
    scale, group, reference
        The score; whose, and with whose it is compared.
    items
        The items of the scale that work otherwise.
    value, se, low, high
        How much higher the score is expected to be, in points, its error and its interval; 0 without such items.
    index, index_low, index_high
        The same on the 0-100 index.
    """

    scale: str
    group: str
    reference: str
    items: tuple[str, ...]
    value: float
    se: float
    low: float
    high: float
    index: float
    index_low: float
    index_high: float


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class GroupDif(Frozen, Shown):
    """Whether the items of a set work alike in several groups; it holds no answers nor moments of a group.

    Parameters
    ----------
    question_set, version, fingerprint
        Of what was asked.
    language
        The language of the tables.
    names
        The name of each scale, by language.
    column
        The column that holds the groups.
    groups
        How many people each group has; the first one is what others are compared with.
    items
        One an item and scale.
    scores
        One a scale and group other than the first.
    matching, alpha, correction
        As asked.
    issues
        What makes numbers doubtful, and what the policy risks.
    """

    question_set: str
    version: str
    fingerprint: str
    language: str
    names: Mapping[str, Mapping[str, str]]
    column: str
    groups: Mapping[str, int]
    items: tuple[ItemDif, ...]
    scores: tuple[ScaleDif, ...]
    matching: Matching
    alpha: float
    correction: Correction
    issues: tuple[Issue, ...] = ()

    @property
    def n(self) -> int:
        """How many people it rests on."""
        return sum(self.groups.values())

    def __repr__(self) -> str:
        """Which set, and how many people and groups."""
        return f"GroupDif({self.question_set} {self.version}, n={self.n}, {len(self.groups)} groups)"


def dif(
    q: QuestionSetLike,
    data: Any,
    *,
    groups: str,
    scales: Iterable[str] | None = None,
    matching: Matching = "total",
    alpha: float = 0.05,
    correction: Correction = "benjamini-hochberg",
    policy: Disclosure | None = None,
    language: str | None = None,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> GroupDif:
    """Whether items work alike in groups: whether people who stand alike on a scale answer its items alike.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        What `purpose_index.encode` takes, or what it returned; or what `purpose_index.tally` takes (a folder,
        `'answers/*.parquet'`, a query), of which only codes and the groups are held in memory.
    groups
        The column beside the items that says which group everybody is in. Others are compared with the group whose name
        comes first. People without a group, or who did not answer all items, do not count.
    scales
        The ids of the scales; by default all but those that hold all items of another one. Scales of one item are left
        out.
    matching
        What people are matched on: 'total', the sum of the items of the scale that work alike and the item itself, or
        'rest', the sum without it.
    alpha, correction
        The level at which an item is found to work otherwise, and how p-values are adjusted for the items of a scale;
        see `stats.dif.logistic`.
    policy
        What must stay unknown of a group; by default `Disclosure()`.
    language
        The language of the tables, one of `q.languages`; by default the first.
    progress
        Told which fraction of the answers has been read, from 0 to 1, where it is known how many there are.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    GroupDif
        Tests and differences of each item, and what the items that work otherwise do to scores.

    Raises
    ------
    ResponseError
        Where a file cannot be read, or the data do not fit the question set.
    ArgumentError
        `group-not-shown` where the means and the spread of a group's answers may not be shown by the policy, as this
        tells of both; `unknown-scale`; and what `stats.dif.logistic` raises.

    Notes
    -----
    Reversed items are turned around. Numbers of answers by score and group, and the curves that follow from them, are
    not kept: for those give the answers to `stats.dif.logistic`. See docs/methods/dif.md.
    """
    q, policy = question_set_of(q), policy or Disclosure()
    language = language_of(q, language)
    check_option("matching", matching, Matching)
    factors = factor_scales(q, scales)
    people = people_of_groups(q, data, groups, factors, policy, reading, missing="listwise", progress=progress)
    names = list(people.sizes)
    member = np.array([names.index(name) for name in people.of_group], dtype=np.int64)
    found = {
        scale: logistic(
            people.answers[:, [people.items.index(item) for item in items]],
            member,
            matching=matching,
            purify=True,
            alpha=alpha,
            correction=correction,
            names=items,
        )
        for scale, items in factors.items()
        if len(items) > 1
    }
    return GroupDif(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        language=language,
        names={scale.id: scale.name for scale in q.scales},
        column=groups,
        groups=people.sizes,
        items=tuple(_item(scale, one, names) for scale, of in found.items() for one in of),
        scores=tuple(_scores(q, found, names)),
        matching=matching,
        alpha=alpha,
        correction=correction,
        issues=(*policy.issues, *dict.fromkeys(issue for of in found.values() for one in of for issue in one.issues)),
    )


def _item(scale: str, one: LogisticDif, names: Sequence[str]) -> ItemDif:
    return ItemDif(
        item=one.item,
        scale=scale,
        works_alike=one.anchor,
        total=one.total,
        uniform=one.uniform,
        nonuniform=one.nonuniform,
        slope_change=one.slope_change,
        differences=tuple(replace(row, group=names[row.group], reference=names[0]) for row in one.differences),
    )


def _scores(q: QuestionSet, found: Mapping[str, tuple[LogisticDif, ...]], names: Sequence[str]) -> Iterator[ScaleDif]:
    """What scores on scales all of whose items were looked at differ by; an item of two scales as in the first."""
    by_item = {one.item: one for of in reversed(list(found.values())) for one in of}
    if not by_item:
        return
    points = points_of_scores(q, by_item)
    plans = {plan.id: plan for plan in plan_of(q).scales}
    for row in score_differences(tuple(by_item.values()), points):
        plan = plans[row.score]
        whole = score_of(plan, sum(terms[0].span for terms in plan.terms), plan.whole)
        yield ScaleDif(
            scale=row.score,
            group=names[row.group],
            reference=names[0],
            items=tuple(item for item in points[row.score] if not by_item[item].anchor),
            value=row.value,
            se=row.se,
            low=row.low,
            high=row.high,
            index=100 * row.value / whole,
            index_low=100 * row.low / whole,
            index_high=100 * row.high / whole,
        )
