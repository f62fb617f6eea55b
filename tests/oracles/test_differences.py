"""Tests of one model within another, by each method, against lavaan's lavTestLRT (differences.R)."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.stats import chi2

from purpose_index.errors import ArgumentError
from purpose_index.stats.cfa import cfa, compare
from tests.oracles import reference

CASES = json.loads((reference.HERE / "differences.json").read_text(encoding="utf-8"))["cases"]
NAMES = ["N1", "N2", "N3", "N4", "N5", "E3", "E4", "E5"]
OURS = {"satorra.bentler.2001": "satorra-2001", "satorra.bentler.2010": "satorra-2010", "satorra.2000": "mean-adjusted"}
BELOW = {"satorra-2001": ["ulsm"], "satorra-2010": ["mlr", "fiml"]}  # the scaling is below 0


def answers(case):
    x = np.column_stack([reference.table("bfi")[item] for item in NAMES])[: case["rows"]]
    return x if case["estimator"] in ("WLSM", "ULSM") else np.exp(x / 4)


def fitted(case):
    """Both models, and what a comparison by 'satorra-2010' rests on."""
    x, ordered = answers(case), case["estimator"] in ("WLSM", "ULSM")
    options = {
        "names": NAMES,
        "estimator": {"WLSM": "WLSMV", "ULSM": "ULSMV"}.get(case["estimator"], case["estimator"]),
        "missing": case.get("missing", "listwise"),
        "identification": "variance" if case.get("std.lv") else "marker",
    }
    given = {} if ordered else {"x": x}
    if "group" in case:
        given["groups"] = options["groups"] = reference.table("bfi")[case["group"]]
    small = cfa(x, case["small"], equal=case.get("equal", ()), **options)
    used = [NAMES.index(item) for item in small.items]
    if given:
        given["x"] = x[:, used]
    return small, cfa(x, case["large"], **options), given


@pytest.mark.parametrize(
    ("name", "method"), [(name, method) for name, case in CASES.items() for method in case["tests"]]
)
def test_a_difference_is_lavaans(name, method):
    """lavaan's scalings are 1e-6 of themselves away, as in test_cfa.py; of their difference that is a larger part."""
    case = CASES[name]
    golden, ours = case["tests"][method], OURS[method]
    small, large, given = fitted(case)
    given = given if ours == "satorra-2010" else {}
    if name in BELOW.get(ours, ()):
        assert golden["Chisq diff"] is None or golden["Chisq diff"] < 0
        with pytest.raises(ArgumentError, match="below 0"):
            compare(small, large, method=ours, **given)
        return
    found = compare(small, large, method=ours, **given)
    assert (found.method, found.df) == (ours, golden["Df diff"])
    if golden["Chisq diff"] is None:  # lavaan multiplies 0 by what is not defined
        assert found.chi_square == pytest.approx(compare(small, large, method="satorra-2001").chi_square)
        return
    apart, kept = (one.fit.df * one.fit.scaled.scaling for one in (small, large))
    magnified = (apart + kept) / (apart - kept) if ours == "satorra-2001" else 1.0
    assert found.chi_square == pytest.approx(golden["Chisq diff"], rel=2e-6 * max(magnified, 1.0))
    assert found.p_value == pytest.approx(chi2.sf(found.chi_square, golden["Df diff"]))
