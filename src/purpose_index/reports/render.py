"""Tables as text, for a terminal, as HTML, CSV or JSON: the only place that rounds."""

from __future__ import annotations

import json as standard_json
from html import escape
from io import StringIO
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, NamedTuple

from purpose_index.question_set.characters import spelled_out
from purpose_index.reports.layout import Laid, grid, width_of, wrapped
from purpose_index.reports.numbers import NOTHING, interval, number, p_value, percent
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console, ConsoleOptions
    from rich.text import Text

    from purpose_index.reports.table import Column, Form, Table

NARROWEST, WIDEST_NOTE = 40, 100
WORDY = ("text", "flag")
SHORT = 20  # characters of a name; what is longer are words
DIGITS = {"points": 2, "coefficient": 3, "count": 0}
STYLE = (
    ".purpose-index{margin:1em 0}"
    ".purpose-index .wide{overflow-x:auto}"
    ".purpose-index table{border-collapse:collapse;background:transparent;color:inherit}"
    ".purpose-index caption{text-align:left;font-weight:bold;padding:.3em 0}"
    ".purpose-index th,.purpose-index td{padding:.15em .6em;border-bottom:1px solid rgba(128,128,128,.35)}"
    ".purpose-index th,.purpose-index td{text-align:right;vertical-align:top}"
    ".purpose-index thead th{vertical-align:bottom}"
    ".purpose-index tbody th{font-weight:normal}"
    ".purpose-index .number{font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".purpose-index thead .number{white-space:normal}"
    ".purpose-index .text,.purpose-index .flag{text-align:start}"
    ".purpose-index td.words{min-width:14em}"  # of an item: not one word a line, rather a table that scrolls
    ".purpose-index p{margin:.2em 0;max-width:60em;font-size:90%}"
)


class Shown(NamedTuple):
    """The part of a table that people see: its columns, and headings and cells as text."""

    columns: list[Column]
    headings: list[str]
    rows: list[list[str]]


def text(tables: Sequence[Table], *, width: int | None = None) -> str:
    """Return tables as plain text, at most `width` columns wide: by default the terminal's, or 80."""
    width = _width(get_terminal_size().columns if width is None else width)
    return "\n\n".join(_text(table, width) for table in tables)


def rich(tables: Sequence[Table]) -> Any:
    """Return tables for `rich.print`, as wide as its console, titles bold and notes dim; needs the extra `cli`."""
    return _Rich(tables)


def html(tables: Sequence[Table]) -> str:
    """Return tables as one HTML fragment with its own style, which takes its colours from where it is shown."""
    return f"<div><style>{STYLE}</style>{''.join(_html(table) for table in tables)}</div>"


def csv(tables: Sequence[Table]) -> str:
    """Return tables as CSV at full precision: for each its name and its column names, an empty line between them."""
    from purpose_index.safe_csv import write_rows

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
    """Return a cell for people: points with two decimals, coefficients and p with three, shares as percentages.

    Examples
    --------
    >>> [formatted(0.71249, form, "nl") for form in ("points", "coefficient", "p", "share")]
    ['0,71', '0,712', '0,712', '71%']
    """
    if form == "text":
        return NOTHING if cell is None else str(cell)
    if form == "flag":
        return NOTHING if cell is None else words(language)["yes"] if cell else ""
    if form in DIGITS:
        return number(cell, language, digits=DIGITS[form])
    return (percent if form == "share" else p_value)(cell, language)


def _for_people(table: Table) -> Shown:
    """Return the columns that people need to see, and their cells as text."""
    used = {"always": True, "never": False}
    at = [j for j, c in enumerate(table.columns) if used.get(c.shown, any(row[j] for row in table.rows))]
    rows = [[_cell(table, row, j) for j in at] for row in table.rows]
    columns = [table.columns[j] for j in at]
    return Shown(columns, [spelled_out(column.heading) for column in columns], rows)


