"""`purpose-index export`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.interchange import FormatName, OwnOptions, does, own_options, tell
from purpose_index.cli.output import STANDARD, result_path, result_text

if TYPE_CHECKING:
    from typer import Typer


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    form: FormatName,
    question_set: options.QuestionSetName,
    *,
    responses: Annotated[
        str | None,
        typer.Option("--responses", "-r", metavar="DATA", help="The answers, for a format that holds those."),
    ] = None,
    output: options.Output = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Write this column beside the items too, such as a team; several times."),
    ] = None,
    option: OwnOptions = None,
) -> None:
    """Write a question set in the format of another program.

    What the file does not say is said on standard error.
    """
    from purpose_index import interop

    write = does(form, "write")
    answers = inspect.signature(write).parameters.get("responses")
    if answers is None and responses is not None:
        raise typer.BadParameter("this format holds no answers", param_hint="--responses")
    if answers is not None and answers.default is answers.empty and responses is None:
        raise typer.BadParameter("this format is of answers: name their file", param_hint="--responses")
    own = own_options(write, option)
    if keep and "keep" not in inspect.signature(write).parameters:
        raise typer.BadParameter("this format holds no other columns", param_hint="--keep")
    own |= {"keep": keep} if keep else {}
    q = read_question_set(question_set)
    content: bytes = write(q, **own) if responses is None else write(q, responses, **own)
    inputs = [question_set, responses]
    if output not in (None, STANDARD):
        with result_path(str(output), inputs=inputs) as path:
            path.write_bytes(content)
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            raise typer.BadParameter("this format is no text: name a file", param_hint="--output") from None
        with result_text(output, inputs=inputs) as file:
            file.write(text)
    tell(getattr(interop, form).lost(q))
