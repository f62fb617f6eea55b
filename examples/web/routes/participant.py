"""The form, for participants and leaders: what is asked and who sees it, the questions, sending, and withdrawing."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from math import ceil
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

import purpose_index as pi
from examples.web.answers import ClosedError, ElsewhereError, begin_again, response_of, save, saved, send, withdraw
from examples.web.forms import posted
from examples.web.models import Occasion
from examples.web.models import Response as Given
from examples.web.pages import Speech, page, report_page
from examples.web.programmes import occasions_of, open_occasion, question_set_of
from examples.web.state import state_of
from examples.web.tokens import is_same
from examples.web.visits import Visitor, check_form, visiting

router = APIRouter()
Who = Annotated[Visitor, Depends(visiting("participant", "leader"))]
Form = Annotated[dict[str, str], Depends(posted)]
ON_A_PAGE = 4  # questions, which fit on three screens of a phone
A_MINUTE = 4  # questions, as the bundled sets say of themselves


@router.get("/start")
def start(request: Request, visitor: Who) -> Response:
    """Say who will see what, before the first question."""
    state, person, q = state_of(request), visitor.person, _set(visitor)
    with state.store.reading() as session:
        occasions = occasions_of(session, visitor.programme.id)
        given = {one.number: response_of(session, person, one) for one in occasions}
        now = open_occasion(session, visitor.programme.id)
        begun = bool(now and saved(session, person, now))
    here = {number for number, response in given.items() if response is None or _is_here(response, visitor)}
    sent = [one for one in occasions if (response := given[one.number]) and response.sent_at]
    if person.withdrawn:
        return page(request, "message", visitor, title="withdrawn_title", text="withdrawn_text")
    return page(
        request,
        "start",
        visitor,
        q=q,
        minutes=max(2, int(len(q.items) / A_MINUTE + 0.5)),
        policy=state.settings.policy,
        sent=sent,
        here=here,
        now=now,
        begun=begun,
        waiting=any(one.state == "waiting" for one in occasions),
    )


@router.get("/form")
def form(request: Request, visitor: Who, page_number: int = 1) -> Response:
    """Ask some questions."""
    return _questions(request, visitor, page_number)


@router.post("/form")
def form_sent(request: Request, visitor: Who, form: Form) -> Response:
    """Keep the answers of a page, and go back or forward."""
    check_form(visitor, form.get("csrf", ""))
    q = _set(visitor)
    number = form.get("page", "")
    try:
        at = int(number)
        given = {item: int(form[item]) if form[item] else None for item in q.item_ids if item in form}
        _save(request, visitor, given)
    except (ValueError, pi.ResponseError):
        raise HTTPException(400) from None
    goes_to = at + (-1 if form.get("go") == "back" else 1)
    if goes_to < 1:
        return RedirectResponse("/start", 303)
    return RedirectResponse("/send" if goes_to > len(_pages(q)) else f"/form?page_number={goes_to}", 303)


@router.get("/answers")
def answers(request: Request, visitor: Who) -> Response:
    """Return what this person has answered until now, for a front end of another make."""
    with state_of(request).store.reading() as session:
        return JSONResponse({"answers": saved(session, visitor.person, _now(session, visitor))})


@router.post("/answers")
def answers_sent(request: Request, visitor: Who, given: dict[str, Any]) -> Response:
    """Keep some answers, or all: of the small script of the form, or of a front end of another make."""
    check_form(visitor, request.headers.get("x-csrf-token", ""))
    kept = _save(request, visitor, given)
    return JSONResponse({"answered": _answered(_set(visitor), kept)})


@router.get("/send")
def to_send(request: Request, visitor: Who) -> Response:
    """Show what is still open, and ask for consent."""
    q = _set(visitor)
    with state_of(request).store.reading() as session:
        now = _now(session, visitor)
        kept, response = saved(session, visitor.person, now), response_of(session, visitor.person, now)
    missing = [
        (number, place) for number, items in enumerate(_pages(q), 1) for place, item in items if item.id not in kept
    ]
    consent = bool(response and response.consent)
    return page(request, "send", visitor, q=q, missing=missing, pages=len(_pages(q)), consent=consent)


@router.post("/send")
def sent(request: Request, visitor: Who, form: Form) -> Response:
    """Let the answers count."""
    check_form(visitor, form.get("csrf", ""))
    state = state_of(request)
    with state.store.writing() as session:
        consent = form.get("consent") == "yes"
        send(session, visitor.person, visitor.device, consent=consent, now=state.settings.now())
    return RedirectResponse("/start", 303)


@router.get("/mine/{occasion}")
def mine(request: Request, visitor: Who, occasion: Literal["before", "after"]) -> Response:
    """Show somebody's own report."""
    with state_of(request).store.reading() as session:
        found = [one for one in occasions_of(session, visitor.programme.id) if one.name == occasion]
        response = response_of(session, visitor.person, found[0]) if found else None
        if response is None or visitor.person.withdrawn or not _is_here(response, visitor):
            raise HTTPException(404)
        own: dict[str, Any] = dict(saved(session, visitor.person, found[0]))
    if response.sent_at is None:
        raise HTTPException(404)
    day = datetime.fromtimestamp(response.sent_at).date()
    report = pi.personal_report(_set(visitor), own, language=visitor.language, date=day)
    return report_page(report.html, "/start", Speech(visitor.language)("back"))


