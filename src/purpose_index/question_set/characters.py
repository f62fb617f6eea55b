"""Which characters a text of a question set may hold, and what to say of the others."""

from __future__ import annotations

import re
import unicodedata

from purpose_index.errors import Issue
from purpose_index.question_set.document import MAX_ISSUES, Document, Lines, Path, definition_error

MAX_MARKS = 30  # combining marks on one letter, as in Unicode's Stream-Safe Text Format; NFC sorts them in a square

# C0 and C1 controls but for tab and line ends, bidirectional embeddings, overrides and isolates, byte-order mark,
# non-characters, surrogates; the marks of direction are for rules.py to judge, which knows the language of a text
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

_ODD_SPACE = re.compile("[\u00a0\u00ad\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000]")

_FORBIDDEN_HINT = "Remove it; it may have come along with pasted text."


def clean_text(text: str) -> str | None:
    """Return a text in NFC, or None where it holds a character that no text of a question set may hold."""
    if text.isascii() and text.isprintable():
        return text
    if _FORBIDDEN.search(text) or _has_pile_of_marks(text):
        return None
    return unicodedata.normalize("NFC", text)


def spelled_out(text: str) -> str:
    r"""Return a text of data in which characters that no text of a question set may hold are visible.

    They steer a terminal, turn the words around them, or cannot be written.

    Examples
    --------
    >>> spelled_out("\x1b[31mSales\u202e")
    '\\u001b[31mSales\\u202e'
    """
    if text.isascii() and text.isprintable():
        return text
    return _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def forbidden_text(document: Document, path: Path, text: str) -> Issue:
    """The issue for a text that `clean_text` refuses."""
    found = _FORBIDDEN.search(text)
    if found is None:
        message = f"A letter has more than {MAX_MARKS} marks on it."
        return document.issue("forbidden-character", path, message, _FORBIDDEN_HINT, facts={"most": MAX_MARKS})
    return document.issue(
        "forbidden-character", path, forbidden(found[0]), _FORBIDDEN_HINT, facts={"character": f"U+{ord(found[0]):04X}"}
    )


def cleaned(text: str, path: Path, document: Document, issues: list[Issue]) -> str | None:
    """Return a text as `clean_text` does; where that refuses it, add the issue that says why."""
    clean = clean_text(text)
    if clean is None:
        issues.append(forbidden_text(document, path, text))
    return clean


def check_characters(text: str) -> None:
    """Raise DefinitionError where the text of a file holds characters that no file may hold."""
    found = list(_FORBIDDEN.finditer(text))
    if not found:
        return
    place = Lines(text).place
    issues = []
    for match in found[:MAX_ISSUES]:
        line, column = place(match.start())
        message = forbidden(match[0])
        issues.append(
            Issue(
                "forbidden-character",
                "$",
                message,
                _FORBIDDEN_HINT,
                line=line,
                column=column,
                facts={"character": f"U+{ord(match[0]):04X}"},
            )
        )
    raise definition_error(issues, total=len(found))


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


def _has_pile_of_marks(text: str) -> bool:
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MAX_MARKS:
            return True
    return False
