"""Where results go: standard output, or a file that is whole or not there at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@contextmanager
def result_text(output: str | None, *, inputs: Iterable[str] = ()) -> Iterator[TextIO]:
    """Yield a UTF-8 text file to write a result to: standard output where `output` is None or '-'.

    Raises
    ------
    ArgumentError
        Where the file cannot be written, or is one of the inputs.
    """
    if output is None or output == "-":
        yield _standard_output()
        sys.stdout.flush()
        return
    with result_path(output, inputs=inputs) as path, path.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def result_path(output: str, *, inputs: Iterable[str] = ()) -> Iterator[Path]:
    """Yield a path to write to; what was written takes the place of `output` when all went well, and else is removed.

    Raises
    ------
    ArgumentError
        Where the file cannot be written, or is one of the inputs.
    """
    target = Path(os.path.realpath(output))
    _refuse_inputs(target, inputs)
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            yield target  # a device or a pipe is written to, not replaced
            return
        with _temporary_beside(target) as temporary:
            yield temporary
            temporary.replace(target)
    except OSError as error:
        message = f"{output!r} cannot be written: {error.strerror or error}."
        raise _refused(Issue("cannot-write", "$.output", message, "Choose another place.")) from None


@contextmanager
def _temporary_beside(target: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".purpose-index-", suffix=target.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        temporary.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _refuse_inputs(target: Path, inputs: Iterable[str]) -> None:
    for name in inputs:
        source = Path(name)
        if target.exists() and source.exists() and target.samefile(source):
            message = f"It would take the place of the input {name!r}."
            raise _refused(Issue("output-is-input", "$.output", message, "Choose another name."))


def _refused(issue: Issue) -> ArgumentError:
    return ArgumentError("The result was not written.", [issue])


def _standard_output() -> TextIO:
    """Return standard output: UTF-8 for a program that reads it, for a person what the terminal can show."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")
    stream = cast("TextIO", sys.stdout)
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(**({"errors": "replace"} if stream.isatty() else {"encoding": "utf-8", "newline": ""}))
    return stream


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
