"""The header of a file that Qualtrics exported: names, questions, and what each column is, in one to three rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from purpose_index.interop.answers import identifies
from purpose_index.interop.header import header_of

if TYPE_CHECKING:
    from collections.abc import Sequence


class Export:
    """What the header of answers says.

    Parameters
    ----------
    responses
        The path of a file; or other data, which have names of columns at most.
    """

    def __init__(self, responses: Any) -> None:
        rows = [] if responses is None else header_of(responses, most=3)
        self.names: list[str] = rows[0] if rows else []
        marks = [_import_id(cell) for cell in rows[2]] if len(rows) > 2 else []
        three = any(marks)
        legacy = len(rows) > 1 and not three and "ResponseID" in rows[1]
        self.header_rows = 3 if three else 2 if legacy else 1
        self.import_ids: dict[Any, str] = dict(zip(marks, self.names, strict=False)) if three else {}
        beside = (rows[1] if self.header_rows > 1 else [], marks if three else [])
        self.said: dict[str, list[str]] = {
            name: [row[i] for row in beside if i < len(row)] for i, name in enumerate(self.names)
        }

    def column(self, wanted: Sequence[str], import_id: str) -> str:
        """Return the column of a question: by its mark in the third row, else the first name that is there."""
        if import_id in self.import_ids:
            return self.import_ids[import_id]
        return next((name for name in wanted if name in self.names), wanted[0])

    def identifies(self, name: str) -> bool:
        """Whether a column identifies people by what its further header rows say."""
        return any(identifies(said) for said in self.said.get(name, ()))

    def reading(self) -> dict[str, Any]:
        """Return how the file is read."""
        return {"header_rows": self.header_rows} if self.header_rows > 1 else {}


def _import_id(cell: str) -> str:
    try:
        said = json.loads(cell)
    except (ValueError, RecursionError):
        return ""
    found = said.get("ImportId") if isinstance(said, dict) else None
    return found if isinstance(found, str) else ""
