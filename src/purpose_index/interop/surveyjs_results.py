"""The results that SurveyJS saves, as rows: an answer to a row of a matrix stands inside the answer to the matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from purpose_index.interop.sources import json_of, unreadable
from purpose_index.interop.surveyjs_questions import elements, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from purpose_index.interop.imported import Notes

_WHOLE = re.compile("0|-?[1-9][0-9]{0,4}", re.ASCII)
_PERSONAL_INPUT = frozenset({"email", "tel", "url", "password"})


def rows_of(responses: Any, answers: Mapping[str, tuple[str, str]], notes: Notes) -> Any:
    """Return results as a row a person, with the columns of items; data of another kind as they are.

    Parameters
    ----------
    responses
        A result, a list of results, JSON with either, or data of another kind.
    answers
        The question, and the row of a matrix (else empty), behind each column.
    notes
        Where it is said which answers were dropped.
    """
    if isinstance(responses, str | Path) and Path(responses).suffix.lower() != ".json":
        return responses
    if isinstance(responses, str | Path | bytes):
        responses = json_of(responses)
        if not isinstance(responses, dict | list):
            raise unreadable("It is not the JSON of results.", "Is this the right file?")
    if isinstance(responses, Mapping):
        responses = [responses]
    if not isinstance(responses, list):
        return responses
    if not all(isinstance(result, Mapping) for result in responses):
        raise unreadable("Something among the results is no result.", "Each is a JSON object.")
    names = {name for name, _ in answers.values()}
    dropped = {name for result in responses for name, value in result.items() if not _is_cell(value)} - names
    for name in sorted(map(str, dropped)):
        notes.dropped(f"$.columns.{name}", "What was answered is no single value.")
    return [_row(result, answers, names | dropped) for result in responses]


def _row(result: Mapping[str, Any], answers: Mapping[str, tuple[str, str]], without: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, (name, row) in answers.items():
        answer = result.get(name)
        if row and isinstance(answer, Mapping):
            answer = answer.get(row)
        found[column] = int(answer) if isinstance(answer, str) and _WHOLE.fullmatch(answer) else answer
    return found | {name: value for name, value in result.items() if name not in without and name not in found}


def _is_cell(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def identifying(survey: dict[str, Any]) -> Callable[[str], bool]:
    """Return whether a question of this survey, by its name in the results, asks who somebody is."""
    names = {
        name_of(question)
        for _, question in elements(survey)
        if question["type"] in {"comment", "signaturepad", "file"} or str(question.get("inputType")) in _PERSONAL_INPUT
    }
    return lambda name: name in names or name.endswith("-Comment")