def _cell(table: Table, row: tuple[Any, ...], j: int) -> str:
    """Return a cell for people; of a number with an interval both."""
    column = table.columns[j]
    if column.ends is None:
        return spelled_out(formatted(row[j], column.form, table.language))
    keys = [other.key for other in table.columns]
    low, high = (row[keys.index(end)] for end in column.ends)
    return interval(row[j], low, high, table.language, digits=DIGITS[column.form])


class _Rich:
    """Tables that rich lays out when it knows how wide its console is."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        from rich.text import Text

        width = _width(options.max_width)
        for place, table in enumerate(self.tables):
            title, body, notes = _parts(table, width)
            shown = Text.assemble((title, "bold"), f"\n\n{body}\n", (notes, "dim"), no_wrap=True, overflow="ignore")
            yield Text("\n") + shown if place else shown


def _width(columns: int) -> int:
    """Return the width to fill: no terminal is so narrow that a number has no room."""
    return max(columns, NARROWEST)


def _text(table: Table, width: int) -> str:
    title, body, notes = _parts(table, width)
    return f"{title}\n\n{body}" + (f"\n{notes}" if notes else "")


def _parts(table: Table, width: int) -> tuple[str, str, str]:
    """Return the title, the grid and the notes, each within the width."""
    lines = [line for note in table.notes for line in wrapped(spelled_out(note), min(width, WIDEST_NOTE))]
    return (
        "\n".join(wrapped(spelled_out(table.title), width)),
        _grid(table, width),
        "".join(f"\n{line}" for line in lines),
    )


def _grid(table: Table, width: int) -> str:
    shown = _for_people(table)
    cells = zip(*(shown.headings, *shown.rows), strict=True)
    return grid([_laid(column, list(own)) for column, own in zip(shown.columns, cells, strict=True)], width)


def _laid(column: Column, cells: list[str]) -> Laid:
    """Return a column to lay out: texts may be broken, numbers not, headings between their words."""
    heading, *own = cells
    longest = max(map(width_of, heading.split()), default=1)
    widest = max(map(width_of, own), default=1)
    least = min(column.least, widest) if column.form == "text" else widest
    return Laid(cells, max(longest, least), column.form in WORDY, column.joined)


def _html(table: Table) -> str:
    shown = _for_people(table)
    kinds = [column.form if column.form in WORDY else "number" for column in shown.columns]
    head = "".join(_tag("th", cell, kind, scope="col") for cell, kind in zip(shown.headings, kinds, strict=True))
    body = "".join(f"<tr>{_body_row(row, kinds, table.language)}</tr>" for row in shown.rows)
    notes = "".join(f"<p>{escape(spelled_out(note))}</p>" for note in table.notes)
    title = escape(spelled_out(table.title))
    grid = f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    wide = f'<div class="wide" role="group" aria-label="{title}" tabindex="0">{grid}</div>'
    if table.notes and not table.rows:  # the notes say all that there is to say
        wide = f"<p><strong>{title}</strong></p>"
    return f'<div class="purpose-index" lang="{_spoken(table.language)}">{wide}{notes}</div>'


def _body_row(row: Sequence[str], kinds: Sequence[str], language: str) -> str:
    """Return the cells of a row, of which the first one names it; texts of another language say which."""
    own = {} if _spoken(language) == language.partition("-")[0] else {"lang": language}
    cells = []
    for place, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
        attributes = {**own, "dir": "auto"} if kind == "text" else {}
        looks = "text words" if kind == "text" and len(cell) > SHORT else kind
        cells.append(
            _tag("td", cell, looks, **attributes) if place else _tag("th", cell, kind, scope="row", **attributes)
        )
    return "".join(cells)


def _tag(tag: str, cell: str, kind: str, **attributes: str) -> str:
    said = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f'<{tag}{said} class="{kind}">{escape(cell)}</{tag}>'


def _spoken(language: str) -> str:
    """Return the language of the headings and notes."""
    return "nl" if is_dutch(language) else "en"


def _plain(cell: Any) -> Any:
    return None if cell != cell else cell
