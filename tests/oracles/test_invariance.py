"""Invariance over groups and occasions against lavaan and semTools; tolerances are those of test_cfa.

The models of groups themselves are compared with lavaan's in test_cfa; here are their steps and latent means. For
occasions semTools lets the first item set the means of the factors, and so our difference of means is compared.
"""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.cfa import invariance
from tests.oracles import reference
from tests.oracles.test_cfa import INVARIANCE, answers, groups_of, shortfall

CASES = sorted({case[:3] for case in INVARIANCE})
OCCASIONS = json.loads((reference.HERE / "occasions.json").read_text(encoding="utf-8"))
FIRST, SECOND = ["-A1", "A2", "A3", "A4", "A5"], ["-E1", "-E2", "E3", "E4", "E5"]
NAMES = [key.removeprefix("-") for key in (*FIRST, *SECOND)]
ESTIMATORS = ["ML", "MLR"]


@lru_cache
def compared(dataset: str, name: str, estimator: str):
    x, names = answers(dataset, name)
    model = reference.golden(dataset, "invariance")["models"][name]["model"]
    return invariance(x, model, groups_of(dataset), names=names, estimator=estimator)


@lru_cache
def over_time(estimator: str, *free: str):
    x = reference.keyed("bfi", (*FIRST, *SECOND), 1, 6)
    occasions = {"one": NAMES[:5], "two": NAMES[5:]}
    return invariance(x, {"f": NAMES[:5]}, occasions=occasions, names=NAMES, estimator=estimator, free=free)


@pytest.mark.parametrize(("dataset", "name", "estimator"), CASES)
def test_steps_are_lavaans(dataset, name, estimator):
    golden = reference.golden(dataset, "invariance")["models"][name][estimator]
    found = compared(dataset, name, estimator)
    assert list(found) == [step.level for step in found.steps] == ["configural", "metric", "scalar", "strict"]
    before = None
    for step in found.steps:
        fit = golden[step.level]["fit"]
        suffix = ".scaled" if estimator == "MLR" else ""
        chi_square = fit[f"chisq{suffix}"]
        assert step.chi_square == pytest.approx(chi_square, rel=1e-6, abs=1e-4)
        assert (step.df, step.srmr) == (fit["df"], pytest.approx(fit["srmr"], abs=1e-5))
        assert step.p_value == pytest.approx(fit[f"pvalue{suffix}"], abs=1e-5)
        for name_of, value in (("cfi", step.cfi), ("rmsea", step.rmsea)):
            assert value == pytest.approx(fit[name_of + suffix], abs=1e-5)
        if before is None:
            assert np.isnan([step.chi_square_change, step.p_value_change, step.cfi_change, step.srmr_change]).all()
        else:
            test = golden["tests"][f"{step.level}_vs_{before.level}"]
            assert step.chi_square_change == pytest.approx(test["Chisq.diff"], abs=1e-3)
            assert step.df_change == test["Df.diff"]
            assert step.p_value_change == pytest.approx(test["Pr..Chisq."], abs=1e-5)
            assert step.srmr_change == pytest.approx(golden["delta"][step.level]["srmr"], abs=2e-5)
            if estimator == "ML":
                assert step.cfi_change == pytest.approx(golden["delta"][step.level]["cfi"], abs=2e-5)
                assert step.rmsea_change == pytest.approx(golden["delta"][step.level]["rmsea"], abs=2e-5)
            else:
                assert step.cfi_change == pytest.approx(step.cfi - before.cfi)
        before = step


@pytest.mark.parametrize(("dataset", "name", "estimator"), CASES)
def test_latent_means_are_lavaans(dataset, name, estimator):
    golden = reference.golden(dataset, "invariance")["models"][name][estimator]
    rows, labels = golden["latent_means_scalar"], list(map(str, golden["group_labels"]))
    found = compared(dataset, name, estimator)
    means = {(row.lhs, row.group): row for row in found.latent_means}
    assert len(means) == len(rows["lhs"])
    away = shortfall(found["scalar"], golden["scalar"]["fit"])
    for lhs, group, value, se in zip(rows["lhs"], rows["group"], rows["est"], rows["se"], strict=True):
        ours = means[lhs, labels[group - 1]]
        assert ours.value == pytest.approx(value, abs=1e-5 + 1.5 * away * se)
        assert (ours.se if ours.free else 0) == pytest.approx(se, abs=1e-5 + 3 * away * se)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("level", ["configural", "metric", "scalar", "strict", "partial"])
