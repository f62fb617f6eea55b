"""A CSV file as it is met: its encoding, what parts its cells, and its rows, each with the line that it begins on."""

from __future__ import annotations

import codecs
import csv
import re
from contextlib import suppress
from io import StringIO, TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, AnyStr, BinaryIO, Protocol, TextIO

from purpose_index.errors import Issue, ResponseError
from purpose_index.responses.grid import Grid, grid_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

DELIMITERS = ",;\t|"
LONGEST_LINE = 1 << 20  # characters
ROWS = 1 << 15  # that are read at once
CHUNK = 1 << 22  # bytes that are read at once
UTF_8, UTF_16, WINDOWS = "utf-8-sig", "utf-16", "cp1252"
_SEPARATOR = re.compile(rf'"?sep=([{re.escape(DELIMITERS)}])"?\s*', re.IGNORECASE)
_SPSS = (b"$FL2", b"$FL3")  # how data files of SPSS begin
_LONGEST_HEADER = 1000  # lines: quoted names run over several


class _Reader(Protocol):
    """What `csv.reader` returns."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the rows."""


class CsvFile:
    """The rows of a CSV file, to be read as often as is needed.

    Parameters
    ----------
    path
        The file.
    encoding
        How its characters are written.

    Attributes
    ----------
    delimiter
        What parts the cells: what 'sep=' says, else what stands most often outside quotes in the first row.
    has_plain_lines
        Whether lines end as bytes do in ASCII, so that they can be found before they are decoded.
    """

    row_word: str = "line"
    empty: str = ""

    @staticmethod
    def filled(row: Iterable[str]) -> bool:
        """Whether a row holds anything but spaces."""
        return any(map(str.strip, row))

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding
        with self._open() as file:
            first = next(filter(str.strip, _lines(file)), "")
            said = _SEPARATOR.fullmatch(first)
            self.said: bool = said is not None
            file.seek(0)
            start = file.read(1 << 16)
            self.has_plain_lines: bool = encoding != UTF_16 and start.count("\r") - start.count(
                "\r\n"
            ) <= start.endswith("\r")
            file.seek(0)
            self.delimiter: str = said[1] if said else _delimiter(_lines(file))

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma is a decimal mark here, so that a point parts thousands."""
        return self.delimiter != ","

    def blocks(self, progress: Callable[[float], None] | None = None) -> Iterator[list[list[str]]]:
        """Yield the rows, many at a time; `progress` is told which fraction of the file has been read."""
        size = self.path.stat().st_size or 1
        with self._open() as file:
            rows = self._checked(*self._reader_of(_lines(file)))
            yield from self._blocks(rows, file.buffer, size, progress)

    @staticmethod
    def _blocks(
        rows: Iterator[list[str]], raw: BinaryIO, size: int, progress: Callable[[float], None] | None
    ) -> Iterator[list[list[str]]]:
        for block in iter(lambda: list(islice(rows, ROWS)), []):
            yield block
            if progress is not None:
                progress(raw.tell() / size)

    def parts(
        self, header: int, width: int, progress: Callable[[float], None] | None = None
    ) -> Iterator[list[list[str]] | Grid]:
        """Yield the rows below the header, many at a time, as a grid wherever they make one of this width."""
        size = self.path.stat().st_size or 1
        with self.path.open("rb") as raw:
            lines = _Decoded(raw, self.encoding)
            reader, before = self._reader_of(lines)
            rows = self._checked(reader, before)
            for _ in range(header):
                next(filter(self.filled, rows))
            number = before + reader.line_num
            while data := raw.read(CHUNK):
                data += _rest_of_line(raw)
                grid = grid_of(data, self.delimiter, width, lines.encoding)
                if grid is None and b'"' in data:  # a cell in quotes may run over lines: read on by the ordinary way
                    raw.seek(-len(data), 1)
                    reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
                    yield from self._blocks(self._checked(reader, number), raw, size, progress)
                    return
                yield grid or self._rows_of(data.decode(lines.encoding), number)
                number += data.count(b"\n")
                if progress is not None:
                    progress(raw.tell() / size)

    def _rows_of(self, text: str, before: int) -> list[list[str]]:
        lines = StringIO(text, newline="")
        return list(self._checked(csv.reader(lines, delimiter=self.delimiter, strict=True), before))

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with the line that it begins on, from 1."""
        with self._open() as file:
            reader, before = self._reader_of(_lines(file))
            line = before + 1
            for row in self._checked(reader, before):
                yield line, row
                line = before + reader.line_num + 1

    def _open(self) -> TextIO:
        return TextIOWrapper(self.path.open("rb"), self.encoding, newline="")

    def _reader_of(self, lines: Iterator[str]) -> tuple[_Reader, int]:
        """Return a reader, and how many lines were passed over before it begins."""
        before = 0
        if self.said:
            before = next(i for i, line in enumerate(lines, 1) if line.strip())
        return csv.reader(lines, delimiter=self.delimiter, strict=True), before

    def _checked(self, reader: _Reader, before: int) -> Iterator[list[str]]:
        """Yield what a reader yields, and say where it stops short."""
        limit = csv.field_size_limit(LONGEST_LINE)
        try:
            yield from reader
        except csv.Error as error:
            said, line = str(error), before + reader.line_num
        else:
            return
        finally:
            csv.field_size_limit(limit)
        raise _stopped(said, line, self._last_row())

    def _last_row(self) -> int:
        """Return the line that the last row begins on that a reader comes to."""
        with self._open() as file:
            reader, before = self._reader_of(_lines(file))
            line = before + 1
            with suppress(csv.Error):
                for _ in reader:
                    line = before + reader.line_num + 1
        return line


