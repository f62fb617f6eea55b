"""How often intervals of what a confirmatory model says of sums and factors hold it, and those of HTMT.

`python -m benchmarks.coverage_composites [SAMPLES]` prints the table of docs/methods/reliability-of-models.md (400
samples a row: some minutes of one core). A share p of m intervals has a standard error of `sqrt(p (1 - p) / m)`.

Two factors that correlate .6, with four items each that load .8, .7, .6 and .5; answers as they are, or cut into five
categories of which most people choose the highest.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import StatisticsError
from purpose_index.stats.cfa import cfa
from purpose_index.stats.reliability import (
    average_variance_extracted,
    composite_reliability,
    fornell_larcker,
    htmt,
    maximal_reliability,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import Estimator

    Array = NDArray[np.float64]

MODEL = {"f": ["1", "2", "3", "4"], "g": ["5", "6", "7", "8"]}
LOADINGS = np.tile([0.8, 0.7, 0.6, 0.5], 2)
CUTS = [-2.0, -1.4, -0.8, 0.2]
ROWS: tuple[tuple[str, Estimator], ...] = (("normal", "ML"), ("skewed", "ML"), ("skewed", "MLR"))
PEOPLE, LARGE = (50, 100, 200, 500), 400_000
NUMBERS = ("total", "omega", "ave", "best", "margin", "htmt", "htmt2")


def answers(rng: np.random.Generator, n: int, *, skewed: bool) -> Array:
    """Draw the answers of n people to eight items."""
    factors = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], size=n)
    latent = np.repeat(factors, 4, axis=1) * LOADINGS + rng.normal(size=(n, 8)) * np.sqrt(1 - LOADINGS**2)
    return np.searchsorted(CUTS, latent).astype(float) if skewed else latent


def intervals(x: Array, estimator: Estimator) -> Array:
    """Return the (numbers, 3) values and ends of the intervals; NaN where there are none."""
    fit = cfa(x, MODEL, estimator=estimator)
    sums, margins = composite_reliability(fit), fornell_larcker(fit)
    estimates = [sums.total, sums.factors["f"], average_variance_extracted(fit)["f"], maximal_reliability(fit)["f"]]
    pairs = [margins, htmt(x, MODEL), htmt(x, MODEL, mean="geometric")]
    rows = [[one.value, one.low, one.high] for one in estimates]
    rows += [[pair.values[0, 1], pair.low[0, 1], pair.high[0, 1]] for pair in pairs]
    return np.array(rows, dtype=float)


def coverage(n: int, samples: int, estimator: Estimator, *, skewed: bool) -> tuple[Array, float]:
    """Return the shares of intervals that hold their number, and of samples without intervals."""
    truth = intervals(answers(np.random.default_rng(0), LARGE, skewed=skewed), estimator)[:, 0]
    rng = np.random.default_rng(n)
    found = []
    for _ in range(samples):
        try:
            found.append(intervals(answers(rng, n, skewed=skewed), estimator))
        except StatisticsError:
            found.append(np.full((len(NUMBERS), 3), np.nan))
    low, high = np.array(found)[:, :, 1].T, np.array(found)[:, :, 2].T
    known = np.isfinite(low) & np.isfinite(high)
    held = (low <= truth[:, None]) & (truth[:, None] <= high)
    return (held & known).sum(axis=1) / known.sum(axis=1), 1 - float(known[0].mean())


def main(samples: int) -> None:
    """Print the table."""
    print(f"| people | answers | estimator | {' | '.join(NUMBERS)} | without |")
    print("|---:|---|---|" + "---:|" * (len(NUMBERS) + 1))
    for kind, estimator in ROWS:
        for n in PEOPLE:
            shares, without = coverage(n, samples, estimator, skewed=kind == "skewed")
            numbers = " | ".join(f"{share:.3f}" for share in shares)
            print(f"| {n} | {kind} | {estimator} | {numbers} | {without:.2f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
