"""Where in its file a finding is, to the column where it ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.question_set.document import Document, Path, Place

_QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_IN_FLOW = re.compile(r"[^,{}\[\]]+?(?=\s*(?:[,\]}]|:\s|\s#|$))")
_IN_BLOCK = re.compile(r".+?(?=\s*(?::\s|\s#|$))")
_STEP = re.compile(r"\[(\d+)\]|\.([^.\[]+)")
_BRACKET = re.compile(r"[\[\]{}]")


class Span(NamedTuple):
    """A stretch of a line, counted from 1; the end is the first column after it."""

    line: int
    column: int
    end: int


class Places:
    """Finds the stretch of text that a path, or some words in it, stand for."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.lines: list[str] = text.split("\n")

    def span(self, path: Path, words: str = "", *, at_key: bool = False) -> Span | None:
        """Return the stretch of `words` within what stands at `path`, or of its beginning; None without a file."""
        start = self._start(path, at_key=at_key)
        if start is None:
            return None
        within = (self._search(start, pattern) for pattern in _patterns(words)) if words else ()
        return next(filter(None, within), None) or Span(*start, self.end(*start))

    def end(self, line: int, column: int) -> int:
        """Return the column after the value, or the bracket, that begins here."""
        if line > len(self.lines):
            return column + 1
        text = self.lines[line - 1].rstrip("\r")
        at = column - 1
        if text[at : at + 1] in ("{", "["):
            return _closing(text, at) + 1
        before = text[:at]
        in_flow = before.count("{") + before.count("[") > before.count("}") + before.count("]")
        match = _QUOTED.match(text, at) or (_IN_FLOW if in_flow else _IN_BLOCK).match(text, at)
        return match.end() + 1 if match else column + 1

    def _start(self, path: Path, *, at_key: bool) -> Place | None:
        found = self.document.keys.get(path) if at_key else None
        for end in range(len(path), -1, -1):
            found = found or self.document.values.get(path[:end])
        return found

    def _search(self, start: Place, pattern: re.Pattern[str]) -> Span | None:
        line, column = start
        last, end = self._next(start)
        for number in range(line, min(last, len(self.lines)) + 1):
            text = self.lines[number - 1][: end - 1 if number == last else None]
            found = pattern.search(text, column - 1 if number == line else 0)
            if found:
                return Span(number, found.start() + 1, found.end() + 1)
        return None

    def _next(self, start: Place) -> Place:
        """Return the place of whatever comes after what begins here."""
        at = bisect_right(self._all, start)
        return self._all[at] if at < len(self._all) else (len(self.lines), 1_000_000)

    @cached_property
    def _all(self) -> list[Place]:
        return sorted({*self.document.values.values(), *self.document.keys.values()})


def path_by_ids(data: Any, path: str) -> str:
    """Write a path with ids in the place of positions, where there are some.

    Examples
    --------
    >>> path_by_ids({"items": ({"id": "q01", "reverse": True},)}, "$.items[0].reverse")
    '$.items.q01.reverse'
    """
    value, steps = data, ["$"]
    for position, key in _STEP.findall(path):
        value = _inside(value, int(position) if position else key)
        name = value.get("id", value.get("name", value.get("value"))) if isinstance(value, dict) else None
        steps.append(f".{key or name}" if key or name is not None else f"[{position}]")
    return "".join(steps)


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, tuple) and isinstance(step, int) and step < len(value) else None


def _patterns(words: str) -> Iterator[re.Pattern[str]]:
    """Yield what finds some words in a text: as words of their own, or else within others."""
    exact = re.escape(words)
    before, after = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalnum() else "")
    yield re.compile(f"{before}{exact}{after}")
    yield re.compile(exact)


def _closing(text: str, at: int) -> int:
    """Return the position after the bracket that closes the one at `at`, or the end of the line."""
    depth = 0
    for match in _BRACKET.finditer(text, at):
        depth += 1 if match[0] in "[{" else -1
        if depth == 0:
            return match.end()
    return len(text.rstrip())
