"""Made-up pilot samples are what their recipe says."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.checks.catalogue import BY_NAME
from purpose_index.checks.evidence.examples import _loadings, evidence_example


def test_people_fall_into_groups_by_turns():
    assert len(evidence_example("loading: 0.5")[1]) == 300
    assert [row["group"] for row in evidence_example("people: 6\ngroups: 4")[1]] == [0, 1, 2, 3, 0, 1]


def test_everybody_answers_a_constant_item_with_4():
    assert {row["q2"] for row in evidence_example("constant: [q2]")[1]} == {4}


def test_every_pair_shares_by_a_factor_of_its_own():
    items = ["q1", "q2", "q3", "q4"]
    found = _loadings({"pairs": [["q1", "q2", 0.25], ["q3", "q4", 0.16]]}, {"work": items}, items)
    np.testing.assert_allclose(found, [[0.75, 0.5, 0], [0.75, 0.5, 0], [0.75, 0, 0.4], [0.75, 0, 0.4]])


@pytest.mark.parametrize(("rule", "other"), [("wrong-loading", "rest"), ("low-item-rest-correlation", None)])
def test_an_item_that_goes_with_another_scale_has_that_scale_among_its_facts(rule, other):
    (found,) = pi.check(*evidence_example(BY_NAME[rule].failing), rules=[rule]).findings
    names = {"item": "q2", "scale": "work"} | ({"other": other} if other else {})
    assert {name: fact for name, fact in found.facts.items() if name != "value"} == names
