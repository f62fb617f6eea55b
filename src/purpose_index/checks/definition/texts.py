"""Texts as they are typed: what was left behind in them by accident."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from purpose_index.checks.context import seen_in
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context

_SPACING = re.compile(r"^\s+\S*|\S*\s+$|(?<=\S)[ \t\u00a0]{2,}(?=\S)|\S+\s+[,.;!?](?=\s|$)")
# UTF-8 that was read as Windows-1252 or Latin-1, and the character that stands for what could not be read
_BROKEN = re.compile(
    r"\ufffd|Ã[\u0080-\u00bf©«¨¯´¶¼½\u0192\u2020\u2021\u20ac]|â€[\u0080-\u00ff\u2122œ\u201c\u201d˜¦]?|Â[ °·»«]"
)
_MARKUP = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|font|a|ul|li|script|sup|sub)\b[^<>]*>|&(?:[a-z]{2,8}|#\d{1,5}|"
    r"#x[0-9a-f]{1,4});",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|TBD|XXX+|lorem ipsum|nog vertalen|nog invullen|to be translated|translation missing)\b|\?\?\?|"
    r"^(?:\.\.\.|…|-)$",
    re.IGNORECASE,
)


def _seen(context: Context, mark: re.Pattern[str], message: str, hint: str) -> Iterator[Found]:
    """Yield a finding for every text that holds the mark."""
    for path, text in context.texts:
        for place, found, _ in seen_in(path, text, lambda _, words: mark.search(words)):
            yield Found(place, message.format(found[0].strip()), hint, found[0])


def _spacing(context: Context) -> Iterator[Found]:
    yield from _seen(context, _SPACING, "There is a space too many in this text.", "Remove it.")


def _broken_characters(context: Context) -> Iterator[Found]:
    hint = "Type the character again and save the file as UTF-8."
    yield from _seen(
        context, _BROKEN, "'{}' was another character before the text was saved in a wrong encoding.", hint
    )


def _markup(context: Context) -> Iterator[Found]:
    hint = "Write plain text; how it looks is up to the program that shows it."
    yield from _seen(context, _MARKUP, "'{}' is markup: most programs show it as it stands.", hint)


def _unfinished(context: Context) -> Iterator[Found]:
    yield from _seen(context, _UNFINISHED, "'{}' looks like a text that was to be written later.", "Write it.")


RULES = (
    Rule(
        "spacing",
        "info",
        "No text begins or ends with a space, has two in a row, or one before a comma or stop.",
        "It is seen by everybody who answers, and makes two equal labels unequal for a program.",
        "This package.",
        "items: [{id: q1, text: {en: I know what  my work is for.}}]",
        "items: [{id: q1, text: {en: I know what my work is for.}}]",
        _spacing,
    ),
    Rule(
        "broken-characters",
        "error",
        "No text holds what remains of characters that were read in a wrong encoding ('Ã«' for 'ë').",
        "People see it and take the whole questionnaire less seriously; it also breaks the comparison of texts.",
        "Unicode Standard, section 3.9, on the replacement of ill-formed sequences.",
        "items: [{id: q1, text: {nl: Ik voel mij geÃ¯nspireerd op mijn werk.}}]",
        "items: [{id: q1, text: {nl: Ik voel mij geïnspireerd op mijn werk.}}]",
        _broken_characters,
    ),
    Rule(
        "markup-in-text",
        "warning",
        "No text holds HTML tags or entities.",
        "An app on a phone, a paper form and a data file all show them as they stand.",
        "This package.",
        "items: [{id: q1, text: {en: I know what my <b>work</b> is for.}}]",
        "items: [{id: q1, text: {en: I know what my work is for.}}]",
        _markup,
    ),
    Rule(
        "unfinished-text",
        "error",
        "No text holds 'TODO', '???', 'lorem ipsum' or the like.",
        "It was meant to be written before anybody saw it.",
        "This package.",
        "items: [{id: q1, text: {en: TODO}}]",
        "items: [{id: q1, text: {en: I know what my work is for.}}]",
        _unfinished,
    ),
)
