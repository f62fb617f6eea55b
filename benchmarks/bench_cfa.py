"""Confirmatory models of 5 factors and 25 items, and of 3 and 9, beside R's lavaan and semopy, on the same answers.

Run with `OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_cfa` from the root of the repository. R with lavaan is
optional, and so is semopy; set SEMOPY_PYTHON where another Python has it. All tell the CPU time of a call within their
own process, the fastest of some after one that is not counted. lavaan's resamples are timed over ten, and told for a
thousand.
"""

from __future__ import annotations

import csv
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from benchmarks.bench_polychoric import ROOT, bfi

from purpose_index.stats.cfa import cfa, invariance
from purpose_index.tallies.moments import Moments

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = ROOT / "benchmarks" / "results" / "cfa.md"
ITEMS = [f"{letter}{number}" for letter in "ACENO" for number in range(1, 6)]
FIVE = {letter: [f"{letter}{number}" for number in range(1, 6)] for letter in "ACENO"}
ABILITIES = {"visual": ["x1", "x2", "x3"], "textual": ["x4", "x5", "x6"], "speed": ["x7", "x8", "x9"]}
TESTS = [f"x{number}" for number in range(1, 10)]
RESAMPLES, LOOPED = 1000, 10
COMPARED = {
    "ML": "ML with errors and fit, 5 factors x 25 items",
    "MLR": "MLR, 5 x 25",
    "FIML": "FIML, 5 x 25, 2,800 people of whom 364 miss answers",
    "FIML MLR": "FIML with robust errors and test, 5 x 25",
    "four levels": "four levels of invariance in two groups, ML, 5 x 25",
    "resamples": "1,000 resamples of the answers, the 5 x 25 model fitted to each",
    "small": "ML with errors and fit, 3 x 9, 301 people",
}
R = """
suppressMessages(library(lavaan))
x <- read.csv("{folder}/bfi.csv"); h <- read.csv("{folder}/abilities.csv")
model <- "{five}"; abilities <- "{abilities}"
clock <- function(name, times, f) {{
  f()
  cat(name, min(sapply(1:times, function(i) {{ before <- proc.time(); f(); sum((proc.time() - before)[1:2]) }})), "\\n")
}}
clock("ML", 7, function() fitMeasures(cfa(model, x)))
clock("small", 7, function() fitMeasures(cfa(abilities, h)))
clock("MLR", 2, function() fitMeasures(cfa(model, x, estimator = "MLR")))
clock("FIML", 1, function() fitMeasures(cfa(model, x, missing = "fiml")))
clock("FIML MLR", 1, function() fitMeasures(cfa(model, x, missing = "fiml", estimator = "MLR")))
fitted <- cfa(model, x)
clock("resamples", 1, function() bootstrapLavaan(fitted, R = {looped}))
levels <- list("", "loadings", c("loadings", "intercepts"), c("loadings", "intercepts", "residuals"))
clock("four levels", 1, function() for (equal in levels) fitMeasures(cfa(model, x, group = "sex", group.equal = equal)))
"""
SEMOPY = """
import json, time
import numpy as np, pandas as pd, semopy
x, h = pd.read_csv("{folder}/bfi.csv").drop(columns="sex"), pd.read_csv("{folder}/abilities.csv")
def once(data, text, objective):
    start = time.process_time()
    model = semopy.Model(text)
    model.fit(data, obj=objective)
    model.inspect()
    fit = semopy.calc_stats(model)
    return time.process_time() - start, float(fit["chi2"].iloc[0]), float(fit["DoF"].iloc[0])
told = {{}}
for name, data, text, objective in (
    ("ML", x.dropna(), {five!r}, "MLW"), ("small", h, {abilities!r}, "MLW"), ("FIML", x, {five!r}, "FIML"),
):
    try:
        first = once(data, text, objective)
        told[name] = min(first, *(once(data, text, objective) for _ in range(2)))
    except Exception as error:
        told[name] = type(error).__name__
print(json.dumps(told))
"""


def written(model: dict[str, list[str]]) -> str:
    """A model as lavaan's text."""
    return "\\n".join(f"{factor} =~ {' + '.join(items)}" for factor, items in model.items())


def abilities() -> np.ndarray:
    """The nine tests of Holzinger and Swineford, 301 people."""
    with (ROOT / "tests" / "oracles" / "data" / "HolzingerSwineford1939.csv").open(encoding="utf-8") as file:
        return np.array([[float(row[f"x{number}"]) for number in range(1, 10)] for row in csv.DictReader(file)])


def clock(work: Callable[[], object], times: int = 15) -> tuple[float, float]:
    """The least wall and CPU milliseconds of a call."""
    work()
    took = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        took.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = (1e3 * min(each) for each in zip(*took, strict=True))
    return wall, cpu


