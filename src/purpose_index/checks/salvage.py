"""Reads on where a part of a set has the wrong form, so that one run finds what is wrong elsewhere too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from purpose_index.question_set.models import QuestionSet
from purpose_index.question_set.translate import data_path

if TYPE_CHECKING:
    from purpose_index.question_set.reader import Document, Path


def salvage(document: Document) -> QuestionSet | None:
    """Return the set without the fields that have the wrong form; None where it needs one of them.

    Fields are taken away, parts of lists are not: every path stays what it was.
    """
    try:
        return QuestionSet.model_validate(document.data)
    except ValidationError as error:
        paths = [data_path(finding["loc"], document.data)[0] for finding in error.errors(include_url=False)]
    data = document.data
    for path in paths:
        data = _without(data, path)
    try:
        return QuestionSet.model_validate(data)
    except ValidationError:
        return None


def _without(data: Any, path: Path) -> Any:
    if not path or not isinstance(data, dict | tuple):
        return data
    step, *rest = path
    if isinstance(data, dict):
        if not rest:
            return {key: value for key, value in data.items() if key != step}
        return {key: _without(value, tuple(rest)) if key == step else value for key, value in data.items()}
    return tuple(_without(value, tuple(rest)) if i == step else value for i, value in enumerate(data))
