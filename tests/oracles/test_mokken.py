"""Mokken scaling against the package mokken: every block of golden/*/mokken.json.

Tolerances. Coefficients, errors and Z values are closed forms: 1e-10. What mokken's summaries round is compared as
rounded. mokken breaks ties of equally popular steps by chance; none of these numbers hangs on one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.mokken import scalability
from tests.oracles import reference

RANGES = {"acl": (0, 4), "bfi": (1, 6), "Science": (1, 4), "LSAT7": (0, 1), "LEAD": (1, 5), "HOSTIL": (0, 4)}
CASES = [
    (dataset, scale)
    for dataset in reference.datasets("mokken")
    for scale in reference.golden(dataset, "mokken")["scales"]
]
every_scale = pytest.mark.parametrize(("dataset", "scale"), CASES)
EXACT = {"rtol": 0, "atol": 1e-10}


def block(dataset, scale):
    return reference.golden(dataset, "mokken")["scales"][scale]


@lru_cache
def answers(dataset, scale):
    x = reference.keyed(dataset, block(dataset, scale)["keys"], *RANGES.get(scale) or RANGES[dataset])
    return x[~np.isnan(x).any(axis=1)]


@lru_cache
def coefficients(dataset, scale):
    return scalability(answers(dataset, scale))


def off_diagonal(values):
    return values[~np.eye(len(values), dtype=bool)]


@every_scale
def test_coefficients_and_their_errors(dataset, scale):
    result, numbers = coefficients(dataset, scale), block(dataset, scale)
    table, plain = numbers["coefH"], numbers["coefH_noSE"]
    assert result.n == numbers["n"]
    for ours, name in ((result.Hij, "Hij"), (result.Hij_se, "seHij")):
        assert np.isnan(ours.diagonal()).all()
        np.testing.assert_allclose(off_diagonal(ours), off_diagonal(reference.array(table[name])), **EXACT)
    np.testing.assert_allclose(off_diagonal(result.Hij), off_diagonal(reference.array(plain["Hij"])), **EXACT)
    for ours, name in ((result.Hi, "Hi"), (result.Hi_se, "seHi")):
        np.testing.assert_allclose(ours, reference.array(table[name])[:, 0], **EXACT)
    np.testing.assert_allclose(result.Hi, list(plain["Hi"].values()), **EXACT)
    assert pytest.approx(plain["H"], abs=1e-10) == result.H
    assert pytest.approx(reference.array(table["H"]).item(), abs=1e-10) == result.H
    assert result.H_se == pytest.approx(table["seH"], abs=1e-10)
    assert not result.issues


@every_scale
def test_z_values(dataset, scale):
    result, numbers = coefficients(dataset, scale), block(dataset, scale)["coefZ"]
    np.testing.assert_allclose(off_diagonal(result.Zij), off_diagonal(reference.array(numbers["Zij"])), **EXACT)
    np.testing.assert_allclose(result.Zi, list(numbers["Zi"].values()), **EXACT)
    assert pytest.approx(numbers["Z"], abs=1e-10) == result.Z
