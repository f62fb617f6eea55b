"""Confirmatory models of 5 factors and 25 items, and of 3 and 9, beside lavaan, semopy and omnisem, on equal answers.

Run with `OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_cfa` from the root of the repository. R with lavaan is
optional, and so are semopy and omnisem; set SEMOPY_PYTHON where another Python has them. All tell the CPU time of a
call within their own process, the fastest of some after one that is not counted; what takes seconds is called once.
lavaan's resamples are timed over ten, and told for a thousand.
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
RESAMPLES, LOOPED, MANY = 1000, 10, 45_000
COMPARED = {
    "ML": "ML with errors and fit, 5 factors x 25 items",
    "MLR": "MLR, 5 x 25",
    "FIML": "FIML, 5 x 25, 2,800 people of whom 364 miss answers",
    "FIML MLR": "FIML with robust errors and test, 5 x 25",
    "WLSMV": "WLSMV, 5 x 25, six options",
    "WLSMV many": "WLSMV, 5 x 25, 45,000 people",
    "four levels": "four levels of invariance in two groups, ML, 5 x 25",
    "resamples": "1,000 resamples of the answers, the 5 x 25 model fitted to each",
    "small": "ML with errors and fit, 3 x 9, 301 people",
}
TESTED = ("ML", "MLR", "FIML", "WLSMV", "small")  # of which all programs tell a chi-square
R = """
suppressMessages(library(lavaan))
x <- read.csv("{folder}/bfi.csv"); h <- read.csv("{folder}/abilities.csv"); many <- read.csv("{folder}/many.csv")
model <- "{five}"; abilities <- "{abilities}"
clock <- function(name, times, f) {{
  if (times > 1) f()
  took <- Inf
  for (i in 1:times) {{
    before <- proc.time(); fit <- f(); took <- min(took, sum((proc.time() - before)[1:2]))
  }}
  told <- if (is.numeric(fit) && all(c("chisq", "df") %in% names(fit))) fit[c("chisq", "df")] else c(NA, NA)
  cat(name, took, told, sep = "\\t"); cat("\\n")
}}
matrix300 <- matrix(rnorm(90000), 300)
clock("product", 7, function() for (i in 1:10) matrix300 %*% matrix300)
clock("ML", 7, function() fitMeasures(cfa(model, x)))
clock("small", 7, function() fitMeasures(cfa(abilities, h)))
clock("MLR", 3, function() fitMeasures(cfa(model, x, estimator = "MLR")))
clock("FIML", 1, function() fitMeasures(cfa(model, x, missing = "fiml")))
clock("FIML MLR", 1, function() fitMeasures(cfa(model, x, missing = "fiml", estimator = "MLR")))
clock("WLSMV", 3, function() fitMeasures(cfa(model, x, estimator = "WLSMV", ordered = TRUE)))
clock("WLSMV many", 1, function() fitMeasures(cfa(model, many, estimator = "WLSMV", ordered = TRUE)))
fitted <- cfa(model, x)
clock("resamples", 1, function() bootstrapLavaan(fitted, R = {looped}))
levels <- list("", "loadings", c("loadings", "intercepts"), c("loadings", "intercepts", "residuals"))
clock("four levels", 1, function() for (equal in levels) fitMeasures(cfa(model, x, group = "sex", group.equal = equal)))
clock("product", 7, function() for (i in 1:10) matrix300 %*% matrix300)
"""
DATA = """
import json, time
import numpy as np, pandas as pd
x, h = pd.read_csv("{folder}/bfi.csv").drop(columns="sex"), pd.read_csv("{folder}/abilities.csv")
complete, five, abilities = x.dropna(), {five!r}, {abilities!r}
def told(works, once):
    found = {{}}
    for name, *work in works:
        try:
            first = once(*work)
            found[name] = first if first[0] > 5 else min(first, once(*work), once(*work))
        except Exception as error:
            found[name] = type(error).__name__
    print(json.dumps(found))
"""
SEMOPY = (
    DATA
    + """
import semopy
def once(data, text, objective):
    start = time.process_time()
    model = semopy.Model(text)
    model.fit(data, obj=objective)
    model.inspect()
    fit = semopy.calc_stats(model)
    return time.process_time() - start, float(fit["chi2"].iloc[0]), float(fit["DoF"].iloc[0])
works = [("ML", complete, five, "MLW"), ("small", h, abilities, "MLW"), ("FIML", x, five, "FIML")]
told(works, once)
"""
)
OMNISEM = (
    DATA
    + """
import itertools, omnisem
def once(data, text, estimator):
    factors = [line.split(" =~ ")[0] for line in text.splitlines()]  # which have no covariances but those written
    text = "\\n".join([text, *(f"{{a}} ~~ {{b}}" for a, b in itertools.combinations(factors, 2))])
    start = time.process_time()
    fit = omnisem.cfa(text, data, estimator=estimator).result.fit
    return time.process_time() - start, float(fit.chisq), float(fit.df)
