"""Every number of golden/*/agreement.json that is offered, key by key; what is not is listed with the reason."""

from __future__ import annotations

import json

import numpy as np
import pytest

from purpose_index.errors import StatisticsError
from purpose_index.stats.agreement import average_deviation, awg, icc, intraclass, krippendorff_alpha, rwg
from purpose_index.stats.agreement.groups import grouped
from purpose_index.stats.agreement.nulls import COLUMNS, null_variance, scale_of
from purpose_index.stats.agreement.within import awgs, mean_of_defined, rwgs
from tests.oracles import reference

CLOSED = 1e-10  # closed forms, and 15 digits in the files
SEARCHED = 1e-6  # nlme stops where its likelihood, flat at the top, hardly moves
DATASETS = reference.datasets("agreement")
NULLS = {"uniform": "uniform"} | {f"{name.replace('-', '_')}5": name for name in COLUMNS}
NOT_OFFERED = {
    "items": "which items",
    "response_options": "provenance",
    "formula": "provenance",
    "waba_vs_second_scale": "within and between analysis of two variables",
}


def cases(section="scales"):
    for dataset in DATASETS:
        for scale, block in reference.golden(dataset, "agreement")[section].items():
            for key in block:
                if key not in NOT_OFFERED:
                    yield pytest.param(dataset, scale, key, id=f"{dataset}-{scale}-{key}")


def by_group(one, x, groups):
    """A statistic of one group, of every group in turn; NaN where it is refused."""

    def value(rows):
        try:
            return one(x[rows]).value
        except StatisticsError:
            return np.nan

    return np.array([value(groups == name) for name in np.unique(groups)])


class Scale:
    """The answers to one scale, and what the file says of it."""

    def __init__(self, dataset, scale):
        whole = reference.golden(dataset, "agreement")
        self.block = whole["scales"][scale]
        self.x = reference.matrix(dataset, self.block["items"])
        self.groups = reference.table(dataset)[whole["group"]]
        self.options = self.block["response_options"]
        self.low, self.high = self.x.min(), self.x.max()  # all options are chosen: 1 to 5, or 0 to 4

    @property
    def first(self):
        return self.x[:, 0]

    @property
    def mean(self):
        return self.x.mean(axis=1)


def compare_groups(of_one, of_many, expected):
    np.testing.assert_allclose(of_one, expected, rtol=0, atol=CLOSED)
    np.testing.assert_allclose(of_many, expected, rtol=0, atol=CLOSED)


def compare_summary(values, block, tolerance=CLOSED):
    assert np.mean(values) == pytest.approx(block["mean"], abs=tolerance)
    assert np.median(values) == pytest.approx(block["median"], abs=tolerance)


def check_rwg(block, x, scale, key, **form):
    one = by_group(lambda rows: rwg(rows, options=scale.options, **form), x, scale.groups)
    groups = grouped(x, scale.groups)
    compare_groups(one, rwgs(groups, (scale.options**2 - 1) / 12, **form), block[key])
    compare_summary(one, block)
    assert groups.n[:, 0].tolist() == block["gsize"]
    assert [f"{name:g}" for name in groups.names] == block["grpid"]
    if "n_ge_.7" in block:
        assert np.sum(one >= 0.7) == block["n_ge_.7"]


def check_nulls(block, scale):
    assert set(block) == set(NULLS)
    for key, null in NULLS.items():
        one = by_group(lambda rows, null=null: rwg(rows, options=scale.options, null=null), scale.x, scale.groups)
        variance = block[key]["ranvar"]
        given = by_group(lambda rows, v=variance: rwg(rows, options=scale.options, null=v), scale.x, scale.groups)
        np.testing.assert_allclose(one, given, rtol=0, atol=CLOSED)
        compare_summary(one, block[key])


