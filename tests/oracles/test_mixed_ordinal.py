"""Numbers beside ordered answers against lavaan (mixed_ordinal.R); tolerances as in test_cfa_ordinal.py.

Of `most`, lavaan's search for the correlations of x7 with x2 and with x4 stops 1e-5 before ours, which solve the
likelihood equation: what follows from that is .0006 of chi-square, as two tests show.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from scipy.stats import norm

from purpose_index.stats.cfa import cfa
from purpose_index.stats.cfa.ordinal import fitted_ordered
from tests.oracles import reference
from tests.oracles.test_cfa_ordinal import check_estimates, check_fit

GOLDEN = json.loads((reference.HERE / "mixed_ordinal.json").read_text(encoding="utf-8"))
CASES = GOLDEN["cases"]


def schools() -> np.ndarray:
    with (reference.HERE / "data" / "HolzingerSwineford1939.csv").open(newline="", encoding="utf-8") as file:
        return np.array([row["school"] for row in csv.DictReader(file)])


@lru_cache
def answers(name: str):
    """The names of the items and what people answered."""
    cuts = CASES[name].get("cuts", {})
    table = reference.table("HolzingerSwineford1939" if cuts else "bfi")
    names = [item for item in table if item[:1] in "xNE" and item[1:].isdigit()]
    columns = [np.digitize(table[item], np.atleast_1d(cuts[item])) if item in cuts else table[item] for item in names]
    return names, np.column_stack(columns)


@lru_cache
def fitted(name: str):
    case = CASES[name]
    names, x = answers(name)
    options = {key: case[key] for key in ("estimator", "parameterization") if key in case}
    if case.get("group"):
        options["groups"] = schools()
    identification = "variance" if case.get("std.lv") else "marker"
    return cfa(
        x,
        case["model"],
        names=names,
        identification=identification,
        ordered=np.atleast_1d(case["ordered"]).tolist(),
        **({"estimator": "WLSMV"} | options),
    )


@pytest.mark.parametrize("name", CASES)
def test_a_model_with_numbers_is_lavaans(name):
    found, case = fitted(name), CASES[name]
    assert found.converged
    assert found.model.free == case["fit"]["npar"]
    if name != "most":
        check_fit(found, case["fit"])
    else:
        assert found.fit.chi_square == pytest.approx(case["fit"]["chisq"], abs=1e-3)
        assert found.fit.scaled.chi_square == pytest.approx(case["fit"]["chisq.scaled"], abs=1e-3)
    check_estimates(found, case["estimates"])


@pytest.mark.parametrize("level", GOLDEN["levels"], ids=lambda level: "-".join(np.atleast_1d(level["equal"])))
def test_what_is_equal_in_groups_is_lavaans(level):
    case, golden = CASES["first"], level["fit"]
    names, x = answers("first")
    options = {"equal": np.atleast_1d(level["equal"]).tolist(), "groups": schools(), "estimator": "WLSMV"}
    theta = {key: level[key] for key in ("parameterization",) if key in level}
    found = cfa(x, case["model"], names=names, ordered=case["ordered"], **options, **theta)
    assert (found.model.free, found.fit.df) == (golden["npar"], golden["df"])
    assert found.fit.chi_square == pytest.approx(golden["chisq"], abs=1e-4)
    assert found.fit.scaled.chi_square == pytest.approx(golden["chisq.scaled"], abs=1e-4)


@pytest.mark.parametrize("name", GOLDEN["scores"])
def test_places_of_people_are_lavaans(name):
    """Its search for a mode stops within 1e-4 of it, and its estimates are 1e-4 of their errors away."""
    golden = GOLDEN["scores"][name]
    found = fitted(name)
    scores = found.factor_scores(answers(name)[1][:, [answers(name)[0].index(item) for item in found.items]])
    assert scores.method == "ebm"
    there = ~np.isnan(answers(name)[1]).any(axis=1)
    assert scores.values[there][:8] == pytest.approx(np.array(golden["first"]), abs=3e-4)
    assert (scores.values[there] ** 2).sum(axis=0) == pytest.approx(np.array(golden["squares"]), rel=3e-4)


def test_places_are_the_same_under_theta_in_its_units():
    x = answers("first")[1][:20]
    delta, theta = (fitted(name) for name in ("first", "first_theta"))
    units = np.sqrt(
        np.diag(theta.groups[0].factor_covariance) / np.diag(delta.groups[0].factor_covariance)
    )  # lavaan's own differ, as they do of ordered answers alone
    one, other = delta.factor_scores(x), theta.factor_scores(x)
    assert other.values == pytest.approx(one.values * units, abs=1e-6)
    assert other.errors == pytest.approx(one.errors * units, abs=1e-6)


def test_a_place_rests_on_the_answers_that_there_are():
    """Of numbers alone it is the regression score, which is the mode where all is normal."""
    found, x = fitted("first"), answers("first")[1][:6].copy()
    x[:, :3] = np.nan
    scores, moments = found.factor_scores(x), found.groups[0]
    weights = np.linalg.solve(moments.implied_covariance[3:, 3:], moments.with_factors[3:])
    expected = (x[:, 3:] - moments.implied_mean[3:]) @ weights
    assert scores.values == pytest.approx(expected, abs=1e-8)
    left = np.diag(moments.factor_covariance - moments.with_factors[3:].T @ weights)
    assert scores.errors == pytest.approx(np.tile(np.sqrt(left), (6, 1)), abs=1e-8)
    x[0] = np.nan
    assert np.isnan(found.factor_scores(x).values[0]).all()


def correlations_of_lavaan():
    """(9, 9) those that lavaan found for `most`."""
    covariances = np.array(CASES["most"]["statistics"])
    scale = 1 / np.sqrt(np.diag(covariances))
    return covariances * np.outer(scale, scale)


@pytest.mark.parametrize("item", ["x2", "x4"])
def test_where_correlations_differ_ours_is_likelier(item):
    names, x = answers("most")
    stage, theirs = fitted("most").stages[0], correlations_of_lavaan()
    ours = stage.matrix() / np.sqrt(np.outer(np.diag(stage.matrix()), np.diag(stage.matrix())))
    one, other = names.index("x7"), names.index(item)
    assert abs(ours - theirs)[one, other] > 5e-7
    assert np.sort(abs(ours - theirs)[np.triu_indices(9, 1)])[:-2].max() < 5e-7
    z = (x[:, one] - x[:, one].mean()) / x[:, one].std()
    cuts = np.array([-np.inf, *stage.thresholds[stage.item == other], np.inf])
    codes = np.searchsorted(np.unique(x[:, other]), x[:, other])

    def log_likelihood(rho):
        low, high = ((cuts[codes + k] - rho * z) / np.sqrt(1 - rho**2) for k in (0, 1))
        return np.log(norm.cdf(high) - norm.cdf(low)).sum()

    assert log_likelihood(ours[one, other]) > log_likelihood(theirs[one, other])


def test_with_lavaans_correlations_the_fit_is_lavaans():
    found, golden = fitted("most"), CASES["most"]["fit"]
    stage = replace(found.stages[0], correlations=correlations_of_lavaan()[np.triu_indices(9, 1)])
    again = fitted_ordered(found.model, [""], [stage], estimator="WLSMV", missing="listwise", level=0.95)
    assert again.fit.chi_square == pytest.approx(golden["chisq"], abs=1e-4)
    assert again.fit.scaled.chi_square == pytest.approx(golden["chisq.scaled"], abs=1e-4)
