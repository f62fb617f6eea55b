"""Which column probably holds an item: only where one column fits one item."""

from __future__ import annotations

from pathlib import Path

import pytest

import purpose_index as pi
from purpose_index.responses.form import form_of
from purpose_index.responses.match import match_columns
from purpose_index.responses.names import distinct_names
from purpose_index.responses.propose import Proposal, long_of, numbered, occasions_of, proposals
from tests.unit.scoring.sets import item, make

FORM = form_of(pi.load(Path(__file__).parent / "files" / "set.yaml"))
TEXT = "We share what we learn."  # of q1


def proposed(*names, beside=(), wanted=FORM.ids, taken=()):
    return {item: tuple(one) for item, one in proposals(FORM, names, wanted, taken, beside).items()}


@pytest.mark.parametrize("name", ["Q1", " q1 ", "q_1", "Q-1", "q1.", "\uff311"])
def test_a_name_but_for_capitals_and_marks(name):
    assert proposed(name, "else") == {"q1": (name, "name")}


@pytest.mark.parametrize(
    "heading",
    [
        TEXT,
        TEXT.upper(),
        "We share what we learn",
        f"Team [{TEXT}]",
        f"Team: {TEXT}",
        f"1. {TEXT}",
        f"Is it so? {TEXT}",
        f"Team \u2013 now - {TEXT}",
        f"Team\n{TEXT}",
    ],
)
def test_a_text_that_a_heading_is_or_ends_with_after_a_mark(heading):
    assert proposed(heading) == {"q1": (heading, "text")}
    assert proposed("column", beside=[["", ""], [heading]]) == {"q1": ("column", "text")}


@pytest.mark.parametrize("heading", ["learn.", f"{TEXT} Yes.", "Team We share what we learn.", "q11", "q", ""])
def test_what_is_not_proposed(heading):
    assert proposed(heading) == {}


def test_two_columns_for_one_item_or_two_items_for_one_column_are_not_proposed():
    assert proposed("Q1", "q_1", "Q2") == {"q2": ("Q2", "name")}
    assert proposed(TEXT, f"now: {TEXT}") == {}


def test_a_text_comes_before_a_name_and_nothing_is_proposed_twice():
    assert proposed("Q1", TEXT) == {"q1": (TEXT, "text")}
    assert proposed("Q2", beside=[[TEXT]]) == {"q1": ("Q2", "text")}


def test_columns_that_are_taken_and_items_that_have_one_are_left_alone():
    assert proposed("Q1", "Q2", taken={"Q1"}) == {"q2": ("Q2", "name")}
    assert proposed("Q1", "Q2", wanted=["q1"]) == {"q1": Proposal("Q1", "name")}
    assert proposed(1, None, "Q1") == {"q1": ("Q1", "name")}


def test_names_that_are_there_twice_get_a_number_that_nothing_has():
    names, repeated = distinct_names(["a", "b", "a", "a.1", "a", "b", ""])
    assert names == ["a", "b", "a.2", "a.1", "a.3", "b.1", ""]
    assert repeated == {"a": (1, 3), "b": (2, 6)}


def small(*items):
    """The form of a set with these items: pairs of an id and a text, and the column that it declares."""
    return form_of(
        pi.load({
            "id": "small",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "Small"},
            "options": {"two": [{"value": value, "label": {"en": f"option {value}"}} for value in (1, 2)]},
            "items": [
                {"id": item, "text": {"en": text}, "options": "two", **({"column": column[0]} if column else {})}
                for item, text, *column in items
            ],
            "scales": [{"id": "all", "name": {"en": "All"}, "items": "all"}],
        })
    )  # fmt: skip


def test_a_text_of_seven_letters_may_end_a_heading_by_chance():
    form = small(("a1", "I agree."), ("a2", "I agree 2."))  # 6 and 7 letters and digits
    assert proposals(form, ["x: I agree.", "x: I agree 2."], form.ids, (), ()) == {}
    form = small(("a1", "I agree 23."), ("a2", "Other words."))  # 8
    assert proposals(form, ["x: I agree 23."], form.ids, (), ()) == {"a1": ("x: I agree 23.", "text")}


def test_a_name_is_nearly_the_id_or_the_column_that_is_declared():
    form = small(("a1", "One text.", "Export 7"), ("a2", "Two text."))
    assert proposals(form, ["export_7"], ["a1"], (), ()) == {"a1": ("export_7", "name")}
    assert proposals(form, ["A1"], ["a1"], (), ()) == {"a1": ("A1", "name")}
    assert proposals(form, ["A1", "export_7"], ["a1"], (), ()) == {}


def test_a_further_header_row_may_be_short_or_have_empty_cells():
    assert proposed("x", "y", beside=[[], [None, ""], [TEXT]]) == {"q1": ("x", "text")}


