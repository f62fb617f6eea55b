"""The first page, the links that people get, and the way out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from examples.web.forms import posted
from examples.web.pages import page
from examples.web.security import address_of
from examples.web.state import state_of
from examples.web.tokens import new_token
from examples.web.visits import (
    DEVICE_DAYS,
    HOURS,
    NoVisitError,
    Visitor,
    check_form,
    cookie_name,
    enter,
    leave,
    visitor_of,
)

router = APIRouter()
HOME = {"host": "/new", "facilitator": "/programme", "leader": "/team", "participant": "/start"}


@router.get("/")
def first(request: Request) -> Response:
    """Say what this is, or go to the page of whoever has opened a link."""
    try:
        return RedirectResponse(HOME[visitor_of(request).person.role], 303)
    except NoVisitError:
        return page(request, "message", title="home_title", text="home_text")


@router.get("/enter/{token}")
def by_link(request: Request, token: str) -> Response:
    """Exchange a link for a cookie, and go to an address without a token.

    A right link always opens, however many wrong ones came from the same address, such as that of an office.
    """
    state = state_of(request)
    key = enter(state, token, request.cookies.get(cookie_name(state), ""))
    if key is None:
        raise HTTPException(404 if state.wrong_links.allows(address_of(request.scope)) else 429)
    reply = RedirectResponse("/", 303)
    device = request.cookies.get(cookie_name(state, "device")) or new_token()
    for name, value, hours in (("visit", key, HOURS), ("device", device, DEVICE_DAYS * 24)):
        reply.set_cookie(
            cookie_name(state, name),
            value,
            max_age=hours * 3600,
            httponly=True,
            samesite="lax",
            secure=state.settings.secure,
        )
    return reply


@router.post("/leave")
def out(
    request: Request,
    visitor: Annotated[Visitor, Depends(visitor_of)],
    form: Annotated[dict[str, str], Depends(posted)],
) -> Response:
    """Close this browser's visit."""
    check_form(visitor, form.get("csrf", ""))
    state = state_of(request)
    leave(state, visitor.key)
    reply = page(request, "message", visitor, signed_in=False, title="left_title", text="left_text")
    reply.delete_cookie(cookie_name(state), httponly=True, samesite="lax", secure=state.settings.secure)
    return reply
