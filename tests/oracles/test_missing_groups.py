"""Missing answers in groups with equal parameters (FIML with MLR) against lavaan (missing_groups.R).

lavaan's search stops up to 2e-4 of an error from the top of the likelihood, and its EM, from which the scaled baseline
and the robust indices follow, at a change of 1e-5.
"""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.cfa import cfa
from tests.oracles import reference
from tests.oracles.test_missing_indices import answers
from tests.oracles.test_mixed_ordinal import schools

GOLDEN = json.loads((reference.HERE / "missing_groups.json").read_text(encoding="utf-8"))
EQUAL = {
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}


@lru_cache
def fitted(level, estimator="MLR"):
    names, x = answers("slanted")
    options = {"missing": "fiml", "estimator": estimator, "equal": EQUAL[level]}
    return cfa(x, GOLDEN["model"], names=names, groups=schools(), **options)


@pytest.mark.parametrize("level", EQUAL)
def test_fit_is_lavaans(level):
    fit, golden = fitted(level).fit, GOLDEN["levels"][level]["fit"]
    assert fit.df == golden["df"]
    assert (fit.chi_square, fit.log_likelihood, fit.bic) == pytest.approx(
        (golden["chisq"], golden["logl"], golden["bic"]), abs=1e-5
    )
    assert (fit.scaled.chi_square, fit.scaled.baseline_chi_square) == pytest.approx(
        (golden["chisq.scaled"], golden["baseline.chisq.scaled"]), rel=1e-6
    )
    assert (fit.scaled.cfi, fit.robust.cfi, fit.robust.tli, fit.robust.rmsea, fit.srmr) == pytest.approx(
        [golden[name] for name in ("cfi.scaled", "cfi.robust", "tli.robust", "rmsea.robust", "srmr")], abs=1e-5
    )


@pytest.mark.parametrize("level", EQUAL)
def test_estimates_and_errors_are_lavaans(level):
    found, golden = fitted(level), GOLDEN["levels"][level]["estimates"]
    ours = {(row.lhs, row.op, row.rhs, row.group): row for row in found.estimates}
    free = 0
    for lhs, op, rhs, group, value, se in zip(*(golden[key] for key in golden), strict=True):
        row = ours.get((lhs, op, rhs, GOLDEN["schools"][group - 1]))
        if row is None or not row.free:  # what lavaan writes out is 0 or 1
            assert (value, se) in ((0, 0), (1, 0))
            continue
        free += 1
        assert row.value == pytest.approx(value, abs=2e-4 * se), (lhs, op, rhs, group)
        assert row.se == pytest.approx(se, rel=1e-4), (lhs, op, rhs, group)
    assert free == sum(row.free for row in found.estimates)


def test_scores_and_their_errors_are_lavaans_for_what_each_person_answered():
    found, (_, x) = fitted("scalar", "ML"), answers("slanted")
    for school, values, errors in zip(GOLDEN["schools"], GOLDEN["scores"], GOLDEN["errors"], strict=True):
        scores = found.factor_scores(x[schools() == school][:8], group=school)
        assert scores.values == pytest.approx(np.array(values), abs=1e-4)
        assert scores.errors == pytest.approx(np.array(errors), abs=1e-5)
