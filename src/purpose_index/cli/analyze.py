"""`purpose-index analyze`."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import answers_file, once
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.output import STANDARD, result_text
from purpose_index.cli.progress import progress
from purpose_index.cli.streams import standard_output
from purpose_index.options import Missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer import Typer

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.reports.tables import Table


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(analyze)


def analyze(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    missing: Annotated[
        Missing, typer.Option(help="Which people a number rests on where answers are missing.")
    ] = "listwise",
    level: Annotated[float, typer.Option(help="The confidence level of intervals, between 0 and 1.")] = 0.95,
    ordinal: Annotated[bool, typer.Option("--ordinal", help="Add the reliability of latent responses.")] = False,
    dimensionality: Annotated[
        bool, typer.Option("--dimensionality", help="Add how many dimensions there are.")
    ] = False,
    small_counts: Annotated[
        bool, typer.Option("--small-counts", help="Show shares of fewer than five people too.")
    ] = False,
    column: options.Columns = None,
    language: options.Language = None,
    form: Annotated[options.Tabular, typer.Option("--format", "-f", help="How the tables are written.")] = "text",
    output: options.Output = None,
) -> None:
    """Print scores, reliability and item statistics of a file of answers."""
    import purpose_index as pi
    from purpose_index.reports.tables import tables
    from purpose_index.responses.people import check_people

    once(question_set, data)
    q = read_question_set(question_set)
    with progress("Reading answers") as tell, answers_file(data) as path:
        coded = pi.encode(q, path, columns=options.columns(column), progress=tell)
    check_people(len(coded.codes))
    asked = partial(pi.analyze, missing=missing, level=level, ordinal=ordinal, dimensionality=dimensionality)
    found = tables(asked(q, coded, language=options.language(q, language)), small_counts=small_counts)
    if form == "text" and output in (None, STANDARD) and sys.stdout.isatty():
        _show(found)
        return
    with result_text(output, inputs=[question_set, data]) as file:
        file.write(_written(found, form, q))


def _written(tables: Sequence[Table], form: options.Tabular, q: QuestionSet) -> str:
    import purpose_index as pi
    from purpose_index.reports import render

    if form == "json":
        return f"{render.json(tables, provenance=pi.provenance(q))}\n"
    written = render.text(tables) if form == "text" else render.csv(tables)
    return written if written.endswith("\n") else f"{written}\n"


def _show(tables: Sequence[Table]) -> None:
    from rich.console import Console

    from purpose_index.reports import render

    Console(file=standard_output(), highlight=False).print(render.rich(tables), soft_wrap=True)
