"""`purpose-index teams`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import answers_file, once
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.output import STANDARD, result_text
from purpose_index.cli.progress import progress
from purpose_index.cli.streams import standard_output

if TYPE_CHECKING:
    from typer import Typer

    import purpose_index as pi

Team = Annotated[str, typer.Option("--team", "-t", metavar="COLUMN", help="The column of the team.")]
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
    app.command()(teams)


def teams(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    team: Team,
    leader: Leader = None,
    person: Person = None,
    occasion: Occasion = None,
    minimum: Minimum = 5,
    minimum_distribution: Distribution = 10,
    level: Annotated[float, typer.Option(help="The confidence level of intervals, between 0 and 1.")] = 0.95,
    column: options.Columns = None,
    language: options.Language = None,
    form: Annotated[options.Tabular, typer.Option("--format", "-f", help="How the tables are written.")] = "text",
    output: options.Output = None,
) -> None:
    """Print what may be shown of teams: scores, change and agreement, never of too few people."""
    import purpose_index as pi

    once(question_set, data)
    q = read_question_set(question_set)
    with progress("Reading answers") as tell, answers_file(data) as path:
        found = pi.teams(
            q,
            pi.encode(q, path, columns=options.columns(column)),
            team=team,
            leader=leader_of(leader),
            person=person,
            occasion=occasion_of(occasion),
            policy=pi.Disclosure(minimum=minimum, minimum_distribution=minimum_distribution),
            level=level,
            language=options.language(q, language),
            progress=tell,
        )
    if form == "text" and output in (None, STANDARD) and sys.stdout.isatty():
        from rich.console import Console

        Console(file=standard_output(), highlight=False).print(found, soft_wrap=True)
        return
    with result_text(output, inputs=[question_set, data]) as file:
        file.write(_written(found, form))


def leader_of(given: str | None) -> str | dict[str, str] | None:
    """Return COLUMN, or COLUMN=VALUE as a mapping."""
    name, equals, value = (given or "").partition("=")
    return {name: value} if equals else given


def occasion_of(given: str | None) -> str | dict[str, list[str]] | None:
    """Return COLUMN, or COLUMN=FIRST,LAST as a mapping."""
    name, equals, values = (given or "").partition("=")
    return {name: values.split(",")} if equals else given


def _written(found: pi.Teams, form: options.Tabular) -> str:
    from purpose_index.reports import render
    from purpose_index.reports.teams import long_tables, tables

    if form == "json":
        return f"{json.dumps(found.to_dict(), indent=1, ensure_ascii=False)}\n"
    written = render.text(tables(found)) if form == "text" else render.csv(long_tables(found))
    return written if written.endswith("\n") else f"{written}\n"
