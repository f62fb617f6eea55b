"""Which column probably holds an item: only where one column fits one item."""

from __future__ import annotations

from pathlib import Path

import pytest

import purpose_index as pi
from purpose_index.responses.form import form_of
from purpose_index.responses.match import distinct_names
from purpose_index.responses.propose import Proposal, proposals

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


def test_a_name_comes_before_a_text_and_nothing_is_proposed_twice():
    assert proposed("Q1", TEXT) == {"q1": ("Q1", "name")}
    assert proposed("Q2", beside=[[TEXT]]) == {"q2": ("Q2", "name")}


def test_columns_that_are_taken_and_items_that_have_one_are_left_alone():
    assert proposed("Q1", "Q2", taken={"Q1"}) == {"q2": ("Q2", "name")}
    assert proposed("Q1", "Q2", wanted=["q1"]) == {"q1": Proposal("Q1", "name")}
    assert proposed(1, None, "Q1") == {"q1": ("Q1", "name")}


def test_names_that_are_there_twice_get_a_number_that_nothing_has():
    names, repeated = distinct_names(["a", "b", "a", "a.1", "a", "b", ""])
    assert names == ["a", "b", "a.2", "a.1", "a.3", "b.1", ""]
    assert repeated == {"a": (1, 3), "b": (2, 6)}
