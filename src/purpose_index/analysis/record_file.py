"""A record that is kept as JSON in a file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike


def write_record(path: str | PathLike[str], record: Mapping[str, Any]) -> None:
    """Write a record to a file, which is whole or as it was: a full disk and a process that ends leave no half one."""
    text, target = json.dumps(record, indent=1) + "\n", Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")  # a device or a pipe is written to, not replaced
        return
    temporary = target.with_name(f".purpose-index-{os.urandom(8).hex()}{target.suffix}")
    try:
        temporary.write_text(text, encoding="utf-8")
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def read_record(path: str | PathLike[str]) -> Any:
    """Return what is in a file; None, which is a record of nothing, where that is no JSON or a key stands there twice.

    Raises
    ------
    OSError
        Where the file is not there, or may not be read.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose keys are unlike; ValueError where a key has two values, of which one would count."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found
