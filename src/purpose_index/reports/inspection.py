"""What `inspect` found, for people: which column is which item, what is in the way, and how the data are read."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Any

from purpose_index.reports.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from purpose_index.errors import Issue
    from purpose_index.responses.inspect import Inspection

MOST_NAMED = 20
_BY = {
    "given": "it was given",
    "id": "the name of the item",
    "declared": "the set declares it",
    "name": "proposed: nearly its name",
    "text": "proposed: the text of the question",
    "number": "proposed: its number in the set",
}


def tables(inspection: Inspection) -> tuple[Table, ...]:
    """Return what was found as tables: the columns first, how to read the data last."""
    made = [_columns(inspection), _issues("issues", "In the way", inspection.issues), _odd(inspection)]
    made += [_issues("notes", "Also seen", inspection.notes), _reading(inspection)]
    return tuple(table for table in made if table.rows)


def _columns(inspection: Inspection) -> Table:
    rows = tuple((item, str(name), _BY[inspection.by[item]]) for item, name in inspection.columns.items())
    notes = []
    if inspection.others and rows:
        named = ", ".join(map(str, inspection.others[:MOST_NAMED]))
        more = f" and {len(inspection.others) - MOST_NAMED} more" if len(inspection.others) > MOST_NAMED else ""
        notes.append(f"Kept beside the answers: {named}{more}.")
    headings = (Column("item", "item", "text"), Column("column", "column", "text"), Column("by", "by", "text"))
    return Table("columns", "Which column is which item", headings, rows, tuple(notes), "en")


def _issues(name: str, title: str, issues: tuple[Issue, ...]) -> Table:
    rows = tuple((issue.path.removeprefix("$."), f"{issue.message} {issue.hint}".strip()) for issue in issues)
    return Table(name, title, (Column("where", "where", "text"), Column("what", "what", "text")), rows, (), "en")


def _odd(inspection: Inspection) -> Table:
    rows = tuple((odd.value, odd.cells, len(odd.items), odd.what) for odd in inspection.odd)
    columns = (
        Column("value", "value", "text"),
        Column("cells", "cells", "count"),
        Column("items", "items", "count"),
        Column("what", "probably", "text"),
    )
    notes = (
        ("Values that fewer than five people have in one item are not shown, unless small counts are asked for.",)
        if rows
        else ()
    )
    return Table("odd", "Values that are not answers", columns, rows, notes, "en")


def _reading(inspection: Inspection) -> Table:
    """Say how the data are read: in Python and by the command."""
    options = dict(inspection.reading)
    given = "".join(f", {name}={value!r}" for name, value in options.items())
    rows = [("Python", f"pi.encode(q, data{given})"), ("command", " ".join(_flags(options)) or "no option")]
    if not inspection.readable:
        rows = [("not yet", "See what is in the way.")]
    people = "Nobody can be read" if inspection.people is None else f"{inspection.people} people"
    note = f"{people}; question set {inspection.question_set} {inspection.version}."
    columns = (Column("by", "by", "text"), Column("options", "with", "text"))
    return Table("reading", "How to read them", columns, tuple(rows), (note,), "en")


def _flags(options: Mapping[str, Any]) -> Iterator[str]:
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        if name == "columns":
            pairs = [f"{item}={column}" for item, column in value.items()] if not isinstance(value, str) else [value]
            yield from (f"--column {quote(pair.removeprefix('*='))}" for pair in pairs)
        elif name == "missing_codes":
            yield from (f"--missing-code {quote(f'{code}={reason}')}" for code, reason in value.items())
        elif name == "labels":
            yield f"{flag} {'any' if value is True else value}"
        elif name == "long":
            yield f"{flag} {quote(','.join(value.values()))}"
        elif name == "occasions":
            yield f"{flag} {quote(','.join(value))}"
        else:
            yield f"{flag} {quote(str(value))}"
