"""The graded model, one pass over a million people, and scores, beside PyPI's `mirt`.

`OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_irt` prints a table; set MIRT_PYTHON to a Python that has `mirt`.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import tracemalloc
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from purpose_index.stats.irt import graded
from purpose_index.stats.irt.answers import answers_by_category
from purpose_index.stats.irt.fitting import free_parameters
from purpose_index.stats.irt.likelihood import Problem
from purpose_index.stats.irt.models import GRADED
from purpose_index.stats.irt.start import start_values

SIZES = ((2_800, 10, 6), (45_000, 27, 5))
MANY = 1_000_000
MIRT = """
import sys, time
import numpy as np
import mirt
x = np.load(sys.argv[1]).astype(np.int64)
start, used = time.perf_counter(), time.process_time()
result = mirt.fit_mirt(x, model="GRM")
print(time.perf_counter() - start, time.process_time() - used, result.log_likelihood)
"""


def answers(n: int, k: int, m: int) -> np.ndarray:
    """(n, k) answers by the graded model."""
    rng = np.random.default_rng(1)
    theta, slopes = rng.normal(size=(n, 1)), rng.uniform(0.8, 2.2, k)
    places = np.sort(rng.normal(0, 1.2, (k, m - 1)), axis=1)
    out, chance = np.zeros((n, k), dtype=np.int8), rng.random((n, k))
    for c in range(m - 1):
        out += chance < 1 / (1 + np.exp(-slopes * (theta - places[:, c])))
    return out


def clock(work, times: int = 3) -> tuple[float, float]:
    """The quickest of some calls: seconds on the wall and of the processor."""
    best = (np.inf, np.inf)
    for _ in range(times):
        start, used = time.perf_counter(), time.process_time()
        work()
        best = min(best, (time.perf_counter() - start, time.process_time() - used), key=lambda pair: pair[1])
    return best


def problem_of(x: np.ndarray) -> tuple[Problem, np.ndarray]:
    """What is climbed, and where that begins."""
    rows = answers_by_category(x, None)
    where = free_parameters(rows, equal=False)
    return Problem(GRADED, rows, where, 61), start_values(GRADED, rows, where)


def errors(x: np.ndarray) -> tuple[float, float]:
    """The standard errors alone, which `graded` gives too: seconds on the wall and of the processor."""
    problem, theta = problem_of(x)
    point = problem.at(theta)
    return clock(lambda: problem.missing_information(point))


def one_pass(x: np.ndarray) -> tuple[float, float, float]:
    """A pass over all rows, with its slopes: seconds on the wall, of the processor, and MB."""
    problem, theta = problem_of(x)
    wall, used = clock(lambda: problem.gradient(problem.at(theta, np.float32)))
    tracemalloc.start()
    problem.at(theta, np.float32)
    more = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()  # it slows all that follows
    return wall, used, more


def peer(x: np.ndarray) -> str:
    """What PyPI's mirt takes, and where it ends; empty where it is not there."""
    python = os.environ.get("MIRT_PYTHON")
    if not python:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.npy"
        np.save(path, x)
        done = subprocess.run([python, "-c", MIRT, str(path)], capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip()[-200:]


def main() -> None:
    """Print the table."""
    print(
        "| what | wall, s | processor, s | log-likelihood | mirt: wall, processor, log-likelihood |"
        "\n|---|---|---|---|---|"
    )
    for n, k, m in SIZES:
        x = answers(n, k, m)
        wall, used = clock(lambda x=x: graded(x), 40 if n < MANY // 100 else 3)
        print(
            f"| graded {k} x {n:,}, with errors | {wall:.3f} | {used:.3f} | {graded(x).log_likelihood:.4f} |"
            f" {peer(x)} |",
            flush=True,
        )
        wall, used = errors(x)
        print(f"| of which the errors | {wall:.3f} | {used:.3f} | | |", flush=True)
    wall, used, more = one_pass(answers(MANY, 27, 5))
    print(f"| one pass over {MANY:,} x 27, {more:.0f} MB | {wall:.2f} | {used:.2f} | | |", flush=True)
    model, many = graded(answers(45_000, 27, 5)), answers(MANY, 27, 5)
    for method in ("eap", "map", "ml", "wle"):
        wall, used = clock(lambda method=method: model.score(many[:1], method=method), 200)
        print(f"| {method!r} score of one person | {wall:.6f} | {used:.6f} | | |", flush=True)
    for method in ("eap", "map", "ml", "wle"):
        wall, used = clock(lambda method=method: model.score(many, method=method), 2)
        print(f"| {method!r} scores of {MANY:,} x 27 | {wall:.2f} | {used:.2f} | | |", flush=True)


if __name__ == "__main__":
    main()
