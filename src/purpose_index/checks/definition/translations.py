"""Whether the languages of a set say the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from purpose_index.checks.context import base_language, listed, seen_in
from purpose_index.checks.definition.anchors import plain
from purpose_index.checks.definition.words import written_in
from purpose_index.checks.examples import BASE
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from purpose_index.checks.context import Context
    from purpose_index.question_set.document import Path

_ITC = (
    "International Test Commission (2017), Guidelines for translating and adapting tests, "
    "doi:10.1080/15305058.2017.1398166."
)
_PLACEHOLDER = re.compile(r"\{\{?[^{}]*\}?\}|%(?:\([^)]*\))?[sdif]\b|\$\{?\w+\}?")
_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w])")
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk "
    "sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu"
)
_ISO_639_1 = frozenset(_CODES.split())
_MEANT = {"cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "ua": "uk", "cn": "zh", "vn": "vi"}
_NO_REGIONS = {"UK": "GB", "EN": "GB", "JA": "JP", "DA": "DK", "EL": "GR"}


def _unknown_language(context: Context) -> Iterator[Found]:
    for i, tag in enumerate(context.q.languages):
        language, region = base_language(tag), tag.rpartition("-")[2]
        unknown = len(language) == 2 and language not in _ISO_639_1
        if unknown or region in _NO_REGIONS:
            meant = _MEANT.get(language) if unknown else f"{language}-{_NO_REGIONS[region]}"
            message = f"{tag!r} is not a language tag that browsers and screen readers know."
            yield Found(
                ("languages", i),
                message,
                f"Did you mean {meant!r}?" if meant else "Use the code of ISO 639.",
                facts={"tag": tag},
            )


def _untranslated(context: Context) -> Iterator[Found]:
    for path, texts in context.texts:
        seen: dict[str, str] = {}
        for language, text in texts.items():
            other = seen.setdefault(plain(text), language)
            if base_language(other) != base_language(language) and len(text.split()) > 2:
                message = f"The text in {language!r} is the same as in {other!r}: it may not have been translated."
                yield Found((*path, language), message, "Translate it.", facts={"language": language, "other": other})


def _wrong_language(context: Context) -> Iterator[Found]:
    for path, texts in context.texts:
        copied = len({plain(text) for text in texts.values()}) < len(texts)  # see untranslated-text
        for place, other, also in () if copied else seen_in(path, texts, _looks_like):
            message = f"The text in {place[-1]!r} looks like {other!r}{also}."
            yield Found(
                place,
                message,
                f"Write it in {place[-1]!r}; two texts may have changed places.",
                facts={"language": place[-1], "other": other},
            )


def _looks_like(language: str, text: str) -> str | None:
    counts = written_in(text)
    other = max(counts, key=lambda known: counts[known])
    return other if counts.get(base_language(language)) == 0 and counts[other] > 1 else None


def _different_placeholders(context: Context) -> Iterator[Found]:
    for path, texts in context.texts:
        for language, here, other, there in _differing(
            {code: _PLACEHOLDER.findall(text) for code, text in texts.items()}
        ):
            message = f"The text in {language!r} has {_quoted(here)}, where that in {other!r} has {_quoted(there)}."
            yield Found(
                (*path, language),
                message,
                "Use the same placeholders in every language.",
                facts={"language": language, "here": tuple(here), "other": other, "there": tuple(there)},
            )


def _different_numbers(context: Context) -> Iterator[Found]:
    for path, texts in context.texts:
        numbers = {
            code: [n.replace(",", ".") for n in _NUMBER.findall(t)] for code, t in texts.items() if _DIGIT.search(t)
        }
        for language, here, other, there in _differing({code: found for code, found in numbers.items() if found}):
            message = (
                f"The text in {language!r} asks about {listed(here)}, and that in {other!r} about {listed(there)}."
            )
            yield Found(
                (*path, language),
                message,
                "Use the same numbers in every language.",
                words=here[0],
                facts={"language": language, "here": tuple(here), "other": other, "there": tuple(there)},
            )


def _differing(marks: dict[str, list[str]]) -> Iterator[tuple[str, list[str], str, list[str]]]:
    """Yield every language whose marks are not those of the first one: language, marks, first language, its marks."""
    first = next(iter(marks), "")
    for language, found in marks.items():
        if sorted(found) != sorted(marks[first]):
            yield language, found, first, marks[first]


def _quoted(marks: list[str]) -> str:
    return f"the placeholders {listed(marks)}" if marks else "no placeholders"


def _stale_translation(context: Context) -> Iterator[Found]:
    for path, now, before in _texts_of_both(context):
        shared = [language for language in now if language in before]
        changed = [language for language in shared if now[language] != before[language]]
        stale = [language for language in shared if language not in changed]
        for language in stale if changed else ():
            message = (
                f"The text in {listed(changed)} has changed since the earlier version, and that in {language!r} "
                "has not."
            )
            yield Found(
                (*path, language),
                message,
                "Change the translation too, or waive this where its meaning is the same.",
                facts={"changed": tuple(changed), "language": language},
            )


def _texts_of_both(context: Context) -> Iterator[tuple[Path, Mapping[str, str], Mapping[str, str]]]:
    """Yield the texts of the items and answer options that were there before too: path, now, before."""
    assert context.baseline is not None
    before = {item.id: item.text for item in context.baseline.items}
    for path, item in context.items:
        if item.id in before:
            yield (*path, "text"), item.text, before[item.id]
    for name, options in context.q.options.items():
        old = {option.stored: option.label for option in context.baseline.options.get(name, ())}
        for i, option in enumerate(options):
            if option.stored in old:
                yield ("options", name, i, "label"), option.label, old[option.stored]


RULES = (
    Rule(
        name="unknown-language-tag",
        severity="warning",
        looks_at=(
            "Every language tag has a code of ISO 639-1 (two letters) and, where it has one, a region of ISO 3166."
        ),
        why="Browsers choose voice, hyphenation and font by it, and a tag that nobody knows chooses nothing.",
        source="RFC 5646 (BCP 47), Tags for Identifying Languages.",
        failing=f"= {BASE.replace('en:', 'en-UK:').replace(' en]', ' en-UK]')}",
        passing=f"= {BASE.replace('en:', 'en-GB:').replace(' en]', ' en-GB]')}",
        find=_unknown_language,
    ),
    Rule(
        name="untranslated-text",
        severity="warning",
        looks_at="No text of three words or more is the same in two languages.",
        why="A text that was copied to be translated later is shown as it is.",
        source=_ITC,
        failing="items: [{id: q1, text: {nl: I know what my work is for., en: I know what my work is for.}}]",
        passing="items: [{id: q1, text: {nl: Ik weet waar mijn werk voor dient., en: I know what my work is for.}}]",
        find=_untranslated,
    ),
    Rule(
        name="wrong-language",
        severity="warning",
        looks_at="No text in nl or en has the function words of the other language and none of its own.",
        why="Two texts that changed places are shown to exactly the people who cannot read them.",
        source=_ITC,
        failing="items: [{id: q1, text: {nl: I know what my work is for., en: Ik weet waar mijn werk voor dient.}}]",
        passing="items: [{id: q1, text: {nl: Ik weet waar mijn werk voor dient., en: I know what my work is for.}}]",
        find=_wrong_language,
    ),
    Rule(
        name="different-placeholders",
        severity="error",
        looks_at="A text has the same placeholders ({name}, %s, $name) in every language.",
        why="The program that fills them in fails, or shows the bare placeholder, in one language only.",
        source="Unicode Technical Standard 35, part on message formatting.",
        failing=(
            "items: [{id: q1, text: {nl: 'Ik ken het doel van {organisatie}.', en: 'I know the aim of "
            "{organisation}.'}}]"
        ),
        passing=(
            "items: [{id: q1, text: {nl: 'Ik ken het doel van {organisation}.', en: 'I know the aim of "
            "{organisation}.'}}]"
        ),
        find=_different_placeholders,
    ),
    Rule(
        name="different-numbers",
        severity="warning",
        looks_at="The numbers in a text are the same in every language, where both have numbers.",
        why="'The last 7 days' and 'the last 14 days' are two questions.",
        source=_ITC,
        failing="items: [{id: q1, text: {nl: De laatste 14 dagen ging het goed., en: The last 7 days went well.}}]",
        passing="items: [{id: q1, text: {nl: De laatste 7 dagen ging het goed., en: The last 7 days went well.}}]",
        find=_different_numbers,
    ),
    Rule(
        name="stale-translation",
        severity="warning",
        looks_at="Where a text has changed since the earlier version, it has changed in every language.",
        why="One language then asks the old question and the others the new one.",
        source=_ITC,
        failing="version: '1.1.0'\nitems: [{id: q1, text: {en: I can tell what my work is for.}}]",
        passing=(
            "version: '1.1.0'\n"
            "items: [{id: q1, text: {nl: Ik kan zeggen waar mijn werk voor dient., en: I can tell what my work is "
            "for.}}]"
        ),
        find=_stale_translation,
        needs="baseline",
    ),
)
