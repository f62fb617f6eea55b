"""All that an analysis counts of answers: of all of them at once, or of parts that are added up."""

from __future__ import annotations

from dataclasses import dataclass
from operator import add
from typing import TYPE_CHECKING

from purpose_index.frozen import Frozen
from purpose_index.scoring.plan import plan_of
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns
from purpose_index.tallies.people import Extremes, extremes, missing_by_reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.options import Missing
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.scoring.plan import ScalePlan, ScoringPlan


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ScaleCounts(Frozen):
    """What is counted of the items of a scale, as answered.

    Parameters
    ----------
    moments
        Their moments; under pairwise those of a tally of all items.
    pairs
        Their joint counts, where these are asked for.
    patterns
        Their distinct rows of answers, where these are asked for, whatever is missing.
    ends
        Who is at an end of the scale.
    """

    moments: Moments
    pairs: PairCounts | None
    patterns: Patterns | None
    ends: Extremes

    def __add__(self, other: ScaleCounts) -> ScaleCounts:
        """Return the counts of both."""
        pairs = None if self.pairs is None or other.pairs is None else self.pairs + other.pairs
        patterns = None if self.patterns is None or other.patterns is None else self.patterns + other.patterns
        ends = Extremes(*map(add, self.ends, other.ends))
        return ScaleCounts(moments=self.moments + other.moments, pairs=pairs, patterns=patterns, ends=ends)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Counts(Frozen):
    """What is counted of answers to a question set.

    Parameters
    ----------
    n
        The number of people.
    reasons
        (k, 4) how often each item is missing, by reason.
    scales
        What is counted of each scale, in the order of the set.
    """

    n: int
    reasons: NDArray[np.int64]
    scales: tuple[ScaleCounts, ...]

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of both."""
        scales = tuple(map(add, self.scales, other.scales))
        return Counts(n=self.n + other.n, reasons=self.reasons + other.reasons, scales=scales)


def counts_of(
    coded: CodedResponses, *, q: QuestionSet, missing: Missing, pairs: bool = False, patterns: bool = False
) -> Counts:
    """Count coded answers for an analysis; `pairs` and `patterns` say what is asked for beside moments."""
    plan = plan_of(q)

    def of_scale(scale: ScalePlan, moments: Moments) -> ScaleCounts:
        return ScaleCounts(
            moments=moments,
            pairs=PairCounts.of(coded, missing=missing, items=moments.items) if pairs else None,
            patterns=Patterns.of(coded, missing="pairwise", items=moments.items) if patterns else None,
            ends=extremes(coded, scale.positions, [plan.reverse[j] for j in scale.positions]),
        )

    scales = tuple(of_scale(scale, moments) for scale, moments in answered_items(coded, plan, missing))
    return Counts(n=len(coded), reasons=missing_by_reason(coded), scales=scales)


def answered_items(
    coded: CodedResponses, plan: ScoringPlan, missing: Missing = "listwise"
) -> Iterator[tuple[ScalePlan, Moments]]:
    """Yield the moments of every scale's items, as answered; under pairwise all are parts of one tally."""
    whole = Moments.of(coded, missing=missing) if missing == "pairwise" else None
    for scale in plan.scales:
        items = [coded.items[j] for j in scale.positions]
        yield scale, whole.select(items) if whole else Moments.of(coded, missing=missing, items=items)
