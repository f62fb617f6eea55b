"""What 'did you mean' proposes, and what it never does."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest

import purpose_index as pi
from purpose_index.suggest import did_you_mean, nearest
from tests.unit.question_set.small_set import SMALL

TEN = [f"q{number:02d}" for number in range(1, 13)]
Q = pi.load("purpose-index")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("q1", "q01"),
        ("Q01", "q01"),
        ("q 01", "q01"),
        ("q-1", "q01"),
        ("q12", None),  # is there
        ("q13", None),  # another item, not another spelling
        ("r01", "q01"),
        ("\uff51\uff10\uff11", "q01"),  # full width
    ],
)
def test_a_name_that_is_written_in_another_way_is_found(name, meant):
    assert nearest(name, TEN, taken=["q12"]) == meant


def test_letters_of_another_form_are_the_same_letters():
    assert nearest(unicodedata.normalize("NFD", "één"), ["twee", "één"]) == "één"


def test_what_is_taken_is_never_proposed():
    assert nearest("revers", ["reverse", "scale"], taken={"reverse"}) is None
    assert did_you_mean("revers", ["reverse", "scale"], taken={"reverse"}) == "Available: 'reverse' and 'scale'."


def test_one_of_two_that_are_as_near_is_not_guessed():
    assert nearest("q001", ["q1", "q01"]) is None


def test_answers_are_never_taken_for_an_item_that_is_answered():
    with pytest.raises(pi.ResponseError) as caught:
        pi.validate(Q, {"q1": 3, "Q2": 4, "q02": 4})
    assert [issue.facts.get("suggestion") for issue in caught.value.issues] == ["q01", None]


def test_columns_are_never_taken_for_those_of_other_items():
    frame = pl.DataFrame({name: [3] for name in TEN if name != "q03"})
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(Q, frame)
    assert ["Did you mean" in issue.hint for issue in caught.value.issues] == [False]
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(Q, frame.with_columns(q3=3))
    assert ["Did you mean column 12" in issue.hint for issue in caught.value.issues] == [True]


def test_a_question_set_is_not_told_to_say_a_thing_twice():
    text = SMALL.replace("[q1, q3]", "[q1, Q1]").replace("reverse: true", "reverse: true, revers: true")
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(text)
    hints = {issue.code: issue.hint for issue in caught.value.issues}
    assert "Did you mean" not in hints["unknown-item"] + hints["unknown-field"]
