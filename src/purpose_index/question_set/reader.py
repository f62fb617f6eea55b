"""Reads the text of a question set into plain data, strictly, and remembers where everything stood."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from purpose_index.errors import DefinitionError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

MAX_BYTES = 2_097_152
MAX_NODES = 200_000
MAX_DEPTH = 20
MAX_KEY = 200  # paths are made of keys, and every issue has a path
MAX_MARKS = 30  # combining marks on one letter, as in Unicode's Stream-Safe Text Format; NFC sorts them in a square
MAX_ISSUES = 100
MAX_REFUSALS = 1000

Path = tuple[str | int, ...]
Place = tuple[int, int]

# C0 and C1 controls but for tab and line ends, bidirectional embeddings, overrides and isolates, byte-order mark,
# non-characters, surrogates; the marks of direction are for rules.py to judge, which knows the language of a text
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

_ODD_SPACE = re.compile("[\u00a0\u00ad\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000]")


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data (dict, tuple and scalars), where everything stood, and what was wrong with the text.

    `commented` holds the paths of texts without quotes that a comment stands behind, on the same line.
    """

    data: Any
    values: Mapping[Path, Place] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    commented: frozenset[Path] = frozenset()
    _hints: Iterator[int] = field(default_factory=lambda: iter(range(MAX_ISSUES)), compare=False, repr=False)

    def issue(self, code: str, path: Path, message: str, hint: str = "", *, at_key: bool = False) -> Issue:
        """Make an issue about what stands at `path`, with its place, or that of the nearest thing around it."""
        found = self.keys.get(path) if at_key else None
        for end in range(len(path), -1, -1):
            found = found or self.values.get(path[:end])
        line, column = found or (None, None)
        return Issue(code, json_path(path), message, hint, line, column)

    def near(self, name: str, known: Iterable[str], taken: Container[str] = ()) -> str:
        """Return 'Did you mean …?', for as many issues as are shown: a file of nonsense must not take minutes."""
        return "" if next(self._hints, None) is None else did_you_mean(name, known, taken=taken)


class Refusals(list[Issue]):
    """What a reader refuses in a text; a thousand of them end the reading."""

    def append(self, issue: Issue) -> None:
        """Add one; DefinitionError where it is one too many."""
        super().append(issue)
        if len(self) >= MAX_REFUSALS:
            raise definition_error(self, or_more=True)


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
    if stop := list(islice(_forbidden_characters(text), MAX_ISSUES)):
        raise definition_error(stop, total=len(text) - len(_FORBIDDEN.sub("", text)))
    if text.lstrip().startswith("{"):
        from purpose_index.question_set.reader_json import read
    else:
        from purpose_index.question_set.reader_yaml import read
    return read(text)


def read_mapping(source: Mapping[str, Any]) -> Document:
    """Take a question set that is in memory already: lists become tuples and texts NFC, under the same limits.

    Raises
    ------
    DefinitionError
        Where there is nothing to go on with: too large, too deep, too many values.
    """
    from purpose_index.question_set.reader_mapping import read

    return read(source)


def clean_text(text: str) -> str | None:
    """Return a text in NFC, or None where it holds a character that no text of a question set may hold."""
    if text.isascii() and text.isprintable():
        return text
    if _FORBIDDEN.search(text) or _has_pile_of_marks(text):
        return None
    return unicodedata.normalize("NFC", text)


def forbidden_text(document: Document, path: Path, text: str) -> Issue:
    """The issue for a text that `clean_text` refuses."""
    found = _FORBIDDEN.search(text)
    if found is None:
        message = f"A letter has more than {MAX_MARKS} marks on it."
        return document.issue("forbidden-character", path, message, _FORBIDDEN_HINT)
    return document.issue("forbidden-character", path, forbidden(found[0]), _FORBIDDEN_HINT)


def forbidden(character: str) -> str:
    """Say that a character is not allowed, by its number and name."""
    name = unicodedata.name(character, "a control character").lower()
    return f"The character U+{ord(character):04X} is not allowed here: it is {name}, and cannot be seen."


def odd_space(text: str) -> str:
    """Name the first character that looks like a space, or like nothing, and is none; empty where there is none."""
    found = _ODD_SPACE.search(text)
    if found is None:
        return ""
    return f"It holds a {unicodedata.name(found[0]).lower()} (U+{ord(found[0]):04X}): type it again."


def check_key(key: str, path: Path) -> None:
    """Raise DefinitionError where a key is too long to be one."""
    if len(key) > MAX_KEY:
        message = f"A key here is longer than {MAX_KEY} characters."
        raise definition_error([Issue("too-large", json_path(path), message, "Is this the right file?")])


def shown(text: str) -> str:
    """Return a text of the file as a message shows it: 60 characters at most."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def definition_error(issues: Iterable[Issue], *, total: int | None = None, or_more: bool = False) -> DefinitionError:
    """Return one error for all issues, capped, with their number."""
    found = list(issues)
    total = len(found) if total is None else total
    count = "1 problem" if total == 1 else f"{total} problems" + " or more" * or_more
    return DefinitionError(f"This question set cannot be used: {count}.", found[:MAX_ISSUES], total=total)


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
        yield Issue("forbidden-character", "$", forbidden(match[0]), _FORBIDDEN_HINT, line, column)


def _has_pile_of_marks(text: str) -> bool:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MAX_MARKS:
            return True
    return False
