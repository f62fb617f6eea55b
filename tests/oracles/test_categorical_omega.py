"""Categorical omega: every number of golden/*/omega_green_yang.json, and the blocks `cfa_ordered` of omega.json.

Tolerances. From lavaan's loadings and thresholds the formula has a closed form. From the answers, lavaan ends its
search a little earlier: loadings agree to 1e-5, reliabilities to 2e-6. acl Achievement is another case: lavaan floors a
cell probability (docs/reference-numbers.md), and semTools mixes up items of which one name contains another.
"""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.cfa import cfa
from purpose_index.stats.reliability import (
    alpha,
    average_variance_extracted,
    categorical_omega,
    composite_reliability,
    ordinal_alpha,
)
from purpose_index.stats.reliability.ordered_sums import OrderedItems, covariances
from tests.oracles import reference

CLOSED, FITTED, LOADING = 1e-12, 2e-6, 1e-5
RANGES = {"bfi": (1, 6), "lq2002": (1, 5), "acl": (0, 4), "Science": (1, 4), "LSAT7": (0, 1)}
SCALES = [
    (dataset, scale)
    for dataset in reference.datasets("omega_green_yang")
    for scale in reference.golden(dataset, "omega_green_yang")["scales"]
]
FLOORED = ("acl", "Achievement")
SEVERAL = [pytest.param(d, marks=() if d == "lq2002" else pytest.mark.slow) for d in ("lq2002", "bfi", "acl")]
# semTools: of the sums of these, items of which one name contains another are mixed up
MIXED_UP = {"acl": ("Achievement", "Dominance")}


def answers(dataset: str, scale: str) -> tuple[np.ndarray, list[str]]:
    keys = reference.golden(dataset, "omega")["scales"][scale]["keys"]
    return reference.keyed(dataset, tuple(keys), *RANGES[dataset]), [key.removeprefix("-") for key in keys]


@pytest.mark.parametrize(("dataset", "scale"), SCALES)
def test_the_formula_gives_the_reference_from_its_loadings_and_thresholds(dataset, scale):
    expected = reference.golden(dataset, "omega_green_yang")["scales"][scale]
    given = reference.golden(dataset, "omega")["scales"][scale]["cfa_ordered"]["thresholds"]
    loadings = np.array(list(expected["std_loadings"].values()))
    thresholds = [
        np.array([value for key, value in given.items() if key.split("|")[0] == item])
        for item in expected["std_loadings"]
    ]
    items = OrderedItems.of(thresholds, [np.arange(len(own) + 1.0) for own in thresholds])
    true = covariances(items, np.outer(loadings, loadings))
    total = true - np.diag(np.diag(true)) + np.diag(items.variances)
    assert true.sum() / total.sum() == pytest.approx(expected["omega_model"], rel=0, abs=CLOSED)


@pytest.mark.parametrize(("dataset", "scale"), SCALES)
def test_every_number_of_a_scale(dataset, scale):
    expected = reference.golden(dataset, "omega_green_yang")["scales"][scale]
    ordered = reference.golden(dataset, "omega")["scales"][scale]["cfa_ordered"]
    x, names = answers(dataset, scale)
    tolerance = 3e-3 if (dataset, scale) == FLOORED else FITTED
    found = categorical_omega(x, names=names)
    fit = found.fit

    def close(value):
        return pytest.approx(value, rel=0, abs=tolerance)

    assert found.n == expected["n"]
    loadings = [expected["std_loadings"][item] for item in names]
    floored = (dataset, scale) == FLOORED
    assert fit.loadings[:, 0] == pytest.approx(loadings, rel=0, abs=0.02 if floored else LOADING)
    assert found.value == close(expected["omega_model"])
    assert composite_reliability(fit, variance="polychoric").total.value == close(expected["omega_poly"])
    assert composite_reliability(fit, variance="observed").total.value == close(expected["omega_obs"])
    theirs = expected["semTools_reliability"]
    assert ordered["std_loadings"] == expected["std_loadings"]
    assert theirs["alpha"] == pytest.approx(alpha(x).value, rel=0, abs=1e-10)
    if not floored:
        assert expected["semTools_compRelSEM_obs.var_FALSE"] == close(found.value)
        assert expected["semTools_compRelSEM_obs.var_TRUE"] == close(expected["omega_poly"])
        assert theirs["omega"] == close(found.value)
        assert theirs["omega2"] == close(found.value)
        assert theirs["omega3"] == close(expected["omega_poly"])
        assert ordered["omega_categorical_green_yang"] == close(expected["omega_poly"])
        assert theirs["alpha.ord"] == pytest.approx(ordinal_alpha(x).value, rel=0, abs=1e-7)
        assert ordered["alpha_ord_tau.eq"] == pytest.approx(ordinal_alpha(x).value, rel=0, abs=1e-7)
    assert average_variance_extracted(fit)["factor"].value == close(theirs["avevar"])
    latent = composite_reliability(fit, responses="latent")
    assert latent.total.value == close(ordered["ordinal_omega_by_hand"]["value"])
    observed = composite_reliability(fit, responses="latent", variance="polychoric")
    assert observed.total.value == close(ordered["omega_latent_response"])
    thresholds = {
        f"{item}|t{t}": value
        for item, own in zip(names, fit.groups[0].implied_thresholds, strict=True)
        for t, value in enumerate(own, start=1)
    }
    assert thresholds == {key: pytest.approx(value, rel=0, abs=1e-9) for key, value in ordered["thresholds"].items()}


@pytest.mark.parametrize("dataset", SEVERAL)
def test_several_factors_at_once(dataset):
    scales = reference.golden(dataset, "composite")["keys"]
    keys = [key for items in scales.values() for key in items]
    x = reference.keyed(dataset, tuple(keys), *RANGES[dataset])
    model = {scale: [key.removeprefix("-") for key in items] for scale, items in scales.items()}
    fit = cfa(x, model, names=[key.removeprefix("-") for key in keys], estimator="WLSMV")
    expected = reference.golden(dataset, "omega")["multi"]["cfa_ordered"]
    tolerance = 3e-3 if dataset == "acl" else 3e-6
    found = composite_reliability(fit, variance="polychoric")
    for factor, value in expected["omega_categorical_green_yang"].items():
        if factor not in MIXED_UP.get(dataset, ()):
            assert found.factors[factor].value == pytest.approx(value, rel=0, abs=tolerance)
    latent = composite_reliability(fit, variance="polychoric", responses="latent")
    for factor, value in expected["omega_latent_response"].items():
        assert latent.factors[factor].value == pytest.approx(value, rel=0, abs=tolerance)
