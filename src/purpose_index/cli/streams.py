"""Standard input, output and error, whatever state they are in."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any, TextIO, cast


def make_usable() -> None:
    """Give every stream that is closed a stand-in, and let no letter be one that a stream cannot take.

    What is written to a closed standard output fails, as it should; what is said to a closed standard error is lost.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull)  # noqa: PTH123, SIM115 (open for reading: to write fails)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        cast("Any", stream).reconfigure(errors=errors)


def standard_output() -> TextIO:
    """Return standard output: UTF-8 for a program that reads it, for a person what the terminal can show."""
    stream = cast("Any", sys.stdout)
    if hasattr(stream, "reconfigure") and not stream.isatty():
        stream.reconfigure(encoding="utf-8", errors="strict", newline="")
    return cast("TextIO", stream)


def settle(*streams: Any) -> None:
    """Write what is still to be written; where that cannot be, let Python's own last try go nowhere."""
    for stream in streams:
        try:
            stream.flush()
        except OSError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
