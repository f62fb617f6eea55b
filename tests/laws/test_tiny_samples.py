"""A number that means something, or a refusal with words, of whatever tiny sample; never a warning."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.stats import factor
from purpose_index.stats.correlation import pearson, polychoric

SAMPLES = 60


def tiny(seed: int) -> tuple[np.ndarray, str]:
    """A few people, a few items, a few answers; some missing, some items alike, some far from 0."""
    rng = np.random.default_rng(seed)
    n, k = rng.integers(2, 9), rng.integers(1, 6)
    x = rng.integers(0, rng.integers(2, 5), (n, k)).astype(float)
    kind = rng.integers(8)
    if kind == 0:
        x[:, -1] = x[:, 0]
    elif kind == 1:
        x[:, 0] = x[0, 0]
    elif kind == 2:
        x = x * rng.choice([1e-160, 1e-9, 1e9, 1e150])
    elif kind == 3:
        x = x + rng.choice([2.0**52, -(2.0**53)])
    elif kind in (4, 5):
        x[rng.random(x.shape) < 0.3] = np.nan
    return x, ("listwise", "pairwise")[rng.integers(2)]


def number(value: float, low: float, high: float, issues) -> None:
    assert low - 1e-9 <= value <= high + 1e-9 or (np.isnan(value) and issues)


def correlations(found) -> None:
    inside = (np.abs(found.values) <= 1) | np.isnan(found.values)
    assert inside.all()
    assert found.issues or not np.isnan(found.values).any()


def of_pearson(x, missing):
    correlations(pearson(x, missing=missing))


def of_polychoric(x, missing):
    found = polychoric(x, missing=missing, standard_errors=True)
    correlations(found)
    errors = found.standard_errors
    assert (np.isnan(errors) | ((errors >= 0) & (errors <= 1))).all()
    assert found.issues or not np.isnan(errors).any()


def of_kmo(x, missing):
    found = factor.kmo(x, missing=missing)
    number(found.value, 0, 1, found.issues)


def of_bartlett(x, missing):
    found = factor.bartlett(x, missing=missing)
    number(found.p_value, 0, 1, found.issues)


def of_partials(x, missing):
    found = factor.minimum_average_partial(x, missing=missing)
    assert 0 <= found.suggested < max(x.shape[1], 1)


def of_parallel(x, missing):
    found = factor.parallel_analysis(x, draws=3, missing=missing)
    assert 0 <= found.suggested <= x.shape[1]
    assert np.isfinite(found.reference).all()


def of_parallel_polychoric(x, missing):
    found = factor.parallel_analysis(x, draws=2, missing=missing, correlation="polychoric")
    assert np.isfinite(found.reference).all()


def of_efa(x, missing):
    for method in ("minres", "ml", "paf"):
        found = factor.efa(x, 1, method=method, missing=missing)
        assert np.isfinite(found.loadings).all()
        assert (found.communalities <= 1 + 1e-9).all()
        assert (found.uniquenesses > 0).all()


def of_two_factors(x, missing):
    found = factor.efa(x, 2, missing=missing, rotation="promax")
    assert np.isfinite(found.loadings).all()
    split = factor.schmid_leiman(found.loadings, found.factor_correlations)
    assert np.isfinite(split.general).all()


def of_scores(x, missing):
    found = factor.factor_scores(factor.efa(x, 1, missing=missing), x, method="bartlett")
    assert (np.isnan(found.values[:, 0]) == np.isnan(x).any(axis=1)).all()


@pytest.mark.parametrize("statistic", [value for name, value in list(globals().items()) if name.startswith("of_")])
def test_tiny_samples(statistic):
    defined = 0
    for seed in range(SAMPLES):
        x, missing = tiny(seed)
        try:
            statistic(x, missing)
        except pi.PurposeIndexError as error:
            assert error.issues, seed
        else:
            defined += 1
    assert defined > SAMPLES / 20
