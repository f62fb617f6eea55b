"""Differential item functioning against R's polr, glm and mantelhaen.test: every block of golden/*/dif.json.

Tolerances. Mantel-Haenszel and the standardized mean difference are closed forms: 1e-10. Log-likelihoods of logistic
regression are compared to 1e-6; polr stops its search a little below the top, so coefficients agree to 1e-4 of it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.dif import logistic, mantel_haenszel
from tests.oracles import reference

SCALES = [("bfi", scale) for scale in reference.golden("bfi", "dif")["scales"]]
every_scale = pytest.mark.parametrize(("dataset", "scale"), [*SCALES, ("LSAT7", "lsat7")])
every_ordinal = pytest.mark.parametrize("scale", [scale for _, scale in SCALES])
EXACT = {"rel": 1e-10, "abs": 1e-12}
CLOSE = {"rel": 1e-6, "abs": 1e-6}


def block(dataset, scale):
    return reference.golden(dataset, "dif")["scales"][scale]


@lru_cache
def answers(dataset, scale):
    x = reference.keyed(dataset, tuple(block(dataset, scale)["keys"]), 1, 6)
    if dataset == "bfi":
        return x, reference.table("bfi")["gender"]
    complete = x[~np.isnan(x).any(axis=1)]
    return complete, np.arange(len(complete)) % 2


@lru_cache
def found(dataset, scale, matching="total"):
    x, groups = answers(dataset, scale)
    names = [name.removeprefix("-") for name in block(dataset, scale)["keys"]]
    return {one.item: one for one in logistic(x, groups, matching=matching, names=names)}


@lru_cache
def tables(dataset, scale):
    x, groups = answers(dataset, scale)
    names = [name.removeprefix("-") for name in block(dataset, scale)["keys"]]
    return {one.item: one for one in mantel_haenszel(x, groups, names=names)}


def level(dataset, scale):
    """Mean and standard deviation of what people are matched on."""
    x, groups = answers(dataset, scale)
    totals = x.sum(axis=1)[~np.isnan(groups)]
    return np.nanmean(totals), np.nanstd(totals, ddof=1)


@every_scale
def test_logistic_tests(dataset, scale):
    numbers = block(dataset, scale)
    for item, theirs in numbers["items"].items():
        ours, theirs = found(dataset, scale)[item], theirs.get("logistic", theirs)
        assert ours.n == numbers["n"]
        assert not [one for one in ours.issues if one.code != "people-left-out"]
        for name in ("uniform", "nonuniform", "total"):
            test = getattr(ours, name)
            assert test.chi_square == pytest.approx(theirs[f"chi_{name}"], **CLOSE), (item, name)
            if f"p_{name}" in theirs:
                assert test.p_value == pytest.approx(theirs[f"p_{name}"], **CLOSE)
        np.testing.assert_allclose(ours.nagelkerke, theirs["nagelkerke"], rtol=1e-8)


@every_ordinal
def test_logistic_sizes(scale):
    assert (
        list(found("bfi", scale)["N1" if scale == "neuroticism" else "A1"].groups.values())
        == (block("bfi", scale)["n_group"])
    )
    for item, theirs in block("bfi", scale)["items"].items():
        ours = found("bfi", scale)[item]
        np.testing.assert_allclose(ours.log_likelihoods, [theirs[f"ll{m}"] for m in range(4)], rtol=0, atol=1e-6)
        np.testing.assert_allclose(ours.mcfadden, theirs["mcfadden"], rtol=1e-8)
        np.testing.assert_allclose(ours.cox_snell, theirs["coxsnell"], rtol=1e-8)
        assert ours.total.mcfadden == pytest.approx(theirs["d_mcfadden_total"], **CLOSE)
        assert ours.total.nagelkerke == pytest.approx(theirs["d_nagelkerke_total"], **CLOSE)
        assert ours.slope_change == pytest.approx(theirs["beta1_change"], abs=1e-5)
        assert ours.coefficients[1, 1] == pytest.approx(theirs["group_coef_M2"], abs=1e-5)
        assert ours.standard_errors[1, 1] == pytest.approx(theirs["group_se_M2"], rel=1e-4)
        np.testing.assert_allclose(ours.coefficients[2], list(theirs["coef_M3"].values()), atol=1e-4)
        rest = found("bfi", scale, "rest")[item]
        for name in ("uniform", "nonuniform", "total"):
            theirs_too = theirs["rest_score_matching"][f"chi_{name}"]
            assert getattr(rest, name).chi_square == pytest.approx(theirs_too, **CLOSE)


def test_binary_coefficients():
    mean, spread = level("LSAT7", "lsat7")
    for item, theirs in block("LSAT7", "lsat7")["items"].items():
        slope, group, product = found("LSAT7", "lsat7")[item].coefficients[2]
        numbers = theirs["logistic"]["coef_M3"]
        assert slope / spread == pytest.approx(numbers["tot"], abs=1e-6)
        assert product / spread == pytest.approx(numbers["tot:G"], abs=1e-6)
        assert group - product * mean / spread == pytest.approx(numbers["G"], abs=1e-6)


@every_ordinal
def test_mantel_and_mean_differences(scale):
    for item, numbers in block("bfi", scale)["items"].items():
        ours, theirs = tables("bfi", scale)[item], numbers["mantel"]
        assert np.isnan(ours.odds_ratio)
        assert ours.chi_square == ours.uncorrected == pytest.approx(theirs["chi2"], **EXACT)
        assert ours.p_value == pytest.approx(theirs["p"], **EXACT)
        assert ours.smd == pytest.approx(theirs["smd"], **EXACT)
        assert ours.standardized == pytest.approx(theirs["smd_over_sd"], **EXACT)


def test_odds_ratios():
    for item, theirs in block("LSAT7", "lsat7")["items"].items():
        ours = tables("LSAT7", "lsat7")[item]
        assert ours.odds_ratio == pytest.approx(theirs["alphaMH"], **EXACT)
        assert ours.odds_ratio == pytest.approx(theirs["mantelhaen_estimate"], **EXACT)
        assert ours.delta == pytest.approx(theirs["ets_delta"], **EXACT)
        assert ours.log_se == pytest.approx(theirs["se_log_alpha_RBG"], **EXACT)
        assert ours.delta_se == pytest.approx(theirs["se_ets"], **EXACT)
        assert ours.chi_square == pytest.approx(theirs["chi2_cc"], **EXACT)
        assert ours.uncorrected == pytest.approx(theirs["chi2"], **EXACT)
        assert ours.p_value == pytest.approx(theirs["p_cc"], **EXACT)
        assert ours.classification == "A"
