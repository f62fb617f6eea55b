"""Whether the reversed items of a scale were turned around before the answers came here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Pilot, Sample
    from purpose_index.errors import Facts


class Turned(NamedTuple):
    """A scale whose reversed items go against the others once they are turned around.

    Parameters
    ----------
    sample
        The people who answered it.
    reversed
        How many of its items are reversed.
    correlation
        Of the sum of those, turned around, with the sum of the others.
    """

    sample: Sample
    reversed: int
    correlation: float


def turned_scales(pilot: Pilot) -> list[Turned]:
    """Return the scales whose answers were turned around before; of one that holds another such scale, only that one.

    Notes
    -----
    Turned around as the set says, the sum of the reversed items goes against that of the others (upper end of the
    interval of their correlation below 0), and no single item certainly goes with the other side. Alpha is then lower
    than without turning, for the two differ in the sign of the covariance of those sums alone. The sums go against each
    other among those too who did not give the same answer to all items: people who do so without reading go against
    any key, and one in five of them can turn the sign of a scale with nothing wrong.
    """
    every = [turned for sample in pilot.samples if (turned := sample.once(_turned))]
    ids = [turned.sample.item_ids for turned in every]
    return [turned for turned, own in zip(every, ids, strict=True) if not any(other < own for other in ids)]


def is_turned(sample: Sample) -> bool:
    """Whether a scale is such a one, or holds one whole: then its keyed answers say nothing of its items."""
    return any(turned.sample.item_ids <= sample.item_ids for turned in turned_scales(sample.pilot))


def _turned(sample: Sample) -> Turned | None:
    import numpy as np

    from purpose_index.stats.of_covariances import side_correlations

    reverse = np.array([item.reverse for item in sample.items])
    if reverse.all() or not reverse.any():
        return None
    found = sample.judged(lambda C: side_correlations(C, reverse))
    if not found.high[0] < 0 or (found.low[1:] > 0).any():
        return None
    differing = sample.x[~sample.alike()]
    if len(differing) < 2 or not side_correlations(np.cov(differing.T), reverse)[0] < 0:
        return None
    return Turned(sample, int(reverse.sum()), float(found.value[0]))


def _already_reversed(context: Context) -> Iterator[Found]:
    for turned in turned_scales(context.evidence):
        sample = turned.sample
        message = (
            f"The reversed items of {sample.scale.id!r} ({turned.reversed} of {sample.k}) go with the others as they "
            f"came in, and against them once they are turned around: the sums correlate {turned.correlation:.2f}."
        )
        hint = (
            "If the export turned them around already, take 'reverse: true' away in a set for these data, or export "
            "the answers as they were given. If it did not, 'reverse: true' stands at the wrong items."
        )
        facts: Facts = {
            "scale": sample.scale.id,
            "reversed": turned.reversed,
            "items": sample.k,
            "correlation": round(turned.correlation, 2),
        }
        yield Found((*sample.path, "id"), message, hint, facts=facts)


RULES = (
    Rule(
        name="already-reversed",
        severity="error",
        looks_at=(
            "The reversed items of a scale, turned around, do not go against the others (upper end of the interval of "
            "the correlation of their sums below 0, while no item certainly goes with the other side; below 0 as well "
            "without the people who gave one and the same answer to all items)."
        ),
        why=(
            "Many survey programs turn reversed items around in their export. Turned around once more they take away "
            "from what the others add, alpha falls below what it is without turning, and every score is wrong. People "
            "who agree with whatever is asked, more than they answer what it says, make the same pattern."
        ),
        source=(
            "Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., ch. 8; Weijters, Baumgartner & Schillewaert "
            "(2013), doi:10.1037/a0032121, on agreeing and misreading."
        ),
        failing="scales: {work: [q1, q2, q3, q4, q5, q6]}\nreverse: [q4, q5, q6]",
        passing=(
            "scales: {work: [q1, q2, q3, q4, q5, q6]}\nreverse: [q4, q5, q6]\n"
            "loadings: {q4: -0.75, q5: -0.75, q6: -0.75}"
        ),
        find=_already_reversed,
        family="evidence",
        needs="responses",
    ),
)
