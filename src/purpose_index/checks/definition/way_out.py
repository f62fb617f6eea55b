"""Items that some people cannot answer, and whether their options let people say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from purpose_index.checks.context import listed
from purpose_index.checks.definition.anchors import is_no_answer
from purpose_index.checks.definition.words import find_words
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.definition.words import Kind
    from purpose_index.question_set.document import Path
    from purpose_index.question_set.models import Item

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")  # filled in by a program, for people who have one
_NOT_EVERYBODY_HAS: tuple[Kind, ...] = ("organisation", "manager", "team")


def _no_way_out(context: Context) -> Iterator[Found]:
    for kind in _NOT_EVERYBODY_HAS:
        asked = list(_without_way_out(context, kind))
        if asked:
            path, _, word = asked[0]
            ids = listed([item.id for _, item, _ in asked])
            message = f"{ids} ask{'s' * (len(asked) == 1)} about '{word}': people without one see no answer that fits."
            hint = (
                "Offer an option with 'missing: not_applicable' after the answers; or, where everybody who is asked "
                "has one, name it in the title."
            )
            yield Found(
                path, message, hint, words=word, facts={"items": tuple(item.id for _, item, _ in asked), "word": word}
            )


def _without_way_out(context: Context, kind: Kind) -> Iterator[tuple[Path, Item, str]]:
    """Yield the items about this, unless the title says that the whole set is, which offer no other answer."""
    if any(find_words(kind, language, title) for language, title in context.q.title.items()):
        return

    def look(language: str, text: str) -> str | None:
        return next(iter(find_words(kind, language, _PLACEHOLDER.sub(" ", text))), None)

    for path, item, word, _ in context.seen_in_items(look):
        if not _offers_way_out(context, item):
            yield path, item, word


def _offers_way_out(context: Context, item: Item) -> bool:
    return any(
        choice.missing or any(is_no_answer(label, language) for language, label in choice.label.items())
        for choice in context.q.choices_of(item.id)
    )


RULES = (
    Rule(
        name="no-way-out",
        severity="info",
        looks_at=(
            "Items about an organisation, manager, colleagues or team offer a visible answer to people who have none, "
            "unless the title says that the whole set is about it."
        ),
        why=(
            "The self-employed, volunteers and people between jobs are made to guess, to take the middle, or to stop; "
            "their guesses then count as answers. A code for 'not applicable' that stands in data files alone helps "
            "nobody who answers."
        ),
        source=(
            "Schuman & Presser (1981), Questions and Answers in Attitude Surveys, ch. 4; Krosnick et al. (2002), "
            "doi:10.1086/341394, on what too easy a way out costs: offer it for items that do not apply, not for all."
        ),
        failing="items: [{id: q3, text: {nl: Mijn organisatie helpt mij., en: My organisation helps me.}}]",
        passing=(
            "items: [{id: q3, text: {nl: Mijn organisatie helpt mij., en: My organisation helps me.}, options: [\n"
            "  {value: 1, label: {nl: nee, en: no}}, {value: 5, label: {nl: ja, en: yes}},\n"
            "  {value: -98, label: {nl: niet van toepassing, en: not applicable}, missing: not_applicable}]}]\n"
            "missing: {not_applicable: [-98]}"
        ),
        find=_no_way_out,
    ),
)
