"""Are these answers to this set? One answer, wherever coded or validated answers come in."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.responses.simulate import simulate
from purpose_index.scoring.arrays import score_codes
from tests.unit.scoring.sets import item, make, scale

Q = make([item("q1"), item("q2", reverse=True), item("q3")])
ROWS = [{"q1": 1 + i % 5, "q2": 1 + (i * i) % 5, "q3": 1 + (3 * i) % 5} for i in range(40)]

DOORS = {
    "score": lambda q, of: pi.score(q, pi.validate(of, ROWS[0])),
    "score_codes": lambda q, of: score_codes(q, pi.encode(of, ROWS)),
    "encode": lambda q, of: pi.encode(q, pi.encode(of, ROWS)),
    "analyze": lambda q, of: pi.analyze(q, pi.encode(of, ROWS), omega=False),
    "check": lambda q, of: pi.check(q, pi.encode(of, ROWS)),
}
OTHERS = {
    "another order": make([item("q3"), item("q2", reverse=True), item("q1")]),
    "other options": make([item("q1", (0, 1, 2, 3, 4, 5)), item("q2", reverse=True), item("q3")]),
    "one item more": make([item("q1"), item("q2", reverse=True), item("q3"), item("q4")]),
    "one item less": make([item("q1"), item("q2", reverse=True)]),
}
SAME = {
    "another reversal": make([item("q1"), item("q2"), item("q3")]),
    "another minimum": make([item("q1"), item("q2", reverse=True), item("q3")], scale("total", minimum_answered=3)),
    "another scale": make([item("q1"), item("q2", reverse=True), item("q3")], scale("pair", ["q1", "q3"])),
    "other words": make([item("q1", text={"en": "Else"}), item("q2", reverse=True), item("q3")]),
    "another column": make([item("q1", column="Q_1"), item("q2", reverse=True), item("q3")]),
    "other missing codes": make([item("q1"), item("q2", reverse=True), item("q3")], missing={"skipped": [-1]}),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("other", OTHERS)
def test_every_door_refuses_answers_to_another_set(door, other):
    with pytest.raises(pi.ResponseError) as refused:
        DOORS[door](OTHERS[other], Q)
    assert [issue.code for issue in refused.value.issues] == ["answers-to-another-set"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("other", SAME)
def test_every_door_takes_answers_to_the_same_questions(door, other):
    DOORS[door](SAME[other], Q)


def test_answers_are_keyed_by_the_set_that_uses_them():
    turned = pi.encode(SAME["another reversal"], pi.encode(Q, ROWS))
    assert turned.reversed_items == ()
    assert turned.fingerprint == SAME["another reversal"].fingerprint


def test_no_item_is_accused_of_what_another_did():
    """With the items in another order, codes taken by position would blame q3 for the answers to q1."""
    coded = pi.encode(Q, ROWS)
    with pytest.raises(pi.ResponseError, match="The items stand in another order"):
        pi.check(OTHERS["another order"], coded)


def test_the_message_says_what_differs():
    other = make([item("q1", (0, 1)), item("q2", (1, 2)), item("q5")])
    with pytest.raises(pi.ResponseError) as refused:
        pi.analyze(other, pi.encode(Q, ROWS))
    (issue,) = refused.value.issues
    assert dict(issue.facts) == {"only_in_set": ("q5",), "only_in_answers": ("q3",), "unlike": ("q1", "q2")}
    assert issue.message == (
        "Only the set has the items: q5; only the answers have the items: q3; "
        "other options belong to the items: q1, q2."
    )


def test_numbers_are_those_that_were_chosen_and_keyed_on_request():
    q = make([item("a"), item("b", (0, 2, 3), reverse=True)])
    coded = pi.encode(q, [{"a": 4, "b": 0}, {"a": None, "b": 2}, {"a": 1, "b": 3}])
    np.testing.assert_array_equal(coded.numbers(), [[4, 0], [np.nan, 2], [1, 3]])
    np.testing.assert_array_equal(coded.numbers(keyed=True), [[4, 3], [np.nan, 1], [1, 0]])
    assert coded.reversed_items == ("b",)
    assert simulate(q, people=2, rng=1).reversed_items == ("b",)


def test_alpha_of_keyed_numbers_is_that_of_the_analysis():
    whole = pi.analyze(Q, ROWS, omega=False).scales["total"].alpha.value
    keyed = pi.encode(Q, ROWS).numbers(keyed=True)
    assert pi.stats.reliability.alpha(keyed).value == pytest.approx(whole, abs=1e-12)


def test_codes_cannot_be_changed():
    coded = pi.encode(Q, ROWS)
    with pytest.raises(ValueError, match="read-only"):
        coded.codes[0, 0] = 3
    assert repr(coded) == "CodedResponses(people=40, items=3)"


@pytest.mark.parametrize("many", [5, 6])
def test_five_items_are_named_and_of_more_it_is_said_that_there_are_more(many):
    names = [f"x{i}" for i in range(many)]
    other = make([item(name) for name in ["q1", *names]])
    with pytest.raises(pi.ResponseError) as refused:
        pi.encode(make([item("q1"), item("q2")]), pi.encode(other, [dict.fromkeys(["q1", *names], 3)]))
    (issue,) = refused.value.issues
    more = ", ..." if many > 5 else ""
    assert (
        issue.message == f"Only the set has the items: q2; only the answers have the items: x0, x1, x2, x3, x4{more}."
    )
