"""One person's answers: saved one by one, sent, and withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

import purpose_index as pi
from examples.web.models import Answer, Occasion, Person, Publication, Response
from examples.web.programmes import open_occasion
from examples.web.tokens import is_same


class ClosedError(Exception):
    """No occasion is open, or this person withdrew."""


class ElsewhereError(Exception):
    """The answers were given on another device, and are seen and changed there alone."""


def saved(session: Session, person: Person, occasion: Occasion) -> dict[str, int]:
    """Return what somebody has answered until now."""
    own = Response.person_id == person.id, Response.occasion_id == occasion.id
    rows = session.execute(select(Answer.item, Answer.value).join(Response).where(*own))
    return {row.item: row.value for row in rows}


def response_of(session: Session, person: Person, occasion: Occasion) -> Response | None:
    """Return the form of somebody, where there is one."""
    own = Response.person_id == person.id, Response.occasion_id == occasion.id
    return session.scalar(select(Response).where(*own))


def save(session: Session, q: pi.QuestionSet, person: Person, given: Mapping[str, Any], device: str) -> dict[str, int]:
    """Keep these answers beside the earlier ones, and return all; None takes an answer back.

    Raises
    ------
    purpose_index.ResponseError
        Something is not an answer; then nothing of it is kept.
    ClosedError
        It is too late.
    ElsewhereError
        It was begun on another device.
    """
    pi.validate(q, dict(given))
    response = _open_response(session, person, device)
    for item, value in ((item, _kept(value)) for item, value in given.items()):
        if value is None:
            session.execute(delete(Answer).where(Answer.response_id == response.id, Answer.item == item))
            continue
        row = insert(Answer).values(response_id=response.id, item=item, value=value)
        session.execute(row.on_conflict_do_update(index_elements=["response_id", "item"], set_={"value": value}))
    rows = session.execute(select(Answer.item, Answer.value).where(Answer.response_id == response.id))
    return {row.item: row.value for row in rows}


def send(session: Session, person: Person, device: str, *, consent: bool, now: float) -> None:
    """Let the answers count from now on."""
    response = _open_response(session, person, device)
    response.consent = consent
    response.sent_at = response.sent_at or now
    response.first_sent_at = response.first_sent_at or now


def begin_again(session: Session, person: Person, device: str) -> None:
    """Erase the answers of the open occasion, which may be of another device, and go on with this one."""
    if response := response_of(session, person, _open_for(session, person)):
        session.execute(delete(Answer).where(Answer.response_id == response.id))
        response.device, response.sent_at, response.consent = device, None, False


def withdraw(session: Session, person: Person) -> None:
    """Erase everything that somebody answered. What was published stays: changing it would tell what is taken out."""
    responses = select(Response.id).where(Response.person_id == person.id)
    session.execute(delete(Answer).where(Answer.response_id.in_(responses)))
    session.execute(update(Response).where(Response.person_id == person.id).values(consent=False))
    session.execute(update(Person).where(Person.id == person.id).values(withdrawn=True))
    if person.role == "leader":
        session.execute(update(Publication).where(Publication.team_id == person.team_id).values(leader_pages={}))
    else:
        counted = select(Response.occasion_id).where(Response.person_id == person.id)
        told = Publication.team_id == person.team_id, Publication.occasion_id.in_(counted)
        session.execute(update(Publication).where(*told).values(all_consented=False))


def _kept(value: Any) -> int | None:
    """Return what is kept of a valid answer; None where it is one of the many ways to write nothing."""
    return int(value) if isinstance(value, int | float) and value == value else None


def _open_for(session: Session, person: Person) -> Occasion:
    occasion = open_occasion(session, person.programme_id or 0)
    if occasion is None or session.scalar(select(Person.withdrawn).where(Person.id == person.id)):
        raise ClosedError
    return occasion


def _open_response(session: Session, person: Person, device: str) -> Response:
    own = {"person_id": person.id, "occasion_id": _open_for(session, person).id}
    session.execute(insert(Response).values(**own, device=device, consent=False).on_conflict_do_nothing())
    response = session.scalars(select(Response).filter_by(**own)).one()
    if not is_same(response.device, device):
        raise ElsewhereError
    return response
