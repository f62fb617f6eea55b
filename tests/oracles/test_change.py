"""Two scores of the same people, by R: t.test, cor.test and epiR's epi.ccc (change.R)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from purpose_index.stats.change import change
from tests.oracles import reference
from tests.oracles.test_alignment import companies, mean_of

EXPECTED = json.loads((reference.HERE / "change.json").read_text(encoding="utf-8"))


def seven():
    few = np.isin(companies(), np.unique(companies())[:7])
    return mean_of("LEAD", 11)[few], mean_of("TSIG", 3)[few]


def test_the_paired_t_test_is_that_of_r():
    found = change(*seven())
    numbers = [found.t, found.df, found.p, found.mean.low, found.mean.high]
    assert numbers == pytest.approx(EXPECTED["t"], rel=1e-8)


def test_the_retest_correlation_is_that_of_r():
    found = change(*seven()).correlation
    assert [found.value, found.low, found.high] == pytest.approx(EXPECTED["correlation"], abs=1e-10)


@pytest.mark.parametrize(("whom", "key"), [("all", "concordance"), ("seven", "concordance_seven")])
def test_concordance_is_that_of_epir(whom, key):
    pair = seven() if whom == "seven" else (mean_of("LEAD", 11), mean_of("TSIG", 3))
    found = change(*pair).concordance
    assert [found.value, found.low, found.high] == pytest.approx(EXPECTED[key][:3], abs=1e-10)
