"""The sheets of a workbook (.xlsx, .xls, .ods), read with python-calamine."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError, needs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MOST_BYTES = 512 << 20  # of a workbook when it is unpacked
MOST_CELLS = 1 << 25  # of the rectangle that all cells of a sheet stand in: it is made whole, empty ones too
_ZIP = b"PK\x03\x04"
_PLACE = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]{1,3})\$?([0-9]{1,9})["']""")
# column 33 or later: on the left of it, all rows that a sheet can have are not too many cells
_FAR = re.compile(rb"""\br\s*=\s*["']\$?(?:[A-Z]{3}|[B-Z][A-Z]|A[G-Z])\$?[0-9]""", re.IGNORECASE)
_REPEATED = re.compile(rb"""\btable:number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,9})""")
_OPEN_DOCUMENT = "content.xml"  # where an .ods file has its sheets
_CHUNK = 1 << 20


class Sheet:
    """The rows of one sheet, each with its number there.

    Parameters
    ----------
    rows
        The cells, row by row; empty ones are None.
    first
        The number of the first of these rows in the sheet, from 1.
    """

    row_word = "row"
    decimal_comma = False
    empty = None

    def __init__(self, rows: list[list[Any]], first: int = 1) -> None:
        self.rows = rows
        self.first = first

    def filled(self, row: list[Any]) -> bool:
        """Whether a row holds anything but spaces."""
        return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)

    def blocks(self, progress: Callable[[float], None] | None = None) -> Iterator[list[list[Any]]]:
        """Yield the rows, all at once."""
        if self.rows:
            yield self.rows
        if progress is not None:
            progress(1.0)

    def numbered(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield every row with its number in the sheet."""
        yield from enumerate(self.rows, self.first)


def sheet_of(content: bytes, name: str | None) -> Sheet:
    """Return a sheet of a workbook by its name; by default the only one that holds anything.

    Raises
    ------
    ResponseError
        As `sheets_of`; there is no sheet of that name; or several hold something and none was named.
    ArgumentError
        As `sheets_of`.
    """
    sheets = _read(content)
    filled = [one for one, sheet in sheets.items() if any(map(sheet.filled, sheet.rows))]
    if name is not None and name in sheets:
        return sheets[name]
    if name is None and len(filled) <= 1:
        return sheets[filled[0]] if filled else Sheet([])
    message = "Several sheets hold something." if name is None else "There is no sheet of that name."
    listed = ", ".join(map(repr, sheets))
    hint = f"Name one with 'sheet=', or '--sheet' in the command: {listed}."
    issue = Issue("unknown-sheet", "$.sheet", message, hint, facts={"sheets": tuple(sheets)})
    raise ResponseError("There is no one sheet to read.", [issue])


def sheets_of(content: bytes) -> Mapping[str, list[list[Any]]]:
    """Return the rows of every sheet of a workbook, in order; empty cells are None.

    Cells are texts, floats, booleans, dates and times, as they are kept.

    Raises
    ------
    ResponseError
        It is not a workbook, it is damaged, it is larger than 512 MiB when it is unpacked, or its cells stand so far
        apart that the rectangle around them has more than 33 million.
    ArgumentError
        python-calamine is not installed.
    """
    return {name: sheet.rows for name, sheet in _read(content).items()}


def _read(content: bytes) -> dict[str, Sheet]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise needs("xlsx", "python-calamine", "a workbook", otherwise=", or save it as 'CSV UTF-8'.") from None
    _check_size(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return {name: _sheet(book.get_sheet_by_name(name)) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError):
        pass  # what they say may hold cells
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust, where calamine did not expect what it met
            raise
    raise _damaged()


def _sheet(sheet: Any) -> Sheet:
    rows = [[None if cell == "" else cell for cell in row] for row in sheet.to_python()]
    first, _ = sheet.start or (0, 0)  # rows and columns before that are left out
    return Sheet(rows, first + 1)


def _check_size(content: bytes) -> None:
    """Refuse what unpacks to far more than it is."""
    if not content.startswith(_ZIP):
        return
    whole = False
    size = cells = 0
    binary = False
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            binary = any(part.lower().endswith("workbook.bin") for part in packed.namelist())
            if size <= MOST_BYTES:  # a sheet may have any name
                cells = max((_cells(packed, part) for part in packed.namelist()), default=0)
                if _OPEN_DOCUMENT in packed.namelist():
                    cells = max(cells, _repeated_cells(packed))
        whole = True
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError):
        pass  # what they say may hold cells
    if not whole:  # the reader passes over parts that it does not need, and would not see it
        raise _damaged()
    if size > MOST_BYTES:
        raise _unreadable(f"It is larger than {MOST_BYTES >> 20} MiB when it is unpacked.", "Save it as 'CSV UTF-8'.")
    if binary:
        raise _unreadable("It is a binary workbook (.xlsb).", "Save it as .xlsx.")
    if cells > MOST_CELLS:
        raise _unreadable("Its cells stand too far apart.", "Remove what stands far below or beside the table.")


def _cells(packed: zipfile.ZipFile, part: str) -> int:
    """Return how many cells the rectangle around all cells of a sheet has; 0 where it is narrow."""
    if not any(map(_FAR.search, _chunks(packed, part))):
        return 0
    places = {place for chunk in _chunks(packed, part) for place in _PLACE.findall(chunk)}
    if not places:
        return 0
    rows = [int(row) for _, row in places]
    columns = [_column(letters) for letters in {letters for letters, _ in places}]
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)


def _repeated_cells(packed: zipfile.ZipFile) -> int:
    """Return the same of the sheets of an .ods file, where a row or a cell can stand for many."""
    most = rows = columns = last = width = 0
    for tag in _tags(packed, _OPEN_DOCUMENT):
        name = tag.split(None, 1)[0].rstrip(b"/>") if tag.strip() else b""
        repeated = _REPEATED.search(tag)
        count = int(repeated[1]) if repeated else 1
        if name == b"table:table":
            rows = last = width = 0
        elif name == b"table:table-row":
            rows, columns = rows + count, 0
        elif name in {b"table:table-cell", b"table:covered-table-cell"}:
            columns += count
            if not tag.rstrip().endswith(b"/>") or b"office:" in tag:  # it holds something
                last, width = rows, max(width, columns)
                most = max(most, last * width)
    return most


def _tags(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield what stands behind every '<' of a part, up to the next one."""
    with packed.open(part) as file:
        rest = b""
        while piece := file.read(_CHUNK):
            *tags, rest = (rest + piece).split(b"<")
            yield from tags
            if len(rest) > 64 * _CHUNK:
                raise ValueError
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _chunks(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part in pieces that overlap, so that no place of a cell is cut."""
    with packed.open(part) as file:
        last = b""
        while piece := file.read(_CHUNK):
            yield last + piece
            last = piece[-64:]


def _damaged() -> ResponseError:
    return _unreadable("It is not a workbook, or it is damaged.", "Is this the right file?")


def _unreadable(message: str, hint: str) -> ResponseError:
    issue = Issue("unreadable-file", "$", message, hint, facts={"kind": "XLSX"})
    return ResponseError("This file cannot be read.", [issue])
