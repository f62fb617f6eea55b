"""Every number of golden/*/ctt.json on Guttman's bounds, split halves and the greatest lower bound, key by key."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from purpose_index.stats.inputs import moments_of
from purpose_index.stats.reliability import alpha, glb, guttman, split_half
from tests.oracles import reference

TOLERANCE = 1e-10  # closed forms, and 15 digits in the files
BLOCKS = ("guttman_cov_closed_form", "psych_guttman", "psych_splitHalf_cor", "psych_splitHalf_cov", "total")

ONE_HALF = "psych tries half of the splits of an odd number of items, and its numbers are not those of all"
OTHER_NUMBER = "a number of principal components, which is no lower bound"
OTHER_PAIRWISE = (
    "psych::guttman takes each correlation over the people who answered both items, with their own deviations"
)
NOT_COMPARED = {
    "psych_guttman.lambda.5p": "lambda 5 times a factor that Guttman does not have",
    "psych_guttman.alpha.pc": OTHER_NUMBER,
    "psych_guttman.r.pc": OTHER_NUMBER,
    "psych_guttman.beta.pc": OTHER_NUMBER,
    "psych_guttman.glb": "glb.fa: communalities of a factor analysis; see the last tests",
    "psych_splitHalf.med.r": "a summary of the same matrix that we do not report",
    "psych_splitHalf.av.r": "a summary of the same matrix, from which alpha follows",
    "psych_splitHalf.brute": "whether all splits were tried",
    "psych_splitHalf.sum_raw": "the sum of the split halves: the mean times their number",
    "psych_splitHalf.ci": "percentiles over splits, which are no interval of anything",
}
ODD = {
    **{f"psych_splitHalf.{key}": ONE_HALF for key in ("maxrb", "minrb", "meanr", "sorted_first10")},
    "psych_guttman.lambda.4": ONE_HALF,
    "psych_guttman.beta": ONE_HALF,
}


def blocks():
    for dataset in reference.datasets("ctt"):
        for scale, golden in reference.golden(dataset, "ctt")["scales"].items():
            for rule in ("complete", "pairwise"):
                for name in BLOCKS:
                    if name in golden.get(rule, {}):
                        yield pytest.param(dataset, scale, rule, name, id=f"{dataset}-{scale}-{rule}-{name}")


def why_not(rule, name, key, k) -> str | None:
    """Why a key of a block is not compared; None where it is."""
    if rule == "pairwise" and name == "psych_guttman":
        return OTHER_PAIRWISE
    if key in ("source", "note", "formula"):
        return "provenance"
    if name == "total":
        return None if key == "G6(smc)" else "tests/oracles/test_ctt.py"
    path = f"{name.removesuffix('_cor').removesuffix('_cov')}.{key}"
    return NOT_COMPARED.get(path) or (ODD.get(path) if k % 2 else None)


@pytest.mark.parametrize(("dataset", "scale", "rule", "name"), list(blocks()))
def test_every_number_of_a_block(dataset, scale, rule, name):
    golden = reference.golden(dataset, "ctt")["scales"][scale]
    x = reference.keyed(dataset, golden["keys"], golden["min"], golden["max"], reference.table_like)
    missing = "listwise" if rule == "complete" else "pairwise"
    ours = computed(
        x if name in ("guttman_cov_closed_form", "psych_splitHalf_cov") else standardized(x, missing), missing
    )
    for key, expected in golden[rule][name].items():
        if why_not(rule, name, key, x.shape[1]) is None:
            assert_equal(ours[key], expected, key)


def assert_equal(found, expected, key):
    if isinstance(expected, dict):
        for inner, value in expected.items():
            assert_equal(found[inner], value, f"{key}.{inner}")
    else:
        np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE, err_msg=key)


def standardized(x, missing):
    """The items as psych takes them: divided by the deviations of those who answered (under listwise, everything)."""
    if missing == "listwise":
        x = x[~np.isnan(x).any(axis=1)]
    return (x - np.nanmean(x, axis=0)) / np.nanstd(x, axis=0, ddof=1)


def computed(x, missing) -> dict[str, object]:
    """Our numbers under the files' keys."""
    bounds, halves = guttman(x, missing=missing), split_half(x, missing=missing)
    lambdas = {number: getattr(bounds, f"lambda{number}") for number in range(1, 7)}
    return {
        **{f"lambda{number}": value for number, value in lambdas.items()},
        **{f"lambda.{number}": value for number, value in lambdas.items()},
        "guttman_rulon_split_halves": {
            "n_splits": halves.splits,
            "max": halves.maximum,
            "min": halves.minimum,
            "mean": halves.mean,
            "median": halves.median,
        },
        "alpha": alpha(x, interval=None, missing=missing).value,
        "G6(smc)": bounds.lambda6,
        "beta": max(halves.minimum, 0.0),  # psych::guttman puts 0 for a beta below it
        "maxrb": halves.maximum,
        "minrb": halves.minimum,
        "meanr": halves.mean,
        "sorted_first10": sorted_halves(x, missing)[:10],
    }


def sorted_halves(x, missing):
    """All split halves, one by one, from the definition: 4 cov(A, B) / V."""
    C = moments_of(x, missing).covariance()
    k = len(C)
    found = []
    for first in combinations(range(k), k // 2):
        second = [j for j in range(k) if j not in first]
        if 2 * len(first) == k and 0 not in first:
            continue  # met already, as the other half
        found.append(4 * C[np.ix_(first, second)].sum() / C.sum())
    return np.sort(found)


def scales():
    for dataset in reference.datasets("ctt"):
        for scale in reference.golden(dataset, "ctt")["scales"]:
            yield pytest.param(dataset, scale, id=f"{dataset}-{scale}")


@pytest.mark.parametrize(("dataset", "scale"), list(scales()))
def test_lambda6_of_the_other_items(dataset, scale):
    golden = reference.golden(dataset, "ctt")["scales"][scale]
    x = standardized(
        reference.keyed(dataset, golden["keys"], golden["min"], golden["max"], reference.table_like), "listwise"
    )
    for j, expected in enumerate(golden["complete"]["alpha_if_deleted"]["G6(smc)"]):
        if x.shape[1] > 2:
            assert guttman(np.delete(x, j, axis=1)).lambda6 == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize(("dataset", "scale"), list(scales()))
def test_the_greatest_lower_bound_is_that_of_another_solver(dataset, scale):
    """CLARABEL stops within 1e-11 of the optimum of a problem whose variances are about 1."""
    golden = reference.golden(dataset, "ctt")["scales"][scale]
    x = reference.keyed(dataset, golden["keys"], golden["min"], golden["max"], reference.table_like)
    expected = json.loads(Path(__file__).with_name("glb.json").read_text(encoding="utf-8"))[f"{dataset} {scale}"]
    found, bounds = glb(x), guttman(x)
    assert found.value == pytest.approx(expected, abs=TOLERANCE)
    assert found.value >= max(bounds.lambda2, bounds.lambda4, bounds.lambda6) - TOLERANCE


def test_psychs_glb_is_no_lower_bound():
    """Of these scales it lies above the greatest lower bound in some and below it in others."""
    differences = []
    for dataset in reference.datasets("ctt"):
        for golden in reference.golden(dataset, "ctt")["scales"].values():
            if "glb" in golden["complete"].get("psych_guttman", {}):
                x = reference.keyed(dataset, golden["keys"], golden["min"], golden["max"], reference.table_like)
                psych = golden["complete"]["psych_guttman"]["glb"]
                differences.append(psych - glb(standardized(x, "listwise")).value)
    assert max(differences) > 0.02
    assert min(differences) < -0.02
