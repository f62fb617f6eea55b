"""The choices of an XLSForm: those of a list, and the points of a range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast, get_args

from purpose_index.interop.choices import choices_of
from purpose_index.interop.draft import Choice
from purpose_index.interop.xlsform_texts import texts_of
from purpose_index.question_set.models import MAX_OPTIONS, ChoiceReason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from purpose_index.interop.imported import Notes, Texts
    from purpose_index.interop.workbook import Sheet

Row = tuple[str, "Texts", dict[str, str]]  # the name of a choice, its words, and all that its row says
_WHOLE = re.compile("0|-?[1-9][0-9]{0,4}", re.ASCII)
_PARAMETER = re.compile(r"(start|end|step)\s*=\s*(-?[0-9]{1,5})(?![0-9.])", re.ASCII)
OTHER = "other"


def lists_of(sheet: Sheet, headings: Mapping[str, str]) -> dict[str, list[Row]]:
    """Return the choices of every list, by its name in small letters."""
    found: dict[str, list[Row]] = {}
    for _, row in sheet.rows:
        name = row.get("list_name", "").lower()
        if name:
            code = row.get("name", row.get("value", ""))
            found.setdefault(name, []).append((code, texts_of(row, headings), row))
    return found


def options_of(
    rows: Sequence[Row], place: str, languages: Sequence[str], notes: Notes, *, other: bool = False
) -> list[Choice]:
    """Return the choices of a list; none where they cannot be scored, which is said."""
    if any(said.keys() & {"counts_as", "no_answer"} for _, _, said in rows):
        choices = _declared(rows)
    else:
        listed = [(code, label or dict.fromkeys(languages, "")) for code, label, _ in rows]
        choices = choices_of(listed, place, notes, kind="select_one")
    if choices and other and all(choice.code != OTHER for choice in choices):
        words = {language: "Anders" if language[:2] == "nl" else "Other" for language in languages}
        choices.append(Choice(-98, words, OTHER, "not_applicable"))
        notes.dropped(place, "What is typed at 'Other', which counts for nothing: it is taken as 'not applicable'.")
    return choices


def _declared(rows: Sequence[Row]) -> list[Choice]:
    """Return choices as the columns say that `write` adds: what they count as, and why they are no answer."""
    found = []
    for code, label, said in rows:
        stored = int(code) if _WHOLE.fullmatch(code) else code
        counted = said.get("counts_as", code)
        reason = said.get("no_answer")
        if _WHOLE.fullmatch(counted):
            missing = cast("ChoiceReason", reason) if reason in get_args(ChoiceReason) else None
            found.append(Choice(int(counted), label, stored, missing))
    return found


def points_of(row: Mapping[str, str], place: str, languages: Sequence[str], notes: Notes) -> list[Choice]:
    """Return the points of a range; none where there are too many, or they are not whole."""
    said = {name: int(number) for name, number in _PARAMETER.findall(row.get("parameters", ""))}
    start, end, step = said.get("start", 1), said.get("end", 10), said.get("step", 1)
    points = range(start, end + 1, step) if step > 0 else range(0)
    if not 2 <= len(points) <= MAX_OPTIONS or re.search(r"=\s*-?[0-9]*\.[0-9]", row.get("parameters", "")):
        notes.dropped(place, "A range whose points are too many, or not whole.", kind="range")
        return []
    return [Choice(point, dict.fromkeys(languages, str(point))) for point in points]
