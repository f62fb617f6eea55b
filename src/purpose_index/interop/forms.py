"""Answers from Google Forms and Microsoft Forms: columns are the texts of questions, and cells are labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from purpose_index.interop.answers import answers_of, column_names
from purpose_index.interop.header import header_of
from purpose_index.interop.imported import Imported, Notes
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.form import form_of
from purpose_index.responses.labels import fold
from purpose_index.responses.propose import proposals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.responses.form import AnswerForm

# fmt: off
# what the forms themselves add, in English and in Dutch; folded
_ADDED = frozenset({
    "timestamp", "tijdstempel", "id", "start time", "begintijd", "starttijd", "completion time", "tijd van voltooien",
    "last modified time", "tijd laatst gewijzigd", "tijd van laatste wijziging", "score", "total points",
    "totale score", "totaal aantal punten", "quiz feedback", "language", "taal",
})
# words that say that a question asks who somebody is
_PERSONAL = frozenset({
    "name", "naam", "voornaam", "achternaam", "surname", "email", "e-mail", "mail", "mailadres", "emailadres",
    "e-mailadres", "telefoon", "telefoonnummer", "phone", "mobiel", "adres", "address", "postcode", "zip", "username",
    "gebruikersnaam", "geboortedatum", "birthday", "personeelsnummer", "studentnummer",
})
# fmt: on
_OF_A_QUIZ = re.compile(r"\s*(points|feedback|punten)\s+-\s", re.IGNORECASE)  # beside the column of the question itself


def read(
    source: Any,
    question_set: QuestionSetLike,
    *,
    language: str | None = None,
    columns: Mapping[str, Any] | None = None,
    keep: Collection[str] = (),
    sheet: str | None = None,
) -> Imported:
    """Read the answers to a set that was put into Google Forms or Microsoft Forms.

    Parameters
    ----------
    source
        The answers: the path of the CSV file or workbook that the form gives, or whatever `encode` takes.
    question_set
        The set that was asked, or whatever `load` takes.
    language
        The language that it was asked in; by default any language of the set.
    columns
        The heading of an item's column, by item id, where it is not the text of the item.
    keep
        The names of columns to keep that identify people, such as 'Name' or 'E-mailadres'.
    sheet
        The sheet of a workbook, where several hold something.

    Returns
    -------
    Imported
        The answers. A column belongs to an item whose text it has, or ends with, as in `How far do you agree? [Text]`;
        the report lists these, and the columns in which no item was found.

    Raises
    ------
    ResponseError
        An item has no column, or a cell is not the label of an answer.
    ArgumentError
        The set has no such language, or two of its labels cannot be told apart.
    DefinitionError
        The set cannot be read.
    OSError
        A file is not there, or may not be read.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import forms
    >>> q = pi.load("purpose-index")
    >>> person = {f"How far do you agree? [{item.text['en']}]": "Agree" for item in q.items}
    >>> forms.read([{"Email Address": "somebody@example.org", **person}], q).responses.codes[0].tolist()
    [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]
    """
    q = question_set_of(question_set)
    form, notes = form_of(q), Notes()
    header = header_of(source, sheet=sheet)
    given = columns if isinstance(columns, Mapping) else {}
    found = _columns(form, header[0] if header else [], given)
    for item, name in found.items():
        notes.guessed(f"$.columns.{item}", f"Its column is {name!r}, by its text.")
    labels = True if language is None else language
    coded = answers_of(
        q,
        source,
        notes,
        keep=keep,
        identifying=_asks_who,
        columns=columns if columns and not given else {**found, **given},
        labels=labels,
        sheet=sheet,
    )
    for name in column_names(coded.extra):
        if fold(str(name)) not in _ADDED:
            said = "It belongs to no item of the set; it stays beside the answers."
            notes.dropped(f"$.columns.{name}", said, "Is a question worded in another way in the form?")
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def _columns(form: AnswerForm, names: Sequence[Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the column of every item that has one by its text alone."""
    asked = [name for name in names if not _OF_A_QUIZ.match(str(name))]
    wanted = [item.id for item in form.items if item.id not in given and item.column not in asked]
    taken = [*(item.column for item in form.items), *given.values()]
    return {item: found.column for item, found in proposals(form, asked, wanted, taken, ()).items()}


def _asks_who(name: str) -> bool:
    """Whether a heading has a word that asks who somebody is, as in 'Wat is je naam?'."""
    return not _PERSONAL.isdisjoint(re.findall(r"[\w-]+", fold(name)))
