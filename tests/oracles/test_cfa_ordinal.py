"""Factor models of ordered answers against lavaan: the blocks WLSMV and ULSMV of cfa.json and invariance.json.

Tolerances: estimates and errors 1e-5 (lavaan's search stops a little earlier, by up to 1e-4 of a standard error), tests
1e-4 and 1e-7 of themselves, indices 1e-5. A baseline's statistic is in the thousands and rests on lavaan's own
correlations, which agree with ours to 4e-8: it is held to 1e-6 of itself.

Not lavaan's: `acl multi`, where it floors the probability of an unlikely cell so that one correlation is .03 off (the
exact one is in golden/acl/polychoric.json); the intervals of scaled RMSEAs, as in test_cfa.py; and the robust CFI of
several groups, whose baseline lavaan scales without weighting groups by their size.
"""

from __future__ import annotations

import csv
from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.cfa import cfa, compare
from tests.oracles import reference
from tests.oracles.test_cfa import CONSTANTS, RANGES, ROBUST, SCALED, TESTS, check_interval_of_rmsea

OPTIONS = {
    "WLSMV": {"estimator": "WLSMV"},
    "ULSMV": {"estimator": "ULSMV"},
    "WLSMV_pairwise": {"estimator": "WLSMV", "missing": "pairwise"},
}
MODELS = [
    (dataset, name, block)
    for dataset in reference.datasets("cfa")
    for name, model in reference.golden(dataset, "cfa")["models"].items()
    for block in OPTIONS
    if block in model and (dataset, name) != ("acl", "multi")
]
LEVELS = ("configural", "thresholds", "thr_loadings", "thr_load_int")
INVARIANCE = [
    (name, level)
    for name, model in reference.golden("bfi", "invariance")["models"].items()
    if "ordered_WLSMV" in model
    for level in LEVELS
]


def keys_of(dataset: str, name: str) -> tuple[np.ndarray, list[str]]:
    keys = reference.golden(dataset, "cfa")["models"][name]["keys"]
    low, high = {**RANGES, "LSAT7": (0, 1)}[dataset]
    return reference.keyed(dataset, tuple(keys), low, high), [key.removeprefix("-") for key in keys]


@lru_cache
def in_groups(name: str, level: str):
    x, names = keys_of("bfi", name)
    path = reference.HERE / "data" / "bfi.csv"
    with path.open(newline="", encoding="utf-8") as file:
        groups = [row["gender"] for row in csv.DictReader(file)]
    known = np.array(["" if group == "NA" else group for group in groups], dtype=object)
    rows = reference.golden("bfi", "invariance")["models"][name]["ordered_WLSMV"][level]["estimates"]
    model = as_text(rows, level)
    options = {"estimator": "WLSMV", "parameterization": "theta", "identification": "variance"}
    return cfa(x, model, names=names, groups=known, **options)


def as_text(rows: dict, level: str) -> str:
    """The model of Wu and Estabrook (2016) as semTools wrote it: what has no error is fixed, and levels make equal."""
    relations: dict[tuple[str, str, str], list[str]] = {}
    for lhs, op, rhs, value, se in zip(*(rows[key] for key in ("lhs", "op", "rhs", "est", "se")), strict=True):
        equal = (op == "|" and level != "configural") or (op == "=~" and level.startswith("thr_load"))
        free = f"{lhs}.{rhs}.{'load' if op == '=~' else 'cut'}" if equal else "NA"
        if op != "~*~":
            relations.setdefault((lhs, op, rhs), []).append(free if se else repr(value))
    return "\n".join(
        f"{lhs} {op.replace('~1', '~')} c({','.join(each)})*{rhs or '1'}" for (lhs, op, rhs), each in relations.items()
    )


