"""What the groups of a pilot score differently where people stand alike on what the scales measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.question_set.hypothesis import hypothesis
from purpose_index.scoring.plan import plan_of, score_of
from purpose_index.stats.cfa.measurement_invariance import invariance
from purpose_index.stats.reliability.of_model import has_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from purpose_index.checks.evidence.pilot import Pilot
    from purpose_index.question_set.hypothesis import Hypothesis
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.stats.cfa.invariance_result import Invariance
    from purpose_index.stats.cfa.modification import ModificationIndex

CHANCE = 0.05  # of setting any item free where all are alike; whether it matters is asked of its interval


class Shift(NamedTuple):
    """What a group scores higher on a scale than others who stand alike on what it measures, in points of 100.

    Parameters
    ----------
    scale, group, other
        Whose score on what, and with whose it is compared; '' for those of all other groups.
    items
        The items of the scale that are not alike.
    value, low, high
        The shift with its interval; all 0 where no item is not alike.
    se
        The standard error that the shift of one item would have.
    points
        How many points the scale has between its lowest and its highest score.
    """

    scale: str
    group: str
    other: str
    items: tuple[str, ...]
    value: float
    low: float
    high: float
    se: float
    points: float


class Groups(NamedTuple):
    """What came of comparing groups.

    Parameters
    ----------
    shifts
        Of every scale and every group that could be compared.
    level
        The level of an interval, so that all of them together have that which was asked.
    small, of
        How many groups have too few people, of how many.
    unfitted
        Those of enough people whose answers no sound model could be fitted to.
    """

    shifts: tuple[Shift, ...]
    level: float
    small: int
    of: int
    unfitted: tuple[str, ...] = ()


class _Question(NamedTuple):
    """What is compared: factors, and of each scale of their items the weights in its 0-100 index, and its points."""

    claimed: Hypothesis
    scores: Mapping[str, Mapping[str, float]]
    points: Mapping[str, float]


def groups_of(pilot: Pilot, fewest: int) -> Groups | None:
    """Return what came of comparing every group of enough people with the others; None where there is no model.

    `fewest` people make a group. Of two groups one is compared with the other, of more each with all others.
    """
    try:
        asked = _question(pilot.q)
    except ArgumentError:
        return None
    x = pilot.keyed[:, [pilot.column(item) for item in asked.claimed.items]]
    complete = np.asarray(~np.isnan(x).any(axis=1))
    groups = pilot.large_groups(complete, fewest)
    pairs = [(groups[1], groups[0])] if len(groups) == 2 else [(group, "") for group in groups if len(groups) > 2]
    level = 1 - (1 - pilot.aims.level) / max(len(pairs) * len(asked.scores), 1)
    rows = pilot.in_groups(groups) & complete  # nobody of a small group is among the others
    x = x[rows]
    every = {
        group: [*_shifts(asked, x, pilot.in_groups([group])[rows], (group, other), level)] for group, other in pairs
    }
    of = len(pilot.group_names)
    unfitted = tuple(group for group, shifts in every.items() if asked.scores and not shifts)
    return Groups(tuple(shift for shifts in every.values() for shift in shifts), level, of - len(groups), of, unfitted)


def _question(q: QuestionSet) -> _Question:
    claimed = hypothesis(q, "correlated")
    scores, points = {}, {}
    for plan in plan_of(q).scales:
        items = [q.item_ids[j] for j in plan.positions]
        if {*items} <= {*claimed.items} and any(_may_be_free(claimed, item) for item in items):
            terms = [own[0] for own in plan.terms]
            span = sum(term.span for term in terms)
            scores[plan.id] = {item: 100 * term.weight / span for item, term in zip(items, terms, strict=True)}
            points[plan.id] = score_of(plan, span, plan.whole)
    return _Question(claimed, scores, points)


def _shifts(
    asked: _Question, x: NDArray[np.float64], members: NDArray[np.bool_], pair: tuple[str, str], level: float
) -> Iterator[Shift]:
    """Give the shift of each scale; nothing where there is no sound model."""
    order = np.argsort(members, kind="stable")  # the others first: with them the group is compared
    try:
        model, tests, items = _partial(asked.claimed, x[order], members[order], level)
        found = model.score_differences(scores=asked.scores) if items else ()
    except (ArgumentError, StatisticsError):
        return
    if not has_errors(model["scalar"]):
        return
    known = {one.score: one for one in found[len(asked.claimed.items) :]}
    for scale, weights in asked.scores.items():
        shift = known.get(scale)
        numbers = (shift.value, shift.low, shift.high) if shift else (0.0, 0.0, 0.0)
        own = tuple(item for item in items if item in weights)
        yield Shift(scale, *pair, own, *numbers, _error(tests, weights), asked.points[scale])


def _partial(
    claimed: Hypothesis, x: NDArray[np.float64], members: NDArray[np.bool_], level: float
) -> tuple[Invariance, tuple[ModificationIndex, ...], tuple[str, ...]]:
    """The model in which the items that are not alike are free, one after another, its tests, and which those are."""
    items: tuple[str, ...] = ()
    while True:  # until no item is left to set free: each time it is another one
        model = invariance(
            x,
            claimed.factors,
            members,
            names=claimed.items,
            levels=("scalar",),
            free=[name for item in items for name in _parameters(claimed, item)],
            estimator="MLR",
            identification="variance",
            level=level,
        )
        tests = model.equality_tests("scalar")
        least = _least_alike(claimed, tests, items)
        if least is None:
            return model, tests, items
        items = (*items, least)


def _parameters(claimed: Hypothesis, item: str) -> list[str]:
    return [f"{item} ~ 1", *(f"{factor} =~ {item}" for factor, own in claimed.factors.items() if item in own)]


def _least_alike(claimed: Hypothesis, tests: tuple[ModificationIndex, ...], items: tuple[str, ...]) -> str | None:
    """The item that is least alike beyond chance and not free yet, where most of its scale stays as it is."""
    beyond = (test for test in tests if test.p_value * len(tests) < CHANCE)
    named = (test.lhs if test.op == "~1" else test.rhs for test in beyond)
    return next((item for item in named if item not in items and _may_be_free(claimed, item, items)), None)


def _may_be_free(claimed: Hypothesis, item: str, items: tuple[str, ...] = ()) -> bool:
    """Whether most items of its scale stay as they are."""
    homes = [{*own} for own in claimed.factors.values() if item in own]
    return all(2 * len({*items, item} & own) < len(own) for own in homes)


def _error(tests: tuple[ModificationIndex, ...], weights: Mapping[str, float]) -> float:
    """The largest standard error of a shift of one item: of what its intercept would change by."""
    intercepts = [test for test in tests if test.op == "~1" and test.chi_square > 0]
    errors = [weights.get(test.lhs, 0.0) * abs(test.expected_change) / test.chi_square**0.5 for test in intercepts]
    return max(errors, default=0.0)
