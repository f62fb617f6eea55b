"""Whether people of groups who stand alike answer the items of a scale alike, where that moves scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from purpose_index.checks.context import listed
from purpose_index.checks.evidence.comparable import FEWEST_FOR_ITEMS, MOST_MOVED, shifts_that_matter
from purpose_index.checks.evidence.turned import is_turned
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Pilot, Sample
    from purpose_index.errors import Facts
    from purpose_index.stats.dif.results import LogisticDif

FEWEST_ITEMS = 3


class _Pair(NamedTuple):
    """A group and whose answers it is compared with, of a scale: '' for those of all other groups."""

    sample: Sample
    group: str
    other: str
    groups: tuple[str, ...]


class _Moved(NamedTuple):
    """What the items that work otherwise do to the score of a group, on the 0-100 index."""

    items: tuple[str, ...]
    value: float
    low: float
    high: float


def _works_otherwise(context: Context) -> Iterator[Found]:
    from purpose_index.stats.uncertainty.delta import normal_quantile

    pilot = context.evidence
    pairs = list(_pairs(pilot))
    statements = max(sum(pair.sample.k for pair in pairs), 1)
    errors = normal_quantile(1 - (1 - pilot.aims.level) / statements)
    for pair in pairs:
        moved = _moved(pair, errors)
        if moved is not None and max(moved.low, -moved.high) > MOST_MOVED and not _is_said(pair):
            yield _found(context, pair, moved)


def _is_said(pair: _Pair) -> bool:
    """Whether the model of all scales tells it of this scale and group already."""
    shifts = pair.sample.pilot.once(shifts_that_matter)
    return (pair.sample.scale.id, pair.group) in {(shift.scale, shift.group) for shift in shifts}


def _pairs(pilot: Pilot) -> Iterator[_Pair]:
    """Yield which groups of enough people are compared: of two one with the other, of more each with all others."""
    for sample in pilot.simple:
        if sample.k < FEWEST_ITEMS or is_turned(sample):
            continue
        groups = pilot.large_groups(sample.complete, FEWEST_FOR_ITEMS)
        if len(groups) == 2:
            yield _Pair(sample, groups[1], groups[0], groups)
        elif len(groups) > 2:
            yield from (_Pair(sample, group, "", groups) for group in groups)


def _moved(pair: _Pair, errors: float) -> _Moved | None:
    """Add up what the items do that certainly work otherwise; None where too few are left to compare by.

    The intervals of all items hold together, so that their ends may be added for those that were picked by them.
    """
    sample = pair.sample
    weights = {item.id: float(weight) for item, weight in zip(sample.items, sample.index_weights, strict=True)}
    ends = {one.item: _ends(one, weights[one.item], errors) for one in _tested(pair)}
    certain = {item: own for item, own in ends.items() if max(own[1], -own[2]) > 0}
    if not certain or 2 * len(certain) >= sample.k:
        return None
    value, low, high = (sum(own[i] for own in certain.values()) for i in range(3))
    most = sorted(certain, key=lambda item: -abs(certain[item][0]))
    return _Moved(tuple(most), value, low, high)


def _tested(pair: _Pair) -> tuple[LogisticDif, ...]:
    import numpy as np

    from purpose_index.errors import ArgumentError
    from purpose_index.stats.dif.ordinal_logistic import logistic

    sample = pair.sample
    rows, members = (sample.pilot.in_groups(names)[sample.complete] for names in (pair.groups, [pair.group]))
    try:
        found = logistic(
            sample.answers[rows],  # nobody of a small group is among the others
            members[rows].astype(np.int64),
            purify=True,
            correction="holm",
            names=[item.id for item in sample.items],
        )
    except ArgumentError:
        return ()
    return () if any(issue.code == "no-anchors" for one in found for issue in one.issues) else found


def _ends(one: LogisticDif, weight: float, errors: float) -> tuple[float, float, float]:
    """The difference of an item on the index, with its interval; NaN where it is not known."""
    row = one.differences[0]
    return weight * row.value, weight * (row.value - errors * row.se), weight * (row.value + errors * row.se)


def _found(context: Context, pair: _Pair, moved: _Moved) -> Found:
    scale, points = pair.sample.scale.id, _points(pair.sample)
    others = f"those of {pair.other!r}" if pair.other else "others"
    low, high = sorted((abs(moved.low), abs(moved.high)))
    direction = "higher" if moved.value > 0 else "lower"
    message = (
        f"People of {pair.group!r} answer {listed(moved.items)} otherwise than {others} who stand alike on {scale!r}: "
        f"that makes their score {abs(moved.value):.1f} points of 100 [{low:.1f}; {high:.1f}] {direction} "
        f"({abs(moved.value) * points / 100:.2f} of its own points)."
    )
    hint = "Ask people of both groups what they understand; reword it, or compare without it. See purpose_index.dif."
    facts: Facts = {
        "scale": scale,
        "group": pair.group,
        "other": pair.other or None,
        "items": moved.items,
        "index": round(moved.value, 1),
        "low": round(moved.low, 1),
        "high": round(moved.high, 1),
        "points": round(moved.value * points / 100, 2),
    }
    return Found((*context.path_of[moved.items[0]], "id"), message, hint, facts=facts)


def _points(sample: Sample) -> float:
    """How many points the scale has between its lowest and its highest score."""
    from purpose_index.scoring.plan import plan_of, score_of

    plan = next(plan for plan in plan_of(sample.pilot.q).scales if plan.id == sample.scale.id)
    return float(score_of(plan, sum(own[0].span for own in plan.terms), plan.whole))


_TWO = "people: 160\ngroups: 2\nscales: {work: [q1, q2, q3, q4], rest: [r1, r2, r3, r4]}\n"

RULES = (
    Rule(
        name="differential-item-functioning",
        severity="warning",
        looks_at=(
            f"With `--group`: no score of a group is more than {MOST_MOVED} points of 100 off because of items that "
            "its people answer otherwise than others who stand alike (ordinal logistic regression, matched on the "
            "items that work alike; the ends of intervals that hold for all items of all scales and groups together "
            f"are added up; {FEWEST_FOR_ITEMS} people a group or more; of three groups or more each is compared with "
            "all others). Where `non-invariance` says it of a scale and group, nothing is added."
        ),
        why=(
            "What looks like a difference of people is then one of questions. A p-value would find such items where "
            "groups differ in what is measured and nothing is wrong: on skewed items, in nearly every sample of 1,000 "
            "a group who stand a standard deviation apart; so what is judged is how far scores move. Leave it as it is "
            "where the item belongs to what is measured, and groups differ in just that part of it."
        ),
        source=(
            "Swaminathan & Rogers (1990), doi:10.1111/j.1745-3984.1990.tb00754.x; Chalmers, Counsell & Flora (2016), "
            "doi:10.1177/0013164415584576: it matters by what it does to scores; the bound is that of "
            "`non-invariance`, a tenth of a point of answers from 1 to 5."
        ),
        failing=_TWO + "moved: {q2: 1.5}",
        passing=_TWO.replace("160", "600") + "moved: {q2: 0.2}",
        find=_works_otherwise,
        family="evidence",
        needs="responses",
    ),
)