def test_models_of_occasions_are_those_of_semtools(estimator, level):
    golden = OCCASIONS[estimator][level]
    found = over_time(estimator, "A4 ~ 1")["scalar"] if level == "partial" else over_time(estimator)[level]
    fit = golden["fit"]
    assert (found.model.free, found.fit.df) == (fit["npar"], fit["df"])
    assert found.fit.chi_square == pytest.approx(fit["chisq"], abs=1e-4)
    assert (found.fit.cfi, found.fit.rmsea, found.fit.srmr) == pytest.approx(
        (fit["cfi"], fit["rmsea"], fit["srmr"]), abs=1e-5
    )
    ours = {name: f"{NAMES[j % 5]}.{'one' if j < 5 else 'two'}" for j, name in enumerate(NAMES)}
    away = shortfall(found, fit)
    means = {}
    for lhs, op, rhs, value, se in zip(*golden["estimates"].values(), strict=True):
        if op == "~1":
            means[lhs] = value
            continue
        row = found.estimate(ours.get(lhs, lhs), op, ours.get(rhs, rhs))
        assert row.value == pytest.approx(value, abs=1e-5 + 1.5 * away * se), (lhs, op, rhs)
        assert (row.se if row.free else 0) == pytest.approx(se, abs=1e-5 + 3 * away * se), (lhs, op, rhs)
    if level in ("scalar", "strict", "partial"):
        difference = found.estimate("f.two", "~1").value - found.estimate("f.one", "~1").value
        assert difference == pytest.approx(means["f.two"] - means["f.one"], abs=1e-4)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_steps_over_occasions_are_those_of_semtools(estimator):
    golden = OCCASIONS[estimator]["differences"]
    steps = over_time(estimator).steps[1:]
    assert [step.df_change for step in steps] == golden["Df diff"]
    assert [step.chi_square_change for step in steps] == pytest.approx(golden["Chisq diff"], rel=1e-5)


def test_occasions_may_be_a_mapping_of_answers():
    x = reference.keyed("bfi", (*FIRST, *SECOND), 1, 6)
    found = invariance({"one": x[:, :5], "two": x[:, 5:]}, {"f": NAMES[:5]}, names=NAMES[:5])
    assert found.compared == ("one", "two")
    assert found.over == "occasions"
    for level, model in over_time("ML").items():
        assert found[level].theta.tolist() == model.theta.tolist()
        assert repr(found[level].model) == repr(model.model)  # a parameter without a value has NaN


ORDERED = json.loads((reference.HERE / "ordered_invariance.json").read_text(encoding="utf-8"))
GOLDEN = {"configural": "configural", "thresholds": "thresholds", "metric": "thr_loadings", "scalar": "thr_load_int"}
BY_WLS = [
    (dataset, name)
    for dataset in reference.datasets("invariance")
    for name, model in reference.golden(dataset, "invariance")["models"].items()
    if "ordered_WLSMV" in model
]


@lru_cache
def ordered(dataset: str, name: str):
    x, names = answers(dataset, name)
    model = reference.golden(dataset, "invariance")["models"][name]["model"]
    return invariance(x, model, groups_of(dataset), names=names, ordinal=True)


