"""Files that are read whole, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.engines.source import Source
from purpose_index.responses.encode import encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from purpose_index.engines.parts import Part, Work
    from purpose_index.engines.source import Tell


def whole_files(paths: Sequence[Path]) -> Source:
    """Return the source that files are of which each is read whole, with columns and a delimiter of its own."""

    def run(_: list[str], work: Work[Any], tell: Tell) -> Iterable[Part[Any]]:
        def files() -> Iterator[Any]:
            for path in paths:
                yield encode(work.q, path, **work.reading)

        return [work(files(), tell)]

    return Source(None, run, None)
