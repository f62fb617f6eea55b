"""Turns everything that can go wrong at the edge into a message on standard error and an exit code."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from purpose_index.cli.streams import settle
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
        say(f"Error: {_in_words(error)}")
        raise SystemExit(COULD_NOT_RUN) from None
    except BrokenPipeError:
        settle(sys.stdout, sys.stderr)
        raise SystemExit(NO_READER) from None
    except OSError as error:
        settle(sys.stdout, sys.stderr)
        say(f"Error: {_what(error)}.")
        raise SystemExit(COULD_NOT_RUN) from None
    except MemoryError:
        say("Error: There is not enough memory for these data.")
        raise SystemExit(COULD_NOT_RUN) from None
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # rich and typer leave with 1 then
            settle(sys.stdout, sys.stderr)
            raise SystemExit(NO_READER) from None
        raise
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def say(message: str) -> None:
    """Print a message on standard error, where that can be, with what could steer a terminal made visible."""
    lines = ("".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line) for line in message.split("\n"))
    with suppress(OSError):
        print("\n".join(lines), file=sys.stderr, flush=True)


def _in_words(error: PurposeIndexError) -> str:
    """Return the summary and the issues; one line where the only issue says the same."""
    if len(error.issues) == error.total == 1 and error.issues[0].message == error.summary:
        (issue,) = error.issues
        return f"{' '.join(filter(None, (issue.message, issue.hint)))} [{issue.code}]"
    return str(error)


def _what(error: OSError) -> str:
    if isinstance(error, io.UnsupportedOperation):
        return "Standard output is closed"
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"
