"""Reliability beside psych, lavaan and numpy loops: bootstraps, split halves, omega, bounds.

Run with `OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_reliability` from the root of the repository. R with psych
and lavaan is optional. Candidates that are compared run in turn, and the fastest round of each is told.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from purpose_index.stats.factor.one_factor import one_factor
from purpose_index.stats.inputs import moments_of
from purpose_index.stats.reliability import bootstrap, glb, guttman, omega_hierarchical, omega_total, split_half
from purpose_index.stats.uncertainty.bootstrapped import of_alpha
from purpose_index.stats.uncertainty.resampling import resampled, rows_of

RESULTS = Path(__file__).parent / "results" / "reliability.md"
PEOPLE, ITEMS, RESAMPLES, LOOPED = 45_000, 27, 1000, 20
R = """
suppressMessages({{library(psych); library(lavaan)}})
x <- read.csv("{path}")
quietly <- function(f) suppressWarnings(suppressMessages(capture.output(f())))
clock <- function(f, times) min(sapply(1:times, function(i) system.time(quietly(f))["elapsed"]))
R16 <- cor(x[, 1:16])
R27 <- cor(x)
model <- paste("f =~", paste(names(x), collapse = " + "))
cat(clock(function() for (i in 1:5) splitHalf(R16, brute = TRUE), 5) / 5, "\\n")
cat(clock(function() omega(R27, 3, plot = FALSE, n.obs = {people}), 5), "\\n")
cat(clock(function() cfa(model, sample.cov = cov(x), sample.nobs = {people}), 5), "\\n")
"""
NAMES = {
    "split": "split_half, all 6,435 splits of 16 items",
    "hierarchical": "omega_hierarchical, three groups of 27 items, ten starts",
    "omega": "omega_total of 27 items with its interval, from moments",
}


def answers() -> np.ndarray:
    """Something common to all items, something to each nine of them, and error."""
    rng = np.random.default_rng(1)
    groups = np.repeat(rng.normal(size=(PEOPLE, 3)), ITEMS // 3, axis=1)
    return np.clip(np.round(3 + rng.normal(size=(PEOPLE, 1)) + 0.5 * groups + rng.normal(size=(PEOPLE, ITEMS))), 1, 5)


def race(works: dict, rounds: int) -> dict[str, tuple[float, float]]:
    """The fastest round of each in seconds, wall and CPU, all of them in turn."""
    best = dict.fromkeys(works, (np.inf, np.inf))
    for _ in range(rounds):
        for name, work in works.items():
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            took = time.perf_counter() - wall, time.process_time() - cpu
            best[name] = tuple(map(min, best[name], took))
    return best


def alpha_loop(x: np.ndarray) -> None:
    rng = np.random.default_rng(2)
    for _ in range(LOOPED):
        drawn = x[rng.integers(0, len(x), len(x))]
        drawn.var(axis=0, ddof=1).sum() / drawn.sum(axis=1).var(ddof=1)


def alpha_loop_of_rows(x: np.ndarray) -> None:
    """The fastest loop that we found: the sums of squares are known before, and the variances need means only."""
    rng, totals, squares = np.random.default_rng(2), x.sum(axis=1), (x**2).sum(axis=1)
    for _ in range(LOOPED):
        rows = rng.integers(0, len(x), len(x))
        x[rows].mean(axis=0), squares[rows].mean(), totals[rows].var()


def omega_loop(x: np.ndarray) -> None:
    rng = np.random.default_rng(2)
    for _ in range(LOOPED):
        one_factor(np.corrcoef(x[rng.integers(0, len(x), len(x))], rowvar=False), "ml")


def bootstraps(x: np.ndarray) -> dict[str, tuple[float, float]]:
    rows = rows_of(x)
    times = race(
        {
            "alpha, BCa": lambda: bootstrap(x, "alpha", resamples=RESAMPLES),
            "alpha, percentiles": lambda: bootstrap(x, "alpha", interval="bootstrap", resamples=RESAMPLES),
            "alpha, the draws and products alone": lambda: resampled(rows, of_alpha(ITEMS), RESAMPLES, 1),
            "omega total, BCa": lambda: bootstrap(x, "omega_total", resamples=RESAMPLES),
            "omega total, percentiles": lambda: bootstrap(x, "omega_total", interval="bootstrap", resamples=RESAMPLES),
            "numpy loop, alpha": lambda: alpha_loop(x),
            "numpy loop, alpha, of row sums": lambda: alpha_loop_of_rows(x),
            "numpy loop, omega total (our one-factor fit)": lambda: omega_loop(x),
        },
        rounds=5,
    )
    more = RESAMPLES / LOOPED
    return {n: (w * more, c * more) if n.startswith("numpy") else (w, c) for n, (w, c) in times.items()}


def coefficients(x: np.ndarray) -> dict[str, tuple[float, float]]:
    moments = moments_of(x)
    sixteen = moments.select(moments.items[:16])
    return race(
        {
            NAMES["split"]: lambda: split_half(sixteen),
            "split_half, 10,000 splits of 27 items": lambda: split_half(moments),
            NAMES["omega"]: lambda: omega_total(moments),
            "the same by minres": lambda: omega_total(moments, method="minres"),
            NAMES["hierarchical"]: lambda: omega_hierarchical(moments),
            "guttman, lambda 1 to 6 of 16 items": lambda: guttman(sixteen),
            "glb of 27 items": lambda: glb(moments),
            "one eigendecomposition of 27 items": lambda: np.linalg.eigh(moments.covariance()),
        },
        rounds=30,
    )


def peers(x: np.ndarray) -> dict[str, tuple[str, float]]:
    """For every R peer: what it does of ours, and its seconds."""
    if not shutil.which("Rscript"):
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        np.savetxt(path, x, delimiter=",", fmt="%d", header=",".join(f"q{j}" for j in range(ITEMS)), comments="")
        script = R.format(path=path, people=PEOPLE)
        output = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout
    names = ("psych::splitHalf", "psych::omega", "lavaan::cfa, one factor, from the covariances, no omega yet")
    seconds = [float(line) for line in output.split()]
    return {name: (NAMES[of], s) for name, of, s in zip(names, NAMES, seconds, strict=True)}


def peak(work) -> float:
    """Megabytes beyond what was there, as numpy and Python asked for them."""
    tracemalloc.start()
    work()
    found = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return found


def table(times: dict[str, tuple[float, float]], unit: str, scale: float) -> list[str]:
    rows = [f"| {name} | {scale * wall:.3g} | {scale * cpu:.3g} |" for name, (wall, cpu) in times.items()]
    return [f"| what | wall, {unit} | CPU, {unit} |", "|---|---:|---:|", *rows, ""]


def ratios(boot: dict[str, tuple[float, float]]) -> list[str]:
    pairs = [
        ("numpy loop, alpha", "alpha, percentiles"),
        ("numpy loop, alpha", "alpha, BCa"),
        ("numpy loop, alpha, of row sums", "alpha, percentiles"),
        ("numpy loop, omega total (our one-factor fit)", "omega total, percentiles"),
        ("numpy loop, omega total (our one-factor fit)", "omega total, BCa"),
    ]
    rows = []
    for slow, fast in pairs:
        wall, cpu = (boot[slow][clock] / boot[fast][clock] for clock in (0, 1))
        rows.append(f"| {slow} / {fast} | {wall:.0f} | {cpu:.0f} |")
    return ["| what | times, wall | times, CPU |", "|---|---:|---:|", *rows, ""]


def main() -> None:
    x = answers()
    boot, plain, theirs = bootstraps(x), coefficients(x), peers(x)
    about = (
        f"Answers of {PEOPLE:,} people to {ITEMS} five-point items. Fastest rounds; {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}, OPENBLAS_NUM_THREADS="
        f"{os.environ.get('OPENBLAS_NUM_THREADS', 'not set')}, load at the end {os.getloadavg()[0]:.1f}. R's times are "
        f"those of its own clock, in the same run. A loop is timed over {LOOPED} resamples and told for {RESAMPLES:,}."
    )
    many = np.tile(x, (10, 1))
    memory = {
        "alpha, BCa": peak(lambda: bootstrap(x, "alpha", resamples=RESAMPLES)),
        "omega total, BCa": peak(lambda: bootstrap(x, "omega_total", resamples=RESAMPLES)),
        "alpha, BCa, 450,000 people": peak(lambda: bootstrap(many, "alpha", resamples=RESAMPLES)),
    }
    lines = ["# Reliability", "", about, "", f"## Bootstrap, {RESAMPLES:,} resamples", ""]
    lines += [*table(boot, "s", 1.0), *ratios(boot), "| peak memory beyond the answers | MB |", "|---|---:|"]
    lines += [*(f"| {name} | {megabytes:.0f} |" for name, megabytes in memory.items()), ""]
    lines += ["## Coefficients", "", *table(plain, "ms", 1e3), "| peer | wall, ms | times ours |", "|---|---:|---:|"]
    lines += [f"| {name} | {1e3 * s:.1f} | {s / plain[of][0]:.0f} |" for name, (of, s) in theirs.items()]
    text = "\n".join([*lines, ""])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
