"""Items that fit no Mokken scale: found by the end of an interval, one after another, where nothing else says it."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.evidence.items import RULES as OF_ITEMS
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.checks.evidence.scalable import _errors_of, _judged
from purpose_index.stats.mokken import scalability

from .pilot_data import answers, one_factor, one_scale, set_of

RULE = "unscalable-item"


def found(x, data=None, **keywords):
    return pi.check(data or one_scale(x.shape[1]), x, rules=[RULE], **keywords).findings


def sample_of(x, groups=None):
    data = one_scale(x.shape[1])
    if groups is None:
        return pilot_of(pi.load(data), x, None, Aims()).simple[0]
    rows = [{f"q{j + 1}": v for j, v in enumerate(row)} | {"g": g} for row, g in zip(x, groups, strict=True)]
    return pilot_of(pi.load(data), rows, "g", Aims()).simple[0]


def test_coefficients_and_errors_are_near_those_of_the_delta_method():
    x = answers(one_factor(1000, [0.7] * 5 + [0.4], seed=1))
    other, sample = scalability(x), sample_of(x)
    judged = _judged(sample, _errors_of(sample), [*range(6)])
    np.testing.assert_allclose(judged.value, [*other.Hi, other.H], rtol=1e-12)
    np.testing.assert_allclose(judged.se, [*other.Hi_se, other.H_se], rtol=0.3)  # 50 groups: to about a tenth
    some = [0, 2, 3, 5]
    np.testing.assert_allclose(
        _judged(sample, _errors_of(sample), some).value[:-1], scalability(x[:, some]).Hi, rtol=1e-12
    )


def test_whole_groups_are_left_out_where_people_of_one_resemble_each_other():
    x = np.repeat(answers(one_factor(60, [0.7] * 4, seed=2)), 10, axis=0)  # ten times the same person is one group
    groups = np.repeat(np.arange(60), 10)
    alone, together = (_judged(s, _errors_of(s), [*range(4)]).se for s in (sample_of(x), sample_of(x, groups)))
    assert (together > 2 * alone).all()  # of a tenth of the people: errors 3.2 times as large


@pytest.mark.parametrize("weights", [{}, {"q8": 1.5}])
def test_the_item_that_does_not_fit_is_named_with_its_coefficient(weights):
    x = answers(one_factor(3000, [0.4] + [0.65] * 7, seed=3))
    (finding,) = found(x, one_scale(8, weights=weights))
    assert (finding.path, finding.severity) == ("$.items[0].id", "info")
    assert finding.facts == {"item": "q1", "scale": "s", "value": pytest.approx(scalability(x).Hi[0], abs=0.005)}


def test_items_pulled_down_by_one_that_does_not_fit_are_left_alone():
    """Beside two that load .42, all are certainly below .30; among themselves the four others may not be."""
    x = answers(one_factor(20_000, [0.42, 0.42] + [0.59] * 4, seed=4))
    whole, others = scalability(x), scalability(x[:, 2:])
    assert (whole.Hi + 2 * whole.Hi_se).max() < 0.3
    assert others.Hi.min() > 0.3
    assert {one.facts.get("item") for one in found(x)} == {"q1", "q2"}


def test_of_a_scale_that_is_none_the_whole_is_said_once():
    x = answers(one_factor(2000, [0.5] * 8, seed=5))
    (finding,) = found(x)
    whole = scalability(x)
    assert finding.path == "$.scales[0].id"
    assert finding.facts["value"] == pytest.approx(whole.H, abs=0.005)
    assert finding.facts["low"] < finding.facts["value"] < finding.facts["high"] < 0.3


@pytest.mark.parametrize("n", [50, 1000])
def test_skewed_items_that_keep_to_one_order_are_no_fault(n):
    z = one_factor(n, [0.8] * 6, seed=6)
    x = 1 + (z > np.linspace(-1.3, 1.3, 6)).astype(float)  # easy and hard, two options
    assert not found(x, one_scale(6, options=2))


def test_what_another_rule_says_of_an_item_is_not_said_again():
    x = answers(one_factor(1500, [0.1] + [0.75] * 5, seed=7))
    others = [rule.name for rule in OF_ITEMS]
    told = pi.check(one_scale(6), x, rules=[RULE, *others]).findings
    assert {one.facts["item"] for one in told} == {"q1"}
    assert RULE not in {one.code for one in told}


def test_two_items_are_no_scale_to_judge():
    x = answers(one_factor(2000, [0.4, 0.4], seed=8))
    assert not found(x, set_of({"s": ["q1", "q2"]}))
    other = answers(one_factor(2000, [0.5] * 5, seed=9))
    (finding,) = found(np.column_stack([x, other]), set_of({"s": ["q1", "q2"], "t": [f"r{j}" for j in range(5)]}))
    assert finding.path == "$.scales[1].id"
