"""Reading and coding a file of 27 five-point items, 2 % missing, beside what reads the same file and codes nothing.

Run with `python -m benchmarks.bench_reading [--rows 1000000] [--save]`; needs pandas, polars, pyarrow and duckdb. Every
candidate runs in a fresh Python, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from benchmarks.bench_scoring import NAMES, bandwidth, question_set, resident

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = Path(__file__).parent / "results" / "reading.md"
LABELS = {value: f"label {value}" for value in range(1, 6)}


def write(folder: Path, rows: int) -> None:
    """Write the same answers as numbers, as quoted numbers, as labels, and as Parquet."""
    import polars as pl

    rng = np.random.default_rng(1)
    answers = rng.integers(1, 6, (rows, len(NAMES)), dtype=np.int8)
    answers[rng.random(answers.shape) < 0.02] = 0
    frame = pl.DataFrame({name: pl.Series(answers[:, j]).replace(0, None) for j, name in enumerate(NAMES)})
    frame = frame.with_row_index("id")
    frame.write_csv(folder / "plain.csv")
    frame.write_csv(folder / "quoted.csv", quote_style="always")
    frame.with_columns(pl.col(NAMES).replace_strict(LABELS, default=None)).write_csv(folder / "labels.csv")
    frame.write_parquet(folder / "answers.parquet")


def ours(path: Path, **reading: object) -> object:
    import purpose_index as pi

    return pi.encode(question_set(), path, **reading)


def by_pandas(path: Path) -> object:
    import pandas as pd

    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)


def by_polars(path: Path) -> object:
    import polars as pl

    return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)


def by_duckdb(path: Path) -> object:
    import duckdb

    return duckdb.sql(f"from '{path}'").to_arrow_table()


def labelled(path: Path) -> object:
    return ours(path, labels={text: value for value, text in LABELS.items()})


READERS: dict[str, Callable[[Path], object]] = {
    "encode": ours,
    "pandas reads": by_pandas,
    "polars reads": by_polars,
    "DuckDB reads": by_duckdb,
}
FILES = {
    "plain.csv": READERS,
    "quoted.csv": READERS,
    "labels.csv": READERS | {"encode": labelled},
    "answers.parquet": READERS,
}


def one(file: Path, name: str) -> None:
    """Run one candidate here, and print what it took."""
    import duckdb
    import pandas
    import polars
    import pyarrow.parquet  # noqa: F401

    import purpose_index.responses.encode  # noqa: F401

    question_set()
    before = resident("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    FILES[file.name][name](file)
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    sys.stdout.write(json.dumps({**took, "peak": (resident("VmHWM") - before) / 2**20}))
    del duckdb, pandas, polars


def measured(file: Path, name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.bench_reading", "--one", name, "--file", str(file)]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(3)]
    return min(runs, key=lambda took: took["cpu"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        one(options.file, options.one)
        return
    lines = [
        "# Reading and coding a file",
        "",
        f"{options.rows:,} people, 27 items and a number; {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}; load {os.getloadavg()[0]:.1f} at the start; a copy moves "
        f"{bandwidth() / 1e9:.1f} GB/s. The quickest of three, each in a fresh Python; the others read the same file, "
        "and check and code nothing.",
        "",
        "| file | MB | what | wall, s | CPU, s | CPU ÷ that of `encode` | peak, MB |",
        "|---|---:|---|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), options.rows)
        for name, readers in FILES.items():
            file = Path(folder) / name
            found = {reader: measured(file, reader) for reader in readers}
            for reader, took in found.items():
                ratio = took["cpu"] / found["encode"]["cpu"]
                numbers = f"{took['wall']:.2f} | {took['cpu']:.2f} | {ratio:.2f} | {took['peak']:.0f}"
                lines.append(f"| {name} | {file.stat().st_size / 1e6:.0f} | {reader} | {numbers} |")
    if options.save:
        RESULTS.write_text("\n".join([*lines, ""]), encoding="utf-8")
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
