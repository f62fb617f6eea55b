"""The waivers of a set: what its author accepts, and whether it is still there.

Which waivers were used only the engine knows, after all other rules: it calls `unused_waivers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.rule import Found, Rule
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from purpose_index.checks.context import Context


def unused_waivers(context: Context, used: Iterable[int], ran: Iterable[str], known: Iterable[str]) -> Iterator[Found]:
    """Yield the waivers of rules that ran and found nothing to waive, and those of rules that do not exist."""
    used, ran, known = set(used), set(ran), list(known)
    for i, waiver in enumerate(context.q.waivers):
        if waiver.rule not in known:
            message = f"This waiver is for {waiver.rule!r}, and there is no such rule."
            yield Found(("waivers", i, "rule"), message, did_you_mean(waiver.rule, known), facts={"rule": waiver.rule})
        elif waiver.rule in ran and i not in used:
            where = f" at {waiver.path}" if waiver.path else ""
            yield Found(
                ("waivers", i, "rule"),
                f"There is no {waiver.rule!r}{where} to waive.",
                "Remove this waiver.",
                facts={"rule": waiver.rule, "path": waiver.path},
            )


def _found_by_the_engine(_: Context) -> Iterator[Found]:
    return iter(())


RULES = (
    Rule(
        name="unused-waiver",
        severity="warning",
        looks_at="Every waiver names a rule that exists, and a finding that is there.",
        why="A waiver that waives nothing today may hide tomorrow's defect.",
        source="This package.",
        failing="waivers: [{rule: double-barrelled, reason: a set phrase}]",
        passing=(
            "waivers: [{rule: double-barrelled, reason: a set phrase}]\n"
            "items: [{id: q1, text: {nl: Ik ken het reilen en zeilen van mijn werk.}}]"
        ),
        find=_found_by_the_engine,
    ),
)
