"""Logistic regression, Mantel-Haenszel and likelihood ratios of items in groups, beside a loop over statsmodels.

`OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_dif` prints a table; statsmodels must be there. The loop fits three
models an item, as a user would: `OrderedModel` on rows, which has no faster way, by its own default search and by BFGS.
"""

from __future__ import annotations

import os
import sys
import time
import warnings

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from purpose_index.stats.dif import likelihood_ratio, logistic, mantel_haenszel

SIZES = ((400, 10, 5), (2_000, 10, 5), (45_000, 27, 5), (45_000, 27, 2))
BY_TRAIT = ((45_000, 27, 5), (45_000, 27, 2))  # people matched on numbers of which each has its own
RATIOS = ((2_000, 10, 5), (45_000, 27, 5))
MOST = 3  # items that the loop is measured on; its time is the mean of these times the items


def answers(n: int, k: int, options: int) -> tuple[np.ndarray, np.ndarray]:
    """(n, k) answers of one trait, and two groups."""
    rng = np.random.default_rng(1)
    cuts = [-2.0, -0.7, 0.7, 2.0] if options == 5 else [0.0]
    x = np.digitize(1.2 * rng.normal(size=(n, 1)) + rng.logistic(size=(n, k)) + 0.5 * rng.normal(size=k), cuts)
    return x.astype(np.float64), (rng.random(n) < 0.5).astype(np.float64)


def loop(x: np.ndarray, group: np.ndarray, level: np.ndarray, items: int) -> list[float]:
    """The chi-squares of the first items by statsmodels."""
    import statsmodels.api as sm
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    z = (level - level.mean()) / level.std()
    columns, out = np.column_stack([z, group, z * group]), []
    for j in range(items):
        logs = []
        for size in (1, 2, 3):
            if len(np.unique(x[:, j])) == 2:
                fit = sm.Logit(x[:, j], sm.add_constant(columns[:, :size])).fit(disp=0)
            else:
                fit = OrderedModel(x[:, j], columns[:, :size], distr="logit").fit(method="bfgs", disp=0)
            logs.append(fit.llf)
        out.append(2 * (logs[2] - logs[0]))
    return out


def clock(work, times: int = 3) -> float:
    """The least processor seconds of some calls."""
    best = np.inf
    for _ in range(times):
        used = time.process_time()
        work()
        best = min(best, time.process_time() - used)
    return best


def beside(x: np.ndarray, group: np.ndarray, level: np.ndarray, ours) -> tuple[float, float]:
    """Seconds of `logistic`, and of the loop."""
    gap = np.abs(np.subtract(loop(x, group, level, 1), ours()[0].total.chi_square)).max()  # and imports what they need
    print(f"chi-squares of the first item are {gap:.1e} apart", file=sys.stderr)
    few = min(MOST, x.shape[1])
    theirs = clock(lambda: loop(x, group, level, few), 1) * x.shape[1] / few
    return clock(ours), theirs


def main() -> None:
    """Print the tables."""
    warnings.simplefilter("ignore")
    print("| people × items, options | logistic | purified | mantel_haenszel | loop over statsmodels | times |")
    print("|---|---|---|---|---|---|")
    for n, k, options in SIZES:
        x, group = answers(n, k, options)
        ours, theirs = beside(x, group, x.sum(axis=1), lambda: logistic(x, group))  # noqa: B023
        pure = clock(lambda: logistic(x, group, purify=True))  # noqa: B023
        tables = clock(lambda: mantel_haenszel(x, group))  # noqa: B023
        cells = f"{ours:.4f} | {pure:.4f} | {tables:.4f} | {theirs:.2f} | {theirs / ours:.0f}"
        print(f"| {n:,} × {k}, {options} | {cells} |", flush=True)
    for n, k, options in BY_TRAIT:
        x, group = answers(n, k, options)
        theta = x.mean(axis=1) + 0.3 * np.random.default_rng(5).normal(size=n)
        ours, theirs = beside(x, group, theta, lambda: logistic(x, group, matching=theta))  # noqa: B023
        print(f"| {n:,} × {k}, {options}, theta | {ours:.2f} | | | {theirs:.2f} | {theirs / ours:.1f} |", flush=True)
    print("\n| people × items, options | likelihood_ratio |\n|---|---|")
    for n, k, options in RATIOS:
        x, group = answers(n, k, options)
        print(f"| {n:,} × {k}, {options} | {clock(lambda: likelihood_ratio(x, group), 1):.1f} |", flush=True)  # noqa: B023


if __name__ == "__main__":
    main()
