"""Engines that hold answers, each given what a frame of polars has; those that are not installed are skipped."""

from __future__ import annotations

import functools
import os
import shutil
import sys

import duckdb
import pytest

QUIET = [  # what the libraries say of themselves
    pytest.mark.filterwarnings("ignore:Dask support is moving:FutureWarning"),
    pytest.mark.filterwarnings("ignore:.*does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # Spark leaves its sockets open
]

CONNECTION = duckdb.connect()


def polars(frame, _):
    return frame.lazy()


def duckdb_(frame, folder):
    frame.write_parquet(folder / "answers.parquet")
    return CONNECTION.sql(f"from '{folder}/answers.parquet'")


def dask(frame, _):
    frames = pytest.importorskip("dask.dataframe")
    return frames.from_pandas(frame.to_pandas(use_pyarrow_extension_array=True), npartitions=5)


def ibis(frame, _):
    return pytest.importorskip("ibis").memtable(frame.to_arrow())


def spark(frame, folder):
    frame.write_parquet(folder / "answers.parquet")
    return spark_session().read.parquet(str(folder / "answers.parquet")).repartition(3)


@functools.cache
def spark_session():
    sql = pytest.importorskip("pyspark.sql")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java, which is not here")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    options = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.task.maxFailures": "3"}
    builder = sql.SparkSession.builder.master("local[2, 3]").config(map=options)
    return builder.getOrCreate()


HERE = [polars, duckdb_]
BESIDE = [pytest.param(one, marks=pytest.mark.engines) for one in (dask, ibis, spark)]
ALL = [*HERE, *BESIDE]
