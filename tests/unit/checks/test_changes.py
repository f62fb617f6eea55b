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


def test_a_new_item_takes_its_part_of_the_index_from_the_others():
    # q1 makes 20 of 100 points where it made 25; so do q2 to q4, and q5 has 20 of its own: the highest lose 20 in all
    # where q5 is lowest, and the lowest gain 20 where it is highest
    text = "{id: q5, options: agreement, text: {nl: Hij is nieuw., en: It is new.}}"
    found = scale(changed(f"items: [{text}]\nscales: [{{id: work, items: all}}]"))
    assert found.what == ("with 'q5'", "asks for 5 answers, and asked for 4")
    assert (found.low, found.high) == (pytest.approx(-20), pytest.approx(20))


def test_the_index_moves_by_what_can_be_read():
    # of weights 2, 1, 1, 1.1 q1 makes 200 / 5.1 points, and so on; to nine decimals
    found = scale(changed("scales: [{id: work, weights: {q1: 2, q4: 1.1}}]"))
    moves = 200 / 5.1 - 25, 100 / 5.1 - 25, 100 / 5.1 - 25, 110 / 5.1 - 25
    assert found.high == round(sum(move for move in moves if move > 0), 9)
    assert found.low == round(sum(move for move in moves if move < 0), 9)
    assert f"{found.high!r}" == "14.215686275"


@pytest.mark.parametrize("weight", range(2, 60))
def test_equal_weights_of_any_size_move_nothing_and_no_sign_is_left_of_it(weight):
    weights = ", ".join(f"q{i}: {weight / 10}" for i in range(1, 5))
    found = scale(changed(f"scales: [{{id: work, weights: {{{weights}}}}}]"))
    assert (repr(found.low), repr(found.high)) == ("0.0", "0.0")


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("items: [{id: q1, reverse: true}]", "", ("'q1' is no longer reversed",)),
        ("scales: [{id: work, score: sum}]", "scales: [{id: work, score: sum, prorate: true}]", ("prorated",)),
        (
            "scales: [{id: work, score: sum, prorate: true}]",
            "scales: [{id: work, score: sum}]",
            ("no longer prorated",),
        ),
        ("scales: [{id: work, weights: {q2: 1.5}}]", "", ("'q2' weighs 1, and weighed 1.5",)),
        (
            "scales: [{id: work, weights: {q2: 1.5}}]",
            "scales: [{id: work, weights: {q2: 1.0}}]",
            ("'q2' weighs 1, and weighed 1.5",),
        ),
        (
            "",
            "items: [{id: q1, options: [{value: 0, label: {nl: nee, en: no}}, {value: 2, label: {nl: ja, en: yes}}, "
            "{value: 10, label: {nl: zeker, en: sure}}]}]",
            ("'q1' has the values 0, 2, 10, and had 1 to 5",),
        ),
    ],
)
def test_what_changed_is_told_in_the_direction_in_which_it_changed(before, after, what):
    found = changes(pi.load(example_set(before)), pi.load(example_set(after)))
    assert scale(found).what == what


def texts_changed(before, after):
    found = changes(pi.load(example_set(before)), pi.load(example_set(after))).texts
    return {(change.path, change.language): (change.before, change.after) for change in found}


def test_every_text_that_changed_is_told_and_no_other():
    before = "scales: [{id: work, feedback: [{id: any, from: 0, to: 100, text: {nl: Iets., en: A thing.}}]}]"
    after = """\
title: {en: Sample}
options: {agreement: [{value: 5, label: {nl: zeer eens}}]}
items: [{id: q3, text: {nl: Ik help anderen., en: I help others.}}]
"""
    assert texts_changed(before, after) == {
        ("$.title", "en"): ("Example", "Sample"),
        ("$.options.agreement.5.label", "nl"): ("helemaal mee eens", "zeer eens"),
        ("$.items.q3.text", "nl"): ("Anderen hebben iets aan mij.", "Ik help anderen."),
        ("$.items.q3.text", "en"): ("Others benefit from what I do.", "I help others."),
        ("$.scales.work.feedback.any.text", "nl"): ("Iets.", None),
        ("$.scales.work.feedback.any.text", "en"): ("A thing.", None),
    }
    assert texts_changed(after, after) == {}


def test_what_is_named_like_a_language_is_no_text():
    """Options and items may be called 'en'."""
    agreement = ", ".join(f"{{value: {v}, label: {{nl: keus {v}, en: choice {v}}}}}" for v in (1, 2, 3))
    item = "{id: en, options: nl, text: {nl: Iets., en: A thing.}}"
    before = f"""\
options: {{agreement: null, nl: [{agreement}]}}
items: [{{id: q1, options: nl}}, {{id: q2, options: nl}}, {{id: q3, options: nl}}, {{id: q4, options: nl}}, {item}]
"""
    weighed = "scales: [{id: work, items: all, weights: {en: 2}}]"
    assert texts_changed(f"{before}{weighed}", f"{before}{weighed.replace('2', '3')}") == {}
    assert texts_changed(f"{before}{weighed}", f"{before.replace('choice 3', 'thing 3')}{weighed}") == {
        ("$.options.nl.3.label", "en"): ("choice 3", "thing 3")
    }


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