def ours(x: np.ndarray, sex: np.ndarray, h: np.ndarray) -> dict[str, tuple[float, float]]:
    complete = x[~np.isnan(x).any(axis=1)]
    fitted = cfa(complete, FIVE, names=ITEMS)
    return {
        "ML": clock(lambda: cfa(x, FIVE, names=ITEMS), 31),
        "MLR": clock(lambda: cfa(x, FIVE, names=ITEMS, estimator="MLR")),
        "FIML": clock(lambda: cfa(x, FIVE, names=ITEMS, missing="fiml"), 7),
        "FIML MLR": clock(lambda: cfa(x, FIVE, names=ITEMS, missing="fiml", estimator="MLR"), 5),
        "four levels": clock(lambda: invariance(x, FIVE, sex, names=ITEMS), 5),
        "resamples": clock(lambda: fitted.bootstrap(complete, resamples=RESAMPLES, rng=1), 3),
        "small": clock(lambda: cfa(h, ABILITIES, names=TESTS), 31),
    }


def peers(x: np.ndarray, sex: np.ndarray, h: np.ndarray) -> tuple[dict[str, float], dict[str, object]]:
    """CPU milliseconds of lavaan; and what semopy tells: CPU seconds, chi-square and degrees of freedom."""
    with tempfile.TemporaryDirectory() as folder:
        both = np.column_stack([x, sex])
        for name, table, header in (("bfi", both, [*ITEMS, "sex"]), ("abilities", h, TESTS)):
            rows = [",".join("" if np.isnan(cell) else f"{cell:.10g}" for cell in row) for row in table]
            Path(folder, f"{name}.csv").write_text("\n".join([",".join(header), *rows, ""]), encoding="utf-8")
        lavaan: dict[str, float] = {}
        if shutil.which("Rscript"):
            script = R.format(folder=folder, looped=LOOPED, five=written(FIVE), abilities=written(ABILITIES))
            output = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout
            lavaan = {line.rsplit(maxsplit=1)[0]: 1e3 * float(line.split()[-1]) for line in output.splitlines()}
            lavaan["resamples"] *= RESAMPLES / LOOPED
        python = os.environ.get("SEMOPY_PYTHON", sys.executable)
        if subprocess.run([python, "-c", "import semopy"], capture_output=True).returncode:
            return lavaan, {}
        texts = {
            name: written(model).replace("\\n", "\n") for name, model in (("five", FIVE), ("abilities", ABILITIES))
        }
        script = SEMOPY.format(folder=folder, **texts)
        output = subprocess.run(
            [python, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
        ).stdout
        return lavaan, json.loads(output.splitlines()[-1])


def growth() -> list[str]:
    """How the cost grows with people, from answers and from a tally, and with items."""
    rng = np.random.default_rng(1)
    lines = ["| people x items | ML from answers, CPU ms | MLR | ML from moments |", "|---|---:|---:|---:|"]
    for n, k in ((1_000, 25), (10_000, 25), (100_000, 25), (10_000, 50), (10_000, 100)):
        names = [str(number) for number in range(k)]
        factors = rng.normal(size=(n, k // 5)) + rng.normal(size=(n, 1))
        x = np.round(np.repeat(factors, 5, axis=1) + rng.normal(size=(n, k)))
        model = {f"f{j}": names[5 * j : 5 * j + 5] for j in range(k // 5)}
        moments = Moments.of(x, items=names)
        works = (
            partial(cfa, x, model, names=names),
            partial(cfa, x, model, names=names, estimator="MLR"),
            partial(cfa, moments, model),
        )
        times = [clock(work, 3)[1] for work in works]
        lines.append(f"| {n:,} x {k} | {' | '.join(f'{each:.1f}' for each in times)} |")
    return lines


def main() -> None:
    x, h = bfi(), abilities()
    with (ROOT / "tests" / "oracles" / "data" / "bfi.csv").open(encoding="utf-8") as file:
        sex = np.array([float(row["gender"]) for row in csv.DictReader(file)])
    mine = ours(x, sex, h)
    lavaan, semopy = peers(x, sex, h)
    lines = [
        "| what | wall, ms | CPU, ms | lavaan, CPU ms | lavaan / ours | semopy, CPU ms |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, (wall, cpu) in mine.items():
        theirs, other = lavaan.get(name), semopy.get(name)
        cells = [f"{theirs:.0f} | {theirs / cpu:.1f}" if theirs else " | "]
        cells += [f"{1e3 * other[0]:.0f}" if isinstance(other, list) else str(other or "")]
        lines.append(f"| {COMPARED[name]} | {wall:.1f} | {cpu:.1f} | {' | '.join(cells)} |")
    found = {"ML": cfa(x, FIVE, names=ITEMS), "FIML": cfa(x, FIVE, names=ITEMS, missing="fiml")}
    told = [
        f"semopy says chi-square {semopy[name][1]:.2f} with {semopy[name][2]:.0f} degrees of freedom for {name}; "
        f"here it is {fit.fit.chi_square:.2f} with {fit.fit.df}, as in lavaan."
        for name, fit in found.items()
        if isinstance(semopy.get(name), list)
    ]
    about = (
        f"The least of some calls; {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"numpy {np.__version__}, OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS', 'not set')}, load at "
        f"the end {os.getloadavg()[0]:.1f}. Peers' times are those of their own clocks, in the same run."
    )
    text = "\n".join(["# Confirmatory models", "", about, "", *lines, "", *told, "", "## Growth", "", *growth(), ""])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
