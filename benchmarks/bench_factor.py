"""Factor analysis and parallel analysis of 25 items, beside psych, factor_analyzer, and what bounds them.

Run with `OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_factor` from the root of the repository. R with psych is
optional, and so is factor_analyzer; set FACTOR_ANALYZER_PYTHON where another Python has it.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from benchmarks.bench_polychoric import ROOT, bfi, clock

from purpose_index.stats.factor import CorrelationMatrix, efa, parallel_analysis
from purpose_index.stats.factor.extraction import extract

RESULTS = ROOT / "benchmarks" / "results" / "factor.md"
DRAWS, FACTORS, PEOPLE = 1000, 5, 2800
R = """
suppressMessages(library(psych))
R <- as.matrix(read.csv("{path}", header = FALSE))
x <- matrix(rnorm({people} * 25), {people})
quietly <- function(f) suppressWarnings(suppressMessages(capture.output(f())))
clock <- function(f, times) median(sapply(1:times, function(i) system.time(quietly(f))["elapsed"]))
rotated <- function(to) function() for (i in 1:10) fa(R, {factors}, n.obs = {people}, fm = "minres", rotate = to)
cat(clock(rotated("oblimin"), 5) / 10, clock(rotated("varimax"), 5) / 10, "\\n")
cat(clock(function() fa.parallel(x, fa = "pc", n.iter = 100, sim = FALSE, plot = FALSE), 3) * {draws} / 100, "\\n")
"""
FACTOR_ANALYZER = """
import statistics, time
import numpy as np
from factor_analyzer import FactorAnalyzer
R = np.loadtxt("{path}", delimiter=",")
def once():
    start = time.perf_counter()
    FactorAnalyzer(n_factors={factors}, rotation="oblimin", method="minres", is_corr_matrix=True).fit(R)
    return time.perf_counter() - start
once()
print(statistics.median(once() for _ in range(21)))
"""
NAMES = {
    "oblimin": "EFA, minres, 5 factors, oblimin, one start",
    "varimax": "EFA, minres, 5 factors, varimax, one start",
    "parallel": "parallel analysis, 1,000 draws",
}


def ours(table: CorrelationMatrix) -> dict[str, tuple[float, float]]:
    rng = np.random.default_rng(1)
    one_factor = np.corrcoef(rng.standard_normal((PEOPLE, 27)) + rng.standard_normal((PEOPLE, 1)), rowvar=False)
    stack = np.broadcast_to(table.values, (DRAWS, 25, 25))
    return {
        NAMES["oblimin"]: clock(lambda: efa(table, FACTORS, starts=1)),
        NAMES["varimax"]: clock(lambda: efa(table, FACTORS, rotation="varimax", starts=1)),
        "EFA, minres, 5 factors, oblimin, ten starts": clock(lambda: efa(table, FACTORS), times=11),
        "EFA, minres, 5 factors, geomin, ten starts": clock(lambda: efa(table, FACTORS, rotation="geomin"), times=11),
        "extraction alone, minres, 5 factors": clock(lambda: extract(table.values, FACTORS)),
        "extraction alone, minres, 1 factor of 27 items": clock(lambda: extract(one_factor, 1)),
        "one eigendecomposition, which bounds a step": clock(lambda: np.linalg.eigh(table.values)),
        NAMES["parallel"]: clock(lambda: parallel_analysis(table, draws=DRAWS, rng=1), times=11),
        "1,000 times the eigenvalues alone (one thread)": clock(lambda: np.linalg.eigvalsh(stack), times=11),
    }


def peers(path: Path) -> dict[str, tuple[str, float]]:
    """For every peer that is there: what it does of ours, and its milliseconds."""
    found = {}
    if shutil.which("Rscript"):
        script = R.format(path=path, factors=FACTORS, people=PEOPLE, draws=DRAWS)
        seconds = run(["Rscript", "-e", script])
        names = ("psych::fa, oblimin", "psych::fa, varimax", "psych::fa.parallel, components (100 draws, times 10)")
        found |= {name: (NAMES[of], 1e3 * s) for name, of, s in zip(names, NAMES, seconds, strict=True)}
    python = os.environ.get("FACTOR_ANALYZER_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import factor_analyzer"], capture_output=True).returncode == 0:
        (seconds,) = run([python, "-W", "ignore", "-c", FACTOR_ANALYZER.format(path=path, factors=FACTORS)])
        found["factor_analyzer, oblimin"] = NAMES["oblimin"], 1e3 * seconds
    return found


def run(command: list[str]) -> list[float]:
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [float(line) for line in output.split()]


def main() -> None:
    x = bfi()
    table = CorrelationMatrix(np.corrcoef(x[~np.isnan(x).any(axis=1)], rowvar=False), n=PEOPLE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "R.csv"
        np.savetxt(path, table.values, delimiter=",", fmt="%.17g")
        before, theirs = ours(table), peers(path)
    lines = ["| what | wall, ms | CPU, ms |", "|---|---:|---:|"]
    lines += [f"| {name} | {wall:.2f} | {cpu:.2f} |" for name, (wall, cpu) in before.items()]
    lines += ["", "| peer | wall, ms | times ours |", "|---|---:|---:|"]
    lines += [f"| {name} | {ms:.1f} | {ms / before[of][0]:.0f} |" for name, (of, ms) in theirs.items()]
    about = (
        f"The correlations of the 25 items of bfi, taken to rest on {PEOPLE:,} people. Medians; {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, numpy {np.__version__}, OPENBLAS_NUM_THREADS="
        f"{os.environ.get('OPENBLAS_NUM_THREADS', 'not set')}, load at the end {os.getloadavg()[0]:.1f}. R's times are "
        "those of its own clock, in the same run."
    )
    text = "\n".join(["# Factor analysis", "", about, "", *lines, ""])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
