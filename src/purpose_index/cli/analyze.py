"""`purpose-index analyze`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.progress import progress
from purpose_index.cli.reading import reads_answers, set_and_answers
from purpose_index.cli.tables import write_result
from purpose_index.options import Missing

if TYPE_CHECKING:
    from typer import Typer

    from purpose_index.responses.read import Reading


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(analyze))


def analyze(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    missing: Annotated[
        Missing, typer.Option(help="Which people a number rests on where answers are missing.")
    ] = "listwise",
    level: options.Level = 0.95,
    ordinal: Annotated[bool, typer.Option("--ordinal", help="Add the reliability of latent responses.")] = False,
    dimensionality: Annotated[
        bool, typer.Option("--dimensionality", help="Add how many dimensions there are.")
    ] = False,
    structure: Annotated[
        bool, typer.Option("--structure", help="Test the structure that the set claims: its scales as factors.")
    ] = False,
    irt: Annotated[
        bool,
        typer.Option("--irt", help="Add how precise one score is, and maps of the items, by an item response model."),
    ] = False,
    small_counts: Annotated[
        bool, typer.Option("--small-counts", help="Show shares of fewer than five people too.")
    ] = False,
    language: options.Language = None,
    form: options.TableFormat = "text",
    output: options.Output = None,
) -> None:
    """Print scores, reliability and item statistics of answers.

    A folder, or a quoted pattern such as 'answers/*.parquet', is read a part at a time, and need not fit in memory.
    """
    import purpose_index as pi
    from purpose_index.reports.tables import tables
    from purpose_index.responses.people import check_people

    q, answers, reading = set_and_answers(question_set, data, reading)
    with progress("Counting answers") as tell:
        result = pi.analyze(
            q,
            answers,
            missing=missing,
            level=level,
            ordinal=ordinal,
            dimensionality=dimensionality,
            structure=structure,
            items="irt" if irt else None,
            language=options.language(q, language),
            progress=tell,
            **reading,
        )
    check_people(result.n)
    write_result(tables(result, small_counts=small_counts), q, form, output, inputs=[question_set, data])
