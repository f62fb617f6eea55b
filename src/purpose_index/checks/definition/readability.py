"""How long a text is, and how hard to read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from purpose_index.checks.context import base_language
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.question_set.document import Path

MOST_WORDS = 25
SAMPLE_WORDS = 100
LEAST_EASE_OF_ALL = 50.0
LEAST_EASE_OF_ONE = 0.0
FEWEST_WORDS_OF_ONE = 10

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?=\s|$)")
_VOWELS = {
    "en": re.compile(r"[aeiouy]+", re.IGNORECASE),
    "nl": re.compile(r"aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|[aeiouyáéíóúàèëïöü]", re.IGNORECASE),
}
_SILENT_E = re.compile(r"(?:[^aeiouy](?:e|es|ed)|[^aeiouyl]le?s)$", re.IGNORECASE)
_SILENT_BEFORE_SUFFIX = re.compile(r"[aeiouy][^aeiouy]e(?=ful|ly|ment|ness|less)", re.IGNORECASE)
_SOUNDED_E = re.compile(r"(?:[^aeiouy]le|[td]ed|(?:[sxz]|[cs]h|[cg])es)$", re.IGNORECASE)


def syllables(word: str, language: str) -> int:
    """Return about how many syllables a word has, by its groups of vowels.

    Examples
    --------
    >>> [syllables(word, "en") for word in ("work", "useful", "made", "little", "organisation")]
    [1, 2, 1, 2, 5]
    >>> [syllables(word, "nl") for word in ("werk", "mijn", "betekenis", "organisatie", "ruimte")]
    [1, 1, 4, 5, 2]
    """
    count = len(_VOWELS[language].findall(word))
    if language == "en":
        count -= len(_SILENT_BEFORE_SUFFIX.findall(word))
        count -= bool(_SILENT_E.search(word) and not _SOUNDED_E.search(word))
    return max(count, 1)


def reading_ease(text: str, language: str) -> float:
    """Return how easy a text is to read: about 100 is very easy, 50 is hard, 0 and less very hard.

    Notes
    -----
    en: 206.835 - 1.015 * words_per_sentence - 84.6 * syllables_per_word (Flesch, 1948); nl: 206.84 - 0.93 *
    words_per_sentence - 77 * syllables_per_word (Douma, 1960). Syllables are estimated from groups of vowels.

    Examples
    --------
    >>> round(reading_ease("My work gives me energy.", "en"), 1)
    83.3
    """
    words = _WORD.findall(text)
    sentences = max(1, len(_SENTENCE_END.findall(text.strip())))
    per_sentence = len(words) / sentences
    per_word = sum(syllables(word, language) for word in words) / len(words)
    if language == "en":
        return 206.835 - 1.015 * per_sentence - 84.6 * per_word  # Flesch (1948)
    return 206.84 - 0.93 * per_sentence - 77 * per_word  # Douma (1960)


def _long_text(context: Context) -> Iterator[Found]:
    for path, item, count, also in context.seen_in_items(_too_many_words):
        message = f"{item.id!r} has {count} words{also}; more than {MOST_WORDS} do not stay in mind while one answers."
        yield Found(
            path,
            message,
            "Shorten it, or move what is common to all items to the instruction.",
            facts={"item": item.id, "words": count, "most": MOST_WORDS},
        )


def _too_many_words(_: str, text: str) -> int | None:
    count = len(_WORD.findall(text))
    return count if count > MOST_WORDS else None


def _hard_to_read(context: Context) -> Iterator[Found]:
    for path, item, ease, also in context.seen_in_items(_too_hard):
        message = (
            f"{item.id!r} is very hard to read{also}: reading ease {ease:.0f}, where plain language has 60 or more."
        )
        yield Found(
            path, message, "Use shorter words and shorter sentences.", facts={"item": item.id, "ease": round(ease)}
        )


def _too_hard(language: str, text: str) -> float | None:
    base = base_language(language)
    if base not in _VOWELS or not FEWEST_WORDS_OF_ONE <= len(_WORD.findall(text)) <= MOST_WORDS:
        return None
    ease = reading_ease(text, base)
    return ease if ease < LEAST_EASE_OF_ONE else None


def _reading_level(context: Context) -> Iterator[Found]:
    for i, language in enumerate(context.q.languages):
        base = base_language(language)
        if base not in _VOWELS:
            continue
        for what, path, text in _passages(context, i, language):
            if len(_WORD.findall(text)) >= SAMPLE_WORDS and (ease := reading_ease(text, base)) < LEAST_EASE_OF_ALL:
                message = f"{what} in {language!r} are hard to read: reading ease {ease:.0f}, and 60 is plain language."
                yield Found(
                    path,
                    message,
                    "Use shorter words and shorter sentences.",
                    facts={"language": language, "ease": round(ease)},
                )


def _passages(context: Context, i: int, language: str) -> Iterator[tuple[str, Path, str]]:
    """Yield what is read in one go: the items together, and the instruction."""
    texts = [item.text[language] for _, item in context.items if language in item.text]
    yield "The items", ("languages", i), " ".join(f"{text.rstrip('.!?:; ')}." for text in texts)
    instruction = context.q.instruction
    if instruction and language in instruction:
        yield "The words of the instruction", ("instruction", language), instruction[language]


RULES = (
    Rule(
        name="long-text",
        severity="warning",
        looks_at=f"No item has more than {MOST_WORDS} words.",
        why="The beginning of a long question is forgotten at its end, and people answer the part that stuck.",
        source="Payne (1951), The Art of Asking Questions: twenty words, with some to spare.",
        failing=(
            "items: [{id: q1, text: {en: After all of the weeks in which I have been at work in this house since I "
            "first came here some years ago I still know what it is for.}}]"
        ),
        passing="items: [{id: q1, text: {en: After all these years I still know what it is for.}}]",
        find=_long_text,
    ),
    Rule(
        name="hard-to-read",
        severity="warning",
        looks_at=(
            f"No item of {FEWEST_WORDS_OF_ONE} words or more has a reading ease under {LEAST_EASE_OF_ONE:.0f} (nl and "
            "en)."
        ),
        why="People who read with effort guess, skip, or stop.",
        source=(
            "en: Flesch (1948), doi:10.1037/h0057532; nl: Douma (1960), De leesbaarheid van landbouwbladen, Wageningen."
        ),
        failing=(
            "items: [{id: q1, text: {en: Organisational communication regarding sustainability considerations "
            "facilitates professional identification with institutional responsibilities.}}]"
        ),
        passing="items: [{id: q1, text: {en: The people around me tell me why they deal with nature as they do.}}]",
        find=_hard_to_read,
    ),
    Rule(
        name="reading-level",
        severity="warning",
        looks_at=(
            f"The items together, and the instruction, have a reading ease of {LEAST_EASE_OF_ALL:.0f} or more in nl "
            f"and en, where there are {SAMPLE_WORDS} words to judge by."
        ),
        why=(
            "A questionnaire that is harder than a newspaper leaves out the people with the least schooling, who "
            "then are missing from every result."
        ),
        source=(
            "en: Flesch (1948), doi:10.1037/h0057532; nl: Douma (1960), De leesbaarheid van landbouwbladen, Wageningen."
        ),
        failing="instruction: {nl: Kies wat bij je past., en: "
        + "Organisational considerations facilitate professional responsibilities. " * 21
        + "}",
        passing="instruction: {nl: Kies wat bij je past., en: "
        + "We ask you a few short things on your work. " * 12
        + "}",
        find=_reading_level,
    ),
)
