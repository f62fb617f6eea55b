"""Reads a question set that is in memory already, under the limits of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from purpose_index.question_set.characters import cleaned
from purpose_index.question_set.document import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Document,
    Path,
    Refusals,
    check_key,
    definition_error,
)
from purpose_index.question_set.scalars import MAX_DIGITS

if TYPE_CHECKING:
    from purpose_index.errors import Facts

_MOST_BITS = 1000  # 300 digits and a little


def read_mapping(source: Mapping[str, Any]) -> Document:
    """Take a question set that is in memory already: lists become tuples and texts NFC, under the limits of a file.

    Raises
    ------
    DefinitionError
        Where there is nothing to go on with: too large, too deep, too many values.
    """
    reader = _Reader()
    data = reader.value(source, ())
    return Document(data, issues=tuple(reader.issues))


class _Reader:
    def __init__(self) -> None:
        self.issues = Refusals()
        self.document = Document(None)
        self.nodes = 0
        self.characters = 0

    def value(self, value: Any, path: Path) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop(
                "too-many-nodes",
                path,
                f"There are more than {MAX_NODES:,} values.",
                "Split the set.",
                facts={"most": MAX_NODES},
            )
        if len(path) > MAX_DEPTH:
            self.stop(
                "too-deep",
                path,
                f"This is nested more than {MAX_DEPTH} levels deep.",
                "Flatten it.",
                facts={"most": MAX_DEPTH},
            )
        if isinstance(value, str):
            return self.text(value, path)
        if isinstance(value, Mapping):
            return self.mapping(value, path)
        if isinstance(value, list | tuple):
            return tuple(self.value(inside, (*path, i)) for i, inside in enumerate(value))
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            message = f"Expected a number of at most {MAX_DIGITS} digits."
            self.issues.append(self.document.issue("out-of-bounds", path, message, facts={"most": MAX_DIGITS}))
            return None
        return value

    def text(self, value: str, path: Path) -> str | None:
        self.characters += len(value)
        if self.characters > MAX_BYTES:
            message = f"The texts are too long: a question set has at most {MAX_BYTES:,} characters."
            self.stop("too-large", path, message, "Is this the right mapping?", facts={"most": MAX_BYTES})
        return cleaned(value, path, self.document, self.issues)

    def mapping(self, value: Mapping[Any, Any], path: Path) -> dict[str, Any]:
        if not all(isinstance(key, str) for key in value):
            issue = self.document.issue("non-string-key", path, "A key is not a text.", "Put it in quotes.")
            self.issues.append(issue)
        found = {}
        for key, inside in value.items():
            if isinstance(key, str):
                check_key(key, path)
                name = self.text(key, path) or key
                found[name] = self.value(inside, (*path, name))
        return found

    def stop(self, code: str, path: Path, message: str, hint: str, *, facts: Facts) -> None:
        raise definition_error([*self.issues, self.document.issue(code, path, message, hint, facts=facts)])