@pytest.mark.parametrize(
    ("names", "occasions"),
    [
        (["a1_t1", "a2_t1", "a1_t2", "a2_t2"], ("t1", "t2")),
        (["a1_t2", "a2_t1", "a1_t1", "a2_t2", "a1_t3"], ("t2", "t1")),  # t3 lacks an item
        (["a1_t1", "a2_t1", "a1_t2"], ()),
        (["a1_t1", "a2_t1", "a1_", "a2_"], ()),  # one has no name
        (["a1_t1", "a2_t1", 3, None], ()),
        ([], ()),
    ],
)
def test_occasions_are_endings_that_every_item_has(names, occasions):
    assert occasions_of(small(("a1", "One text."), ("a2", "Two text.")), names) == occasions


@pytest.mark.parametrize(
    ("sample", "found"),
    [
        ({"id": [1, 1], "q": ["a1", "a2"], "value": [1, 2]}, ("id", "q", "value")),
        ({"Respondent ID": [1, 1], "id": ["a1", "a2"], "Score": [1, 2]}, ("Respondent ID", "id", "Score")),
        ({"record_id": [1, 1], "q": ["The first text", "a2"], "value": [1, 2]}, ("record_id", "q", "value")),
        (
            {"Response ID": [1, 1], "q": ["The first text.", "The last text."], "resp": [1, 2]},
            ("Response ID", "q", "resp"),
        ),
        ({"id": [1, 1], "q": ["The first text.", "The first text."], "value": [1, 2]}, None),
        ({"id": [1, 1], "q": ["The first text.", "a1"], "value": [1, 2]}, None),
        ({"id": [1, 1], "q": ["a1", "a1"], "value": [1, 2]}, None),  # one item alone
        ({"id": [1, 1], "q": ["a1", "a2"], "w": ["a2", "a1"], "value": [1, 2]}, None),  # two columns name items
        ({"id": ["a1", "a2"], "value": [1, 2]}, None),  # nobody is left
        ({"id": [1, 1], "q": ["a1", "a2"], "weight": [1, 2]}, None),
        ({"person": [9, 9], "id": [1, 1], "q": ["a1", "a2"], "score": [5, 6], "resp": [1, 2]}, ("person", "q", "resp")),
    ],
)
def test_a_row_for_each_answer_is_known_by_what_its_columns_are_called(sample, found):
    assert long_of(small(("a1", "The first text."), ("a2", "The last text.")), sample) == found


def by_number(*names, form=FORM):
    return {item: one.column for item, one in numbered(form, names).items()}


@pytest.mark.parametrize("name", ["{}", "Vraag {}", "question {}.", "Item 0{}", "V{}", "stelling_{})", "PI[SQ00{}]"])
def test_columns_that_are_numbered_as_the_items_are(name):
    names = ["id", *(name.format(number) for number in (2, 1, 3, 4))]
    assert by_number(*names) == {f"q{i}": name.format(i) for i in (1, 2, 3, 4)}
    assert proposed(*names) == {}  # or a row of answers would be a header
    assert set(match_columns(FORM, names, "proposed").proposed.values()) == {"number"}


def test_whole_numbers_as_names_of_columns():
    assert by_number(4, 3, 2, 1) == {"q1": 1, "q2": 2, "q3": 3, "q4": 4}


@pytest.mark.parametrize(
    "names",
    [
        ["V1", "V2", "V3", "V4", "V5"],  # one more than the items
        ["V1", "V2", "V3"],
        ["V0", "V1", "V2", "V3"],
        ["V1", "V2", "V3", "W4"],
        ["V1", "V2", "V3", "V4", "W1", "W2", "W3", "W4"],  # which?
        ["V1", "V2", "V3", "V4", "v1"],
    ],
)
def test_other_numbers_say_nothing(names):
    assert by_number(*names) == {}


@pytest.mark.parametrize("more", [{"beside": [["a", "b", "c", "d"]]}, {"also": [TEXT]}, {"also": ["q1"]}])
def test_a_name_a_text_or_a_further_header_row_says_more_than_a_number(more):
    with pytest.raises(pi.ResponseError):
        match_columns(FORM, ["V1", "V2", "V3", "V4", *more.pop("also", [])], "proposed", **more)


@pytest.mark.parametrize(
    ("ids", "first"), [(("c", "a", "b"), "V1"), (("q3", "q1", "q2"), "V3"), (("q3", "q1", "a"), "V1")]
)
def test_the_numbers_of_the_ids_come_before_the_order_of_the_items(ids, first):
    assert by_number("V1", "V2", "V3", form=form_of(make([item(one) for one in ids])))[ids[0]] == first


def test_two_columns_may_be_numbered_for_another_reason():
    assert by_number("V1", "V2", form=form_of(make([item("a"), item("b")]))) == {}
