"""The one way in for question sets: text, file, mapping or the id of a bundled set, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from purpose_index.errors import Issue
from purpose_index.question_set.models import QuestionSet
from purpose_index.question_set.reader import MAX_BYTES, Document, definition_error, read_mapping, read_text
from purpose_index.question_set.rules import broken_rules
from purpose_index.question_set.translate import issues_of
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from os import PathLike

_BUNDLED = files("purpose_index") / "instruments"


def load(source: str | PathLike[str] | Mapping[str, Any]) -> QuestionSet:
    """Return the question set that a bundled id, a path or a mapping names.

    Parameters
    ----------
    source
        The id of a bundled set (see `instruments`), the path of a YAML or JSON file, or a mapping in the form of such
        a file.

    Raises
    ------
    DefinitionError
        Where there is no such set, or listing all that is wrong with it, with line and column.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> len(q.items), [scale.id for scale in q.scales][-1]
    (12, 'total')
    """
    if isinstance(source, Mapping):
        return _build(read_mapping(source))
    if isinstance(source, str) and source in instruments():
        return _bundled(source)
    return loads(source_bytes(source))


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
    """
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
    if isinstance(source, str) and source in instruments():
        return (_BUNDLED / f"{source}.yaml").read_bytes()
    try:
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)  # enough to see that a file is too large, a device without an end too
    except (OSError, ValueError) as error:
        near = did_you_mean(str(source), instruments())
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        message = f"{str(source)!r} is no bundled question set, and it cannot be read as a file: {reason}."
        raise definition_error([Issue("not-found", "$", message, near)]) from None


@lru_cache
def _bundled(name: str) -> QuestionSet:
    return loads(source_bytes(name))


def examine(document: Document) -> tuple[QuestionSet | None, list[Issue]]:
    """Return the question set, where its parts have the right form, and all that is wrong with it, in file order.

    A set with issues must not be used; it is there so that a checker can look further.
    """
    question_set = None
    found: list[Issue] = []
    try:
        question_set = QuestionSet.model_validate(document.data)
    except ValidationError as error:
        found = list(issues_of(error, document))
    if isinstance(document.data, dict):
        found += broken_rules(document)
    refused = {issue.path for issue in document.issues}
    issues = [*document.issues, *(issue for issue in found if issue.path not in refused)]
    return question_set, sorted(issues, key=lambda issue: (issue.line or 0, issue.column or 0))


def _build(document: Document) -> QuestionSet:
    question_set, issues = examine(document)
    if question_set is None or issues:
        raise definition_error(issues)
    return question_set
