"""A record that is kept as JSON in a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike


def write_record(path: str | PathLike[str], record: Mapping[str, Any]) -> None:
    """Write a record to a file."""
    Path(path).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


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