def check_estimates(found, rows: dict) -> None:
    labels = [group.group for group in found.groups]
    columns = [rows[key] for key in ("lhs", "op", "rhs", "est", "se")]
    groups = rows.get("group", [1] * len(columns[0]))
    for lhs, op, rhs, value, se, group in zip(*columns, groups, strict=True):
        if op == "~*~" and found.model.parameterization == "theta":
            continue  # there it follows from the others
        ours = found.estimate(lhs, op, rhs, group=labels[group - 1])
        assert ours.value == pytest.approx(value, rel=0, abs=1e-5 + 1e-4 * (se or 0)), (lhs, op, rhs)
        assert (ours.se if ours.free else 0) == pytest.approx(se or 0, rel=0, abs=1e-5), (lhs, op, rhs)
    for j, (lhs, op, rhs, se, group) in enumerate(zip(*columns[:3], rows["se"], groups, strict=True)):
        if op == "~*~":
            continue
        ours = found.estimate(lhs, op, rhs, group=labels[group - 1])
        assert ours.standardized == pytest.approx(rows["std.all"][j], rel=0, abs=1e-5), (lhs, op, rhs)
        if "std.lv" in rows:
            assert ours.standardized_latent == pytest.approx(rows["std.lv"][j], rel=0, abs=1e-5), (lhs, op, rhs)
        if se and "z" in rows:
            z = rows["z"][j]
            assert ours.z == pytest.approx(z, rel=0, abs=(1e-5 / se + 1e-4) * (1 + abs(z))), (lhs, op, rhs)


def check_fit(found, fit: dict) -> None:
    parts = [(found.fit, TESTS), (found.fit.scaled, SCALED), (found.fit.robust, ROBUST)]
    for part, names in parts:
        for lavaan, ours in names.items():
            if part is None or fit.get(lavaan) is None:
                continue
            if len(found.groups) > 1 and lavaan in ("cfi.robust", "tli.robust"):
                continue
            size = 1e-7 * abs(fit[lavaan]) * (10 if "baseline" in lavaan else 1)
            tolerance = 1e-4 + size if "chisq" in lavaan and "factor" not in lavaan else 1e-5
            assert getattr(part, ours) == pytest.approx(fit[lavaan], rel=0, abs=tolerance), lavaan
    assert np.isnan(found.fit.p_value) == (fit["pvalue"] is None)
    assert found.fit.srmr == pytest.approx(fit["srmr"], rel=0, abs=1e-6)
    assert all(fit.get(key, value) == value for key, value in CONSTANTS.items())
    groups = len(found.groups)
    check_interval_of_rmsea(found.fit.scaled, (found.n - groups) / groups)


@pytest.mark.parametrize(("dataset", "name", "block"), MODELS)
def test_a_model_is_lavaans(dataset, name, block):
    x, names = keys_of(dataset, name)
    model = reference.golden(dataset, "cfa")["models"][name]
    found, golden = cfa(x, model["model"], names=names, **OPTIONS[block]), model[block]
    assert found.converged == golden["converged"]
    assert found.n == golden["n"]
    assert found.model.free == golden["fit"]["npar"]
    check_fit(found, golden["fit"])
    check_estimates(found, golden["estimates"])


def test_where_lavaan_floors_a_cell_the_other_scales_are_lavaans():
    """Of four scales of acl: the correlation of active and energetic pulls at Achievement, and hardly beyond."""
    (x, names), golden = keys_of("acl", "multi"), reference.golden("acl", "cfa")["models"]["multi"]
    found, rows = cfa(x, golden["model"], names=names, estimator="WLSMV"), golden["WLSMV"]["estimates"]
    fit = golden["WLSMV"]["fit"]
    assert (found.model.free, found.n, found.fit.df) == (fit["npar"], golden["WLSMV"]["n"], fit["df"])
    assert (found.fit.chi_square, found.fit.scaled.chi_square) == pytest.approx(
        (fit["chisq"], fit["chisq.scaled"]), rel=4e-3
    )
    assert (found.fit.scaled.cfi, found.fit.srmr) == pytest.approx((fit["cfi.scaled"], fit["srmr"]), abs=1e-3)
    touched = {
        "Achievement",
        *(item for lhs, item in zip(rows["lhs"], rows["rhs"], strict=True) if lhs == "Achievement"),
    }
    for lhs, op, rhs, value, se in zip(*(rows[key] for key in ("lhs", "op", "rhs", "std.all", "se")), strict=True):
        if op != "~*~":
            ours, near = found.estimate(lhs, op, rhs), touched & {lhs, rhs}
            assert ours.standardized == pytest.approx(value, rel=0, abs=0.02 if near else 5e-4), (lhs, op, rhs)
            assert not se or ours.se == pytest.approx(se, rel=0, abs=3e-3 if near else 3e-4), (lhs, op, rhs)


@pytest.mark.parametrize(("name", "level"), INVARIANCE)
def test_a_model_in_groups_is_lavaans(name, level):
    found = in_groups(name, level)
    golden = reference.golden("bfi", "invariance")["models"][name]["ordered_WLSMV"][level]
    assert found.converged == golden["converged"]
    assert found.model.free == golden["fit"]["npar"]
    check_fit(found, golden["fit"])
    check_estimates(found, golden["estimates"])


