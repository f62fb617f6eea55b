"""Whether people who choose a higher option stand higher."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from purpose_index.checks.evidence.small import HIDDEN
from purpose_index.checks.evidence.turned import is_turned
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Sample
    from purpose_index.question_set.models import Item

    Array = NDArray[np.float64]

LEAST = 0.10  # standard deviations


class _Step(NamedTuple):
    """Two neighbouring options of an item, as keyed, and how much higher people stand who chose the second."""

    item: Item
    lower: int
    higher: int
    value: float
    se: float
    df: float


def _disordered(context: Context) -> Iterator[Found]:
    from scipy.special import stdtrit

    seen: set[str] = set()
    for sample in (sample for sample in context.evidence.simple if not is_turned(sample)):
        steps = list(_steps(sample))
        tail = (1 - context.evidence.aims.level) / 2 / max(len(steps), 1)
        for step in steps:
            high = step.value + stdtrit(step.df, 1 - tail) * step.se
            if high < 0 and step.value < -LEAST and step.item.id not in seen:
                seen.add(step.item.id)
                yield _found(context, sample, step)


def _found(context: Context, sample: Sample, step: _Step) -> Found:
    lower, higher = (chosen(sample, step.item, value) for value in (step.lower, step.higher))
    message = (
        f"People who chose {higher} at {step.item.id!r} stand lower on the rest of {sample.scale.id!r} than those who "
        f"chose {lower}, though it scores higher: by {-step.value:.2f} standard deviations."
    )
    return Found(
        (*context.path_of[step.item.id], "id"),
        message,
        "Look whether the data hold the options in their order, and whether people read them so; or use fewer.",
        facts={
            "item": step.item.id,
            "scale": sample.scale.id,
            "values": (lower, higher),
            "value": round(-step.value, 2),
        },
    )


def chosen(sample: Sample, item: Item, value: int) -> int:
    """Return the value that people chose, of one as keyed."""
    values = sample.pilot.coded.values[sample.pilot.column(item.id)]
    return values[0] + values[-1] - value if item.reverse else value


def _steps(sample: Sample) -> Iterator[_Step]:
    """Yield all steps between neighbouring options that enough people chose, of items that go with the others."""
    import numpy as np

    total = sample.x.sum(axis=1)
    for j, item in enumerate(sample.items):
        rest = total - sample.x[:, j]
        spread = float(rest.std(ddof=1))
        if not spread or np.cov(sample.x[:, j], rest)[0, 1] * sample.weights[j] <= 0:
            continue
        keyed = sample.answers[:, j].astype(int)
        chose = {int(value): rest[keyed == value] / spread for value in np.unique(keyed)}
        for lower, higher in pairwise([value for value, own in chose.items() if len(own) >= HIDDEN]):
            yield _step(item, lower, higher, chose[lower], chose[higher])


def _step(item: Item, lower: int, higher: int, below: Array, above: Array) -> _Step:
    """Two means that differ, with variances of their own. Welch (1947)."""
    parts = [float(own.var(ddof=1)) / len(own) for own in (below, above)]
    both = sum(parts)
    df = (
        both**2 / sum(part**2 / (len(own) - 1) for part, own in zip(parts, (below, above), strict=True))
        if both
        else 1.0
    )
    return _Step(item, lower, higher, float(above.mean() - below.mean()), both**0.5, df)


RULES = (
    Rule(
        name="disordered-options",
        severity="warning",
        looks_at=(
            "Of two neighbouring options of an item, people who chose the higher one do not stand lower on the other "
            f"items of the scale by more than {LEAST:.2f} standard deviations (whole interval below 0, for all options "
            f"of a scale together; options that at least {HIDDEN} people chose)."
        ),
        why=(
            "The option scores as more and stands for less: codes were swapped, or people read the options in another "
            "order than they are scored in."
        ),
        source=(
            "Linacre (2002), Optimizing rating scale category effectiveness, Journal of Applied Measurement 3, 85-106: "
            "average measures rise with the categories; Welch (1947), doi:10.1093/biomet/34.1-2.28."
        ),
        failing="people: 1000\nswapped: {q2: [2, 4]}",
        passing="people: 1000",
        find=_disordered,
        family="evidence",
        needs="responses",
    ),
)