def check_awg(block, x, scale):
    groups = grouped(x, scale.groups)
    one = by_group(lambda rows: awg(rows, low=scale.low, high=scale.high), x, scale.groups)
    compare_groups(one, mean_of_defined(awgs(groups, scale.low, scale.high)), block["a.wg"])
    variance = block.get("avg.grp.var", block.get("grp.var"))
    mean = grouped(x.mean(axis=1) if x.ndim > 1 else x, scale.groups)  # multilevel averages covariances too
    np.testing.assert_allclose(mean.variance[:, 0], variance, rtol=0, atol=CLOSED)
    assert groups.n[:, 0].tolist() == block["nraters"]
    if "mean" in block:
        compare_summary(one, block)


def check_deviation(block, scale, center):
    groups = grouped(scale.x, scale.groups)
    one = by_group(lambda rows: average_deviation(rows, center=center), scale.x, scale.groups)
    compare_groups(one, groups.average_deviation(center).mean(axis=1), block["AD.M"])


def check_icc(block, values, scale):
    """ICC1 and ICC2 with the mean size of a group, ICC1_k0 with that of the analysis of variance."""
    by_mean, by_anova = (icc(values, scale.groups, group_size=size) for size in ("mean", "anova"))
    found = {
        "MSB": by_mean.ms_between,
        "MSW": by_mean.ms_within,
        "F": by_mean.f,
        "df1": by_mean.df_between,
        "df2": by_mean.df_within,
        "ICC1": by_mean.icc1.value,
        "ICC2": by_mean.icc2.value,
        "k_mean": by_mean.group_size,
        "k0": by_anova.group_size,
        "ICC1_k0": by_anova.icc1.value,
        "ICC2_k0_SB": by_anova.icc2.value,
        "design_effect_kmean": by_mean.design_effect,
        "eta2": by_mean.eta_squared,
    }
    assert set(found) == set(block) - {"formula", "source", "p"}
    for key, value in found.items():
        assert value == pytest.approx(block[key], rel=CLOSED), key
    assert by_mean.p_value == pytest.approx(block["p"], rel=1e-9)


def check_mixed(block, scale):
    found = icc(scale.mean, scale.groups).mixed
    assert found.icc.method == block["method"].lower()
    numbers = {
        "tau00": found.between_variance,
        "sigma2": found.within_variance,
        "ICC1_mixed": found.icc.value,
        "intercept": found.mean,
        "se": found.mean_se,
        "logLik": found.log_likelihood,
    }
    assert set(numbers) == set(block) - {"source", "method"}
    for key, value in numbers.items():
        assert value == pytest.approx(block[key], abs=SEARCHED), key


def check_reliability(block, scale):
    found = icc(scale.mean, scale.groups).mixed
    assert found.icc.value == pytest.approx(block["ICC"], abs=SEARCHED)
    assert found.mean_reliability == pytest.approx(block["MeanRel"], abs=SEARCHED)
    np.testing.assert_allclose(found.reliabilities[:5], block["first5"], rtol=0, atol=SEARCHED)


def check_uniform(block, scale):
    assert null_variance("uniform", scale_of(scale.options)) == pytest.approx(block, rel=1e-15)


CHECKS = {
    "ranvar_uniform": check_uniform,
    "rwg_item1": lambda block, scale: check_rwg(block, scale.first, scale, "rwg"),
    "rwg_of_scale_mean": lambda block, scale: check_rwg(block, scale.mean, scale, "rwg"),
    "rwg.j": lambda block, scale: check_rwg(block, scale.x, scale, "rwg.j"),
    "rwg.j.lindell": lambda block, scale: check_rwg(
        block, scale.x, scale, "rwg.lindell", form="lindell", truncate=False
    ),
    "rwg.j_nulls": check_nulls,
    "awg": lambda block, scale: check_awg(block, scale.x, scale),
    "awg_item1": lambda block, scale: check_awg(block, scale.first, scale),
    "ad_mean": lambda block, scale: check_deviation(block, scale, "mean"),
    "ad_median": lambda block, scale: check_deviation(block, scale, "median"),
    "ICC_scale_mean": lambda block, scale: check_icc(block, scale.mean, scale),
    "ICC_items": lambda block, scale: [
        check_icc(block[item], column, scale) for item, column in zip(scale.block["items"], scale.x.T, strict=True)
    ],
    "ICC_mixed_model": check_mixed,
    "group_mean_reliability": check_reliability,
}


