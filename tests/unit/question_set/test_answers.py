"""The JSON Schema and the pydantic model of a valid answer."""

from __future__ import annotations

import jsonschema
import pydantic
import pytest

import purpose_index as pi
from tests.unit.question_set.small_set import SMALL

Q = pi.loads(SMALL)

VALID = [{}, {"q1": 1}, {"q1": 3, "q2": 2, "q3": 1}, {"q1": None}, {"q1": -99, "q2": -98}, {"q1": 2.0}]
INVALID = [{"q1": 4}, {"q1": 0}, {"q1": "2"}, {"q1": True}, {"q1": 1.5}, {"q9": 1}, {"q1": -1}, {"q1": [1]}]


@pytest.mark.parametrize("answer", VALID)
def test_schema_model_and_validate_accept_the_same(answer):
    jsonschema.Draft202012Validator(Q.answer_schema(missing_codes=True)).validate(answer)
    Q.answer_model().model_validate(answer)
    pi.validate(Q, answer)


@pytest.mark.parametrize("answer", INVALID)
def test_schema_model_and_validate_refuse_the_same(answer):
    for missing_codes in (True, False):
        schema = Q.answer_schema(missing_codes=missing_codes)
        assert not jsonschema.Draft202012Validator(schema).is_valid(answer)
    with pytest.raises(pydantic.ValidationError):
        Q.answer_model().model_validate(answer)
    with pytest.raises(pi.ResponseError):
        pi.validate(Q, answer)


def test_the_schema_speaks_the_language_asked_for():
    assert Q.answer_schema(language="en")["properties"]["q2"]["title"] == "Two"
    assert Q.answer_schema()["properties"]["q2"]["oneOf"][0] == {"const": 1, "title": "oneens"}
    jsonschema.Draft202012Validator.check_schema(Q.answer_schema())


def test_a_form_shows_the_options_and_codes_only_when_asked():
    options = [{"const": 1, "title": "disagree"}, {"const": 2, "title": "neutral"}, {"const": 3, "title": "agree"}]
    assert Q.answer_schema(language="en")["properties"]["q1"] == {"title": "One", "oneOf": options}
    assert Q.answer_schema(missing_codes=True)["properties"]["q1"]["oneOf"][3:] == [
        {"const": -99, "title": "Overgeslagen", "x-missing": "skipped"},
        {"const": -98, "title": "Niet van toepassing", "x-missing": "not_applicable"},
        {"const": None, "title": "Geen antwoord", "x-missing": "empty"},
    ]


def test_a_language_that_the_set_has_not_is_an_error():
    with pytest.raises(pi.ArgumentError, match="unknown-language") as caught:
        Q.answer_schema(language="fr")
    assert "'nl' and 'en'" in str(caught.value)


def test_the_models_errors_hide_what_was_given():
    with pytest.raises(pydantic.ValidationError) as caught:
        Q.answer_model().model_validate({"q1": 77})
    assert "77" not in str(caught.value)
    with pytest.raises(pydantic.ValidationError) as caught:
        Q.answer_model().model_validate({"q1": 1, "jan@example.org": 77})
    assert "jan" not in str(caught.value)
    assert caught.value.errors()[0]["loc"] == ("key number 2",)


def test_the_model_holds_whole_numbers_and_is_frozen():
    answer = Q.answer_model()(q1=2.0)
    assert (answer.q1, type(answer.q1), answer.q2) == (2, int, None)
    with pytest.raises(pydantic.ValidationError):
        answer.q1 = 3


def test_fastapi_shows_the_questions_and_refuses_wrong_answers():
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    answer_model = Q.answer_model()
    app = FastAPI()

    def post(answer):
        return {"total": pi.score(Q, answer.model_dump())["total"].index}

    post.__annotations__["answer"] = answer_model  # written out above it would be a text, whose name is local
    app.post("/answers")(post)
    client = TestClient(app)
    assert client.post("/answers", json={"q1": 3, "q2": 1, "q3": 3}).json() == {"total": 100.0}
    assert client.post("/answers", json={"q1": 9}).status_code == 422
    shown = client.get("/openapi.json").json()["components"]["schemas"][answer_model.__name__]
    assert shown["properties"]["q1"]["oneOf"][2] == {"const": 3, "title": "eens"}
