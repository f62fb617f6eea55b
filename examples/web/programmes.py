"""Making a programme, its links, and its occasions."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

import purpose_index as pi
from examples.web.models import Occasion, Person, Programme, Publication, Response, Team, Visit
from examples.web.tokens import hashed, new_token
from purpose_index.question_set.yaml_text import yaml_text

MOST_TEAMS = 40
MOST_PEOPLE = 500  # in one team
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Links:
    """The tokens of the people of one team; nowhere else, and never again."""

    team: str
    leader: str | None
    participants: tuple[str, ...]


@lru_cache(maxsize=32)
def question_set_of(definition: str) -> pi.QuestionSet:
    """Return the question set that a programme keeps."""
    return pi.loads(definition)


def team_sizes(text: str) -> dict[str, int] | None:
    """Return what lines such as "North, 8" say; None where they cannot be read.

    Examples
    --------
    >>> team_sizes("North, 8\\nSouth, 6"), team_sizes("North")
    ({'North': 8, 'South': 6}, None)
    """
    found: dict[str, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, comma, number = (part.strip() for part in line.rpartition(","))
        name = unicodedata.normalize("NFC", name)
        seen = {one.casefold() for one in found}
        fits = comma and 0 < len(name) <= LONGEST_NAME and name.isprintable() and name.casefold() not in seen
        if not (fits and number.isascii() and number.isdecimal() and 1 <= int(number[:6]) <= MOST_PEOPLE):
            return None
        found[name] = int(number)
    return found if 1 <= len(found) <= MOST_TEAMS else None


def make(
    session: Session,
    *,
    form_key: str,
    question_set: pi.QuestionSet,
    language: str,
    teams: dict[str, int],
    occasions: int,
) -> tuple[str, list[Links]] | None:
    """Make a programme that is open; return the facilitator's token and everybody else's. None if it was made."""
    if session.scalar(select(exists().where(Programme.form_key == form_key))):
        return None
    programme = Programme(form_key=form_key, definition=yaml_text(question_set), language=language)
    programme.teams = [Team(name=name) for name in teams]
    programme.occasions = [
        Occasion(number=number, state="open" if number == 1 else "waiting") for number in range(1, occasions + 1)
    ]
    session.add(programme)
    session.flush()
    facilitator = add_person(session, programme.id, None, "facilitator")
    links = [
        Links(
            team.name,
            add_person(session, programme.id, team.id, "leader"),
            tuple(add_person(session, programme.id, team.id, "participant") for _ in range(teams[team.name])),
        )
        for team in programme.teams
    ]
    return facilitator, links


def add_person(session: Session, programme: int | None, team: int | None, role: str) -> str:
    """Add somebody, and return the token of the link."""
    token = new_token()
    code = new_token()[:12]
    session.add(Person(programme_id=programme, team_id=team, role=role, code=code, token_hash=hashed(token)))
    return token


def host_token(session: Session) -> str:
    """Return a new link for whoever runs the program; the one of an earlier start no longer works."""
    session.execute(delete(Person).where(Person.role == "host"))
    return add_person(session, None, None, "host")


def occasions_of(session: Session, programme: int) -> list[Occasion]:
    """Return the occasions, the first one first."""
    return list(session.scalars(select(Occasion).where(Occasion.programme_id == programme).order_by(Occasion.number)))


def open_occasion(session: Session, programme: int) -> Occasion | None:
    """Return the occasion on which people may answer now."""
    return session.scalar(select(Occasion).where(Occasion.programme_id == programme, Occasion.state == "open"))


def open_next(session: Session, programme: int) -> None:
    """Open the second occasion, once the first is closed; whoever answers opens their link again.

    Else a page of the first that is still open in a tab would be sent as answers of the second.
    """
    occasions = occasions_of(session, programme)
    if len(occasions) == 2 and [one.state for one in occasions] == ["closed", "waiting"]:
        occasions[1].state = "open"
        answering = select(Person.id).where(Person.programme_id == programme, Person.role != "facilitator")
        session.execute(delete(Visit).where(Visit.person_id.in_(answering)))


def sent_of(session: Session, occasion: int, *, before: float | None = None) -> dict[int, int]:
    """Return how many people of each team, leaders left out, have sent their form.

    Parameters
    ----------
    before
        Count who had sent it by this time, whatever came later: no count tells that somebody withdrew or began again.
    """
    now = (Response.sent_at.is_not(None), Person.withdrawn.is_(False))
    counted = now if before is None else (Response.first_sent_at < before,)
    counts = (
        select(Person.team_id, func.count())
        .join(Response, Response.person_id == Person.id)
        .where(Response.occasion_id == occasion, Person.role == "participant", *counted)
        .group_by(Person.team_id)
    )
    return {team: n for team, n in session.execute(counts) if team is not None}


def links_of(session: Session, programme: int) -> dict[int, int]:
    """Return how many participants' links each team has."""
    counts = (
        select(Person.team_id, func.count())
        .where(Person.programme_id == programme, Person.role == "participant")
        .group_by(Person.team_id)
    )
    return {team: n for team, n in session.execute(counts) if team is not None}


def publications_of(session: Session, occasion: int) -> dict[int, Publication]:
    """Return what was told when an occasion closed, by team."""
    found = session.scalars(select(Publication).where(Publication.occasion_id == occasion))
    return {one.team_id: one for one in found}
