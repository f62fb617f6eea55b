"""Known answers that no longer hold: what differs is told, and nothing else is."""

from __future__ import annotations

import pytest

from tests.unit.checks.found import findings

RULE = "vector-no-longer-holds"
ALL_AGREE = "answers: {q1: 4, q2: 4, q3: 4, q4: 4}"  # a mean of 4, three quarters of the way from 1 to 5


def found(*vectors):
    return [(one.path, one.message) for one in findings(RULE, f"vectors: [{', '.join(vectors)}]")]


def vector(name, answers, score, index, answered):
    scores = f"scores: {{work: {{score: {score}, index: {index}, answered: {answered}}}}}"
    return f"{{name: {name}, {answers}, {scores}}}"


@pytest.mark.parametrize(
    ("score", "index", "answered", "told"),
    [
        ("4", "75", 4, None),
        ("4.0000000035", "75", 4, None),  # a billionth of it is rounding
        ("4.0000000045", "75", 4, "work score: 4 -> 4"),
        ("3.5", "75", 4, "work score: 3.5 -> 4"),
        ("4", "62.5", 4, "work index: 62.5 -> 75"),
        ("4", "75", 3, "work answered: 3 -> 4"),
        ("null", "75", 4, "work score: none -> 4"),
        ("3", "50", 4, "work score: 3 -> 4; work index: 50 -> 75"),
    ],
)
def test_what_differs_is_told_before_and_now(score, index, answered, told):
    message = f"The vector 'a' no longer holds (before -> now): {told}."
    assert found(vector("a", ALL_AGREE, score, index, answered)) == ([("$.vectors[0].scores", message)] if told else [])


def test_a_score_that_there_is_not_is_told_too():
    three = "answers: {q1: 4, q2: 4, q3: 4, q4: null}"
    assert found(vector("a", three, "null", "null", 3)) == []
    ((path, message),) = found(vector("a", three, 4, "null", 3))
    assert (path, message.partition(": ")[2]) == ("$.vectors[0].scores", "work score: 4 -> none.")


def test_every_vector_is_tried_also_after_one_that_is_not_valid():
    wrong = vector("b", ALL_AGREE, 1, 75, 4)
    first, second, third = found(vector("a", "answers: {q1: 9}", 4, 75, 4), wrong, wrong.replace("name: b", "name: c"))
    assert first == ("$.vectors[0].answers", "The answers of the vector 'a' are not valid any more.")
    assert (second[0], third[0]) == ("$.vectors[1].scores", "$.vectors[2].scores")


def test_scores_near_zero_are_compared_as_numbers_too():
    none = "answers: {q1: 1, q2: 1, q3: 1, q4: 1}"  # an index of 0
    assert found(vector("a", none, 1, "0.0000000009", 4)) == []
    assert len(found(vector("a", none, 1, "0.0000000011", 4))) == 1


def test_a_set_that_cannot_be_read_is_not_scored():
    broken = f"vectors: [{vector('a', ALL_AGREE, 1, 75, 4)}]\ntitle: {{de: Beispiel}}"
    assert [one.code for one in findings(RULE, broken)] == ["undeclared-language"]