@pytest.mark.parametrize(("name", "level"), [case for case in INVARIANCE if case[1] != "configural"])
def test_the_difference_of_two_levels_is_lavaans(name, level):
    step = {
        "thresholds": "thresholds_vs_configural",
        "thr_loadings": "loadings_vs_thresholds",
        "thr_load_int": "intercepts_vs_loadings",
    }[level]
    golden = reference.golden("bfi", "invariance")["models"][name]["ordered_WLSMV"]["tests"][step]
    small = in_groups(name, level)
    assert (small.fit.df, small.fit.chi_square) == (golden["Df"], pytest.approx(golden["Chisq"], abs=1e-4))
    found = compare(in_groups(name, LEVELS[LEVELS.index(level) - 1]), small)
    assert (found.method, found.df) == ("satorra-2000", golden["Df.diff"])
    assert found.chi_square == pytest.approx(golden["Chisq.diff"], abs=2e-5)
    assert found.p_value == pytest.approx(golden["Pr..Chisq."], abs=1e-6)


# lavaan 0.6-14, R 4.2.2: cfa("n =~ N1 + N2 + N3 + N4 + N5; e =~ E3 + E4 + E5", bfi, ordered = TRUE), modindices() and
# lavPredict(method = "EBM"), whose search stops within 1e-4 of the mode
CHANGES = {("N1", "~~", "N2"): 0.378, ("e", "=~", "N4"): -0.430, ("N4", "~~", "E4"): -0.246, ("n", "=~", "E4"): -0.219}
PLACES = [(-0.03744184157, -0.38577200186), (0.13872010970, 0.06198207633), (0.44801686217, -0.14815078473)]
SQUARES = (1600.56644, 768.31057)


@lru_cache
def two_factors():
    table = reference.table("bfi")
    names = ["N1", "N2", "N3", "N4", "N5", "E3", "E4", "E5"]
    x = np.column_stack([table[name] for name in names])
    model = "n =~ N1 + N2 + N3 + N4 + N5\ne =~ E3 + E4 + E5"
    return x[~np.isnan(x).any(axis=1)], cfa(x, model, names=names, estimator="WLSMV")


def test_expected_changes_are_lavaans_and_the_test_of_the_first_is_near_that_of_the_larger_model():
    x, found = two_factors()
    indices = {(row.lhs, row.op, row.rhs): row for row in found.modification_indices()}
    for key, change in CHANGES.items():
        assert indices[key].expected_change == pytest.approx(change, abs=1e-3)
    first = found.modification_indices()[0]
    assert (first.lhs, first.rhs) == ("N1", "N2")
    larger = cfa(x, "n =~ N1 + N2 + N3 + N4 + N5\ne =~ E3 + E4 + E5\nN1 ~~ N2", names=found.items, estimator="WLSMV")
    assert first.chi_square == pytest.approx(
        compare(found, larger).chi_square, rel=0.03
    )  # lavaan's own says 300, not 359


def test_robust_indices_count_the_degrees_of_freedom_of_correlations_alone():
    """lavaan 0.6-14: cfa("n =~ N1 + N2 + N3 + N4; N1 | 0.1*t2", bfi, ordered = TRUE), rmsea.robust and chisq.scaled."""
    names = ["N1", "N2", "N3", "N4"]
    x = np.column_stack([reference.table("bfi")[name] for name in names])
    fit = cfa(x, "n =~ N1 + N2 + N3 + N4\nN1 | 0.1*t2", names=names, estimator="WLSMV").fit
    assert (fit.df, fit.scaled.df, fit.robust.df) == (3, 3, 2)
    assert fit.robust.rmsea == pytest.approx(0.243934478826124, abs=1e-7)
    assert fit.scaled.chi_square == pytest.approx(320.288229423784, abs=1e-4)
    assert fit.scaled.rmsea == pytest.approx(0.197370134137492, abs=1e-7)
    assert fit.scaled.baseline_chi_square == pytest.approx(12745.097276616, rel=1e-6)


def test_factor_scores_are_lavaans():
    x, found = two_factors()
    scores = found.factor_scores(x)
    assert scores.method == "ebm"
    assert scores.values[:3] == pytest.approx(np.array(PLACES), abs=2e-4)
    assert (scores.values**2).sum(axis=0) == pytest.approx(np.array(SQUARES), rel=5e-5)
