"""Whether any answers could give the scores that a record tells of."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from purpose_index.scoring.plan import score_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from purpose_index.scoring.plan import ScalePlan, ScoringPlan
    from purpose_index.scoring.scale_score import ScaleScore

ROUNDING = 1e-9  # what a number may have lost on its way through somebody's database


def impossible(plan: ScoringPlan, scores: Sequence[ScaleScore], answered: int) -> Iterator[str]:
    """Yield the paths of what no answers to the set can give: how many are answered, and the scores they would have."""
    items = [sum(1 << position for position in scale.positions) for scale in plan.scales]
    counts = [(f"$.scales.{score.scale}", inside, score.answered) for score, inside in zip(scores, items, strict=True)]
    counts.append(("$.answered", (1 << len(plan.reverse)) - 1, answered))
    yield from (path for path, inside, count in counts if not _can_count(inside, count, counts))
    for scale, score in zip(plan.scales, scores, strict=True):
        if not _can_score(scale, score):
            yield f"$.scales.{scale.id}"


def _can_count(items: int, answered: int, counts: Sequence[tuple[str, int, int]]) -> bool:
    """Tell whether so many of these items (a bit each) can be answered beside what is answered of others.

    No more can be answered than there are, nor more beyond those that another scale shares than it does not share; and
    the parts of a scale that do not overlap each other add up.
    """
    parts = counted = 0
    for _, others, count in counts:
        if answered - count > (items & ~others).bit_count():
            return False
        if others != items and not others & ~items and not others & parts:
            parts, counted = parts | others, counted + count
    return counted <= answered <= counted + (items & ~parts).bit_count()


def _can_score(plan: ScalePlan, score: ScaleScore) -> bool:
    if score.answered < plan.minimum:
        return score.value is score.mean is score.index is None
    if score.value is None or score.mean is None or score.index is None:
        return False
    if not (_within(score.index, 0, 100) and _within(score.mean, *_means(plan))):
        return False
    expected = [(score.value, score_of(plan, score.mean * plan.whole, plan.whole))]
    if plan.even or score.complete:  # else the mean does not say which options the answered items have
        bottom, top = (sum(terms[end].total for terms in plan.terms) for end in (0, -1))
        expected.append((score.index, 100 * (score.mean * plan.whole - bottom) / (top - bottom)))
    if plan.even:  # so many answers, that are whole numbers
        expected.append((score.mean * score.answered, round(score.mean * score.answered)))
    return all(isclose(number, other, rel_tol=ROUNDING, abs_tol=ROUNDING) for number, other in expected)


def _means(plan: ScalePlan) -> tuple[float, float]:
    """Return the lowest and the highest mean that answers can have."""
    values = [(first.total / first.weight, last.total / last.weight) for first, *_, last in plan.terms]
    return min(low for low, _ in values), max(high for _, high in values)


def _within(number: float, low: float, high: float) -> bool:
    return low - ROUNDING <= number <= high + ROUNDING
