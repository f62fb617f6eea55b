"""Reads what is to be checked, as far as it can be read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from purpose_index.errors import DefinitionError, Issue
from purpose_index.question_set.document import Document
from purpose_index.question_set.load import examine, load, source_bytes
from purpose_index.question_set.models import QuestionSet
from purpose_index.question_set.other_files import hushed, looks_like_question_set
from purpose_index.question_set.reader import read_text
from purpose_index.question_set.reader_mapping import read_mapping
from purpose_index.question_set.salvage import salvage

if TYPE_CHECKING:
    from collections.abc import Callable


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
    def repository_name(self) -> str:
        """The name of the file from the root of its repository; its own name where there is no such file."""
        if not self.name or not Path(self.name).is_file():
            return self.name
        path = Path(os.path.abspath(self.name))  # noqa: PTH100 (a link is what the repository knows)
        root = next((parent for parent in path.parents if (parent / ".git").exists()), Path.cwd())
        return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the file; none where it may be another file than a question set, with somebody's answers."""
        return tuple(self.text.split("\n")) if looks_like_question_set(self.text) else ()


Source = str | os.PathLike[str] | Mapping[str, Any] | QuestionSet | Document | Subject


def subject_of(q: Source) -> Subject:
    """Read what is to be checked; DefinitionError only where a file cannot be opened."""
    if isinstance(q, Subject):
        return q
    if isinstance(q, QuestionSet):
        return Subject("", "", read_mapping(q.model_dump(by_alias=True, exclude_defaults=True)), q, ())
    if isinstance(q, Document):
        return _examined("", "", lambda: q)
    if isinstance(q, Mapping):
        return _examined("", "", lambda: read_mapping(q))
    source = source_bytes(q)
    return subject_of_text(os.fspath(q).replace(os.sep, "/"), source)


def subject_of_text(name: str, source: bytes) -> Subject:
    """Read the text of a file that is to be checked."""
    text = source.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    subject = _examined(name, text, lambda: read_text(source))
    if looks_like_question_set(text):
        return subject
    return replace(subject, q=None, document=Document(None), issues=tuple(hushed(issue) for issue in subject.issues))


def is_question_set_file(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file of a folder looks like a question set; where it cannot be read, that is to be told."""
    try:
        text = source_bytes(path).decode("utf-8-sig")
    except (DefinitionError, UnicodeDecodeError):
        return True
    return looks_like_question_set(text)


def baseline_of(against: Source) -> QuestionSet:
    """Read an earlier version; DefinitionError where it cannot be used."""
    if isinstance(against, Subject):
        against = against.document
    if isinstance(against, QuestionSet):
        return against
    if isinstance(against, Document):
        found = examine(against)
        if found.question_set is None or found.issues:
            raise DefinitionError("The earlier version cannot be used.", found.issues, total=found.total)
        return found.question_set
    return load(against)


def _examined(name: str, text: str, read: Callable[[], Document]) -> Subject:
    try:
        document = read()
    except DefinitionError as error:
        return Subject(name, text, Document(None), None, error.issues, error.total - len(error.issues))
    found = examine(document)
    question_set = found.question_set or salvage(document, found.wrong)
    return Subject(name, text, document, question_set, found.issues, found.total - len(found.issues))
