"""A codebook of a question set, for people: what every column holds, and how it is scored."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

from purpose_index.interop.codebook_method import method_paragraph as method_paragraph
from purpose_index.interop.codebook_pages import Section, html, markdown
from purpose_index.interop.codebook_words import plain_number, words_of
from purpose_index.interop.lost import lost_of
from purpose_index.options import check_option
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.load import question_set_of
from purpose_index.safe_csv import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from purpose_index.errors import Issue
    from purpose_index.interop.lost import Feature
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import Option, QuestionSet, Scale

Form = Literal["markdown", "html", "csv"]
CARRIES: frozenset[Feature] = frozenset(
    {
        "reversal",
        "weights",
        "scales",
        "rules of scales",
        "missing codes",
        "codes",
        "layers",
        "classification",
        "answers",
    }
)


def write(q: QuestionSetLike, *, form: Form = "markdown", language: str | None = None) -> bytes:
    """Return the codebook of a question set in one of its languages.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.
    form
        'markdown' and 'html' are a page of all that decides a score, with a paragraph for a Method section; 'csv' is a
        table of the items alone.
    language
        One of the languages of the set, by default its first. The headings are in Dutch for Dutch, else in English.

    Returns
    -------
    bytes
        The file, as UTF-8. The HTML needs no script and nothing from elsewhere; no text in it is taken for markup.

    Raises
    ------
    ArgumentError
        The set has no such language, or `form` is none of these.

    Examples
    --------
    >>> from purpose_index.interop import codebook
    >>> table = codebook.write("purpose-orientation", form="csv", language="en").decode()
    >>> print(table.splitlines()[0])
    Item,Column,Question,Answers,Reversed,Scales,Missing answers
    """
    check_option("form", form, Form)
    q = question_set_of(q)
    language = language_of(q, language)
    words = words_of(language)
    if form == "csv":
        return _table(q, language, words).encode()
    sections = list(_sections(q, language, words))
    title = q.title[language]
    return (markdown(title, sections) if form == "markdown" else html(title, sections, language)).encode()


def lost(q: QuestionSetLike) -> tuple[Issue, ...]:
    """Return what a codebook does not say of a question set, one issue each.

    Examples
    --------
    >>> from purpose_index.interop import codebook
    >>> [issue.facts["what"] for issue in codebook.lost("purpose-index")]
    ['feedback', 'texts']
    """
    return lost_of(question_set_of(q), CARRIES)


def _sections(q: QuestionSet, language: str, words: Mapping[str, str]) -> Iterator[Section]:
    yield _about(q, language, words)
    if q.instruction:
        yield Section(words["instruction"], [q.instruction[language]])
    sets = _sets(q)
    heads = [words[key] for key in ("item", "column", "question", "answers", "reversed", "scales")]
    rows = [_item(q, item_id, language, words, str(sets[q.choices_of(item_id)])) for item_id in q.item_ids]
    yield Section(words["items"], (), heads, rows)
    heads = [words[key] for key in ("set", "value", "stored", "label", "meaning")]
    options = [row for choices, number in sets.items() for row in _option_rows(choices, number, language, words)]
    yield Section(words["options"], (), heads, options)
    heads = [words[key] for key in ("scale", "name", "score", "items", "least", "weights", "layer", "meaning")]
    yield Section(words["scales"], (), heads, [_scale(q, scale, language, words) for scale in q.scales])
    if q.missing.reasons():
        codes = [[str(code), words[reason]] for code, reason in q.missing.reasons().items()]
        yield Section(words["missing"], (), [words["code"], words["meaning"]], codes)
    yield Section(words["method"], [method_paragraph(q, language=language)])


def _about(q: QuestionSet, language: str, words: Mapping[str, str]) -> Section:
    facts = [
        f"{words['set id']}: {q.id} {q.version}",
        f"{words['languages']}: {', '.join(q.languages)}",
        f"{words['scoring']}: {q.fingerprint}",
        f"{words['words']}: {q.text_fingerprint}",
    ]
    source = [f"{words['source']}: {q.source}"] if q.source else []
    return Section(words["about"], [*([q.description[language]] if q.description else []), *facts, *source])


def _sets(q: QuestionSet) -> dict[tuple[Option, ...], int]:
    """Return the different lists of choices, numbered from 1 in the order of the items."""
    different = dict.fromkeys(q.choices_of(item_id) for item_id in q.item_ids)
    return {choices: number for number, choices in enumerate(different, 1)}


def _item(q: QuestionSet, item_id: str, language: str, words: Mapping[str, str], answers: str) -> list[str]:
    item = q.item(item_id)
    scales = [scale.id for scale in q.scales if item_id in q.items_of(scale.id)]
    turned = words["yes"] if item.reverse else ""
    return [item_id, item.column or "", item.text[language], answers, turned, ", ".join(scales)]


def _option_rows(
    choices: tuple[Option, ...], number: int, language: str, words: Mapping[str, str]
) -> Iterator[list[str]]:
    for choice in choices:
        counted = "" if choice.missing is None else f"{words['not counted']}: {words[choice.missing]}"
        stored = "" if choice.code is None else str(choice.code)
        yield [str(number), str(choice.value), stored, choice.label[language], counted]


def _scale(q: QuestionSet, scale: Scale, language: str, words: Mapping[str, str]) -> list[str]:
    items = q.items_of(scale.id)
    weights = ", ".join(f"{item} {plain_number(weight, language)}" for item, weight in scale.weights.items())
    layer = [q.layers[scale.layer][language]] if scale.layer else []
    referent = [q.referents[scale.referent][language]] if scale.referent else []
    return [
        scale.id,
        scale.name[language],
        words["prorated" if scale.prorate else scale.score],
        ", ".join(items),
        f"{scale.minimum_answered or len(items)} / {len(items)}",
        weights,
        ", ".join(layer + referent),
        scale.description[language] if scale.description else "",
    ]


def _table(q: QuestionSet, language: str, words: Mapping[str, str]) -> str:
    """Return a row an item, as CSV that no spreadsheet runs."""
    heads = [words[key] for key in ("item", "column", "question", "answers", "reversed", "scales", "missing")]
    codes = "; ".join(f"{words[reason]} = {code}" for code, reason in q.missing.reasons().items())
    rows = [heads]
    for item_id in q.item_ids:
        answers = "; ".join(_choice(choice, language, words) for choice in q.choices_of(item_id))
        _, column, *others = _item(q, item_id, language, words, answers)
        rows.append([item_id, column or item_id, *others, codes])
    file = io.StringIO()
    write_rows(file, rows)
    return file.getvalue()


def _choice(choice: Option, language: str, words: Mapping[str, str]) -> str:
    stored = f"{choice.stored}" if choice.stored == choice.value else f"{choice.stored} ({choice.value})"
    return f"{stored} = {choice.label[language]}" + (f" ({words['not counted']})" if choice.missing else "")
