"""What the options of reading may be."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.responses.form import form_of
from purpose_index.responses.read import How, check_in_parts, how_of, needing_memory
from tests.unit.scoring.sets import THREE

FORM = form_of(THREE)
LONG = {"person": "p", "item": "i", "answer": "x"}


@pytest.mark.parametrize(
    ("option", "values", "code"),
    [
        ("header_rows", [0, 4, -1, True, 2.0, "2"], "header-rows-out-of-range"),
        ("footer_rows", [-1, True, 1.0, "1"], "footer-rows-out-of-range"),
        ("sheet", [1, ["x"]], "sheet-not-a-name"),
        (
            "long",
            [
                {"person": "p", "item": "i"},
                {**LONG, "wave": "w"},
                {**LONG, "occasion": "p"},  # one column twice
                {**LONG, "answer": 1},
                [LONG],
            ],
            "long-not-a-mapping",
        ),
        ("occasions", [[], ["t1"], ["t1", "t1"], ["t1", ""], ["t1", 2], "t1", {"t1", "t2"}], "occasions-not-names"),
    ],
)
def test_an_option_that_cannot_be_is_refused(option, values, code):
    for value in values:
        with pytest.raises(pi.ArgumentError) as refused:
            how_of(FORM, {option: value})
        assert [(issue.code, issue.path) for issue in refused.value.issues] == [(code, f"$.{option}")]


def test_all_that_cannot_be_is_told_at_once():
    with pytest.raises(pi.ArgumentError) as refused:
        how_of(FORM, {"header_rows": 0, "footer_rows": -1, "long": LONG, "occasions": ["t1", "t2"]})
    codes = [issue.code for issue in refused.value.issues]
    assert codes == ["header-rows-out-of-range", "footer-rows-out-of-range", "two-formats"]


@pytest.mark.parametrize(
    ("option", "values"),
    [
        ("header_rows", [None, 1, 3]),
        ("footer_rows", [None, 0, 1000]),
        ("sheet", [None, "", "Sheet 1"]),
        ("long", [None, LONG, {**LONG, "occasion": "wave"}]),
    ],
)
def test_what_can_be_is_used_as_it_is(option, values):
    for value in values:
        assert how_of(FORM, {option: value}) == How(**{option: value})
    assert how_of(FORM, {"occasions": ["t2", "t1"]}).occasions == ("t2", "t1")


@pytest.mark.parametrize(
    ("header", "footer", "rows", "people"),
    [
        (None, None, 4, [0, 1, 2, 3]),
        (1, 1, 4, [0, 1, 2]),
        (3, 0, 4, [2, 3]),
        (2, 2, 4, [1]),
        (3, 2, 4, []),
        (3, 9, 4, []),
        (None, 9, 4, []),
    ],
)
def test_people_stand_between_header_and_footer(header, footer, rows, people):
    how = How(header_rows=header, footer_rows=footer)
    assert list(range(rows))[how.people(rows)] == people


def test_what_is_read_in_parts_takes_columns_and_labels_alone():
    reading = {"columns": {"a": "x"}, "labels": True, "sheet": None, "header_rows": 1, "long": LONG}
    assert needing_memory(reading) == ["header_rows", "long"]
    assert needing_memory(reading, taken={"columns"}) == ["labels", "header_rows", "long"]
    check_in_parts({"columns": {"a": "x"}, "labels": True, "sheet": None})
    with pytest.raises(pi.ArgumentError, match=r"\$\.header_rows: .* with 'header_rows', 'long'\."):
        check_in_parts(reading)
