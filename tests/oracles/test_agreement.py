"""Every number of golden/*/agreement.json that is offered, key by key; what is not is listed with the reason."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import StatisticsError
from purpose_index.stats.agreement import average_deviation, awg, rwg
from purpose_index.stats.agreement.groups import grouped
from purpose_index.stats.agreement.nulls import COLUMNS, null_variance, scale_of
from purpose_index.stats.agreement.within import awgs, mean_of_defined, rwgs
from tests.oracles import reference

CLOSED = 1e-10  # closed forms, and 15 digits in the files
DATASETS = reference.datasets("agreement")
NULLS = {"uniform": "uniform"} | {f"{name.replace('-', '_')}5": name for name in COLUMNS}
NOT_OFFERED = {
    "items": "which items",
    "response_options": "provenance",
    "formula": "provenance",
    "waba_vs_second_scale": "within and between analysis of two variables",
    "ICC_scale_mean": "later",
    "ICC_items": "later",
    "ICC_mixed_model": "later",
    "group_mean_reliability": "later",
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
}


@pytest.mark.parametrize(("dataset", "scale", "key"), list(cases()))
def test_every_number_of_a_scale(dataset, scale, key):
    about = Scale(dataset, scale)
    CHECKS[key](about.block[key], about)
