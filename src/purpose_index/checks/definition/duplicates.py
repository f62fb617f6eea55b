"""Items that ask what another item asks already."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from purpose_index.checks.context import listed
from purpose_index.checks.definition.anchors import plain
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.question_set.models import Item

NEAR = 0.9
_WORD = re.compile(r"\w+")
_Words = dict[str, frozenset[str]]


def _duplicate_text(context: Context) -> Iterator[Found]:
    first: dict[tuple[str, str], str] = {}
    for path, item in context.items:
        others = {language: first.setdefault((language, plain(text)), item.id) for language, text in item.text.items()}
        repeated = [language for language, other in others.items() if other != item.id]
        if repeated:
            message = f"{item.id!r} has the same text as {others[repeated[0]]!r} in {listed(repeated)}."
            yield Found(
                (*path, "text", repeated[0]),
                message,
                "Remove one of the two, or write the text that was meant.",
                facts={"item": item.id, "other": others[repeated[0]], "languages": tuple(repeated)},
            )


def _near_duplicate(context: Context) -> Iterator[Found]:
    referents = _referents(context)
    seen: list[tuple[Item, _Words]] = []
    for path, item in context.items:
        words = {language: frozenset(_WORD.findall(plain(text))) for language, text in item.text.items()}
        for other, other_words in seen:
            near = _near_language(item, words, other, other_words)
            if near and referents[item.id] == referents[other.id]:
                message = f"{item.id!r} reads almost as {other.id!r} in {near!r}: they measure one thing twice."
                hint = "Keep one of the two, or make clear in what they differ."
                yield Found(
                    (*path, "text", near), message, hint, facts={"item": item.id, "other": other.id, "language": near}
                )
                break
        seen.append((item, words))


def _near_language(item: Item, words: _Words, other: Item, other_words: _Words) -> str | None:
    """Return the first language in which two items are nearly the same; None where they are the same in one."""
    shared = [
        language
        for language, here in words.items()
        if language in other_words and _may_be_near(here, other_words[language])
    ]
    pairs = [(language, plain(item.text[language]), plain(other.text[language])) for language in shared]
    if any(a == b for _, a, b in pairs):
        return None
    return next((language for language, a, b in pairs if _ratio(a, b) >= NEAR), None)


def _may_be_near(a: frozenset[str], b: frozenset[str]) -> bool:
    """Tell quickly whether two texts share enough words to look closer: at most one word of six differs."""
    return 6 * len(a & b) >= 5 * max(len(a), len(b))


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _referents(context: Context) -> dict[str, frozenset[str | None]]:
    """Return whom or what every item asks about: the same statement about another referent is not a duplicate."""
    found: dict[str, frozenset[str | None]] = {item.id: frozenset() for _, item in context.items}
    for _, scale, items in context.scales:
        for item in items:
            found[item.id] |= {scale.referent}
    return found


RULES = (
    Rule(
        name="duplicate-text",
        severity="error",
        looks_at="No two items have the same text in a language.",
        why=(
            "A question that is asked twice raises the reliability on paper and measures no more; most often the "
            "translation of one item was pasted at another."
        ),
        source="Cattell (1978) on 'bloated specifics', The Scientific Use of Factor Analysis, ch. 13.",
        failing="items: [{id: q2, text: {nl: Ik weet waar mijn werk voor dient.}}]",
        passing="items: [{id: q2, text: {nl: Ik krijg energie van mijn werk.}}]",
        find=_duplicate_text,
    ),
    Rule(
        name="near-duplicate-text",
        severity="warning",
        looks_at=f"No two items about the same referent share five of six words and {NEAR:.0%} of their text, or more.",
        why=(
            "Items that differ in a word share more than the subject, which inflates alpha and adds a factor of its "
            "own."
        ),
        source="Cattell (1978) on 'bloated specifics', The Scientific Use of Factor Analysis, ch. 13.",
        failing="items: [{id: q2, text: {nl: 'Ja, ik weet waar mijn werk voor dient.'}}]",
        passing="items: [{id: q2, text: {nl: Ik krijg energie van mijn werk.}}]",
        find=_near_duplicate,
    ),
)
