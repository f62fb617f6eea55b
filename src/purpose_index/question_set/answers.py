"""What a valid answer looks like, for programs that make a form or an endpoint of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from purpose_index.errors import Fact
    from purpose_index.question_set.models import MissingReason, QuestionSet

_WHOLE = re.compile(r"([+-]?[0-9]{1,15})(?:[.,]0*)?", re.ASCII)
_NO_ANSWER: dict[str, dict[MissingReason, str]] = {
    "nl": {
        "empty": "Geen antwoord",
        "skipped": "Overgeslagen",
        "not_applicable": "Niet van toepassing",
        "not_shown": "Niet getoond",
    },
    "en": {
        "empty": "No answer",
        "skipped": "Skipped",
        "not_applicable": "Does not apply",
        "not_shown": "Not shown",
    },
}


def answer_schema(q: QuestionSet, *, language: str | None = None, missing_codes: bool = False) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a valid answer, for a form: a property an item, absent where missing.

    Parameters
    ----------
    q
        The question set.
    language
        The language of titles and labels, one of `q.languages`; by default the first.
    missing_codes
        Whether null and every declared code for a missing answer are there too, as `purpose_index.validate` takes them.

    Raises
    ------
    ArgumentError
        Where the set has no such language.

    Notes
    -----
    Every choice has a `const` and a `title`. What is stored as missing, such as a 'Does not apply to me' that people
    can choose, says so in `x-missing`: 'empty', 'skipped', 'not_applicable' or 'not_shown'.

    Examples
    --------
    >>> import purpose_index as pi
    >>> form = pi.load("purpose-index").answer_schema(language="en")
    >>> [choice["const"] for choice in form["properties"]["q03"]["oneOf"]][:5]
    [1, 2, 3, 4, 5]
    """
    language = language_of(q, language)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": q.title[language],
        **({"description": q.instruction[language]} if q.instruction else {}),
        "type": "object",
        "properties": {item.id: item_schema(q, item.id, language, missing_codes=missing_codes) for item in q.items},
        "additionalProperties": False,
    }


def language_of(q: QuestionSet, language: str | None) -> str:
    """Return the language asked for, or the set's first where none is; ArgumentError where the set has it not."""
    if language is None:
        return q.languages[0]
    if language not in q.languages:
        message = f"This question set has no texts in {language!r}."
        hint = did_you_mean(language, q.languages)
        raise ArgumentError(
            message,
            [
                Issue(
                    "unknown-language",
                    "$.language",
                    message,
                    hint,
                    facts={"language": language, "languages": q.languages},
                )
            ],
        )
    return language


def item_schema(q: QuestionSet, item_id: str, language: str, *, missing_codes: bool) -> dict[str, Any]:
    """Return the JSON Schema of an answer to one item."""
    choices: list[dict[str, Any]] = [
        {"const": option.stored, "title": option.label[language], **_marked(option.missing)}
        for option in q.choices_of(item_id)
    ]
    if missing_codes:
        shown = {choice["const"] for choice in choices}
        choices += [
            {"const": code, "title": _title_of(reason, language), **_marked(reason)}
            for code, reason in (*q.missing.reasons().items(), (None, "empty"))
            if code not in shown
        ]
    return {"title": q.item(item_id).text[language], "oneOf": choices}


def expected_answers(stored: tuple[int | str, ...]) -> tuple[str, dict[str, Fact]]:
    """Return what an answer can be, in the order of the values, for a message, and the same as its facts."""
    low, high = stored[0], stored[-1]
    if len(stored) > 2 and isinstance(low, int) and stored == tuple(range(low, low + len(stored))):
        return f"a whole number from {low} to {high}", {"low": low, "high": high}
    *first, last = map(str, stored)
    return f"{', '.join(first)} or {last}", {"values": stored}


def _marked(reason: MissingReason | None) -> dict[str, str]:
    return {} if reason is None else {"x-missing": reason}


def _title_of(reason: MissingReason, language: str) -> str:
    return _NO_ANSWER.get(language.partition("-")[0], _NO_ANSWER["en"])[reason]


def whole_number(text: str) -> int | None:
    """Return the whole number that a text stands for in a text file, such as 1 for '01' and '1,0'; None for none.

    Examples
    --------
    >>> whole_number("01"), whole_number("-9.0"), whole_number("1.5")
    (1, -9, None)
    """
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None
