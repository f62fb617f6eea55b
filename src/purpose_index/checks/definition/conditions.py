"""Statements that depend on a condition: agreeing with them says nothing about whether the condition is ever met."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from purpose_index.checks.context import base_language
from purpose_index.checks.definition.words import find_words, without_words
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Dutch 'als' is 'if' before a clause ('als ik thuiskom') and 'as' before a noun ('als leider', 'als mijn roeping').
_ALS = re.compile(r"(?<!\w)als\s+(?!het ware|het (?:gaat )?om\b)([^,.;:!?]+)", re.IGNORECASE)
_AFTER_COMPARING = re.compile(
    r"\b(?:net|anders|liever|evenveel|zoveel|dezelfde|hetzelfde|zowel\b.*|(?:zo|even) \w+)\s*(?:\w+\s+)?$",
    re.IGNORECASE,
)
_PRONOUNS = _set("ik je jij u hij zij ze we wij jullie er men iemand niemand")
_NOUN_STARTS = _set(
    "het de een mijn jouw uw onze ons hun haar zijn dat dit deze die mensen anderen collega's klanten iets"
)
_NEVER_BEFORE_A_FINAL_VERB = _set(
    "de het een mijn je jouw uw ons onze hun haar zijn dit deze van in op voor met aan bij naar uit over te"
)
_RELATIVE = _set("die dat waar waarin waarmee waarop om wie")
_HELPING_VERBS = _set(
    "is was ben bent heb hebt heeft had kan kun kunt kon moet moest mag mocht wil wilt wilde gaat ga word wordt werd "
    "zit staat sta doet doe ziet loopt valt"
)
_SEEN_AS = _set("ervaren zien gezien beschouwen behandelen voelen gevoeld gekregen gekozen")
_ENDS_AS_A_VERB = re.compile(r"\w*(?:\w{2}(?:t|en|de|te)|aan|doen|viel|kwam|ging|deed|liep|stond|bleef|kreeg)$")


def condition(language: str, text: str) -> str | None:
    """Return the word that makes a statement depend on a condition, or None.

    Examples
    --------
    >>> condition("en", "I feel proud when my work helps others.")
    'when'
    >>> condition("nl", "Ik ben trots als mijn werk anderen helpt.")
    'als'
    >>> condition("nl", "Ik zie mijn werk als een deel van mijn leven.") is None
    True
    """
    found = find_words("condition", language, without_words("harmless_condition", language, text))
    if not found and base_language(language) == "nl":
        found = [match[0][:3] for match in _ALS.finditer(text) if _is_condition(text[: match.start()], match[1])]
    return found[0] if found else None


def _is_condition(before: str, clause: str) -> bool:
    """Tell whether 'als' between these two is 'if' rather than 'as'."""
    words = clause.lower().split()
    if len(words) < 2 or _AFTER_COMPARING.search(before):
        return False
    if words[0] in _PRONOUNS:
        return True
    return words[0] in _NOUN_STARTS and _ends_in_a_verb(words[1:])


def _ends_in_a_verb(words: list[str]) -> bool:
    """Tell whether a Dutch clause has its verb at its end, or a helping verb, before any clause within it."""
    own = next((i for i, word in enumerate(words) if word in _RELATIVE), len(words))
    if any(word in _HELPING_VERBS for word in words[:own]):
        return True
    *_, before, last = ["", *words]
    return own == len(words) > 1 and (
        before not in _NEVER_BEFORE_A_FINAL_VERB and last not in _SEEN_AS and bool(_ENDS_AS_A_VERB.match(last))
    )


def _conditional_item(context: Context) -> Iterator[Found]:
    for path, item, word, also in context.seen_in_items(condition):
        message = f"{item.id!r} depends on a condition, '{word}'{also}: people who never meet it cannot answer."
        hint = "State what happens ('My work helps others'), or ask how often; waive a moment that everybody has."
        yield Found(path, message, hint, words=word, facts={"item": item.id, "words": word})


RULES = (
    Rule(
        name="conditional-item",
        severity="warning",
        looks_at="No item depends on a condition ('if', 'when', 'unless'; 'als', 'wanneer', 'mits', 'tenzij').",
        why=(
            "'It gives me energy when my work helps others' can be agreed with by somebody whose work never does: the "
            "answer mixes how often the condition is met with what happens then, and whoever never meets it has to "
            "imagine an answer. A moment that everybody has, such as getting up, is not such a condition; words "
            "cannot tell the two apart, so waive it."
        ),
        source="Tourangeau, Rips & Rasinski (2000), doi:10.1017/CBO9780511819322, ch. 2: what questions presuppose.",
        failing="items: [{id: q2, text: {nl: Ik ben trots als mijn werk lukt., en: I am proud when my work is good.}}]",
        passing="items: [{id: q2, text: {nl: Ik zie mijn werk als mijn roeping., en: I know when my work is done.}}]",
        find=_conditional_item,
    ),
)
