"""Turns everything that can go wrong at the edge into a message on standard error and an exit code."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from purpose_index.errors import PurposeIndexError

if TYPE_CHECKING:
    from collections.abc import Iterator

COULD_NOT_RUN, INTERRUPTED, NO_READER = 2, 130, 141


@contextmanager
def told() -> Iterator[None]:
    """Say in a few words what went wrong inside, and leave with its exit code."""
    try:
        yield
    except PurposeIndexError as error:
        complain(str(error))
        raise typer.Exit(COULD_NOT_RUN) from None
    except BrokenPipeError:
        _leave_quietly()
        raise typer.Exit(NO_READER) from None
    except OSError as error:
        _leave_quietly()
        place = f"{error.filename}: " if error.filename else ""
        complain(f"{place}{error.strerror or error}.")
        raise typer.Exit(COULD_NOT_RUN) from None
    except MemoryError:
        complain("There is not enough memory for these data.")
        raise typer.Exit(COULD_NOT_RUN) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def complain(message: str) -> None:
    """Print an error, with what could steer a terminal made visible."""
    lines = str(message).split("\n")
    text = "\n".join("".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line) for line in lines)
    print(f"Error: {text}", file=sys.stderr)


def _leave_quietly() -> None:
    """Let Python's last flush of standard output go nowhere, where standard output cannot be written any more."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
