"""Counting and scoring what does not fit in memory: Parquet files of 27 five-point items, skewed, 2 % missing.

Run with `python -m benchmarks.bench_engines [--rows 1000000 10000000 100000000] [--save]`; needs polars, pyarrow and
duckdb. Every candidate runs in a fresh Python, so that its memory is its own. Spark runs where `ENGINES_PYTHON` names a
Python that has pyspark and this package.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from benchmarks.bench_scoring import NAMES, REVERSED, SCALES, bandwidth, question_set, resident

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = Path(__file__).parent / "results" / "engines.md"
GROUP = 1_000_000  # rows in a row group
FILE = 10 * GROUP
SHARES = [[35, 30, 20, 10, 5], [15, 25, 30, 20, 10], [5, 10, 20, 35, 30], [2, 5, 13, 30, 50]]  # of four kinds of people
LIMIT = 900  # seconds that a candidate may take


def write(folder: Path, rows: int) -> None:
    """Write answers, a million at a time; what kind of person somebody is makes items go together."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    bounds = [np.round(np.cumsum([2, *(0.98 * np.array(shares))]) / 100 * 256).astype(int) for shares in SHARES]
    table = np.zeros((4, 256), np.int8)
    for kind, ends in enumerate(bounds):
        for value, (low, high) in enumerate(pairwise(ends), 1):
            table[kind, low:high] = value
    rng, writer = np.random.default_rng(1), None
    for start in range(0, rows, GROUP):
        n = min(GROUP, rows - start)
        kind = rng.integers(0, 4, n, dtype=np.uint16) * 256
        columns = [table.ravel()[kind + np.frombuffer(rng.bytes(n), np.uint8)] for _ in NAMES]
        answers = pa.table([pa.array(x, mask=x == 0) for x in columns], names=NAMES)
        if start % FILE == 0:
            writer = pq.ParquetWriter(folder / f"part-{start // FILE:03}.parquet", answers.schema)
        writer.write_table(answers, row_group_size=GROUP)
        if start + n == rows or (start + n) % FILE == 0:
            writer.close()


def read_alone(pattern: str) -> object:
    import pyarrow.dataset as ds

    return sum(len(batch) for batch in ds.dataset(Path(pattern).parent).scanner(batch_size=1 << 17).to_batches())


def duckdb_correlations(pattern: str) -> object:
    import duckdb

    return duckdb.sql(
        f"select {', '.join(f'corr({a}, {b})' for a, b in combinations(NAMES, 2))} from '{pattern}'"
    ).fetchall()


def polars_correlations(pattern: str) -> object:
    import polars as pl

    pairs = [pl.corr(a, b).alias(f"{a}{b}") for a, b in combinations(NAMES, 2)]
    return pl.scan_parquet(pattern).select(pairs).collect(engine="streaming")


def moments(pattern: str, **options: str) -> object:
    import purpose_index as pi

    return pi.tally(question_set(), pattern, **options)


def analysis(pattern: str) -> object:
    import purpose_index as pi

    return pi.analyze(question_set(), pattern)


def moments_of_duckdb(pattern: str) -> object:
    import duckdb

    import purpose_index as pi

    return pi.tally(question_set(), duckdb.sql(f"from '{pattern}'"), missing="pairwise")


def moments_of_polars(pattern: str) -> object:
    import polars as pl

    import purpose_index as pi

    return pi.tally(question_set(), pl.scan_parquet(pattern), missing="pairwise")


def our_scores_by_polars(pattern: str) -> object:
    import polars as pl

    import purpose_index as pi

    scores = pi.score_frame(question_set(), pl.scan_parquet(pattern), check=False)
    return scores.select(pl.col(*SCALES).mean()).collect(engine="streaming")


def scores_by_polars(pattern: str) -> object:
    from functools import reduce
    from operator import add

    import polars as pl
    from benchmarks.bench_scoring import keyed

    columns = []
    for name, items in SCALES.items():
        answered = reduce(add, [pl.col(i).is_not_null().cast(pl.Int8) for i in items])
        total = reduce(add, [keyed(i).cast(pl.Int16).fill_null(0) for i in items])
        columns.append(pl.when(answered >= len(items) - 1).then(total / answered).alias(name))
    return pl.scan_parquet(pattern).select(columns).select(pl.all().mean()).collect(engine="streaming")


def our_scores_by_duckdb(pattern: str) -> object:
    import duckdb

    import purpose_index as pi

    scores = pi.score_frame(question_set(), duckdb.sql(f"from '{pattern}'"), check=False)
    return scores.aggregate(", ".join(f"avg({name})" for name in SCALES)).fetchall()


def scores_by_duckdb(pattern: str) -> object:
    import duckdb

    columns = []
    for name, items in SCALES.items():
        answered = " + ".join(f"({i} IS NOT NULL)::INT" for i in items)
        total = " + ".join(f"coalesce({f'6 - {i}' if i in REVERSED else i}, 0)::INT" for i in items)
        columns.append(f"avg(CASE WHEN {answered} >= {len(items) - 1} THEN ({total}) / ({answered}) END) AS {name}")
    return duckdb.sql(f"select {', '.join(columns)} from '{pattern}'").fetchall()


