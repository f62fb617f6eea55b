"""Whether the items of a set work alike in the groups that people are in, and what it does to scores where not."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, isfinite, nan
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

import numpy as np

from purpose_index.analysis.calibration import FEWEST
from purpose_index.analysis.dif_results import EACH, GroupDif, ItemDif, ScaleDif
from purpose_index.analysis.invariance import points_of_scores
from purpose_index.analysis.people_of_groups import people_of_scales
from purpose_index.analysis.structure import scales_of_one_item
from purpose_index.disclosure.policy import Disclosure
from purpose_index.errors import StatisticsError
from purpose_index.options import check_option, options_apart
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.factor_scales import structural_scales
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.kinds import frame_kind
from purpose_index.scoring.plan import plan_of, score_of
from purpose_index.stats.dif.choices import DifMethod, Matching
from purpose_index.stats.dif.monte_carlo import DRAWS, cutoffs
from purpose_index.stats.dif.ordinal_logistic import logistic
from purpose_index.stats.dif.results import LogisticDif
from purpose_index.stats.dif.score_effects import score_differences
from purpose_index.stats.dif.trait_ratio import likelihood_ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.analysis.people_of_groups import PeopleOfScales
    from purpose_index.errors import Issue
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Reading
    from purpose_index.stats.cfa.results import Missing as CfaMissing
    from purpose_index.stats.dif.monte_carlo import DifCutoffs
    from purpose_index.stats.dif.results import LikelihoodRatioDif
    from purpose_index.stats.multiple_tests import Correction

    Array = NDArray[np.float64]
    Found = tuple[LogisticDif, ...] | tuple[LikelihoodRatioDif, ...]
    Integers = NDArray[np.int64]
    T = TypeVar("T")

UNSURE = {"weakly-identified", "group-tells-too-little", "not-converged"}


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
    beyond_chance: bool = False,
    rng: int | np.random.Generator | None = 0,
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
    beyond_chance
        Of 'logistic', whether to say which items are further from working alike than chance makes the highest of all
        items of their scale, in a share `alpha` of 200 samples that are made up so that all items work alike. Scales
        need three items that vary for it; of ten items and 2,000 people it takes two seconds.
    rng
        A seed or a generator for those samples.
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
    _check_choices(method, matching, beyond_chance=beyond_chance)
    ratios = method == "likelihood-ratio"
    factors, alone = structural_scales(q, scales)
    missing: CfaMissing = "fiml" if ratios else "listwise"
    people = people_of_scales(
        q, data, groups, factors, policy, reading, missing=missing, reference=reference, progress=progress
    )
    names = list(people.sizes)

    def test(scale: str, x: Array, member: Integers, items: Sequence[str]) -> Found:
        if ratios:
            return likelihood_ratio(x, member, anchors="purified", alpha=alpha, correction=correction, names=items)
        return logistic(x, member, matching=matching, purify=True, alpha=alpha, correction=correction, names=items)

    def by_chance(scale: str, x: Array, member: Integers, items: Sequence[str]) -> DifCutoffs:
        anchors = [one.item for one in found[scale] if one.anchor]
        draws = max(DRAWS, ceil(1 / alpha))
        return cutoffs(x, member, matching=matching, anchors=anchors, alpha=alpha, draws=draws, names=items, rng=rng)

    found, untold = _of_scales(people, factors, test)
    if not found:
        raise StatisticsError("Of no scale can it be told whether its items work alike.", untold)
    chance, unmade = _of_scales(people, factors, by_chance) if beyond_chance else ({}, [])
    return GroupDif(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        language=language,
        names={scale.id: scale.name for scale in q.scales},
        texts={item.id: item.text for item in q.items},
        column=groups,
        groups=people.sizes,
        people={scale: of.sizes for scale, of in people.by_scale.items()},
        items=tuple(_item(scale, one, names, chance.get(scale)) for scale, of in found.items() for one in of),
        scores=tuple(_scores(q, found, names)),
        method=method,
        matching=None if ratios else matching,
        alpha=alpha,
        correction=correction,
        cutoffs=chance,
        frame_kind=frame_kind(data),
        issues=(
            *policy.issues,
            *scales_of_one_item(alone),
            *untold,
            *unmade,
            *dict.fromkeys(issue for of in found.values() for one in of for issue in one.issues),
        ),
    )


def _check_choices(method: DifMethod, matching: Matching, *, beyond_chance: bool) -> None:
    """Raise ArgumentError where an option is not there, or does not go with likelihood ratios."""
    check_option("method", method, DifMethod)
    check_option("matching", matching, Matching)
    if method == "logistic":
        return
    if matching != "total":
        message, hint = "Likelihood ratios match people on the trait, not on a sum.", "Leave 'matching' out."
        raise options_apart("$.matching", message, hint)
    if beyond_chance:
        message = "Chance makes the chi-square of likelihood ratios what theory says: there is nothing to make up."
        raise options_apart("$.beyond_chance", message, "Leave 'beyond_chance' out.")


def _of_scales(
    people: PeopleOfScales,
    factors: Mapping[str, tuple[str, ...]],
    work: Callable[[str, Array, Integers, Sequence[str]], T],
) -> tuple[dict[str, T], list[Issue]]:
    """What work makes of the keyed answers and the groups of each scale, and of which scales nothing can be."""
    number = {name: g for g, name in enumerate(people.sizes)}
    made: dict[str, T] = {}
    untold: list[Issue] = []
    for scale, items in factors.items():
        own = people.by_scale[scale]
        x = own.answers[:, [own.items.index(item) for item in items]]
        member = np.array([number[name] for name in own.of_group], dtype=np.int64)
        try:
            made[scale] = work(scale, x, member, items)
        except StatisticsError as error:
            untold.extend(replace(issue, path=f"$.scales.{scale}") for issue in error.issues)
    return made, untold


def _item(
    scale: str, one: LogisticDif | LikelihoodRatioDif, names: Sequence[str], chance: DifCutoffs | None
) -> ItemDif:
    return ItemDif(
        item=one.item,
        scale=scale,
        works_alike=one.anchor,
        total=one.total,
        uniform=one.uniform,
        nonuniform=one.nonuniform,
        slope_change=one.slope_change if isinstance(one, LogisticDif) else nan,
        differences=tuple(replace(row, group=names[row.group], reference=names[0]) for row in one.differences),
        beyond_chance=one.total.chi_square > chance.any.chi_square if chance and one.total.df else None,
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