class _Decoded:
    """The lines of a file from where it is read, decoded one by one, so that its place is known."""

    def __init__(self, raw: BinaryIO, encoding: str) -> None:
        self.raw = raw
        self.encoding = "utf-8" if encoding == UTF_8 else encoding
        if raw.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8 or encoding != UTF_8:
            raw.seek(0)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = _checked_line(self.raw.readline(LONGEST_LINE))
        if not line:
            raise StopIteration
        return line.decode(self.encoding)


def encodings(path: Path) -> tuple[str, ...]:
    """Return the encodings to try, in this order.

    Raises
    ------
    ResponseError
        It is not text.
    """
    with path.open("rb") as file:
        start = file.readline(1 << 16)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not start.startswith(codecs.BOM_UTF32_LE):
        return (UTF_16,)
    if start.startswith(_SPSS):
        hint = "Read it with 'interop.spss.read', or 'import spss' in the command."
        issue = Issue("unreadable-file", "$", "It is a data file of SPSS.", hint, facts={"kind": "SPSS"})
        raise ResponseError("This file cannot be read.", [issue])
    if b"\x00" in start:
        hint = "Is this the right file? Save it as 'CSV UTF-8'."
        issue = Issue("unreadable-file", "$", "It is not CSV, or it is damaged.", hint, facts={"kind": "CSV"})
        raise ResponseError("This file cannot be read.", [issue])
    return (UTF_8, WINDOWS)


def _delimiter(lines: Iterator[str]) -> str:
    """Return what stands most often outside quotes in the first two rows that have anything in them.

    The fewest of the two counts, since a heading may hold commas; then both, since either row may be one cell.
    """
    rows = [""]
    for line in islice(lines, _LONGEST_HEADER):
        if rows[-1] or line.strip(f"{DELIMITERS} \r\n"):
            rows[-1] += line
            if rows[-1].count('"') % 2 == 0:
                if len(rows) == 2:
                    break
                rows.append("")
    outside = ["".join(row.split('"')[::2]) for row in rows if row] or [""]
    counts = {mark: [row.count(mark) for row in outside] for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: (min(counts[mark]), sum(counts[mark])))


def _lines(file: TextIO) -> Iterator[str]:
    """Yield lines that end: a file without line ends would fill all memory before it could be refused."""
    while line := _checked_line(file.readline(LONGEST_LINE)):
        yield line


def _rest_of_line(raw: BinaryIO) -> bytes:
    """Return what follows up to the end of the line that has begun."""
    raw.seek(-1, 1)
    return _checked_line(raw.readline(LONGEST_LINE))[1:]


def _checked_line(line: AnyStr) -> AnyStr:
    if len(line) == LONGEST_LINE:
        message = f"There is a line of {LONGEST_LINE:,} characters or more."
        issue = Issue("endless-line", "$", message, "Is this the right file?", facts={"longest": LONGEST_LINE})
        raise ResponseError("This file cannot be read.", [issue])
    return line


def _stopped(said: str, line: int, first: int) -> ResponseError:
    """Say why reading stopped at a line, in the row that begins on the line `first`."""
    if "expected after" in said:
        begun = f", in the row that begins in line {first}" * (first != line)
        message = f"In line {line}{begun}, a quote stands inside a cell that is in quotes."
        hint = 'Write it twice ("") there, or export the file again with quotes doubled.'
        issue = Issue("stray-quote", "$.rows", message, hint, facts={"line": line, "first": first})
    elif "unexpected end" in said:
        message = f"In the row that begins in line {first}, a quote is opened that nothing closes."
        hint = "Close it, or take it away, or export the file again with quotes doubled."
        issue = Issue("open-quote", "$.rows", message, hint, facts={"line": first})
    else:
        hint = "Is this the right file? Are all its quotes closed?"
        issue = Issue("unreadable-file", "$", "It is not CSV, or it is damaged.", hint, facts={"kind": "CSV"})
    return ResponseError("This file cannot be read.", [issue])
