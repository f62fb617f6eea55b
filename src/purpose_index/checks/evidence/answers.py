"""How people use the answer options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.evidence.small import HIDDEN, counted, many, people
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import End, Sample

MOST_AT_AN_END = 0.15
RARE = 0.02


def _floor(context: Context) -> Iterator[Found]:
    yield from _at_an_end(context, "lowest", "Add items that people agree with sooner, or finer options at that end.")


def _ceiling(context: Context) -> Iterator[Found]:
    yield from _at_an_end(
        context, "highest", "Add items that people agree with less soon, or finer options at that end."
    )


def _at_an_end(context: Context, end: End, hint: str) -> Iterator[Found]:
    for sample in context.evidence.samples:
        if crowds_at(sample, end):
            count = sample.at_an_end(end)
            message = (
                f"{people(count, sample.n).capitalize()} have the {end} score on {sample.scale.id!r} that there is."
            )
            yield Found(
                (*sample.path, "id"),
                message,
                hint,
                facts={"scale": sample.scale.id, "end": end, **counted(count, sample.n)},
            )


def crowds_at(sample: Sample, end: End) -> bool:
    """Whether certainly too many people have the lowest, or the highest, score that there is."""
    from purpose_index.stats.uncertainty.shares import wilson

    return wilson(sample.at_an_end(end), sample.n, level=sample.pilot.aims.level)[0] > MOST_AT_AN_END


def _unused_category(context: Context) -> Iterator[Found]:
    from purpose_index.stats.uncertainty.shares import wilson

    pilot = context.evidence
    for path, item in context.items:
        counts = pilot.counts(item.id)
        n, used = sum(counts.values()), sum(count > 0 for count in counts.values())
        rare = [
            str(value)
            for value, count in counts.items()
            if count < HIDDEN and wilson(count, n, level=pilot.aims.level)[1] < RARE
        ]
        if rare and used > 1:
            message = f"Fewer than {HIDDEN} of {many(n)} chose {', '.join(rare)} at {item.id!r}."
            yield Found(
                (*path, "id"),
                message,
                "Use fewer options, or word the item so that people use them all.",
                facts={"item": item.id, "values": tuple(map(int, rare)), "fewest": HIDDEN},
            )


def _lowest_unused(context: Context) -> Iterator[Found]:
    from purpose_index.responses.form import form_of
    from purpose_index.responses.lowest_option import suspicions_of

    for issue in suspicions_of(form_of(context.q), context.evidence.coded.codes):
        yield Found(("items",), issue.message, issue.hint, facts=issue.facts)


RULES = (
    Rule(
        name="floor-effect",
        severity="warning",
        looks_at=(
            f"No more than {MOST_AT_AN_END:.0%} of people have the lowest score of a scale (lower end of the interval)."
        ),
        why="Among them no difference can be seen, nor that anybody gets worse.",
        source="Terwee et al. (2007), doi:10.1016/j.jclinepi.2006.03.012.",
        failing="shift: -1.7",
        passing="shift: -0.5",
        find=_floor,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="ceiling-effect",
        severity="warning",
        looks_at=(
            f"No more than {MOST_AT_AN_END:.0%} of people have the highest score of a scale (lower end of the "
            "interval)."
        ),
        why="Among them no difference can be seen, nor that anybody gets better.",
        source="Terwee et al. (2007), doi:10.1016/j.jclinepi.2006.03.012.",
        failing="shift: 1.7",
        passing="shift: 0.5",
        find=_ceiling,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="unused-category",
        severity="info",
        looks_at=(
            f"Every answer option is chosen by more than {RARE:.0%} of people, or may be (upper end of the interval)."
        ),
        why="An option that nobody takes makes the scale coarser than it looks, and its threshold cannot be estimated.",
        source=(
            "Linacre (2002), Optimizing rating scale category effectiveness, Journal of Applied Measurement 3, 85-106."
        ),
        failing="unused: 2",
        passing="unused: 1",
        find=_unused_category,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="lowest-option-unused",
        severity="warning",
        looks_at=(
            "Of three items or more with the same four options or more, somebody has the lowest option of one, or the "
            "other options let expect that nobody does (fewer than two independent answers, were its threshold half as "
            "far again from the next as that is from the one after it)."
        ),
        why=(
            "Data that count from 1 fit a set that counts from 0 as long as nobody has the highest option: every score "
            "is then one too high, and nothing else tells."
        ),
        source="McCullagh (1980), doi:10.1111/j.2517-6161.1980.tb01109.x: thresholds; Kish (1965), Survey sampling.",
        failing="unused: 2",
        passing="shift: 0.5",
        find=_lowest_unused,
        family="evidence",
        needs="responses",
    ),
)
