"""Queries that have not run yet, of the engines that run in this process: their rows as blocks of Arrow or polars."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from purpose_index.engines.arrow import blocks_of
from purpose_index.engines.source import Source, in_one_part
from purpose_index.responses.numeric import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def polars_source(frame: Any, names: Sequence[str]) -> Source:
    """Return the source that a lazy frame of polars is."""
    import polars as pl

    def read(wanted: list[str]) -> Iterator[Any]:
        chosen = frame.select(wanted)
        if hasattr(chosen, "collect_batches"):
            return iter(chosen.collect_batches(chunk_size=BLOCK))
        return _through_a_file(chosen)

    return Source(names, in_one_part(read), lambda: int(frame.select(pl.len()).collect().item()))


def _through_a_file(frame: Any) -> Iterator[Any]:
    """Yield the rows of a query of an older polars, which hands over no parts, from a file of its own."""
    import polars as pl

    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        frame.sink_parquet(path)
        rows = pl.scan_parquet(path)
        for start in range(0, int(rows.select(pl.len()).collect().item()), BLOCK):
            yield rows.slice(start, BLOCK).collect()


def duckdb_source(relation: Any, names: Sequence[str]) -> Source:
    """Return the source that a DuckDB relation is."""

    def read(wanted: list[str]) -> Iterator[Any]:
        quoted = ", ".join('"{}"'.format(name.replace('"', '""')) for name in wanted)
        return _duckdb_blocks(relation.select(quoted))

    return Source(names, in_one_part(read), lambda: int(relation.aggregate("count(*)").fetchall()[0][0]))


def ibis_source(table: Any, names: Sequence[str]) -> Source:
    """Return the source that an Ibis table is."""

    def read(wanted: list[str]) -> Iterator[Any]:
        chosen, backend = table.select(*wanted), table.get_backend()
        if backend.name != "duckdb":
            return blocks_of(chosen.to_pyarrow_batches(chunk_size=BLOCK))
        chosen.limit(0).to_pyarrow()  # makes tables in memory known to DuckDB, whose newer batches Ibis cannot fetch
        return _duckdb_blocks(backend.con.sql(backend.compile(chosen)))

    return Source(names, in_one_part(read), lambda: int(table.count().to_pyarrow().as_py()))


def _duckdb_blocks(relation: Any) -> Iterator[Any]:
    newer = hasattr(relation, "to_arrow_reader")
    with relation.to_arrow_reader(BLOCK) if newer else relation.fetch_arrow_reader(BLOCK) as reader:
        yield from blocks_of(reader)  # its connection answers nothing else until it is closed
