"""The header of answers, which says what platforms call their columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from purpose_index.responses.files import PARQUET_SUFFIXES, header_of_file, parquet_frame
from purpose_index.responses.read import How


def header_of(source: Any, *, sheet: str | None = None, most: int = 1) -> list[list[str]]:
    """Return the first rows of a file that hold anything, as texts; of other data the names of their columns, in a row.

    Parameters
    ----------
    source
        The path of a CSV file or a workbook, or whatever else `encode` takes; nothing is said of what it cannot read.
    sheet
        The sheet of a workbook, where several hold something.
    most
        How many rows of a file.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        if path.suffix.lower() not in PARQUET_SUFFIXES:
            rows = header_of_file(path, How(sheet=sheet), most)
            return [["" if cell is None else str(cell) for cell in row] for row in rows]
        source = parquet_frame(path)
    if isinstance(source, list | tuple):
        return [
            [str(name) for name in dict.fromkeys(name for row in source if isinstance(row, Mapping) for name in row)]
        ]
    return [[str(name) for name in getattr(source, "column_names", getattr(source, "columns", ()))]]
