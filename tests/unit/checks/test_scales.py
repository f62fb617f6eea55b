"""Keying and weights: where a rule speaks, and where it holds its tongue."""

from __future__ import annotations

import pytest

from tests.unit.checks.found import findings, messages, paths

EIGHT = "".join(f", {{id: q{i}, options: agreement, text: {{nl: Zin {i}., en: Text {i}.}}}}" for i in range(5, 9))
TWO_OF_EIGHT = f"items: [{{id: q1, reverse: true}}, {{id: q2, reverse: true}}{EIGHT}]"
ALL = "{id: all_of_it, name: {nl: Alles, en: All}, items: all}"


def test_a_total_of_balanced_scales_is_not_judged_by_its_share_of_reversed_items():
    assert (
        paths("few-reversed-items", f"{TWO_OF_EIGHT}\nscales: [{ALL}]") == []
    )  # holds 'work', where 2 of 4 are turned


def test_a_scale_that_holds_no_other_is():
    lone = f"{TWO_OF_EIGHT}\nscales: [{{id: work, items: all}}]"
    assert paths("few-reversed-items", lone) == ["$.scales[0].id"]


@pytest.mark.parametrize(("straight", "judged"), [(3, False), (4, False), (5, True)])
def test_a_third_each_way_is_enough(straight, judged):
    items = "".join(
        f", {{id: q{i}, options: agreement, text: {{nl: Zin {i}., en: Text {i}.}}}}" for i in range(5, 3 + straight)
    )
    piece = f"items: [{{id: q1, reverse: true}}, {{id: q2, reverse: true}}{items}]\nscales: [{{id: work, items: all}}]"
    assert bool(paths("few-reversed-items", piece)) is judged


def test_a_weight_dominates_only_where_there_are_others_to_outweigh():
    two = "scales: [{id: work, items: [q1, q2], weights: {q1: 3}}]"
    assert paths("dominating-weight", two) == []
    three = "scales: [{id: work, items: [q1, q2, q3], weights: {q1: 3}}]"
    assert paths("dominating-weight", three) == ["$.scales[0].weights.q1"]
    half = "scales: [{id: work, items: [q1, q2, q3], weights: {q1: 2}}]"
    assert paths("dominating-weight", half) == []  # exactly half is not more than all others together


def test_of_two_items_neither_is_alone():
    two = "items: [{id: q2, reverse: true}]\nscales: [{id: work, items: [q1, q2]}]"
    assert paths("lone-reversed-item", two) == []


def test_a_sum_may_mix_ranges_and_have_equal_weights():
    mixed = "items: [{id: q2, options: [{value: 0, label: {nl: nee, en: no}}, {value: 9, label: {nl: ja, en: yes}}]}]"
    assert paths("mixed-ranges", f"{mixed}\nscales: [{{id: work, score: sum}}]") == []
    equal = "scales: [{id: work, score: sum, weights: {q1: 2, q2: 2, q3: 2, q4: 2}}]"
    assert paths("equal-weights", equal) == []


@pytest.mark.parametrize(("words", "long"), [(25, False), (26, True)])
def test_twenty_five_words_are_not_too_long(words, long):
    text = " ".join(["word"] * words)
    assert bool(paths("long-text", f"items: [{{id: q1, text: {{nl: Kort., en: {text}.}}}}]")) is long


def test_three_items_are_enough_for_one_to_be_alone():
    three = "items: [{id: q2, reverse: true}]\nscales: [{id: work, items: [q1, q2, q3]}]"
    assert paths("lone-reversed-item", three) == ["$.items[1].reverse"]
    other = "items: [{id: q1, reverse: true}, {id: q2, reverse: true}]\nscales: [{id: work, items: [q1, q2, q3]}]"
    assert paths("lone-reversed-item", other) == ["$.items[2].id"]
    assert paths("lone-reversed-item", "scales: [{id: work, items: [q1]}]") == []


def test_an_item_that_is_alone_in_two_scales_is_found_once():
    two = f"items: [{{id: q2, reverse: true}}]\nscales: [{ALL}, {{id: work, items: [q1, q2, q3]}}]"
    (message,) = messages("lone-reversed-item", two)
    assert message.startswith("'q2' is the only item of 'work' and 'all_of_it' that is reversed:")
    turned = "items: [{id: q1, reverse: true}, {id: q3, reverse: true}, {id: q4, reverse: true}]"
    (message,) = messages("lone-reversed-item", turned)
    assert message.startswith("'q2' is the only item of 'work' that is not reversed:")


