"""Modification indices where answers are missing against lavaan (missing_indices.R), and against larger models.

lavaan's statistics are up to 4e-7 above ours, so that its estimates are up to the root of that, .0006, of their errors
away; an index is the square of a slope in such units: a third of that is allowed to its root.
"""

from __future__ import annotations

import json
from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.cfa import cfa
from tests.oracles import reference
from tests.oracles.test_mixed_ordinal import schools

CASES = json.loads((reference.HERE / "missing_indices.json").read_text(encoding="utf-8"))["cases"]
THREE = [f"x{j}" for j in range(1, 10)]
TWO = ["N1", "N2", "N3", "N4", "N5", "E3", "E4", "E5"]


@lru_cache
def answers(name):
    if name in ("bfi", "depends"):
        x = np.column_stack([reference.table("bfi")[item] for item in TWO])
        if name == "depends":
            x = x[:700].copy()
            x[np.ix_(x[:, 0] > 3, [3, 4, 6, 7])] = np.nan
        return TWO, x
    x = np.column_stack([reference.table("HolzingerSwineford1939")[item] for item in THREE])
    row, column = np.ogrid[1 : len(x) + 1, 1:10]
    x[(3 * row + column**2) % 5 == 0] = np.nan
    return THREE, x


def fitted(name, more=""):
    names, x = answers(name)
    options = {"groups": schools(), "equal": ["loadings", "intercepts"]} if name == "groups" else {}
    return cfa(x, CASES[name]["model"] + more, names=names, missing="fiml", **options)


@pytest.mark.parametrize("name", ["slanted", "bfi", "depends"])
def test_indices_and_expected_changes_are_lavaans(name):
    found, golden = fitted(name), CASES[name]["indices"]
    assert found.fit.chi_square == pytest.approx(CASES[name]["chisq"], abs=1e-5)
    ours = {(row.lhs, row.op, row.rhs): row for row in found.modification_indices()}
    for lhs, op, rhs, index, change, standardized in zip(*(golden[key] for key in golden), strict=True):
        row = ours.get((lhs, op, rhs)) or ours[rhs, op, lhs]
        assert row.chi_square == pytest.approx(index, abs=4e-4 * np.sqrt(index)), (lhs, op, rhs)
        assert row.expected_change == pytest.approx(change, abs=2e-5), (lhs, op, rhs)
        assert row.standardized_change == pytest.approx(standardized, abs=2e-5), (lhs, op, rhs)


def test_small_indices_are_what_larger_models_gain():
    found = fitted("slanted")
    small = [row for row in found.modification_indices() if 3 < row.chi_square < 9][:3]
    assert len(small) == 3
    for row in small:
        larger = fitted("slanted", f"\n{row.lhs} {row.op} {row.rhs}")
        assert row.chi_square == pytest.approx(found.fit.chi_square - larger.fit.chi_square, rel=0.15)
        assert row.expected_change == pytest.approx(larger.estimate(row.lhs, row.op, row.rhs).value, rel=0.22)


def test_tests_of_equalities_are_lavaans():
    tests = CASES["groups"]["tests"]
    ours = {(row.lhs, row.op, row.rhs): row.chi_square for row in fitted("groups").equality_tests()}
    for lhs, op, rhs, index in zip(*(tests[key] for key in tests), strict=True):
        assert ours[lhs, op, rhs] == pytest.approx(index, abs=4e-4 * np.sqrt(index)), (lhs, op, rhs)
