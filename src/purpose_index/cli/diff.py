"""`purpose-index diff`: what a change of a question set does to scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import once, question_set
from purpose_index.cli.output import STANDARD, result_text

if TYPE_CHECKING:
    from typer import Typer


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(diff)


def diff(
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="The earlier version: a bundled id, a file, or a commit, branch or tag."),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The version now: a file or a bundled id.")],
    *,
    form: Annotated[options.Plain, typer.Option("--format", help="Output format.")] = "text",
    output: options.Output = None,
) -> None:
    """Say which words changed, what that does to the scores of every scale, and which version it needs.

    Exit codes: 0 the version is high enough, 1 it is not, 2 could not run.
    """
    from purpose_index.checks.changes import changes
    from purpose_index.cli.against import earlier_version
    from purpose_index.reports import changes as reports

    once(old, new)
    after = question_set(new)
    before, reason = (question_set(old), "") if old == STANDARD else earlier_version(old, new)
    if before is None:
        raise typer.BadParameter(f"{reason}", param_hint="OLD")
    found = changes(before, after)
    with result_text(output, inputs=[old, new]) as file:
        file.write((reports.json if form == "json" else reports.text)(found))
    if not found.enough:
        raise typer.Exit(1)
