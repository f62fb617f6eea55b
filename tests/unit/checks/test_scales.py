"""Keying and weights: where a rule speaks, and where it holds its tongue."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.checks.examples import example_set

EIGHT = "".join(f", {{id: q{i}, options: agreement, text: {{nl: Zin {i}., en: Text {i}.}}}}" for i in range(5, 9))
TWO_OF_EIGHT = f"items: [{{id: q1, reverse: true}}, {{id: q2, reverse: true}}{EIGHT}]"
ALL = "{id: all_of_it, name: {nl: Alles, en: All}, items: all}"


def found(piece, rule):
    return [finding.path for finding in pi.check(example_set(piece), rules=[rule]).findings]


def test_a_total_of_balanced_scales_is_not_judged_by_its_share_of_reversed_items():
    assert (
        found(f"{TWO_OF_EIGHT}\nscales: [{ALL}]", "few-reversed-items") == []
    )  # holds 'work', where 2 of 4 are turned


def test_a_scale_that_holds_no_other_is():
    lone = f"{TWO_OF_EIGHT}\nscales: [{{id: work, items: all}}]"
    assert found(lone, "few-reversed-items") == ["$.scales[0].id"]


@pytest.mark.parametrize(("straight", "judged"), [(3, False), (4, False), (5, True)])
def test_a_third_each_way_is_enough(straight, judged):
    items = "".join(
        f", {{id: q{i}, options: agreement, text: {{nl: Zin {i}., en: Text {i}.}}}}" for i in range(5, 3 + straight)
    )
    piece = f"items: [{{id: q1, reverse: true}}, {{id: q2, reverse: true}}{items}]\nscales: [{{id: work, items: all}}]"
    assert bool(found(piece, "few-reversed-items")) is judged


def test_a_weight_dominates_only_where_there_are_others_to_outweigh():
    two = "scales: [{id: work, items: [q1, q2], weights: {q1: 3}}]"
    assert found(two, "dominating-weight") == []
    three = "scales: [{id: work, items: [q1, q2, q3], weights: {q1: 3}}]"
    assert found(three, "dominating-weight") == ["$.scales[0].weights.q1"]
    half = "scales: [{id: work, items: [q1, q2, q3], weights: {q1: 2}}]"
    assert found(half, "dominating-weight") == []  # exactly half is not more than all others together


def test_of_two_items_neither_is_alone():
    two = "items: [{id: q2, reverse: true}]\nscales: [{id: work, items: [q1, q2]}]"
    assert found(two, "lone-reversed-item") == []


def test_a_sum_may_mix_ranges_and_have_equal_weights():
    mixed = "items: [{id: q2, options: [{value: 0, label: {nl: nee, en: no}}, {value: 9, label: {nl: ja, en: yes}}]}]"
    assert found(f"{mixed}\nscales: [{{id: work, score: sum}}]", "mixed-ranges") == []
    equal = "scales: [{id: work, score: sum, weights: {q1: 2, q2: 2, q3: 2, q4: 2}}]"
    assert found(equal, "equal-weights") == []


@pytest.mark.parametrize(("words", "long"), [(25, False), (26, True)])
def test_twenty_five_words_are_not_too_long(words, long):
    text = " ".join(["word"] * words)
    assert bool(found(f"items: [{{id: q1, text: {{nl: Kort., en: {text}.}}}}]", "long-text")) is long
