"""How people use the answer options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.checks.evidence.pilot import HIDDEN, many, people
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Sample

MOST_AT_AN_END = 0.15
RARE = 0.02


def _floor(context: Context) -> Iterator[Found]:
    yield from _at_an_end(context, "lowest", "Add items that people agree with sooner, or finer options at that end.")


def _ceiling(context: Context) -> Iterator[Found]:
    yield from _at_an_end(
        context, "highest", "Add items that people agree with less soon, or finer options at that end."
    )


def _at_an_end(context: Context, end: str, hint: str) -> Iterator[Found]:
    from purpose_index.stats.shares import wilson

    for sample in context.evidence.samples:
        low, high = _bounds(context, sample)
        count = int((sample.x == (low if end == "lowest" else high)).all(axis=1).sum())
        if wilson(count, sample.n, level=context.evidence.aims.level)[0] > MOST_AT_AN_END:
            message = (
                f"{people(count, sample.n).capitalize()} have the {end} score on {sample.scale.id!r} that there is."
            )
            yield Found((*sample.path, "id"), message, hint)


def _bounds(context: Context, sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and the highest keyed answer to every item of a scale, times its weight."""
    values = [[option.value for option in context.q.options_of(item.id)] for item in sample.items]
    weights = np.array([sample.scale.weights.get(item.id, 1.0) for item in sample.items])
    return np.array([min(v) for v in values]) * weights, np.array([max(v) for v in values]) * weights


def _unused_category(context: Context) -> Iterator[Found]:
    from purpose_index.stats.shares import wilson

    pilot = context.evidence
    for path, item in context.items:
        codes = pilot.coded.codes[:, pilot.column(item.id)]
        n = int((codes >= 0).sum())
        counts = np.bincount(codes[codes >= 0], minlength=len(pilot.coded.values[pilot.column(item.id)]))
        rare = [
            value
            for value, count in zip(pilot.coded.values[pilot.column(item.id)], counts.tolist(), strict=True)
            if count < HIDDEN and wilson(count, n, level=pilot.aims.level)[1] < RARE
        ]
        if rare and np.count_nonzero(counts) > 1:
            values = ", ".join(map(str, rare))
            message = f"Fewer than {HIDDEN} of {many(n)} chose {values} at {item.id!r}."
            yield Found((*path, "id"), message, "Use fewer options, or word the item so that people use them all.")


RULES = (
    Rule(
        "floor-effect",
        "warning",
        f"No more than {MOST_AT_AN_END:.0%} of people have the lowest score of a scale (lower end of the interval).",
        "Among them no difference can be seen, nor that anybody gets worse.",
        "Terwee et al. (2007), doi:10.1016/j.jclinepi.2006.03.012.",
        "shift: -1.7",
        "shift: -0.5",
        _floor,
        "evidence",
        "responses",
    ),
    Rule(
        "ceiling-effect",
        "warning",
        f"No more than {MOST_AT_AN_END:.0%} of people have the highest score of a scale (lower end of the interval).",
        "Among them no difference can be seen, nor that anybody gets better.",
        "Terwee et al. (2007), doi:10.1016/j.jclinepi.2006.03.012.",
        "shift: 1.7",
        "shift: 0.5",
        _ceiling,
        "evidence",
        "responses",
    ),
    Rule(
        "unused-category",
        "info",
        f"Every answer option is chosen by more than {RARE:.0%} of people, or may be (upper end of the interval).",
        "An option that nobody takes makes the scale coarser than it looks, and its threshold cannot be estimated.",
        "Linacre (2002), Optimizing rating scale category effectiveness, Journal of Applied Measurement 3, 85-106.",
        "unused: 2",
        "unused: 1",
        _unused_category,
        "evidence",
        "responses",
    ),
)
