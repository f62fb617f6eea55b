"""`purpose-index teams`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.progress import progress
from purpose_index.cli.reading import reads_answers, set_and_answers
from purpose_index.cli.tables import write_tables

if TYPE_CHECKING:
    from typer import Typer

    import purpose_index as pi
    from purpose_index.responses.read import Reading

Team = Annotated[str, typer.Option("--team", "--team-column", "-t", metavar="COLUMN", help="The column of the team.")]
Leader = Annotated[
    str | None,
    typer.Option(
        "--leader", metavar="COLUMN[=VALUE]", help="Who leads: a column of 1 and 0, or a column and the leaders' value."
    ),
]
Person = Annotated[str | None, typer.Option("--person", metavar="COLUMN", help="The column that says who somebody is.")]
Occasion = Annotated[
    str | None,
    typer.Option(
        "--occasion",
        metavar="COLUMN[=FIRST,LAST]",
        help="The column of the occasion, before and after; with their order where it does not show.",
    ),
]
Minimum = Annotated[int, typer.Option("--minimum", help="The fewest people whose mean is shown: 3 or more.")]
Distribution = Annotated[
    int, typer.Option("--minimum-distribution", help="The fewest people whose spread and shares are shown.")
]


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(teams))


def teams(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    team: Team,
    leader: Leader = None,
    person: Person = None,
    occasion: Occasion = None,
    minimum: Minimum = 5,
    minimum_distribution: Distribution = 10,
    level: options.Level = 0.95,
    language: options.Language = None,
    form: options.TableFormat = "text",
    output: options.Output = None,
) -> None:
    """Print what may be shown of teams: scores, change and agreement, never of too few people.

    A folder, or a quoted pattern such as 'answers/*.parquet', is read a part at a time.
    """
    import purpose_index as pi
    from purpose_index.reports.teams import long_tables, tables

    found = read_teams(
        question_set,
        data,
        team=team,
        leader=leader,
        person=person,
        occasion=occasion,
        policy=pi.Disclosure(minimum=minimum, minimum_distribution=minimum_distribution),
        level=level,
        reading=reading,
        language=language,
    )
    write_tables(
        tables(found),
        form,
        output,
        inputs=[question_set, data],
        json=lambda: json.dumps(found.to_dict(), indent=1, ensure_ascii=False),
        long=lambda: long_tables(found),
    )


def read_teams(
    question_set: str,
    data: str,
    *,
    team: str,
    leader: str | None,
    person: str | None,
    occasion: str | None,
    policy: pi.Disclosure,
    level: float,
    reading: Reading,
    language: str | None,
) -> pi.Teams:
    """Return what may be said of the teams in a file, as the options of a command ask for it."""
    import purpose_index as pi

    q, answers, reading = set_and_answers(question_set, data, reading)
    with progress("Comparing teams") as tell:
        return pi.teams(
            q,
            answers,
            team=team,
            leader=leader_of(leader),
            person=person,
            occasion=occasion_of(occasion),
            policy=policy,
            level=level,
            language=options.language(q, language),
            progress=tell,
            **reading,
        )


def leader_of(given: str | None) -> str | dict[str, str] | None:
    """Return COLUMN, or COLUMN=VALUE as a mapping."""
    name, equals, value = (given or "").partition("=")
    return {name: value} if equals else given


def occasion_of(given: str | None) -> str | dict[str, list[str]] | None:
    """Return COLUMN, or COLUMN=FIRST,LAST as a mapping."""
    name, equals, values = (given or "").partition("=")
    return {name: values.split(",")} if equals else given
