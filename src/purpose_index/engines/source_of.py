"""Which source data are, by their type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from purpose_index.engines.arrow import dataset_source, stream_source
from purpose_index.engines.distributed import dask_source, spark_source
from purpose_index.engines.files import file_source, is_many
from purpose_index.engines.queries import duckdb_source, ibis_source, polars_source
from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from purpose_index.engines.source import Source

ENGINES: Mapping[str, Callable[[Any, Sequence[str]], Source]] = {
    "polars": polars_source,
    "duckdb": duckdb_source,
    "ibis": ibis_source,
    "dask": dask_source,
    "pyspark": spark_source,
    "pyspark[connect]": spark_source,
}


def source_of(data: Any) -> Source | None:
    """Return the source that these data are; None where they are in memory already.

    Raises
    ------
    ResponseError
        Files are not there, or not what their names say; two columns have one name.
    ArgumentError
        It is a query of an engine whose rows cannot be read in parts.
    """
    import narwhals as nw

    if isinstance(data, str | Path):
        return file_source(data)
    if nw.dependencies.is_pandas_like_dataframe(data) or nw.dependencies.is_pyarrow_table(data):
        return None  # whatever its names, which may be there twice
    frame = nw.from_native(data, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        return _of_query(data, frame)
    if isinstance(frame, nw.DataFrame):
        return None
    if type(data).__module__ == "pyarrow._dataset":
        return dataset_source(data)
    return stream_source(data) if hasattr(data, "__arrow_c_stream__") else None


def _of_query(data: Any, frame: Any) -> Source:
    engine = str(frame.implementation.value)
    if engine not in ENGINES:
        message = "Expected a query of polars, DuckDB, Ibis, Dask or Spark."
        hint = "Write its rows to Parquet files, and name those."
        raise ArgumentError("This query cannot be counted.", [Issue("unreadable-data", "$", message, hint)])
    return ENGINES[engine](data, frame.collect_schema().names())


def is_read_in_parts(data: Any) -> bool:
    """Return whether these data can only be read in parts: many files, a query or a stream, not one file or a frame."""
    return is_many(data) if isinstance(data, str | Path) else source_of(data) is not None
