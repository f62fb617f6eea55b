"""What stands in the report of one team, half-day by half-day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports.team import figures, findings
from purpose_index.reports.team.page import rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from purpose_index.analysis.teams.results import Measured, Team, Teams
    from purpose_index.reports.team.result import Report
    from purpose_index.reports.team.speech import Speech

HALVES = ("own", "organisation", "society")
# The half-day of a scale of the bundled set without referents; a scale that is not named here is about oneself.
HALF_DAYS = {("purpose-index", "organisation_meaning"): "organisation", ("purpose-index", "greater_good"): "society"}


def team_report(teams: Teams, team: Team, say: Speech, day: date | None) -> Report:
    """Return the report of one team."""
    leader = any(scale.leader for scale in team.scales.values())
    parts = _parts(teams, team)
    content = {
        "heading": _heading(team, say),
        "set_title": say.of(teams.title),
        "made_on": say("made_on", date=say.date(day)) if day else "",
        "made_with": say(
            "made_with", title=say.of(teams.title), version=teams.version, fingerprint=teams.fingerprint[:12]
        ),
        "who": _who(teams, team, leader, say),
        "halves": [_half(teams, team, half, parts.get(half, []), leader, say) for half in HALVES],
        "tracks": _tracks(team, teams, parts, say),
        "steps": _steps(teams, team, leader, say),
        "questions": findings.questions(team, teams.referents, say),
        "statements": _statements(teams, team, leader, say),
        "reading": _reading(teams, team, say),
    }
    return rendered("team.html.jinja", f"{say('team_report')}: {team.name}", say, content)


def _heading(team: Team, say: Speech) -> str:
    """Return the name of the team; where it is but a number, with the word for what it numbers."""
    name = str(team.name)
    return name if any(map(str.isalpha, name)) else f"{say('team')} {name}"


def _parts(teams: Teams, team: Team) -> dict[str, list[str]]:
    """Return the ids of the scales of each half-day: by whom they ask about, else as the bundled set has them."""
    found: dict[str, list[str]] = {}
    beside = {layer.referents[1] for layer in team.layers.values()}
    for scale in team.scales.values():
        half = HALF_DAYS.get((teams.question_set, scale.id), "own")
        if scale.referent in beside:
            half = "organisation"
        found.setdefault(half, []).append(scale.id)
    return found


def _who(teams: Teams, team: Team, leader: bool, say: Speech) -> dict[str, Any]:
    """Return who took part: counts and sentences; how many leave a small team out, and nothing tells how few."""
    counts = []
    if team.n is not None:
        last = (
            say("who_last", occasion=say.occasion(teams.occasions[-1])) if team.first is not None else say("who_people")
        )
        counts.append((say.count(team.n), last))
    if teams.occasions and team.first is not None:
        counts.append((say.count(team.first), say("who_first", occasion=say.occasion(teams.occasions[0]))))
    if team.both is not None:
        counts.append((say.count(team.both), say("who_both")))
    leading = "one" if leader else "several" if team.leaders > 1 else "none"
    said = [say(f"who_leader_{leading}")]
    if team.n is None:
        said.append(say("who_small", minimum=say.count(teams.policy.minimum)))
    elif _in_points(team):
        said.append(say("who_one_person", n=say.count(team.n), step=say.number(1 / team.n)))
    return {"counts": counts, "said": [*said, say("who_conversation"), say("who_private")]}


def _half(teams: Teams, team: Team, half: str, ids: Sequence[str], leader: bool, say: Speech) -> dict[str, Any]:
    scales = [team.scales[scale] for scale in ids]
    some = [*scales] if any(scale.shown or scale.leader for scale in scales) else []
    title = say(f"{half}_title")
    found: list[figures.Figure | None] = []
    said: list[str] = []
    if some:
        found.append(figures.beside(some, title, say, leader=leader))
        said += findings.gaps(some, say)
    if half == "society":
        layers = list(team.layers.values())
        for pair in dict.fromkeys(layer.referents for layer in layers if layer.difference):
            of_pair = [layer for layer in layers if layer.referents == pair]
            found.append(figures.layers(of_pair, team.scales, teams.referents, say))
        said += findings.fits(layers, teams.referents, say)
    return {
        "id": half,
        "title": title,
        "lead": say("own_lead_alone") if half == "own" and not leader else say(f"{half}_lead"),
        "take": say(f"{half}_take"),
        "figures": [figure for figure in found if figure],
        "said": said,
    }


def _tracks(team: Team, teams: Teams, parts: Mapping[str, Sequence[str]], say: Speech) -> list[tuple[str, str]]:
    """Return the two tracks: one's own development, and that of the part that one is responsible for."""
    first = [team.scales[one] for one in parts.get("own", ())]
    rest = [team.scales[one] for half in HALVES[1:] for one in parts.get(half, ())] or list(team.scales.values())
    own, part = findings.own_lowest(first), findings.lowest(rest)
    texts = []
    if own is not None and own.leader:
        value = say.number(own.leader.score)
        texts.append(say("track_own_number", scale=say.quoted(say.of(own.name)), value=value))
    else:
        texts.append(say("track_own_open"))
    if part is not None:
        value = say.number(part.mean.value)
        texts.append(say("track_part_number", scale=say.quoted(say.of(part.name)), value=value))
    else:
        texts.append(say("track_part_open"))
    return [(say("track_own"), texts[0]), (say("track_part"), texts[1])]


