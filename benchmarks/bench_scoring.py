"""Scoring beside what a user would write instead: one person, and frames of 27 five-point items, 2 % missing.

Run with `python benchmarks/bench_scoring.py [--rows 45000 1000000 10000000] [--save]`; needs pandas, polars, pyarrow,
and duckdb. Every round runs all candidates in turn; what is told is the fastest round of each, with its CPU time.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from pydantic import Field, create_model

import purpose_index as pi

if TYPE_CHECKING:
    from collections.abc import Callable

    Works = dict[str, Callable[[], object]]

RESULTS = Path(__file__).parent / "results" / "scoring.md"
NAMES = [f"q{j:02}" for j in range(1, 28)]
SCALES = {"one": NAMES[:7], "two": NAMES[7:14], "three": NAMES[14:21], "four": NAMES[21:], "total": NAMES}
REVERSED = {"q03", "q10", "q17"}
BYTES_A_ROW = 27 + 27 / 8 + 5 * (8 + 2 + 1 / 8)  # answers and their bits in, scores, counts and bits out


def question_set() -> pi.QuestionSet:
    options = [{"value": value, "label": {"en": str(value)}} for value in range(1, 6)]
    return pi.load(
        {
            "id": "benchmark",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "Benchmark"},
            "options": {"five": options},
            "items": [{"id": i, "text": {"en": i}, "options": "five", "reverse": i in REVERSED} for i in NAMES],
            "scales": [
                {"id": name, "name": {"en": name}, "items": items, "minimum_answered": len(items) - 1}
                for name, items in SCALES.items()
            ],
        }
    )


def answers(n: int) -> pl.DataFrame:
    rng = np.random.default_rng(1)

    def column() -> pl.Series:
        values = pl.Series("x", rng.integers(1, 6, n, dtype=np.int8))
        there = pl.Series(rng.random(n, dtype=np.float32) > 0.02)
        return values.to_frame().select(pl.when(there).then(pl.col("x")))["x"]

    return pl.DataFrame({name: column() for name in NAMES})


class Time(NamedTuple):
    wall: float
    cpu: float


def race(works: Works, seconds: float) -> dict[str, Time]:
    """The fastest round of each, all of them in turn, for about so many seconds and at least three rounds."""
    best: dict[str, Time] = {}
    start, rounds = time.perf_counter(), 0
    while rounds < 4 or time.perf_counter() - start < seconds:
        for name, work in works.items():
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            took = Time(time.perf_counter() - wall, time.process_time() - cpu)
            best[name] = min(best.get(name, took), took)
        rounds += 1
    return best


def keyed(name: str) -> pl.Expr:
    return 6 - pl.col(name) if name in REVERSED else pl.col(name)


def by_polars(frame: pl.DataFrame) -> pl.DataFrame:
    columns = []
    for name, items in SCALES.items():
        answered = pl.sum_horizontal(pl.col(i).is_not_null() for i in items)
        mean = pl.mean_horizontal(keyed(i) for i in items)
        columns += [pl.when(answered >= len(items) - 1).then(mean).alias(name), answered.alias(f"{name}_answered")]
    return frame.lazy().select(columns).collect()


def by_careful_polars(frame: pl.DataFrame) -> pl.DataFrame:
    """The fastest expressions that we found: whole numbers, added one by one."""
    columns = []
    for name, items in SCALES.items():
        answered = reduce(add, [pl.col(i).is_not_null().cast(pl.Int8) for i in items])
        total = reduce(add, [keyed(i).cast(pl.Int16).fill_null(0) for i in items])
        mean = pl.when(answered >= len(items) - 1).then(total / answered)
        columns += [mean.alias(name), answered.alias(f"{name}_answered")]
    return frame.lazy().select(columns).collect()


def by_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for name, items in SCALES.items():
        x = frame[items].copy()
        for item in REVERSED & set(items):
            x[item] = 6 - x[item]
        answered = x.count(axis=1)
        columns[name] = x.mean(axis=1).where(answered >= len(items) - 1)
        columns[f"{name}_answered"] = answered
    return pd.DataFrame(columns)


def by_numpy(x: np.ndarray) -> list[np.ndarray]:
    x = x.copy()
    for item in REVERSED:
        x[:, NAMES.index(item)] = 6 - x[:, NAMES.index(item)]
    out = []
    for items in SCALES.values():
        part = x[:, [NAMES.index(item) for item in items]]
        answered = (~np.isnan(part)).sum(axis=1)
        out += [np.where(answered >= len(items) - 1, np.nanmean(part, axis=1), np.nan), answered]
    return out


def by_duckdb(table: object) -> object:
    columns = []
    for name, items in SCALES.items():
        answered = " + ".join(f"({i} IS NOT NULL)::INT" for i in items)
        total = " + ".join(f"coalesce({f'6 - {i}' if i in REVERSED else i}, 0)::INT" for i in items)
        enough = f"CASE WHEN {answered} >= {len(items) - 1} THEN ({total}) / ({answered}) END"
        columns += [f"{enough} AS {name}", f"{answered} AS {name}_answered"]
    return duckdb.from_arrow(table).select(", ".join(columns)).to_arrow_table()


def frames(q: pi.QuestionSet, frame: pl.DataFrame) -> Works:
    """Candidates by name; those with the idioms of pandas and numpy only where they are done within seconds."""
    arrow = frame.to_arrow()
    works: Works = {
        "polars, horizontal expressions": lambda: by_polars(frame),
        "polars, the fastest expressions": lambda: by_careful_polars(frame),
        "DuckDB SQL": lambda: by_duckdb(arrow),
        "score_frame, polars": lambda: pi.score_frame(q, frame),
        "score_frame, pyarrow": lambda: pi.score_frame(q, arrow),
    }
    if len(frame) <= 1_000_000:
        nullable = frame.to_pandas().astype(dict.fromkeys(NAMES, "Int8"))
        floats = nullable.astype(float)
        x = floats.to_numpy()
        works |= {
            "polars lazy by score_frame": lambda: pi.score_frame(q, frame.lazy()).collect(),
            "pandas, floats": lambda: by_pandas(floats),
            "numpy, nanmean": lambda: by_numpy(x),
            "score_frame, pandas floats": lambda: pi.score_frame(q, floats),
            "score_frame, pandas Int8": lambda: pi.score_frame(q, nullable),
        }
    return works


def same_scores(q: pi.QuestionSet, frame: pl.DataFrame) -> None:
    """Fail unless the idioms give what we give."""
    ours = pi.score_frame(q, frame)
    for theirs in (by_polars(frame), by_careful_polars(frame), pl.DataFrame(by_duckdb(frame.to_arrow()))):
        for name in SCALES:
            assert (ours[name] - theirs[name]).abs().max() < 1e-12
            assert ours[name].null_count() == theirs[name].null_count()


def person() -> Works:
    """One person's twelve answers, validated and scored on five scales."""
    q = pi.load("purpose-index")
    given = {item: j % 5 + 1 for j, item in enumerate(q.item_ids)}
    value = Annotated[int, Field(ge=1, le=5)] | None
    model = create_model("Answers", **dict.fromkeys(q.item_ids, (value, None)))
    scales = [(scale.id, q.items_of(scale.id), scale.minimum_answered) for scale in q.scales]

    def by_hand() -> dict[str, tuple[float | None, float | None, int]]:
        valid = model.model_validate(given).__dict__
        scores = {}
        for name, items, minimum in scales:
            total = answered = 0
            for item in items:
                if valid[item] is not None:
                    total += valid[item]
                    answered += 1
            mean = total / answered if answered >= minimum else None
            scores[name] = mean, None if mean is None else (mean - 1) * 25, answered
        return scores

    works = {"a pydantic model and a loop": by_hand, "pi.score": lambda: pi.score(q, given)}
    works["pi.validate"] = lambda: pi.validate(q, given)
    return {name: lambda work=work: [work() for _ in range(2000)] for name, work in works.items()}


