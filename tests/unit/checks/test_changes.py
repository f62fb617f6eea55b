from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import purpose_index as pi
from purpose_index.checks.changes import changes
from purpose_index.checks.examples import example_set


def changed(piece):
    before = pi.load(example_set(""))
    return changes(before, pi.load(example_set(piece)))


def scale(found, name="work"):
    return next(change for change in found.scales if change.scale == name)


def test_nothing_changed():
    found = changed("")
    assert (found.scoring, found.words, found.least_version, found.enough) == (False, False, "1.0.0", True)
    assert scale(found).kind == "same"


def test_words_need_a_new_second_number():
    found = changed("items: [{id: q1, text: {en: I can say what my work is for.}}]")
    assert (found.scoring, found.words, found.least_version, found.enough) == (False, True, "1.1.0", False)
    assert scale(found).kind == "same"


@pytest.mark.parametrize(
    ("piece", "what", "low", "high"),
    [
        # of four items each makes 25 of 100 points: reversed, 'lowest' goes from 0 to 25 and 'highest' from 25 to 0
        ("items: [{id: q1, reverse: true}]", ("'q1' is reversed",), -25, 25),
        # without q4, the other three make 33.3 each: the lowest three with the highest q4 lose 25; the reverse gains 25
        ("scales: [{id: work, items: [q1, q2, q3]}]", ("without 'q4'", "asks for 3 answers, and asked for 4"), -25, 25),
        # 2, 1, 1, 1 of 5: q1 from 25 to 40, the others from 25 to 20
        ("scales: [{id: work, weights: {q1: 2}}]", ("'q1' weighs 2, and weighed 1",), -15, 15),
        ("scales: [{id: work, minimum_answered: 3}]", ("asks for 3 answers, and asked for 4",), 0, 0),
        ("scales: [{id: work, score: sum}]", ("sum instead of mean",), 0, 0),
        (
            "options: {agreement: [{value: 6, label: {nl: eens te meer, en: even more}}]}",
            tuple(f"'q{i}' has the values 1 to 6, and had 1 to 5" for i in (1, 2, 3, 4)),
            -20,  # everybody's 'strongly agree' is 80 now
            0,
        ),
    ],
)
def test_scoring_needs_a_new_first_number_and_the_effect_is_exact(piece, what, low, high):
    found = changed(piece)
    assert (found.scoring, found.least_version, found.enough) == (True, "2.0.0", False)
    assert scale(found).kind == "changed"
    assert scale(found).what == what
    assert (scale(found).low, scale(found).high) == (pytest.approx(low), pytest.approx(high))


def test_scales_come_and_go():
    found = changed("scales: [{id: rest, name: {nl: Rust, en: Rest}, items: [q1, q2]}]")
    assert scale(found, "rest").kind == "added"
    back = changes(
        pi.load(example_set("scales: [{id: rest, name: {nl: R, en: R}, items: [q1, q2]}]")), pi.load(example_set(""))
    )
    assert scale(back, "rest").kind == "removed"


def test_another_set_is_never_enough():
    assert not changes(pi.load("purpose-index"), pi.load("purpose-orientation")).enough


@given(st.data())
def test_no_answer_moves_beyond_the_bounds_and_some_reach_them(data):
    reverse = data.draw(st.lists(st.booleans(), min_size=4, max_size=4))
    weights = data.draw(st.lists(st.integers(1, 3), min_size=4, max_size=4))
    items = ", ".join(f"{{id: q{i + 1}, reverse: {str(r).lower()}}}" for i, r in enumerate(reverse))
    scales = ", ".join(f"q{i + 1}: {w}.5" for i, w in enumerate(weights))
    after = pi.load(example_set(f"items: [{items}]\nscales: [{{id: work, weights: {{{scales}}}}}]"))
    before = pi.load(example_set(""))
    found = scale(changes(before, after))
    moves = [
        pi.score(after, answers)["work"].index - pi.score(before, answers)["work"].index
        for codes in np.ndindex(5, 5, 5, 5)
        if set(codes) <= {0, 4}
        for answers in [{f"q{i + 1}": code + 1 for i, code in enumerate(codes)}]
    ]
    assert (min(moves), max(moves)) == (pytest.approx(found.low), pytest.approx(found.high))