@pytest.mark.parametrize(("dataset", "name"), BY_WLS)
def test_levels_of_ordered_answers_are_those_of_semtools(dataset, name):
    golden = reference.golden(dataset, "invariance")["models"][name]["ordered_WLSMV"]
    found = ordered(dataset, name)
    for step in found.steps[:4]:
        model, fit = found[step.level], golden[GOLDEN[step.level]]["fit"]
        assert (model.model.free, step.df) == (fit["npar"], fit["df"])
        assert model.fit.chi_square == pytest.approx(fit["chisq"], abs=1e-4)
        assert step.chi_square == pytest.approx(fit["chisq.scaled"], rel=1e-6, abs=1e-4)
        indices = (fit["cfi.scaled"], fit["rmsea.scaled"], fit["srmr"])
        assert (step.cfi, step.rmsea, step.srmr) == pytest.approx(indices, abs=1e-5)
    for step, test in zip(found.steps[1:4], golden["tests"].values(), strict=False):
        assert step.chi_square_change == pytest.approx(test["Chisq.diff"], abs=1e-4)
        assert (step.df_change, step.p_value_change) == (test["Df.diff"], pytest.approx(test["Pr..Chisq."], abs=1e-5))


def categories(kind: str) -> np.ndarray:
    """Answers to five items with fewer options, as `ordered_invariance.R` makes them."""
    x = reference.matrix("bfi", [f"N{j}" for j in range(1, 6)])
    two, three = np.where(np.isnan(x), np.nan, (x > 3) * 1.0), np.ceil(x / 2)
    mixed = np.column_stack([two[:, 0], three[:, 1], x[:, 2:]])
    return {"two": two, "three": three, "mixed": mixed}[kind]


@lru_cache
def few_options(kind: str):
    names = [f"N{j}" for j in range(1, 6)]
    if kind == "occasions":
        x = reference.keyed("bfi", (*FIRST, *SECOND), 1, 6)
        occasions = {"one": NAMES[:5], "two": NAMES[5:]}
        return invariance(x, {"f": NAMES[:5]}, occasions=occasions, names=NAMES, ordinal=True)
    return invariance(categories(kind), {"f": names}, groups_of("bfi"), names=names, ordinal=True)


@pytest.mark.parametrize("kind", ["two", "three", "mixed", "occasions"])
def test_ordered_answers_with_few_options_and_on_occasions_are_those_of_semtools(kind):
    """Before 'scalar' semTools tests loadings of items of two options as if their residuals were equal; we do not."""
    found = few_options(kind)
    for level, golden in ORDERED[kind].items():
        model, fit = found[level], golden["fit"]
        assert (model.model.free, model.fit.df) == (fit["npar"], fit["df"])
        assert model.fit.chi_square == pytest.approx(fit["chisq"], rel=1e-7, abs=1e-4)
        assert model.fit.scaled.chi_square == pytest.approx(fit["chisq.scaled"], rel=1e-6, abs=1e-4)
        indices = (fit["cfi.scaled"], fit["rmsea.scaled"], fit["srmr"])
        assert (model.fit.scaled.cfi, model.fit.scaled.rmsea, model.fit.srmr) == pytest.approx(indices, abs=1e-5)
    wanted = [0, 0, 3, 5] if kind == "two" else [0, 4, 4, 5] if kind == "three" else None
    if wanted:
        assert [step.df_change for step in found.steps[1:]] == wanted
        assert np.isnan(found.steps[1].chi_square_change)
        assert found.issues == ()


@pytest.mark.parametrize(
    ("kind", "level"), [("two", "scalar"), ("three", "metric"), ("mixed", "scalar"), ("occasions", "strict")]
)
def test_estimates_of_ordered_answers_are_those_of_semtools(kind, level):
    found, rows = few_options(kind)[level], ORDERED[kind][level]["estimates"]
    wide = {name: f"{NAMES[j % 5]}.{'one' if j < 5 else 'two'}" for j, name in enumerate(NAMES)}
    names = wide if kind == "occasions" else {}
    labels = [group.group for group in found.groups]
    groups = rows.get("group", [1] * len(rows["lhs"]))
    for lhs, op, rhs, value, se, group in zip(
        *(rows[c] for c in ("lhs", "op", "rhs", "est", "se")), groups, strict=True
    ):
        if op == "~*~":
            continue
        ours = found.estimate(names.get(lhs, lhs), op, names.get(rhs, rhs), group=labels[group - 1])
        assert ours.value == pytest.approx(value, abs=2e-4), (lhs, op, rhs)  # lavaan stops at a change of 1e-5
        assert (ours.se if ours.free else 0) == pytest.approx(se, abs=2e-4), (lhs, op, rhs)
