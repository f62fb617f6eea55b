"""Confirmatory models against lavaan: every block by maximum likelihood of golden/*/cfa.json and invariance.json.

Tolerances. Newton's method ends where nothing is left to gain; lavaan stops a little earlier. An estimate may lie as
far from ours as its shortfall of log-likelihood allows: a parameter d standard errors away costs at least d^2 / 2.
Beside that, estimates and errors agree to 1e-5, the test to 1e-4, indices to 1e-5. Scaled tests add 1e-6 of themselves:
their scaling follows from the estimates.

Not lavaan's: the interval of a scaled RMSEA (it takes the unscaled statistic with fractional degrees of freedom; ours
is checked against scipy's noncentral chi-square).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pytest
from scipy.stats import chi2, ncx2

from purpose_index.stats.cfa import cfa, compare
from tests.oracles import reference

OPTIONS = {
    "ML": {},
    "ML_stdlv": {"identification": "variance"},
    "MLR": {"estimator": "MLR"},
    "MLM": {"estimator": "MLM"},
    "FIML": {"missing": "fiml"},
    "FIML_MLR": {"missing": "fiml", "estimator": "MLR"},
}
RANGES = {"bfi": (1, 6), "lq2002": (1, 5), "acl": (0, 4), "Science": (1, 4), "HolzingerSwineford1939": (0, 0)}
TESTS = {
    "chisq": "chi_square",
    "df": "df",
    "pvalue": "p_value",
    "baseline.chisq": "baseline_chi_square",
    "baseline.df": "baseline_df",
    "cfi": "cfi",
    "tli": "tli",
    "rmsea": "rmsea",
    "rmsea.ci.lower": "rmsea_low",
    "rmsea.ci.upper": "rmsea_high",
    "rmsea.pvalue": "rmsea_close",
}
OTHERS = {
    "srmr": "srmr",
    "logl": "log_likelihood",
    "unrestricted.logl": "log_likelihood_free",
    "aic": "aic",
    "bic": "bic",
    "bic2": "sabic",
}
SCALED = {
    "chisq.scaling.factor": "scaling",
    "baseline.chisq.scaling.factor": "baseline_scaling",
} | {f"{lavaan}.scaled": ours for lavaan, ours in TESTS.items() if not lavaan.startswith(("rmsea.ci", "rmsea.p"))}
ROBUST = {f"{lavaan}.robust": ours for lavaan, ours in TESTS.items()}
# What lavaan gives beside these, and we do not; docs/reference-numbers.md says why
NOT_GIVEN = {
    *("agfi", "cn_01", "cn_05", "crmr", "ecvi", "gfi", "ifi", "mfi", "nfi", "pgfi", "pnfi", "rfi", "rmr", "rni"),
    *("baseline.pvalue", "fmin", "nnfi", "rmsea.notclose.pvalue", "rmsea.notclose.h0", "wrmr"),
    *("scaling.factor.h0", "scaling.factor.h1", "srmr_bentler", "srmr_mplus"),
}
CONSTANTS = {"rmsea.ci.level": 0.9, "rmsea.close.h0": 0.05}
OWN_INTERVAL = {"rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled", "rmsea.pvalue.scaled"}

MODELS = [
    (dataset, name, block)
    for dataset in reference.datasets("cfa")
    for name, model in reference.golden(dataset, "cfa")["models"].items()
    for block in OPTIONS
    if block in model
]
LEVELS = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}
INVARIANCE = [
    (dataset, name, estimator, level)
    for dataset in reference.datasets("invariance")
    for name, model in reference.golden(dataset, "invariance")["models"].items()
    for estimator in ("ML", "MLR")
    if estimator in model
    for level in LEVELS
    if level in model[estimator]
]
STEPS = [case for case in INVARIANCE if case[3] != "configural"]


@lru_cache
def answers(dataset: str, name: str) -> tuple[np.ndarray, list[str]]:
    keys = reference.golden(dataset, "cfa")["models"][name]["keys"]
    return reference.keyed(dataset, tuple(keys), *RANGES[dataset]), [key.removeprefix("-") for key in keys]


@lru_cache
def fitted(dataset: str, name: str, block: str):
    x, names = answers(dataset, name)
    model = reference.golden(dataset, "cfa")["models"][name]["model"]
    return cfa(x, model, names=names, **OPTIONS[block])


@lru_cache
def groups_of(dataset: str) -> np.ndarray:
    """The group of every row; empty where it is not known."""
    path = reference.HERE / "data" / f"{dataset}.csv"
    path = path if path.exists() else reference.OUTSIDE / "data" / f"{dataset}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        groups = [row[reference.golden(dataset, "invariance")["group"]] for row in csv.DictReader(file)]
    return np.array(["" if group == "NA" else group for group in groups], dtype=object)


@lru_cache
def in_groups(dataset: str, name: str, estimator: str, level: str):
    x, names = answers(dataset, name)
    golden = reference.golden(dataset, "invariance")
    model = golden["models"][name]["model"]
    return cfa(x, model, names=names, groups=groups_of(dataset), equal=LEVELS[level], estimator=estimator)


def shortfall(found, fit: dict) -> float:
    """How many standard errors lavaan can be away from the highest likelihood."""
    return float(np.sqrt(2 * max(found.fit.log_likelihood - fit["logl"], 0)))


def check_estimates(found, golden: dict, away: float, labels=("",)) -> None:
    rows = golden["estimates"]
    groups = [labels[number - 1] for number in rows.get("group", [1] * len(rows["lhs"]))]
    for j, (lhs, op, rhs, group) in enumerate(zip(rows["lhs"], rows["op"], rows["rhs"], groups, strict=True)):
        ours = found.estimate(lhs, op, rhs, group=group)
        se = rows["se"][j] or 0
        assert ours.value == pytest.approx(rows["est"][j], rel=0, abs=1e-5 + 1.5 * away * se), (lhs, op, rhs)
        assert (ours.se if ours.free else 0) == pytest.approx(se, rel=0, abs=1e-5 + 3 * away * se), (lhs, op, rhs)
        if se:
            z = rows["z"][j]
            assert ours.z == pytest.approx(z, rel=0, abs=(1e-5 / se + 3 * away) * (1 + abs(z))), (lhs, op, rhs)
        for lavaan, value in (("std.all", ours.standardized), ("std.lv", ours.standardized_latent)):
            if lavaan in rows:
                scale = max(abs(value), 1) if lavaan == "std.lv" else 1
                assert value == pytest.approx(rows[lavaan][j], rel=0, abs=scale * (1e-5 + 0.3 * away)), (lhs, op, rhs)


def check_fit(found, fit: dict) -> None:
    for lavaan, ours in (TESTS | OTHERS).items():
        if fit.get(lavaan) is None:  # no p without degrees of freedom
            assert found.fit.df == 0
            continue
        tolerance = 1e-4 if "chisq" in lavaan or lavaan in ("logl", "aic", "bic", "bic2") else 1e-5
        assert getattr(found.fit, ours) == pytest.approx(fit[lavaan], rel=0, abs=tolerance), lavaan
    assert found.fit.log_likelihood >= fit["logl"] - 1e-7 * abs(fit["logl"]) ** 0.5
    assert all(fit.get(key, value) == value for key, value in CONSTANTS.items())
    assert fit.get("ntotal", found.n) == found.n
    parts = [(found.fit.scaled, SCALED), (found.fit.robust, ROBUST)]
    for part, names in parts:
        for lavaan, ours in names.items() if part else []:
            if fit.get(lavaan) is not None:
                size = abs(fit[lavaan]) if "chisq" in lavaan else 0
                tolerance = 1e-4 if "chisq." in lavaan and "factor" not in lavaan else 1e-5
                assert getattr(part, ours) == pytest.approx(fit[lavaan], rel=0, abs=tolerance + 1e-6 * size), lavaan


def blocks(inside) -> Iterator[tuple[str, dict]]:
    """The tables of indices and of estimates, wherever they are."""
    for key, value in inside.items():
        if key in ("fit", "estimates"):
            yield key, value
        elif isinstance(value, dict):
            yield from blocks(value)


@pytest.mark.parametrize("topic", ["cfa", "invariance"])
def test_every_number_is_compared_or_said_not_to_be_given(topic):
    written = (reference.HERE.parents[1] / "docs" / "reference-numbers.md").read_text(encoding="utf-8")
    assert all(f"`{key}`" in written for key in NOT_GIVEN)
    compared = {*TESTS, *OTHERS, *SCALED, *ROBUST, *CONSTANTS, *OWN_INTERVAL, "npar", "ntotal"}
    columns = {"lhs", "op", "rhs", "group", "est", "se", "z", "std.lv", "std.all", "rows"}
    for dataset in reference.datasets(topic):
        for kind, block in blocks(reference.golden(dataset, topic)):
            keys = {key.removesuffix("_nomean") for key in block}
            if kind == "fit":
                keys = {key for key in keys if key.removesuffix(".scaled").removesuffix(".robust") not in NOT_GIVEN}
            assert keys <= (compared if kind == "fit" else columns)


@pytest.mark.parametrize(("dataset", "name", "block"), MODELS)
def test_a_model_is_lavaans(dataset, name, block):
    found, golden = fitted(dataset, name, block), reference.golden(dataset, "cfa")["models"][name][block]
    assert found.converged == golden["converged"]
    assert found.n == golden["n"]
    assert found.model.free == golden["fit"]["npar"]
    assert found.model.means == golden.get("meanstructure", found.model.means)
    check_fit(found, golden["fit"])
    check_estimates(found, golden, shortfall(found, golden["fit"]))


@pytest.mark.parametrize(("dataset", "name", "estimator", "level"), INVARIANCE)
def test_a_model_in_groups_is_lavaans(dataset, name, estimator, level):
    found = in_groups(dataset, name, estimator, level)
    golden = reference.golden(dataset, "invariance")["models"][name][estimator]
    assert [group.group for group in found.groups] == list(map(str, golden["group_labels"]))
    assert [group.n for group in found.groups] == golden["group_n"]
    assert found.converged == golden[level]["converged"]
    assert found.model.free == golden[level]["fit"]["npar"]
    check_fit(found, golden[level]["fit"])
    check_estimates(
        found, golden[level], shortfall(found, golden[level]["fit"]), list(map(str, golden["group_labels"]))
    )


@pytest.mark.parametrize(("dataset", "name", "estimator", "level"), STEPS)
def test_the_difference_of_two_levels_is_lavaans(dataset, name, estimator, level):
    before = list(LEVELS)[list(LEVELS).index(level) - 1]
    golden = reference.golden(dataset, "invariance")["models"][name][estimator]["tests"][f"{level}_vs_{before}"]
    large, small = in_groups(dataset, name, estimator, before), in_groups(dataset, name, estimator, level)
    assert (small.fit.df, small.fit.chi_square) == (golden["Df"], pytest.approx(golden["Chisq"], abs=1e-4))
    assert (small.fit.aic, small.fit.bic) == pytest.approx((golden["AIC"], golden["BIC"]), rel=0, abs=1e-4)
    changes = reference.golden(dataset, "invariance")["models"][name][estimator]["delta"][level]
    for index, change in changes.items():
        assert getattr(small.fit, index) - getattr(large.fit, index) == pytest.approx(change, rel=0, abs=1e-5), index
    found = compare(large, small)
    assert found.df == golden["Df.diff"]
    assert found.chi_square == pytest.approx(golden["Chisq.diff"], abs=1e-3 if estimator == "MLR" else 1e-5)
    assert found.p_value == pytest.approx(golden["Pr..Chisq."], abs=1e-5)


@pytest.mark.parametrize(("dataset", "name", "estimator"), [case[:3] for case in INVARIANCE if case[3] == "scalar"])
def test_tests_of_equalities_are_lavaans(dataset, name, estimator):
    golden = reference.golden(dataset, "invariance")["models"][name][estimator]
    names, rows = golden["scalar"]["estimates"], golden["score_tests_scalar"]
    model = in_groups(dataset, name, estimator, "scalar")
    found = {(row.lhs, row.op, row.rhs): row for row in model.equality_tests()}
    away = shortfall(model, golden["scalar"]["fit"])
    assert (set(rows["op"]), set(rows["df"])) == ({"=="}, {1})
    for label, other, chi_square, p in zip(*(rows[column] for column in ("lhs", "rhs", "X2", "p.value")), strict=True):
        one, same = (int(of.strip(".p")) - 1 for of in (label, other))  # the places of parameters in lavaan's table
        key = tuple(names[part][one] for part in ("lhs", "op", "rhs"))
        assert key == tuple(names[part][same] for part in ("lhs", "op", "rhs"))
        allowed = 1e-4 + 2 * away * np.sqrt(chi_square)
        assert found[key].chi_square == pytest.approx(chi_square, rel=0, abs=allowed), key
        assert found[key].p_value == pytest.approx(p, rel=0, abs=1e-5 + allowed / np.sqrt(max(chi_square, 1e-2)) / 2)
    assert max(row.chi_square for row in found.values()) == pytest.approx(max(rows["X2"]), rel=1e-4)


@pytest.mark.parametrize(("dataset", "name"), [case[:2] for case in MODELS if case[2] == "ML"])
def test_modification_indices_are_lavaans(dataset, name):
    golden = reference.golden(dataset, "cfa")["models"][name]
    if "ML_modindices_top10" not in golden:
        pytest.skip("R was not asked for them")
    found = {(row.lhs, row.op, row.rhs): row for row in fitted(dataset, name, "ML").modification_indices()}
    rows = golden["ML_modindices_top10"]
    away = shortfall(fitted(dataset, name, "ML"), golden["ML"]["fit"])
    for j, key in enumerate(zip(rows["lhs"], rows["op"], rows["rhs"], strict=True)):
        ours = found.get(key) or found[key[2], key[1], key[0]]
        z = np.sqrt(rows["mi"][j])  # where lavaan stopped, it may be off by as much as everything else
        assert ours.chi_square == pytest.approx(rows["mi"][j], rel=0, abs=1e-4 + 2 * away * z)
        assert ours.expected_change == pytest.approx(rows["epc"][j], rel=3 * away / z, abs=1e-5)
        assert ours.standardized_change == pytest.approx(rows["sepc.all"][j], rel=3 * away / z, abs=1e-5)
    indices = [row.chi_square for row in fitted(dataset, name, "ML").modification_indices()]
    assert indices == sorted(indices, reverse=True)


@pytest.mark.parametrize(("dataset", "name"), [case[:2] for case in MODELS if case[2] == "ML"])
def test_factor_scores_are_lavaans(dataset, name):
    golden = reference.golden(dataset, "cfa")["models"][name]["ML_factor_scores"]
    x, _ = answers(dataset, name)
    complete = x[~np.isnan(x).any(axis=1)]
    scores = fitted(dataset, name, "ML").factor_scores(complete)
    assert scores.values[:10] == pytest.approx(np.array(golden["first10"]["values"], dtype=float), abs=2e-4)
    squares = [golden["sumsq"][factor] for factor in golden["first10"]["cols"]]
    assert (scores.values**2).sum(axis=0) == pytest.approx(np.array(squares), rel=3e-4)


@pytest.mark.parametrize(("dataset", "name"), [case[:2] for case in MODELS if case[2] == "ML"])
def test_the_largest_residual_correlation_is_lavaans(dataset, name):
    golden = reference.golden(dataset, "cfa")["models"][name]["ML_residual_cor_max"]
    moments = fitted(dataset, name, "ML").groups[0]
    observed, implied = (
        c / np.sqrt(np.outer(np.diag(c), np.diag(c))) for c in (moments.covariance, moments.implied_covariance)
    )
    assert np.abs(observed - implied).max() == pytest.approx(golden, abs=1e-5)


def check_interval_of_rmsea(fit, n: float) -> None:
    """Its ends and its probability of .05, by the noncentral chi-square of scipy."""
    if fit.df == 0:
        assert (fit.rmsea_low, fit.rmsea_high) == (0, 0)
        assert np.isnan(fit.rmsea_close)
        return
    for end, tail in ((fit.rmsea_low, 0.95), (fit.rmsea_high, 0.05)):
        if end > 0:
            assert ncx2.cdf(fit.chi_square, fit.df, end**2 * fit.df * n) == pytest.approx(tail, abs=1e-6)
        else:
            assert chi2.cdf(fit.chi_square, fit.df) <= tail
    close = ncx2.sf(fit.chi_square, fit.df, 0.05**2 * fit.df * n)
    assert fit.rmsea_close == pytest.approx(close, rel=0, abs=1e-9)


@pytest.mark.parametrize(("dataset", "name", "block"), [case for case in MODELS if case[2].endswith(("MLR", "MLM"))])
def test_the_interval_of_a_scaled_rmsea_has_its_level(dataset, name, block):
    found = fitted(dataset, name, block)
    check_interval_of_rmsea(found.fit.scaled, found.n)


@pytest.mark.parametrize(("dataset", "name", "estimator", "level"), [case for case in INVARIANCE if case[2] == "MLR"])
def test_the_interval_of_a_scaled_rmsea_in_groups_has_its_level(dataset, name, estimator, level):
    found = in_groups(dataset, name, estimator, level)
    check_interval_of_rmsea(found.fit.scaled, found.n / len(found.groups))


def test_errors_of_groups_that_share_parameters_rest_on_the_answers_about_their_own_means():
    """What lavaan gives to ``cfa(model, estimator="MLM", group="school", group.equal=c("loadings", "intercepts"))``."""
    x, names = answers("HolzingerSwineford1939", "multi")
    model = {"visual": names[:3], "textual": names[3:6]}
    shared = {"groups": groups_of("HolzingerSwineford1939"), "equal": ["loadings", "intercepts"]}
    found = cfa(x, model, names=names, estimator="MLM", **shared)
    scaled = found.fit.scaled
    assert (scaled.chi_square, scaled.df) == (pytest.approx(61.9319233844, rel=1e-6), 24)
    assert scaled.scaling == pytest.approx(1.0330347514, rel=1e-6)
    assert scaled.baseline_scaling == pytest.approx(1.2197513472, rel=1e-6)


# lavaan 0.6-14, R 4.2.2: est, std.lv and std.all of `:=` by parameterEstimates(standardized = TRUE)
LABELLED = (
    "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + x6\nx1 ~~ e*x1\n"
    "visual ~~ v*visual + k*textual\ntextual ~~ w*textual\n"
    "ratio := a / b\nr := k / sqrt(v*w)\nboth := ratio^2 + log(c) + e"
)
SHARED = "visual =~ x1 + c(a,a)*x2 + c(b1,b2)*x3\ngap := b1 - b2\nprod := a*b1"
DEFINED = [
    (
        LABELLED,
        {},
        {
            "ratio": (0.789549540351, 0.789549540351, 0.758387725292),
            "r": (0.460629061928, 0.460629061928, 0.460629061928),
            "both": (1.265034121991, 1.255566701328, 0.812467639909),
        },
    ),
    (
        SHARED,
        {},
        {
            "gap": (0.118845117252, 0.0798430808702, -0.0120262888983),
            "prod": (1.034248246472, 0.5042766696496, 0.3520746650943),
        },
    ),
    (
        "visual =~ a*x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + x6\nsum := a + b*c",
        {"identification": "variance"},
        {"sum": (1.47510487563, 1.47510487563, 1.1519924409)},
    ),
]


@pytest.mark.parametrize(("model", "options", "expected"), DEFINED)
def test_what_is_defined_is_standardised_as_lavaan_does(model, options, expected):
    x, names = answers("HolzingerSwineford1939", "multi")
    groups = groups_of("HolzingerSwineford1939") if "c(" in model else None
    found = cfa(x, model, names=names, groups=groups, **options)
    for name, numbers in expected.items():
        row = found.estimate(name, ":=")
        ours = (row.value, row.standardized_latent, row.standardized)
        assert ours == pytest.approx(numbers, rel=0, abs=2e-5), name


@pytest.mark.parametrize(
    ("first", "estimator", "expected"),
    [("x1", "MLR", 1.136138), ("x3", "MLR", 1.314949), ("x1", "MLM", 1.451768), ("x3", "MLM", 1.451768)],
)
def test_a_difference_by_satorra_2010_depends_on_the_marker_by_mlr_as_lavaans_does(first, estimator, expected):
    """Factor variances and covariances equal in two schools, beside loadings and residuals; lavTestLRT of lavaan."""
    x, names = answers("HolzingerSwineford1939", "multi")
    items = [names[:3], names[3:6]] if first == "x1" else [names[2::-1], names[5:2:-1]]
    groups, model = groups_of("HolzingerSwineford1939"), dict(zip(("visual", "textual"), items, strict=True))
    equal = ["loadings", "residuals"]
    larger, smaller = (
        cfa(x, model, names=names, groups=groups, estimator=estimator, equal=[*equal, *more])
        for more in ([], ["factor_variances", "factor_covariances"])
    )
    own = x[:, [names.index(item) for item in larger.items]]
    found = compare(larger, smaller, method="satorra-2010", x=own, groups=groups)
    assert (found.df, found.chi_square) == (3, pytest.approx(expected, abs=2e-6))
