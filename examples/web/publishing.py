"""What is told when an occasion closes: decided once, of all teams together, beside what was told before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import purpose_index as pi
from examples.web.models import Answer, Occasion, Person, Programme, Publication, Response
from examples.web.models import Team as TeamRow
from examples.web.programmes import question_set_of
from purpose_index.analysis.teams.results import Measured, Team
from purpose_index.disclosure.release import Cell, Release
from purpose_index.frozen import FrozenDict

Row = dict[str, Any]
Cells = list[dict[str, Any]]


def close(session: Session, programme: Programme, occasion: Occasion, policy: pi.Disclosure, now: float) -> None:
    """Close an occasion, erase the forms that were not sent, and publish what may be told."""
    occasion.state, occasion.closed_at = "closed", now
    session.execute(delete(Response).where(Response.occasion_id == occasion.id, Response.sent_at.is_(None)))
    q = question_set_of(programme.definition)
    last, before = rows_of(session, occasion), None
    first: list[Row] = []
    for earlier in programme.occasions:
        if earlier.number < occasion.number:
            first = rows_of(session, earlier)
            told = session.scalars(select(Publication).where(Publication.occasion_id == earlier.id))
            before = [cell for one in told for cell in one.cells]
    if all(row["leads"] for row in last):
        return  # nobody answered of whom anything could be told
    rows, unfollowed = followed(q, last, first, before, policy)
    leaders = any(row["leads"] for row in rows)
    own = teams_of(q, rows, policy, leader="leads") if leaders else None
    alone = teams_of(q, [row for row in rows if not row["leads"]], policy)
    refused = _refused(session, occasion, last)
    day = datetime.fromtimestamp(now).date()
    for team in programme.teams:
        if team.name in alone:
            shown = [one and _of_last(one) if team.name in unfollowed else one for one in (alone, own)]
            session.add(
                _publication(occasion, team, shown[0] or alone, shown[1], day, all_consented=team.name not in refused)
            )


def followed(
    q: pi.QuestionSet, last: list[Row], first: list[Row], before: Cells | None, policy: pi.Disclosure
) -> tuple[list[Row], set[str]]:
    """Return the rows to publish, and the teams of whose first occasion there are none.

    They are those of the last occasion, and of the first where that tells nothing new of a few.

    The change of those who answered twice holds their mean on the first occasion. Beside the mean that was published
    then, of everybody who answered then, that tells of whoever did not answer again. Such a team is told of the last
    occasion alone; the two published means can stand beside each other, since they are of different answers.
    """
    alone: set[str] = set()
    while True:
        rows = [*last, *(row for row in first if row["team"] not in alone)]
        people = [row for row in rows if not row["leads"]]
        if before is None or not first or not people:
            return rows, alone
        teams = teams_of(q, people, policy)
        again = [cell for team in teams.values() for cell in first_cells(team)]
        told = pi.audit([release_of(teams, before), release_of(teams, again)])
        found = {source.group["team"] for one in told for source in one.groups} - alone
        if not found:
            return rows, alone
        alone |= found


def teams_of(q: pi.QuestionSet, rows: list[Row], policy: pi.Disclosure, leader: str | None = None) -> pi.Teams:
    """Return what may be said of the teams that these rows are of."""
    return pi.teams(q, rows, team="team", leader=leader, person="person", occasion="occasion", policy=policy)


def rows_of(session: Session, occasion: Occasion) -> list[Row]:
    """Return a row for everybody whose answers count, in an order that tells nothing."""
    asked = (
        select(Person.code, Person.role, TeamRow.name, Answer.item, Answer.value)
        .join(Response, Response.person_id == Person.id)
        .join(TeamRow, TeamRow.id == Person.team_id)
        .outerjoin(Answer, Answer.response_id == Response.id)
        .where(Response.occasion_id == occasion.id, Response.sent_at.is_not(None), Person.withdrawn.is_(False))
        .order_by(Person.code)
    )
    rows: dict[str, Row] = defaultdict(dict)
    for code, role, team, item, value in session.execute(asked):
        row = rows[code]
        row.update({"person": code, "team": team, "leads": role == "leader", "occasion": occasion.name})
        if item is not None:
            row[item] = value
    return list(rows.values())


def _of_last(teams: pi.Teams) -> pi.Teams:
    """Return teams as those of the last occasion alone; else a report would say that few people answered twice."""
    return replace(teams, occasions=teams.occasions[-1:])


def cells_of(team: Team) -> Iterator[dict[str, Any]]:
    """Yield the numbers of a team that are shown."""
    for one in _measured(team):
        if one.shown and one.mean is not None:
            yield {"team": team.name, "scale": one.id, "n": one.n, "mean": one.mean.value, "sd": one.sd}


def first_cells(team: Team) -> Iterator[dict[str, Any]]:
    """Yield what a change tells of the first occasion."""
    for one in _measured(team):
        if one.change is not None:
            yield {"team": team.name, "scale": one.id, "n": one.change.n, "mean": one.change.first, "sd": None}


def release_of(teams: pi.Teams, cells: Iterable[dict[str, Any]]) -> Release:
    """Return published numbers, of the question set and by the policy of these teams, as `audit` compares them."""
    every = (*teams.overall.scales.values(), *teams.overall.items.values())
    return Release(
        question_set=teams.question_set,
        version=teams.version,
        fingerprint=teams.fingerprint,
        policy=teams.policy,
        ranges=FrozenDict({one.id: (one.low, one.high) for one in every}),
        cells=tuple(
            Cell(
                group=FrozenDict({"team": cell["team"]}),
                scale=cell["scale"],
                shown=True,
                hidden=None,
                n=cell["n"],
                mean=cell["mean"],
                sd=cell["sd"],
            )
            for cell in cells
        ),
        issues=(),
    )


def _measured(team: Team) -> tuple[Measured, ...]:
    return (*team.scales.values(), *team.items.values())


def _refused(session: Session, occasion: Occasion, rows: list[Row]) -> set[str]:
    """Return the teams in which somebody who is counted wants no answers downloaded."""
    asked = select(Person.code).join(Response, Response.person_id == Person.id)
    refusing = set(session.scalars(asked.where(Response.occasion_id == occasion.id, Response.consent.is_(False))))
    return {row["team"] for row in rows if not row["leads"] and row["person"] in refusing}


def _publication(
    occasion: Occasion, team: TeamRow, alone: pi.Teams, own: pi.Teams | None, day: date, *, all_consented: bool
) -> Publication:
    def pages(teams: pi.Teams) -> dict[str, str]:
        return {one: pi.report(teams, team.name, language=one, date=day).html for one in teams.title}

    return Publication(
        occasion_id=occasion.id,
        team_id=team.id,
        n=alone[team.name].n,
        cells=list(cells_of(alone[team.name])),
        first=list(first_cells(alone[team.name])),
        pages=pages(alone),
        leader_pages=pages(own) if own else {},
        all_consented=all_consented,
    )
