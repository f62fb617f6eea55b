"""Questions that ask two things, hide a negation, or put the answer in people's mouths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.context import listed
from purpose_index.checks.definition.words import find_words, negations, without_words
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context

_TOURANGEAU = "Tourangeau, Rips & Rasinski (2000), doi:10.1017/CBO9780511819322, ch. 2."
_KROSNICK = "Krosnick & Presser (2010), Question and questionnaire design, in Handbook of Survey Research, 2nd ed."


def _double_barrelled(context: Context) -> Iterator[Found]:
    for path, item, word, also in context.seen_in_items(_joining):
        message = f"{item.id!r} may ask two things at once, joined by '{word}'{also}."
        yield Found(
            path,
            message,
            "Ask each in an item of its own, or keep the one that matters.",
            words=word,
            facts={"item": item.id, "words": word},
        )


def _joining(language: str, text: str) -> str | None:
    return next(iter(find_words("joining", language, without_words("harmless_joining", language, text))), None)


def _double_negation(context: Context) -> Iterator[Found]:
    for path, item, words, also in context.seen_in_items(_denials):
        message = f"{item.id!r} denies twice, with {listed(words)}{also}."
        yield Found(
            path, message, "Say it in positive words.", words=words[-1], facts={"item": item.id, "words": tuple(words)}
        )


def _denials(language: str, text: str) -> list[str] | None:
    """Return the negations of a text where there are two, or one before a negative word."""
    found = negations(language, text)
    prefixed = find_words("negated_prefix", language, text)
    return prefixed or (found if len(found) > 1 else None)


def _absolute_word(context: Context) -> Iterator[Found]:
    for path, item, word, also in context.seen_in_items(_absolute):
        message = f"'{word}' in {item.id!r} leaves no room{also}: few people can agree, or disagree, in earnest."
        yield Found(
            path,
            message,
            "Leave it out, or say how often or how much.",
            words=word,
            facts={"item": item.id, "words": word},
        )


def _absolute(language: str, text: str) -> str | None:
    if _denials(language, text):
        return None
    return next(iter(find_words("absolute", language, without_words("harmless_negation", language, text))), None)


def _leading_words(context: Context) -> Iterator[Found]:
    for path, item, word, also in context.seen_in_items(_leading):
        yield Found(
            path,
            f"'{word}' in {item.id!r} tells people what to answer{also}.",
            "Leave it out.",
            words=word,
            facts={"item": item.id, "words": word},
        )


def _leading(language: str, text: str) -> str | None:
    return next(iter(find_words("leading", language, text)), None)


RULES = (
    Rule(
        name="double-barrelled",
        severity="warning",
        looks_at=(
            "No item joins two questions with 'and', 'or', 'en' or 'of' (set phrases such as 'more or less' are known)."
        ),
        why=(
            "Whoever agrees with one half and not with the other cannot answer, and nobody can tell which half was "
            "answered."
        ),
        source=_KROSNICK,
        failing="items: [{id: q1, text: {en: My work is useful and well paid.}}]",
        passing="items: [{id: q1, text: {en: My work is more or less useful.}}]",
        find=_double_barrelled,
    ),
    Rule(
        name="double-negation",
        severity="warning",
        looks_at="No item holds two negations, or one before a negative word ('not unkind', 'niet zinloos').",
        why="To disagree with it takes three negations in a row; people lose count.",
        source=_TOURANGEAU,
        failing="items: [{id: q1, text: {nl: Ik heb nooit geen zin in mijn werk.}}]",
        passing="items: [{id: q1, text: {nl: Ik heb zelden zin in mijn werk.}}]",
        find=_double_negation,
    ),
    Rule(
        name="absolute-word",
        severity="warning",
        looks_at="No item says 'always', 'never', 'everyone' or the like.",
        why=(
            "An absolute is answered by taste for absolutes as much as by the subject, and most people end up in one "
            "category."
        ),
        source="DeVellis & Thorpe (2021), Scale Development, 5th ed., ch. 5.",
        failing="items: [{id: q1, text: {en: I always know what my work is for.}}]",
        passing="items: [{id: q1, text: {en: I often know what my work is for.}}]",
        find=_absolute_word,
    ),
    Rule(
        name="leading-words",
        severity="warning",
        looks_at="No item says 'of course', 'obviously', 'natuurlijk' or the like.",
        why="Words that take the answer for granted move answers towards it.",
        source=_KROSNICK,
        failing="items: [{id: q1, text: {nl: Natuurlijk weet ik waar mijn werk voor dient.}}]",
        passing="items: [{id: q1, text: {nl: Ik weet waar mijn werk voor dient.}}]",
        find=_leading_words,
    ),
)
