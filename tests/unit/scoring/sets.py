"""Question sets of few words, for tests about numbers."""

from __future__ import annotations

from typing import Any

import purpose_index as pi

MISSING = {"skipped": [-99], "not_applicable": [-98], "not_shown": [-97]}


def options(*values: int) -> list[dict[str, Any]]:
    return [{"value": value, "label": {"en": f"option {value}"}} for value in values]


def item(name: str, values: tuple[int, ...] = (1, 2, 3, 4, 5), **more: Any) -> dict[str, Any]:
    return {"id": name, "text": {"en": name}, "options": options(*values), **more}


def scale(name: str, items: Any = "all", **more: Any) -> dict[str, Any]:
    return {"id": name, "name": {"en": name}, "items": items, **more}


def make(items: list[dict[str, Any]], *scales: dict[str, Any], missing: Any = MISSING) -> pi.QuestionSet:
    """Load a set with these items; one scale of all of them where none is given."""
    return pi.load(
        {
            "id": "tried",
            "version": "1.2.3",
            "languages": ["en"],
            "title": {"en": "tried"},
            "missing": missing,
            "items": items,
            "scales": list(scales) or [scale("total", minimum_answered=1)],
        }
    )


THREE = make([item("a"), item("b", reverse=True), item("c")])
