"""Careless answers against the package careless: every block of golden/*/careless.json.

Closed forms: 1e-9 a person, and of sums what rounding leaves over thousands of people.
"""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats import careless
from tests.oracles import reference

DATASETS = reference.datasets("careless")
SCALES = {"bfi": 5, "careless_dataset": 10}
REVERSED = {"bfi": ("A1", "C4", "C5", "E1", "E2", "O2", "O5"), "careless_dataset": ()}
every_dataset = pytest.mark.parametrize("dataset", DATASETS)


def numbers(dataset):
    return reference.golden(dataset, "careless")


def everybody(dataset):
    return reference.matrix(dataset, tuple(numbers(dataset)["items"]))


def complete(dataset):
    x = everybody(dataset)
    return x[~np.isnan(x).any(axis=1)]


def first(block):
    return np.array([np.nan if value is None else value for value in block["first100"]], dtype=float)


def assert_alike(ours, block):
    """The first hundred people one by one, and all of them by their sum and sum of squares."""
    np.testing.assert_allclose(ours[:100], first(block), rtol=0, atol=1e-9)
    assert len(ours) == block["n"]
    assert np.isnan(ours).sum() == block["n_na"]
    assert np.nansum(ours) == pytest.approx(block["sum"], rel=1e-11, abs=1e-9)
    assert np.nansum(ours**2) == pytest.approx(block["sumsq"], rel=1e-11, abs=1e-9)


@every_dataset
def test_runs_of_answers_alike(dataset):
    x, block = complete(dataset), numbers(dataset)
    runs = careless.longstring(x)
    assert_alike(runs, block["longstring"])
    assert dict(zip(*np.unique(runs, return_counts=True), strict=True)) == {
        float(length): people for length, people in block["longstring"]["table"].items()
    }
    assert_alike(careless.average_string(x), block["avgstr"])


def test_a_missing_answer_breaks_a_run():
    x, block = everybody("bfi"), numbers("bfi")["longstring_with_NA"]
    assert_alike(careless.longstring(x), block["longstr"])
    missing = np.isnan(x).sum(axis=1)
    runs = (25 - missing) / careless.average_string(x)
    assert_alike(25 / (runs + missing), block["avgstr"])  # careless counts every missing answer as a run of one


@every_dataset
def test_variability_over_items(dataset):
    x, block = complete(dataset), numbers(dataset)
    assert_alike(careless.irv(x), block["irv"])
    assert_alike(careless.irv(x), block["irv_split5"]["cols"]["irvTotal"])
    for part, items in enumerate(np.array_split(np.arange(x.shape[1]), 5)):
        assert_alike(careless.irv(x[:, items]), block["irv_split5"]["cols"][f"irv{part + 1}"])


def test_variability_of_what_was_answered():
    assert_alike(careless.irv(everybody("bfi")), numbers("bfi")["irv_with_NA"])


@every_dataset
def test_distances(dataset):
    block = numbers(dataset)["mahad"]
    distances = careless.mahalanobis(complete(dataset))
    assert_alike(distances, block)
    flagged = np.flatnonzero(distances > block["cutoff"]) + 1
    assert len(flagged) == block["n_flagged"]
    assert flagged[: len(block["flagged_rows_first100"])].tolist() == block["flagged_rows_first100"]


def test_distances_of_people_who_answered_all_among_others_who_did_not():
    """Who missed some answers has another distance here: psych puts the mean in their place, we leave the item out."""
    x = everybody("bfi")
    whole = ~np.isnan(x[:100]).any(axis=1)
    np.testing.assert_allclose(
        careless.mahalanobis(x)[:100][whole], first(numbers("bfi")["mahad_with_NA"])[whole], rtol=1e-9
    )


@every_dataset
def test_halves_of_scales(dataset):
    x, block = complete(dataset), numbers(dataset)
    for item in REVERSED[dataset]:
        column = block["items"].index(item)
        x[:, column] = 7 - x[:, column]
    scales = np.arange(x.shape[1]).reshape(SCALES[dataset], 5)
    assert_alike(-careless.even_odd(x, scales.tolist()), block["evenodd"])


@every_dataset
@pytest.mark.parametrize("least", [0.6, 0.5, 0.4])
def test_synonyms_and_antonyms(dataset, least):
    x, block = complete(dataset), numbers(dataset)
    assert_alike(careless.synonyms(x, least=least), block[f"psychsyn_{least}"]["resample_FALSE"])
    opposite = block[f"psychant_{least}"]
    ours = careless.antonyms(x, least=least)
    assert np.isnan(ours).all() if "error" in opposite else assert_alike(ours, opposite) is None
