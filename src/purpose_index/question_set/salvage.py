"""Reads on where a part of a set has the wrong form, so that one run finds what is wrong elsewhere too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from purpose_index.question_set.models import QuestionSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from purpose_index.question_set.document import Document, Path


def salvage(document: Document, wrong: Iterable[Path]) -> QuestionSet | None:
    """Return the set without the fields that have the wrong form; None where it needs one of them.

    Fields are taken away, parts of lists are not: every path stays what it was.
    """
    try:
        return QuestionSet.model_validate(_without(document.data, (), frozenset(wrong)))
    except ValidationError:
        return None


def _without(value: Any, path: Path, wrong: Set[Path]) -> Any:
    if isinstance(value, dict):
        return {
            key: _without(inside, inner, wrong) for key, inside in value.items() if (inner := (*path, key)) not in wrong
        }
    if isinstance(value, tuple):
        return tuple(_without(inside, (*path, i), wrong) for i, inside in enumerate(value))
    return value
