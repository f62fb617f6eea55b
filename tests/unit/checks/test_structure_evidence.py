"""The rules that judge the structure of a set: what they find, and what they leave alone."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.checks.evidence.examples import evidence_example
from purpose_index.checks.evidence.structure import RULES

BY_NAME = {rule.name: rule for rule in RULES}


def found(rule: str, piece: str) -> tuple[pi.Issue, ...]:
    q, rows = evidence_example(piece)
    return pi.check(q, rows, rules=[rule]).findings


def test_misfit_says_its_size_with_its_interval():
    (finding,) = found("structure-misfit", BY_NAME["structure-misfit"].failing)
    assert 0.08 < finding.facts["low"] < finding.facts["rmsea"] < finding.facts["high"]
    assert f"RMSEA {finding.facts['rmsea']:.3f} [{finding.facts['low']:.3f}" in finding.message
    assert finding.path == "$.scales"


def test_scales_that_measure_one_thing_are_named():
    (finding,) = found("scales-alike", BY_NAME["scales-alike"].failing)
    assert finding.facts["scales"] == ("work", "rest")
    assert finding.facts["low"] > 0.8
    assert finding.facts["high"] >= 0.9
    assert finding.path == "$.scales[1].id"


def test_an_item_of_two_scales_is_named_with_the_other_one():
    (finding,) = found("cross-loading", BY_NAME["cross-loading"].failing)
    assert (finding.facts["item"], finding.facts["scale"]) == ("q1", "rest")
    assert finding.facts["loading"] > 0.2


@pytest.mark.parametrize("rule", list(BY_NAME))
def test_fewer_than_a_hundred_people_are_not_judged(rule):
    piece = BY_NAME[rule].failing
    assert not found(rule, f"people: 99\n{piece}")
    assert not found(rule, BY_NAME[rule].passing)
    if rule != "cross-loading":  # whose size is not certain among so few
        assert found(rule, f"people: 100\n{piece}")
