"""What a facilitator does: follow who takes part, close an occasion, hand out reports, and erase everything."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import delete

from examples.web.download import answers_csv, given_rows
from examples.web.forms import posted
from examples.web.models import Programme
from examples.web.pages import Speech, page, report_page
from examples.web.programmes import (
    Links,
    add_person,
    links_of,
    occasions_of,
    open_next,
    publications_of,
    question_set_of,
    sent_of,
)
from examples.web.publishing import close
from examples.web.state import state_of
from examples.web.visits import Visitor, check_form, visiting

router = APIRouter()
Facilitator = Annotated[Visitor, Depends(visiting("facilitator"))]
Form = Annotated[dict[str, str], Depends(posted)]


@router.get("/programme")
def programme(request: Request, visitor: Facilitator) -> Response:
    """Show how many take part, and what there is to do."""
    state, programme = state_of(request), visitor.programme
    with state.store.reading() as session:
        found = session.get_one(Programme, programme.id)
        occasions, teams = list(found.occasions), list(found.teams)
        links = links_of(session, found.id)
        sent = {one.number: sent_of(session, one.id) for one in occasions}
        told = {one.number: publications_of(session, one.id) for one in occasions}
        given = bool(given_rows(session, occasions))
    return page(
        request,
        "programme",
        visitor,
        q=question_set_of(programme.definition),
        teams=teams,
        occasions=occasions,
        links=links,
        sent=sent,
        told=told,
        given=given,
        minimum=state.settings.policy.minimum,
    )


@router.post("/programme/close")
def closed(request: Request, visitor: Facilitator, form: Form) -> Response:
    """Close the occasion that the page was of, and publish what may be told; sent twice, it closes no later one."""
    check_form(visitor, form.get("csrf", ""))
    state = state_of(request)
    with state.store.writing() as session:
        found = session.get_one(Programme, visitor.programme.id)
        now = [one for one in found.occasions if one.state == "open" and one.name == form.get("occasion")]
        if now and form.get("sure") == "yes":
            close(session, found, now[0], state.settings.policy, state.settings.now())
    state.store.wipe()
    return RedirectResponse("/programme", 303)


@router.post("/programme/open")
def opened(request: Request, visitor: Facilitator, form: Form) -> Response:
    """Open the second occasion."""
    check_form(visitor, form.get("csrf", ""))
    with state_of(request).store.writing() as session:
        open_next(session, visitor.programme.id)
    return RedirectResponse("/programme", 303)


@router.post("/programme/links")
def one_more(request: Request, visitor: Facilitator, form: Form) -> Response:
    """Make one more link for a team: for somebody who joined, or lost theirs."""
    check_form(visitor, form.get("csrf", ""))
    state = state_of(request)
    with state.store.writing() as session:
        teams = session.get_one(Programme, visitor.programme.id).teams
        found = [team for team in teams if str(team.id) == form.get("team")]
        if not found:
            raise HTTPException(400)
        token = add_person(session, visitor.programme.id, found[0].id, "participant")
    address = state.settings.public_url.rstrip("/") + "/enter/"
    links = [Links(found[0].name, None, (token,))]
    here = state.settings.on_this_computer
    return page(request, "links", visitor, address=address, facilitator=None, teams=links, on_this_computer=here)


@router.post("/programme/erase")
def erased(request: Request, visitor: Facilitator, form: Form) -> Response:
    """Erase the programme, and all that anybody answered."""
    check_form(visitor, form.get("csrf", ""))
    if form.get("sure") != "yes":
        return RedirectResponse("/programme", 303)
    with state_of(request).store.writing() as session:
        session.execute(delete(Programme).where(Programme.id == visitor.programme.id))
    state_of(request).store.wipe()
    return page(request, "message", visitor, signed_in=False, title="erased_title", text="erased_text")


@router.get("/programme/answers.csv")
def answers(request: Request, visitor: Facilitator) -> Response:
    """Give the answers for which consent was given, of occasions that are closed."""
    programme, state = visitor.programme, state_of(request)
    with state.store.reading() as session:
        q, occasions = question_set_of(programme.definition), occasions_of(session, programme.id)
        text = answers_csv(session, q, occasions, state.settings.policy.minimum, visitor.language)
    headers = {"Content-Disposition": 'attachment; filename="answers.csv"'}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/programme/{occasion}/{team}")
def report(request: Request, visitor: Facilitator, occasion: Literal["before", "after"], team: int) -> Response:
    """Show the report of a team, without the leader's own answers."""
    with state_of(request).store.reading() as session:
        found = [one for one in occasions_of(session, visitor.programme.id) if one.name == occasion]
        told = publications_of(session, found[0].id) if found else {}
    if team not in told:
        raise HTTPException(404)
    html = told[team].pages[visitor.language]
    return report_page(html, "/programme", Speech(visitor.language)("back"))
