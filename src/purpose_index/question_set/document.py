"""What a reader makes of a text: plain data, where everything stood, what was refused; and the limits of a set."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from purpose_index.errors import NO_FACTS, DefinitionError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from purpose_index.errors import Facts

MAX_BYTES = 2_097_152
MAX_NODES = 200_000
MAX_DEPTH = 20
MAX_KEY = 200  # paths are made of keys, and every issue has a path
MAX_ISSUES = 100
MAX_REFUSALS = 1000

Path = tuple[str | int, ...]
Place = tuple[int, int]


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

    def issue(
        self, code: str, path: Path, message: str, hint: str = "", *, at_key: bool = False, facts: Facts = NO_FACTS
    ) -> Issue:
        """Make an issue about what stands at `path`, with its place, or that of the nearest thing around it."""
        found = self.keys.get(path) if at_key else None
        for end in range(len(path), -1, -1):
            found = found or self.values.get(path[:end])
        line, column = found or (None, None)
        return Issue(code, json_path(path), message, hint, line=line, column=column, facts=facts)

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


def check_key(key: str, path: Path) -> None:
    """Raise DefinitionError where a key is too long to be one."""
    if len(key) > MAX_KEY:
        message = f"A key here is longer than {MAX_KEY} characters."
        raise definition_error(
            [Issue("too-large", json_path(path), message, "Is this the right file?", facts={"most": MAX_KEY})]
        )


def shown(text: str) -> str:
    """Return a text of the file as a message shows it: 60 characters at most."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def definition_error(issues: Iterable[Issue], *, total: int | None = None, or_more: bool = False) -> DefinitionError:
    """Return one error for all issues, capped, with their number."""
    found = list(issues)
    total = len(found) if total is None else total
    count = "1 problem" if total == 1 else f"{total} problems" + " or more" * or_more
    return DefinitionError(f"This question set cannot be used: {count}.", found[:MAX_ISSUES], total=total)
