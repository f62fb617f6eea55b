"""The codes of missing answers in a file of SPSS, where every variable has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.interop.draft import Choice
from purpose_index.interop.no_answer import reason_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.interop.imported import Notes
    from purpose_index.interop.spss_variables import Answers
    from purpose_index.question_set.models import ChoiceReason

REASON_NAMES = frozenset({"skipped", "not_applicable", "not_shown"})  # what we write as the words of a code
OWN_CODES = -30000  # the value of an item's own missing choice, and those below it, where another item counts its code


def _reason(label: str) -> str:
    return label if label in REASON_NAMES else reason_of({"": label}) or "skipped"


class Codes:
    """The codes of missing answers: shared by all items, but where a code means something else in another item."""

    def __init__(self, found: Mapping[str, Answers], notes: Notes) -> None:
        self.notes = notes
        self.counted: set[Any] = {value for offered in found.values() for value in offered.labels}
        self.shared: dict[str, list[int]] = {}
        self.reasons: dict[int, str] = {}
        self.own: dict[tuple[int, str], int] = {}
        self.said: set[tuple[int, str]] = set()
        everywhere = sorted(
            ((code, label) for offered in found.values() for code, label in offered.codes.items()),
            key=lambda pair: not pair[1],
        )
        for code, label in everywhere:  # those with words first
            if code not in self.counted and code not in self.reasons:
                self.reasons[code] = _reason(label)
                self.shared.setdefault(self.reasons[code], []).append(code)

    def choices(self, name: str, offered: Answers, language: str) -> list[Choice]:
        """Return the choices of an item that are no answer; its other codes are shared."""
        found = []
        for code, label in offered.codes.items():
            reason = _reason(label) if label else self.reasons.get(code, "skipped")
            if label not in REASON_NAMES:
                self._say(name, code, reason, declared=code not in offered.guessed)
            if self.reasons.get(code) != reason:
                kept: ChoiceReason = "not_applicable" if reason == "not_applicable" else "skipped"
                value = self.own.setdefault((code, kept), OWN_CODES - len(self.own))
                found.append(Choice(value, {language: label or str(code)}, code, kept))
            elif reason == "not_applicable" and label and label not in REASON_NAMES:
                found.append(Choice(code, {language: label}, None, "not_applicable"))
        return found

    def _say(self, name: str, code: int, reason: str, *, declared: bool) -> None:
        if (code, reason) not in self.said:
            self.said.add((code, reason))
            what = f"The code {code} means {reason.replace('_', ' ')!r}, here and in the variables that follow."
            hint = "The file says only that it is missing."
            if not declared:
                hint = "The file does not declare it as missing; its words say so, or it stands apart from the others."
            self.notes.guessed(f"$.variables.{name}.missing", what, hint)
