"""Mokken scaling against the package mokken: every block of golden/*/mokken.json.

Tolerances. Coefficients, errors and Z values are closed forms: 1e-10. What mokken's summaries round is compared as
rounded. mokken breaks ties of equally popular steps by chance; none of these numbers hangs on one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.mokken import (
    guttman_errors,
    invariant_item_ordering,
    molenaar_sijtsma,
    monotonicity,
    partition,
    scalability,
)
from purpose_index.stats.reliability import alpha, guttman
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


@every_scale
def test_scales_that_are_selected_at_every_bound(dataset, scale):
    numbers, x = block(dataset, scale), answers(dataset, scale)
    assert partition(x).scales.tolist() == list(numbers["aisp_.3"]["assignment"].values())
    theirs = reference.array(numbers["aisp_seq"]["assignment"])  # of bfi agree the last two bounds are not in the file
    ours = partition(x, lower=tuple(numbers["aisp_seq"]["lowerbounds"][: theirs.shape[1]]))
    np.testing.assert_array_equal(ours.scales.T, theirs)


def test_forty_items_fall_into_the_same_scales():
    numbers = reference.golden("acl", "mokken")["aisp_40_items_.3"]["assignment"]
    assert partition(reference.matrix("acl", tuple(numbers))).scales.tolist() == list(numbers.values())


COLUMNS = {"compared": "#ac", "violations": "#vi", "largest": "maxvi", "total": "sum"}


def assert_alike(table, numbers, at, statistic):
    """Two decimals, and the whole part of `crit`: that is what the summaries of mokken keep."""
    columns = COLUMNS | {"z_largest": f"{statistic}max", "significant": f"#{statistic}sig"}
    np.testing.assert_allclose(table.Hi[at], numbers["ItemH"], atol=0.00551, rtol=0)  # rounded twice
    for ours, theirs in columns.items():
        np.testing.assert_allclose(getattr(table, ours)[at], numbers[theirs], atol=0.00501, rtol=0, err_msg=theirs)
    np.testing.assert_array_equal(np.floor(table.crit[at] + 1e-9), numbers["crit"])
    for ours, theirs, atol in ((table.violations, "#vi/#ac", 0.00501), (table.total, "sum/#ac", 0.0000501)):
        np.testing.assert_allclose((ours / table.compared)[at], numbers[theirs], atol=atol, rtol=0, err_msg=theirs)


@every_scale
def test_monotonicity(dataset, scale):
    numbers = block(dataset, scale)["monotonicity"]["summary"]
    assert_alike(monotonicity(answers(dataset, scale)), numbers, slice(None), "z")


@every_scale
def test_the_order_of_items(dataset, scale):
    numbers = block(dataset, scale)["iio"]
    names = [name.removeprefix("-") for name in block(dataset, scale)["keys"]]
    result = invariant_item_ordering(answers(dataset, scale))
    theirs = [name.removeprefix("-") for name in numbers["item_summary"]["rows"]]
    ours = [names[int(item) - 1] for item in result.items]
    assert ours[::-1] == [name.removeprefix("-") for name in numbers["items_order"]]  # from the lowest mean
    statistic = "t" if "tmax" in numbers["item_summary"] else "z"
    assert_alike(result.table, numbers["item_summary"], [ours.index(name) for name in theirs], statistic)
    assert pytest.approx(numbers["HT"], abs=1e-10) == result.HT
    last = reference.array(numbers["violations"])[:, -1]
    rows = numbers["violations"]["rows"]
    gone = {name.removeprefix("-") for name, left in zip(rows, last, strict=True) if np.isnan(left)}
    assert {names[int(item) - 1] for item in result.removed} == gone
    assert len(result.removed) == len(numbers["violations"]["cols"]) - 1


FILLED_IN_TURN = {"Achievement", "Dominance", "Affiliation", "Autonomy", "LEAD"}


@every_scale
def test_reliability(dataset, scale):
    """Where two steps of one item follow each other, mokken takes cells that it filled in before as neighbours."""
    numbers = block(dataset, scale)["reliability"]
    ours = molenaar_sijtsma(answers(dataset, scale))
    assert ours.value == pytest.approx(numbers["MS"], abs=1e-3 if scale in FILLED_IN_TURN else 1e-10)
    assert alpha(answers(dataset, scale)).value == pytest.approx(numbers["alpha"], abs=1e-10)
    assert guttman(answers(dataset, scale)).lambda2 == pytest.approx(numbers["lambda.2"], abs=1e-10)


@every_scale
def test_guttman_errors(dataset, scale):
    """Equally popular steps count half an error either way; mokken puts them in an order by chance."""
    numbers, x = block(dataset, scale)["guttman_errors"], answers(dataset, scale)
    ours = guttman_errors(x).errors
    ties = scale in {"Achievement", "Dominance", "Affiliation", "Autonomy", "LEAD"}
    np.testing.assert_allclose(ours[:50], numbers["first50"], atol=0.5 if ties else 0, rtol=0)
    assert ours.sum() == pytest.approx(numbers["sum"], abs=20 if ties else 0)
