"""Item response models against mirt, and ltm where it can be trusted: every block of golden/*/irt.json.

Tolerances. mirt's EM stops where its parameters change by less than 1e-7, which is up to 2e-4 of a parameter from the
top, and its errors and WLE's come from differences: 1e-3. We end where the slopes of the log-likelihood are nought.
mirt's Rasch metric has slopes of 1 and a variance; ours a variance of 1 and one slope, so ours are multiplied by it.

Not mirt's: its marginal reliability of Rasch models takes the information of one metric with the variance of the other;
its loadings of polytomous partial credit models have no normal variable behind them; and its error of the first
location of gpcm, which is -intercept / slope there as in the graded model, is not that of the delta method. Three
people of bfi, who chose nothing but the highest of what they answered, have an 'ml' score of 20 there, not infinity.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.irt import graded, partial_credit
from tests.oracles import reference

FUNCTIONS = {
    "graded": lambda x: graded(x),
    "graded_complete": lambda x: graded(x[~np.isnan(x).any(axis=1)]),
    "2PL": lambda x: graded(x),
    "gpcm": lambda x: partial_credit(x),
    "Rasch": lambda x: partial_credit(x, slopes="equal"),
}
CASES = [
    (dataset, scale, name)
    for dataset in reference.datasets("irt")
    for scale, blocks in reference.golden(dataset, "irt")["scales"].items()
    for name in blocks
    if name in FUNCTIONS
]
SENT_TO_20 = {("bfi", "agree", "graded"): 1, ("bfi", "agree", "gpcm"): 2}

every_block = pytest.mark.parametrize(("dataset", "scale", "name"), CASES)


def block(dataset, scale, name):
    return reference.golden(dataset, "irt")["scales"][scale][name]


@lru_cache
def answers(dataset, scale):
    x = reference.keyed(dataset, reference.golden(dataset, "irt")["scales"][scale]["keys"], 1, 6)
    return x[~np.isnan(x).all(axis=1)]


@lru_cache
def fitted(dataset, scale, name):
    return FUNCTIONS[name](answers(dataset, scale))


def unit(model):
    """The standard deviation of the trait in the reference's metric."""
    return model.slopes[0] if model.equal_slopes else 1.0


def coefficients(table):
    """Slopes and intercepts of mirt, those that it estimates."""
    values = reference.array(table)
    return values[:, 0], values[
        :, [at for at, name in enumerate(table["cols"]) if name.startswith("d") and name != "d0"]
    ]


@every_block
def test_it_ends_at_the_top_and_no_lower_than_mirt(dataset, scale, name):
    model, numbers = fitted(dataset, scale, name), block(dataset, scale, name)
    assert model.converged
    assert not model.issues
    assert np.abs(model.gradient).max() < 1e-6
    assert model.log_likelihood > numbers["logLik"] - 1e-5
    assert model.log_likelihood == pytest.approx(numbers["logLik"], abs=1e-3)
    assert (model.n, model.parameters) == (numbers["n"], numbers["nest"])
    assert model.aic == pytest.approx(numbers["AIC"], abs=2e-3)
    assert model.bic == pytest.approx(numbers["BIC"], abs=2e-3)


@every_block
def test_parameters_and_errors(dataset, scale, name):
    model, numbers = fitted(dataset, scale, name), block(dataset, scale, name)
    slopes, intercepts = coefficients(numbers["coef_slope_intercept"])
    np.testing.assert_allclose(model.slopes / unit(model), slopes, atol=2e-4)
    np.testing.assert_allclose(np.array(model.intercepts), intercepts, atol=2e-4)
    theirs = np.array(list(numbers["SE"]["se"].values()))
    if model.equal_slopes:
        variance, slope = reference.array(numbers["group_pars"]).item(), model.slopes[0]
        assert slope**2 == pytest.approx(variance, abs=2e-4)
        ours = [*np.concatenate(model.intercept_errors), 2 * slope * model.slope_errors[0]]
    else:
        ours = np.sqrt(np.diag(model.covariance))
    np.testing.assert_allclose(ours, theirs, atol=1e-3)


@every_block
def test_locations_and_their_errors(dataset, scale, name):
    model, numbers = fitted(dataset, scale, name), block(dataset, scale, name)
    for j, (item, table) in enumerate(numbers["coef_irt_SE"].items()):
        values = reference.array(table)
        own = [at for at, column in enumerate(table["cols"]) if column.startswith("b")]
        np.testing.assert_allclose(model.locations[j] * unit(model), values[0, own], rtol=2e-4, atol=2e-4, err_msg=item)
        if not model.equal_slopes:
            right = slice(1 if name == "gpcm" else 0, None)
            np.testing.assert_allclose(model.location_errors[j][right], values[1, own][right], rtol=1e-3, err_msg=item)


@every_block
def test_information_and_expected_scores(dataset, scale, name):
    model, numbers = fitted(dataset, scale, name), block(dataset, scale, name)
    places = np.array(numbers["test_information"]["theta"]) / unit(model)
    told = numbers["test_information"]["info"]
    np.testing.assert_allclose(model.information(places) / unit(model) ** 2, told, atol=1e-4)
    np.testing.assert_allclose(model.expected_score(places), numbers["expected_total"]["value"], atol=2e-4)
    by_item = reference.array(numbers["item_information"])
    np.testing.assert_allclose(model.item_information(places).T / unit(model) ** 2, by_item, atol=1e-4)


