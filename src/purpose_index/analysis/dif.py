"""Whether the items of a set work alike in the groups that people are in, and what it does to scores where not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from purpose_index.analysis.calibration import FEWEST
from purpose_index.analysis.invariance import points_of_scores
from purpose_index.analysis.people_of_groups import people_of_scales
from purpose_index.analysis.structure import scales_of_one_item
from purpose_index.disclosure.policy import Disclosure
from purpose_index.errors import StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_option, options_apart
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.factor_scales import structural_scales
from purpose_index.question_set.load import question_set_of
from purpose_index.rendering import Shown
from purpose_index.scoring.plan import plan_of, score_of
from purpose_index.stats.dif.choices import DifMethod, Matching
from purpose_index.stats.dif.ordinal_logistic import logistic
from purpose_index.stats.dif.results import LogisticDif
from purpose_index.stats.dif.score_effects import score_differences
from purpose_index.stats.dif.trait_ratio import GRID, likelihood_ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.analysis.people_of_groups import PeopleOfScales
    from purpose_index.errors import Issue
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Reading
    from purpose_index.stats.cfa.results import Missing as CfaMissing
    from purpose_index.stats.dif.results import DifTest, GroupDifference, LikelihoodRatioDif
    from purpose_index.stats.multiple_tests import Correction

    Array = NDArray[np.float64]
    Found = tuple[LogisticDif, ...] | tuple[LikelihoodRatioDif, ...]
    Test = Callable[[Array, NDArray[np.int64], Sequence[str]], Found]

EACH = 2  # of the places that likelihood ratios have curves at
UNSURE = {"weakly-identified", "group-tells-too-little", "not-converged"}


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
        The tests; see `stats.dif.LogisticDif` and `stats.dif.LikelihoodRatioDif`.
    slope_change
        How far the slope of the level moves when the groups come in; NaN of likelihood ratios.
    differences
        What its answers differ by, in points, one a group other than the first.
    curves
        Of likelihood ratios: the answers that are expected of each group at `GroupDif.places`, to .01; of groups in
        which 100 people or more answered the item, where there are two; nothing where a group tells too little of its
        slope.
    """

    item: str
    scale: str
    works_alike: bool
    total: DifTest
    uniform: DifTest
    nonuniform: DifTest
    slope_change: float
    differences: tuple[GroupDifference, ...]
    curves: Mapping[str, tuple[float, ...]]


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
        How many people of each group count in any scale; the first one is what others are compared with.
    people
        How many of each group count in each scale.
    items
        One an item and scale.
    scores
        One a scale and group other than the first.
    method, alpha, correction
        As asked.
    matching
        As asked; None of likelihood ratios, which match on the trait.
    places
        Where curves of items are, on the trait: standard deviations of the first group from its mean; the same for all
        answers.
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
    people: Mapping[str, Mapping[str, int]]
    items: tuple[ItemDif, ...]
    scores: tuple[ScaleDif, ...]
    method: DifMethod
    matching: Matching | None
    alpha: float
    correction: Correction
    places: tuple[float, ...] = tuple(GRID[::EACH].round(1).tolist())
    issues: tuple[Issue, ...] = ()

    @property
    def n(self) -> int:
        """How many people count in any scale."""
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
    reference: str | None = None,
    method: DifMethod = "logistic",
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
        The column beside the items that says which group everybody is in. People without a group do not count, nor, of
        'logistic', in a scale those who did not answer all its items.
    scales
        The ids of the scales; by default all but those that hold all items of another one. Scales of one item are left
        out. Of scales that share items, who does not count in one counts in none of them.
    reference
        The group that others are compared with; by default that whose name comes first.
    method
        'logistic', regressions on the score on the scale, of which only people with all its items count; or
        'likelihood-ratio', graded models of the trait behind the scale, of which all answers count. The latter takes
        seconds where the former takes hundredths, and is right where groups of many people stand at other levels.
    matching
        Of 'logistic', what people are matched on: 'total', the sum of the items of the scale that work alike and the
        item itself, or 'rest', the sum without it.
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
        tells of both; `one-group`, `no-such-group`, `no-such-structure`, `unknown-scale`; `unknown-option` where
        likelihood ratios are to be matched on a sum; and what `stats.dif.logistic` and `stats.dif.likelihood_ratio`
        raise.
    StatisticsError
        `too-few-varying-items` where no scale has the three items that likelihood ratios need; a scale that has not is
        an issue beside others.

    Notes
    -----
    Reversed items are turned around. Anchors are the items that work alike: purified. Numbers of answers by score and
    group, and means and spreads of the trait, are not kept: for those give the answers to `stats.dif.logistic` or
    `stats.dif.likelihood_ratio`. See docs/methods/dif.md.
    """
    q, policy = question_set_of(q), policy or Disclosure()
    language = language_of(q, language)
    check_option("method", method, DifMethod)
    check_option("matching", matching, Matching)
    ratios = method == "likelihood-ratio"
    if ratios and matching != "total":
        message, hint = "Likelihood ratios match people on the trait, not on a sum.", "Leave 'matching' out."
        raise options_apart("$.matching", message, hint)
    factors, alone = structural_scales(q, scales)
    missing: CfaMissing = "fiml" if ratios else "listwise"
    people = people_of_scales(
        q, data, groups, factors, policy, reading, missing=missing, reference=reference, progress=progress
    )
    names = list(people.sizes)

    def test(x: Array, member: NDArray[np.int64], items: Sequence[str]) -> Found:
        if ratios:
            return likelihood_ratio(x, member, anchors="purified", alpha=alpha, correction=correction, names=items)
        return logistic(x, member, matching=matching, purify=True, alpha=alpha, correction=correction, names=items)

    found, untold = _found(people, factors, test)
    return GroupDif(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        language=language,
        names={scale.id: scale.name for scale in q.scales},
        column=groups,
        groups=people.sizes,
        people={scale: {name: of.sizes[name] for name in names} for scale, of in people.by_scale.items()},
        items=tuple(_item(scale, one, names) for scale, of in found.items() for one in of),
        scores=tuple(_scores(q, found, names)),
        method=method,
        matching=None if ratios else matching,
        alpha=alpha,
        correction=correction,
        issues=(
            *policy.issues,
            *scales_of_one_item(alone),
            *untold,
            *dict.fromkeys(issue for of in found.values() for one in of for issue in one.issues),
        ),
    )


def _found(
    people: PeopleOfScales, factors: Mapping[str, tuple[str, ...]], test: Test
) -> tuple[dict[str, Found], list[Issue]]:
    """What is found of the items of each scale, and of which scales nothing can be; an error where of none."""
    number = {name: g for g, name in enumerate(people.sizes)}
    found: dict[str, Found] = {}
    untold: list[Issue] = []
    for scale, items in factors.items():
        own = people.by_scale[scale]
        x = own.answers[:, [own.items.index(item) for item in items]]
        member = np.array([number[name] for name in own.of_group], dtype=np.int64)
        try:
            found[scale] = test(x, member, items)
        except StatisticsError as error:
            untold.extend(replace(issue, path=f"$.scales.{scale}") for issue in error.issues)
    if untold and not found:
        raise StatisticsError("Of no scale can it be told whether its items work alike.", untold)
    return found, untold


def _item(scale: str, one: LogisticDif | LikelihoodRatioDif, names: Sequence[str]) -> ItemDif:
    return ItemDif(
        item=one.item,
        scale=scale,
        works_alike=one.anchor,
        total=one.total,
        uniform=one.uniform,
        nonuniform=one.nonuniform,
        slope_change=one.slope_change if isinstance(one, LogisticDif) else nan,
        differences=tuple(replace(row, group=names[row.group], reference=names[0]) for row in one.differences),
        curves={} if isinstance(one, LogisticDif) or _is_unsure(one) else _curves(one, names),
    )


def _curves(one: LikelihoodRatioDif, names: Sequence[str]) -> dict[str, tuple[float, ...]]:
    """The curves of groups of many at fixed places, to .01: finer ones, or of few, would tell of single answers."""
    told = zip(names, one.groups.values(), one.expected, strict=True)
    curves = {name: tuple(own[::EACH].round(2).tolist()) for name, many, own in told if many >= FEWEST}
    return curves if len(curves) > 1 else {}


def _is_unsure(one: LikelihoodRatioDif) -> bool:
    """Whether a slope runs off, or a group tells too little of it: a step of a curve would tell whose answers it is."""
    known = all(isfinite(row.value) and isfinite(row.se) for row in one.differences)
    return not known or any(issue.code in UNSURE for issue in one.issues)


def _scores(q: QuestionSet, found: Mapping[str, Found], names: Sequence[str]) -> Iterator[ScaleDif]:
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
