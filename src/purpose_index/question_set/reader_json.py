"""A strict reader of JSON that knows the line and column of every value."""

from __future__ import annotations

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from purpose_index.errors import Issue
from purpose_index.question_set.characters import cleaned, odd_space
from purpose_index.question_set.document import (
    MAX_DEPTH,
    MAX_NODES,
    Document,
    Lines,
    Path,
    Place,
    Refusals,
    check_key,
    definition_error,
    json_path,
)
from purpose_index.question_set.scalars import MAX_DIGITS

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None}


def read(text: str) -> Document:
    """Read one JSON document; DefinitionError where its syntax or size leaves nothing to go on with."""
    reader = _Reader(text)
    try:
        data, end = reader.value(reader.space(0), ())
        if reader.space(end) < len(text):
            raise _SyntaxError("there is more text after its end", end)
    except _SyntaxError as error:
        line, column = reader.place(error.position)
        message = f"This is not JSON: {error.problem}."
        hint = "A file that begins with '{' is read as JSON; check commas and quotes here."
        hint = odd_space(text[error.position : error.position + 1]) or hint
        syntax = Issue("json-syntax", "$", message, hint, line=line, column=column, facts={"problem": error.problem})
        raise definition_error([*reader.issues, syntax]) from None
    return Document(data, reader.values, reader.keys, tuple(reader.issues))


class _SyntaxError(Exception):
    def __init__(self, problem: str, position: int) -> None:
        self.problem, self.position = problem, position


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = Lines(text).place
        self.issues = Refusals()
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.document = Document(None, self.values, self.keys)

    def space(self, position: int) -> int:
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        self.values[path] = self.place(at)
        if len(self.values) > MAX_NODES:
            raise _SyntaxError(f"it has more than {MAX_NODES:,} values", at)
        if len(path) > MAX_DEPTH:
            raise _SyntaxError(f"it is nested more than {MAX_DEPTH} levels deep", at)
        first = self.text[at : at + 1]
        if first == '"':
            return self.string(at, path)
        if first == "{":
            return self.mapping(at, path)
        if first == "[":
            return self.sequence(at, path)
        return self.word(at)

    def string(self, at: int, path: Path) -> tuple[str, int]:
        try:
            text, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            problem = error.msg.removesuffix(" starting at").removesuffix(" at")
            raise _SyntaxError(problem[0].lower() + problem[1:], error.pos) from None
        return cleaned(text, path, self.document, self.issues) or text, end

    def word(self, at: int) -> tuple[Any, int]:
        for word, value in _WORDS.items():
            if self.text.startswith(word, at):
                return value, at + len(word)
        number = _NUMBER.match(self.text, at)
        if number is None or len(number[0]) > MAX_DIGITS:
            raise _SyntaxError("a value was expected", at)
        whole = number[2] is None and number[3] is None
        return (int if whole else float)(number[0]), number.end()

    def sequence(self, at: int, path: Path) -> tuple[tuple[Any, ...], int]:
        values: list[Any] = []
        at = self.space(at + 1)
        while self.text[at : at + 1] != "]":
            value, at = self.value(at, (*path, len(values)))
            values.append(value)
            at = self.next_or_end(at, "]")
        return tuple(values), at + 1

    def mapping(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        at = self.space(at + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise _SyntaxError("a key in double quotes was expected", at)
            start = at
            key, at = self.string(at, path)
            check_key(key, path)
            at = self.space(at)
            if self.text[at : at + 1] != ":":
                raise _SyntaxError("':' was expected", at)
            inside = (*path, key)
            if key in values:
                line, column = self.place(start)
                message = f"The key {key!r} stands here a second time."
                self.issues.append(
                    Issue(
                        "duplicate-key",
                        json_path(inside),
                        message,
                        "Keep one.",
                        line=line,
                        column=column,
                        facts={"key": key},
                    )
                )
            self.keys.setdefault(inside, self.place(start))
            value, at = self.value(self.space(at + 1), inside)
            values.setdefault(key, value)
            at = self.next_or_end(at, "}")
        return values, at + 1

    def next_or_end(self, at: int, end: str) -> int:
        at = self.space(at)
        if self.text[at : at + 1] == end:
            return at
        if self.text[at : at + 1] != ",":
            raise _SyntaxError(f"',' or '{end}' was expected", at)
        at = self.space(at + 1)
        if self.text[at : at + 1] == end:
            raise _SyntaxError(f"there is a comma before '{end}'", at)
        return at
