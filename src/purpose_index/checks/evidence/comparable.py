"""Whether scores can be compared between the groups that people are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.group_scores import Groups, Shift
    from purpose_index.checks.evidence.pilot import Pilot
    from purpose_index.errors import Facts

FEWEST_PEOPLE = 100  # in a group: with fewer, robust errors of a model are too small
FEWEST_FOR_ITEMS = 50  # in a group, to look at items one by one (`differential-item-functioning`)
FEW_GROUPS = 10  # fewer are there to be compared, more are where people come from
MOST_MOVED = 2.5  # of 100: a tenth of a point of answers from 1 to 5
MOST_UNSEEN = 5.0
POWER = 0.80


def compared(pilot: Pilot) -> Groups | None:
    """Return what came of comparing groups, where there are any; it is computed once."""
    from purpose_index.checks.evidence.group_scores import groups_of

    return groups_of(pilot, FEWEST_PEOPLE)


def _non_invariance(context: Context) -> Iterator[Found]:
    for shift in context.evidence.once(shifts_that_matter):
        hint = "Compare without what is named, or say beside the scores what it does; see purpose_index.invariance."
        yield Found(_place(context, shift.scale), _said(shift), hint, facts=_facts(shift))


def shifts_that_matter(pilot: Pilot) -> tuple[Shift, ...]:
    """Return the shifts that are certainly so large that they matter."""
    groups = pilot.once(compared)
    shifts = groups.shifts if groups else ()
    return tuple(shift for shift in shifts if max(shift.low, -shift.high) > MOST_MOVED)


def _said(shift: Shift) -> str:
    others = f"those of {shift.other!r}" if shift.other else "others"
    low, high = sorted((abs(shift.low), abs(shift.high)))
    return (
        f"People of {shift.group!r} score {abs(shift.value):.1f} points of 100 [{low:.1f}; {high:.1f}] "
        f"{'higher' if shift.value > 0 else 'lower'} on {shift.scale!r} ({abs(shift.value) * shift.points / 100:.2f} "
        f"of its own points) than {others} who stand alike on what it measures, because of "
        f"{', '.join(map(repr, shift.items))}."
    )


def _facts(shift: Shift) -> Facts:
    return {
        "scale": shift.scale,
        "group": shift.group,
        "other": shift.other or None,
        "items": shift.items,
        "index": round(shift.value, 1),
        "low": round(shift.low, 1),
        "high": round(shift.high, 1),
        "points": round(shift.value * shift.points / 100, 2),
    }


def _too_small(context: Context) -> Iterator[Found]:
    groups = context.evidence.once(compared)
    if groups is None:
        return
    facts: Facts
    if groups.small and groups.of < FEW_GROUPS:
        message = (
            f"{groups.small} of {groups.of} groups have fewer than {FEWEST_PEOPLE} people who answered everything, too "
            f"few to compare a model of the scales. Of groups of {FEWEST_FOR_ITEMS} or more, items are looked at one "
            "by one (`differential-item-functioning`); of smaller ones nobody knows whether their scores mean the "
            "same."
        )
        facts = {"groups": groups.of, "small": groups.small, "fewest": FEWEST_PEOPLE}
        yield Found(("id",), message, "Ask more people, or join groups, before you compare their scores.", facts=facts)
    if groups.unfitted:
        named = ", ".join(map(repr, groups.unfitted))
        message = (
            f"What items mean to {named} cannot be compared with others: no model of the scales fits there soundly."
        )
        hint = "Look at the answers of that group: an item that nobody disagrees on, or scales that are one there."
        facts = {"unfitted": groups.unfitted}
        yield Found(("id",), message, hint, facts=facts)
    unseen = {scale: points for scale, points in _unseen(groups).items() if points > MOST_UNSEEN}
    if unseen:
        most = max(unseen.values())
        message = (
            f"With these groups a shift of one item is found four times in five only where it moves a score by as much "
            f"as {most:.1f} points of 100 ({', '.join(map(repr, unseen))})."
        )
        facts = {"scales": tuple(unseen), "index": round(most, 1)}
        yield Found(("id",), message, "Ask more people, or take nothing found for little known.", facts=facts)


def _unseen(groups: Groups) -> dict[str, float]:
    """How large a shift of one item has to be to be found in each scale, four times in five, in every group."""
    from purpose_index.stats.uncertainty.delta import normal_quantile

    errors = normal_quantile(groups.level) + normal_quantile(2 * POWER - 1)
    points: dict[str, float] = {}
    for shift in groups.shifts:
        points[shift.scale] = max(points.get(shift.scale, 0.0), MOST_MOVED + errors * shift.se)
    return points


def _place(context: Context, scale: str) -> tuple[str | int, ...]:
    return ("scales", [one.id for one in context.q.scales].index(scale), "id")


_TWO = "people: 600\ngroups: 2\nscales: {work: [q1, q2, q3, q4], rest: [r1, r2, r3, r4]}\n"

RULES = (
    Rule(
        name="non-invariance",
        severity="warning",
        looks_at=(
            f"With `--group`: no score of a group is more than {MOST_MOVED} points of 100 off that of others who stand "
            f"alike on what the scale measures, because of items that mean something else to it (whole interval; "
            f"{FEWEST_PEOPLE} people a group or more; of three groups or more each is compared with all others)."
        ),
        why="What looks like a difference of people is then one of questions.",
        source=(
            "Oberski (2014), Political Analysis 22, 45-60: what matters of an inequality is what it does to what is "
            "compared; Nye & Drasgow (2011), doi:10.1037/a0022955; Yoon & Kim (2014), Behavior Research "
            "Methods 46, 1199-1206."
        ),
        failing=_TWO + "moved: {q2: 1.0}",
        passing=_TWO + "moved: {q2: 0.2}",
        find=_non_invariance,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="groups-too-small-to-compare",
        severity="info",
        looks_at=(
            f"With `--group` of fewer than {FEW_GROUPS} groups: each has {FEWEST_PEOPLE} people who answered "
            "everything, to which a model of the scales can be fitted; and a shift of "
            f"{MOST_UNSEEN:.0f} points of 100 by one item would be found four times in five (`non-invariance`)."
        ),
        why="That nothing was found then says little about whether scores can be compared.",
        source="Meade & Bauer (2007), Structural Equation Modeling 14, 611-635.",
        failing=_TWO.replace("600", "150"),
        passing=_TWO,
        find=_too_small,
        family="evidence",
        needs="responses",
    ),
)