works = [("ML", complete, five, "ML"), ("MLR", complete, five, "MLR"), ("FIML", x, five, "FIML")]
works += [("WLSMV", complete.astype(int), five, "WLSMV"), ("small", h, abilities, "ML")]
told(works, once)
"""
)
LARGE = """
import re, time
from pathlib import Path
from benchmarks.bench_cfa import answers
from purpose_index.stats.cfa import cfa
def peak():  # of this process alone; that of getrusage may be its parent's
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
x, model, names = answers(10_000, 100)
cfa(x[:500], model, names=names, estimator="ML")
before = peak()
wall, cpu = time.perf_counter(), time.process_time()
cfa(x, model, names=names, estimator="WLSMV")
print(time.perf_counter() - wall, time.process_time() - cpu, (peak() - before) / 1024)
"""
TELLING = """\
The statistics without a correction. What differs from lavaan's and ours is wrong, but for a factor of n / (n - 1).
omnisem gives factors no covariances of its own accord, so that all were written for it; says that it converged where a
better fit is there to be found; and takes 'FIML' for ML without the people who miss an answer."""
Told = dict[str, tuple[float, float, float]]  # CPU seconds, chi-square, degrees of freedom


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


def product() -> float:
    """CPU milliseconds of one and the same work, which tells a busy machine from a quiet one: ten matrix products."""
    matrix = np.random.default_rng(1).normal(size=(300, 300))
    return clock(lambda: [matrix @ matrix for _ in range(10)])[1]


def ours(x: np.ndarray, many: np.ndarray, sex: np.ndarray, h: np.ndarray) -> dict[str, tuple[float, float]]:
    complete = x[~np.isnan(x).any(axis=1)]
    fitted = cfa(complete, FIVE, names=ITEMS)
    return {
        "ML": clock(lambda: cfa(x, FIVE, names=ITEMS), 61),
        "MLR": clock(lambda: cfa(x, FIVE, names=ITEMS, estimator="MLR"), 31),
        "FIML": clock(lambda: cfa(x, FIVE, names=ITEMS, missing="fiml"), 7),
        "FIML MLR": clock(lambda: cfa(x, FIVE, names=ITEMS, missing="fiml", estimator="MLR"), 5),
        "WLSMV": clock(lambda: cfa(x, FIVE, names=ITEMS, estimator="WLSMV")),
        "WLSMV many": clock(lambda: cfa(many, FIVE, names=ITEMS, estimator="WLSMV"), 5),
        "four levels": clock(lambda: invariance(x, FIVE, sex, names=ITEMS), 7),
        "resamples": clock(lambda: fitted.bootstrap(complete, resamples=RESAMPLES, rng=1), 7),
        "small": clock(lambda: cfa(h, ABILITIES, names=TESTS), 61),
    }


def tests(x: np.ndarray, h: np.ndarray) -> Told:
    """The chi-squares and degrees of freedom that are told here."""
    found = {
        name: cfa(x, FIVE, names=ITEMS, **options)
        for name, options in (
            ("ML", {}),
            ("MLR", {"estimator": "MLR"}),
            ("FIML", {"missing": "fiml"}),
            ("WLSMV", {"estimator": "WLSMV"}),
        )
    }
    found["small"] = cfa(h, ABILITIES, names=TESTS)
    return {name: (0.0, fit.fit.chi_square, fit.fit.df) for name, fit in found.items()}


def in_r(folder: str) -> tuple[Told, list[float]]:
    """What lavaan tells, and the milliseconds of the same product before and after."""
    if not shutil.which("Rscript"):
        return {}, []
    script = R.format(folder=folder, looped=LOOPED, five=written(FIVE), abilities=written(ABILITIES))
    output = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout
    rows = [line.split("\t") for line in output.splitlines()]
    numbers = [(name, [float("nan") if cell == "NA" else float(cell) for cell in cells]) for name, *cells in rows]
    found = {name: (seconds, chi_square, df) for name, (seconds, chi_square, df) in numbers if name != "product"}
    seconds, *rest = found["resamples"]
    found["resamples"] = (seconds * RESAMPLES / LOOPED, rest[0], rest[1])
    return found, [1e3 * cells[0] for name, cells in numbers if name == "product"]


def in_python(folder: str, package: str, script: str) -> dict[str, tuple[float, float, float] | str]:
    """What another package tells; nothing where it is not there."""
    python = os.environ.get("SEMOPY_PYTHON", sys.executable)
    if subprocess.run([python, "-c", f"import {package}"], capture_output=True).returncode:
        return {}
    texts = {name: written(model).replace("\\n", "\n") for name, model in (("five", FIVE), ("abilities", ABILITIES))}
    command = [python, "-W", "ignore", "-c", script.format(folder=folder, **texts)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(output.splitlines()[-1])


def write(folder: str, name: str, table: np.ndarray, header: list[str]) -> None:
    """A table as CSV."""
    rows = [",".join("" if np.isnan(cell) else f"{cell:.10g}" for cell in row) for row in table]
    Path(folder, f"{name}.csv").write_text("\n".join([",".join(header), *rows, ""]), encoding="utf-8")


def answers(n: int, k: int) -> tuple[np.ndarray, dict[str, list[str]], list[str]]:
    """Answers of five options to five items a factor, the model, and the names of the items."""
    rng = np.random.default_rng(1)
    factors = rng.normal(size=(n, k // 5)) + rng.normal(size=(n, 1))
    x = np.digitize(np.repeat(factors, 5, axis=1) + rng.normal(size=(n, k)), [-2.5, -0.8, 0.8, 2.5]) + 1.0
    names = [f"q{number}" for number in range(k)]
    return x, {f"f{j}": names[5 * j : 5 * j + 5] for j in range(k // 5)}, names


def growth() -> list[str]:
    """How the cost grows with people, from answers and from a tally, and with items."""
    lines = [
        "| people x items | ML from answers, CPU ms | ML from moments | MLR | WLSMV |",
        "|---|---:|---:|---:|---:|",
    ]
    for n, k in ((1_000, 25), (10_000, 25), (100_000, 25), (10_000, 50), (10_000, 100)):
        x, model, names = answers(n, k)
        moments = Moments.of(x, items=names)
        works = [
            partial(cfa, x, model, names=names),
            partial(cfa, moments, model),
            partial(cfa, x, model, names=names, estimator="MLR"),
        ]
        works += [partial(cfa, x, model, names=names, estimator="WLSMV")] if k < 100 else []
        times = [f"{clock(work, 3)[1]:.1f}" for work in works]
        lines.append(f"| {n:,} x {k} | {' | '.join(times)}{' | below' if k == 100 else ''} |")
    output = subprocess.run([sys.executable, "-c", LARGE], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    wall, cpu, memory = map(float, output.split())
    told = f"WLSMV of 100 items and 10,000 people: {cpu:.1f} s of CPU, {wall:.1f} s of wall, {memory:.0f} MB beside the"
    return [*lines, "", f"{told} answers."]


def chi_squares(columns: dict[str, dict[str, tuple[float, float, float] | str]]) -> list[str]:
    """A table of what each program tells of the same model of the same answers."""
    lines = [f"| chi-square (df) | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    for name in TESTED:
        cells = []
        for found in columns.values():
            told = found.get(name, "")
            cells.append(told if isinstance(told, str) else f"{told[1]:.3f} ({told[2]:.0f})")
        lines.append(f"| {COMPARED[name]} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    x, h = bfi(), abilities()
    with (ROOT / "tests" / "oracles" / "data" / "bfi.csv").open(encoding="utf-8") as file:
        sex = np.array([float(row["gender"]) for row in csv.DictReader(file)])
    complete = x[~np.isnan(x).any(axis=1)]
    many = complete[np.random.default_rng(1).integers(0, len(complete), MANY)]
    before = product()
    mine = ours(x, many, sex, h)
    after = product()
    with tempfile.TemporaryDirectory() as folder:
        write(folder, "bfi", np.column_stack([x, sex]), [*ITEMS, "sex"])
        write(folder, "many", many, ITEMS)
        write(folder, "abilities", h, TESTS)
        lavaan, products = in_r(folder)
        semopy, omnisem = in_python(folder, "semopy", SEMOPY), in_python(folder, "omnisem", OMNISEM)
    lines = [
        "| what | wall, ms | CPU, ms | lavaan, CPU ms | lavaan / ours | semopy, CPU ms | omnisem, CPU ms |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, (wall, cpu) in mine.items():
        theirs = lavaan.get(name)
        cells = [f"{1e3 * theirs[0]:.0f} | {1e3 * theirs[0] / cpu:.1f}" if theirs else " | "]
        for other in (semopy.get(name), omnisem.get(name)):
            cells.append(f"{1e3 * other[0]:.0f}" if isinstance(other, list) else str(other or ""))
        lines.append(f"| {COMPARED[name]} | {wall:.1f} | {cpu:.1f} | {' | '.join(cells)} |")
    about = (
        f"The least of some calls; {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"numpy {np.__version__}, OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS', 'not set')}, load at "
        f"the end {os.getloadavg()[0]:.1f}. Peers' times are those of their own clocks, in the same run. Ten products "
        f"of two matrices of 300 by 300, which a busy machine slows down as it does the rest, took {before:.1f} ms of "
        f"CPU before our calls and {after:.1f} after them"
    )
    about += f"; in R, with its own BLAS, {products[0]:.0f} and {products[-1]:.0f}." if products else "."
    columns = {"here": tests(x, h), "lavaan": lavaan, "semopy": semopy, "omnisem": omnisem}
    told = ["## What each tells", "", TELLING, "", *chi_squares(columns)]
    text = "\n".join(["# Confirmatory models", "", about, "", *lines, "", *told, "", "## Growth", "", *growth(), ""])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
