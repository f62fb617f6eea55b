"""How often `screen` counts people who take care, and how many it finds who do not.

`OPENBLAS_NUM_THREADS=1 python -m benchmarks.careless_rates` prints a table: items in four scales, three or five each,
that load .7 on traits that correlate .5, five options; a tenth of the people take no care, or nobody. Some kinds of
people who take care are unlike the made-up ones of `screen`.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from purpose_index.stats.screening import Asked, screened

if TYPE_CHECKING:
    from collections.abc import Callable

Codes = np.ndarray
SAMPLES = 40
SCALES = 4
CUTS = (-1.2, -0.4, 0.4, 1.2)


def careful(n: int, k: int, rng: np.random.Generator, *, style: float = 0.0, tails: bool = False, yes: float = 0.0):
    """(n, k) codes of people whose factors of how far out they answer have logarithms with this deviation."""
    parts = [rng.standard_t(3, (n, m)) / np.sqrt(3) if tails else rng.normal(size=(n, m)) for m in (1, SCALES)]
    z = 0.7 * np.repeat(np.sqrt(0.5) * (parts[0] + parts[1]), k // SCALES, axis=1)
    z += np.sqrt(0.51) * rng.normal(size=(n, k)) + yes * rng.normal(size=(n, 1))
    return np.digitize(z * np.exp(style * rng.normal(size=(n, 1))), CUTS).astype(np.int8)


def skewed(n: int, k: int, rng: np.random.Generator):
    """Codes that are mostly above the middle option, from which a factor of each person counts."""
    z = (
        0.8
        + 0.7 * np.repeat(rng.normal(size=(n, SCALES)), k // SCALES, axis=1)
        + np.sqrt(0.51) * rng.normal(size=(n, k))
    )
    return np.digitize(z * np.exp(0.5 * rng.normal(size=(n, 1))), [-1.5, -0.5, 0.5, 1.5]).astype(np.int8)


def by_turns(n: int, k: int, rng: np.random.Generator):
    """Two options, other ones of each person, by turns."""
    return rng.permuted(np.tile(np.arange(5), (n, 1)), axis=1)[:, np.arange(k) % 2]


CAREFUL: dict[str, Callable[..., Codes]] = {
    "all with care": careful,
    "some far out": lambda n, k, rng: careful(n, k, rng, style=0.25),
    "some very far out": lambda n, k, rng: careful(n, k, rng, style=0.5),
    "some very far out from the middle option, most above it": skewed,
    "traits with long tails (t of 3 degrees of freedom)": lambda n, k, rng: careful(n, k, rng, tails=True),
    "some rather say yes": lambda n, k, rng: careful(n, k, rng, yes=0.6),
}
CARELESS: dict[str, Callable[..., Codes]] = {
    "one answer throughout": lambda n, k, rng: np.repeat(rng.integers(0, 5, (n, 1)), k, axis=1),
    "by chance": lambda n, k, rng: rng.integers(0, 5, (n, k)),
    "by chance in the second half": lambda n, k, rng: np.where(
        np.arange(k) < k // 2, careful(n, k, rng), rng.integers(0, 5, (n, k))
    ),
    "two options by turns": by_turns,
    "1 2 3 4 5 1 2 and on": lambda n, k, rng: (rng.integers(0, 5, (n, 1)) + np.arange(k)) % 5,
    "1 2 3 4 5 4 3 and back": lambda n, k, rng: 4 - np.abs(4 - (rng.integers(0, 8, (n, 1)) + np.arange(k)) % 8),
}


def row(n: int, k: int, kind: str, samples: int) -> tuple[float, ...]:
    """Shares of people with care that show two signs, that are expected to; without care that show one, and two."""
    asked = Asked([(1, 2, 3, 4, 5)] * k, [False] * k, np.arange(k).reshape(SCALES, -1).tolist())
    rows = []
    for seed in range(samples):
        rng = np.random.default_rng(seed)
        few = n // 10 if kind in CARELESS else 0
        x = CAREFUL.get(kind, careful)(n, k, rng)
        x[:few] = CARELESS[kind](few, k, rng) if few else x[:0]
        found = screened(x, asked)
        without = [np.mean(found.counts[:few] >= least) if few else np.nan for least in (1, 2)]
        rows.append((np.mean(found.counts[few:] >= 2), found.expected_share(2), *without))
    return tuple(np.mean(rows, axis=0))


def main(samples: int = SAMPLES) -> None:
    """Print the table."""
    print("| people | items | a tenth, or all | with care, two signs | expected | without, one sign | two signs |")
    print("|---|---|---|---|---|---|---|")
    for n, k in ((200, 12), (1000, 12), (500, 20)):
        for kind in (*CAREFUL, *CARELESS):
            cells = (f"{value:.1%}" if value == value else "" for value in row(n, k, kind, samples))
            print(f"| {n:,} | {k} | {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
