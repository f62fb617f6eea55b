"""How often `screen` counts people who take care, and how many it finds who do not.

`OPENBLAS_NUM_THREADS=1 python -m benchmarks.careless_rates` prints a table: twelve items in four scales that load .7 on
traits that correlate .5, five options; a tenth of the people take no care, or nobody. Some kinds of people who take
care are unlike the made-up ones of `screen`: in the tails of their traits, or in how far out they answer.
"""

from __future__ import annotations

import os

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from purpose_index.stats.screening import Asked, screened

SAMPLES = 40
SCALES = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]]
ASKED = Asked([(1, 2, 3, 4, 5)] * 12, [False] * 12, SCALES)
KINDS = ("all with care", "one answer throughout", "by chance", "by chance in the second half")
STYLES = {"all with care, some far out": 0.25, "all with care, some very far out": 0.5}  # sd of the log of how far out
TAILS = "all with care, traits with long tails"  # t of 3 degrees of freedom


def codes(n: int, kind: str, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """(n, 12) codes, and how many of the first people take no care."""
    parts = [rng.standard_t(3, (n, m)) / np.sqrt(3) if kind == TAILS else rng.normal(size=(n, m)) for m in (1, 4)]
    traits = np.sqrt(0.5) * (parts[0] + parts[1])
    z = 0.7 * np.repeat(traits, 3, axis=1) + np.sqrt(0.51) * rng.normal(size=(n, 12))
    if kind in STYLES:
        z *= np.exp(STYLES[kind] * rng.normal(size=(n, 1)))
    x = np.digitize(z, [-1.2, -0.4, 0.4, 1.2]).astype(np.int8)
    few = n // 10 if kind in KINDS[1:] else 0
    if kind == KINDS[1]:
        x[:few] = rng.integers(0, 5, (few, 1))
    elif few:
        first = 6 if kind == KINDS[3] else 0
        x[:few, first:] = rng.integers(0, 5, (few, 12 - first))
    return x, few


def main() -> None:
    """Print the table."""
    print("| people | a tenth answers | with care, but two signs | expected | without care, one sign | two signs |")
    print("|---|---|---|---|---|---|")
    for n in (200, 1000):
        for kind in (*KINDS, TAILS, *STYLES):
            rows = []
            for seed in range(SAMPLES):
                x, few = codes(n, kind, np.random.default_rng(seed))
                found = screened(x, ASKED)
                count = found.counts
                rows.append((
                    np.mean(count[few:] >= 2), found.expected_share(2),
                    *(np.mean(count[:few] >= least) if few else np.nan for least in (1, 2)),
                ))  # fmt: skip
            cells = (f"{value:.1%}" if value == value else "" for value in np.mean(rows, axis=0))
            print(f"| {n:,} | {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
