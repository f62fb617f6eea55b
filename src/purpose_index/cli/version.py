"""`purpose-index version`, and `--version`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from purpose_index.cli.output import result_text
from purpose_index.version import __version__

if TYPE_CHECKING:
    from typer import Typer


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(version)


def version() -> None:
    """Print the version."""
    with result_text(None) as file:
        file.write(f"purpose-index {__version__}\n")


def print_and_leave(asked: bool) -> None:
    """Print the version where the flag asks for it."""
    if asked:
        version()
        raise typer.Exit
