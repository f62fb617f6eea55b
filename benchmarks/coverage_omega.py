"""How often intervals of omega total hold it: five-point answers, symmetric and skewed, by people and items.

`python -m benchmarks.coverage_omega [SAMPLES]` prints the table of docs/methods/omega.md (1,000 samples a row: some
minutes of one core). A share p of m intervals has a standard error of `sqrt(p (1 - p) / m)`.

All samples of a row are fitted at once, by what `people_for_omega_width` simulates with. A fit that is not proper at
once is tried again from one place, where `omega_total` looks from several: `--compare` counts the samples in which that
gives another interval (0 of 60 with 3, 4, 6 and 8 items each).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import StatisticsError
from purpose_index.stats.reliability import omega_total
from purpose_index.stats.reliability.omega_samples import omegas_and_errors
from purpose_index.stats.uncertainty.delta import around, around_log_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ends = tuple[float, float, float, float]

CUTS = {"symmetric": [-1.3, -0.47, 0.47, 1.3], "skewed": [-2.0, -1.4, -0.8, 0.2]}
LOADINGS = {"equal": lambda k: np.full(k, 0.7), "unequal": lambda k: np.linspace(0.4, 0.85, k)}
PEOPLE, ITEMS = (20, 50, 100, 200), (3, 4, 6, 8)
LARGE, LEVEL = 400_000, 0.95


def answers(rng: np.random.Generator, loadings: Array, cuts: list[float], n: int) -> Array:
    """Draw the answers of n people: one normal factor, cut into five categories."""
    latent = rng.normal(size=(n, 1)) * loadings + rng.normal(size=(n, len(loadings))) * np.sqrt(1 - loadings**2)
    return np.searchsorted(cuts, latent).astype(float)


def intervals(samples: list[Array]) -> list[Ends | None]:
    """Return the ends of the 'log-delta' and of the 'delta' interval of each sample; None where there is none."""
    n = len(samples[0])
    values, errors = omegas_and_errors(np.array([np.cov(x.T) for x in samples]), n)
    ends = [
        (*around_log_error(value, error, n, LEVEL), *around(value, error, LEVEL))
        for value, error in zip(values, errors, strict=True)
    ]
    return [one if np.isfinite(one).all() else None for one in ends]


def coverage(loadings: Array, cuts: list[float], n: int, samples: int, seed: int) -> tuple[float, float, float]:
    """Return the shares of 'log-delta' and 'delta' intervals that hold omega, and of samples without an interval."""
    truth = omega_total(answers(np.random.default_rng(0), loadings, cuts, LARGE), interval=None).value
    rng = np.random.default_rng(seed)
    found = intervals([answers(rng, loadings, cuts, n) for _ in range(samples)])
    ends = np.array([one for one in found if one])
    held = (ends[:, ::2] <= truth) & (truth <= ends[:, 1::2])
    return (*held.mean(axis=0).tolist(), 1 - len(ends) / samples)


def compare(samples: int) -> None:
    """Print in how many samples of 20 people `omega_total` itself has another interval."""
    for k in ITEMS:
        rng, loadings = np.random.default_rng(k), LOADINGS["unequal"](k)
        drawn = [answers(rng, loadings, CUTS["skewed"], 20) for _ in range(samples)]
        others = sum(not _same(x, ends) for x, ends in zip(drawn, intervals(drawn), strict=True))
        print(f"{k} items: {others} of {samples}", flush=True)


def _same(x: Array, ends: Ends | None) -> bool:
    try:
        found = omega_total(x)
    except StatisticsError:
        return ends is None
    if found.low is None or ends is None:
        return found.low is None and ends is None
    return bool(np.allclose([found.low, found.high], ends[:2], atol=1e-6))


def main(samples: int) -> None:
    """Print the table."""
    print("| people | items | answers | loadings | log-delta | delta | without interval |")
    print("|---:|---:|---|---|---:|---:|---:|")
    for n in PEOPLE:
        for k in ITEMS:
            for kind, cuts in CUTS.items():
                for name, loadings in LOADINGS.items():
                    new, old, none = coverage(loadings(k), cuts, n, samples, 1000 * n + k)
                    print(f"| {n} | {k} | {kind} | {name} | {new:.3f} | {old:.3f} | {none:.2f} |", flush=True)


if __name__ == "__main__":
    asked = [argument for argument in sys.argv[1:] if argument != "--compare"]
    (compare if "--compare" in sys.argv else main)(int(asked[0]) if asked else 1000)
