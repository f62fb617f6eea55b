"""`purpose-index dif`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.calibrate import Scales
from purpose_index.cli.invariance import Group, Reference
from purpose_index.cli.progress import progress
from purpose_index.cli.reading import reads_answers, set_and_answers
from purpose_index.cli.tables import write_result
from purpose_index.cli.teams import Distribution
from purpose_index.stats.dif.choices import DifMethod, Matching

if TYPE_CHECKING:
    from typer import Typer

    from purpose_index.responses.read import Reading


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(dif))


def dif(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    group: Group,
    scale: Scales = None,
    reference: Reference = None,
    method: Annotated[
        DifMethod, typer.Option(help="Regressions on the score, or graded models of the trait behind it.")
    ] = "logistic",
    matching: Annotated[
        Matching, typer.Option(help="Of 'logistic': the score that people are matched on has the item itself, or not.")
    ] = "total",
    beyond_chance: Annotated[
        bool, typer.Option("--beyond-chance", help="Of 'logistic': which items are beyond chance in made-up samples.")
    ] = False,
    minimum_distribution: Distribution = 10,
    language: options.Language = None,
    form: options.TableFormat = "text",
    output: options.Output = None,
) -> None:
    """Say which items work otherwise in groups (differential item functioning), and what that does to scores.

    People of groups are compared where they stand alike on the scale. Groups that are too small are refused.
    """
    import purpose_index as pi
    from purpose_index.reports.dif import tables

    q, answers, reading = set_and_answers(question_set, data, reading)
    with progress("Reading answers") as tell:
        found = pi.dif(
            q,
            answers,
            groups=group,
            scales=scale or None,
            reference=reference,
            method=method,
            matching=matching,
            beyond_chance=beyond_chance,
            policy=pi.Disclosure(minimum_distribution=minimum_distribution),
            language=options.language(q, language),
            progress=tell,
            **reading,
        )
    write_result(tables(found), q, form, output, inputs=[question_set, data])
