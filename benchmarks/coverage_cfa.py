"""How often intervals of ML and MLR hold a loading, and tests reject a true model: five-point answers, skewed.

`python -m benchmarks.coverage_cfa [SAMPLES]` prints the table of docs/methods/confirmatory.md (500 samples a row: some
minutes of one core). A share p of m samples has a standard error of `sqrt(p (1 - p) / m)`.

Two factors that correlate .4, four items each with loadings .5 to .8. Normal answers follow that model. Five-point ones
are cut from such answers: their covariances follow a model of two factors too, all but exactly, whose parameters are
those that a very large sample gives.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import PurposeIndexError
from purpose_index.stats.cfa import cfa

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa import ConfirmatoryFactorAnalysis
    from purpose_index.stats.cfa.results import Estimator

    Array = NDArray[np.float64]

CUTS = {
    "normal": None,
    "five points, symmetric": [-1.3, -0.47, 0.47, 1.3],
    "five points, skewed": [-2.0, -1.4, -0.8, 0.2],
}
PEOPLE, LARGE = (200, 1000), 1_000_000
STRENGTH = np.array([0.5, 0.6, 0.7, 0.8])
ITEMS = tuple("abcdefgh")
MODEL = {"one": ITEMS[:4], "two": ITEMS[4:]}
ESTIMATORS: tuple[Estimator, ...] = ("ML", "MLM", "MLR")


def answers(rng: np.random.Generator, cuts: list[float] | None, n: int) -> Array:
    """Draw the answers of n people."""
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=n)
    strength = np.tile(STRENGTH, 2)
    latent = np.repeat(factors, 4, axis=1) * strength + rng.normal(size=(n, 8)) * np.sqrt(1 - strength**2)
    return latent if cuts is None else np.searchsorted(cuts, latent).astype(float)


def fitted(x: Array, estimator: Estimator) -> ConfirmatoryFactorAnalysis:
    return cfa(x, MODEL, names=ITEMS, identification="variance", estimator=estimator)


def rates(cuts: list[float] | None, n: int, samples: int, seed: int) -> dict[Estimator, tuple[float, float]]:
    """The shares of intervals that hold the loading and of tests with p below .05, of samples that can be fitted."""
    truth = fitted(answers(np.random.default_rng(0), cuts, LARGE), "ML").theta[:8]
    rng = np.random.default_rng(seed)
    found: dict[Estimator, list[tuple[float, bool]]] = {estimator: [] for estimator in ESTIMATORS}
    for _ in range(samples):
        x = answers(rng, cuts, n)
        for estimator in ESTIMATORS:
            try:
                model = fitted(x, estimator)
            except PurposeIndexError:
                continue
            held = [row.low <= value <= row.high for row, value in zip(model.estimates[:8], truth, strict=True)]
            found[estimator].append((float(np.mean(held)), (model.fit.scaled or model.fit).p_value < 0.05))
    return {estimator: tuple(np.mean(each, axis=0).tolist()) for estimator, each in found.items()}


def main(samples: int) -> None:
    """Print the table."""
    print("| people | answers | " + " | ".join(f"{name}: held | rejected" for name in ESTIMATORS) + " |")
    print("|---:|---|" + "---:|" * 6)
    for n in PEOPLE:
        for kind, cuts in CUTS.items():
            cells = [f"{held:.3f} | {rejected:.3f}" for held, rejected in rates(cuts, n, samples, n).values()]
            print(f"| {n} | {kind} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 500)