@pytest.mark.parametrize(("dataset", "scale", "key"), list(cases()))
def test_every_number_of_a_scale(dataset, scale, key):
    about = Scale(dataset, scale)
    CHECKS[key](about.block[key], about)


COEFFICIENTS = ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")


def check_raters(x, block, low, high):
    found = intraclass(x)
    estimates = [getattr(found, name) for name in COEFFICIENTS]
    tests = [(found.f_one_way, found.p_one_way), (found.f_two_way, found.p_two_way), (found.f_two_way, found.p_two_way)]
    np.testing.assert_allclose([one.value for one in estimates], block["value"], rtol=0, atol=CLOSED)
    np.testing.assert_allclose([f for f, _ in tests * 2], block["f"], rtol=CLOSED)
    np.testing.assert_allclose([p for _, p in tests * 2], block["p_value"], rtol=1e-9)
    same = np.array([found.icc2.value > 0 or "2" not in name for name in COEFFICIENTS])  # docs/reference-numbers.md
    np.testing.assert_allclose(np.array([one.low for one in estimates])[same], np.array(low)[same], rtol=0, atol=CLOSED)
    np.testing.assert_allclose(
        np.array([one.high for one in estimates])[same], np.array(high)[same], rtol=0, atol=CLOSED
    )
    return found


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_six_of_shrout_and_fleiss(dataset):
    block = reference.golden(dataset, "agreement")["psych_ICC_first40rows_5items"]
    theirs = block["results"]
    assert [name.upper().replace("K", "k") for name in COEFFICIENTS] == theirs["type"]
    x = reference.matrix(dataset, block["items"])[:40]
    renamed = {"value": theirs["ICC"], "f": theirs["F"], "p_value": theirs["p"]}
    found = check_raters(x, renamed, theirs["lower bound"], theirs["upper bound"])
    assert found.ms_targets == pytest.approx(block["MSB"], rel=CLOSED)
    assert (theirs["df1"][0], theirs["df2"][0], theirs["df2"][1]) == (39, 40 * 4, 39 * 4)


MADE = json.loads((reference.HERE / "groups.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MADE["raters"])
def test_raters_made_up_and_those_of_the_paper(name):
    block = MADE["raters"][name]
    check_raters(block["x"], block, block["low"], block["high"])


@pytest.mark.parametrize("name", MADE["one_way"])
def test_small_groups(name):
    block = MADE["one_way"][name]
    found = icc(block["values"], block["groups"])
    numbers = {
        "ms_between": found.ms_between,
        "ms_within": found.ms_within,
        "f": found.f,
        "p_value": found.p_value,
        "icc1": found.icc1.value,
        "icc2": found.icc2.value,
    }
    for key, value in numbers.items():
        assert value == pytest.approx(block[key], rel=1e-9), key
    for key in ("between_variance", "within_variance", "mean", "mean_se", "log_likelihood"):
        assert getattr(found.mixed, key) == pytest.approx(block[key], abs=SEARCHED), key


@pytest.mark.parametrize("measurement", ["nominal", "ordinal", "interval"])
@pytest.mark.parametrize("dataset", DATASETS)
def test_krippendorff(dataset, measurement):
    """irr divides by n(m - 1) - 1 where no value of n is missing, not by (n - 1)(m - 1): docs/reference-numbers.md.

    Cohen's and Fleiss' kappa, in the same block, are not offered.
    """
    whole = reference.golden(dataset, "agreement")
    x = reference.matrix(dataset, whole["psych_ICC_first40rows_5items"]["items"])[:40]
    n, m = x.size, x.shape[1]
    found = krippendorff_alpha(x, measurement=measurement, interval=None).value
    as_irr = 1 - (1 - found) / (n - 1) * (n * (m - 1) - 1) / (m - 1)
    assert as_irr == pytest.approx(whole["kappa"]["kripp_alpha_first40"][measurement], abs=CLOSED)
