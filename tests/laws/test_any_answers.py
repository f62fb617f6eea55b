"""Any answers at all: numbers in their range, or an error of our own with words; never a warning, never infinite."""

from __future__ import annotations

import inspect
import os

import numpy as np
import pytest

from purpose_index.errors import PurposeIndexError
from purpose_index.stats import reliability
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.items import item_table
from tests.oracles import reference

SAMPLES = int(os.environ.get("PURPOSE_INDEX_SAMPLES", "60"))  # of every kind and function; tens of thousands on request
AT_MOST_ONE = {
    "alpha",
    "standardized_alpha",
    "ordinal_alpha",
    "omega_total",
    "latent_response_omega",
    "stratified_alpha",
}
UNSIGNED = {"omega_total", "latent_response_omega", "omega_hierarchical", "glb"}
ROUND = 1e-9


def tiny(rng: np.random.Generator) -> np.ndarray:
    """A few people, a few items, a few options."""
    n, k, options = rng.integers(3, 16), rng.integers(2, 6), rng.integers(2, 6)
    x = rng.integers(1, options + 1, (n, k))
    if rng.random() < 0.3:
        x[:, -1] = x[:, 0] if rng.random() < 0.5 else options + 1 - x[:, 0]
    return x


def real(rng: np.random.Generator) -> np.ndarray:
    """Some real people, and some of the items that they answered."""
    x = reference.matrix("bfi", [f"{scale}{j}" for scale in "ACENO" for j in range(1, 6)])
    x = x[~np.isnan(x).any(axis=1)]
    n, k = rng.integers(6, 40), rng.integers(2, 6)
    people = rng.choice(len(x), n, replace=False)
    found = x[np.ix_(people, rng.choice(x.shape[1], k, replace=False))]
    return (found > 3).astype(float) if rng.random() < 0.5 else found


def check(name: str, result: object) -> None:
    """Look at every number of a result."""
    if isinstance(result, tuple):
        for part in result:
            check(name.removesuffix("_if_dropped").replace("omega", "omega_total"), part)
        return
    codes = {issue.code for issue in result.issues}
    for field in getattr(result, "__dataclass_fields__", ()):
        value = getattr(result, field)
        if isinstance(value, float | np.ndarray) and np.asarray(value).dtype.kind == "f":
            assert not np.isinf(value).any(), (name, field, value)
            assert not np.isnan(value).any() or codes or field in ("floor", "ceiling"), (name, field)
    if not isinstance(result, Estimate):
        return
    assert not np.isnan(result.value), (name, codes)
    if name in AT_MOST_ONE and "indefinite-polychoric" not in codes:
        assert result.value <= 1 + ROUND or codes, (name, result.value, codes)
    if name in UNSIGNED:
        assert -ROUND <= result.value <= 1 + ROUND or codes, (name, result.value, codes)
    if name == "alpha":
        assert result.value >= 0 or "negative-alpha" in codes
    if result.low is not None:
        assert result.low <= result.value + ROUND, (name, result)
        assert result.value <= result.high + ROUND or result.interval.startswith("bootstrap"), (name, result)
    if result.interval == "log-delta":
        assert result.high < 1


@pytest.mark.once
@pytest.mark.parametrize("kind", [tiny, real])
@pytest.mark.parametrize(
    "name",
    [
        name
        for name in reliability.__all__
        if inspect.isfunction(getattr(reliability, name))
        and name != "htmt"  # a matrix, and of a model
        and next(iter(inspect.signature(getattr(reliability, name)).parameters)) == "x"
    ],
)
def test_of_any_answers_a_number_in_its_range_or_an_error_in_words(name, kind):
    function, rng = getattr(reliability, name), np.random.default_rng(5)
    fitted = 10 if "hierarchical" in name or name == "bootstrap" else 4 if "omega" in name else 1  # how slow it is
    for _ in range(SAMPLES // fitted):
        x = kind(rng)
        k = x.shape[1]
        given = {
            "scales": [list(range(k // 2)), list(range(k // 2, k))] if k > 3 else [list(range(k))],
            "reliabilities": [0.8] * k,
            "coefficient": str(rng.choice(["lambda2", "lambda6"])),
        }
        parameters = list(inspect.signature(function).parameters.values())[1:]
        needed = [given[p.name] for p in parameters if p.default is p.empty]
        options = {"resamples": 100} if name == "bootstrap" else {}
        try:
            result = function(x, *needed, **options)
        except PurposeIndexError as error:
            assert error.issues
            continue
        check(name, result)


@pytest.mark.parametrize("kind", [tiny, real])
def test_of_any_answers_an_item_table(kind):
    rng = np.random.default_rng(6)
    for _ in range(SAMPLES):
        x = kind(rng).astype(float)
        x[rng.random(x.shape) < 0.1] = np.nan
        for missing in ("listwise", "pairwise"):
            table = item_table(x, missing=missing)
            check("item_table", table)
            for column in (table.item_rest_correlation, table.item_total_correlation):
                assert np.nanmax(np.abs([*column, 0])) <= 1
            assert np.nanmax([*table.alpha_if_dropped, 0]) <= 1 + ROUND or missing == "pairwise"
