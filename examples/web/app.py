"""The program: its pages, and what stands before them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as AnyHTTPException

from examples.web.answers import ClosedError, ElsewhereError
from examples.web.pages import page
from examples.web.routes import enter, facilitator, host, leader, participant, surveyjs
from examples.web.security import HEADERS, Guard, Rates
from examples.web.settings import HERE, Settings
from examples.web.state import State
from examples.web.store import Store
from examples.web.visits import NoVisitError
from purpose_index.integrations.fastapi import handle_errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from starlette.responses import Response

REQUESTS = 3000, 100.0  # of one address, such as an office: at once, and a second
WRONG_LINKS = 20, 1 / 30
SAVES = 120, 2.0


def create_app(settings: Settings) -> FastAPI:
    """Return the program for this file of data."""
    state = State(
        settings=settings,
        store=Store(settings.data),
        wrong_links=Rates(*WRONG_LINKS, settings.now),
        saves=Rates(*SAVES, settings.now),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        state.store.close()

    app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    app.state.web = state
    handle_errors(app)
    in_json = app.exception_handlers[RequestValidationError]

    def wrong(request: Request, error: Exception) -> Response | Awaitable[Response]:
        if request.method == "GET" and not _wants_json(request):
            return _refused(request, AnyHTTPException(404))
        return in_json(request, error)

    app.add_exception_handler(RequestValidationError, wrong)
    app.add_middleware(Guard, host=settings.host, secure=settings.secure, rates=Rates(*REQUESTS, settings.now))
    app.add_exception_handler(NoVisitError, _no_visit)
    app.add_exception_handler(ClosedError, _closed)
    app.add_exception_handler(ElsewhereError, _closed)
    app.add_exception_handler(AnyHTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    for routes in (enter, host, participant, leader, facilitator, surveyjs):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    surveyjs.mount(app, settings)
    return app


def _no_visit(request: Request, _: Exception) -> Response:
    if _wants_json(request):
        return JSONResponse({"detail": "no visit"}, 401)
    return page(request, "message", status=401, title="no_visit_title", text="no_visit_text")


def _closed(request: Request, error: Exception) -> Response:
    if _wants_json(request):
        return JSONResponse({"detail": "closed" if isinstance(error, ClosedError) else "elsewhere"}, 409)
    return RedirectResponse("/start", 303)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnyHTTPException)
    if _wants_json(request):
        return JSONResponse({"detail": error.detail}, error.status_code)
    kind = error.status_code if error.status_code in (403, 404, 429) else 400
    reply = page(request, "message", status=error.status_code, title=f"error_{kind}_title", text=f"error_{kind}_text")
    reply.headers.update(error.headers or {})  # such as which methods are allowed
    return reply


def _broken(request: Request, _: Exception) -> Response:
    """Say no more than that something went wrong; this answer passes outside the guard, which puts the headers on."""
    reply = page(request, "message", status=500, title="error_500_title", text="error_500_text")
    reply.headers.update(HEADERS)
    return reply


def _wants_json(request: Request) -> bool:
    return request.url.path == "/answers"
