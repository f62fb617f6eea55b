"""Reads what is to be checked, as far as it can be read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from purpose_index.checks.salvage import salvage
from purpose_index.errors import DefinitionError, Issue
from purpose_index.question_set.load import examine, load, source_bytes
from purpose_index.question_set.models import QuestionSet
from purpose_index.question_set.reader import Document, read_mapping, read_text

Source = str | os.PathLike[str] | Mapping[str, Any] | QuestionSet | Document


@dataclass(frozen=True)
class Subject:
    """A question set as far as it could be read.

    Parameters
    ----------
    name, text
        The name and text of its file; empty where it is none.
    document
        Its plain data, with places.
    q
        The set, without the parts that have the wrong form; None where it cannot do without them.
    issues
        What reading found wrong.
    untold
        How much more than that reading found wrong.
    """

    name: str
    text: str
    document: Document
    q: QuestionSet | None
    issues: tuple[Issue, ...]
    untold: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the file."""
        return tuple(self.text.split("\n")) if self.text else ()


def subject_of(q: Source) -> Subject:
    """Read what is to be checked; DefinitionError only where a file cannot be opened."""
    if isinstance(q, QuestionSet):
        return Subject("", "", read_mapping(q.model_dump(by_alias=True)), q, ())
    if isinstance(q, Document):
        return _examined("", "", q)
    if isinstance(q, Mapping):
        return _examined("", "", read_mapping(q))
    name, source = os.fspath(q).replace(os.sep, "/"), source_bytes(q)
    text = source.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    try:
        return _examined(name, text, read_text(source))
    except DefinitionError as error:
        return Subject(name, text, Document(None), None, error.issues, error.total - len(error.issues))


def baseline_of(against: Source) -> QuestionSet:
    """Read an earlier version; DefinitionError where it cannot be used."""
    if isinstance(against, QuestionSet):
        return against
    if isinstance(against, Document):
        question_set, issues = examine(against)
        if question_set is None or issues:
            raise DefinitionError("The earlier version cannot be used.", issues)
        return question_set
    return load(against)


def _examined(name: str, text: str, document: Document) -> Subject:
    question_set, issues = examine(document)
    return Subject(name, text, document, question_set or salvage(document), tuple(issues))
