"""`analyze` beside pingouin's alpha alone, and moments beside numpy's covariance and the product that bounds them.

Run with `OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_analysis` from the root of the repository; needs pandas,
polars and pingouin; psymetrics, and R with psych, are optional.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd
import polars as pl

import purpose_index as pi
from purpose_index.stats.items import item_table
from purpose_index.stats.reliability import alpha, standard_error_of_measurement, standardized_alpha
from purpose_index.tallies.moments import Moments

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "analysis.md"
SIZES = {45_000: 31, 1_000_000: 7}
K = 27
R = """
suppressMessages(library(psych))
x <- as.data.frame(read.csv("{path}"))
cat(median(sapply(1:3, function(i) system.time(alpha(x, check.keys = FALSE, warnings = FALSE))["elapsed"])), "\\n")
"""
Times = dict[str, tuple[float, float]]


def question_set() -> pi.QuestionSet:
    """Twenty-seven five-point items, some reversed, in four scales and a total."""
    items = [f"q{j:02}" for j in range(1, K + 1)]
    options = [{"value": v, "label": {"en": str(v)}} for v in range(1, 6)]
    four = [{"id": f"scale{s}", "name": {"en": str(s)}, "items": items[s::4]} for s in range(4)]
    definition = {
        "id": "benchmark",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "Benchmark"},
        "options": {"five": options},
        "items": [{"id": i, "text": {"en": i}, "options": "five", "reverse": j % 7 == 3} for j, i in enumerate(items)],
        "scales": [*four, {"id": "total", "name": {"en": "Total"}, "items": "all"}],
    }
    return pi.loads(json.dumps(definition))


def answers(n: int) -> np.ndarray:
    """Answers with one thing in common, 2 % of them missing."""
    rng = np.random.default_rng(1)
    x = np.clip(np.round(3 + 0.7 * rng.normal(size=(n, 1)) + rng.normal(size=(n, K))), 1, 5)
    x[rng.random(x.shape) < 0.02] = np.nan
    return x


def race(works: dict[str, Callable[[], object]], rounds: int) -> Times:
    """Median wall and CPU milliseconds of each, all of them in turn in every round."""
    walls, cpus = ({name: [] for name in works} for _ in range(2))
    for _ in range(rounds + 1):
        for name, work in works.items():
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            walls[name].append(time.perf_counter() - wall)
            cpus[name].append(time.process_time() - cpu)
    return {name: (1e3 * median(walls[name][1:]), 1e3 * median(cpus[name][1:])) for name in works}


def peak(work: Callable[[], object]) -> float:
    """The most memory, in MB, that Python and numpy hold at once beyond what they held before."""
    work()
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20


def analyses(q: pi.QuestionSet, x: np.ndarray, rounds: int) -> tuple[Times, float]:
    import pingouin

    frame = pd.DataFrame(x, columns=q.item_ids)
    polar = pl.DataFrame({name: pl.Series(frame[name]).fill_nan(None).cast(pl.Int8) for name in frame})
    coded = pi.encode(q, polar)
    complete = frame.fillna(3)
    works = {
        "pingouin.cronbach_alpha, listwise": lambda: pingouin.cronbach_alpha(frame, nan_policy="listwise"),
        "pingouin.cronbach_alpha, nothing missing": lambda: pingouin.cronbach_alpha(complete),
        "analyze without omega, coded answers": lambda: pi.analyze(q, coded, omega=False),
        "analyze, coded answers": lambda: pi.analyze(q, coded),
        "analyze, polars frame": lambda: pi.analyze(q, polar),
        "analyze, pandas frame of floats": lambda: pi.analyze(q, frame),
        "analyze, coded answers, pairwise": lambda: pi.analyze(q, coded, missing="pairwise"),
    }
    if find_spec("psymetrics"):
        from psymetrics import alpha as peer

        works["psymetrics.alpha, nothing missing"] = lambda: peer(complete)
    return race(works, rounds), peak(works["analyze, coded answers"])


def moments(q: pi.QuestionSet, x: np.ndarray, rounds: int) -> tuple[Times, float]:
    filled = np.where(np.isnan(x), 3, x)
    coded, small = pi.encode(q, pd.DataFrame(x, columns=q.item_ids)), np.asfortranarray(filled.astype(np.int8))
    rows = np.ascontiguousarray(small)
    floats = np.ascontiguousarray(filled.T.astype(np.float32))
    works = {
        "numpy.cov of the floats": lambda: np.cov(filled, rowvar=False),
        "the float32 matrix product alone": lambda: floats @ floats.T,
        "Moments of coded answers, with category counts": lambda: Moments.of(coded),
        "the same, one thread": lambda: Moments.of(coded, threads=1),
        "Moments of int8": lambda: Moments.of(small),
        "the same in C order": lambda: Moments.of(rows),
        "Moments of the floats": lambda: Moments.of(filled),
        "Moments of coded answers, pairwise": lambda: Moments.of(coded, missing="pairwise"),
    }
    return race(works, rounds), peak(works["Moments of coded answers, with category counts"])


def closed_forms(q: pi.QuestionSet, x: np.ndarray) -> Times:
    tally = Moments.of(pi.encode(q, pd.DataFrame(x, columns=q.item_ids)))

    def all_of_them() -> None:
        fresh = replace(tally)  # without the covariances that it keeps
        for interval in ("feldt", "bonett", "hakstian-whalen", "asymptotic"):
            alpha(fresh, interval=interval)
        standardized_alpha(fresh)
        standard_error_of_measurement(fresh)
        item_table(fresh)

    works = {
        "alpha with four intervals, standardized, SEM, item table": all_of_them,
        "alpha with Feldt's interval": lambda: alpha(tally),
        "item table": lambda: item_table(tally),
    }
    return race(works, 200)


def r_seconds(x: np.ndarray) -> float | None:
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        pd.DataFrame(x).to_csv(path, index=False)
        script = Path(folder) / "alpha.R"
        script.write_text(R.format(path=path))
        done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def table(times: Times, base: str) -> list[str]:
    rows = [
        f"| {name} | {wall:.2f} | {cpu:.2f} | {wall / times[base][0]:.2f} | {cpu / times[base][1]:.2f} |"
        for name, (wall, cpu) in times.items()
    ]
    return [f"| what | wall, ms | CPU, ms | wall ÷ {base} | CPU ÷ the same |", "|---|---:|---:|---:|---:|", *rows]


def main() -> None:
    q, lines = question_set(), ["# Analyses and moments", ""]
    lines += [
        f"{K} five-point items, 2 % missing, four scales and a total; `analyze` with all that it gives by default, "
        f"omega included. Medians of interleaved rounds; "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}, "
        f"OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS')}, load {os.getloadavg()[0]:.1f} at the start.",
        "",
    ]
    for n, rounds in SIZES.items():
        x = answers(n)
        found, analysis_peak = analyses(q, x, rounds)
        counted, moments_peak = moments(q, x, rounds)
        lines += [f"## {n:,} people: `analyze`", "", *table(found, next(iter(found))), ""]
        seconds = r_seconds(x) if n < 100_000 else None
        lines += [f"R's psych::alpha: {1e3 * seconds:.0f} ms.", ""] if seconds else []
        lines += [f"Peak memory beyond the coded answers: {analysis_peak:.1f} MB.", ""]
        lines += [f"## {n:,} people: moments", "", *table(counted, next(iter(counted))), ""]
        lines += [f"Peak memory beyond the coded answers: {moments_peak:.1f} MB.", ""]
    forms = closed_forms(q, answers(45_000))
    lines += [f"## Closed forms of {K} items, from moments", "", *table(forms, next(iter(forms))), ""]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("\n".join(lines), encoding="utf-8")
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
