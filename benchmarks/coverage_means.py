"""How often intervals of the mean of a few people hold it, over all samples of five-point answers that there can be.

`python -m benchmarks.coverage_means` prints the table of docs/methods/means.md: exact, not simulated.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.special import gammaln, stdtrit

from purpose_index.stats.agreement.means import mean_intervals

SHARES = {
    "symmetric": (0.07, 0.24, 0.38, 0.24, 0.07),
    "uniform": (0.2, 0.2, 0.2, 0.2, 0.2),
    "skewed": (0.05, 0.05, 0.1, 0.3, 0.5),
    "heavily skewed": (0.02, 0.03, 0.05, 0.2, 0.7),
    "two camps": (0.4, 0.1, 0.0, 0.1, 0.4),
    "one in twenty at the other end": (0.05, 0.0, 0.0, 0.05, 0.9),
}
VALUES = np.arange(1.0, 6)


def samples(n: int) -> np.ndarray:
    """All counts of five options that n people can give."""
    bars = np.array(list(combinations(range(n + 4), 4)))
    return np.diff(np.c_[np.full(len(bars), -1), bars, np.full(len(bars), n + 4)], axis=1) - 1


def main() -> None:
    """Print the table."""
    print("| people | answers | score-t: covers | width | plain t: covers | width | ± 1.96 se: covers |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for n in (3, 5, 6, 8, 15, 30):
        counts = samples(n)
        mean = counts @ VALUES / n
        variance = np.maximum(counts @ VALUES**2 - n * mean**2, 0) / (n - 1)
        low, high = mean_intervals(np.full(len(mean), n), mean, variance, low=1, high=5)
        half = np.sqrt(variance / n)
        for name, shares in SHARES.items():
            p, truth = np.array(shares), VALUES @ shares
            logs = np.where(counts > 0, counts * np.log(np.where(p > 0, p, 1e-300)), 0).sum(axis=1)
            chance = np.exp(gammaln(n + 1) - gammaln(counts + 1).sum(axis=1) + logs)
            t = float(stdtrit(n - 1, 0.975)) * half
            held = [chance[abs(mean - truth) <= reach + 1e-12].sum() for reach in (t, 1.96 * half)]
            ours = chance[(low <= truth + 1e-12) & (truth <= high + 1e-12)].sum()
            widths = chance @ (high - low), chance @ (2 * t)
            row = f"{ours:.3f} | {widths[0]:.2f} | {held[0]:.3f} | {widths[1]:.2f} | {held[1]:.3f}"
            print(f"| {n} | {name} | {row} |")


if __name__ == "__main__":
    main()