def bandwidth() -> float:
    """Bytes a second, read and written, by copying an array that no cache holds."""
    source, target = np.ones(1 << 27, np.uint8), np.empty(1 << 27, np.uint8)
    return 2 * source.nbytes / race({"copy": lambda: np.copyto(target, source)}, 1)["copy"].wall


def peak(n: int) -> str:
    """The most memory, in MB, resident beyond what was before and what comes out, in a fresh Python on Linux."""
    command = [sys.executable, __file__, "--peak", str(n)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def print_peak(n: int) -> None:
    q, frame = question_set(), answers(n)
    pi.score_frame(q, frame[:1000])
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    size = pi.score_frame(q, frame).estimated_size()
    sys.stdout.write(f"{(resident('VmHWM') - before - size) / 2**20:.0f}")


def resident(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(field))


def milliseconds(code: str) -> float:
    """The fastest of several runs of a fresh Python, less that of one that does nothing."""
    times = {"pass": [], code: []}
    for _ in range(8):
        for script, taken in times.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", script], check=True)
            taken.append(time.perf_counter() - start)
    return 1e3 * (min(times[code]) - min(times["pass"]))


def imports() -> list[str]:
    first = "import numpy, pydantic\nclass First(pydantic.BaseModel):\n    x: int\nFirst(x=1)"
    ours = "import purpose_index as pi\npi.score(pi.load('purpose-index'), {'q03': 1, 'q04': 2, 'q08': 3})"
    base = milliseconds(first)
    rows = {"numpy and pydantic with a first model": base, "import purpose_index": milliseconds("import purpose_index")}
    rows["import, load the bundled set and score one person"] = milliseconds(ours)
    lines = ["| what | ms | ÷ the first |", "|---|---:|---:|"]
    return lines + [f"| {name} | {took:.0f} | {took / base:.2f} |" for name, took in rows.items()]


def frame_table(times: dict[str, Time], n: int, copied: float) -> list[str]:
    polars = min(times[name].wall for name in times if name.startswith("polars,"))
    lines = ["| what | wall, ms | CPU, ms | million rows/s | × fastest polars | × its own idiom | of bandwidth |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    for name, (wall, cpu) in times.items():
        own = times["pandas, floats"].wall / wall if "pandas" in name else polars / wall
        share = (
            f"{n * BYTES_A_ROW / wall / copied:.0%}" if name in {"score_frame, polars", "score_frame, pyarrow"} else ""
        )
        numbers = (
            f"{1e3 * wall:.1f} | {1e3 * cpu:.1f} | {n / wall / 1e6:.1f} | {polars / wall:.2f} | {own:.2f} | {share}"
        )
        lines.append(f"| {name} | {numbers} |")
    return lines


def person_table(times: dict[str, Time]) -> list[str]:
    base = times["a pydantic model and a loop"].wall
    lines = ["| what | µs | ÷ the first |", "|---|---:|---:|"]
    return lines + [f"| {name} | {t.wall / 2000 * 1e6:.2f} | {t.wall / base:.2f} |" for name, t in times.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[45_000, 1_000_000, 10_000_000])
    parser.add_argument("--seconds", type=float, default=10, help="for each table")
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name}")
    parser.add_argument("--peak", type=int, help="only tell the memory that so many rows take")
    options = parser.parse_args()
    if options.peak is not None:
        print_peak(options.peak)
        return
    copied = bandwidth()
    versions = ", ".join(f"{m.__name__} {m.__version__}" for m in (np, pl, pd, duckdb))
    lines = [
        "# Scoring",
        "",
        f"The fastest of interleaved rounds. {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {versions}; load {os.getloadavg()[0]:.1f} at the start; a copy moves "
        f"{copied / 1e9:.1f} GB/s.",
        "",
        "## One person, twelve answers, five scales",
        "",
        *person_table(race(person(), options.seconds)),
        "",
        "## A fresh Python",
        "",
        *imports(),
    ]
    q = question_set()
    for n in options.rows:
        frame = answers(n)
        same_scores(q, frame)
        times = race(frames(q, frame), options.seconds)
        lines += ["", f"## {n:,} people, 27 items, five scales", "", *frame_table(times, n, copied), ""]
        lines.append(f"Memory beyond the answers and the scores, from polars: {peak(n)} MB.")
    text = "\n".join([*lines, ""])
    if options.save:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
