"""The answers that a facilitator may download."""

from __future__ import annotations

from io import StringIO

from sqlalchemy import select
from sqlalchemy.orm import Session

import purpose_index as pi
from examples.web.models import Occasion, Person, Response
from examples.web.programmes import publications_of
from examples.web.publishing import rows_of
from purpose_index.safe_csv import write_rows

COLUMNS = ("person", "team", "role", "occasion")


def answers_csv(session: Session, q: pi.QuestionSet, occasions: list[Occasion]) -> str:
    """Return the answers of closed occasions for which consent was given, a row a person on an occasion.

    The mean of a team less the answers of all others is one person's answer. So the answers of a team are in it only
    where everybody whom its report counts agreed, and has not withdrawn since; and where that report has numbers, since
    of too few people nothing is told. A leader counts in no mean, and decides alone.
    """
    rows: list[list[object]] = [[*COLUMNS, *q.item_ids]]
    for occasion in occasions:
        told = publications_of(session, occasion.id)
        open_teams = {team for team, one in told.items() if one.all_consented and one.cells}
        agreed = select(Person.code).join(Response, Response.person_id == Person.id)
        agreed = agreed.where(Response.occasion_id == occasion.id, Response.consent.is_(True))
        leaders = set(session.scalars(agreed.where(Person.role == "leader")))
        people = set(session.scalars(agreed.where(Person.role == "participant", Person.team_id.in_(open_teams))))
        for row in rows_of(session, occasion) if occasion.state == "closed" else ():
            if row["person"] in leaders | people:
                role = "leader" if row["leads"] else "participant"
                answers = [row.get(item) for item in q.item_ids]
                rows.append([row["person"], row["team"], role, row["occasion"], *answers])
    file = StringIO()
    write_rows(file, rows)
    return file.getvalue()
