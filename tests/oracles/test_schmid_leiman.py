"""The Schmid-Leiman transformation against psych::schmid, of the oblique factors in golden/*/omega.json.

Three factors have exactly as many correlations as loadings on a general factor. Where the best of these is improper (a
Heywood case), psych's optimiser stops on the flat bottom, up to .01 away, at a larger sum of squares than ours.
"""

from __future__ import annotations

import numpy as np
import pytest

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


def bounded_squares(phi: np.ndarray, loadings: np.ndarray) -> float:
    """Squared residuals of one factor with uniquenesses of .005 or more."""
    residual = phi - np.outer(loadings, loadings)
    excess = np.maximum(loadings**2 - 0.995, 0)
    return float((residual[np.triu_indices_from(residual, 1)] ** 2).sum() + 0.5 * (excess**2).sum())


@pytest.mark.parametrize(("dataset", "path"), CASES)
def test_transformation(dataset, path):
    found, pattern, phi, block = solution(dataset, path)
    theirs, m = np.atleast_1d(np.array(block["gloading"], dtype=float)), len(phi)
    table = reference.array(block["schmid_sl"])
    improper = any(issue.code == "heywood-case" for issue in found.issues)
    if m > 2:
        assert bounded_squares(phi, found.second_order) <= bounded_squares(phi, theirs) + 1e-12
    atol = 0.01 if improper else 1e-4
    np.testing.assert_allclose(found.second_order, theirs, rtol=0, atol=atol)
    np.testing.assert_allclose(found.general, table[:, 0], rtol=0, atol=atol)
    np.testing.assert_allclose(found.group, table[:, 1 : m + 1], rtol=0, atol=atol)
    np.testing.assert_allclose(found.uniquenesses, table[:, block["schmid_sl"]["cols"].index("u2")], atol=1e-10)
    assert (np.sign(found.group) * np.sign(pattern) >= 0).all()


@pytest.mark.parametrize(("dataset", "path"), CASES)
def test_two_factors_are_said_not_to_identify_a_general_one(dataset, path):
    found, _, phi, _ = solution(dataset, path)
    assert (len(phi) == 2) == any(issue.code == "underidentified-factors" for issue in found.issues)
