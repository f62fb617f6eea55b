"""`purpose-index invariance`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.progress import progress
from purpose_index.cli.reading import reads_answers, set_and_answers
from purpose_index.cli.tables import write_result
from purpose_index.cli.teams import Distribution
from purpose_index.options import ModelMissing

if TYPE_CHECKING:
    from typer import Typer

    from purpose_index.responses.read import Reading

Group = Annotated[str, typer.Option(metavar="COLUMN", help="The column that names a person's group.")]
Reference = Annotated[
    str | None, typer.Option(metavar="GROUP", help="Whom others are compared with; by default the first.")
]


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(invariance))


def invariance(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    group: Group,
    reference: Reference = None,
    ordinal: Annotated[
        bool, typer.Option("--ordinal", help="Take answers as ordered categories: every option in every group.")
    ] = False,
    free: Annotated[
        list[str] | None,
        typer.Option(metavar="PARAMETER", help="What is not equal, such as 'q07 ~ 1'; several times."),
    ] = None,
    missing: Annotated[ModelMissing, typer.Option(help="What becomes of people with answers missing.")] = "listwise",
    level: options.Level = 0.95,
    minimum_distribution: Distribution = 10,
    language: options.Language = None,
    form: options.TableFormat = "text",
    output: options.Output = None,
) -> None:
    """Say whether scores of groups can be compared: whether the scales measure the same in each.

    Each level sets more equal than the one before it. Groups that are too small, or too much alike, are refused.
    """
    import purpose_index as pi
    from purpose_index.reports.invariance import tables

    q, answers, reading = set_and_answers(question_set, data, reading)
    with progress("Reading answers") as tell:
        found = pi.invariance(
            q,
            answers,
            groups=group,
            reference=reference,
            ordinal=ordinal,
            free=free or (),
            missing=missing,
            level=level,
            policy=pi.Disclosure(minimum_distribution=minimum_distribution),
            language=options.language(q, language),
            progress=tell,
            **reading,
        )
    write_result(tables(found), q, form, output, inputs=[question_set, data])
