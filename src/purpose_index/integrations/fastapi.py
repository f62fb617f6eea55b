"""Errors of answers as a page can show them: by field, in the reader's language, without anybody's answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from purpose_index.errors import Issue, ResponseError
from purpose_index.reports.issues import message_of
from purpose_index.responses.json_text import unique_keys

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from fastapi import FastAPI

    _App = Callable[..., Awaitable[Any]]  # of ASGI: an app, and the two functions that it gets

_OTHERWISE = {"nl": "Dit past niet bij wat hier wordt gevraagd.", "en": "This is not what is asked for here."}
_OF_THE_WHOLE = frozenset({"json_invalid", "extra_forbidden"})
_LANGUAGE = re.compile(r"\s*(?P<language>nl|en)(?:-[a-z0-9-]*)?\s*(?:;\s*q=(?P<weight>[01](?:\.[0-9]*)?))?\s*", re.I)


def handle_errors(app: FastAPI) -> None:
    """Let an app answer wrong answers with status 422 and one entry a field, in the language of the request.

    Parameters
    ----------
    app
        The app. FastAPI's own reply to a wrong request would repeat what was given.

    Notes
    -----
    The body is `{"detail": [{"field": "q01", "code": "undeclared-answer", "message": "..."}]}`, for the errors of
    `QuestionSet.answer_model` and of `purpose_index.validate` alike. The language is Dutch or English, whichever the
    header Accept-Language prefers, and English where it names neither. A JSON body in which a key stands twice is
    refused, whichever route it is for: FastAPI would keep the last of the two answers.
    """
    app.add_middleware(_UniqueKeys)
    app.add_exception_handler(RequestValidationError, _wrong_request)
    app.add_exception_handler(ResponseError, _wrong_answers)


def reader_language(header: str) -> str:
    """Return 'nl' or 'en': what an Accept-Language header prefers.

    Examples
    --------
    >>> reader_language("de, nl-BE;q=0.8, en;q=0.7"), reader_language(""), reader_language("nl;q=0, en")
    ('nl', 'en', 'en')
    """
    named = [match for part in header.split(",") if (match := _LANGUAGE.fullmatch(part))]
    weights = [(float(match["weight"] or 1), match["language"].lower()) for match in named]
    weight, language = max(weights, key=lambda each: each[0], default=(0, "en"))
    return language if weight else "en"


class _UniqueKeys:
    """Reads the JSON of a request before the app does, and answers where a key stands in it twice."""

    def __init__(self, app: _App) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: _App, send: _App) -> None:
        if scope["type"] != "http" or b"json" not in dict(scope["headers"]).get(b"content-type", b"json"):
            await self.app(scope, receive, send)
            return
        messages = [await receive()]
        while messages[-1].get("more_body"):
            messages.append(await receive())
        try:
            json.loads(b"".join(message.get("body", b"") for message in messages), object_pairs_hook=unique_keys)
        except ResponseError as error:
            await _wrong_answers(Request(scope), error)(scope, receive, send)
            return
        except (ValueError, RecursionError):
            pass  # the app says better what is wrong
        messages.reverse()

        async def again() -> Any:
            return messages.pop() if messages else await receive()

        await self.app(scope, again, send)


def _wrong_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return _reply(request, ((_field(found), _issue(found)) for found in error.errors()))


def _wrong_answers(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ResponseError)
    return _reply(request, ((issue.path.removeprefix("$").removeprefix("."), issue) for issue in error.issues))


def _issue(found: dict[str, Any]) -> Issue | None:
    """Return what the model of an answer found; None for what other models find, whose words may repeat the input."""
    facts = dict(found.get("ctx") or {})
    code = facts.pop("code", None)
    return Issue(code, "$", found["msg"], facts=facts) if isinstance(code, str) else None


def _field(found: dict[str, Any]) -> str:
    """Return the field that is wrong; nothing where that is the whole: text that is not JSON, or a key too many."""
    if found["type"] in _OF_THE_WHOLE:
        return ""
    return ".".join(str(step) for i, step in enumerate(found["loc"]) if i > 0 or step != "body")


def _reply(request: Request, found: Iterable[tuple[str, Issue | None]]) -> JSONResponse:
    language = reader_language(request.headers.get("accept-language", ""))
    detail = [
        {
            "field": field,
            "code": "wrong-value" if issue is None else issue.code,
            "message": _OTHERWISE[language] if issue is None else message_of(issue, language),
        }
        for field, issue in found
    ]
    return JSONResponse({"detail": detail}, status_code=422)