@router.post("/again")
def again(request: Request, visitor: Who, form: Form) -> Response:
    """Begin this round anew on this device."""
    check_form(visitor, form.get("csrf", ""))
    with state_of(request).store.writing() as session:
        begin_again(session, visitor.person, visitor.device)
    state_of(request).store.wipe()
    return RedirectResponse("/form", 303)


@router.get("/withdraw")
def to_withdraw(request: Request, visitor: Who) -> Response:
    """Say what withdrawing does."""
    return page(request, "withdraw", visitor, minimum=state_of(request).settings.policy.minimum)


@router.post("/withdraw")
def withdrawn(request: Request, visitor: Who, form: Form) -> Response:
    """Erase somebody's answers."""
    check_form(visitor, form.get("csrf", ""))
    if form.get("sure") != "yes":
        return RedirectResponse("/withdraw", 303)
    with state_of(request).store.writing() as session:
        withdraw(session, visitor.person)
    state_of(request).store.wipe()
    return RedirectResponse("/start", 303)


def _questions(request: Request, visitor: Visitor, number: int) -> Response:
    q = _set(visitor)
    pages = _pages(q)
    if not 1 <= number <= len(pages):
        raise HTTPException(404)
    with state_of(request).store.reading() as session:
        kept = saved(session, visitor.person, _now(session, visitor))
    return page(
        request,
        "form",
        visitor,
        q=q,
        number=number,
        pages=len(pages),
        questions=pages[number - 1],
        kept=kept,
        answered=_answered(q, kept),
    )


def _pages(q: pi.QuestionSet) -> list[list[tuple[int, Any]]]:
    """Return the questions of every page, each with its number; pages as even as can be."""
    items = list(enumerate(q.items, 1))
    pages = ceil(len(items) / ON_A_PAGE)
    cuts = [len(items) * i // pages for i in range(pages + 1)]
    return [items[start:end] for start, end in pairwise(cuts)]


def _answered(q: pi.QuestionSet, kept: dict[str, int]) -> int:
    return sum(item in kept for item in q.item_ids)


def _save(request: Request, visitor: Visitor, given: dict[str, Any]) -> dict[str, int]:
    state = state_of(request)
    if not state.saves.allows(visitor.csrf):
        raise HTTPException(429)
    with state.store.writing() as session:
        return save(session, _set(visitor), visitor.person, given, visitor.device)


def _now(session: Any, visitor: Visitor) -> Occasion:
    now = open_occasion(session, visitor.programme.id)
    if now is None or visitor.person.withdrawn:
        raise ClosedError
    response = response_of(session, visitor.person, now)
    if response and not _is_here(response, visitor):
        raise ElsewhereError
    return now


def _is_here(response: Given, visitor: Visitor) -> bool:
    """Tell whether answers were given on this device. Whoever handed out links may have kept them."""
    return is_same(response.device, visitor.device)


def _set(visitor: Visitor) -> pi.QuestionSet:
    return question_set_of(visitor.programme.definition)
