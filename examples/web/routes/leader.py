"""What a leader sees: how many answered, and, once an occasion is closed, the report of the team."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from examples.web.answers import response_of
from examples.web.models import Publication
from examples.web.pages import Speech, page, report_page
from examples.web.programmes import links_of, occasions_of, publications_of, question_set_of, sent_of
from examples.web.state import state_of
from examples.web.tokens import is_same
from examples.web.visits import Visitor, visiting

if TYPE_CHECKING:
    import purpose_index as pi

router = APIRouter()
Leader = Annotated[Visitor, Depends(visiting("leader"))]


@router.get("/team")
def team(request: Request, visitor: Leader) -> Response:
    """Show the team, as far as it may be shown.

    While people answer, the count is that of the start of the day, of those too who withdrew or began again: it does
    not tell who has just answered, or taken answers back.
    """
    state = state_of(request)
    person, programme = visitor.person, visitor.person.programme
    assert person.team is not None
    assert programme is not None
    this_morning = datetime.fromtimestamp(state.settings.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    with state.store.reading() as session:
        occasions = occasions_of(session, programme.id)
        links = links_of(session, programme.id).get(person.team.id, 0)
        told = {one.number: publications_of(session, one.id).get(person.team.id) for one in occasions}
        counts = {
            one.number: sent_of(session, one.id, before=this_morning.timestamp()).get(person.team.id, 0)
            for one in occasions
        }
    q = question_set_of(programme.definition)
    return page(
        request,
        "team",
        visitor,
        team=person.team.name,
        occasions=occasions,
        links=links,
        told=told,
        counts=counts,
        minimum=state.settings.policy.minimum,
        beside=beside(q, told.get(1), told.get(2), visitor.language),
    )


@router.get("/team/{occasion}")
def report(request: Request, visitor: Leader, occasion: Literal["before", "after"]) -> Response:
    """Show the report of the team, with the leader's own answers beside it."""
    state = state_of(request)
    assert visitor.person.programme is not None
    with state.store.reading() as session:
        found = [one for one in occasions_of(session, visitor.person.programme.id) if one.name == occasion]
        told = publications_of(session, found[0].id) if found else {}
        own = response_of(session, visitor.person, found[0]) if found else None
    publication = told.get(visitor.person.team_id or 0)
    if publication is None:
        raise HTTPException(404)
    here = own is not None and is_same(own.device, visitor.device)
    pages = (here and publication.leader_pages) or publication.pages
    return report_page(pages[visitor.language], "/team", Speech(visitor.language)("back"))


def beside(
    q: pi.QuestionSet, first: Publication | None, last: Publication | None, language: str
) -> list[dict[str, Any]]:
    """Return a row a scale: its mean before and after, of the same people where that was published, else of each."""
    if first is None or last is None:
        return []
    after = {cell["scale"]: cell for cell in last.cells}
    same = {cell["scale"]: cell for cell in last.first}
    before = {cell["scale"]: cell for cell in first.cells} | same
    return [
        {
            "name": scale.name[language],
            "before": before.get(scale.id),
            "after": after.get(scale.id),
            "same": scale.id in same,
        }
        for scale in q.scales
    ]
