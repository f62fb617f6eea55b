"""Polychoric correlations of 25 items of six categories, beside R's lavaan and psych, and beside what bounds them.

Run with `OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_polychoric` from the root of the repository; R is optional.
"""

from __future__ import annotations

import csv
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from purpose_index.responses.coded import CodedResponses
from purpose_index.stats.correlation import polychoric
from purpose_index.tallies.pairs import PairCounts

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "polychoric.md"
SIZES = (2_800, 45_000)
R = """
suppressMessages({{library(lavaan); library(psych)}})
x <- as.data.frame(read.csv("{path}", na.strings = ""))
clock <- function(f, times) median(sapply(1:times, function(i) system.time(f())["elapsed"]))
cat(clock(function() lavCor(x, ordered = names(x), missing = "pairwise"), {times}), "\\n")
cat(clock(function() suppressWarnings(suppressMessages(polychoric(x, correct = 0, smooth = FALSE))), {times}), "\\n")
"""


def bfi() -> np.ndarray:
    """The 25 items of bfi, 2,800 people, NaN where missing."""
    with (ROOT / "tests" / "oracles" / "data" / "bfi.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    items = [name for name in rows[0] if name[0] in "ACENO" and name[1:].isdigit()]
    return np.array([[float(row[item]) if row[item].isdigit() else np.nan for item in items] for row in rows])


def clock(work: Callable[[], object], times: int = 31) -> tuple[float, float]:
    """The median wall and CPU milliseconds of a call."""
    walls, cpus = [], []
    work()
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return 1e3 * median(walls), 1e3 * median(cpus)


def bare(x: np.ndarray) -> Callable[[], object]:
    """The product that bounds counting: one-hot answers, made beforehand in float32, times themselves."""
    one_hot = np.ascontiguousarray((x[:, :, None] == np.arange(1, 7)).reshape(len(x), -1).T.astype(np.float32))
    return lambda: one_hot @ one_hot.T


def measure(x: np.ndarray) -> dict[str, tuple[float, float]]:
    codes = np.asfortranarray(np.where(np.isnan(x), -1, x - 1).astype(np.int8))
    items = tuple(map(str, range(x.shape[1])))
    coded = CodedResponses(codes=codes, items=items, values=(tuple(range(1, 7)),) * x.shape[1], fingerprint="benchmark")
    counts = PairCounts.of(coded, missing="pairwise")
    return {
        "one-hot matrix product alone (one thread)": clock(bare(x)),
        "count, from coded answers": clock(lambda: PairCounts.of(coded, missing="pairwise")),
        "count, one thread": clock(lambda: PairCounts.of(coded, missing="pairwise", threads=1)),
        "solve, from the counts": clock(lambda: polychoric(counts)),
        "polychoric, from coded answers": clock(lambda: polychoric(PairCounts.of(coded, missing="pairwise"))),
        "polychoric, from an array of floats": clock(lambda: polychoric(x)),
        "the same with standard errors": clock(lambda: polychoric(x, standard_errors=True), times=5),
    }


def measure_r(x: np.ndarray, times: int) -> dict[str, tuple[float, float]]:
    """lavaan and psych on the same data; nothing where R is not there."""
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        header = ",".join(f"V{j}" for j in range(x.shape[1]))
        cells = "\n".join(",".join("" if np.isnan(v) else str(int(v)) for v in row) for row in x)
        path.write_text(f"{header}\n{cells}\n", encoding="utf-8")
        script = R.format(path=path, times=times)
        out = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout.split()
    return {
        "R: lavaan lavCor": (1e3 * float(out[0]), np.nan),
        "R: psych polychoric": (1e3 * float(out[1]), np.nan),
    }


def table(results: dict[str, tuple[float, float]]) -> str:
    ours = results["polychoric, from an array of floats"][0]
    lines = ["| what | wall, ms | CPU, ms | times ours, from floats |", "|---|---:|---:|---:|"]
    for name, (wall, cpu) in results.items():
        lines.append(f"| {name} | {wall:.1f} | {'' if np.isnan(cpu) else f'{cpu:.1f}'} | {wall / ours:.2f} |")
    return "\n".join(lines)


def main() -> None:
    answers = bfi()
    parts = [
        "# Polychoric correlations",
        f"25 items of six categories (bfi; larger samples are drawn from it with replacement), pairwise. Medians; "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}, "
        f"OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS', 'not set')}, load at the start "
        f"{os.getloadavg()[0]:.1f}. R's times are those of its own clock, in the same run.",
    ]
    for n in SIZES:
        x = answers if n == len(answers) else answers[np.random.default_rng(0).integers(0, len(answers), n)]
        results = {**measure(x), **measure_r(x, times=5 if n < 10_000 else 3)}
        parts += [f"## {n:,} people", table(results)]
    text = "\n\n".join(parts) + "\n"
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
