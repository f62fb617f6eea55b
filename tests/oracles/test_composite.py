"""Every number of golden/*/composite.json, key by key."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.inputs import moments_of
from purpose_index.stats.reliability import (
    alpha,
    composite_omega,
    disattenuate,
    disattenuated_correlations,
    mosier_reliability,
    spearman_brown,
    stratified_alpha,
)
from tests.oracles import reference

TOLERANCE = 1e-10  # closed forms, and 15 digits in the files

PROVENANCE = {"dataset", "topic", "data_file", "r", "keys", "missing_rule"}
NOT_COMPARED = {
    "pca_first_component": "weights of a principal component: no reliability",
    "spearman_brown.formula": "provenance",
    "spearman_brown.source": "provenance",
}


def data(dataset):
    """The keyed answers of the people who answered all items, and the positions of each scale's."""
    keys = reference.golden(dataset, "composite")["keys"]
    ranges = reference.golden(dataset, "ctt")["scales"]
    parts = [
        reference.keyed(dataset, items, ranges[s]["min"], ranges[s]["max"], reference.table_like)
        for s, items in keys.items()
    ]
    x = np.column_stack(parts)
    ends = np.cumsum([part.shape[1] for part in parts])
    scales = [list(range(end - part.shape[1], end)) for end, part in zip(ends, parts, strict=True)]
    return x[~np.isnan(x).any(axis=1)], scales, list(keys)


def keys_of():
    for dataset in reference.datasets("composite"):
        for key in reference.golden(dataset, "composite"):
            if key not in PROVENANCE and key not in NOT_COMPARED:
                yield pytest.param(dataset, key, id=f"{dataset}-{key}")


@pytest.mark.parametrize(("dataset", "key"), list(keys_of()))
def test_every_number(dataset, key):
    x, scales, names = data(dataset)
    expected = reference.golden(dataset, "composite")[key]
    compare(COMPUTED[key](x, scales, names), expected, key)


def compare(found, expected, path):
    if isinstance(expected, dict) and "values" in expected:
        np.testing.assert_allclose(found, reference.array(expected), rtol=0, atol=TOLERANCE, err_msg=path)
    elif isinstance(expected, dict):
        for key, value in expected.items():
            if key != "formula" and f"{path}.{key}" not in NOT_COMPARED:
                compare(found[key], value, f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(expected[0], dict):
        for ours, theirs in zip(found, expected, strict=True):
            compare(
                {key: ours[key] for key in theirs if key != "pair"},
                {k: v for k, v in theirs.items() if k != "pair"},
                path,
            )
    else:
        np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE, err_msg=path)


def sums(x, scales):
    return np.column_stack([x[:, scale].sum(axis=1) for scale in scales])


def alphas(x, scales):
    return [alpha(x[:, scale], interval=None) for scale in scales]


def mosier(x, scales, names):
    total, reliabilities = sums(x, scales), alphas(x, scales)
    z = (total - total.mean(axis=0)) / total.std(axis=0, ddof=1)
    return {
        "unit_weights_on_sums": mosier_reliability(total, reliabilities).value,
        "unit_weights_on_means": mosier_reliability(total / [len(s) for s in scales], reliabilities).value,
        "unit_weights_on_z": mosier_reliability(z, reliabilities).value,
        "weights_1_to_m_on_z": mosier_reliability(z, reliabilities, weights=range(1, len(scales) + 1)).value,
    }


def pairs(x, scales, names):
    found = disattenuated_correlations(x, scales)
    rows = []
    for i, j in zip(*np.triu_indices(len(scales), 1), strict=True):
        r = found.correlations[i, j]
        fisher = disattenuate(r, (1, 1), n=len(x))  # perfectly reliable scores: Fisher's own interval
        charles = disattenuate(r, (found.reliabilities[i], found.reliabilities[j]), n=len(x))
        assert charles.value == pytest.approx(found.values[i, j], abs=TOLERANCE)
        rows.append({"r": r, "ci95_fisher": [fisher.low, fisher.high], "corrected": charles.value})
    return rows


def lengthened(x, scales, names):
    values = dict(zip(names, alphas(x, scales), strict=True))
    return {
        "double": {name: spearman_brown(value, 2) for name, value in values.items()},
        "half": {name: spearman_brown(value, 0.5) for name, value in values.items()},
        "psychometric_SBrel_2": {name: spearman_brown(value, 2) for name, value in values.items()},
        "factor_needed_for_.9": {name: factor_between(value.value, 0.9) for name, value in values.items()},
        "psychometric_SBlength_.9": {name: factor_between(0.9, value.value) for name, value in values.items()},
    }


def factor_between(value, reached):
    """The factor by which `spearman_brown` goes from one to the other: r / (1 - r) grows in proportion to length."""
    factor = reached / (1 - reached) / (value / (1 - value))
    assert spearman_brown(value, factor) == pytest.approx(reached, abs=1e-12)
    return factor


def covariance(x, scales, names):
    return moments_of(sums(x, scales)).covariance()


COMPUTED = {
    "n": lambda x, scales, names: moments_of(x).n,
    "alpha": lambda x, scales, names: dict(zip(names, [a.value for a in alphas(x, scales)], strict=True)),
    "scale_sd_sum": lambda x, s, names: dict(zip(names, np.sqrt(np.diag(covariance(x, s, names))), strict=True)),
    "scale_cov_sum": covariance,
    "scale_cor": lambda x, scales, names: disattenuated_correlations(x, scales).correlations,
    "stratified_alpha": lambda x, scales, names: {"value": stratified_alpha(x, scales).value},
    "mosier": mosier,
    "alpha_all_items": lambda x, scales, names: {"value": alpha(x).value, "k": x.shape[1]},
    "attenuation_corrected": lambda x, scales, names: {"matrix": disattenuated_correlations(x, scales).values},
    "pairs": pairs,
    "spearman_brown": lengthened,
}


# 1 - sum(theta) / sum(S) of one confirmatory model of all scales, by lavaan 0.6-14. semTools' `total`, in
# golden/*/omega.json, is sum(lambda psi lambda') / sum(S): it also counts what the model fits too much or too little.
ONE_MODEL = {"HolzingerSwineford1939": 0.8427214, "bfi": 0.7959563, "lq2002": 0.8733553}


@pytest.mark.parametrize("dataset", ONE_MODEL)
def test_omega_of_the_composite_lies_near_that_of_a_model_of_all_scales(dataset):
    """Both take the error variances out of the same total; a model of each scale by itself estimates them otherwise."""
    x, scales, _ = data(dataset)
    assert composite_omega(x, scales).value == pytest.approx(ONE_MODEL[dataset], abs=0.002)
