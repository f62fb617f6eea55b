"""`purpose-index new`: a question set to start from."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli.output import result_text

if TYPE_CHECKING:
    from typer import Typer


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(new)


def new(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE", help="Where to write it; by default standard output.")
    ] = None,
    *,
    name: Annotated[str, typer.Option("--id", help="The id of the set.")] = "my-question-set",
) -> None:
    """Write a commented question set to start from."""
    import purpose_index as pi

    text = (files("purpose_index.cli") / "template.yaml").read_text(encoding="utf-8")
    text = text.replace("id: my-question-set", f"id: {name}", 1)
    pi.loads(text)
    with result_text(file, new=True) as stream:
        stream.write(text)
