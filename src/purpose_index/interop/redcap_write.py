"""REDCap's files of a set: its data dictionary, and answers to import."""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import TYPE_CHECKING, Any

from purpose_index.question_set.answers import language_of
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.encode import encode
from purpose_index.responses.form import REASONS

if TYPE_CHECKING:
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import Option, QuestionSet

# the headings of the file, and what the programming interface calls them
HEADS = {
    "Variable / Field Name": "field_name",
    "Form Name": "form_name",
    "Section Header": "section_header",
    "Field Type": "field_type",
    "Field Label": "field_label",
    "Choices, Calculations, OR Slider Labels": "select_choices_or_calculations",
    "Field Note": "field_note",
    "Text Validation Type OR Show Slider Number": "text_validation_type_or_show_slider_number",
    "Text Validation Min": "text_validation_min",
    "Text Validation Max": "text_validation_max",
    "Identifier?": "identifier",
    "Branching Logic (Show field only if...)": "branching_logic",
    "Required Field?": "required_field",
    "Custom Alignment": "custom_alignment",
    "Question Number (surveys only)": "question_number",
    "Matrix Group Name": "matrix_group_name",
    "Matrix Ranking?": "matrix_ranking",
    "Field Annotation": "field_annotation",
}


def write(q: QuestionSetLike, *, language: str | None = None) -> bytes:
    """Return the data dictionary of a set: an instrument with a radio button for every item.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.
    language
        Which of its languages; by default the first.

    Returns
    -------
    bytes
        A CSV file for 'Upload data dictionary'. Its variables are the ids of the items, its choices what answers are
        stored as: their values where no two of an item share one, else their codes. A `|`, which parts choices, is
        written as `/`. Items in a row with the same choices become a matrix.

    Raises
    ------
    ArgumentError
        The set has no texts in that language.
    DefinitionError
        The set cannot be read.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import redcap
    >>> redcap.write(pi.load("purpose-index"), language="en").decode().splitlines()[2][:65]
    'q01,purpose_index,"Below are twelve statements about your work. F'
    """
    q = question_set_of(q)
    language = language_of(q, language)
    form = q.id.replace("-", "_")
    file = io.StringIO(newline="")
    table = csv.DictWriter(file, list(HEADS.values()), restval="", lineterminator="\r\n")
    csv.writer(file).writerow(HEADS)
    table.writerow({"field_name": _record(q), "form_name": form, "field_type": "text", "field_label": "Record ID"})
    header = q.instruction[language] if q.instruction else ""
    matrices = _matrices(q)
    for item, matrix in zip(q.items, matrices, strict=True):
        table.writerow(
            {
                "field_name": item.id,
                "form_name": form,
                "section_header": header,
                "field_type": "radio",
                "field_label": item.text[language],
                "select_choices_or_calculations": _written(q.choices_of(item.id), language),
                "matrix_group_name": matrix,
            }
        )
        header = ""
    return file.getvalue().encode("utf-8")


def write_answers(q: QuestionSetLike, responses: Any) -> bytes:
    """Return answers as a file for REDCap's 'Data Import Tool': a row a person, by the dictionary that `write` gives.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.
    responses
        The answers, or whatever `encode` takes; columns that are not items are left out.

    Returns
    -------
    bytes
        A CSV file with the people numbered from 1. A missing answer is the choice that says why, where the item has
        one, and else an empty cell.

    Raises
    ------
    ResponseError
        These are no answers to this set.
    DefinitionError
        The set cannot be read.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import redcap
    >>> q = pi.load("purpose-index")
    >>> answers = [{item: -98 if item == "q02" else 4 for item in q.item_ids}]
    >>> print(redcap.write_answers(q, answers).decode().splitlines()[1])
    1,4,-98,4,4,4,4,4,4,4,4,4,4,2
    """
    q = question_set_of(q)
    coded = encode(q, responses)
    cells = [_cells(q, item) for item in coded.items]
    file = io.StringIO(newline="")
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow([_record(q), *coded.items, f"{q.id.replace('-', '_')}_complete"])
    for number, row in enumerate(coded.codes.tolist(), 1):
        written = (cell.get(code, "") for cell, code in zip(cells, row, strict=True))
        table.writerow([number, *written, 2])  # 2 is 'Complete'
    return file.getvalue().encode("utf-8")


def _record(q: QuestionSet) -> str:
    """Return the variable that numbers people."""
    return "record_id" if "record_id" not in q.item_ids else "redcap_record_id"


def _cells(q: QuestionSet, item: str) -> dict[int, int | str]:
    """Return what is written for every code of an item: its answers', and those of the choices that are no answer."""
    choices = q.choices_of(item)
    written = dict(zip(choices, _codes(choices), strict=True))
    reasons = {reason: code for code, reason in REASONS.items()}
    values = sorted({choice.value for choice in q.options_of(item)})
    found: dict[int, int | str] = {}
    for choice, code in written.items():
        found.setdefault(values.index(choice.value) if choice.missing is None else reasons[choice.missing], code)
    return found


def _codes(choices: tuple[Option, ...]) -> list[int | str]:
    """Return the codes of choices: their values, or where some share one what they are stored as."""
    shared = len({choice.value for choice in choices}) < len(choices)
    return [choice.stored if shared else choice.value for choice in choices]


def _matrices(q: QuestionSet) -> list[str]:
    """Return the matrix of every item: one for each run of items with the same choices, none for an item alone."""
    runs = [list(run) for _, run in groupby(q.items, key=lambda item: q.choices_of(item.id))]
    return [f"matrix_{number}" if len(run) > 1 else "" for number, run in enumerate(runs, 1) for _ in run]


def _written(choices: tuple[Option, ...], language: str) -> str:
    codes = _codes(choices)
    return " | ".join(
        f"{code}, {choice.label[language].replace('|', '/')}" for code, choice in zip(codes, choices, strict=True)
    )
