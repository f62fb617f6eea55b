"""Tables as text, for a terminal, as HTML, CSV or JSON: the only place that rounds."""

from __future__ import annotations

import json as standard_json
from html import escape
from io import StringIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from purpose_index.reports.numbers import NOTHING, number, percent
from purpose_index.reports.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from purpose_index.reports.tables import Column, Form, Table

WIDTH = 100
WORDY = ("text", "flag")
DIGITS = {"points": 2, "coefficient": 3, "count": 0}
STYLE = (
    ".purpose-index{margin:1em 0;overflow-x:auto}"
    ".purpose-index table{border-collapse:collapse;background:transparent;color:inherit}"
    ".purpose-index caption{text-align:left;font-weight:bold;padding:.3em 0}"
    ".purpose-index th,.purpose-index td{padding:.15em .6em;border-bottom:1px solid rgba(128,128,128,.35)}"
    ".purpose-index th{text-align:right;vertical-align:bottom}"
    ".purpose-index td{text-align:right;font-variant-numeric:tabular-nums}"
    ".purpose-index .text{text-align:left}"
    ".purpose-index p{margin:.2em 0;font-size:90%;opacity:.8}"
)


def text(tables: Sequence[Table]) -> str:
    """Return tables as plain text, for a file or a terminal without colours."""
    return "\n\n".join(_text(table) for table in tables)


def rich(tables: Sequence[Table]) -> Any:
    """Return tables for `rich.print`, with titles in bold and notes dimmed; needs the extra `cli`."""
    from rich.text import Text

    parts = [
        part
        for table in tables
        for part in (Text(f"{table.title}\n\n", "bold"), f"{_grid(table)}\n", Text(_notes(table), "dim"), "\n\n")
    ]
    return Text.assemble(*parts[:-1])


def html(tables: Sequence[Table]) -> str:
    """Return tables as one HTML fragment with its own style, which takes its colours from where it is shown."""
    return f"<div><style>{STYLE}</style>{''.join(_html(table) for table in tables)}</div>"


def csv(tables: Sequence[Table]) -> str:
    """Return tables as CSV at full precision: for each its name and its column names, an empty line between them."""
    from purpose_index.reports.safe_csv import write_rows

    parts = []
    for table in tables:
        file = StringIO()
        write_rows(file, [[column.key for column in table.columns], *table.rows])
        parts.append(f"# {table.id}\n{file.getvalue()}")
    return "\n".join(parts)


def json(tables: Sequence[Table], *, provenance: Mapping[str, Any] | None = None) -> str:
    """Return tables as JSON at full precision: where they come from, and each with id, title, notes and rows.

    A row is its cells by column name; null is nothing.
    """
    found = [
        {
            "id": table.id,
            "title": table.title,
            "notes": list(table.notes),
            "rows": [
                {column.key: _plain(cell) for column, cell in zip(table.columns, row, strict=True)}
                for row in table.rows
            ],
        }
        for table in tables
    ]
    whole = {"provenance": provenance, "tables": found}
    return standard_json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False)


def formatted(cell: Any, form: Form, language: str) -> str:
    """Return a cell for people: points with two decimals, coefficients with three, shares as percentages.

    Examples
    --------
    >>> [formatted(0.71249, form, "nl") for form in ("points", "coefficient", "share")]
    ['0,71', '0,712', '71%']
    """
    if form == "text":
        return NOTHING if cell is None else str(cell)
    if form == "flag":
        return words(language)["yes"] if cell else ""
    return percent(cell, language) if form == "share" else number(cell, language, digits=DIGITS[form])


def _for_people(table: Table) -> tuple[list[Column], list[list[str]]]:
    """Return the columns that people need to see, and their cells as text."""
    used = {"always": True, "never": False}
    at = [j for j, c in enumerate(table.columns) if used.get(c.shown, any(row[j] for row in table.rows))]
    columns = [table.columns[j] for j in at]
    return columns, [[formatted(row[j], table.columns[j].form, table.language) for j in at] for row in table.rows]


def _text(table: Table) -> str:
    return f"{table.title}\n\n{_grid(table)}\n{_notes(table)}"


def _grid(table: Table) -> str:
    columns, rows = _for_people(table)
    cells = [[column.heading for column in columns], *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    head, *lines = (_line(row, widths, columns) for row in cells)
    return "\n".join([head, "-" * (sum(widths) + 2 * len(widths) - 2), *lines])


def _notes(table: Table) -> str:
    return "".join(f"\n{line}" for note in table.notes for line in wrap(note, WIDTH))


def _line(row: Sequence[str], widths: Sequence[int], columns: Sequence[Column]) -> str:
    aligned = (
        cell.ljust(width) if column.form in WORDY else cell.rjust(width)
        for cell, width, column in zip(row, widths, columns, strict=True)
    )
    return "  ".join(aligned).rstrip()


def _html(table: Table) -> str:
    columns, rows = _for_people(table)
    kinds = ["text" if column.form in WORDY else "number" for column in columns]
    head = _row("th", [column.heading for column in columns], kinds)
    body = "".join(_row("td", row, kinds) for row in rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in table.notes)
    caption = f"<caption>{escape(table.title)}</caption>"
    grid = f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>"
    return f'<div class="purpose-index">{grid}{notes}</div>'


def _row(tag: str, cells: Sequence[str], kinds: Sequence[str]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    shown = (f'<{tag}{scope} class="{kind}">{escape(cell)}</{tag}>' for cell, kind in zip(cells, kinds, strict=True))
    return f"<tr>{''.join(shown)}</tr>"


def _plain(cell: Any) -> Any:
    return None if cell != cell else cell
