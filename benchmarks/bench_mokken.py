"""Mokken scaling, beside a loop over pairs of items in numpy.

`OPENBLAS_NUM_THREADS=1 python -m benchmarks.bench_mokken` prints a table. R's mokken is no package of Debian and is not
run here. The loop gives H, Hi and Hij alone, without their errors: the least that a user would write.
"""

from __future__ import annotations

import os
import time
from itertools import combinations

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from purpose_index.stats.mokken import guttman_errors, invariant_item_ordering, monotonicity, partition, scalability

SIZES = ((433, 10), (433, 40), (45_000, 27), (1_000_000, 10))


def answers(n: int, k: int) -> np.ndarray:
    """(n, k) answers in five categories, of one trait."""
    rng = np.random.default_rng(1)
    return np.digitize(rng.normal(size=(n, 1)) + 1.2 * rng.normal(size=(n, k)), [-1.5, -0.5, 0.5, 1.5]).astype(np.int8)


def loop(x: np.ndarray) -> float:
    """H by covariances and the highest ones that the frequencies allow, pair after pair."""
    own = most = 0.0
    ordered = np.sort(x, axis=0).astype(np.float64)
    x = x.astype(np.float64)
    for i, j in combinations(range(x.shape[1]), 2):
        own += np.cov(x[:, i], x[:, j])[0, 1]
        most += np.cov(ordered[:, i], ordered[:, j])[0, 1]
    return own / most


def clock(work) -> float:
    """The least processor seconds of some calls."""
    best = np.inf
    for _ in range(3):
        used = time.process_time()
        work()
        best = min(best, time.process_time() - used)
    return best


def main() -> None:
    """Print the table."""
    works = {"scalability, with errors": scalability, "partition": partition, "guttman_errors": guttman_errors}
    works |= {
        "monotonicity": monotonicity,
        "invariant_item_ordering": invariant_item_ordering,
        "the loop: H alone": loop,
    }
    print("| people × items | " + " | ".join(works) + " |")
    print("|---" * (len(works) + 1) + "|")
    for n, k in SIZES:
        x = answers(n, k)
        cells = (f"{clock(lambda work=work: work(x)):.3f}" for work in works.values())  # noqa: B023
        print(f"| {n:,} × {k} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
