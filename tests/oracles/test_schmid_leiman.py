"""The Schmid-Leiman transformation against psych::schmid, of the oblique factors in golden/*/omega.json.

Three factors have exactly as many correlations as loadings on a general factor. Where the best of these is improper (a
Heywood case), psych's optimiser stops on the flat bottom, up to .01 away, at a larger sum of squares than ours.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from purpose_index.stats.factor import schmid_leiman
from tests.oracles import reference


def blocks(block, path: tuple[str, ...] = ()):
    """Every (path, block) with a Schmid-Leiman solution in it."""
    if isinstance(block, dict):
        if "schmid_sl" in block:
            yield path, block
        for name, inner in block.items():
            yield from blocks(inner, (*path, name))


CASES = [
    (dataset, path) for dataset in reference.datasets("omega") for path, _ in blocks(reference.golden(dataset, "omega"))
]


def solution(dataset: str, path: tuple[str, ...]):
    block = reference.golden(dataset, "omega")
    for name in path:
        block = block[name]
    pattern = reference.array(block["oblique"])
    phi = np.eye(1) if block["phi"] is None else reference.array(block["phi"])
    return schmid_leiman(pattern, phi), pattern, phi, block


def squares(loadings: np.ndarray, phi: np.ndarray) -> float:
    """Squared residuals of one factor over the pairs."""
    residual = phi - np.outer(loadings, loadings)
    return float((residual[np.triu_indices_from(residual, 1)] ** 2).sum())


def best_within_one(phi: np.ndarray) -> np.ndarray:
    """The loadings from -1 to 1 with the least squared residuals, by another minimiser."""
    rng, bounds = np.random.default_rng(1), [(-1, 1)] * len(phi)
    starts = rng.uniform(-1, 1, (10, len(phi)))
    ends = [minimize(squares, start, (phi,), "L-BFGS-B", bounds=bounds, options={"ftol": 1e-15}) for start in starts]
    best = min(ends, key=lambda end: end.fun).x
    return best * (-1 if best.sum() < 0 else 1)


@pytest.mark.parametrize(("dataset", "path"), CASES)
def test_transformation(dataset, path):
    """As psych's; where psych's loading of a factor on the general one exceeds 1, as the best within 1."""
    found, pattern, phi, block = solution(dataset, path)
    theirs, m = np.atleast_1d(np.array(block["gloading"], dtype=float)), len(phi)
    table = reference.array(block["schmid_sl"])
    improper = any(issue.code == "heywood-case" for issue in found.issues)
    expected = best_within_one(phi) if improper and m > 2 else theirs
    assert squares(found.second_order, phi) <= squares(expected, phi) + 1e-9
    np.testing.assert_allclose(found.second_order, expected, rtol=0, atol=1e-4)
    assert np.abs(found.second_order).max() <= 1 + 1e-12
    if not improper:
        np.testing.assert_allclose(found.general, table[:, 0], rtol=0, atol=1e-4)
        np.testing.assert_allclose(found.group, table[:, 1 : m + 1], rtol=0, atol=1e-4)
    np.testing.assert_allclose(found.uniquenesses, table[:, block["schmid_sl"]["cols"].index("u2")], atol=1e-10)
    assert (np.sign(found.group) * np.sign(pattern) >= 0).all()


@pytest.mark.parametrize(("dataset", "path"), CASES)
def test_two_factors_are_said_not_to_identify_a_general_one(dataset, path):
    found, _, phi, _ = solution(dataset, path)
    assert (len(phi) == 2) == any(issue.code == "underidentified-factors" for issue in found.issues)
