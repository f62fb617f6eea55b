"""Which item counts in which scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.context import listed
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context


def _item_in_no_scale(context: Context) -> Iterator[Found]:
    scored = {item for scale in context.q.scales for item in context.q.items_of(scale.id)}
    for path, item in context.items if context.is_whole("scales") else ():
        if item.id not in scored:
            message = f"{item.id!r} is asked, and no scale scores it."
            yield Found((*path, "id"), message, "Add it to a scale, or do not ask it.", facts={"item": item.id})


def _single_item_scale(context: Context) -> Iterator[Found]:
    for path, scale, items in context.scales:
        if len(items) == 1:
            message = f"The scale {scale.id!r} rests on one item, {items[0].id!r}: its reliability cannot be estimated."
            yield Found(
                (*path, "id"),
                message,
                "Add items that ask the same in other words.",
                facts={"scale": scale.id, "item": items[0].id},
            )


def _same_items(context: Context) -> Iterator[Found]:
    first: dict[tuple[frozenset[str], str], str] = {}
    for path, scale, items in context.scales:
        key = (frozenset(item.id for item in items), f"{scale.score} {sorted(scale.weights.items())}")
        other = first.setdefault(key, scale.id)
        if other != scale.id:
            message = f"The scale {scale.id!r} scores the same items in the same way as {other!r}."
            yield Found(
                (*path, "id"),
                message,
                "Remove one of the two, or mend its list of items.",
                facts={"scale": scale.id, "other": other},
            )


def _unused_options(context: Context) -> Iterator[Found]:
    used = {item.options for item in context.q.items if isinstance(item.options, str)}
    for name in context.q.options:
        if name not in used and context.is_whole("items"):
            yield Found(
                ("options", name),
                f"No item uses the answer options {name!r}.",
                "Remove them.",
                at_key=True,
                facts={"options": name},
            )


def _shared_by_competitors(context: Context) -> Iterator[Found]:
    if context.q.classification is None or not context.sound(("classification",)):
        return
    members = {scale.id: {item.id for item in items} for _, scale, items in context.scales}
    competing = [name for name in context.q.classification.scales if name in members]
    for i, name in enumerate(competing):
        for other in competing[:i]:
            shared = sorted(members[name] & members[other])
            if shared:
                message = f"{name!r} competes with {other!r} and shares {listed(shared)} with it."
                yield Found(
                    ("classification", "scales", i),
                    message,
                    "Let an item count in one of the competing scales.",
                    facts={"scale": name, "other": other, "items": tuple(shared)},
                )


RULES = (
    Rule(
        name="item-in-no-scale",
        severity="warning",
        looks_at="Every item counts in at least one scale.",
        why=(
            "A question whose answer is not used costs people time and makes them leave; most often it was forgotten "
            "in a list."
        ),
        source="Galesic & Bosnjak (2009), doi:10.1093/poq/nfp031: longer questionnaires are left sooner.",
        failing="scales: [{id: work, items: [q1, q2, q3]}]",
        passing="scales: [{id: work, items: all}]",
        find=_item_in_no_scale,
    ),
    Rule(
        name="single-item-scale",
        severity="warning",
        looks_at="Every scale has at least two items.",
        why=(
            "With one item, nothing tells the person's opinion from the accident of the wording, and no reliability "
            "can be given."
        ),
        source="Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., ch. 6.",
        failing="scales: [{id: energy, name: {nl: Energie, en: Energy}, items: [q2]}]",
        passing="scales: [{id: energy, name: {nl: Energie, en: Energy}, items: [q2, q4]}]",
        find=_single_item_scale,
    ),
    Rule(
        name="same-items-twice",
        severity="warning",
        looks_at="No two scales score the same items in the same way.",
        why=(
            "Two names for one number suggest two findings where there is one; most often a list was copied and not "
            "changed."
        ),
        source="This package.",
        failing="scales: [{id: energy, name: {nl: Energie, en: Energy}, items: [q1, q2, q3, q4]}]",
        passing="scales: [{id: energy, name: {nl: Energie, en: Energy}, items: [q2, q4]}]",
        find=_same_items,
    ),
    Rule(
        name="unused-options",
        severity="info",
        looks_at="Every named set of answer options is used.",
        why="Options that nobody sees are translated and checked for nothing, or an item refers to the wrong ones.",
        source="This package.",
        failing=(
            "options: {often: [{value: 0, label: {nl: nooit, en: never}}, {value: 1, label: {nl: vaak, en: often}}]}"
        ),
        passing=(
            "items: [{id: q1, options: [{value: 1, label: {nl: nee, en: no}}, {value: 5, label: {nl: ja, en: yes}}]}]"
        ),
        find=_unused_options,
    ),
    Rule(
        name="competing-scales-share-items",
        severity="warning",
        looks_at="Scales that compete in a classification have no item in common.",
        why="A shared item raises both scores, so that people end up undecided for a reason that is in the questions.",
        source="Hicks (1970), doi:10.1037/h0029780, on scores that depend on one another by construction.",
        failing=(
            "scales: [{id: rest, name: {nl: Rust, en: Rest}, items: [q1, q2]}]\n"
            "classification: {scales: [work, rest], rule: highest_index, undecided: {nl: Onbeslist, en: Undecided}}"
        ),
        passing=(
            "scales: [{id: work, items: [q3, q4]}, {id: rest, name: {nl: Rust, en: Rest}, items: [q1, q2]}]\n"
            "classification: {scales: [work, rest], rule: highest_index, undecided: {nl: Onbeslist, en: Undecided}}"
        ),
        find=_shared_by_competitors,
    ),
)
