"""Reads the text of a question set into plain data, strictly, and remembers where everything stood."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from purpose_index.errors import DefinitionError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MAX_BYTES = 2_097_152
MAX_NODES = 200_000
MAX_DEPTH = 20
MAX_ISSUES = 100

Path = tuple[str | int, ...]
Place = tuple[int, int]

# C0 and C1 controls but for tab and line ends, bidirectional controls, byte-order mark, non-characters, surrogates
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data (dict, tuple and scalars), where everything stood, and what was wrong with the text."""

    data: Any
    values: Mapping[Path, Place] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    _hints: Iterator[int] = field(default_factory=lambda: iter(range(MAX_ISSUES)), compare=False, repr=False)

    def issue(self, code: str, path: Path, message: str, hint: str = "", *, at_key: bool = False) -> Issue:
        """Make an issue about what stands at `path`, with its place, or that of the nearest thing around it."""
        found = self.keys.get(path) if at_key else None
        for end in range(len(path), -1, -1):
            found = found or self.values.get(path[:end])
        line, column = found or (None, None)
        return Issue(code, json_path(path), message, hint, line, column)

    def near(self, name: str, known: Iterable[str]) -> str:
        """Return 'Did you mean …?', for as many issues as are shown: a file of nonsense must not take minutes."""
        return "" if next(self._hints, None) is None else did_you_mean(name, known)


class Lines:
    """Tells the line and column (from 1) of a position in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, position: int) -> Place:
        """Return the line and column of a position."""
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1] + 1


def json_path(path: Path) -> str:
    """Write a path as text.

    Examples
    --------
    >>> json_path(("items", 3, "text", "nl"))
    '$.items[3].text.nl'
    """
    return "$" + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path)


def read_text(source: str | bytes) -> Document:
    """Read YAML, or JSON where the text begins with '{', into a `Document` that lists what this strict reader refuses.

    Raises
    ------
    DefinitionError
        Where there is nothing to go on with: encoding, size, forbidden characters, syntax.
    """
    if len(source) > MAX_BYTES:
        message = f"The file is too large: a question set has at most {MAX_BYTES:,} bytes."
        raise definition_error([Issue("too-large", "$", message, "Is this the right file?")])
    text = _decoded(source)
    if stop := list(_forbidden_characters(text)):
        raise definition_error(stop)
    if text.lstrip().startswith("{"):
        from purpose_index.question_set.reader_json import read
    else:
        from purpose_index.question_set.reader_yaml import read
    return read(text)


def read_mapping(source: Mapping[str, Any]) -> Document:
    """Take a question set that is in memory already: lists become tuples and texts NFC, under the same limits."""
    issues: list[Issue] = []
    data = _plain(source, (), issues)
    return Document(data, issues=tuple(issues))


def clean_text(text: str) -> str | None:
    """Return a text in NFC, or None where it holds a character that no text of a question set may hold."""
    if text.isascii() and text.isprintable():
        return text
    return None if _FORBIDDEN.search(text) else unicodedata.normalize("NFC", text)


def forbidden_text(document: Document, path: Path, *, at_key: bool = False) -> Issue:
    """The issue for a text that `clean_text` refuses."""
    return document.issue("forbidden-character", path, _FORBIDDEN_MESSAGE, _FORBIDDEN_HINT, at_key=at_key)


def definition_error(issues: Iterable[Issue]) -> DefinitionError:
    """Return one error for all issues, capped, with their exact number."""
    found = list(issues)
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    return DefinitionError(f"This question set cannot be used: {count}.", found[:MAX_ISSUES], total=len(found))


_FORBIDDEN_MESSAGE = "There is a control character or an invisible character that changes the direction of text."
_FORBIDDEN_HINT = "Remove it; it may have come along with pasted text."


def _decoded(source: str | bytes) -> str:
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        column = error.start - (source.rfind(b"\n", 0, error.start) + 1) + 1
    raise definition_error(
        [Issue("not-utf8", "$", "The file is not UTF-8 text.", "Save it as UTF-8 in your editor.", line, column)]
    )


def _forbidden_characters(text: str) -> Iterator[Issue]:
    lines = Lines(text)
    for match in _FORBIDDEN.finditer(text):
        line, column = lines.place(match.start())
        name = f"U+{ord(match[0]):04X}"
        message = f"The character {name} is not allowed: {_FORBIDDEN_MESSAGE[0].lower()}{_FORBIDDEN_MESSAGE[1:]}"
        yield Issue("forbidden-character", "$", message, _FORBIDDEN_HINT, line, column)


def _plain(value: Any, path: Path, issues: list[Issue]) -> Any:
    if len(path) > MAX_DEPTH:
        issues.append(Issue("too-deep", json_path(path), f"This is nested more than {MAX_DEPTH} levels deep."))
        return None
    if isinstance(value, str):
        text = clean_text(value)
        if text is None:
            issues.append(forbidden_text(Document(None), path))
        return text
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            issues.append(Issue("non-string-key", json_path(path), "A key is not a text.", "Put it in quotes."))
        return {key: _plain(item, (*path, key), issues) for key, item in value.items() if isinstance(key, str)}
    if isinstance(value, list | tuple):
        return tuple(_plain(item, (*path, i), issues) for i, item in enumerate(value))
    return value
