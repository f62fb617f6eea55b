"""Answers as the words of their options: which words stand for which answer of which item."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from purpose_index.errors import ArgumentError, Issue
from purpose_index.question_set.answers import language_of, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from purpose_index.responses.form import AnswerForm, ItemForm

Labels: TypeAlias = "bool | str | Mapping[str, Any] | None"
Words: TypeAlias = "dict[str, int]"  # the code of a text, folded
_NAMED = 5


def fold(text: str) -> str:
    """Return a text without what the eye passes over: capitals, the kind of spaces, and how letters are composed.

    Examples
    --------
    >>> fold("  Helemaal  MEE eens ")
    'helemaal mee eens'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_of(form: AnswerForm, labels: Labels) -> tuple[Words, ...] | None:
    """Return the code of every label, item by item; None where answers are not labels.

    Parameters
    ----------
    form
        The form of the question set.
    labels
        True takes the labels of every language that the set declares, a language those of that one; a mapping gives
        for each text what the set stores for it, for all items, or by item id for each.

    Raises
    ------
    ArgumentError
        Two labels of an item are alike and mean unlike answers, or a label is another answer's number; or `labels` is
        none of these.
    """
    if labels is None or labels is False:
        return None
    if isinstance(labels, Mapping):
        return _given(form, labels)
    if labels is not True and not isinstance(labels, str):
        raise _not_labels("Expected True, a language of the set, or a mapping of text to answer.")
    q = form.question_set
    languages = q.languages if labels is True else (language_of(q, labels),)
    return _checked(
        form,
        [
            [
                (label, item.codes[option.stored])
                for option in q.choices_of(item.id)
                for label in _in(option.label, languages)
            ]
            for item in form.items
        ],
    )


def declared_words(form: AnswerForm) -> tuple[frozenset[str], ...]:
    """Return the folded labels of every item, in all languages."""
    q = form.question_set
    return tuple(
        frozenset(fold(label) for option in q.choices_of(item.id) for label in option.label.values())
        for item in form.items
    )


def _in(label: Mapping[str, str], languages: Iterable[str]) -> Iterator[str]:
    return (label[language] for language in languages)


def _given(form: AnswerForm, labels: Mapping[str, Any]) -> tuple[Words, ...]:
    by_item = any(isinstance(answer, Mapping) for answer in labels.values())
    if by_item and (
        not all(isinstance(answer, Mapping) for answer in labels.values()) or not form.known.issuperset(labels)
    ):
        raise _not_labels("Expected for every text an answer, or for every item id such a mapping.")
    tables: list[Mapping[str, Any]] = [labels.get(item.id, {}) if by_item else labels for item in form.items]
    if not all(isinstance(text, str) for table in tables for text in table):
        raise _not_labels("Expected texts.")
    known = {code for item in form.items for code in item.codes}
    if not all(answer.__hash__ and answer in known for table in tables for answer in table.values()):
        raise _not_labels("Expected for every text something that an item of the set stores.")
    pairs = zip(form.items, tables, strict=True)
    return _checked(form, [[(t, item.codes[a]) for t, a in table.items() if a in item.codes] for item, table in pairs])


def _checked(form: AnswerForm, tables: Iterable[list[tuple[str, int]]]) -> tuple[Words, ...]:
    """Return the tables as words, or raise an error that lists which items have words of two meanings."""
    found, unclear = [], []
    for item, pairs in zip(form.items, tables, strict=True):
        words: Words = {}
        for text, code in pairs:
            if words.setdefault(fold(text), code) != code or _stored(text, item) not in {None, code}:
                unclear.append(item.id)
        found.append(words)
    if unclear:
        names = ", ".join(dict.fromkeys(unclear[:_NAMED]))
        message = f"Some labels mean two answers of one item: {names}{', ...' * (len(set(unclear)) > _NAMED)}."
        hint = "Read one language, as in labels='nl', or give a mapping of text to answer."
        issue = Issue("ambiguous-labels", "$.labels", message, hint, facts={"items": tuple(dict.fromkeys(unclear))})
        raise ArgumentError("Labels cannot stand for the answers here.", [issue])
    return tuple(found)


def _stored(text: str, item: ItemForm) -> int | None:
    """Return the code of what is stored as a label is written, such as a number; None where nothing is."""
    number = whole_number(fold(text))
    text = unicodedata.normalize("NFC", text.strip())
    return item.codes.get(text, None if number is None else item.codes.get(number))


def _not_labels(message: str) -> ArgumentError:
    hint = "Give labels=True for the labels that the set declares."
    return ArgumentError(
        "The option 'labels' cannot be what it was given.", [Issue("labels-not-known", "$.labels", message, hint)]
    )
