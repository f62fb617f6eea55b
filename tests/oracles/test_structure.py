"""The structure of a set against lavaan 0.6: `standardizedSolution` of WLSMV.

lavaan stops where its search stands still: a standardized loading differs by up to 2e-7 and its error by 1e-8, as they
are printed.
"""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.analysis.structure import fitted, numbers_of
from purpose_index.question_set.hypothesis import hypothesis
from purpose_index.stats.reliability import factor_correlations, standardized_loadings

LOADINGS = {
    "lead01": (0.65355632, 0.01270703),
    "lead02": (0.63370680, 0.01297753),
    "lead07": (0.81251756, 0.00817082),
    "lead11": (0.79804911, 0.00885819),
    "tsig01": (0.78019807, 0.01264879),
    "tsig03": (0.86815326, 0.00889662),
    "hostil01": (0.78677819, 0.01187933),
    "hostil04": (0.93914654, 0.00770123),
}


def test_the_leadership_scales_are_those_of_lavaan():
    q = pi.load("examples/leadership/questionnaire.yaml")
    claimed = hypothesis(q)
    coded = pi.encode(q, "examples/leadership/answers.csv")
    found = fitted(claimed, numbers_of(coded, claimed.items), "listwise", 0.95)
    by = {row.measured_by: (row.value, row.se) for row in standardized_loadings(found)}
    for item, numbers in LOADINGS.items():
        assert by[item] == pytest.approx(numbers, abs=4e-7), item
    pairs = factor_correlations(found)
    assert (pairs.values[0, 1], pairs.se[0, 1]) == pytest.approx((0.58676464, 0.01537964), abs=4e-7)
    assert (pairs.values[0, 2], pairs.se[0, 2]) == pytest.approx((-0.41514121, 0.01904643), abs=4e-7)
    assert found.fit.scaled.chi_square == pytest.approx(3528.074, abs=0.01)
    robust = (found.fit.robust.rmsea, found.fit.robust.rmsea_low, found.fit.robust.rmsea_high, found.fit.robust.cfi)
    assert robust == pytest.approx((0.131, 0.127, 0.135, 0.813), abs=5e-4)
