"""How often intervals of categorical omega hold it: ordered answers, symmetric and skewed, by people.

`python -m benchmarks.coverage_categorical [SAMPLES]` prints the table of docs/methods/categorical-omega.md (400 samples
a row: some minutes of one core). A share p of m intervals has a standard error of `sqrt(p (1 - p) / m)`.

Five items that load .8, .7, .6, .5 and .7 on one factor, cut into five categories; the omega of this population follows
from the formula.
"""

from __future__ import annotations

import sys

import numpy as np

from purpose_index.errors import StatisticsError
from purpose_index.stats.reliability import categorical_omega
from purpose_index.stats.reliability.ordered_sums import OrderedItems, covariances
from purpose_index.stats.uncertainty.delta import around

LOADINGS = np.array([0.8, 0.7, 0.6, 0.5, 0.7])
CUTS = {"symmetric": [-1.3, -0.47, 0.47, 1.3], "skewed": [-2.0, -1.4, -0.8, 0.2]}
PEOPLE, LEVEL = (50, 100, 200, 500), 0.95


def population(cuts: list[float]) -> float:
    """Return omega where everybody has answered."""
    k = len(LOADINGS)
    items = OrderedItems.of([np.array(cuts)] * k, [np.arange(5.0)] * k)
    true = covariances(items, np.outer(LOADINGS, LOADINGS))
    return float(true.sum() / (true.sum() - np.trace(true) + items.variances.sum()))


def coverage(cuts: list[float], n: int, samples: int) -> tuple[float, float, float, float]:
    """Return how often 'log-delta' and 'delta' hold omega, how often there is no interval, and the mean of omega."""
    truth, rng = population(cuts), np.random.default_rng(n)
    held, values, without = [], [], 0
    for _ in range(samples):
        latent = rng.normal(size=(n, 1)) * LOADINGS + rng.normal(size=(n, 5)) * np.sqrt(1 - LOADINGS**2)
        try:
            found = categorical_omega(np.searchsorted(cuts, latent).astype(float))
        except StatisticsError:
            without += 1
            continue
        if found.low is None or found.high is None or found.se is None:
            without += 1
            continue
        low, high = around(found.value, found.se, LEVEL)
        held.append((found.low <= truth <= found.high, low <= truth <= high))
        values.append(found.value)
    log, delta = np.mean(held, axis=0)
    return float(log), float(delta), without / samples, float(np.mean(values))


def main(samples: int) -> None:
    """Print the table."""
    print("| people | answers | omega | mean estimate | log-delta | delta | without interval |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for kind, cuts in CUTS.items():
        for n in PEOPLE:
            log, delta, without, mean = coverage(cuts, n, samples)
            omega = population(cuts)
            print(f"| {n} | {kind} | {omega:.3f} | {mean:.3f} | {log:.3f} | {delta:.3f} | {without:.2f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