COUNTS: dict[str, Callable[[str], object]] = {
    "pyarrow reads the columns, no more": read_alone,
    "tally, moments": moments,
    "tally, pairwise moments": lambda pattern: moments(pattern, missing="pairwise"),
    "tally, joint counts": lambda pattern: moments(pattern, kind="pairs"),
    "analyze: five scales, 27 items, alpha, omega": analysis,
    "tally, pairwise moments of a DuckDB query": moments_of_duckdb,
    "tally, pairwise moments of a polars query": moments_of_polars,
    "DuckDB SQL, 351 times corr": duckdb_correlations,
    "polars, 351 times corr": polars_correlations,
}
SCORES: dict[str, Callable[[str], object]] = {
    "score_frame of a polars query": our_scores_by_polars,
    "polars, the fastest expressions": scores_by_polars,
    "score_frame of a DuckDB query": our_scores_by_duckdb,
    "DuckDB SQL": scores_by_duckdb,
}


def one(name: str, pattern: str) -> None:
    """Run one candidate here, and print what it took."""
    import duckdb
    import polars
    import pyarrow.dataset  # noqa: F401

    import purpose_index.analysis.analyze
    import purpose_index.stats.reliability.omega  # noqa: F401

    question_set()
    before = resident("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    ({**COUNTS, **SCORES})[name](pattern)
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    sys.stdout.write(json.dumps({**took, "peak": (resident("VmHWM") - before) / 2**20}))
    del duckdb, polars


def measured(name: str, folder: Path) -> dict[str, float] | None:
    """Return what a candidate takes in a fresh Python; None where that is too long, or too much memory."""
    command = [sys.executable, "-m", "benchmarks.bench_engines", "--one", name, "--folder", str(folder)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMIT)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    return json.loads(done.stdout)


def table(works: dict[str, Callable[[str], object]], folder: Path, rows: int, against: str) -> list[str]:
    size = 27 * rows / 1e9
    found = {name: measured(name, folder) for name in works}
    base = found[against]
    lines = [f"| what | wall, s | CPU, s | ns a row (CPU) | GB/s of answers | CPU ÷ that of {against} | peak, MB |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    for name, took in found.items():
        if took is None:
            lines.append(f"| {name} | more than {LIMIT}, or no memory | | | | | |")
            continue
        ratio = f"{took['cpu'] / base['cpu']:.2f}" if base else ""
        numbers = [f"{took['wall']:.2f}", f"{took['cpu']:.2f}", f"{1e9 * took['cpu'] / rows:.0f}"]
        lines.append(f"| {name} | {' | '.join(numbers)} | {size / took['wall']:.2f} | {ratio} | {took['peak']:.0f} |")
    return lines


SPARK = """
import os, sys, time
from pathlib import Path
os.environ["PYSPARK_PYTHON"] = sys.executable
from pyspark.sql import SparkSession
from benchmarks.bench_scoring import question_set
import purpose_index as pi

folder, marks = sys.argv[1], Path(sys.argv[2])
start = time.perf_counter()
options = {"spark.ui.enabled": "false", "spark.driver.memory": "1g"}
session = SparkSession.builder.master("local[2, 3]").config(map=options).getOrCreate()
session.sparkContext.setLogLevel("OFF")
took = {"session": time.perf_counter() - start}
frame = session.read.parquet(folder).repartition(8).cache()
frame.count()
start = time.perf_counter()
first = pi.tally(question_set(), frame)
took["first tally"] = time.perf_counter() - start
start = time.perf_counter()
second = pi.tally(question_set(), frame)
took["second tally"] = time.perf_counter() - start

def fail_once(batches):
    from pyspark import TaskContext
    mark = marks / str(TaskContext.get().partitionId())
    for number, batch in enumerate(batches):
        yield batch
        if number == 1 and mark.name == "3" and not mark.exists():
            mark.touch()
            raise RuntimeError("this task fails once")

start = time.perf_counter()
third = pi.tally(question_set(), frame.mapInArrow(fail_once, frame.schema))
took["with a task that fails once"] = time.perf_counter() - start
assert [mark.name for mark in marks.iterdir()] == ["3"]
here = pi.tally(question_set(), folder).to_bytes()
assert first.to_bytes() == second.to_bytes() == third.to_bytes() == here
print("; ".join(f"{what} {seconds:.1f} s" for what, seconds in took.items()), f"({third.rows:,} rows, the same bytes)")
"""


def spark(folder: Path) -> str:
    """Return what Spark takes for these rows, with and without a task that is made to fail once."""
    python = os.environ.get("ENGINES_PYTHON")
    if python is None or not shutil.which("java"):
        return "Not run: ENGINES_PYTHON names no Python with pyspark, or Java is not here."
    with tempfile.TemporaryDirectory() as marks:
        command = [python, "-W", "ignore", "-c", SPARK, str(folder), marks]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMIT)
    return done.stdout.strip().splitlines()[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        one(options.one, f"{options.folder}/*.parquet")
        return
    import duckdb
    import polars as pl
    import pyarrow as pa

    versions = ", ".join(f"{m.__name__} {m.__version__}" for m in (np, pl, pa, duckdb))
    lines = [
        "# What does not fit in memory",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}; load "
        f"{os.getloadavg()[0]:.1f} at the start; a copy moves {bandwidth() / 1e9:.1f} GB/s. Each in a fresh Python; "
        "the peak is the most memory beyond the imports. An answer is a byte.",
    ]
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder, rows)
            size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
            lines += ["", f"## {rows:,} people, 27 items, {size:,.0f} MB of Parquet", ""]
            lines += [*table(COUNTS, folder, rows, "tally, pairwise moments"), ""]
            lines += ["Means of five scales:", "", *table(SCORES, folder, rows, "score_frame of a polars query")]
            if rows == GROUP:
                lines += ["", f"Spark, local[2], 8 partitions: {spark(folder)}."]
        if options.save:
            RESULTS.write_text("\n".join([*lines, ""]), encoding="utf-8")
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
