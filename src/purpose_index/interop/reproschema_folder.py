"""The files of an activity of ReproSchema: a folder or a zip of one, which no reference leads out of."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from purpose_index.errors import DefinitionError
from purpose_index.interop.sources import MAX_BYTES, bytes_of, json_of, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from purpose_index.interop.sources import Source

SCHEMA = "_schema"  # how the name of an activity's file ends


class Folder:
    """The files of an activity, by their path from its own file.

    Parameters
    ----------
    schema
        What the activity's own file says.
    content
        Gives the content of another file, by its path with slashes; None where there is none.
    """

    def __init__(self, schema: Any, content: Callable[[str], bytes | None]) -> None:
        self.schema: Mapping[str, Any] = schema if isinstance(schema, Mapping) else {}
        self._read = lru_cache(maxsize=None)(lambda path: self._parsed(content(path)))

    def file(self, reference: object, *, of: str = "") -> tuple[str, Any]:
        """Return the path and the content of the file that another one names; the content is None where it is not here.

        Parameters
        ----------
        reference
            What the other file says.
        of
            The path of that other file.
        """
        if not isinstance(reference, str) or "://" in reference or "\\" in reference or "\x00" in reference:
            return "", None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(of), reference))
        inside = path not in {".", ".."} and not path.startswith(("/", "../"))
        return (path, self._read(path)) if inside else ("", None)

    @staticmethod
    def _parsed(content: bytes | None) -> Any:
        try:
            return None if content is None else json_of(content)
        except DefinitionError:
            return None


def opened(source: Source | Mapping[str, Any]) -> Folder:
    """Return the activity in a folder, a zip, or a file; a mapping is one whose other files are not here.

    Raises
    ------
    DefinitionError
        There is no activity in it, or more than one.
    """
    if isinstance(source, Mapping):
        return Folder(source, lambda _: None)
    if isinstance(source, str | PathLike):
        path = Path(source)
        if path.is_dir():
            path = path / _only(one.name for one in path.iterdir())
        content = bytes_of(path)
        return _zipped(content) if _is_zip(content) else _on_disk(path, content)
    content = bytes_of(source)
    return _zipped(content) if _is_zip(content) else Folder(json_of(content), lambda _: None)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return these files as a zip, the same bytes on any day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _is_zip(content: bytes) -> bool:
    return content.startswith(b"PK")


def _only(names: Iterable[str]) -> str:
    """Return the one name of an activity among names of files."""
    found = [name for name in names if name.endswith(SCHEMA)]
    if len(found) != 1:
        message = f"It holds {len(found)} files whose names end with '{SCHEMA}', and one is an activity."
        raise unreadable(message, "Give the path of the activity's own file.")
    return found[0]


def _on_disk(path: Path, schema: bytes) -> Folder:
    root = path.parent.resolve()

    def content(name: str) -> bytes | None:
        found = (root / name).resolve()  # a link may lead out of the folder
        return bytes_of(found) if found.is_relative_to(root) and found.is_file() else None

    return Folder(json_of(schema), content)


def _zipped(content: bytes) -> Folder:
    damaged = unreadable(
        "It is a zip that is damaged, too large, or closed with a password.", "Is this the right file?"
    )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
        if sum(entry.file_size for entry in entries.values()) > MAX_BYTES:
            raise damaged
        schema = _only(entries)
        root = posixpath.dirname(schema)
        files = {name: _extracted(archive, entry) for name, entry in entries.items()}
    except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError, OSError, ValueError):
        raise damaged from None
    return Folder(json_of(files[schema]), lambda name: files.get(posixpath.join(root, name)))


def _extracted(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return what is in an entry, of which no more is read than it says: the sum of that is bounded."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    with archive.open(entry) as file:
        return file.read(entry.file_size)