def _steps(teams: Teams, team: Team, leader: bool, say: Speech) -> dict[str, Any]:
    scales = list(team.scales.values())
    strong, wide = findings.strongest(scales), findings.widest(scales)
    said = []
    if wide is not None and wide.leader and wide.leader.gap and wide.mean:
        sure = "widest_sure" if findings.beyond_chance(wide.leader.gap) else "widest_unsure"
        you, mean = say.number(wide.leader.score), say.number(wide.mean.value)
        said = [say("widest_text", scale=say.quoted(say.of(wide.name)), you=you, team=mean), say(sure)]
    change = figures.changes(scales, teams.occasions, say, leader=leader)
    absent = len(teams.occasions) == 2 and team.n is not None and change is None
    return {
        "strongest": {
            "name": say.of(strong.name) if strong else "",
            "value": say.number(strong.mean.value) if strong and strong.mean else "",
            "text": say("strongest_text", scale=say.quoted(say.of(strong.name))) if strong else say("strongest_none"),
        },
        "widest": {
            "name": say.of(wide.name) if wide else "",
            "value": say.number(wide.leader.gap.value, signed=True) if wide and wide.leader and wide.leader.gap else "",
            "text": " ".join(said) or say("widest_none"),
        },
        "change": change,
        "moves": findings.moves(scales, say)
        or ([say("change_absent", minimum=say.count(teams.policy.minimum))] if absent else []),
        "take": say("steps_take"),
    }


def _reading(teams: Teams, team: Team, say: Speech) -> list[str]:
    scales: list[Measured] = list(team.scales.values())
    found = []
    item = next((item for item in team.items.values() if not item.reverse), None)
    if item and _in_points(team):
        labels = [say.of(item.labels[value]) for value in (min(item.labels), max(item.labels))]
        low, high = say.count(min(item.labels)), say.count(max(item.labels))
        found.append(say("scale_note", low=low, high=high, low_label=labels[0], high_label=labels[1]))
    if any(scale.mean and scale.mean.low is not None for scale in scales):
        found.append(say("interval_note", level=say.level(teams.level)))
    found.append(say("round_note"))
    if not all(one.shown for one in (*scales, *team.items.values())):
        found.append(say("hidden_note", minimum=say.count(teams.policy.minimum)))
    return found


def _statements(teams: Teams, team: Team, leader: bool, say: Speech) -> dict[str, Any]:
    """Return the statements: their means, and how the answers are spread where that may be shown."""
    items = list(team.items.values())
    table, spread = figures.statements(items, say, leader=leader), figures.answers(items, say)
    said = [] if table else [say("items_none")]
    if not spread and team.n is not None:
        least = teams.policy.minimum_distribution
        few = team.n < least
        said.append(say("answers_hidden", minimum=say.count(least)) if few else say("answers_protected"))
    return {"figures": [*spread, *([table] if table else [])], "said": said if team.n is not None else []}


def _in_points(team: Team) -> bool:
    """Tell whether all scales and items have one range, that of the answers."""
    return len({(one.low, one.high) for one in (*team.scales.values(), *team.items.values())}) == 1
