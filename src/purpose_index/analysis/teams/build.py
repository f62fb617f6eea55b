"""The parts of the teams' object, each of all teams, from their numbers."""

from __future__ import annotations

from functools import cache
from math import isnan, nan
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
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.analysis.teams.columns import Fit, Numbers
    from purpose_index.analysis.teams.numbers import Agreements
    from purpose_index.disclosure.measures import Measure
    from purpose_index.question_set.models import Item, QuestionSet
    from purpose_index.stats.estimate import Estimate

    Floats = NDArray[np.float64]
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


def scales_of(
    q: QuestionSet, s: int, numbers: Numbers, agreement: Agreements, alpha: Estimate | None, level: float
) -> tuple[list[TeamScale], OverallScale]:
    """Return a scale in every team, and in all that are shown."""
    scale, told = q.scales[s], numbers.told
    *each, together = _measured(scale.id, numbers, level)
    agreed = map(_agreement, *(values.tolist() for values in agreement))
    overall = OverallScale(
        name=scale.name,
        teams=int(told.shown.sum()),
        teams_small=int(told.small.sum()),
        teams_protected=int((~told.shown & ~told.small).sum()),
        alpha=alpha,
        icc=icc_of(told, level),
        **together,
    )
    teams = [
        TeamScale(name=scale.name, referent=scale.referent, agreement=a, **one)
        for a, one in zip(agreed, each, strict=True)
    ]
    return teams, overall


def items_of(item: Item, labels: Mapping[int, Mapping[str, str]], numbers: Numbers, level: float) -> list[TeamItem]:
    """Return an item in every team, and last in all that are shown."""
    found = _measured(item.id, numbers, level)
    return [TeamItem(name=item.text, reverse=item.reverse, labels=labels, **one) for one in found]


def layers_of(layer: LayerOf, level: float) -> list[TeamLayer]:
    """Return a layer in every team, and last in all that are shown."""
    fit = layer.fit
    differences = _student("difference", fit.difference, fit.half, fit.n, layer.width, level, LIKE_THEM)
    leaders = [*fit.leader.tolist(), nan]
    return [
        TeamLayer(
            id=layer.id,
            name=layer.name,
            referents=layer.referents,
            scales=layer.scales,
            difference=difference,
            people=_split(people),
            leader=_number(leader),
        )
        for difference, people, leader in zip(differences, fit.people.tolist(), leaders, strict=True)
    ]


def _measured(of: str, numbers: Numbers, level: float) -> Iterator[dict[str, Any]]:
    """Yield what scales and items have in common, in every team, and last in all teams that are shown."""
    told, (low, high) = numbers.told, numbers.measure.ends
    small = [*told.small.tolist(), not (~told.small & ~told.shown).any()]
    rows = zip(
        told.n.tolist(),
        small,
        _means(numbers, level),
        np.sqrt(told.squares / np.maximum(told.n - 1, 1)).tolist(),
        _shares(numbers),
        _besides(numbers, level),
        _changes(numbers, level),
        strict=True,
    )
    for n, few, mean, sd, shares, leader, change in rows:
        yield {
            "id": of,
            "low": low,
            "high": high,
            "shown": n > 0,
            "hidden": None if n else "small" if few else "protects",
            "n": n or None,
            "mean": mean,
            "sd": _number(sd),
            "shares": shares,
            "leader": leader,
            "change": change,
        }


def _means(numbers: Numbers, level: float) -> list[Estimate | None]:
    told, bounds = numbers.told, numbers.measure.ends

    @cache  # as many people with the same mean have the same interval
    def mean(n: int, value: float, low: float, high: float) -> Estimate | None:
        return estimate("mean", value, n, (low, high), level, "score-t", bounds, LIKE_THEM) if n else None

    rows = (array.tolist() for array in (told.n[:-1], told.mean[:-1], *numbers.ends))
    together = over_all("mean", told, numbers.measure.scores, bounds, level) if told.n[-1] else None
    return [*map(mean, *rows), together]


def _shares(numbers: Numbers) -> list[Mapping[int, float] | None]:
    told, options = numbers.told, numbers.measure.options
    if told.counts is None or options is None:
        return [None] * len(told.n)
    shares = (told.counts / np.maximum(told.n, 1)[:, None]).tolist()
    may = (told.spread & (told.n > 0)).tolist()
    return [FrozenDict(zip(options, row, strict=True)) if tell else None for row, tell in zip(shares, may, strict=True)]


def _changes(numbers: Numbers, level: float) -> list[TeamChange | None]:
    change, first = numbers.change, numbers.first
    if change is None or first is None:
        return [None] * len(numbers.told.n)
    told, width = change.told, width_of(numbers.measure)
    n = np.where(numbers.told.n > 0, told.n, 0)
    means = _student("mean_change", told.mean, numbers.change_half, n, width, level, CHANGES)
    firsts = first.mean.tolist()
    if n[-1]:
        means[-1] = over_all("mean_change", told, change.difference, (-width, width), level)
        scores = (numbers.measure.scores - change.difference)[told.member >= 0]
        firsts[-1] = float(without_last_bits(scores.mean(), max(map(abs, numbers.measure.ends))))
    return [
        None if mean is None else TeamChange(first=before, mean=mean, n=mean.n)
        for before, mean in zip(firsts, means, strict=True)
    ]


def _besides(numbers: Numbers, level: float) -> list[Beside | None]:
    told, width = numbers.told, width_of(numbers.measure)
    gaps = _student("gap", numbers.leader - told.mean[:-1], numbers.gap_half, told.n[:-1], width, level, GAP)
    rows = zip(numbers.leader.tolist(), gaps, numbers.beside.tolist(), numbers.leader_first.tolist(), strict=True)
    return [
        *(
            None if isnan(score) else Beside(score=score, gap=gap, team=_split(team), first=_number(first))
            for score, gap, team, first in rows
        ),
        None,
    ]


def _student(
    name: str, values: Floats, halves: Floats, n: Integers, width: float, level: float, assumes: str
) -> list[Estimate | None]:
    """Return differences of scores with intervals of these half widths; None where there is none."""
    rows = zip(values.tolist(), (values - halves).tolist(), (values + halves).tolist(), n.tolist(), strict=True)
    return [
        estimate(name, value, size, ends, level, "student", (-width, width), assumes)
        if size and not isnan(value)
        else None
        for value, *ends, size in rows
    ]


def width_of(measure: Measure) -> float:
    """Return how far the highest score of a measure is above its lowest."""
    low, high = measure.ends
    return high - low


def _agreement(rwg: float, average_deviation: float, awg: float, p_value: float, critical: float) -> Agreement | None:
    if isnan(rwg):
        return None
    return Agreement(rwg=rwg, average_deviation=average_deviation, awg=awg, p_value=p_value, critical=critical)


def _split(counts: Sequence[int]) -> Split | None:
    below, equal, above = counts
    return None if below < 0 else Split(below=below, equal=equal, above=above)


def _number(value: float) -> float | None:
    return None if isnan(value) else value
