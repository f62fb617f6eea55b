"""Files that Python reads itself, CSV before all, one after the other: a piece at a time where they are rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.engines.source import Source
from purpose_index.errors import ResponseError
from purpose_index.responses.encode import encode
from purpose_index.responses.files import PARQUET_SUFFIXES, with_rows
from purpose_index.responses.form import form_of
from purpose_index.responses.missing_codes import with_missing_codes
from purpose_index.responses.pieces import pieces_of
from purpose_index.responses.read import how_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from purpose_index.engines.parts import Part, Work
    from purpose_index.engines.source import Tell


def text_files(paths: Sequence[Path]) -> Source:
    """Return the source that files are of which each has columns, a delimiter and an encoding of its own."""

    def run(_: list[str], work: Work[Any], tell: Tell) -> Iterator[Part[Any]]:
        for path in paths:
            part = _in_pieces(path, work, tell)
            if part is None or not part.rows or any(part.problems):  # reading it as one says best what is wrong
                part = work([encode(work.q, path, **work.reading)], tell)
            yield part

    return Source(None, run, None)


def _in_pieces(path: Path, work: Work[Any], tell: Tell) -> Part[Any] | None:
    """Return what was counted of a file; None where it cannot be read a piece at a time, or not at all."""
    form = with_missing_codes(form_of(work.q), work.reading.get("missing_codes"))
    how = how_of(form, work.reading)
    if path.suffix.lower() in PARQUET_SUFFIXES or how.long or how.occasions or how.footer_rows:
        return None
    try:
        part, _ = with_rows(path, how, lambda rows: work(pieces_of(form, rows, how, work.at_once), tell))
    except ResponseError:
        return None
    return part
