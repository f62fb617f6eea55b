"""The results of a formr survey, which may hold answers that are none of the choices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

from purpose_index.interop.sources import bytes_of, csv_of, json_of

if TYPE_CHECKING:
    from purpose_index.interop.imported import Notes
    from purpose_index.question_set.models import QuestionSet

_WHOLE = re.compile("0|-?[1-9][0-9]{0,5}", re.ASCII)
_EMPTY = frozenset({"", "NA", "NaN", "null", "NULL"})


def results_of(q: QuestionSet, responses: Any, notes: Notes) -> Any:
    """Return results as a list of mappings, without answers that are none of the choices, which are counted.

    A data frame, and whatever else is neither a file nor a list, is returned as it is.
    """
    if isinstance(responses, str | PathLike | bytes):
        content = bytes_of(responses)
        responses = json_of(content) if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") else csv_of(content)
        if isinstance(responses, Mapping):
            responses = [responses]
    if not isinstance(responses, list):
        return responses
    rows = [dict(row) if isinstance(row, Mapping) else row for row in responses]
    missing = q.missing.reasons().keys()
    for item in q.items:
        column = item.column or item.id
        known = {option.stored for option in q.choices_of(item.id)} | missing
        outside = 0
        for row in rows:
            if isinstance(row, dict) and column in row:
                row[column] = answer = _answer(row[column])
                if answer is not None and not _is_known(answer, known):
                    row[column] = None
                    outside += 1
        if outside:
            notes.dropped(f"$.columns.{column}", f"Answers that are none of the choices ({outside}).")
    return rows


def _answer(cell: Any) -> Any:
    """Return a cell as an answer: numbers that are written as text are numbers."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    return None if text in _EMPTY else int(text) if _WHOLE.fullmatch(text) else text


def _is_known(answer: Any, known: set[int | str]) -> bool:
    """Whether it is a choice; what is no answer at all is left for the ordinary door to refuse."""
    return not isinstance(answer, int | float | str) or isinstance(answer, bool) or answer != answer or answer in known
