"""`purpose-index inspect`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import answers_file, once
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.reading import reads_answers
from purpose_index.cli.tables import write_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typer import Typer

    from purpose_index.errors import Issue
    from purpose_index.responses.read import Reading


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(inspect))


def inspect(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    small_counts: Annotated[
        bool, typer.Option("--small-counts", help="Show odd values of fewer than five people too.")
    ] = False,
    form: options.TableFormat = "text",
    output: options.Output = None,
) -> None:
    """Say what a file of answers holds: which column is which item, what is in the way, and what makes it right.

    Exit codes: 0 it is read as it is, 1 it needs options or mending, 2 could not run.
    """
    import purpose_index as pi
    from purpose_index.reports.inspection import tables

    once(question_set, data)
    q = read_question_set(question_set)
    with answers_file(data) as path:
        found = pi.inspect(q, path, small_counts=small_counts, **reading)
    record = {
        "people": found.people,
        "columns": {item: str(name) for item, name in found.columns.items()},
        "by": dict(found.by),
        "others": list(map(str, found.others)),
        "odd": [odd._asdict() for odd in found.odd],
        "issues": _plain(found.issues),
        "notes": _plain(found.notes),
        "reading": dict(found.reading),
        "readable": found.readable,
    }
    write_tables(
        tables(found),
        form,
        output,
        inputs=[question_set, data],
        json=lambda: json.dumps(record, indent=1, default=dict),
    )
    if found.issues:
        raise typer.Exit(1)


def _plain(issues: Iterable[Issue]) -> list[dict[str, str]]:
    return [{"code": one.code, "message": one.message, "hint": one.hint} for one in issues]
