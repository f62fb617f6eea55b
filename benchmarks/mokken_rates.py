"""How often intervals of scalability hold the truth, and how often chance looks like a fall or a turned order.

`OPENBLAS_NUM_THREADS=1 python -m benchmarks.mokken_rates` prints a table: six items with five options, one trait,
loadings .7; the truth is that of two million people.
"""

from __future__ import annotations

import os

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from purpose_index.stats.mokken import invariant_item_ordering, monotonicity, partition, scalability

SAMPLES = 500
POPULATION = 2_000_000
SHIFT = np.linspace(-0.75, 0.75, 6)


def answers(n: int, rng: np.random.Generator) -> np.ndarray:
    """(n, 6) answers of one trait, from an easy item to a hard one."""
    z = 0.7 * rng.normal(size=(n, 1)) + np.sqrt(0.51) * rng.normal(size=(n, 6))
    return np.digitize(z + SHIFT, [-1.2, -0.4, 0.4, 1.2]).astype(np.int8)


def main() -> None:
    """Print the table."""
    truth = scalability(answers(POPULATION, np.random.default_rng(0)))
    apart = ~np.eye(6, dtype=bool)
    print(f"H {truth.H:.3f}, items {truth.Hi.round(3)}")
    print("| people | H held | Hi held | Hij held | a fall | crit > 80 | an order turned | an item left out |")
    print("|---|---|---|---|---|---|---|---|")
    for n in (200, 1000):
        rows = []
        for seed in range(SAMPLES):
            x = answers(n, np.random.default_rng(seed))
            found, falls, order = scalability(x), monotonicity(x), invariant_item_ordering(x)
            rows.append((
                abs(found.H - truth.H) <= 1.96 * found.H_se,
                (np.abs(found.Hi - truth.Hi) <= 1.96 * found.Hi_se).mean(),
                (np.abs(found.Hij - truth.Hij) <= 1.96 * found.Hij_se)[apart].mean(),
                (falls.significant > 0).mean(),
                (falls.crit > 80).mean(),
                bool(order.removed),
                (partition(x).scales != 1).mean(),
            ))  # fmt: skip
        print(f"| {n:,} | " + " | ".join(f"{value:.1%}" for value in np.mean(rows, axis=0)) + " |", flush=True)


if __name__ == "__main__":
    main()
