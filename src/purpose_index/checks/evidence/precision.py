"""Where on what it measures a scale is precise, and which options tell anything there, by the graded model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.evidence.answers import crowds_at
from purpose_index.checks.evidence.ordered import chosen
from purpose_index.checks.evidence.reliability import below_floor
from purpose_index.checks.evidence.small import HIDDEN
from purpose_index.checks.evidence.turned import is_turned
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.graded_scale import GradedScale
    from purpose_index.checks.evidence.pilot import Sample
    from purpose_index.errors import Facts

FEWEST_PEOPLE = 100  # with fewer, the errors of a graded model are too small
MOST_IMPRECISE = 0.20


def _model(sample: Sample) -> GradedScale | None:
    from purpose_index.checks.evidence.graded_scale import graded_scale

    return None if sample.n < FEWEST_PEOPLE or is_turned(sample) else graded_scale(sample)


def _imprecise(context: Context) -> Iterator[Found]:
    from purpose_index.stats.uncertainty.shares import wilson

    aims = context.evidence.aims
    for sample in context.evidence.simple:
        if sample.once(below_floor) or crowds_at(sample, "lowest") or crowds_at(sample, "highest"):
            continue  # that is said already
        scale = sample.once(_model)
        if scale is None:
            continue
        found = scale.people_below(aims.reliability_floor, aims.level)
        low = wilson(round(found.certain * sample.n), sample.n, level=aims.level)[0]
        if low > MOST_IMPRECISE:
            message = (
                f"{found.share:.0%} of people, at least {low:.0%} for certain, stand where scores on "
                f"{sample.scale.id!r} tell them apart with a reliability below {aims.reliability_floor:.2f}; most of "
                f"them between {found.start:.0f} and {found.end:.0f} of 100."
            )
            facts: Facts = {
                "scale": sample.scale.id,
                "share": round(found.share, 2),
                "low": round(low, 2),
                "floor": aims.reliability_floor,
                "from": round(found.start),
                "to": round(found.end),
            }
            hint = "Add items that part people there: ones that some of them agree with and others do not."
            yield Found((*sample.path, "id"), message, hint, facts=facts)


def _unreached(context: Context) -> Iterator[Found]:
    seen: set[str] = set()
    for sample in context.evidence.simple:
        scale = sample.once(_model)
        for j, item in enumerate(sample.items if scale and scale.options_between else ()):
            values = [] if item.id in seen else _never_likeliest(sample, j)
            if values:
                seen.add(item.id)
                which = " and ".join(map(str, values))
                stand = f"wherever they stand on what {sample.scale.id!r} measures"
                message = f"At {item.id!r}, {which} is for nobody the likeliest answer, {stand}."
                facts: Facts = {"item": item.id, "scale": sample.scale.id, "values": tuple(values)}
                hint = "See whether people can tell these options apart; with fewer, nothing may be lost."
                yield Found((*context.path_of[item.id], "id"), message, hint, facts=facts)


def _never_likeliest(sample: Sample, j: int) -> list[int]:
    """Return the values that people chose, and that are certainly nowhere the likeliest answer."""
    scale = sample.once(_model)
    assert scale is not None
    counts = sample.pilot.counts(sample.items[j].id)
    level = sample.level_of(scale.options_between)
    values = (chosen(sample, sample.items[j], value) for value in scale.never_likeliest(j, level))
    return sorted(value for value in values if counts[value] >= HIDDEN)


_TEN = "people: 2000\nscales: {work: [q1, q2, q3, q4, q5, q6, q7, q8, q9, q10]}\nloading: 0.55\n"
_EIGHT = "people: 1000\nscales: {work: [q1, q2, q3, q4, q5, q6, q7, q8]}\n"

RULES = (
    Rule(
        name="imprecise-scores",
        severity="warning",
        looks_at=(
            f"No more than {MOST_IMPRECISE:.0%} of people stand where the graded model gives scores a reliability "
            f"below the floor (`reliability-floor`, 0.70; 1 - se², for places of which that is certain; lower end of "
            f"the interval of the share; {FEWEST_PEOPLE} people or more). Where `reliability-below-floor`, "
            "`floor-effect` or `ceiling-effect` says why, nothing is added."
        ),
        why=(
            "A reliability is a mean: a scale can have a good one and still tell little where most people are, because "
            "its items part people who stand lower, or higher, or at both ends. Leave it as it is where people there "
            "need not be told apart, as where a scale is to find those who stand low."
        ),
        source=(
            "Raju, Price, Oshima & Nering (2007), Applied Psychological Measurement 31, 169-180: reliability at a "
            "place; Reise & Waller (2009), doi:10.1146/annurev.clinpsy.032408.153553: information where people are."
        ),
        failing=_TEN + "shift: 1.9",
        passing=_TEN + "shift: 1.0",
        find=_imprecise,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="unreached-option",
        severity="info",
        looks_at=(
            "Every option between two others is somewhere on what the scale measures the likeliest answer, or may be "
            f"(graded model; whole interval below, for all options of a scale together; options that at least {HIDDEN} "
            f"people chose; {FEWEST_PEOPLE} people or more)."
        ),
        why=(
            "Wherever somebody stands, another option is likelier: it may be chosen for another reason than where "
            "somebody stands, or lie close to its neighbours in what people read. A middle option is often such a one. "
            "Answers with it still tell something, and scores are none the worse for it: leave it as it is where "
            "people need it to say that they stand between, or do not know."
        ),
        source=(
            "Linacre (2002), Optimizing rating scale category "
            "effectiveness, Journal of Applied Measurement 3, 85-106: each category is the most probable one somewhere."
        ),
        failing=_EIGHT + "rare: {q2: 3}",
        passing=_EIGHT.strip(),
        find=_unreached,
        family="evidence",
        needs="responses",
    ),
)
