"""`purpose-index screen`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.progress import progress
from purpose_index.cli.reading import reads_answers, set_and_answers
from purpose_index.cli.tables import write_result

if TYPE_CHECKING:
    from typer import Typer

    from purpose_index.responses.read import Reading


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(screen))


def screen(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    time: Annotated[str | None, typer.Option(help="The column with the seconds that everybody took.")] = None,
    structure: Annotated[
        bool, typer.Option("--structure", help="Test the structure that the set claims without these people too.")
    ] = False,
    level: options.Level = 0.95,
    language: options.Language = None,
    form: options.TableFormat = "text",
    output: options.Output = None,
) -> None:
    """Print how many people show signs of answers without care, and what they do to reliability.

    Nobody is named or left out. `pi.screen(...).to_frame()` has a row a person.
    """
    import purpose_index as pi
    from purpose_index.reports.screening import tables
    from purpose_index.responses.people import check_people

    q, answers, reading = set_and_answers(question_set, data, reading)
    with progress("Reading answers") as tell:
        result = pi.screen(
            q,
            answers,
            time=time,
            structure=structure,
            level=level,
            language=options.language(q, language),
            progress=tell,
            **reading,
        )
    check_people(result.n)
    write_result(tables(result), q, form, output, inputs=[question_set, data])
