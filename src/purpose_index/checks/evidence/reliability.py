"""Whether scales are as reliable as they are meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.evidence.turned import is_turned
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Sample
    from purpose_index.stats.estimate import Estimate


def _below_floor(context: Context) -> Iterator[Found]:
    for sample in context.evidence.samples:
        aims, found = context.evidence.aims, sample.once(below_floor)
        if found is not None and not is_turned(sample):
            assert found.high is not None
            message = (
                f"Alpha of {sample.scale.id!r} is {found.value:.2f}, and with {aims.level:.0%} confidence not above "
                f"{found.high:.3f}; the floor is {aims.reliability_floor:.2f}."
            )
            hint = "Mend or replace the weakest items, or add items: more people will not bring it above the floor."
            if found.value <= 0:
                hint = "Its items go against each other: see first whether the right ones are reversed."
            yield Found(
                (*sample.path, "id"),
                message,
                hint,
                facts={
                    "scale": sample.scale.id,
                    "alpha": round(found.value, 2),
                    "high": round(found.high, 3),
                    "level": aims.level,
                    "floor": aims.reliability_floor,
                },
            )


def below_floor(sample: Sample) -> Estimate | None:
    """Return alpha of a scale where it is certainly below the floor."""
    from purpose_index.errors import StatisticsError
    from purpose_index.stats.reliability.cronbach import alpha

    try:
        found = alpha(sample.x, level=sample.pilot.aims.level)
    except StatisticsError:
        return None
    assert found.high is not None
    return found if found.high < sample.pilot.aims.reliability_floor else None


RULES = (
    Rule(
        name="reliability-below-floor",
        severity="warning",
        looks_at="The upper end of the interval of alpha of every scale reaches the floor (`reliability-floor`, 0.70).",
        why="Below .50, more than half of what varies in a score is chance. A finding says that even the most "
        "favourable value that goes with these answers is below the floor. Where the interval holds the floor, the "
        "answers do not tell, and there is no finding: `sample-too-small` says whether more people would.",
        source="Feldt, Woodruff & Salih (1987), doi:10.1177/014662168701100107; Nunnally & Bernstein (1994), ch. 7.",
        failing="loading: 0.5",
        passing="loading: 0.75",
        find=_below_floor,
        family="evidence",
        needs="responses",
    ),
)
