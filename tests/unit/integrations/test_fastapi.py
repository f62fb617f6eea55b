"""An app that takes answers: errors by field, in the reader's language, and nobody's answers in them."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import purpose_index as pi
from purpose_index.integrations.fastapi import handle_errors, reader_language
from tests.unit.question_set.small_set import SMALL

Q = pi.loads(SMALL)
Answer = Q.answer_model()
SECRET = 7770777


def client(*, handled: bool = True) -> TestClient:
    app = FastAPI()

    def model(answer):
        return {"pair": pi.score(Q, answer)["pair"].value}

    def plain(answer: dict[str, Any]):
        return {"pair": pi.score(Q, answer)["pair"].value}

    def other(number: int):
        return number

    model.__annotations__["answer"] = Answer
    plain.__annotations__["answer"] = dict[str, Any]
    other.__annotations__["number"] = int
    app.post("/model")(model)
    app.post("/plain")(plain)
    app.get("/other")(other)
    if handled:
        handle_errors(app)
    return TestClient(app)


APP = client()


@pytest.mark.parametrize("path", ["/model", "/plain"])
def test_a_valid_answer_is_scored(path):
    assert APP.post(path, json={"q1": 3, "q3": 1}).json() == {"pair": 4}


@pytest.mark.parametrize("path", ["/model", "/plain"])
@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("nl-NL,nl;q=0.9,en;q=0.8", "Het antwoord is geen van de antwoordopties; verwacht werd een geheel getal van 1 "
         "tot en met 3."),
        ("en", "The answer is not one of the options; expected a whole number from 1 to 3."),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_by_field_in_the_readers_language(path, language, message):
    reply = APP.post(path, json={"q1": 1, "q3": SECRET}, headers={"Accept-Language": language})
    assert reply.status_code == 422
    assert reply.json() == {"detail": [{"field": "q3", "code": "undeclared-answer", "message": message}]}


@pytest.mark.parametrize("path", ["/model", "/plain"])
@pytest.mark.parametrize(
    ("language", "message"),
    [("nl", "Sleutel 2 is niet de id van een vraag."), ("en", "Key number 2 is not the id of an item.")],
)
def test_a_key_that_is_no_item_is_told_alike_by_the_model_and_by_validate(path, language, message):
    reply = APP.post(path, json={"q1": 1, "own": SECRET}, headers={"Accept-Language": language})
    assert reply.status_code == 422
    assert reply.json() == {"detail": [{"field": "", "code": "unknown-answer", "message": message}]}


@pytest.mark.parametrize("path", ["/model", "/plain"])
@pytest.mark.parametrize(
    ("language", "message"), [("nl", "Sleutel 2 staat er twee keer."), ("en", "Key number 2 stands there twice.")]
)
@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/vnd.api+json"])
def test_two_answers_to_one_question_are_refused(path, language, message, kind):
    headers = {"Accept-Language": language, "Content-Type": kind}
    reply = APP.post(path, content='{"q1": 3, "q1": 1}', headers=headers)
    assert reply.status_code == 422
    assert reply.json() == {"detail": [{"field": "", "code": "duplicate-answer", "message": message}]}


def test_a_body_in_parts_reaches_the_app_whole():
    parts = (part.encode() for part in ('{"q1"', ": 3,", ' "q3": 1}'))
    reply = APP.post("/model", content=parts, headers={"Content-Type": "application/json"})
    assert reply.json() == {"pair": 4}
    parts = (part.encode() for part in ('{"q1"', ": 3,", ' "q1": 1}'))
    assert APP.post("/model", content=parts, headers={"Content-Type": "application/json"}).status_code == 422


def test_a_body_that_is_nested_too_deep_is_refused():
    reply = APP.post("/model", content="[" * 100_000, headers={"Content-Type": "application/json"})
    assert reply.status_code in (400, 422)


@pytest.mark.parametrize("path", ["/model", "/plain"])
def test_text_that_is_not_json_has_no_field(path):
    reply = APP.post(path, content='{"q1": 1', headers={"Content-Type": "application/json"})
    assert [(found["field"], found["code"]) for found in reply.json()["detail"]] == [("", "wrong-value")]


@pytest.mark.parametrize(("path", "handled"), [("/model", True), ("/model", False), ("/plain", True)])
@pytest.mark.parametrize(
    "body", ['{"q1": Infinity}', '{"q1": 1e400}', f'{{"q1": {SECRET}}}', f'{{"x{SECRET}": 1}}', f"[{SECRET}]"]
)
def test_nothing_that_was_given_comes_back(handled, path, body):
    reply = client(handled=handled).post(path, content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422
    assert str(SECRET) not in reply.text
    assert "nfinity" not in reply.text
    assert reply.json()["detail"]


def test_other_errors_of_a_request_do_not_repeat_it_either():
    reply = APP.get("/other", params={"number": "my boss"}, headers={"Accept-Language": "nl"})
    assert reply.json() == {
        "detail": [
            {"field": "query.number", "code": "wrong-value", "message": "Dit past niet bij wat hier wordt gevraagd."}
        ]
    }
    reply = APP.post("/model", content=f'{{"q1": {SECRET}', headers={"Content-Type": "application/json"})
    assert (reply.status_code, str(SECRET) in reply.text) == (422, False)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("nl", "nl"),
        ("nl, en", "nl"),
        ("en, nl", "en"),
        ("en;q=0.5, nl;q=0.9", "nl"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
        ("nl;q=0", "en"),
        ("NL-be", "nl"),
        ("nl;q=x, ,;;", "en"),
    ],
)
def test_the_language_of_a_request(header, language):
    assert reader_language(header) == language
