"""Where results go: standard output, or a file that is whole or not there at all."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, TextIO

from purpose_index.cli.stopping import removed_at_the_end
from purpose_index.cli.streams import standard_output
from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STANDARD = "-"
_OURS = Path(__file__).resolve().parents[1]


@contextmanager
def result_text(output: str | None, *, inputs: Iterable[str | None] = (), new: bool = False) -> Iterator[TextIO]:
    """Yield a UTF-8 text file to write a result to: standard output where `output` is None or '-'.

    Parameters
    ----------
    output
        Where the result goes.
    inputs
        The names of everything that the command reads, in whatever role; None and names of no file are passed over.
    new
        Whether a file that is there already is left alone.

    Raises
    ------
    ArgumentError
        Where the file cannot be written, is one of the inputs, or is there already though it should be new.
    """
    if output is None or output == STANDARD:
        stream = standard_output()
        _refuse_inputs(_identity(stream), inputs)
        yield stream
        sys.stdout.flush()
        return
    with result_path(output, inputs=inputs, new=new) as path, path.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def result_path(output: str, *, inputs: Iterable[str | None] = (), new: bool = False) -> Iterator[Path]:
    """Yield a path to write to; what was written takes the place of `output` when all went well, and else is removed.

    The parameters and what is raised are those of `result_text`.
    """
    target = Path(os.path.realpath(output))
    _refuse_inputs(_identity(target), inputs)
    if target.is_relative_to(_OURS):
        message = f"{output!r} would take the place of a file of purpose-index itself."
        raise _refused(Issue("output-is-input", "$.output", message, "Choose another name.", facts={"output": output}))
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            yield target  # a device or a pipe is written to, not replaced
            return
        if new and target.exists():
            raise _exists(output)
        with _temporary_beside(target) as temporary:
            yield temporary
            _put(temporary, target, output, new=new)
    except OSError as error:
        raise _refused(cannot_write(output, error)) from None


@contextmanager
def _temporary_beside(target: Path) -> Iterator[Path]:
    with removed_at_the_end(target.with_name(f".purpose-index-{os.urandom(8).hex()}{target.suffix}")) as temporary:
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        yield temporary


def _put(temporary: Path, target: Path, output: str, *, new: bool) -> None:
    """Move what is complete to its place; where it must be new, in one step that fails if somebody was faster."""
    if new:
        try:
            target.hardlink_to(temporary)
        except FileExistsError:
            raise _exists(output) from None
        except OSError:  # a file system without links
            temporary.replace(target)
    else:
        temporary.replace(target)


def _refuse_inputs(target: tuple[int, int] | None, inputs: Iterable[str | None]) -> None:
    for name in inputs:
        if target is not None and name and target == _identity(sys.stdin if name == STANDARD else Path(name)):
            shown = "standard input" if name == STANDARD else repr(name)
            message = f"It would take the place of the input {shown}."
            raise _refused(
                Issue("output-is-input", "$.output", message, "Choose another name.", facts={"input": shown})
            )


def _identity(file: Path | TextIO) -> tuple[int, int] | None:
    """Return what one regular file has under all its names; None where there is no such file."""
    with suppress(OSError, AttributeError, ValueError):
        status = file.stat() if isinstance(file, Path) else os.fstat(file.fileno())
        if S_ISREG(status.st_mode):
            return status.st_dev, status.st_ino
    return None


def _exists(output: str) -> ArgumentError:
    message = f"{output!r} is there already, and this command overwrites nothing."
    return _refused(
        Issue(
            "output-exists",
            "$.output",
            message,
            "Choose another name, or move that file away.",
            facts={"output": output},
        )
    )


def cannot_write(name: str, error: OSError, option: str = "output") -> Issue:
    """Return what is wrong with a place that an option names."""
    reason = str(error.strerror or error)
    message, hint = f"{name!r} cannot be written: {reason}.", "Choose another place."
    return Issue("cannot-write", f"$.{option}", message, hint, facts={"output": name, "reason": reason})


def _refused(issue: Issue) -> ArgumentError:
    return ArgumentError("The result was not written.", [issue])
