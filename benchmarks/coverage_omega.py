"""How often intervals of omega total hold it: five-point answers, symmetric and skewed, by people and items.

`python -m benchmarks.coverage_omega [INTERVALS]` prints the table of docs/methods/omega.md (1,000 intervals a row: a
quarter of an hour of one core). With fewer it is quicker and less certain: a share p of m intervals has a standard
error of `sqrt(p (1 - p) / m)`.
"""

from __future__ import annotations

import sys

import numpy as np

from purpose_index.errors import StatisticsError
from purpose_index.stats.reliability import omega_total

CUTS = {"symmetric": [-1.3, -0.47, 0.47, 1.3], "skewed": [-2.0, -1.4, -0.8, 0.2]}
LOADINGS = {"equal": lambda k: np.full(k, 0.7), "unequal": lambda k: np.linspace(0.4, 0.85, k)}
LARGE = 400_000
NORMAL_975 = 1.959964


def answers(rng: np.random.Generator, loadings: np.ndarray, cuts: list[float], n: int) -> np.ndarray:
    """Draw the answers of n people: one normal factor, cut into five categories."""
    latent = rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, len(loadings))) * np.sqrt(1 - loadings**2)
    return np.searchsorted(cuts, latent)


def coverage(loadings: np.ndarray, cuts: list[float], n: int, intervals: int, seed: int) -> tuple[float, float, float]:
    """Return the shares of 'log-delta' and 'delta' intervals that hold omega, and of samples without an interval."""
    truth = omega_total(answers(np.random.default_rng(0), loadings, cuts, LARGE), interval=None).value
    rng, held, samples = np.random.default_rng(seed), [], 0
    while len(held) < intervals:
        samples += 1
        try:
            found = omega_total(answers(rng, loadings, cuts, n))
        except StatisticsError:
            continue
        if found.low is not None:
            delta = abs(found.value - truth) <= NORMAL_975 * found.se
            held.append([found.low <= truth <= found.high, delta])
    return (*np.mean(held, axis=0).tolist(), 1 - intervals / samples)


def main(intervals: int) -> None:
    """Print the table."""
    print("| people | items | answers | loadings | log-delta | delta | without interval |")
    print("|---:|---:|---|---|---:|---:|---:|")
    for n in (20, 50, 100, 200):
        for k in (3, 4, 6, 8):
            for kind, cuts in CUTS.items():
                for name, loadings in LOADINGS.items():
                    new, old, none = coverage(loadings(k), cuts, n, intervals, 1000 * n + k)
                    print(f"| {n} | {k} | {kind} | {name} | {new:.3f} | {old:.3f} | {none:.2f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
