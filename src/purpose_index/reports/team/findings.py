"""What the numbers of a team allow to be said, and the questions that they give to talk about. It computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from purpose_index.analysis.teams.results import Measured, Team, TeamChange, TeamLayer, TeamScale
    from purpose_index.reports.team.speech import Speech
    from purpose_index.stats.estimate import Estimate

MANY = 4  # comparisons, from where one that chance makes is worth a warning
MOST_QUESTIONS = 5


def gaps(scales: Sequence[TeamScale], say: Speech) -> list[str]:
    """Say on which scales the leader differs from the team by more than chance explains."""
    found = [(scale, scale.leader.gap) for scale in scales if scale.leader and scale.leader.gap]
    sure = [(scale, gap) for scale, gap in found if beyond_chance(gap)]
    said = [
        say(f"gap_{'higher' if gap.value > 0 else 'lower'}", scale=_named(scale, say), **_both(scale, say))
        for scale, gap in sure
    ]
    return [*said, *_many(len(sure), len(found), say)] or _otherwise("gap", (gap for _, gap in found), say)


def fits(layers: Iterable[TeamLayer], referents: Mapping[str, Mapping[str, str]], say: Speech) -> list[str]:
    """Say on which layers people score the one referent differently from the other."""
    said, found = [], []
    for layer in layers:
        if layer.difference:
            found.append(layer.difference)
            if beyond_chance(layer.difference):
                first, second = (say.of(referents[one]) for one in layer.referents)
                kind = "lower" if layer.difference.value > 0 else "higher"
                name = say.quoted(say.of(layer.name))
                said.append(say(f"layer_{kind}", layer=name, first=say.quoted(first), second=say.quoted(second)))
    return [*said, *_many(len(said), len(found), say)] or _otherwise("layer", found, say)


def moves(scales: Sequence[TeamScale], say: Speech) -> list[str]:
    """Say which means changed by more than chance explains."""
    found = [(scale, scale.change) for scale in scales if scale.change]
    sure = [(scale, change) for scale, change in found if beyond_chance(change.mean)]
    said = [
        say(
            f"change_{'up' if change.mean.value > 0 else 'down'}",
            scale=_named(scale, say),
            change=say.number(change.mean.value, signed=True),
        )
        for scale, change in sure
    ]
    said += _many(len(sure), len(found), say)
    if found and not said:
        said = [say("change_none")] if any(change.mean.low is not None for _, change in found) else []
    return [*said, *([say("change_cause", people=say.people(found[0][1].n))] if found else [])]


def strongest(scales: Iterable[TeamScale]) -> TeamScale | None:
    """Return the scale with the highest mean of those that are shown, as a part of its range."""
    return max((scale for scale in scales if scale.mean), key=_height, default=None)


def lowest(scales: Iterable[Measured]) -> Any:
    """Return the scale or the item with the lowest mean of those that are shown, as a part of its range."""
    return min((scale for scale in scales if scale.mean), key=_height, default=None)


def widest(scales: Iterable[TeamScale]) -> TeamScale | None:
    """Return the scale on which the leader and the team are furthest apart, as a part of its range."""
    both = (scale for scale in scales if scale.leader and scale.leader.gap)
    return max(both, key=lambda scale: _part(scale, scale.leader.gap.value), default=None)  # type: ignore[union-attr]


def own_lowest(scales: Iterable[TeamScale]) -> TeamScale | None:
    """Return the scale on which the leader's own score is lowest, as a part of its range."""
    own = (scale for scale in scales if scale.leader)
    return min(own, key=lambda scale: (scale.leader.score - scale.low) / (scale.high - scale.low), default=None)  # type: ignore[union-attr]


def questions(team: Team, referents: Mapping[str, Mapping[str, str]], say: Speech) -> list[str]:
    """Return questions to talk about, made from the numbers; open ones where there are few numbers."""
    makers: tuple[Callable[[], str | None], ...] = (
        lambda: _about_gap(team, say),
        lambda: _about_ends(team, say, "strong"),
        lambda: _about_ends(team, say, "low"),
        lambda: _about_layer(team, referents, say),
        lambda: _about_change(team, say),
        lambda: _about_item(team, say),
    )
    found = [question for make in makers if (question := make())]
    found += [say(f"talk_open_{i}") for i in (1, 2, 3)][: max(0, 3 - len(found))]
    return found[:MOST_QUESTIONS]


def beyond_chance(one: Estimate) -> bool:
    """Tell whether an interval leaves nothing out: no difference is outside it."""
    return one.low is not None and one.high is not None and (one.low > 0 or one.high < 0)


def _about_gap(team: Team, say: Speech) -> str | None:
    scale = widest(team.scales.values())
    return say("talk_gap", scale=_named(scale, say), **_both(scale, say)) if scale else None


def _about_ends(team: Team, say: Speech, kind: str) -> str | None:
    scale = strongest(team.scales.values()) if kind == "strong" else lowest(team.scales.values())
    return say(f"talk_{kind}", scale=_named(scale, say), team=_mean(scale, say)) if scale else None


def _about_layer(team: Team, referents: Mapping[str, Mapping[str, str]], say: Speech) -> str | None:
    shown = [layer for layer in team.layers.values() if layer.difference]
    if not shown:
        return None
    layer = max(shown, key=lambda one: abs(one.difference.value))  # type: ignore[union-attr]
    first, second = (say.quoted(say.of(referents[one])) for one in layer.referents)
    values = [_mean(team.scales[scale], say) for scale in layer.scales]
    name = say.quoted(say.of(layer.name))
    return say("talk_layer", layer=name, first=first, second=second, first_value=values[0], second_value=values[1])


def _about_change(team: Team, say: Speech) -> str | None:
    found: list[tuple[TeamScale, TeamChange]] = [(one, one.change) for one in team.scales.values() if one.change]
    sure = [(scale, change) for scale, change in found if beyond_chance(change.mean)]
    if not sure:
        return None
    scale, change = max(sure, key=lambda one: _part(one[0], one[1].mean.value))
    first, last = say.number(change.first), say.number(change.first + change.mean.value)
    return say("talk_change", scale=_named(scale, say), first=first, last=last)


def _about_item(team: Team, say: Speech) -> str | None:
    item = lowest(item for item in team.items.values() if not item.reverse)
    return say("talk_item", item=_named(item, say), team=_mean(item, say)) if item else None


def _many(sure: int, compared: int, say: Speech) -> list[str]:
    """Warn that who compares often meets a difference that is chance's, where one was said to be more."""
    return [say("many", count=say.count(compared))] if sure and compared >= MANY else []


def _otherwise(kind: str, found: Iterable[Estimate], say: Speech) -> list[str]:
    """Say that nothing is beyond chance, or that it is not known; nothing where there is nothing to compare."""
    intervals = [one.low is not None for one in found]
    return [say(f"{kind}_none" if any(intervals) else f"{kind}_unknown")] if intervals else []


def _both(scale: TeamScale, say: Speech) -> dict[str, str]:
    return {"you": say.number(scale.leader.score) if scale.leader else "", "team": _mean(scale, say)}


def _mean(one: Measured, say: Speech) -> str:
    return say.number(one.mean.value) if one.mean else ""


def _named(one: Measured, say: Speech) -> str:
    return say.quoted(say.of(one.name))


def _height(scale: Measured) -> float:
    return (scale.mean.value - scale.low) / (scale.high - scale.low) if scale.mean else 0.0


def _part(scale: Measured, points: float) -> float:
    return abs(points) / (scale.high - scale.low)
