"""How often tests of invariance reject what is equal in two groups: answers of five points.

`python -m benchmarks.coverage_invariance [SAMPLES]` prints the table of docs/methods/invariance.md (500 samples a row:
some ten minutes of one core). A share p of m samples has a standard error of `sqrt(p (1 - p) / m)`.

Both groups are drawn from the two factors of `coverage_cfa`, so that every level of invariance holds. Where an option
that one group has nobody of the other chose, ordered answers cannot be compared: those samples do not count.
"""

from __future__ import annotations

import sys

import numpy as np
from benchmarks.coverage_cfa import CUTS, ITEMS, MODEL, answers

from purpose_index.errors import PurposeIndexError
from purpose_index.stats.cfa import invariance

ESTIMATORS = ("ML", "MLR", "WLSMV")
LEVELS = ("thresholds", "metric", "scalar", "strict")
PEOPLE = (200, 1000)


def rejected(kind: str, n: int, samples: int, estimator: str) -> tuple[dict[str, float], int]:
    """The share of samples in which the test of each level has p below .05, and how many samples there are."""
    groups = ["a"] * n + ["b"] * n
    found = []
    for seed in range(samples):
        x = answers(np.random.default_rng(seed), CUTS[kind], 2 * n)
        ordinal = estimator == "WLSMV"
        try:
            steps = invariance(x, MODEL, groups, names=ITEMS, ordinal=ordinal, estimator=estimator).steps
        except PurposeIndexError:
            continue
        if all(step.p_value_change == step.p_value_change for step in steps[1:]):
            found.append({step.level: step.p_value_change < 0.05 for step in steps[1:]})
    return {level: float(np.mean([one[level] for one in found])) for level in LEVELS if level in found[0]}, len(found)


def main(samples: int) -> None:
    """Print the table."""
    print("| people a group | answers | estimator | samples | " + " | ".join(LEVELS) + " |")
    print("|---:|---|---|---:|" + "---:|" * len(LEVELS))
    for n in PEOPLE:
        for kind in CUTS:
            for estimator in ESTIMATORS[: 2 if kind == "normal" else 3]:
                shares, counted = rejected(kind, n, samples, estimator)
                cells = [f"{shares[level]:.3f}" if level in shares else "" for level in LEVELS]
                print(f"| {n} | {kind} | {estimator} | {counted} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 500)
