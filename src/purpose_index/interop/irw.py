"""The long tables of the Item Response Warehouse: a row an answer, with the columns id, item and resp."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue
from purpose_index.interop.answers import answers_of
from purpose_index.interop.draft import Choice, Draft
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.lost import lost_of
from purpose_index.interop.sources import csv_of, unreadable
from purpose_index.interop.values import check_values
from purpose_index.question_set.load import question_set_of
from purpose_index.question_set.models import MAX_OPTIONS
from purpose_index.responses.encode import encode
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from purpose_index.interop.imported import MissingTexts
    from purpose_index.interop.lost import Feature
    from purpose_index.interop.sources import Source
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses

CARRIES: frozenset[Feature] = frozenset({"answers"})
MAX_ANSWERS = 2_000_000
EMPTY = frozenset({"", "na", "nan", "null"})
WHOLE = re.compile(r"([+-]?[0-9]{1,9})(?:\.0*)?", re.ASCII)


def read(
    source: Source,
    responses: Any = None,
    *,
    values: tuple[int, int] | None = None,
    language: str = "en",
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
) -> Imported:
    r"""Return the answers in a long table, and a question set without words to read and score them with.

    Parameters
    ----------
    source
        The path of a CSV file with the columns id, item and resp, or its content. Where it has a column 'wave', every
        person is a row of the answers in every wave.
    responses
        Other answers to the same items, of whatever kind `encode` takes; by default those of the table.
    values
        The lowest and the highest answer that can be given, as in ``(1, 5)``. By default the lowest and the highest
        that somebody gave to any item, which is said: it is not known that nobody could answer lower or higher.
    language
        The language of the names that stand for the words.
    missing_texts
        What to do where a text is not there in a language; there is one language here.
    keep
        Other columns to keep beside the answers, such as 'id', where they say the same of a person in every row.

    Raises
    ------
    DefinitionError
        It is no such table; or nothing in it can be scored.
    ResponseError
        Somebody answered an item twice, or the answers do not fit.
    ArgumentError
        `values` is no range.
    OSError
        The file is not there, or may not be read.

    References
    ----------
    Domingue, B. W., et al. (2025). An introduction to the Item Response Warehouse (IRW): A resource for enhancing data
    usage in psychometrics. *Behavior Research Methods*, 57, 276. doi:10.3758/s13428-025-02796-y

    Examples
    --------
    >>> from purpose_index.interop import irw
    >>> table = b"id,item,resp\n7,hard,0\n7,easy,1\n9,hard,1\n9,easy,2\n"
    >>> imported = irw.read(table)
    >>> imported.question_set.item_ids, imported.responses.codes.tolist()
    (('hard', 'easy'), [[0, 1], [1, 2]])
    """
    check_values(values)
    rows = csv_of(source, most_rows=MAX_ANSWERS)
    _check_columns(rows)
    notes = Notes()
    name = "irw" if isinstance(source, bytes) else Path(source).stem
    q = _question_set(name, rows, values, language, notes, missing_texts)
    coded = _coded(q, rows, notes, keep) if responses is None else answers_of(q, responses, notes, keep=keep)
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def write(q: QuestionSetLike, responses: Any, *, scale: str | None = None) -> bytes:
    """Return the answers to the items of one scale as a long table, which the Item Response Warehouse takes.

    Parameters
    ----------
    q, responses
        The question set, and the answers: whatever `encode` takes.
    scale
        The id of the scale: the warehouse wants a table a scale. It may be left out where the set has one alone.

    Returns
    -------
    bytes
        A CSV file (UTF-8) with the columns id (the number of the row of the answers, from 1), item and resp. Answers
        are as they were given: reversed items are not turned around. A missing answer has no row.

    Raises
    ------
    ArgumentError
        There is no such scale, or it must be said which one.
    ResponseError
        The answers do not fit the set.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import irw
    >>> q = pi.load("purpose-orientation")
    >>> answers = [dict.fromkeys(q.item_ids, 4) | {"income_2": -99}]
    >>> print(irw.write(q, answers, scale="income").decode())
    id,item,resp
    1,income_1,4
    1,income_3,4
    <BLANKLINE>
    """
    q = question_set_of(q)
    members = q.items_of(_scale(q, scale))
    coded = encode(q, responses)
    chosen = [(coded.codes[:, j], item, values) for j, (item, values) in enumerate(coded.asked) if item in members]
    lines = ["id,item,resp"]
    for person in range(len(coded)):
        lines += [
            f"{person + 1},{item},{values[codes[person]]}" for codes, item, values in chosen if codes[person] >= 0
        ]
    return ("\n".join(lines) + "\n").encode()


def lost(q: QuestionSetLike) -> tuple[Issue, ...]:
    """Return what a long table cannot carry of a question set, one issue each.

    Examples
    --------
    >>> from purpose_index.interop import irw
    >>> [issue.facts["what"] for issue in irw.lost("purpose-orientation")][-1]
    'words'
    """
    message = "The file does not say what the questions and the answers are."
    words = Issue("export-lost", "$", message, "Keep the question set beside it.", facts={"what": "words"})
    return (*lost_of(question_set_of(q), CARRIES), words)


def _check_columns(rows: list[dict[str, str]]) -> None:
    there = rows[0] if rows else {}
    absent = [name for name in ("id", "item", "resp") if name not in there]
    if absent:
        raise unreadable(
            f"It has no column {absent[0]!r}; a long table has id, item and resp.", "Is this the right file?"
        )


def _question_set(
    name: str,
    rows: list[dict[str, str]],
    values: tuple[int, int] | None,
    language: str,
    notes: Notes,
    missing_texts: MissingTexts,
) -> QuestionSet:
    found = _answers(rows)
    whole = {
        item: [number for number in given if number is not None] for item, given in found.items() if None not in given
    }
    low, high = values or _range(whole)
    offered = range(low, high + 1) if 1 <= high - low < MAX_OPTIONS else ()
    draft = Draft(name, {}, [language], notes)
    for item in found:
        place = f"$.items.{item}"
        if item not in whole:
            notes.dropped(place, "Not all its answers are whole numbers.", kind="item with other answers than numbers")
        elif offered:
            draft.item(item, {language: item}, [Choice(value, {language: str(value)}) for value in offered])
        else:
            notes.dropped(
                place, "The range of the answers is not known.", "Say 'values='.", kind="item without a range"
            )
    if draft.items:
        notes.invented("$.items", "The words of the questions and the answers: their names and numbers stand there.")
    if draft.items and values is None:
        what = f"The range of the answers, from {low} to {high}: the lowest and the highest that were given."
        notes.invented("$.options", what, "Say 'values=' where another answer could be given.")
    return draft.built(missing_texts)


def _range(answers: Mapping[str, list[int]]) -> tuple[int, int]:
    every = {number for given in answers.values() for number in given}
    return min(every, default=0), max(every, default=0)


def _answers(rows: list[dict[str, str]]) -> dict[str, dict[int | None, None]]:
    """Return the different answers to every item, in the order in which the items come; None for no whole number."""
    found: dict[str, dict[int | None, None]] = {}
    for row in rows:
        given = found.setdefault(row["item"].strip(), {})
        if row["resp"].strip().lower() not in EMPTY:
            given[_number(row["resp"])] = None
    return found


def _number(text: str) -> int | None:
    found = WHOLE.fullmatch(text.strip())
    return int(found[1]) if found else None


def _coded(q: QuestionSet, rows: list[dict[str, str]], notes: Notes, keep: Collection[str]) -> CodedResponses:
    """Return the answers in a table, a row a person (and wave)."""
    for column in [name for name in rows[0] if name not in {"id", "item", "resp", "wave", *keep}]:
        notes.dropped(f"$.columns.{column}", "The column is not an answer.", "Name it in 'keep=' to keep it.")
    kept = [name for name in rows[0] if name in {"id", "wave", *keep}]
    answers = [
        {**{name: row[name] for name in kept}, "item": row["item"].strip(), "resp": _number(row["resp"])}
        for row in rows
    ]
    long = {"person": "id", "item": "item", "answer": "resp", **({"occasion": "wave"} if "wave" in kept else {})}
    return answers_of(q, answers, notes, keep=keep, own=["id"], long=long)


def _scale(q: QuestionSet, scale: str | None) -> str:
    """Return the id of the scale that is meant."""
    known = [one.id for one in q.scales]
    if scale is None and len(known) == 1:
        return known[0]
    if scale in known:
        return str(scale)
    if scale is None:
        message, hint = "The set has several scales, and a table holds one.", f"Say 'scale=': {', '.join(known)}."
    else:
        message, hint = f"There is no scale {str(scale)!r}.", did_you_mean(str(scale), known)
    facts = {"scale": None if scale is None else str(scale)}
    raise ArgumentError("No table can be made.", [Issue("unknown-scale", "$.scale", message, hint, facts=facts)])
