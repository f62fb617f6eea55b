"""How a scale makes one number of its answers: ranges, weights, and how many answers it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.context import listed
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context

MOST_WEIGHT = 0.5
LEAST_ANSWERED = 0.5


def _mixed_ranges(context: Context) -> Iterator[Found]:
    for path, scale, items in context.scales:
        ranges: dict[tuple[int, int], list[str]] = {}
        for item in items:
            values = [option.value for option in context.q.options_of(item.id)]
            ranges.setdefault((min(values), max(values)), []).append(item.id)
        if scale.score == "mean" and len(ranges) > 1:
            (usual, _), (other, names) = sorted(ranges.items(), key=lambda pair: -len(pair[1]))[:2]
            message = (
                f"{scale.id!r} averages items from {usual[0]} to {usual[1]} with {listed(names)}, "
                f"from {other[0]} to {other[1]}: the wider one weighs more."
            )
            place = (*path, "items") if scale.items else (*path, "id")
            yield Found(
                place,
                message,
                "Use one set of answer options within a scale.",
                facts={"scale": scale.id, "usual": tuple(usual), "items": tuple(names), "range": tuple(other)},
            )


def _dominating_weight(context: Context) -> Iterator[Found]:
    for path, scale, items in context.scales:
        total = sum(scale.weights.get(item.id, 1) for item in items)
        for name, weight in scale.weights.items():
            if len(items) > 2 and weight > MOST_WEIGHT * total:
                message = f"{name!r} weighs {weight / total:.0%} of {scale.id!r}, more than all other items together."
                yield Found(
                    (*path, "weights", name),
                    message,
                    "Lower the weight, or name the scale after that item.",
                    facts={"item": name, "scale": scale.id, "share": weight / total},
                )


def _equal_weights(context: Context) -> Iterator[Found]:
    for path, scale, items in context.scales:
        weights = {scale.weights.get(item.id, 1) for item in items}
        if scale.weights and scale.score == "mean" and len(weights) == 1:
            message = f"All items of {scale.id!r} weigh {weights.pop():g}, so the weights change nothing."
            yield Found(
                (*path, "weights"),
                message,
                "Remove them, or mend the one that should differ.",
                facts={"scale": scale.id},
            )


def _low_minimum(context: Context) -> Iterator[Found]:
    for path, scale, items in context.scales:
        minimum = scale.minimum_answered
        if minimum is not None and minimum < LEAST_ANSWERED * len(items):
            message = (
                f"{scale.id!r} is scored from {minimum} of {len(items)} answers: two people's scores may rest "
                "on none in common."
            )
            hint = f"Ask for {-(-len(items) // 2)} at least."
            yield Found(
                (*path, "minimum_answered"),
                message,
                hint,
                facts={"scale": scale.id, "minimum": minimum, "items": len(items)},
            )


RULES = (
    Rule(
        name="mixed-ranges",
        severity="error",
        looks_at="The items of a scale that is a mean all have the same lowest and highest value.",
        why="In a mean of answers from 1 to 5 and answers from 0 to 100, the latter decide alone.",
        source="Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., ch. 5.",
        failing=(
            "items: [{id: q2, options: [{value: 0, label: {nl: nee, en: no}}, {value: 100, label: {nl: ja, en: yes}}]}]"
        ),
        passing=(
            "items: [{id: q2, options: [{value: 1, label: {nl: nee, en: no}}, {value: 5, label: {nl: ja, en: yes}}]}]"
        ),
        find=_mixed_ranges,
    ),
    Rule(
        name="dominating-weight",
        severity="warning",
        looks_at="No item of a scale of three or more weighs more than all the others together.",
        why="The scale then is that one item with some noise, whatever its name says.",
        source="Wainer (1976), doi:10.1037/0033-2909.83.2.213.",
        failing="scales: [{id: work, weights: {q1: 10}}]",
        passing="scales: [{id: work, weights: {q1: 2}}]",
        find=_dominating_weight,
    ),
    Rule(
        name="equal-weights",
        severity="info",
        looks_at="Where a mean has weights, they differ.",
        why="Weights that are all the same are dead text, or one of them is not what was meant.",
        source="This package.",
        failing="scales: [{id: work, weights: {q1: 2, q2: 2, q3: 2, q4: 2}}]",
        passing="scales: [{id: work, weights: {q1: 2}}]",
        find=_equal_weights,
    ),
    Rule(
        name="low-minimum-answered",
        severity="warning",
        looks_at="A scale asks for answers to at least half of its items.",
        why="A mean over few items has the name of the scale and the reliability of those few.",
        source=(
            "Fairclough & Cella (1996), Quality of Life Research 5, 321-329; Fayers & Machin (2016), Quality of "
            "Life, 3rd ed., ch. 15."
        ),
        failing="scales: [{id: work, minimum_answered: 1}]",
        passing="scales: [{id: work, minimum_answered: 2}]",
        find=_low_minimum,
    ),
)
