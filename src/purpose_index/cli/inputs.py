"""What commands read: question sets and answers, from files or from standard input, named '-'."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from purpose_index.cli.output import STANDARD
from purpose_index.cli.stopping import removed_at_the_end
from purpose_index.errors import ArgumentError, DefinitionError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.question_set.models import QuestionSet

PARQUET = b"PAR1"


def question_set(name: str) -> QuestionSet:
    """Load a question set; what is wrong with it is told with its name."""
    import purpose_index as pi

    try:
        return pi.loads(standard_input_text()) if name == STANDARD else pi.load(name)
    except DefinitionError as error:
        shown = "standard input" if name == STANDARD else name
        raise DefinitionError(f"{shown}: {error.summary}", error.issues, total=error.total) from None


def standard_input_text() -> bytes:
    """Return standard input as far as a question set may be long."""
    from purpose_index.question_set.document import MAX_BYTES

    return _standard_input().read(MAX_BYTES + 1)


def standard_input_bytes() -> bytes:
    """Return standard input as far as a file of another program may be long."""
    from purpose_index.interop.sources import MAX_BYTES

    return _standard_input().read(MAX_BYTES + 1)


@contextmanager
def answers_file(name: str) -> Iterator[str]:
    """Yield the path of a file of answers; standard input is kept in a file of our own as long as that takes."""
    if name != STANDARD:
        yield name
        return
    source: Any = _standard_input()
    start = source.read(len(PARQUET))
    suffix = ".parquet" if start == PARQUET else ".csv"
    with removed_at_the_end(Path(tempfile.gettempdir()) / f"purpose-index-{os.urandom(8).hex()}{suffix}") as path:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(start)
            shutil.copyfileobj(source, file)
        yield str(path)


def once(*names: str | None) -> None:
    """Raise an ArgumentError where two inputs are standard input, which can be read once."""
    if names.count(STANDARD) > 1:
        message = "Standard input, '-', stands for two inputs, and it can be read once."
        raise ArgumentError(message, [Issue("standard-input-twice", "$", message, "Name a file for one of them.")])


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        message = "Standard input, '-', is closed."
        raise ArgumentError(message, [Issue("no-standard-input", "$", message, "Name a file, or pipe something in.")])
    return sys.stdin.buffer