def test_a_few_are_counted_on_either_side():
    (finding,) = findings("few-reversed-items", f"{TWO_OF_EIGHT}\nscales: [{{id: work, items: all}}]")
    assert finding.message == "In 'work', 2 of 8 items are reversed: that balances nothing."
    straight = ", ".join(f"{{id: q{i}, reverse: true}}" for i in range(3, 9))
    six = f"items: [{straight}]".replace("{id: q5", "{id: q5, options: agreement, text: {nl: Zin 5., en: Text 5.}")
    for i in (6, 7, 8):
        six = six.replace(f"{{id: q{i}", f"{{id: q{i}, options: agreement, text: {{nl: Zin {i}., en: Text {i}.}}")
    (finding,) = findings("few-reversed-items", f"{six}\nscales: [{{id: work, items: all}}]")
    assert finding.message == "In 'work', 6 of 8 items are reversed: that balances nothing."


def test_two_scales_of_the_same_items_are_both_judged():
    again = "{id: again, name: {nl: Weer, en: Again}, items: all}"
    twice = f"{TWO_OF_EIGHT}\nscales: [{{id: work, items: all}}, {again}]"
    assert paths("few-reversed-items", twice) == ["$.scales[0].id", "$.scales[1].id"]


def test_only_reversed_items_may_not_deny_and_each_is_found_once():
    both = "text: {nl: Ik werk niet graag., en: I do not like work.}"
    piece = f"items: [{{id: q1, {both}}}, {{id: q2, reverse: true, {both}}}, {{id: q3, reverse: true, {both}}}]"
    found = findings("reversed-and-negated", piece)
    assert [finding.path for finding in found] == ["$.items[1].text.nl", "$.items[2].text.nl"]
    assert found[0].message == "'q2' is reversed and holds a negation, 'niet': people overlook it."


WIDE = "{{id: {0}, options: [{{value: 0, label: {{nl: nee, en: no}}}}, {{value: {1}, label: {{nl: ja, en: yes}}}}]}}"


def test_the_range_that_most_items_have_is_the_usual_one():
    (finding,) = findings("mixed-ranges", f"items: [{WIDE.format('q1', 9)}]")
    assert finding.path == "$.scales[0].items"
    assert finding.message == "'work' averages items from 1 to 5 with 'q1', from 0 to 9: the wider one weighs more."
    two = f"items: [{WIDE.format('q1', 9)}, {WIDE.format('q2', 9)}, {WIDE.format('q3', 9)}]"
    (message,) = messages("mixed-ranges", two)
    assert message == "'work' averages items from 0 to 9 with 'q4', from 1 to 5: the wider one weighs more."


def test_where_items_name_their_scale_mixed_ranges_are_told_at_its_id():
    named = ", ".join(f"{{id: q{i}, scale: work}}" for i in (2, 3, 4))
    piece = f"items: [{WIDE.format('q1', 9)[:-1]}, scale: work}}, {named}]\nscales: [{{id: work, items: null}}]"
    assert paths("mixed-ranges", piece) == ["$.scales[0].id"]


def test_the_share_of_a_weight_is_told():
    # 3 of 3 + 1 + 1
    (message,) = messages("dominating-weight", "scales: [{id: work, items: [q1, q2, q3], weights: {q1: 3}}]")
    assert message == "'q1' weighs 60% of 'work', more than all other items together."


def test_a_weight_of_one_that_is_written_down_changes_nothing_either():
    (finding,) = findings("equal-weights", "scales: [{id: work, weights: {q1: 1}}]")
    assert (finding.path, finding.message) == (
        "$.scales[0].weights",
        "All items of 'work' weigh 1, so the weights change nothing.",
    )
    assert findings("equal-weights", "scales: [{id: work, weights: {q1: 2}}]") == ()


@pytest.mark.parametrize(
    ("items", "minimum", "hint"),
    [
        ("[q1, q2, q3, q4]", 1, "Ask for 2 at least."),
        ("[q1, q2, q3, q4]", 2, None),
        ("[q1, q2, q3]", 1, "Ask for 2 at least."),
        ("[q1, q2]", 1, None),
    ],
)
def test_half_of_the_answers_are_enough(items, minimum, hint):
    found = findings("low-minimum-answered", f"scales: [{{id: work, items: {items}, minimum_answered: {minimum}}}]")
    assert [finding.hint for finding in found] == ([] if hint is None else [hint])


def test_one_item_that_is_alone_is_told_as_that():
    one = f"items: [{{id: q1, reverse: true}}{EIGHT}]\nscales: [{{id: work, items: all}}]"
    assert paths("few-reversed-items", one) == []
    assert paths("lone-reversed-item", one) == ["$.items[0].reverse"]


def test_of_three_ranges_the_two_most_usual_are_told():
    three = f"items: [{WIDE.format('q1', 7)}, {WIDE.format('q2', 9)}]"
    (message,) = messages("mixed-ranges", three)
    assert message == "'work' averages items from 1 to 5 with 'q1', from 0 to 7: the wider one weighs more."
