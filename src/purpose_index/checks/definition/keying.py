"""Which items are reversed, and what that does to a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.context import listed
from purpose_index.checks.definition.words import negations
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.question_set.models import Item

BALANCED_SHARE = 1 / 3


def _lone_item(items: tuple[Item, ...]) -> Item | None:
    """Return the one item that is keyed the other way than all others, of which there are two or more."""
    alone = [item for item in items if sum(other.reverse is item.reverse for other in items) == 1]
    return alone[0] if alone and len(items) > 2 else None


def _lone_reversed_item(context: Context) -> Iterator[Found]:
    alone: dict[str, list[str]] = {}
    for _, scale, items in context.scales:
        lone = _lone_item(items)
        if lone is not None:
            alone.setdefault(lone.id, []).append(scale.id)
    for item_id, scales in alone.items():
        path, reverse = context.path_of[item_id], context.q.item(item_id).reverse
        keyed = "reversed" if reverse else "not reversed"
        message = f"{item_id!r} is the only item of {listed(scales)} that is {keyed}: it is likely to be the weakest."
        hint = "Word all items in one direction, or reverse about half of them."
        yield Found(
            (*path, "reverse" if reverse else "id"), message, hint, facts={"item": item_id, "scales": tuple(scales)}
        )


def _few_reversed_items(context: Context) -> Iterator[Found]:
    for path, scale, items in context.scales:
        reversed_items = [item.id for item in items if item.reverse]
        fewest = min(len(reversed_items), len(items) - len(reversed_items))
        if 1 < fewest < BALANCED_SHARE * len(items) and not _is_joined(context, scale.id):
            message = (
                f"In {scale.id!r}, {len(reversed_items)} of {len(items)} items are reversed: that balances nothing."
            )
            yield Found(
                (*path, "id"),
                message,
                "Word all items in one direction, or reverse about half of them.",
                facts={"scale": scale.id, "reversed": len(reversed_items), "items": len(items)},
            )


def _is_joined(context: Context, scale_id: str) -> bool:
    """Tell whether a scale holds the whole of another one, whose keying is judged by itself."""
    members = set(context.q.items_of(scale_id))
    return any(set(context.q.items_of(other.id)) < members for _, other, _ in context.scales)


def _reversed_and_negated(context: Context) -> Iterator[Found]:
    for path, item in context.items:
        if not item.reverse:
            continue
        for language, text in item.text.items():
            found = negations(language, text)
            if found:
                message = f"{item.id!r} is reversed and holds a negation, '{found[0]}': people overlook it."
                hint = "Say the opposite in positive words ('I doubt …'), or take the item straight."
                yield Found(
                    (*path, "text", language), message, hint, words=found[0], facts={"item": item.id, "words": found[0]}
                )
                break


RULES = (
    Rule(
        name="lone-reversed-item",
        severity="warning",
        looks_at="No scale of three or more items has a single one that is keyed against all the others.",
        why=(
            "One item against the grain measures attention as much as the subject, and it cannot balance a habit of "
            "agreeing. In every published sample of the questionnaire that inspired this package, the single reversed "
            "item was the weakest one. It is a warning and not an error: the scores are what the file says they are, "
            "and many a published scale has one such item, which its users must be able to score as published."
        ),
        source="Woods (2006), doi:10.1007/s10862-005-9004-7; Weijters & Baumgartner (2012), doi:10.1509/jmr.11.0368.",
        failing="items: [{id: q2, reverse: true, text: {nl: Mijn werk put mij uit., en: My work wears me out.}}]",
        passing=(
            "items: [{id: q2, reverse: true, text: {nl: Mijn werk put mij uit., en: My work wears me out.}},"
            " {id: q4, reverse: true, text: {nl: De week duurt lang., en: The week is long.}}]"
        ),
        find=_lone_reversed_item,
    ),
    Rule(
        name="few-reversed-items",
        severity="warning",
        looks_at="Where items are reversed, at least a third of the scale is keyed each way.",
        why="A few reversed items do not cancel a tendency to agree, and they form a factor of their own.",
        source="Weijters, Baumgartner & Schillewaert (2013), doi:10.1037/a0032121.",
        failing=(
            "items: [{id: q1, reverse: true}, {id: q2, reverse: true}, {id: q5, options: agreement, text: {nl: E., "
            "en: E.}}, {id: q6, options: agreement, text: {nl: F., en: F.}}, {id: q7, options: agreement, text: {nl: "
            "G., en: G.}}]\n"
            "scales: [{id: work, items: all}]"
        ),
        passing="items: [{id: q1, reverse: true}, {id: q2, reverse: true}]",
        find=_few_reversed_items,
    ),
    Rule(
        name="reversed-and-negated",
        severity="warning",
        looks_at="No reversed item is worded with a negation ('not', 'niet', 'never').",
        why="Disagreeing with a negation is a double negation; people misread it, and reliability falls.",
        source=(
            "Swain, Weathers & Niedrich (2008), doi:10.1509/jmkr.45.1.116; Barnette (2000), "
            "doi:10.1177/00131640021970592."
        ),
        failing=(
            "items: [{id: q1, reverse: true}, {id: q2, reverse: true, text: {en: My work does not give me energy.}}]"
        ),
        passing="items: [{id: q1, reverse: true}, {id: q2, reverse: true, text: {en: My work wears me out.}}]",
        find=_reversed_and_negated,
    ),
)
