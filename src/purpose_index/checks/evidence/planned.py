"""Whether answers are missing by design, and what can be computed of them then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Pilot
    from purpose_index.errors import Facts

MOST_NOT_ASKED = 0.05


def _planned(context: Context) -> Iterator[Found]:
    pilot = context.evidence
    if pilot.design is None:
        return
    forms, shares = pilot.design.forms, (~pilot.asked).mean(axis=0)
    items = int((shares > MOST_NOT_ASKED).sum())
    if not items:
        return
    said = (
        f"their answers fall into {forms} forms, none of which has all items"
        if forms
        else "the data say by a code what was not shown"
    )
    apart = _never_together(pilot)
    facts: Facts = {"forms": forms, "items": items}
    message = f"Not everybody was asked everything ({items} of {len(shares)} items): {said}. That is no fault."
    yield Found(("items",), message, _hint(apart), facts=facts)


def _hint(apart: list[tuple[str, str, str]]) -> str:
    if not apart:
        return (
            "Every two items of a scale were asked of the same people: analyze with missing='pairwise', and fit "
            "confirmatory models by full information maximum likelihood (FIML)."
        )
    scale, first, second = apart[0]
    more = f" (and {len(apart) - 1:,} pairs more)" if len(apart) > 1 else ""
    return (
        f"Nobody was asked both {first!r} and {second!r} of {scale!r}{more}: no method tells how these go together. "
        f"Analyze each form by itself, or ask some people all items of a scale."
    )


def _never_together(pilot: Pilot) -> list[tuple[str, str, str]]:
    """Return the pairs of items of one scale of which nobody was asked both: the scale and the two items."""
    found: dict[tuple[str, str], str] = {}
    ids = pilot.q.item_ids
    for scale in pilot.q.scales:
        columns = pilot.columns(scale.id)
        asked = pilot.asked[:, columns].astype(float)
        apart = (asked.T @ asked == 0).nonzero()
        for i, j in zip(*(end.tolist() for end in apart), strict=True):
            if i < j:
                found.setdefault((ids[columns[i]], ids[columns[j]]), scale.id)
    return [(scale, *pair) for pair, scale in found.items()]


RULES = (
    Rule(
        name="planned-missing",
        severity="info",
        looks_at=(
            "Everybody is asked everything. Otherwise the data hold a code for 'not shown', or the answers fall into "
            "two forms or more that many people share, none with all items and none part of another, in which 95% "
            "of people fit but no more than 80% would if each item were skipped by itself."
        ),
        why=(
            "Asking each person a part makes a long list short without loss, as long as its numbers rest on the people "
            "who were asked: rules on open answers count those alone."
        ),
        source="Graham, Taylor, Olchowski & Cumsille (2006), doi:10.1037/1082-989X.11.4.323.",
        failing="forms: [[q1, q2, q3], [q1, q2, q4], [q1, q3, q4], [q2, q3, q4]]",
        passing="missing: {q1: 0.04, q2: 0.04, q3: 0.04, q4: 0.04}\nminimum: {work: 2}",
        find=_planned,
        family="evidence",
        needs="responses",
    ),
)
