"""Fit of item response models against mirt: items, pairs of items, people, and the whole.

Tolerances. mirt's parameters are up to 2e-4 from the top. It takes cells of S-X² together in another way where people
chose among more than two options, so that there only the RMSEA is compared, loosely; the sums themselves are held
against a loop over all rows of answers in the unit tests. It searches the interval of the RMSEA in steps of 1e-4. What
it gives as item fit and C2 of incomplete answers is not of those who answered all. Its C2 of polytomous partial credit
models is not that of the full table of answers (unit tests), and is left out.
"""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import StatisticsError
from purpose_index.stats.irt import item_fit, local_dependence, model_fit, person_fit
from tests.oracles import reference
from tests.oracles.test_irt import CASES, answers, block, every_block, fitted

LD = {("bfi", "agree"), ("bfi", "neuroticism"), ("Science", "science"), ("LSAT7", "lsat7"), ("acl", "Dominance")}
TOO_FEW = "Statistic cannot be calculated (too few degrees of freedom)"


def answers_to(dataset, scale, name):
    x = answers(dataset, scale)
    return x[~np.isnan(x).any(axis=1)] if name == "graded_complete" else x


def complete(dataset, scale, name):
    return not np.isnan(answers_to(dataset, scale, name)).any()


@every_block
def test_items(dataset, scale, name):
    """mirt takes infit and outfit of those who answered all."""
    numbers = block(dataset, scale, name)
    x = answers(dataset, scale)
    whole = x[~np.isnan(x).any(axis=1)]
    fit = item_fit(fitted(dataset, scale, name), whole)
    atol = 1e-3 if scale == "HOSTIL" else 2e-5  # many chose the lowest alone, where mirt keeps probabilities off 0
    np.testing.assert_allclose(fit.infit, numbers["item_fit_infit"]["infit"], atol=atol)
    np.testing.assert_allclose(fit.outfit, numbers["item_fit_infit"]["outfit"], atol=atol)
    theirs = {key: np.array(numbers["item_fit_SX2"][key]) for key in ("S_X2", "df.S_X2", "p.S_X2", "RMSEA.S_X2")}
    if dataset == "LSAT7":
        shared = name == "Rasch"  # mirt counts the slope that all items share for each of them
        np.testing.assert_array_equal(fit.df, theirs["df.S_X2"] + shared)
        np.testing.assert_allclose(fit.s_x2, theirs["S_X2"], atol=1e-4)
        if not shared:
            np.testing.assert_allclose(fit.p_value, theirs["p.S_X2"], atol=1e-5)
            np.testing.assert_allclose(fit.rmsea, theirs["RMSEA.S_X2"], atol=1e-6)
    elif fit.n > 1000:
        np.testing.assert_allclose(fit.rmsea, theirs["RMSEA.S_X2"], atol=0.011)


@every_block
def test_people(dataset, scale, name):
    numbers = block(dataset, scale, name)["personfit"]
    fit = person_fit(fitted(dataset, scale, name), answers_to(dataset, scale, name))
    for ours, theirs in ((fit.zh, "Zh"), (fit.infit, "infit"), (fit.outfit, "outfit")):
        np.testing.assert_allclose(ours[:50], np.array(numbers["first50"][theirs], dtype=float), atol=1e-3)
    assert np.nansum(fit.zh) == pytest.approx(numbers["Zh_sum"], abs=0.02 + 1e-5 * len(fit.zh))
    assert np.nansum(fit.zh < -2) == numbers["Zh_below_m2"]


@every_block
def test_q3(dataset, scale, name):
    q3 = local_dependence(fitted(dataset, scale, name), answers_to(dataset, scale, name)).q3
    np.testing.assert_allclose(q3, reference.array(block(dataset, scale, name)["local_dependence"]), atol=1e-4)


@pytest.mark.parametrize(("dataset", "scale"), sorted(LD))
def test_pairs(dataset, scale):
    """mirt's table has X² below the diagonal, and above it a signed V; signs differ where X² is not of covariance."""
    numbers = reference.golden(dataset, f"irt_ld_{scale}")
    name = next(n for d, s, n in CASES if (d, s) == (dataset, scale) and n in {"graded_complete", "graded", "2PL"})
    name = "graded_complete" if dataset == "bfi" else name
    found = local_dependence(fitted(dataset, scale, name), answers_to(dataset, scale, name))
    table = reference.array(numbers["LD_residuals"])
    low = np.tril_indices(len(table), -1)
    np.testing.assert_allclose(np.abs(found.ld_x2[low]), table[low], rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(np.abs(found.cramers_v[low]), np.abs(table.T[low]), atol=1e-5)
    assert np.count_nonzero(np.sign(found.cramers_v[low]) != np.sign(table.T[low])) <= max(1, len(low[0]) // 15)
    assert found.pairs[low].min() == numbers["n"]


@every_block
@pytest.mark.parametrize(("statistic", "key"), [("c2", "C2"), ("m2", "M2")])
def test_whole(dataset, scale, name, statistic, key):
    numbers, model, x = block(dataset, scale, name)[key], fitted(dataset, scale, name), answers_to(dataset, scale, name)
    if numbers.get("error") == TOO_FEW:
        with pytest.raises(StatisticsError, match="no-degrees-of-freedom"):
            model_fit(model, x, statistic=statistic)
        return
    fit = model_fit(model, x, statistic=statistic)
    assert fit.df == numbers["df"]
    if complete(dataset, scale, name) and not (model.model == "partial_credit" and dataset != "LSAT7"):
        assert fit.value == pytest.approx(numbers["M2"], rel=1e-5, abs=1e-4)
        assert fit.p_value == pytest.approx(numbers["p"], abs=1e-6)
        assert fit.rmsea == pytest.approx(numbers["RMSEA"], abs=1e-6)
        assert fit.rmsea_low == pytest.approx(numbers["RMSEA_5"], abs=3e-4)
        assert fit.rmsea_high == pytest.approx(numbers["RMSEA_95"], abs=3e-4)
        assert fit.srmr == pytest.approx(numbers["SRMSR"], abs=1e-6)
