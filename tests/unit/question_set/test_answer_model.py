"""The pydantic model of an answer: what it takes, what it says, and what it never repeats."""

from __future__ import annotations

import copy
import json
import pickle

import pydantic
import pytest

import purpose_index as pi
from purpose_index.question_set.answer_model import AnswerModel
from tests.unit.question_set.small_set import SMALL

Q = pi.loads(SMALL)
Answer = Q.answer_model()
SECRET = "7770777"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (int(SECRET), "undeclared-answer"),
        (float(SECRET), "undeclared-answer"),
        (float(SECRET) + 0.5, "fractional-answer"),
        (float("inf"), "infinite-answer"),
        (True, "boolean-answer"),
        (SECRET, "text-answer"),
        ([SECRET], "not-a-number"),
        ({SECRET: SECRET}, "not-a-number"),
    ],
)
def test_errors_hold_nothing_that_was_given_and_say_what_validate_says(value, code):
    with pytest.raises(pydantic.ValidationError) as caught:
        Answer.model_validate({"q1": value, f"x{SECRET}": 1})
    error = caught.value
    for text in (str(error), repr(error), repr(error.errors()), error.json()):
        assert SECRET not in text
        assert "inf" not in text.replace("infinite", "").replace("info", "")
    assert [found["input"] for found in error.errors()] == [None, None]
    assert error.__cause__ is None
    first, unknown = error.errors()
    assert (first["ctx"], unknown["loc"]) == ({"code": code, "low": 1, "high": 3}, ("key number 2",))
    with pytest.raises(pi.ResponseError) as caught_too:
        pi.validate(Q, {"q1": value})
    (issue,) = caught_too.value.issues
    assert (issue.code, dict(issue.facts), issue.message) == (code, {"low": 1, "high": 3}, first["msg"])


@pytest.mark.parametrize("text", [f'{{"q1": {SECRET}', f'{{"q1": {SECRET}}}', f'"{SECRET}"', f"[{SECRET}]"])
def test_json_is_not_repeated_either(text):
    for make in (Answer.model_validate_json, lambda given: pydantic.TypeAdapter(Answer).validate_python(given)):
        with pytest.raises(pydantic.ValidationError) as caught:
            make(text)
        assert SECRET not in str(caught.value) + repr(caught.value.errors()) + caught.value.json()


def test_a_change_is_refused_without_saying_to_what():
    answer = Answer(q1=2)
    with pytest.raises(pydantic.ValidationError) as caught:
        answer.q1 = int(SECRET)
    assert SECRET not in str(caught.value) + repr(caught.value.errors())
    assert answer.q1 == 2


@pytest.mark.parametrize(
    ("given", "values"),
    [({"q1": 2.0}, (2, None)), ({"q1": " ", "q2": None}, (None, None)), ({"q1": float("nan"), "q2": -99}, (None, -99))],
)
def test_it_takes_what_validate_takes(given, values):
    answer = Answer.model_validate(given)
    assert (answer.q1, answer.q2) == values
    assert dict(pi.validate(Q, answer)) == dict(pi.validate(Q, given))


def test_an_instance_is_scored_like_a_dict():
    given = {"q1": 3, "q2": -98, "q3": 2}
    score = pi.score(Q, Answer(**given))
    assert (score["total"].mean, score["pair"].value) == (2.5, 5)
    assert pi.validate(Q, Answer(**given)).reason("q2") == "not_applicable"


def test_it_can_be_pickled_copied_and_compared():
    answer = Answer(q1=2, q3=-99)
    for other in (pickle.loads(pickle.dumps(answer)), copy.copy(answer), copy.deepcopy(answer)):
        assert other == answer
        assert type(other) is Answer
        assert other.model_fields_set == {"q1", "q3"}
    assert pi.loads(SMALL).answer_model() is Answer
    assert issubclass(Answer, AnswerModel)
    assert answer.answers() == {"q1": 2, "q3": -99}


def test_it_speaks_the_language_asked_for():
    dutch, english = (Q.answer_model(language=language).model_json_schema() for language in ("nl", "en"))
    assert (dutch["properties"]["q2"]["title"], english["properties"]["q2"]["title"]) == ("Twee", "Two")
    assert english["properties"]["q1"]["oneOf"][0] == {"const": 1, "title": "disagree"}
    with pytest.raises(pi.ArgumentError, match="unknown-language"):
        Q.answer_model(language="fr")


def test_an_item_may_be_called_like_a_method_of_pydantic():
    q = pi.loads(SMALL.replace("q1", "copy").replace("q2", "model_dump").replace("q3", "json"))
    answer = q.answer_model()(copy=1, model_dump=2, json=3)
    assert answer.answers() == {"copy": 1, "model_dump": 2, "json": 3}
    assert pi.score(q, answer)["pair"].value == 4
    with pytest.raises(pydantic.ValidationError) as caught:
        q.answer_model().model_validate({"json": 9})
    assert caught.value.errors()[0]["loc"] == ("json",)
    assert set(json.loads(json.dumps(q.answer_model().model_json_schema()))["properties"]) == {
        "copy",
        "model_dump",
        "json",
    }
