"""Numbers beside ordered answers against lavaan (mixed_ordinal.R); tolerances as in test_cfa_ordinal.py.

Of `most`, lavaan's search for the correlations of x7 with x2 and with x4 stops 1e-5 before ours, which solve the
likelihood equation (tests/unit/stats/test_mixed_stage.py): what follows from that is .0006 of chi-square.
"""

from __future__ import annotations

import csv
import json
from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.cfa import cfa
from tests.oracles import reference
from tests.oracles.test_cfa_ordinal import check_estimates, check_fit

CASES = json.loads((reference.HERE / "mixed_ordinal.json").read_text(encoding="utf-8"))["cases"]


def schools() -> np.ndarray:
    with (reference.HERE / "data" / "HolzingerSwineford1939.csv").open(newline="", encoding="utf-8") as file:
        return np.array([row["school"] for row in csv.DictReader(file)])


@lru_cache
def fitted(name: str):
    case = CASES[name]
    cuts = case.get("cuts", {})
    table = reference.table("HolzingerSwineford1939" if cuts else "bfi")
    names = [item for item in table if item[:1] in "xNE" and item[1:].isdigit()]
    columns = [np.digitize(table[item], np.atleast_1d(cuts[item])) if item in cuts else table[item] for item in names]
    options = {key: case[key] for key in ("estimator", "parameterization") if key in case}
    if case.get("group"):
        options["groups"] = schools()
    identification = "variance" if case.get("std.lv") else "marker"
    return cfa(
        np.column_stack(columns),
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
