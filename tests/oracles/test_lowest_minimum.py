"""Extraction ends in the lowest minimum that 50 random starts of another minimiser find, on items of real data.

In each of these sets of items a search from squared multiple correlations alone ends in a higher one.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from purpose_index.stats.correlation import pearson
from purpose_index.stats.factor import extract
from tests.oracles import reference

BFI = [*(f"{trait}{i}" for trait in "ACENO" for i in range(1, 6)), "gender", "education", "age"]
CASES = [
    ("bfi", [BFI[j] for j in (1, 3, 4, 6, 7, 9, 10, 11, 12, 15, 16, 17, 19, 20, 22, 25, 26)], 3, "ml"),
    ("bfi", [BFI[j] for j in (8, 9, 10, 12, 14, 15, 17, 18, 19, 22, 24, 26)], 5, "minres"),
    ("HolzingerSwineford1939", ["id", "sex", "ageyr", "agemo", "grade", *(f"x{i}" for i in range(1, 10))], 4, "ml"),
]


def least_squares(psi: np.ndarray, R: np.ndarray, m: int) -> float:
    """Half the sum of the squared eigenvalues that m factors leave of R - diag(psi)."""
    return 0.5 * float((np.linalg.eigvalsh(R - np.diag(psi))[:-m] ** 2).sum())


def likelihood(psi: np.ndarray, R: np.ndarray, m: int) -> float:
    """Sum of g - log(g) - 1 over the eigenvalues g that m factors leave of the correlations scaled by psi."""
    left = np.linalg.eigvalsh(R / np.sqrt(np.outer(psi, psi)))[:-m]
    return float((left - np.log(left) - 1).sum())


@pytest.mark.parametrize(("dataset", "items", "m", "method"), CASES)
def test_no_random_start_ends_lower(dataset, items, m, method):
    x = reference.matrix(dataset, items, reference.table_like)
    correlations = pearson(x)
    found = extract(correlations, m, method=method)
    discrepancy = {"minres": least_squares, "ml": likelihood}[method]
    R, rng = correlations.values, np.random.default_rng(7)
    ends = [
        minimize(discrepancy, rng.uniform(0.005, 1, len(R)), (R, m), "L-BFGS-B", bounds=[(0.005, 1)] * len(R)).fun
        for _ in range(50)
    ]
    assert discrepancy(found.uniquenesses, R, m) <= min(ends) * (1 + 1e-8)
    assert found.converged
    assert found.starts > found.lowest_met >= 1  # some starts end higher, and it says so
