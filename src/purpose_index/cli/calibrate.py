"""`purpose-index calibrate`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.failures import say
from purpose_index.cli.output import result_text
from purpose_index.cli.progress import progress
from purpose_index.cli.reading import reads_answers, set_and_answers
from purpose_index.stats.irt.choices import ModelName, Slopes

if TYPE_CHECKING:
    from typer import Typer

    from purpose_index.responses.read import Reading

Scales = Annotated[
    list[str] | None, typer.Option(metavar="SCALE", help="The id of a scale; several times. By default all.")
]


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(calibrate))


def calibrate(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    scale: Scales = None,
    model: Annotated[ModelName, typer.Option(help="The item response model.")] = "graded",
    slopes: Annotated[Slopes, typer.Option(help="Whether items tell more or less, or all as much.")] = "free",
    level: options.Level = 0.95,
    output: options.Output = None,
) -> None:
    """Estimate what the items of each scale tell, to score people with their own precision.

    The result is for `score --calibration`. It tells how the answers of its people are spread, and takes 100 of them.
    """
    import purpose_index as pi

    q, answers, reading = set_and_answers(question_set, data, reading)
    with progress("Reading answers") as tell:
        found = pi.calibrate(
            q, answers, scales=scale or None, model=model, slopes=slopes, level=level, progress=tell, **reading
        )
    for issue in found.issues:
        say(f"Note: {issue.path}: {issue.message}{' ' * bool(issue.hint)}{issue.hint} [{issue.code}]")
    with result_text(output, inputs=[question_set, data]) as file:
        file.write(f"{json.dumps(found.to_dict(), indent=1)}\n")
