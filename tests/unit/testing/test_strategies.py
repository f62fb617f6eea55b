from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import purpose_index as pi
from purpose_index import testing

INDEX = pi.load("purpose-index")


@given(testing.answers(INDEX))
def test_answers_are_valid(answers):
    pi.validate(INDEX, answers)


@given(testing.answers(INDEX, complete=True))
def test_complete_answers_score_on_every_scale(answers):
    score = pi.score(INDEX, answers)
    assert all(scale.complete for scale in score.values())


@given(testing.question_sets(), st.data())
def test_question_sets_load_and_their_answers_score_within_the_declared_range(q, data):
    answers = data.draw(testing.answers(q))
    for scale in pi.score(q, answers).values():
        assert scale.index is None or -1e-9 <= scale.index <= 100 + 1e-9


@given(testing.question_sets())
def test_every_question_set_can_be_checked(q):
    report = pi.check(q)
    assert report.total == sum(report.counts.values()) == len(report.findings)


def test_testing_is_there_without_a_second_import():
    assert pi.testing is testing
