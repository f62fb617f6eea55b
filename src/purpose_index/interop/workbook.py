"""The sheets of a workbook as rows of text by heading, as forms that are written in spreadsheets are read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ResponseError
from purpose_index.interop.sources import bytes_of, unreadable
from purpose_index.responses.sheets import sheets_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.interop.sources import Source

MAX_CELLS = 5_000_000  # of one sheet of a form


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its headings, folded, and its rows that hold anything, each with its number in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def sheet_names(source: Source) -> Mapping[str, list[list[Any]]]:
    """Return the cells of every sheet, by its name in small letters.

    Raises
    ------
    DefinitionError
        It is no workbook, or one that is far larger than it looks.
    ArgumentError
        It is no source, or python-calamine is not installed.
    """
    content = bytes_of(source)
    try:
        return {name.strip().lower(): rows for name, rows in sheets_of(content).items()}
    except ResponseError as error:
        issue = error.issues[0]  # it says what is wrong with a file of answers, which this is not
    raise unreadable(issue.message, issue.hint)


def sheet_of(sheets: Mapping[str, list[list[Any]]], name: str) -> Sheet:
    """Return a sheet, without what stands under no heading; an empty one where there is none.

    Raises
    ------
    DefinitionError
        Two columns have one heading, or there are more than five million cells.
    """
    cells = sheets.get(name, [])
    if len(cells) * max(map(len, cells), default=0) > MAX_CELLS:
        raise unreadable(f"The sheet {name!r} has more than {MAX_CELLS:,} cells.", "Is this the right file?")
    filled = [(number, row) for number, row in enumerate(cells, 1) if any(cell is not None for cell in row)]
    headings = (
        {place: folded(text_of(cell)) for place, cell in enumerate(filled[0][1]) if text_of(cell)} if filled else {}
    )
    for heading, times in Counter(headings.values()).items():
        if times > 1:
            message = f"The sheet {name!r} has {times} columns with the heading {heading!r}."
            raise unreadable(message, "Rename or remove all but one.")
    rows = []
    for number, row in filled[1:]:
        texts = {heading: text_of(row[place]) for place, heading in headings.items() if place < len(row)}
        rows.append((number, {heading: text for heading, text in texts.items() if text}))
    return Sheet(tuple(headings.values()), tuple((number, row) for number, row in rows if row))


def folded(heading: str) -> str:
    """Return a heading as it is compared: small letters but for a language, and no spaces around its parts."""
    name, mark, language = (part.strip() for part in re.sub(":+", ":", heading).partition(":"))
    return "_".join(name.lower().split()) + (f"::{language}" if mark and language else "")


def text_of(cell: Any) -> str:
    """Return a cell as text: whole numbers without a point, and no spaces around it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell).strip()
