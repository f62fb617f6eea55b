"""Options that score as more and stand for less: found beyond chance, and named as people chose them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind

import purpose_index as pi
from purpose_index.checks.evidence.examples import evidence_example
from purpose_index.checks.evidence.ordered import RULES

RULE = RULES[0]


def found(piece):
    q, rows = evidence_example(piece)
    return pi.check(q, rows, rules=[RULE.name]).findings


def test_the_options_are_named_with_their_distance():
    _, rows = evidence_example(RULE.failing)
    (finding,) = found(RULE.failing)
    assert finding.path == "$.items[1].id"
    assert finding.facts["item"] == "q2"
    lower, higher = finding.facts["values"]
    x = np.array([[row[f"q{j}"] for j in (1, 2, 3, 4)] for row in rows], dtype=float)
    rest = x.sum(axis=1) - x[:, 1]
    below, above = rest[x[:, 1] == lower], rest[x[:, 1] == higher]
    assert higher == lower + 1
    assert finding.facts["value"] == pytest.approx((below.mean() - above.mean()) / rest.std(ddof=1), abs=0.005)
    assert f"chose {higher} at 'q2'" in finding.message


def test_a_reversed_item_is_told_by_what_people_chose():
    """Turned around, 2 and 4 are swapped as 4 and 2: the higher keyed value is the lower answer."""
    q, rows = evidence_example("people: 1000\nreverse: [q2]")
    turned = {1: 5, 2: 2, 3: 3, 4: 4, 5: 1}
    rows = [{**row, "q2": turned[row["q2"]]} for row in rows]
    (finding,) = pi.check(q, rows, rules=[RULE.name]).findings
    lower, higher = finding.facts["values"]
    assert higher == lower - 1


@pytest.mark.parametrize("extra", ["", "\nshift: 1.2", "\nloadings: {q2: 0.1}", "\nreverse: [q3]"])
def test_answers_in_order_are_left_alone(extra):
    assert not found(f"people: 400{extra}")


def rest_moved(by):
    """1,000 people: three items that go together, and one of which those who chose 3 stand lower than those at 2."""
    rng = np.random.default_rng(5)
    q, _ = evidence_example("people: 1000")
    common = np.repeat([1, 2, 3, 4, 5], 200)
    stand = np.array([0.0, 2.0, 2.0 - by, 3.0, 5.0])[common - 1]
    rest = np.clip(np.round(stand[:, None] * 0.8 + 0.9 + rng.normal(size=(1000, 3))), 1, 5)
    x = np.column_stack([common, rest]).astype(int)
    return q, [dict(zip(("q1", "q2", "q3", "q4"), map(int, row), strict=True)) for row in x], x


@pytest.mark.parametrize("by", np.linspace(0.0, 0.6, 7))
def test_the_interval_is_welchs_for_all_options_together(by):
    q, rows, x = rest_moved(by)
    rest = x[:, 1:].sum(axis=1) / x[:, 1:].sum(axis=1).std(ddof=1)
    below, above = rest[x[:, 0] == 2], rest[x[:, 0] == 3]
    interval = ttest_ind(above, below, equal_var=False).confidence_interval(1 - 0.05 / 16)  # 4 items, 4 steps each
    expected = interval.high < 0 and above.mean() - below.mean() < -0.1
    findings = pi.check(q, rows, rules=[RULE.name]).findings
    assert [finding.facts["item"] for finding in findings] == (["q1"] if expected else [])


def test_options_that_hardly_anybody_chose_and_items_against_the_scale_are_no_part_of_it():
    q, rows, x = rest_moved(0.6)
    kept = [i for i in range(1000) if x[i, 0] != 3 or i % 50 == 0]  # four people left
    assert not pi.check(q, [rows[i] for i in kept], rules=[RULE.name]).findings
    against = [{**row, "q1": 6 - row["q1"]} for row in rows]
    assert not pi.check(q, against, rules=[RULE.name]).findings  # that is negative-item's
