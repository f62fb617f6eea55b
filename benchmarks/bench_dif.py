"""Logistic regression and Mantel-Haenszel of items in groups, beside a loop over statsmodels.

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

from purpose_index.stats.dif import logistic, mantel_haenszel

SIZES = ((400, 10, 5), (2_000, 10, 5), (45_000, 27, 5), (45_000, 27, 2))
MOST = 3  # items that the loop is measured on; its time is the mean of these times the items


def answers(n: int, k: int, options: int) -> tuple[np.ndarray, np.ndarray]:
    """(n, k) answers of one trait, and two groups."""
    rng = np.random.default_rng(1)
    cuts = [-2.0, -0.7, 0.7, 2.0] if options == 5 else [0.0]
    x = np.digitize(1.2 * rng.normal(size=(n, 1)) + rng.logistic(size=(n, k)) + 0.5 * rng.normal(size=k), cuts)
    return x.astype(np.float64), (rng.random(n) < 0.5).astype(np.float64)


def loop(x: np.ndarray, group: np.ndarray, items: int) -> list[float]:
    """The chi-squares of the first items by statsmodels."""
    import statsmodels.api as sm
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    total = x.sum(axis=1)
    z = (total - total.mean()) / total.std()
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


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    print("| people × items, options | logistic | purified | mantel_haenszel | loop over statsmodels | times |")
    print("|---|---|---|---|---|---|")
    for n, k, options in SIZES:
        x, group = answers(n, k, options)
        ours = clock(lambda: logistic(x, group))  # noqa: B023
        pure = clock(lambda: logistic(x, group, purify=True))  # noqa: B023
        tables = clock(lambda: mantel_haenszel(x, group))  # noqa: B023
        few = min(MOST, k)
        theirs = clock(lambda: loop(x, group, few), 1) * k / few  # noqa: B023
        gap = np.abs(np.subtract(loop(x, group, 1), logistic(x, group)[0].total.chi_square)).max()
        cells = f"{ours:.4f} | {pure:.4f} | {tables:.4f} | {theirs:.2f} | {theirs / ours:.0f}"
        print(f"| {n:,} × {k}, {options} | {cells} |", flush=True)
        print(f"chi-squares of the first item are {gap:.1e} apart", file=sys.stderr)


if __name__ == "__main__":
    main()
