"""Who is looking: a link is exchanged for a cookie once, so that no address of a page holds a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import HTTPException, Request
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from examples.web.models import Person, Programme, Visit
from examples.web.state import state_of
from examples.web.tokens import csrf_of, hashed, is_same, new_token
from purpose_index.integrations.fastapi import reader_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from examples.web.state import State

HOURS = 12
DEVICE_DAYS = 400  # the most that browsers keep a cookie


class NoVisitError(Exception):
    """Nobody opened a link in this browser, or too long ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whoever is looking.

    Parameters
    ----------
    person
        With the programme and the team.
    key
        What the cookie holds.
    device
        The hash of the cookie that says which device this is, and of the person; longer-lived than a visit.
    language
        The language of the pages: as asked for, else that of the programme, or of the browser before there is one.
    """

    person: Person
    key: str
    device: str
    language: str

    @property
    def programme(self) -> Programme:
        """The programme, which everybody but the host is of."""
        assert self.person.programme is not None
        return self.person.programme

    @property
    def csrf(self) -> str:
        """What the forms of this visit carry."""
        return csrf_of(self.key)


def cookie_name(state: State, of: str = "visit") -> str:
    """Return the name of a cookie; over https one that no other address can set."""
    return f"__Host-{of}" if state.settings.secure else of


def enter(state: State, token: str, earlier: str = "") -> str | None:
    """Return the key of a new visit for whoever has this link, and end an earlier one; None where no link is so.

    A link is looked up by its hash, so how long that takes tells nothing of any link.
    """
    with state.store.reading() as session:
        person = session.scalar(select(Person.id).where(Person.token_hash == hashed(token)))
    if person is None:
        return None  # whoever tries links keeps nobody from writing
    now = state.settings.now()
    with state.store.writing() as session:
        session.execute(delete(Visit).where((Visit.until <= now) | (Visit.key_hash == hashed(earlier))))
        key = new_token()
        session.add(Visit(key_hash=hashed(key), person_id=person, until=now + HOURS * 3600))
        return key


def leave(state: State, key: str) -> None:
    """Forget a visit."""
    with state.store.writing() as session:
        session.execute(delete(Visit).where(Visit.key_hash == hashed(key)))


def visitor_of(request: Request) -> Visitor:
    """Return who is looking."""
    state = state_of(request)
    key, known = (request.cookies.get(cookie_name(state, of), "") for of in ("visit", "device"))
    if not known:
        raise NoVisitError  # without it everybody would be on the same device
    with state.store.reading() as session:
        found = select(Visit).where(Visit.key_hash == hashed(key), Visit.until > state.settings.now())
        deep = joinedload(Visit.person)
        visit = session.scalar(found.options(deep.joinedload(Person.programme), deep.joinedload(Person.team)))
        if visit is None:
            raise NoVisitError
        person = visit.person
        browser = reader_language(request.headers.get("accept-language", ""))
        own = person.programme.language if person.programme else browser
    device = hashed(f"{person.code} {known}")  # of this person alone, so that the file does not tell who shares a phone
    return Visitor(person=person, key=key, device=device, language=language_of(request, own))


def visiting(*roles: str) -> Callable[[Request], Visitor]:
    """Return what gives the visitor of a page for these roles."""

    def of_role(request: Request) -> Visitor:
        visitor = visitor_of(request)
        if visitor.person.role not in roles:
            raise NoVisitError
        return visitor

    return of_role


def check_form(visitor: Visitor, given: str) -> None:
    """Refuse a form that does not come from a page of this visit."""
    if not is_same(given, visitor.csrf):
        raise HTTPException(403)


def language_of(request: Request, otherwise: str) -> str:
    """Return the language that was asked for in the address, else in a cookie."""
    for asked in (request.query_params.get("language"), request.cookies.get("language")):
        if asked in ("nl", "en"):
            return asked
    return otherwise


def keep_language(request: Request, reply: Response, *, secure: bool) -> None:
    """Keep a language that was asked for in the address."""
    asked = request.query_params.get("language")
    if asked in ("nl", "en"):
        reply.set_cookie("language", asked, httponly=True, samesite="lax", secure=secure)
