"""Teams for people: what may be said of each scale in each team, and of all of them, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports.issues import advice_of
from purpose_index.reports.numbers import counted, level
from purpose_index.reports.tables import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.analysis.teams.results import Measured, Team, Teams

ENGLISH = {
    "team": "team",
    "teams": "teams",
    "change": "change{interval}",
    "mean": "mean{interval}",
    "scales": "Scales in each team",
    "overall": "All teams that are shown",
    "small": "too few answers",
    "protects": "hidden to protect a few",
    "hidden": "why not shown",
    "rwg": "rwg",
    "who": "{teams}, {question_set} {version}.",
    "hidden_note": "A team is left out of a scale where fewer than {minimum} people answered, and where its numbers, "
    "beside the others, would tell too much about fewer. Leaders count in no team.",
    "interval_note": "In brackets: {level} intervals for people like these, which take people to differ alike within "
    "all teams. Where an interval or alpha is missing, it cannot be computed, or would tell too much about a few "
    "people.",
    "spread_note": "Standard deviations and agreement (rwg) are shown from {distribution} answers on, where they tell "
    "nothing about fewer than {minimum} people.",
    "change_note": "Change: {last} less {first}, of those who answered twice. Without a comparison with others who did "
    "not take part, it does not show an effect.",
    "icc_note": "icc1: how far two people of one team resemble each other. icc2: how reliable the means of teams are.",
    "look_at": "Points to check",
}
DUTCH = {
    "team": "team",
    "teams": "teams",
    "change": "verandering{interval}",
    "mean": "gemiddelde{interval}",
    "scales": "Schalen per team",
    "overall": "Alle getoonde teams",
    "small": "te weinig antwoorden",
    "protects": "verborgen om enkelen te beschermen",
    "hidden": "waarom niet getoond",
    "rwg": "rwg",
    "who": "{teams}, {question_set} {version}.",
    "hidden_note": "Een team ontbreekt bij een schaal waarop minder dan {minimum} mensen antwoordden, en waar de "
    "cijfers naast de andere te veel over minder mensen zouden zeggen. Leidinggevenden tellen in geen team mee.",
    "interval_note": "Tussen haken: {level}-intervallen voor mensen zoals deze. Ze gaan ervan uit dat mensen binnen "
    "elk team evenveel verschillen. Waar een interval of alfa ontbreekt, is het niet te berekenen, of zou het te veel "
    "zeggen over een paar mensen.",
    "spread_note": "Standaarddeviaties en overeenstemming (rwg) staan er vanaf {distribution} antwoorden, als ze niets "
    "zeggen over minder dan {minimum} mensen.",
    "change_note": "Verandering: {last} min {first}, van wie twee keer antwoordde. Zonder vergelijking met mensen die "
    "niet meededen laat dat geen effect zien.",
    "icc_note": "icc1: hoe sterk twee mensen van één team op elkaar lijken. icc2: hoe betrouwbaar de gemiddelden van "
    "teams zijn.",
    "look_at": "Let op",
}


def tables(teams: Teams, language: str | None = None) -> tuple[Table, ...]:
    """Return teams as tables for people: all together, each team, and what to look at; headings Dutch or English."""
    language = teams.language if language is None else language
    each = [_scales(teams, [team], language) for team in teams.values()]
    return (_overall(teams, language), *each, *_issues(teams, language))


def long_tables(teams: Teams, language: str | None = None) -> tuple[Table, Table]:
    """Return teams as two tables for programs: a row a scale of all together, and a row a scale in each team."""
    language = teams.language if language is None else language
    return _overall(teams, language), _scales(teams, list(teams.values()), language)


def _say(language: str) -> dict[str, str]:
    return {**words(language), **(DUTCH if is_dutch(language) else ENGLISH)}


def _overall(teams: Teams, language: str) -> Table:
    say, scales = _say(language), list(teams.overall.scales.values())
    columns = [
        Column("scale", say["scale"], "text", "never"),
        Column("name", say["name"], "text"),
        Column("teams", say["teams"], "count"),
        *_columns(teams, language, change=any(scale.change for scale in scales)),
        Column("alpha", say["alpha"].format(interval=""), "coefficient", "used"),
        Column("icc1", "icc1", "coefficient", "used"),
        Column("icc2", "icc2", "coefficient", "used"),
    ]
    rows = [
        (
            scale.id,
            scale.name[language],
            scale.teams,
            *_cells(scale, any(one.change for one in scales)),
            scale.alpha and scale.alpha.value,
            scale.icc and scale.icc.icc1.value,
            scale.icc and scale.icc.icc2.value,
        )
        for scale in scales
    ]
    count = counted(teams.overall.teams, "team", language)
    who = say["who"].format(teams=count, question_set=teams.question_set, version=teams.version)
    notes = [who[0].upper() + who[1:]]
    if any(scale.icc for scale in scales):
        notes.append(say["icc_note"])
    notes += _notes(teams, language, [scale for team in teams.values() for scale in team.scales.values()])
    return Table(
        "overall",
        f"{teams.title[language]}: {say['overall'].lower()}",
        tuple(columns),
        tuple(rows),
        tuple(notes),
        language,
    )


def _scales(teams: Teams, which: Sequence[Team], language: str) -> Table:
    """Return the scales of one team, named above the table, or of several, named in a column."""
    say = _say(language)
    rows = [(team, scale) for team in which for scale in team.scales.values()]
    changed = any(scale.change for _, scale in rows)
    columns = (
        Column("team", say["team"], "text", "never"),
        Column("scale", say["scale"], "text", "never"),
        Column("name", say["name"], "text"),
        *_columns(teams, language, change=changed),
        Column("rwg", say["rwg"], "coefficient", "used"),
        Column("hidden", say["hidden"], "text", "used", least=12),
    )
    cells = tuple(
        (
            str(team.name),
            scale.id,
            scale.name[language],
            *_cells(scale, changed),
            scale.agreement and scale.agreement.rwg,
            say[scale.hidden] if scale.hidden else "",
        )
        for team, scale in rows
    )
    title = f"{say['team'].capitalize()} {which[0].name}" if len(which) == 1 else say["scales"]
    return Table("teams", title, columns, cells, (), language)


def _columns(teams: Teams, language: str, *, change: bool) -> list[Column]:
    say = _say(language)
    interval = f" [{level(teams.level, language)}]"
    found = [
        Column("n", say["n"], "count"),
        Column("mean", say["mean"].format(interval=interval), "points", ends=("mean_low", "mean_high")),
        Column("mean_low", "", "points", "never"),
        Column("mean_high", "", "points", "never"),
        Column("sd", say["sd"], "points", "used"),
    ]
    if change:
        heading = say["change"].format(interval=interval)
        found += [
            Column("change", heading, "points", ends=("change_low", "change_high")),
            Column("change_low", "", "points", "never"),
            Column("change_high", "", "points", "never"),
        ]
    return found


def _cells(scale: Measured, change: bool) -> list[Any]:
    found = [scale.n, *_estimate(scale.mean), scale.sd]
    return [*found, *_estimate(scale.change and scale.change.mean)] if change else found


def _estimate(one: Any) -> tuple[Any, Any, Any]:
    return (one.value, one.low, one.high) if one else (None, None, None)


def _notes(teams: Teams, language: str, rows: Sequence[Measured]) -> list[str]:
    say, policy = _say(language), teams.policy
    facts = {
        "minimum": policy.minimum,
        "distribution": policy.minimum_distribution,
        "level": level(teams.level, language),
        "first": teams.occasions[0] if teams.occasions else "",
        "last": teams.occasions[-1] if teams.occasions else "",
    }
    due = {
        "interval_note": any(row.mean and row.mean.low is not None for row in rows),
        "hidden_note": True,
        "spread_note": True,
        "change_note": any(row.change for row in rows),
    }
    return [say[note].format(**facts) for note, is_due in due.items() if is_due]


def _issues(teams: Teams, language: str) -> tuple[Table, ...]:
    say = _say(language)
    found = [("", issue) for issue in teams.issues]
    found += [(str(team.name), issue) for team in teams.values() for issue in team.issues]
    if not found:
        return ()
    rows = tuple((place, advice_of(issue, language)) for place, issue in found)
    columns = (Column("place", say["team"], "text", least=8), Column("message", say["message"], "text", least=20))
    return (Table("issues", say["look_at"], columns, rows, (), language),)
