"""The content of a source of another format, as plain data: every door is bounded, and what it refuses is coded."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Mapping
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from purpose_index.errors import ArgumentError, DefinitionError, Issue, needs

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Source: TypeAlias = "str | PathLike[str] | bytes"
MAX_BYTES = 64 << 20
MAX_CELL = 1 << 20  # characters
MAX_ROWS = 100_000  # of a data dictionary


def bytes_of(source: Source) -> bytes:
    """Return the content of a file, or what was given of one.

    Raises
    ------
    DefinitionError
        It is larger than 64 MiB, or a device or a pipe.
    ArgumentError
        It is neither a path nor bytes.
    OSError
        The file is not there, or may not be read.
    """
    if isinstance(source, bytes):
        return _bounded(source)
    path = _path_of(source)
    kind = path.stat().st_mode
    if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):  # opening says what a folder is
        raise unreadable("It is a device or a pipe.", "Save it in a file, and name that.")
    with path.open("rb") as file:
        return _bounded(file.read(MAX_BYTES + 1))


def _path_of(source: object) -> Path:
    if isinstance(source, str | PathLike):
        return Path(source)
    kind = type(source).__name__
    message = f"Something of the type {kind} is neither a path nor the content of a file."
    issue = Issue("not-a-source", "$.source", message, "Give a path or bytes.", facts={"type": kind})
    raise ArgumentError("There is nothing to import.", [issue])


def text_of(source: Source) -> str:
    """Return the text of a source: UTF-8 with or without a mark, or UTF-16 with one; else as Windows-1252."""
    content = bytes_of(source)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise unreadable("It is not a text file.", "Is this the right file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def json_of(source: Source | Mapping[str, Any] | list[Any]) -> Any:
    """Return what a JSON text says; a mapping or a list is taken as it is."""
    if isinstance(source, Mapping | list):
        return source
    text = text_of(source)
    try:
        return json.loads(text)
    except RecursionError:
        problem, place = "it is nested too deeply", None
    except json.JSONDecodeError as error:
        problem, place = error.msg, (error.lineno, error.colno)
    except ValueError:
        problem, place = "a number in it is too long", None
    raise unreadable(f"It is not JSON: {problem}.", "Is this the right file?", place)


def xml_of(source: Source) -> Element:
    """Return the root of an XML document, without entities of its own."""
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError:
        raise needs("limesurvey", "defusedxml", "LimeSurvey's files") from None
    content = bytes_of(source)
    try:
        root: Element = fromstring(content)
    except DefusedXmlException:
        problem, place = "it declares entities, which are not read", None
    except ParseError as error:
        problem, place = "it is not well-formed", error.position
    except (ValueError, LookupError):
        problem, place = "its encoding is not known", None
    else:
        return root
    raise unreadable(f"It is not XML that can be read: {problem}.", "Is this the right file?", place)


def csv_of(source: Source, *, most_rows: int = MAX_ROWS) -> list[dict[str, str]]:
    """Return the rows of a CSV file, such as a data dictionary, as mappings of heading to text.

    Its cells are parted by commas, semicolons or tabs, whichever its first line has most of.
    """
    text = text_of(source).lstrip("\r\n")
    first = text.partition("\n")[0]
    limit = csv.field_size_limit(MAX_CELL)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
        rows = list(islice(reader, most_rows + 1))
        if len(rows) > most_rows:
            raise unreadable(f"It has more than {most_rows:,} rows.", "Is this the right file?")
        return [{str(name): cell or "" for name, cell in row.items() if name is not None} for row in rows]
    except csv.Error:
        raise unreadable("It is not CSV, or it is damaged.", "Are all its quotes closed?") from None
    finally:
        csv.field_size_limit(limit)


def _bounded(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise unreadable(f"It is larger than {MAX_BYTES >> 20} MiB.", "Is this the right file?")
    return content


def unreadable(message: str, hint: str, place: tuple[int, int] | None = None) -> DefinitionError:
    """Return the error for a source whose content is not what it should be."""
    line, column = place or (None, None)
    issue = Issue("unreadable-source", "$", message, hint, line=line, column=column, facts={"problem": message})
    return DefinitionError("This source cannot be read.", [issue])
