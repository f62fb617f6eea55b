"""The same answers as data of every kind."""

from __future__ import annotations

import dataclasses

import duckdb
import numpy as np
import polars as pl
import pyarrow.dataset as ds

import purpose_index as pi
from purpose_index.frozen import Frozen

Q = pi.load("purpose-index")
ROWS = 1000
CONNECTION = duckdb.connect()


def answers(rows=ROWS, seed=1):
    """Answers with empty cells, codes of missing answers, a team that is sometimes empty, and a column beside."""
    rng = np.random.default_rng(seed)
    weights = np.array([0.05, 0.1, 0.2, 0.4, 0.2, 0.03, 0.02])
    columns = {item: rng.choice([1, 2, 3, 4, 5, -99, -1000], rows, p=weights) for item in Q.item_ids}
    frame = pl.DataFrame(columns, schema_overrides=dict.fromkeys(columns, pl.Int16))
    teams = rng.choice(["north", "south", None], rows, p=[0.6, 0.3, 0.1]).tolist()
    return frame.with_columns(pl.all().replace(-1000, None)).with_columns(
        team=pl.Series(teams, dtype=pl.String), wave=pl.Series(rng.integers(1, 3, rows)), note=pl.lit("x")
    )


def pandas(frame, _):
    return frame.to_pandas()


def rows(frame, _):
    return frame.to_dicts()


def table(frame, _):
    return frame.to_arrow()


def parquet(frame, folder):
    path = folder / "answers.parquet"
    frame.write_parquet(path, row_group_size=150)
    return path


def parquet_folder(frame, folder):
    for number, part in enumerate(frame.iter_slices(130)):
        types = dict.fromkeys(Q.item_ids, (pl.Int8, pl.Int16, pl.Int64, pl.Float64)[number % 4])
        part.cast(types).write_parquet(folder / f"part-{number:02}.parquet")
    (folder / "_SUCCESS").write_text("")
    return folder


def parquet_pattern(frame, folder):
    return str(parquet_folder(frame, folder) / "part-*.parquet")


def csv(frame, folder):
    path = folder / "answers.csv"
    frame.write_csv(path)
    return str(path)


def csv_folder(frame, folder):
    for number, part in enumerate(frame.iter_slices(300)):
        names = frame.columns if number else frame.columns[::-1]
        part.select(names).write_csv(folder / f"{number}.csv", separator=";" if number else ",")
    return folder


def dataset(frame, folder):
    return ds.dataset(parquet_folder(frame.cast(dict.fromkeys(Q.item_ids, pl.Int16)), folder), format="parquet")


def reader(frame, _):
    return frame.to_arrow().to_reader(max_chunksize=77)


def polars_query(frame, _):
    return frame.lazy().filter(pl.col("note") == "x")


def duckdb_query(frame, folder):
    frame.write_parquet(folder / "answers.parquet")
    return CONNECTION.sql(f"from '{folder}/answers.parquet' where note = 'x'")


IN_MEMORY = [pandas, rows, table]
STREAMED = [parquet, parquet_folder, parquet_pattern, csv, csv_folder, dataset, reader, polars_query, duckdb_query]


def in_full(value):
    """A result as plain values that can be compared, floats as their bits."""
    if isinstance(value, Frozen):
        return type(value).__name__, {f.name: in_full(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: in_full(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [in_full(one) for one in value]
    if isinstance(value, np.ndarray):
        return in_full(value.tolist())
    return value.hex() if isinstance(value, float) else value
