"""Files and folders of answers, Parquet or CSV, a part at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from purpose_index.engines.arrow import parquet_source
from purpose_index.engines.texts import text_files
from purpose_index.errors import Issue, ResponseError
from purpose_index.responses.files import PARQUET_SUFFIXES
from purpose_index.responses.native import has_pyarrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.engines.source import Source

SUFFIXES = PARQUET_SUFFIXES | {".csv"}


def file_source(given: str | Path) -> Source:
    """Return the source that a file is, or a folder of files, or a pattern such as 'answers/*.parquet'.

    Raises
    ------
    ResponseError
        There is no such file, or there are files of both kinds; or one is not what its name says.
    """
    paths = _paths(given)
    parquet = [path for path in paths if path.suffix.lower() in PARQUET_SUFFIXES]
    if parquet and len(parquet) < len(paths):
        message = f"There are {len(parquet)} Parquet files and {len(paths) - len(parquet)} others."
        hint = "Name those of one kind, with a pattern such as 'answers/*.parquet'."
        raise _unread("mixed-files", message, hint, parquet=len(parquet), others=len(paths) - len(parquet))
    in_parts = parquet and has_pyarrow() and all(path.is_file() for path in paths)  # `encode` says why one is not
    return parquet_source(paths) if in_parts else text_files(paths)


def is_many(given: object) -> bool:
    """Return whether this names a folder, or files by a pattern."""
    return isinstance(given, str | Path) and (Path(given).is_dir() or _is_pattern(given))


def _paths(given: str | Path) -> Sequence[Path]:
    path = Path(given)
    if not is_many(given):
        return [path]
    if path.is_dir():
        named = [one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and _is_data(one.relative_to(path))]
        found = [one for one in named if not one.is_dir()]  # which Spark calls 'answers.parquet' too
    else:
        found = [one for one in Path(path.anchor).glob(str(path.relative_to(path.anchor))) if one.is_file()]
    if not found:
        message = "There is no Parquet or CSV file in this folder." if path.is_dir() else "No file has such a name."
        raise _unread("no-data-files", message, "Is the name spelled as it is on disk?")
    return sorted(found)


def _is_pattern(given: str | Path) -> bool:
    return any(mark in str(given) for mark in "*?[") and not Path(given).exists()


def _is_data(path: Path) -> bool:
    """Return whether no part of a path begins as engines begin the names of what is not data."""
    return not any(part.startswith((".", "_")) for part in path.parts)


def _unread(code: str, message: str, hint: str, **facts: int) -> ResponseError:
    return ResponseError("These files cannot be read.", [Issue(code, "$", message, hint, facts=facts)])
