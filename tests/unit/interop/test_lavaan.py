"""Scales as the text of a factor model."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.interop import lavaan

OPTIONS = [{"value": value, "label": {"en": str(value)}} for value in (0, 1, 2, 3)]


def made(items, scales, reverse=()):
    return pi.load(
        {
            "id": "made",
            "version": "1.2.3",
            "languages": ["en"],
            "title": {"en": "Made\nhere"},
            "items": [
                {"id": item, "text": {"en": item}, "options": OPTIONS, "reverse": item in reverse} for item in items
            ],
            "scales": [{"id": name, "name": {"en": name}, "items": listed} for name, listed in scales.items()],
        }
    )


def test_every_scale_is_a_factor_but_for_a_total():
    # lavaan 0.6-14 reads this text with lavaanify(), and semopy 2.3.11 with Model()
    assert lavaan.write("purpose-index").decode() == (
        "# purpose-index 1.1.0: The Purpose Index\n"
        "# Every item is a column of the data, by its id.\n"
        "# Not in the model: total, of q01 + q02 + q03 + q04 + q05 + q06 + q07 + q08 + q09 + q10 + q11 + q12\n"
        "positive_meaning =~ q03 + q04 + q08\n"
        "meaning_making =~ q01 + q07 + q09\n"
        "greater_good =~ q05 + q06 + q10\n"
        "organisation_meaning =~ q02 + q11 + q12\n"
    )


def test_a_title_of_two_lines_one_item_a_reversed_one_and_a_word_of_r():
    q = made(["a", "b", "c"], {"one": ["a", "b"], "if": ["c"], "all": ["a", "b", "c"]}, reverse=["b"])
    assert lavaan.write(q).decode() == (
        "# made 1.2.3: Made here\n"
        "# Every item is a column of the data, by its id.\n"
        "# Not in the model: all, of a + b + c\n"
        "# Reversed: b; to turn it around, 3 - b\n"
        "one =~ a + b\n"
        "f_if =~ c\n"
        "c ~~ 0*c\n"
    )


def test_of_two_scales_with_the_same_items_the_first_is_the_factor_and_overlap_stays():
    q = made(["a", "b", "c"], {"one": ["a", "b"], "two": ["b", "a"], "three": ["b", "c"]})
    assert [line for line in lavaan.write(q).decode().splitlines() if "=~" in line] == [
        "one =~ a + b",
        "three =~ b + c",
    ]


def test_scales_are_chosen_by_name_in_the_order_of_the_set():
    lines = lavaan.write("purpose-index", scales={"total", "greater_good"}).decode().splitlines()
    assert [line.split()[0] for line in lines if "=~" in line] == ["greater_good", "total"]
    assert lavaan.write("purpose-index", scales="total").decode().count("=~") == 1
    with pytest.raises(pi.ArgumentError) as refused:
        lavaan.write("purpose-index", scales=["totals", 3])
    assert [(one.code, one.path) for one in refused.value.issues] == [
        ("unknown-scale", "$.scales[0]"),
        ("unknown-scale", "$.scales[1]"),
    ]
    assert "total" in refused.value.issues[0].hint


def test_an_item_that_r_cannot_name_is_refused():
    with pytest.raises(pi.ArgumentError) as refused:
        lavaan.write(made(["in", "b"], {"one": ["in", "b"]}))
    assert [(one.code, one.path) for one in refused.value.issues] == [("word-of-r", "$.items[0].id")]


def test_what_a_model_does_not_say_is_said():
    q = made(["a", "b"], {"one": ["a", "b"]}, reverse=["b"])
    assert [issue.facts["what"] for issue in lavaan.lost(q)] == ["words"]
    assert {issue.code for issue in lavaan.lost("working-with-purpose")} == {"export-lost"}
    assert "layers" in {issue.facts["what"] for issue in lavaan.lost("working-with-purpose")}
