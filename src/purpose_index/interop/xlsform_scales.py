"""The sheets of our own in an XLSForm, which others pass over: the scales, and the codes of missing answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from purpose_index.interop.xlsform_texts import texts_of
from purpose_index.question_set.models import MissingReason, ScoreKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.interop.draft import Draft
    from purpose_index.interop.workbook import Sheet

SCALES = ("name", "items", "score", "minimum_answered", "prorate", "weights")
_WEIGHT = re.compile(r"([^\s=]+)=([0-9]{1,9}(?:\.[0-9]{1,20})?)", re.ASCII)


def add_scales(draft: Draft, sheet: Sheet, ids: Mapping[str, str], headings: Mapping[str, str]) -> None:
    """Add the scales that a form declares; `ids` has the id of every item by the name of its question."""
    for number, row in sheet.rows:
        place = f"$.scales[{number}]"
        named = list(ids) if row.get("items") == "all" else row.get("items", "").split()
        items = [ids[name] for name in dict.fromkeys(named) if name in ids]
        unknown = [name for name in named if name not in ids]
        if unknown:
            draft.notes.dropped(place, f"{len(unknown)} names in the scale are none of the items.")
        if "name" in row and items:
            draft.scale(row["name"], texts_of(row, headings), items, **_scored(row, ids))
        else:
            draft.notes.dropped(place, "A scale without a name or without items.")


def _scored(row: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, Any]:
    """Return how a scale is scored, in the form of a file."""
    said: dict[str, Any] = {}
    if row.get("score") in get_args(ScoreKind):
        said["score"] = row["score"]
    if re.fullmatch("[1-9][0-9]{0,3}", row.get("minimum_answered", ""), re.ASCII):
        said["minimum_answered"] = int(row["minimum_answered"])
    if row.get("prorate", "").lower() in {"yes", "true", "1"}:
        said["prorate"] = True
    weights = {ids[name]: float(weight) for name, weight in _WEIGHT.findall(row.get("weights", "")) if name in ids}
    return {**said, "weights": weights} if weights else said


def add_missing_codes(draft: Draft, sheet: Sheet) -> None:
    """Add the codes of missing answers that a form declares, by reason."""
    for number, row in sheet.rows:
        code = row.get("code", "")
        if row.get("reason") not in set(get_args(MissingReason)) - {"empty"} or not code:
            draft.notes.dropped(f"$.missing_codes[{number}]", "A missing code without a reason.")
            continue
        listed = draft.missing.setdefault(row["reason"], [])
        stored = int(code) if re.fullmatch("0|-?[1-9][0-9]{0,4}", code, re.ASCII) else code
        listed += [] if stored in listed else [stored]
