"""REDCap's data dictionary and raw export.

A dictionary has one language, and declares no missing codes. Its scales are fields that are calculated as the mean or
the sum of others, and what these take from a number is reversed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.interop.answers import answers_of
from purpose_index.interop.choices import choices_of
from purpose_index.interop.draft import Draft
from purpose_index.interop.header import header_of
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.lost import lost_of
from purpose_index.interop.plain import plain
from purpose_index.interop.redcap_calculated import add_scale
from purpose_index.interop.redcap_write import HEADS
from purpose_index.interop.redcap_write import write as write
from purpose_index.interop.redcap_write import write_answers as write_answers
from purpose_index.interop.sources import csv_of, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from purpose_index.errors import Issue
    from purpose_index.interop.imported import MissingTexts, Texts
    from purpose_index.interop.lost import Feature
    from purpose_index.interop.sources import Source
    from purpose_index.question_set.models import QuestionSet

    Row = dict[str, str]

CARRIES: frozenset[Feature] = frozenset()

_TWO = {
    "yesno": (("1", {"nl": "Ja"}, "Yes"), ("0", {"nl": "Nee"}, "No")),
    "truefalse": (("1", {"nl": "Waar"}, "True"), ("0", {"nl": "Onwaar"}, "False")),
}


def read(
    source: Source,
    responses: Any = None,
    *,
    language: str | None = None,
    forms: Collection[str] = (),
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
    **reading: Any,
) -> Imported:
    r"""Read a data dictionary, and a raw export of the answers where one is given.

    Parameters
    ----------
    source
        The dictionary: the path of a CSV file, or its content.
    responses
        The answers: the path of the raw export, or whatever `encode` takes.
    language
        The language of the dictionary, which does not say it; 'en' where nothing is said, and that is reported.
    forms
        The names of the instruments to read; all of them by default.
    missing_texts
        What is done where a text lacks in a language; see the other formats. A dictionary has one language.
    keep
        The names of columns to keep that identify people: those that the dictionary marks as identifiers, its phone
        numbers and mail addresses, and columns with the usual names of these.
    **reading
        How to read the answers; see `encode`.

    Returns
    -------
    Imported
        The set of all radio buttons, dropdowns, yes-no and true-false questions. Fields that are calculated as a mean
        or a sum of these are its scales; where there are none, each matrix of fields becomes one, or else an
        instrument. Questions that the answers have no column of are left out, with their scales. Choices that by their
        words are no answer, such as 'not applicable', are guessed to be missing.

    Raises
    ------
    DefinitionError
        It is no dictionary, nothing in it can be scored, or the set breaks a rule that every set must keep.
    ResponseError
        The answers do not fit the dictionary.
    OSError
        A file is not there, or may not be read.

    Examples
    --------
    >>> from purpose_index.interop import redcap
    >>> fields = b"field_name,form_name,field_type,field_label\nsleep,health,yesno,I sleep well.\n"
    >>> redcap.read(fields, language="en").question_set
    QuestionSet(health 1.0.0, 1 items, 1 scales, en)
    """
    notes = Notes()
    rows = _fields(csv_of(source))
    wanted = [row for row in rows if not forms or row["form_name"] in forms]
    if language is None:
        language = "en"
        notes.guessed("$.languages", "The language 'en': a dictionary does not say it.", "Say it with 'language='.")
    instruments = dict.fromkeys(row["form_name"] for row in wanted if row["form_name"])
    draft = Draft(next(iter(instruments)) if len(instruments) == 1 else "redcap", {}, [language], notes)
    for row in sorted(wanted, key=_is_calculated):  # after the items that they are calculated from
        _field(draft, row, language)
    if responses is not None and "columns" not in reading:
        draft.only(next(iter(header_of(responses)), []))
    q = draft.built(missing_texts)
    marked = {row["field_name"] for row in rows if _identifies(row)}
    coded = None
    if responses is not None:
        coded = answers_of(
            q, responses, notes, keep=keep, identifying=lambda name: name.partition("___")[0] in marked, **reading
        )
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def _fields(rows: list[Row]) -> list[Row]:
    """Return the rows by the names of the programming interface, those without a field left out."""
    named = [{HEADS.get(head.strip(), head.strip()): cell.strip() for head, cell in row.items()} for row in rows]
    if not named or not {"field_name", "field_type"} <= named[0].keys():
        raise unreadable(
            "It is no data dictionary of REDCap: it lacks the columns 'Variable / Field Name' and 'Field Type'.",
            "In REDCap: Project Setup, 'Download the current Data Dictionary'.",
        )
    return [dict.fromkeys(HEADS.values(), "") | row for row in named if row["field_name"]]


def _identifies(row: Row) -> bool:
    validation = row["text_validation_type_or_show_slider_number"]
    return row["identifier"].lower() == "y" or validation.startswith(("email", "phone", "ssn", "mrn", "postal", "zip"))


def _is_calculated(row: Row) -> bool:
    return row["field_type"].lower() == "calc"


def _field(draft: Draft, row: Row, language: str) -> None:
    name, kind = row["field_name"], row["field_type"].lower()
    place = f"$.fields.{name}"
    if row["identifier"].lower() == "y":
        draft.notes.dropped(place, "The field is marked as an identifier.", kind="identifier")
        return
    if _is_calculated(row):
        formula = row["select_choices_or_calculations"]
        if not add_scale(draft, name, row["field_label"], formula, language):
            said = "A field that is not calculated as a mean or a sum of items."
            draft.notes.dropped(place, said, kind="calc field")
        return
    listed = list(_choices(row, language))
    if not listed:
        draft.notes.dropped(place, f"A field of the type {kind!r}.", kind=f"{kind} field")
        return
    choices = choices_of(listed, place, draft.notes, kind=f"{kind} field")
    if not choices:
        return
    text = plain(row["field_label"])
    if not text:
        draft.notes.invented(place, "The text of the question is the name of its variable: it has none.")
    if row["branching_logic"]:
        draft.notes.dropped(f"{place}.branching_logic", "The rule that says when the field is shown.")
    group = row["matrix_group_name"] or row["form_name"] or "total"
    draft.item(name, {language: text or name}, choices, group=(group, {language: group.replace("_", " ")}))


def _choices(row: Row, language: str) -> Iterator[tuple[str, Texts]]:
    """Yield what each choice of a field is stored as, and its words: `1, Yes | 0, No`."""
    kind = row["field_type"].lower()
    if kind in _TWO:
        yield from ((code, {language: words.get(language[:2], english)}) for code, words, english in _TWO[kind])
    elif kind in {"radio", "dropdown"}:
        for part in row["select_choices_or_calculations"].split("|"):
            code, _, label = part.partition(",")
            if part.strip():
                yield code.strip(), {language: plain(label)}


def lost(q: QuestionSet) -> tuple[Issue, ...]:
    """Return what the dictionary of a set does not say: one issue each, with the code 'export-lost'."""
    return lost_of(q, CARRIES)
