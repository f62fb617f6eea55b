"""The sheets of a workbook (.xlsx, .xls, .ods), read with python-calamine."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue, ResponseError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES = 512 << 20  # of a workbook when it is unpacked
_ZIP = b"PK\x03\x04"


def sheets_of(content: bytes) -> Mapping[str, list[list[Any]]]:
    """Return the rows of every sheet of a workbook, in order; empty cells are None.

    Cells are texts, floats, booleans, dates and times, as they are kept.

    Raises
    ------
    ResponseError
        It is not a workbook, it is damaged, or it is larger than 512 MiB when it is unpacked.
    ArgumentError
        python-calamine is not installed.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        message = "A workbook needs python-calamine."
        issue = Issue(
            "library-not-installed",
            "$",
            message,
            "Run: pip install 'purpose-index[xlsx]', or save it as 'CSV UTF-8'.",
            facts={"library": "python-calamine"},
        )
        raise ArgumentError(message, [issue]) from None
    _check_size(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return {
            name: [[None if cell == "" else cell for cell in row] for row in book.get_sheet_by_name(name).to_python()]
            for name in book.sheet_names
        }
    except (CalamineError, OSError, ValueError):
        pass  # what they say may hold cells
    raise _unreadable("It is not a workbook, or it is damaged.", "Is this the right file?")


def _check_size(content: bytes) -> None:
    """Refuse what unpacks to far more than it is."""
    if not content.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        size = 0  # the reader says better what is wrong
    if size > MOST_BYTES:
        raise _unreadable(f"It is larger than {MOST_BYTES >> 20} MiB when it is unpacked.", "Save it as 'CSV UTF-8'.")


def _unreadable(message: str, hint: str) -> ResponseError:
    issue = Issue("unreadable-file", "$", message, hint, facts={"kind": "XLSX"})
    return ResponseError("This file cannot be read.", [issue])
