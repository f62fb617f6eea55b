"""The answers that a facilitator may download."""

from __future__ import annotations

from collections import defaultdict
from io import StringIO

from sqlalchemy import select
from sqlalchemy.orm import Session

import purpose_index as pi
from examples.web.models import Occasion, Person, Response
from examples.web.programmes import publications_of
from examples.web.publishing import Row, rows_of
from examples.web.tokens import new_token
from purpose_index.safe_csv import write_rows

COLUMNS = ("person", "team", "role", "occasion")
DELIMITERS = {"nl": ";", "en": ","}  # as spreadsheets in that language part cells; whoever reads it here finds out


def answers_csv(session: Session, q: pi.QuestionSet, occasions: list[Occasion], minimum: int, language: str) -> str:
    """Return the answers of closed occasions for which consent was given, a row a person on an occasion.

    The mean of a team less the answers of all others is one person's answer. So the answers of a team are in it only
    where everybody whom its report counts agreed, and has not withdrawn since; and where that report has numbers, since
    of too few people nothing is told. A leader counts in no mean, and decides alone.
    """
    given = given_rows(session, occasions)
    rows: list[list[object]] = []
    for code, row in zip(codes_of(given, minimum), given, strict=True):
        role = "leader" if row["leads"] else "participant"
        rows.append([code, row["team"], role, row["occasion"], *(row.get(item) for item in q.item_ids)])
    rows.sort(key=lambda row: str(row[0]))  # else the order of people, which is that of their own codes, would show
    file = StringIO()
    write_rows(file, [[*COLUMNS, *q.item_ids], *rows], delimiter=DELIMITERS[language])
    return file.getvalue()


def given_rows(session: Session, occasions: list[Occasion]) -> list[Row]:
    """Return the answers that are in the file: of closed occasions, where everybody who counts agreed."""
    return [row for occasion in occasions if occasion.state == "closed" for row in _agreed(session, occasion)]


def codes_of(rows: list[Row], minimum: int) -> list[str]:
    """Return the code of every row: the same on both occasions, unless that would tell who came or went.

    Where one person of a team joined in between, the one new code would be that person's, whom everybody knows. So a
    code goes along to the second occasion only where enough people answered twice, and those who answered once are
    nobody or not a few. Where the first is not in these rows, no code goes along: an earlier download may have had it.
    """
    people: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"before": set(), "after": set()})
    for row in rows:
        if not row["leads"]:
            people[row["team"]][row["occasion"]].add(row["person"])
    linked = {
        team
        for team, (first, second) in ((team, one.values()) for team, one in people.items())
        if len(first & second) >= minimum
        and all(len(once) == 0 or len(once) >= minimum for once in (first - second, second - first))
    }
    return [
        row["person"] if row["leads"] or row["occasion"] == "before" or row["team"] in linked else new_token()[:12]
        for row in rows
    ]


def _agreed(session: Session, occasion: Occasion) -> list[Row]:
    told = publications_of(session, occasion.id)
    open_teams = {team for team, one in told.items() if one.all_consented and one.cells}
    agreed = select(Person.code).join(Response, Response.person_id == Person.id)
    agreed = agreed.where(Response.occasion_id == occasion.id, Response.consent.is_(True))
    leaders = set(session.scalars(agreed.where(Person.role == "leader")))
    people = set(session.scalars(agreed.where(Person.role == "participant", Person.team_id.in_(open_teams))))
    return [row for row in rows_of(session, occasion) if row["person"] in leaders | people]
