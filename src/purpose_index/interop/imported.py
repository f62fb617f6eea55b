"""What an importer gives back, and what it says it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from purpose_index.errors import Issue
from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses

Deed = Literal["dropped", "invented", "guessed", "lost"]
MissingTexts = Literal["fail", "drop language", "copy"]  # what to do about a text that lacks in a language
Texts = dict[str, str]  # a text by language


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Imported(Frozen):
    """A question set that was read from another format, the answers that came with it, and what was done on the way.

    Parameters
    ----------
    question_set
        The question set, which passed the same checks as one that was typed.
    responses
        The answers, coded by it; None where none were given.
    report
        What was dropped, invented (values from the order of choices) or guessed (a suffix R for reversed), each with
        its place in the source. The code of each is 'import-dropped', 'import-invented' or 'import-guessed'.
    """

    question_set: QuestionSet
    responses: CodedResponses | None = None
    report: tuple[Issue, ...] = ()


@dataclass(slots=True)
class Notes:
    """What is said while a source is read or written: a line a deed, in the order in which they were done."""

    issues: list[Issue] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)  # of each kind: where the first is, and why it is no item

    def dropped(self, place: str, what: str, hint: str = "", *, kind: str = "") -> None:
        """Say that something of the source is not in the set; `kind` is what it was, which is counted."""
        if kind:
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
            self.first.setdefault(kind, f"{place}: {what}")
        self.issues.append(Issue("import-dropped", place, what, hint, facts={"place": place, "what": what}))

    def invented(self, place: str, what: str, hint: str = "") -> None:
        """Say that something is in the set that the source does not hold."""
        self.issues.append(Issue("import-invented", place, what, hint, facts={"place": place, "what": what}))

    def guessed(self, place: str, what: str, hint: str = "") -> None:
        """Say that something in the set follows from a custom, not from what the source declares."""
        self.issues.append(Issue("import-guessed", place, what, hint, facts={"place": place, "what": what}))
