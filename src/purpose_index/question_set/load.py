"""The one way in for question sets: text, file, mapping or the id of a bundled set, all problems at once."""

from __future__ import annotations

import pathlib
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError

from purpose_index.errors import ArgumentError, DefinitionError, Issue
from purpose_index.question_set.document import MAX_BYTES, MAX_ISSUES, Document, Path, definition_error
from purpose_index.question_set.models import QuestionSet
from purpose_index.question_set.other_files import hushed, looks_like_question_set
from purpose_index.question_set.reader import read_text
from purpose_index.question_set.reader_mapping import read_mapping
from purpose_index.question_set.rules import broken_rules
from purpose_index.question_set.translate import data_path, issues_of
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

QuestionSetLike: TypeAlias = "QuestionSet | str | PathLike[str] | Mapping[str, Any]"

_BUNDLED = files("purpose_index") / "instruments"


def load(source: QuestionSetLike) -> QuestionSet:
    """Return the question set that a bundled id, a path or a mapping names.

    Parameters
    ----------
    source
        The id of a bundled set (see `instruments`), the path of a YAML or JSON file, or a mapping in the form of such
        a file. A `QuestionSet` is returned as it is.

    Raises
    ------
    DefinitionError
        Where there is no such set, or listing all that is wrong with it, with line and column.
    ArgumentError
        It is none of these.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> len(q.items), [scale.id for scale in q.scales][-1]
    (12, 'total')
    """
    if isinstance(source, QuestionSet):
        return source
    if isinstance(source, Mapping):
        return _build(read_mapping(source))
    if isinstance(source, str) and source in instruments():
        return _bundled(source)
    return _file(source_bytes(source))


def question_set_of(q: QuestionSetLike) -> QuestionSet:
    """Return the question set that whatever takes one was given: the door of every public function with a `q`.

    It costs nothing where that is a `QuestionSet` already; see `load` for anything else.
    """
    return q if type(q) is QuestionSet else load(q)


def loads(text: str | bytes) -> QuestionSet:
    """Return the question set that this YAML or JSON text describes.

    Parameters
    ----------
    text
        YAML, or JSON where it begins with '{'; as text or as UTF-8 bytes.

    Raises
    ------
    DefinitionError
        Listing all that is wrong, with line and column.
    ArgumentError
        It is neither text nor bytes.
    """
    if not isinstance(text, str | bytes):
        raise no_question_set(text, "Use 'load' for a bundled id, a path or a mapping.")
    return _build(read_text(text))


def instruments() -> tuple[str, ...]:
    """Return the ids of the bundled question sets.

    Examples
    --------
    >>> import purpose_index as pi
    >>> pi.instruments()
    ('purpose-index', 'purpose-orientation', 'working-with-purpose')
    """
    return tuple(sorted(file.name.removesuffix(".yaml") for file in _BUNDLED.iterdir() if file.name.endswith(".yaml")))


def file_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file format, for editors that complete and check YAML."""
    schema = QuestionSet.model_json_schema(by_alias=True)
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": "A question set of purpose-index"}


def source_bytes(source: str | PathLike[str]) -> bytes:
    """Return the bytes of a bundled set or a file; DefinitionError where there is neither."""
    if not isinstance(source, str | PathLike):
        raise no_question_set(source, "Give the id of a bundled set, the path of a file, or a mapping.")
    if isinstance(source, str) and source in instruments():
        return (_BUNDLED / f"{source}.yaml").read_bytes()
    try:
        path = pathlib.Path(source)
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # opening says what a folder is
            raise OSError(0, "it is a device or a pipe")  # opening a pipe waits for a writer
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)  # enough to see that a file is too large, one that grows for ever too
    except (OSError, ValueError) as error:
        near = did_you_mean(str(source), instruments())
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        message = f"{str(source)!r} is not a bundled question set, and it cannot be read as a file: {reason}."
        raise definition_error(
            [Issue("not-found", "$", message, near, facts={"source": str(source), "reason": reason})]
        ) from None


def no_question_set(source: object, hint: str) -> ArgumentError:
    """Return the error for something of a type that cannot be a question set."""
    kind = type(source).__name__
    issue = Issue(
        "not-a-question-set", "$.q", f"Something of the type {kind} is not a question set.", hint, facts={"type": kind}
    )
    return ArgumentError("There is no question set.", [issue])


def _file(source: bytes) -> QuestionSet:
    """Return the question set in a file; where it looks like another one, without repeating what that says."""
    try:
        return loads(source)
    except DefinitionError as error:
        if looks_like_question_set(source.decode("utf-8-sig", errors="replace")):
            raise
        issues, total, summary = [hushed(issue) for issue in error.issues], error.total, error.summary
    raise DefinitionError(summary, issues, total=total)


@lru_cache
def _bundled(name: str) -> QuestionSet:
    return loads(source_bytes(name))


@dataclass(frozen=True, slots=True)
class Examined:
    """What a document turned out to be.

    Parameters
    ----------
    question_set
        The question set, where its parts have the right form; to be used only where there are no issues.
    wrong
        The paths of the parts that have the wrong form.
    issues
        What is wrong, in the order of the file; the first hundred.
    total
        How much is wrong.
    """

    question_set: QuestionSet | None
    wrong: tuple[Path, ...]
    issues: tuple[Issue, ...]
    total: int


def examine(document: Document) -> Examined:
    """Look at a whole document, and return the question set and all that is wrong with it."""
    question_set = None
    wrong: tuple[Path, ...] = ()
    found: list[Iterable[Issue]] = []
    try:
        question_set = QuestionSet.model_validate(document.data)
    except ValidationError as error:
        findings = error.errors(include_url=False, include_input=False)
        wrong = tuple(data_path(finding["loc"], document.data)[0] for finding in findings)
        found.append(issues_of(findings, document))
    if isinstance(document.data, dict):
        found.append(broken_rules(document))
    refused = {issue.path for issue in document.issues}
    others = (issue for issue in chain.from_iterable(found) if issue.path not in refused)
    return Examined(question_set, wrong, *_first(chain(document.issues, others)))


def _first(issues: Iterable[Issue]) -> tuple[tuple[Issue, ...], int]:
    """Return the first issues in the order of the file, and how many there are, without keeping all of them."""
    kept: list[Issue] = []
    total = 0
    for issue in issues:
        total += 1
        kept.append(issue)
        if len(kept) == 20 * MAX_ISSUES:
            kept = sorted(kept, key=_place)[:MAX_ISSUES]
    return tuple(sorted(kept, key=_place)[:MAX_ISSUES]), total


def _place(issue: Issue) -> tuple[int, int]:
    return issue.line or 0, issue.column or 0


def _build(document: Document) -> QuestionSet:
    found = examine(document)
    if found.question_set is None or found.issues:
        raise definition_error(found.issues, total=found.total)
    return found.question_set
