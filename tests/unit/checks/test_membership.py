"""Which item counts where: what is told, and what is passed over since reading has told it."""

from __future__ import annotations

import purpose_index as pi
from purpose_index.checks.examples import BASE
from tests.unit.checks.found import findings, messages

OFTEN = "often: [{value: 0, label: {nl: nooit, en: never}}, {value: 1, label: {nl: vaak, en: often}}]"


def found(rule, piece):
    return [(one.path, one.message) for one in findings(rule, piece)]


def test_every_item_that_no_scale_scores_is_found():
    assert found("item-in-no-scale", "scales: [{id: work, items: [q2, q3]}]") == [
        ("$.items[0].id", "'q1' is asked, and no scale scores it."),
        ("$.items[3].id", "'q4' is asked, and no scale scores it."),
    ]
    broken = "scales: [{id: work, items: [q2, q3, q4, q9]}]"
    assert [path for path, _ in found("item-in-no-scale", broken)] == ["$.scales[0].items[3]"]


def test_a_scale_of_one_item_is_found_and_one_of_two_is_not():
    assert found("single-item-scale", "scales: [{id: work, items: [q3]}]") == [
        ("$.scales[0].id", "The scale 'work' rests on one item, 'q3': its reliability cannot be estimated.")
    ]
    assert found("single-item-scale", "scales: [{id: work, items: [q3, q4]}]") == []


def test_scales_of_the_same_items_differ_by_their_score_and_weights():
    again = "{{id: again, name: {{nl: Weer, en: Again}}, items: [q4, q3, q2, q1]{}}}"
    message = "The scale 'again' scores the same items in the same way as 'work'."
    assert found("same-items-twice", f"scales: [{again.format('')}]") == [("$.scales[1].id", message)]
    for other in (", score: sum", ", weights: {q1: 2}"):
        assert found("same-items-twice", f"scales: [{again.format(other)}]") == []


def test_every_set_of_options_that_no_item_uses_is_found(tmp_path):
    two = f"options: {{{OFTEN}, {OFTEN.replace('often:', 'seldom:', 1)}}}"
    assert found("unused-options", two) == [
        ("$.options.often", "No item uses the answer options 'often'."),
        ("$.options.seldom", "No item uses the answer options 'seldom'."),
    ]
    assert found("unused-options", f"{two}\nitems: [{{id: q1, options: often}}, {{id: q2, options: seldom}}]") == []
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("items:\n", f"  {OFTEN}\nitems:\n", 1), "utf-8")
    (finding,) = pi.check(path, rules=["unused-options"]).findings
    assert (finding.line, finding.column, finding.end_column) == (12, 3, 8)  # the word 'often'
    misspelt = f"options: {{{OFTEN}}}\nitems: [{{id: q1, options: oftn}}]"
    assert [one.code for one in findings("unused-options", misspelt)] == ["unknown-options"]


def competing(*items, names=("work", "rest", "play")):
    scales = ", ".join(
        f"{{id: {name}, name: {{nl: {name}, en: {name}}}, items: [{members}]}}"
        for name, members in zip(names, items, strict=False)
    )
    listed = ", ".join(names[: len(items)])
    rule = "rule: highest_index, undecided: {nl: Onbeslist, en: Undecided}"
    return f"scales: [{scales}]\nclassification: {{scales: [{listed}], {rule}}}"


def test_every_pair_of_competing_scales_that_shares_items_is_found():
    rule = "competing-scales-share-items"
    assert found(rule, competing("q1, q2", "q3, q4")) == []
    assert found(rule, competing("q1, q2, q3", "q2, q3, q4")) == [
        ("$.classification.scales[1]", "'rest' competes with 'work' and shares 'q2' and 'q3' with it.")
    ]
    three = competing("q1, q2", "q3, q4", "q1, q3")
    assert messages(rule, three) == [
        "'play' competes with 'work' and shares 'q1' with it.",
        "'play' competes with 'rest' and shares 'q3' with it.",
    ]


def test_a_classification_that_cannot_be_read_is_not_judged():
    broken = competing("q1, q2", "q2, q3").replace("scales: [work, rest]", "scales: [work, rest, rust]")
    assert [one.code for one in findings("competing-scales-share-items", broken)] == ["unknown-scale"]
    unreadable = competing("q1, q2, q9", "q2, q3", "q3, q4")  # the sound ones are
    told = {one.code: one.message for one in findings("competing-scales-share-items", unreadable)}
    assert sorted(told) == ["competing-scales-share-items", "unknown-item"]
    assert told["competing-scales-share-items"] == "'play' competes with 'rest' and shares 'q3' with it."
