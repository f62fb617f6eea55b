"""The parts of the teams' object, one team after another, from the numbers of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.analysis.teams.numbers import estimate, icc_of, over_all
from purpose_index.analysis.teams.results import (
    Agreement,
    Beside,
    OverallScale,
    Split,
    TeamChange,
    TeamItem,
    TeamLayer,
    TeamScale,
)
from purpose_index.disclosure.measures import without_last_bits
from purpose_index.frozen import FrozenDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from purpose_index.analysis.teams.columns import Fit, Numbers
    from purpose_index.analysis.teams.numbers import Agreements
    from purpose_index.disclosure.measures import Measure
    from purpose_index.question_set.models import Item, QuestionSet
    from purpose_index.stats.estimate import Estimate

    Integers = NDArray[np.int64]

ALIKE = "People differ within all teams alike."
LIKE_THEM = f"The people are a random sample of people like them. {ALIKE}"
CHANGES = "People's changes differ alike within all teams. Without others who took no part, a change is not an effect."
GAP = f"{LIKE_THEM} Errors of measurement are as large for everybody."


class LayerOf(NamedTuple):
    """A layer, and the two scales and referents of it."""

    id: str
    name: Any
    referents: tuple[str, str]
    scales: tuple[str, str]
    width: float
    fit: Fit


def team_scale(q: QuestionSet, s: int, numbers: Numbers, agreement: Agreements, g: int, level: float) -> TeamScale:
    """Return a scale in a team."""
    scale = q.scales[s]
    measured = _measured(scale.id, numbers, g, level)
    return TeamScale(name=scale.name, referent=scale.referent, agreement=_agreement(agreement, g), **measured)


def team_item(item: Item, labels: Mapping[int, Mapping[str, str]], numbers: Numbers, g: int, level: float) -> TeamItem:
    """Return an item in a team, or with `g` = -1 in all teams that are shown."""
    return TeamItem(name=item.text, reverse=item.reverse, labels=labels, **_measured(item.id, numbers, g, level))


def overall_scale(q: QuestionSet, s: int, numbers: Numbers, alpha: Estimate | None, level: float) -> OverallScale:
    """Return a scale in all teams that are shown."""
    scale, told = q.scales[s], numbers.told
    return OverallScale(
        name=scale.name,
        teams=int(told.shown.sum()),
        teams_small=int(told.small.sum()),
        teams_protected=int((~told.shown & ~told.small).sum()),
        alpha=alpha,
        icc=icc_of(numbers.measure.scores, told, level),
        **_measured(scale.id, numbers, -1, level),
    )


def team_layer(layer: LayerOf, g: int, level: float) -> TeamLayer:
    """Return a layer in a team, or with `g` = -1 in all teams that are shown."""
    fit = layer.fit
    difference = None
    if fit.n[g] and not np.isnan(fit.difference[g]):
        ends = _around(float(fit.difference[g]), float(fit.half[g]))
        bounds = (-layer.width, layer.width)
        difference = estimate(
            "difference", float(fit.difference[g]), int(fit.n[g]), ends, level, "student", bounds, LIKE_THEM
        )
    return TeamLayer(
        id=layer.id,
        name=layer.name,
        referents=layer.referents,
        scales=layer.scales,
        difference=difference,
        people=_split(fit.people[g]),
        leader=_number(fit.leader[g]) if g >= 0 else None,
    )


def _measured(of: str, numbers: Numbers, g: int, level: float) -> dict[str, Any]:
    """Return what scales and items have in common, in a team or, with `g` = -1, in all teams that are shown."""
    told, (low, high) = numbers.told, numbers.measure.ends
    shown = bool(told.n[g])
    found: dict[str, Any] = {"id": of, "low": low, "high": high, "shown": shown, "hidden": None}
    found["leader"] = _beside(numbers, g, level) if g >= 0 else None
    if not shown:
        small = bool(told.small[g]) if g >= 0 else not (~told.small & ~told.shown).any()
        return found | {"hidden": "small" if small else "protects"}
    found |= {"n": int(told.n[g]), "mean": _mean(numbers, g, level), "change": _change(numbers, g, level)}
    if not np.isnan(told.squares[g]):
        found["sd"] = float(np.sqrt(told.squares[g] / (told.n[g] - 1)))
    if told.spread[g] and told.counts is not None:
        assert numbers.measure.options is not None
        shares = (told.counts[g] / told.n[g]).tolist()
        found["shares"] = FrozenDict(zip(numbers.measure.options, shares, strict=True))
    return found


def _mean(numbers: Numbers, g: int, level: float) -> Estimate:
    told, bounds = numbers.told, numbers.measure.ends
    if g < 0:
        return over_all("mean", told, numbers.measure.scores, bounds, level)
    ends = (float(numbers.ends[0][g]), float(numbers.ends[1][g]))
    return estimate("mean", float(told.mean[g]), int(told.n[g]), ends, level, "score-t", bounds, LIKE_THEM)


def _change(numbers: Numbers, g: int, level: float) -> TeamChange | None:
    if numbers.change is None or numbers.first is None or not numbers.change.told.n[g]:
        return None
    told, width = numbers.change.told, width_of(numbers.measure)
    if g < 0:
        mean = over_all("mean_change", told, numbers.change.difference, (-width, width), level)
        seen = told.member >= 0
        scores = (numbers.measure.scores - numbers.change.difference)[seen]
        first = float(without_last_bits(scores.mean(), max(map(abs, numbers.measure.ends))))
    else:
        value, first = float(told.mean[g]), float(numbers.first.mean[g])
        ends = _around(value, float(numbers.change_half[g]))
        mean = estimate("mean_change", value, int(told.n[g]), ends, level, "student", (-width, width), CHANGES)
    return TeamChange(first=first, mean=mean, n=int(told.n[g]))


def _beside(numbers: Numbers, g: int, level: float) -> Beside | None:
    score = _number(numbers.leader[g])
    if score is None:
        return None
    gap = None
    if numbers.told.n[g]:
        value, n = score - float(numbers.told.mean[g]), int(numbers.told.n[g])
        width = width_of(numbers.measure)
        gap = estimate(
            "gap", value, n, _around(value, float(numbers.gap_half[g])), level, "student", (-width, width), GAP
        )
    return Beside(score=score, gap=gap, team=_split(numbers.beside[g]), first=_number(numbers.leader_first[g]))


def width_of(measure: Measure) -> float:
    """Return how far the highest score of a measure is above its lowest."""
    low, high = measure.ends
    return high - low


def _agreement(agreement: Agreements, g: int) -> Agreement | None:
    found = {name: float(values[g]) for name, values in agreement._asdict().items()}
    return None if np.isnan(found["rwg"]) else Agreement(**found)


def _split(counts: Integers) -> Split | None:
    below, equal, above = counts.tolist()
    return None if below < 0 else Split(below=below, equal=equal, above=above)


def _around(value: float, half: float) -> tuple[float, float]:
    return value - half, value + half


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
