"""`purpose-index report`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purpose_index.cli import options
from purpose_index.cli.output import cannot_write, result_text
from purpose_index.cli.reading import reads_answers
from purpose_index.cli.teams import Distribution, Leader, Minimum, Occasion, Person, read_teams
from purpose_index.errors import ArgumentError
from purpose_index.suggest import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typer import Typer

    from purpose_index.responses.read import Reading

LONGEST = 60  # letters of a team's name in the name of its file
TeamColumn = Annotated[str, typer.Option("--team-column", metavar="COLUMN", help="The column of the team.")]
Team = Annotated[str | None, typer.Option("--team", metavar="NAME", help="The team whose report is made.")]
All = Annotated[
    str | None,
    typer.Option("--all", metavar="DIRECTORY", help="Make the report of every team that has numbers to show, here."),
]


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(report))


def report(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    team_column: TeamColumn,
    team: Team = None,
    every: All = None,
    leader: Leader = None,
    person: Person = None,
    occasion: Occasion = None,
    minimum: Minimum = 5,
    minimum_distribution: Distribution = 10,
    level: options.Level = 0.95,
    language: options.Language = None,
    output: options.Output = None,
) -> None:
    """Make the report of a team, or of every team: one HTML page that its leader and the team read together."""
    import purpose_index as pi

    if (team is None) == (every is None):
        raise typer.BadParameter("name one team with --team, or a directory for all of them with --all")
    if every is not None and output is not None:
        raise typer.BadParameter("--all names the directory; --output is for one team")
    found = read_teams(
        question_set,
        data,
        team=team_column,
        leader=leader,
        person=person,
        occasion=occasion,
        policy=pi.Disclosure(minimum=minimum, minimum_distribution=minimum_distribution),
        level=level,
        reading=reading,
        language=language,
    )
    inputs = [question_set, data]
    if every is None:
        page = pi.report(found, team).html
        with result_text(output, inputs=inputs) as file:
            file.write(page)
        return
    shown = [name for name, one in found.items() if any(scale.shown for scale in one.scales.values())]
    folder = _folder(every)
    for name, file_name in zip(shown, file_names(shown), strict=True):
        page = pi.report(found, name).html
        with result_text(str(folder / file_name), inputs=inputs) as file:
            file.write(page)
    typer.echo(f"{len(shown)} of {len(found)} teams have numbers to show; their reports are in {every}.", err=True)
    if hidden := [str(name) for name in found if name not in shown]:
        typer.echo(f"No numbers to show: {listed(hidden)}. 'purpose-index teams' says why.", err=True)


def file_names(teams: Iterable[Any]) -> list[str]:
    """Return a name for the file of each team, unlike the others on every system.

    Examples
    --------
    >>> file_names(["Team A", "team/a", "../..", 3.0])
    ['Team-A.html', 'team-a-2.html', 'team.html', '3-0.html']
    """
    found: list[str] = []
    taken: set[str] = set()
    for team in teams:
        plain = re.sub(r"[^\w]+", "-", str(team)).strip("-")[:LONGEST] or "team"
        name, count = plain, 1
        while name.casefold() in taken:
            count += 1
            name = f"{plain}-{count}"
        taken.add(name.casefold())
        found.append(f"{name}.html")
    return found


def _folder(name: str) -> Path:
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArgumentError("The reports were not written.", [cannot_write(name, error, "all")]) from None
    return folder
