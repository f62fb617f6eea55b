"""Calculated fields of REDCap that are the mean or the sum of others: its scales, with the items that they reverse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from purpose_index.interop.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.interop.draft import Draft
    from purpose_index.question_set.models import ScoreKind

_FUNCTION = re.compile(r"(mean|sum)\s*\((.*)\)", re.IGNORECASE | re.DOTALL)
_SHARE = re.compile(r"\((.*)\)\s*/\s*([0-9]{1,4})", re.DOTALL)
_TERM = re.compile(r"\[(\w+)\]|\(?\s*(-?[0-9]{1,6})\s*-\s*\[(\w+)\]\s*\)?", re.ASCII)


class Calculated(NamedTuple):
    """A mean or a sum of fields: each with the number that it is taken from where it is reversed."""

    score: ScoreKind
    of_any: bool  # of the fields that are answered; else of all of them or none
    fields: dict[str, int | None]


def calculated(formula: str) -> Calculated | None:
    """Return what a formula says, where it is a mean or a sum of fields.

    Examples
    --------
    >>> calculated("mean([a], 6-[b])")
    Calculated(score='mean', of_any=True, fields={'a': None, 'b': 6})
    >>> calculated("([a]+[b])/2")
    Calculated(score='mean', of_any=False, fields={'a': None, 'b': None})
    >>> calculated("round([a]/[b], 1)") is None
    True
    """
    formula = formula.strip()
    if found := _FUNCTION.fullmatch(formula):
        fields = _fields(found[2], ",")
        return Calculated("mean" if found[1].lower() == "mean" else "sum", True, fields) if fields else None
    if found := _SHARE.fullmatch(formula):
        fields = _fields(found[1], "+")
        return Calculated("mean", False, fields) if fields and len(fields) == int(found[2]) else None
    fields = _fields(formula, "+")
    return Calculated("sum", False, fields) if fields else None


def add_scale(draft: Draft, name: str, label: str, formula: str, language: str) -> bool:
    """Add the scale that a calculated field is, and reverse what it reverses; False where it is no scale of the items.

    Parameters
    ----------
    draft
        The set in the making, with its items; their ids are the names of the fields.
    name, label, formula
        What the field is called, its label, and how it is calculated.
    language
        The language of the dictionary.
    """
    found = calculated(formula)
    items = {item["id"]: item for item in draft.items}
    if (
        found is None
        or len(found.fields) < 2
        or not all(field in items and _fits(items[field], number) for field, number in found.fields.items())
    ):
        return False
    scored = {field for scale in draft.scales for field in scale["items"]}
    turned = {field: number is not None for field, number in found.fields.items()}
    if any(field in scored and items[field].get("reverse", False) != turned[field] for field in turned):
        return False
    for field in turned:
        if turned[field]:
            items[field]["reverse"] = True
    minimum = {"minimum_answered": 1} if found.of_any and found.score == "mean" else {}
    draft.scale(name, {language: plain(label) or name}, list(turned), score=found.score, **minimum)
    if found.of_any and found.score == "sum":
        said = "All items must be answered; REDCap adds up those that are, so that a missing one counts as 0."
        draft.notes.guessed(f"$.fields.{name}", said)
    return True


def _fields(text: str, mark: str) -> dict[str, int | None] | None:
    found: dict[str, int | None] = {}
    for part in text.split(mark):
        term = _TERM.fullmatch(part.strip())
        if term is None or (term[1] or term[3]) in found:
            return None
        found[term[1] or term[3]] = None if term[2] is None else int(term[2])
    return found


def _fits(item: Mapping[str, Any], number: int | None) -> bool:
    """Whether a number turns an item around within its range, or none does."""
    values = [option["value"] for option in item["options"] if "missing" not in option]
    stored = all("code" not in option for option in item["options"] if "missing" not in option)
    return stored and (number is None or number == min(values) + max(values))
