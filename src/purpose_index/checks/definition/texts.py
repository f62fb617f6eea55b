"""Texts as they are typed: what was left behind in them by accident."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from purpose_index.checks.context import base_language, seen_in
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from purpose_index.checks.context import Context

_SPACES = " \t\u00a0"
_DOUBTFUL = [f"{space}{after}" for space in _SPACES for after in f"{_SPACES},.;!?"]
_DOUBLE_SPACE = re.compile(rf"(?<=\S)[{_SPACES}]{{2,}}(?=\S)")
_SPACE_BEFORE_STOP = re.compile(rf"\w+[{_SPACES}]+[,.;!?](?=\s|$)")
# UTF-8 that was read as Windows-1252 or Latin-1, and the character that stands for what could not be read
_BROKEN = re.compile(
    r"\ufffd|Ã[\u0080-\u00bf©«¨¯´¶¼½\u0192\u2020\u2021\u20ac]|â€[\u0080-\u00ff\u2122œ\u201c\u201d˜¦]?|Â[ °·»«]"
)
_MARKUP = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|font|a|ul|li|script|sup|sub)\b[^<>]*>|&(?:[a-z]{2,8}|#\d{1,5}|"
    r"#x[0-9a-f]{1,4});",
    re.IGNORECASE,
)
_LEFT_BEHIND = ("todo", "fixme", "tbd", "xxx", "lorem ipsum", "nog vertalen", "nog invullen", "translat", "???")
_UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|TBD|XXX+|lorem ipsum|nog vertalen|nog invullen|to be translated|translation missing)\b|\?{3}|"
    r"^(?:\.\.\.|…|-)$",
    re.IGNORECASE,
)


def _seen(context: Context, look: Callable[[str, str], str | None], message: str, hint: str) -> Iterator[Found]:
    """Yield a finding for every text in which `look` (language, text) sees something."""
    for path, text in context.texts:
        for place, found, _ in seen_in(path, text, look):
            yield Found(place, message.format(found.strip()), hint, words=found, facts={"found": found.strip()})


def _first(mark: re.Pattern[str], text: str) -> str | None:
    found = mark.search(text)
    return found[0] if found else None


def _space_too_many(language: str, text: str) -> str | None:
    if text[0] in _SPACES:
        return text[: len(text) - len(text.lstrip(_SPACES))]
    if text[-1] in _SPACES:
        return text[len(text.rstrip(_SPACES)) - 1 :]
    if any(doubtful in text for doubtful in _DOUBTFUL):  # a search in C, so that most texts cost nothing
        before_stop = None if base_language(language) == "fr" else _first(_SPACE_BEFORE_STOP, text)
        return before_stop or _first(_DOUBLE_SPACE, text)
    return None


def _spacing(context: Context) -> Iterator[Found]:
    yield from _seen(context, _space_too_many, "There is a space too many in this text.", "Remove it.")


def _broken(_: str, text: str) -> str | None:
    return None if text.isascii() else _first(_BROKEN, text)


def _broken_characters(context: Context) -> Iterator[Found]:
    message = "'{}' was another character before the text was saved in a wrong encoding."
    yield from _seen(context, _broken, message, "Type the character again and save the file as UTF-8.")


def _tag(_: str, text: str) -> str | None:
    return _first(_MARKUP, text) if "<" in text or "&" in text else None


def _markup(context: Context) -> Iterator[Found]:
    hint = "Write plain text; how it looks is up to the program that shows it."
    yield from _seen(context, _tag, "'{}' is markup: most programs show it as it stands.", hint)


def _placeholder(_: str, text: str) -> str | None:
    lowered = text.lower()
    return _first(_UNFINISHED, text) if len(text) < 4 or any(word in lowered for word in _LEFT_BEHIND) else None


def _unfinished(context: Context) -> Iterator[Found]:
    yield from _seen(context, _placeholder, "'{}' looks like a text that was to be written later.", "Write it.")


RULES = (
    Rule(
        name="spacing",
        severity="info",
        looks_at="No text begins or ends with a space, has two in a row, or one before a comma or stop.",
        why="Everybody who answers sees it, and a program takes two equal labels for different ones.",
        source="This package.",
        failing="items: [{id: q1, text: {en: I know what  my work is for.}}]",
        passing="items: [{id: q1, text: {en: I know what my work is for.}}]",
        find=_spacing,
    ),
    Rule(
        name="broken-characters",
        severity="error",
        looks_at="No text holds what remains of characters that were read in a wrong encoding ('Ã«' for 'ë').",
        why="People see it and take the whole questionnaire less seriously; it also breaks the comparison of texts.",
        source="Unicode Standard, section 3.9, on the replacement of ill-formed sequences.",
        failing="items: [{id: q1, text: {nl: Ik voel mij geÃ¯nspireerd op mijn werk.}}]",
        passing="items: [{id: q1, text: {nl: Ik voel mij geïnspireerd op mijn werk.}}]",
        find=_broken_characters,
    ),
    Rule(
        name="markup-in-text",
        severity="warning",
        looks_at="No text holds HTML tags or entities.",
        why="An app on a phone, a paper form and a data file all show them as they stand.",
        source="This package.",
        failing="items: [{id: q1, text: {en: I know what my <b>work</b> is for.}}]",
        passing="items: [{id: q1, text: {en: I know what my work is for.}}]",
        find=_markup,
    ),
    Rule(
        name="unfinished-text",
        severity="error",
        looks_at="No text holds 'TODO', '???', 'lorem ipsum' or the like.",
        why="It was meant to be written before anybody saw it.",
        source="This package.",
        failing="items: [{id: q1, text: {en: TODO}}]",
        passing="items: [{id: q1, text: {en: I know what my work is for.}}]",
        find=_unfinished,
    ),
)
