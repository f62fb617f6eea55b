"""Composite reliability, variance extracted, maximal reliability and HTMT against semTools and lavaan.

Tolerances. lavaan stops where its log-likelihood stands still, a little below ours: values may differ as far as its
shortfall of log-likelihood allows (d standard errors away costs d^2 / 2), which is 1e-5 at most here. Means of
correlations (HTMT) have closed forms.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from purpose_index.stats.cfa import cfa
from purpose_index.stats.reliability import (
    alpha,
    average_variance_extracted,
    composite_reliability,
    fornell_larcker,
    htmt,
    maximal_reliability,
)
from tests.oracles import reference

CASES = json.loads(Path(__file__).with_name("composites_of_models.json").read_text(encoding="utf-8"))["cases"]
BY_NAME = {f"{case['dataset']}-{case['name']}": case for case in CASES}
CORRELATED = [name for name, case in BY_NAME.items() if case["name"] == "correlated"]
VALUE, ERROR, CLOSED = 2e-6, 1e-6, 1e-10


@lru_cache
def answers(dataset: str):
    columns = reference.table(dataset)
    return np.column_stack(list(columns.values())), list(columns)


@lru_cache
def fitted(name: str, estimator="ML"):
    case = BY_NAME[name]
    x, names = answers(case["dataset"])
    identification = "variance" if case["orthogonal"] else "marker"
    return cfa(
        x,
        case["model"],
        names=names,
        orthogonal=case["orthogonal"],
        identification=identification,
        estimator=estimator,
    )


def allowed(name: str) -> float:
    """What lavaan's shortfall of log-likelihood explains of a reliability whose standard error is at most .05."""
    short = fitted(name).fit.log_likelihood - BY_NAME[name]["log_likelihood"]
    assert short > -1e-7
    return VALUE + 0.05 * float(np.sqrt(2 * max(short, 0)))


@pytest.mark.parametrize("variance", ["model", "observed"])
@pytest.mark.parametrize("name", BY_NAME)
def test_composite_reliability_is_semtools(name, variance):
    found = composite_reliability(fitted(name), variance=variance)
    for factor, expected in BY_NAME[name][f"{variance}_variance"].items():
        ours = found.total if factor == "total" else found.factors[factor]
        assert ours.value == pytest.approx(expected, rel=0, abs=allowed(name)), factor


@pytest.mark.parametrize("name", BY_NAME)
def test_the_variance_extracted_of_raw_items_is_semtools(name):
    found = average_variance_extracted(fitted(name), items="raw")
    for factor, expected in BY_NAME[name]["ave_raw"].items():
        if expected is not None:  # semTools gives none with cross-loadings
            assert found[factor].value == pytest.approx(expected, rel=0, abs=allowed(name)), factor


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
@pytest.mark.parametrize("name", CORRELATED)
def test_values_and_errors_are_those_of_lavaans_defined_parameters(name, estimator):
    fit = fitted(name, estimator)
    reliabilities, extracted, best = (
        composite_reliability(fit),
        average_variance_extracted(fit),
        maximal_reliability(fit),
    )
    margins = fornell_larcker(fit)
    for key, expected in BY_NAME[name]["defined"].items():
        kind, *factors = key.split(".")
        if kind == "margin":
            i, j = map(margins.factors.index, factors)
            value, se = margins.values[i, j], margins.se[i, j]
        else:
            factor = factors[0]
            of = {"ave": extracted, "h": best, "omega": {**reliabilities.factors, "total": reliabilities.total}}[kind]
            value, se = of[factor].value, of[factor].se
        assert value == pytest.approx(expected["value"], rel=0, abs=VALUE), key
        assert se == pytest.approx(expected["se" if estimator == "ML" else "robust"], rel=0, abs=ERROR), key


@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
@pytest.mark.parametrize("name", CORRELATED)
def test_htmt_is_semtools(name, mean):
    case = BY_NAME[name]
    x, names = answers(case["dataset"])
    found = htmt(x, case["model"], names=names, mean=mean)
    expected = np.array(case["htmt" if mean == "arithmetic" else "htmt2"])
    np.fill_diagonal(expected, np.nan)
    np.testing.assert_allclose(found.values, expected, rtol=0, atol=CLOSED)


@pytest.mark.parametrize("dataset", reference.datasets("composite"))
def test_the_reference_numbers_of_several_factors(dataset):
    """The blocks `multi` of golden/*/omega.json: scales as factors of one model."""
    golden = reference.golden(dataset, "omega")["multi"]
    ranges = reference.golden(dataset, "ctt")["scales"]
    scales = reference.golden(dataset, "composite")["keys"]
    keys = [key for items in scales.values() for key in items]
    low, high = next((r["min"], r["max"]) for r in ranges.values())
    x = reference.keyed(dataset, keys, low, high, reference.table_like)
    names = [key.removeprefix("-") for key in keys]
    model = {scale: [key.removeprefix("-") for key in items] for scale, items in scales.items()}
    fit = cfa(x, model, names=names)
    expected = golden["cfa_ML"]
    for variance, key in (("observed", "omega_obs.var_TRUE"), ("model", "omega_obs.var_FALSE"), ("observed", "total")):
        found = composite_reliability(fit, variance=variance)
        ours = {**found.factors, "total": found.total}
        for factor, value in expected[key].items():
            assert ours[factor].value == pytest.approx(value, rel=0, abs=1e-5), (key, factor)
    complete = x[~np.isnan(x).any(axis=1)]
    for factor, value in expected["alpha_tau.eq"].items():
        own = complete[:, [names.index(item) for item in model[factor]]]
        assert alpha(own).value == pytest.approx(value, rel=0, abs=CLOSED), factor
    extracted = average_variance_extracted(fit, items="raw")
    assert {f: e.value for f, e in extracted.items()} == pytest.approx(expected["AVE"], rel=0, abs=1e-5)
    matrix = reference.array(expected["htmt"])
    np.fill_diagonal(matrix, np.nan)
    np.testing.assert_allclose(htmt(x, model, names=names, mean="geometric").values, matrix, rtol=0, atol=CLOSED)
