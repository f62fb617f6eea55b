"""How often intervals of an ordinal factor model hold its parameters, and how often its test rejects a true model.

`python -m benchmarks.coverage_ordinal [SAMPLES]` prints the table of docs/methods/confirmatory-ordinal.md (400 samples
a row: a few minutes of one core). A share p of m samples has a standard error of `sqrt(p (1 - p) / m)`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.errors import StatisticsError
from purpose_index.stats.cfa import cfa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa import ConfirmatoryFactorAnalysis

    Array = NDArray[np.float64]

CUTS = {
    "two, at .5": [0.0],
    "two, at .85": [1.04],
    "five, symmetric": [-1.3, -0.47, 0.47, 1.3],
    "five, skewed": [-2.0, -1.4, -0.8, 0.2],
}
PEOPLE = (200, 500, 1000)
LOADINGS = np.array([0.8, 0.7, 0.6, 0.5])
CORRELATION = 0.4
NAMES = [f"x{j}" for j in range(1, 9)]
MODEL = {"f": NAMES[:4], "g": NAMES[4:]}


def answers(rng: np.random.Generator, cuts: list[float], n: int) -> Array:
    """Draw the answers of n people to four items of each of two factors."""
    factors = rng.multivariate_normal([0, 0], [[1, CORRELATION], [CORRELATION, 1]], size=n)
    loadings = np.tile(LOADINGS, 2)
    latent = np.repeat(factors, 4, axis=1) * loadings + rng.normal(size=(n, 8)) * np.sqrt(1 - loadings**2)
    return np.searchsorted(cuts, latent).astype(float)


class Seen(NamedTuple):
    """Of one sample: how many of eight loadings lie in their intervals, whether the correlation does, and the test."""

    loadings: float
    correlation: bool
    rejected: bool


def seen(found: ConfirmatoryFactorAnalysis) -> Seen:
    """Return what a sample says."""
    rows = [row for row in found.estimates if row.op == "=~"]
    truth = np.tile(LOADINGS, 2)
    held = [row.low <= loading <= row.high for row, loading in zip(rows, truth, strict=True)]
    between = found.estimate("f", "~~", "g")
    assert found.fit.scaled is not None
    return Seen(float(np.mean(held)), between.low <= CORRELATION <= between.high, found.fit.scaled.p_value < 0.05)


def row(cuts: list[float], n: int, samples: int, seed: int) -> tuple[float, float, float, float]:
    """Return the three shares over samples, and the share of samples without a fit."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(samples):
        try:
            fit = cfa(answers(rng, cuts, n), MODEL, names=NAMES, estimator="WLSMV", identification="variance")
        except StatisticsError:
            continue
        if fit.converged:
            found.append(seen(fit))
    loadings, correlation, rejected = np.mean(np.array(found, dtype=float), axis=0).tolist()
    return loadings, correlation, rejected, 1 - len(found) / samples


def main() -> None:
    """Print the table."""
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("| options | people | loadings | correlation | rejected at .05 | no fit |\n|---|---|---|---|---|---|")
    for seed, (name, cuts) in enumerate(CUTS.items()):
        for n in PEOPLE:
            shares = " | ".join(f"{100 * share:.1f} %" for share in row(cuts, n, samples, seed))
            print(f"| {name} | {n} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
