"""CSV that a spreadsheet cannot be made to run: text that it would take for a formula gets an apostrophe before it."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def write_rows(file: TextIO, rows: Iterable[Sequence[object]], *, plain: bool = False, delimiter: str = ",") -> int:
    """Write rows as CSV: None and NaN are empty cells, numbers stay as they are, and text is made safe unless `plain`.

    Returns
    -------
    int
        How many cells got an apostrophe.
    """
    marked = 0

    def safe(row: Sequence[object]) -> list[object]:
        nonlocal marked
        cells = [safe_cell(cell) for cell in row]
        marked += sum(
            isinstance(new, str) and new[:1] == "'" and new != old for new, old in zip(cells, row, strict=True)
        )
        return ["" if cell is None or cell != cell else cell for cell in row] if plain else cells

    csv.writer(_EndingLinesPlainly(file), delimiter=delimiter).writerows(map(safe, rows))
    return 0 if plain else marked


def safe_cell(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> [safe_cell(cell) for cell in ("=1+1", "-cmd", "-1.5", "plain", -2, float("nan"), None)]
    ["'=1+1", "'-cmd", '-1.5', 'plain', -2, '', '']
    """
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


class _EndingLinesPlainly:
    """Ends every row with a line feed alone; the csv module quotes a return only where its rows end with one."""

    def __init__(self, file: TextIO) -> None:
        self.file = file

    def write(self, row: str) -> None:
        self.file.write(row.removesuffix("\r\n") + "\n")
