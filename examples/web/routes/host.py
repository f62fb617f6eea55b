"""Making a programme, and the one page on which its links stand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from examples.web.forms import posted
from examples.web.pages import page
from examples.web.programmes import MOST_PEOPLE, MOST_TEAMS, make, team_sizes
from examples.web.settings import LANGUAGES
from examples.web.state import state_of
from examples.web.tokens import hashed, new_token
from examples.web.visits import Visitor, check_form, visiting

router = APIRouter()
Host = Annotated[Visitor, Depends(visiting("host"))]
Form = Annotated[dict[str, str], Depends(posted)]


@router.get("/new")
def new(request: Request, visitor: Host) -> Response:
    """Ask what the programme is about."""
    first = next(iter(state_of(request).settings.question_sets))
    return _asked(request, visitor, {"set": first, "language": "nl", "occasions": "2", "teams": ""})


@router.post("/new")
def made(request: Request, visitor: Host, form: Form) -> Response:
    """Make it, and show everybody's link this once."""
    check_form(visitor, form.get("csrf", ""))
    state = state_of(request)
    chosen = {name: form.get(name, "") for name in ("set", "language", "occasions", "teams")}
    teams = team_sizes(chosen["teams"])
    q = state.settings.question_sets.get(chosen["set"])
    known = chosen["language"] in LANGUAGES and chosen["occasions"] in ("1", "2")
    if q is None or teams is None or not known or not form.get("form_key"):
        return _asked(request, visitor, chosen, wrong=True)
    with state.store.writing() as session:
        found = make(
            session,
            form_key=hashed(form["form_key"]),
            question_set=q,
            language=chosen["language"],
            teams=teams,
            occasions=int(chosen["occasions"]),
        )
    if found is None:
        return page(request, "message", visitor, 409, title="made_already_title", text="made_already_text")
    facilitator, links = found
    address = state.settings.public_url.rstrip("/") + "/enter/"
    here = state.settings.on_this_computer
    return page(request, "links", visitor, address=address, facilitator=facilitator, teams=links, on_this_computer=here)


def _asked(request: Request, visitor: Visitor, chosen: dict[str, str], *, wrong: bool = False) -> Response:
    offered = state_of(request).settings.question_sets
    sets = [{"id": name, "title": q.title[visitor.language], "items": len(q.items)} for name, q in offered.items()]
    return page(
        request,
        "new",
        visitor,
        422 if wrong else 200,
        sets=sets,
        chosen=chosen,
        wrong=wrong,
        form_key=new_token(),
        most_teams=MOST_TEAMS,
        most_people=MOST_PEOPLE,
    )
