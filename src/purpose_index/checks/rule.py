"""What a rule of the catalogue is, and what it finds."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Literal

from purpose_index.errors import NO_FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from purpose_index.checks.context import Context
    from purpose_index.errors import Facts
    from purpose_index.question_set.document import Path

Severity = Literal["info", "warning", "error"]
Family = Literal["definition", "evidence"]
Needs = Literal["file", "baseline", "responses"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule saw: where, what is wrong, and how to mend it.

    `words` are the words at fault within a text, `facts` what the message says, as in an `Issue`.
    """

    path: Path
    message: str
    hint: str = ""
    _: KW_ONLY
    words: str = ""
    at_key: bool = False
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it looks at, why that matters, and how it finds it.

    Parameters
    ----------
    name
        A stable kebab-case name.
    severity
        'error': scores are wrong or cannot be; 'warning': the set measures worse than it could; 'info': worth a look.
    looks_at
        What it looks at and when it finds something, in a sentence.
    why
        Why that matters.
    source
        Where that is known from.
    failing, passing
        What to change in the example set for a finding, and for none, as a piece of YAML (see `examples`).
    find
        Yields what is wrong.
    family
        'definition' (the file alone) or 'evidence' (what people answered).
    needs
        What it needs to run: the file, an earlier version of it, or responses.
    since
        The first version with this rule.
    """

    name: str
    severity: Severity
    looks_at: str
    why: str
    source: str
    failing: str
    passing: str
    find: Callable[[Context], Iterator[Found]]
    family: Family = "definition"
    needs: Needs = "file"
    since: str = "0.1.0"
