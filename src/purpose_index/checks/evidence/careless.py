"""Whether so many people seem to answer without care that the numbers of scales hang on them; never who."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from purpose_index.checks.evidence.sample import many_alike
from purpose_index.checks.evidence.small import FEWEST_PEOPLE, counted, people
from purpose_index.checks.evidence.turned import is_turned
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Pilot
    from purpose_index.errors import Facts

SIGNS = 2  # one alone has many causes
MOST_BEYOND = 0.02
MOST_MOVED = 0.02
FEWEST_APART = 10  # people: alpha of, or without, fewer would tell of each


class _Seen(NamedTuple):
    """Who shows the signs, (n,), and the share of people with care that does."""

    who: NDArray[np.bool_]
    expected: float


class _Moved(NamedTuple):
    """Alpha of a scale: of everybody, and without the people with signs."""

    scale: str
    everybody: float
    without: float

    @property
    def size(self) -> float:
        return abs(self.without - self.everybody)


def _careless(context: Context) -> Iterator[Found]:
    from purpose_index.stats.uncertainty.shares import wilson

    pilot = context.evidence
    if pilot.n < FEWEST_PEOPLE or pilot.once(many_alike):
        return  # of too few nothing is known; and what most of them do is said already
    who, expected = _seen(pilot)
    count = int(who.sum())
    low, high = wilson(count, pilot.n, level=pilot.aims.level)
    if not low > expected + MOST_BEYOND:
        return
    moved = max(_alphas(pilot, who), key=lambda one: one.size, default=None)
    if moved is None or moved.size <= MOST_MOVED:
        return
    message = (
        f"{people(count, pilot.n).capitalize()} [{low:.1%}; {high:.1%}] show {SIGNS} signs or more of answers without "
        f"care, where {expected:.1%} of people who take care would; without them alpha of "
        f"{moved.scale!r} is {moved.without:.2f} instead of {moved.everybody:.2f}."
    )
    hint = (
        "It may be a style, such as keeping to the ends of a scale, as well as a lack of care, and is no proof about "
        "anybody: purpose-index screen shows all signs. Decide before you look at results whether these people count, "
        "and say so. Ask less at once, and mix what is asked."
    )
    facts: Facts = {
        **counted(count, pilot.n),
        "low": round(low, 3),
        "high": round(high, 3),
        "expected": round(expected, 3),
        "scale": moved.scale,
        "alpha": round(moved.everybody, 2),
        "without": round(moved.without, 2),
    }
    yield Found(("items",), message, hint, facts=facts)


def _seen(pilot: Pilot) -> _Seen:
    from purpose_index.question_set.factor_scales import scales_apart
    from purpose_index.scoring.plan import plan_of
    from purpose_index.stats.screening import Asked, screened

    plan = plan_of(pilot.q)
    scales = [[pilot.column(item) for item in items] for items in scales_apart(pilot.q).values()]
    found = screened(pilot.coded.codes, Asked(pilot.coded.values, plan.reverse, scales))
    return _Seen(found.counts >= SIGNS, found.expected_share(SIGNS))


def _alphas(pilot: Pilot, who: NDArray[np.bool_]) -> Iterator[_Moved]:
    """Yield what is told of enough people on both sides."""
    for sample in (sample for sample in pilot.simple if not is_turned(sample)):
        own = who[sample.complete]
        if min(own.sum(), (~own).sum()) >= FEWEST_APART:
            everybody, without = _alpha(sample.x), _alpha(sample.x[~own])
            yield _Moved(sample.scale.id, everybody, without)


def _alpha(x: NDArray[np.float64]) -> float:
    from purpose_index.errors import StatisticsError
    from purpose_index.stats.reliability.cronbach import alpha

    try:
        return alpha(x, interval=None).value
    except StatisticsError:
        return float("nan")


_FOUR = "people: 600\nscales: {work: [q1, q2, q3, q4], rest: [r1, r2, r3, r4], third: [s1, s2, s3, s4]}\n"

RULES = (
    Rule(
        name="careless-share",
        severity="info",
        looks_at=(
            f"No more than {MOST_BEYOND:.0%} of people show {SIGNS} signs or more of answers without care (the signs "
            "and cut-offs of `screen`; lower end of the interval) beyond the share that would if all took care, or "
            f"alpha of no scale is more than {MOST_MOVED:.2f} different without them. Where `straight-lining` says "
            "why, nothing is added."
        ),
        why=(
            "Answers without care make items look alike that are not, or hide that they go together, and so move "
            "reliability, structure and every comparison. It is said of how many, never of whom: somebody who means "
            "every answer can show the same signs. That some people choose the ends of a scale, and others stay near "
            "the middle, is allowed for as far as these people show it; some who answer by chance to few items pass "
            "for that. Leave it as it is where you know why people answer so, or where you have decided beforehand "
            "that everybody counts, and have said it."
        ),
        source=(
            "Meade & Craig (2012), doi:10.1037/a0028085; Credé (2010), doi:10.1177/0013164410366686: what a few "
            "random answers do to correlations; the cut-offs are simulated (docs/methods/careless.md)."
        ),
        failing=_FOUR + "chance: 0.15",
        passing=_FOUR.strip(),
        find=_careless,
        family="evidence",
        needs="responses",
    ),
)