@every_block
def test_reliability_and_loadings(dataset, scale, name):
    model, numbers = fitted(dataset, scale, name), block(dataset, scale, name)
    assert model.empirical_reliability == pytest.approx(numbers["reliability"]["empirical_EAP"], abs=1e-5)
    if not model.equal_slopes:
        assert model.marginal_reliability == pytest.approx(numbers["reliability"]["marginal"], abs=1e-5)
    if model.model == "graded":
        np.testing.assert_allclose(model.loadings, np.ravel(numbers["F_loadings"]["values"]), atol=1e-5)


@every_block
@pytest.mark.parametrize("method", ["eap", "map", "ml", "wle"])
def test_scores(dataset, scale, name, method):
    model, numbers = fitted(dataset, scale, name), block(dataset, scale, name)["scores"][method.upper()]
    x = answers(dataset, scale)
    scores = model.score(x[~np.isnan(x).any(axis=1)] if name == "graded_complete" else x, method=method)
    theta, error = (np.array(numbers[f"first50_{what}"], dtype=float) for what in ("theta", "se"))
    finite = np.isfinite(scores.theta[:50])
    np.testing.assert_allclose((scores.theta[:50] * unit(model))[finite], theta[finite], atol=1e-4)
    np.testing.assert_allclose((scores.se[:50] * unit(model))[finite], error[finite], atol=1e-3)
    assert not np.isfinite(theta[~finite]).any()
    everyone = scores.theta[np.isfinite(scores.theta)] * unit(model)
    away = SENT_TO_20.get((dataset, scale, name), 0) if method == "ml" else 0
    assert len(everyone) == numbers["n_finite"] - away
    if not away:
        assert everyone.sum() == pytest.approx(numbers["sum"], abs=1e-4 * len(everyone))
        errors = scores.se[np.isfinite(scores.theta)] * unit(model)
        assert errors.sum() == pytest.approx(numbers["sum_se"], rel=1e-3)
    assert (everyone**2).sum() == pytest.approx(numbers["sumsq"] - 400 * away, rel=1e-4)


@every_block
def test_sum_score_table(dataset, scale, name):
    model, numbers = fitted(dataset, scale, name), block(dataset, scale, name)["scores"].get("EAPsum_table")
    if numbers is None:
        pytest.skip("the reference has no table where answers are missing")
    table = model.sum_score_table()
    np.testing.assert_array_equal(table.score, numbers["Sum.Scores"])
    np.testing.assert_allclose(table.theta * unit(model), numbers["F1"], atol=1e-4)
    np.testing.assert_allclose(table.se * unit(model), numbers["SE_F1"], atol=1e-4)
    np.testing.assert_allclose(table.probability * model.n, numbers["expected"], atol=1e-3)


@pytest.mark.parametrize(("dataset", "scale"), [("lq2002", "LEAD"), ("bfi", "neuroticism")])
def test_four_times_as_many_nodes_change_nothing(dataset, scale):
    """ltm, with 31 Gauss-Hermite nodes, is 2 and .1 off here."""
    model = graded(answers(dataset, scale), nodes=241)
    assert model.log_likelihood == pytest.approx(fitted(dataset, scale, "graded").log_likelihood, abs=1e-5)


def test_ltm_rasch():
    """The logistic model with one slope for all."""
    numbers = reference.golden("LSAT7", "irt")["scales"]["lsat7"]["ltm_2pl"]
    for model in (graded(answers("LSAT7", "lsat7"), slopes="equal"), fitted("LSAT7", "lsat7", "Rasch")):
        expected = reference.array(numbers["rasch_coef"])
        np.testing.assert_allclose(np.concatenate(model.locations), expected[:, 0], atol=1e-3)
        np.testing.assert_allclose(model.slopes, expected[:, 1], atol=1e-3)
        assert model.log_likelihood == pytest.approx(numbers["rasch_logLik"], abs=1e-3)


def test_ltm_with_slopes_of_their_own():
    numbers = reference.golden("LSAT7", "irt")["scales"]["lsat7"]["ltm_2pl"]
    model = fitted("LSAT7", "lsat7", "2PL")
    expected = reference.array(numbers["coef"])
    np.testing.assert_allclose(np.concatenate(model.locations), expected[:, 0], atol=2e-3)
    np.testing.assert_allclose(model.slopes, expected[:, 1], atol=2e-3)
    assert model.log_likelihood == pytest.approx(numbers["logLik"], abs=1e-3)


@pytest.mark.parametrize(("dataset", "scale"), [("Science", "science"), ("acl", "Dominance"), ("bfi", "agree")])
def test_ltm_graded(dataset, scale):
    """Where its search ended near the top: within a fiftieth of an error. Elsewhere its nodes lie too far apart."""
    numbers = reference.golden(dataset, "irt")["scales"][scale]["ltm_grm"]
    assert numbers["max_abs_score"] < 0.2
    x = answers(dataset, scale)
    model = graded(x[~np.isnan(x).any(axis=1)])
    assert model.n == numbers["n"]
    for j, own in enumerate(numbers["coef"].values()):
        places = [value for name, value in own.items() if name.startswith("extremity")]
        assert np.abs((model.locations[j] - places) / model.location_errors[j]).max() < 0.02
        assert abs(model.slopes[j] - own["discrimination"]) < 0.02 * model.slope_errors[j]
    assert model.log_likelihood == pytest.approx(numbers["logLik"], abs=0.02)
