"""The numbers that a release is about, and the questions that they come down to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.disclosure.question import NONE, Question
from purpose_index.errors import ArgumentError, Issue
from purpose_index.scoring.arrays import score_codes
from purpose_index.scoring.plan import plan_of
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.scoring.plan import ScalePlan

    Floats = NDArray[np.float64]


class Measure(NamedTuple):
    """A scale, or an item, of n people.

    Parameters
    ----------
    id
        Its id.
    weights
        (k,) of the items of the set, 0 for those that are not in it.
    scores
        (n,) what is shown the mean of, reversed answers turned around; NaN for who has none.
    places
        (n,) the same as parts of the range, from 0 to 1.
    options
        The values that an item can have, as keyed; None for a scale.
    ends
        The lowest and the highest that a score can be.
    reach
        (n,) how much of that range everybody's can be: less than 1, or more, for who left out items of another range
        than the others.
    """

    id: str
    weights: Floats
    scores: Floats
    places: Floats
    options: tuple[int, ...] | None
    ends: tuple[float, float]
    reach: Floats


class Answers(NamedTuple):
    """The (n, k) keyed answers above the lowest option, NaN where missing, and the (k,) ranges of the items."""

    above: Floats
    span: Floats


def measures_of(q: QuestionSet, coded: CodedResponses, ids: Sequence[str] | None) -> tuple[list[Measure], Answers]:
    """Return the scales and items that are asked for, by default all scales; raise ArgumentError for unknown ones."""
    scales = {scale.id: scale for scale in plan_of(q).scales}
    asked = list(dict.fromkeys(scales if ids is None else ids))
    known = [*scales, *q.item_ids]
    issues = [
        Issue("unknown-number", f"$.scales[{i}]", "There is no such scale or item.", did_you_mean(str(one), known))
        for i, one in enumerate(asked)
        if one not in known
    ]
    if issues:
        raise ArgumentError("Some scales are not in the question set.", issues)
    low = np.array([values[0] for values in coded.values], dtype=float)
    span = np.array([values[-1] for values in coded.values]) - low
    keyed = coded.numbers(keyed=True)
    answers = Answers(keyed - low, span)
    arrays = score_codes(q, coded, index=True)
    found = []
    for one in asked:
        weights = np.zeros(len(span))
        if one in scales:
            items = [coded.items[j] for j in scales[one].positions]
            weights[list(scales[one].positions)] = [scales[one].scale.weights.get(item, 1.0) for item in items]
            index = arrays[one].index
            assert index is not None
            scores, places, options, ends = arrays[one].scores, index / 100, None, ends_of(scales[one])
        else:
            j = coded.items.index(one)
            weights[j] = 1.0
            scores, places, options = keyed[:, j], answers.above[:, j] / span[j], coded.values[j]
            ends = (float(options[0]), float(options[-1]))
        inside = np.flatnonzero(weights)
        even = len({(low[j], span[j]) for j in inside.tolist()}) == 1
        reach = np.ones(len(coded)) if even else _reach(answers, weights, inside)
        found.append(Measure(one, weights, scores, places, options, ends, reach))
    return found, answers


def ends_of(plan: ScalePlan) -> tuple[float, float]:
    """Return the lowest and the highest score that a scale can have, whichever of its items are answered."""
    found = []
    for end, outermost in ((0, min), (-1, max)):
        terms = [item[end] for item in plan.terms]
        whole = sum(term.total for term in terms) / plan.whole
        mean = whole if plan.minimum == len(terms) else outermost(term.total / term.weight for term in terms)
        found.append(float(mean * plan.whole if plan.scale.score == "sum" else mean))
    return found[0], found[1]


def linked_measures(measures: Sequence[Measure]) -> list[list[int]]:
    """Return the numbers of the measures in lots: those in one share items, with each other or by way of others."""
    return linked([measure.weights > 0 for measure in measures])


def linked(members: Iterable[NDArray[np.bool_]]) -> list[list[int]]:
    """Return the numbers of sets of items in lots: those in one share items, with each other or by way of others."""
    lots: list[tuple[list[int], NDArray[np.bool_]]] = []
    for s, items in enumerate(members):
        touching = [lot for lot in lots if (lot[1] & items).any()]
        lots = [lot for lot in lots if not (lot[1] & items).any()]
        for _, others in touching:
            items = items | others
        lots.append(([*(number for numbers, _ in touching for number in numbers), s], items))
    return [sorted(numbers) for numbers, _ in lots]


def questions_of(
    measures: Sequence[Measure], answers: Answers, cells: Sequence[NDArray[np.int64]], policy: Disclosure
) -> Iterator[Question]:
    """Yield the questions that the measures come down to.

    Parameters
    ----------
    measures, answers
        What is shown, and what it is made of.
    cells
        Of every breakdown (n,) the number of the cell of everybody's group and the first measure, -1 for none; those of
        the other measures follow.
    policy
        What must stay unknown.

    Notes
    -----
    A *part* is a set of items that count in the same measures, and is a question. A measure of several parts is judged
    as if it told the sum of each of its parts, and their *rest* beside: what is left of the measure when each part is
    taken out of it with its usual weight. The measure follows from these. Taken out with the weight that the parts have
    for those who answered fewer items, of whom nothing is left then, they tell of the others: a rest of its own, judged
    where these are few. A part that is a measure of its own has no rest, but for who left out items of another range
    than the others: their scores reach less far or farther.
    """
    member = np.array([measure.weights > 0 for measure in measures])
    patterns, pattern = np.unique(member, axis=1, return_inverse=True)
    parts = [np.flatnonzero(pattern == b) for b in range(patterns.shape[1]) if patterns[:, b].any()]
    counts_in = [[s for s in range(len(measures)) if member[s, items[0]]] for items in parts]
    parts_of = [[b for b, inside in enumerate(counts_in) if s in inside] for s in range(len(measures))]
    places = []
    rests = [len(one) > 1 for one in parts_of]
    for b, inside in enumerate(counts_in):
        smallest = min(inside, key=lambda s: member[s].sum())
        place = _places(answers, parts[b], measures[smallest].weights)
        weight = None
        if len(parts_of[smallest]) == 1:
            place = np.where(np.isnan(measures[smallest].scores), np.nan, place)
            reach = measures[smallest].reach
            if not np.allclose(reach[~np.isnan(place)], 1):
                weight, rests[smallest] = (reach, False) if len(inside) == 1 else (None, True)
        places.append(place)
        yield _question(place, [counted(~np.isnan(place), cell, s) for s in inside for cell in cells], weight)
    slack = [_slack(measure, s, cells, policy) for s, measure in enumerate(measures)] if any(rests) else []
    for s, measure in enumerate(measures):
        if rests[s]:
            beside = {other for b in parts_of[s] for other in counts_in[b]}
            least = np.min([slack[other] for other in beside], axis=0)
            of_parts = [(parts[b], places[b]) for b in parts_of[s]]
            for times in _times(measure, answers):
                weight, place = _rest(measure, answers, of_parts, least, times)
                labels = [counted(weight != 0, cell, s) for cell in cells]
                if times != 1:
                    close = np.any([_narrowed(weight, place, label, policy) for label in labels], axis=0)
                    labels = [counted(close & (weight != 0), cell, s) for cell in cells]
                yield _question(place, labels, weight)


def counted(who: NDArray[np.bool_], first: NDArray[np.int64], s: int) -> NDArray[np.int64]:
    """Return the cell of measure s that each of these people counts in, from the first of their group; -1 for none."""
    return np.where(who & (first != NONE), first + s, NONE)


def in_order(scores: Floats) -> NDArray[np.int64]:
    """Return who has a score, in the order of the scores: sums over them are the same in any order of the rows."""
    return np.argsort(scores)[: np.count_nonzero(~np.isnan(scores))]


def without_last_bits(x: Floats, reach: float) -> Floats:
    """Return numbers that are no larger than `reach` to 14 digits.

    Answers that add up to the same do so to other last bits: of five people and a scale of three items, those of the
    mean can tell every answer.

    Examples
    --------
    >>> without_last_bits(np.array([27 / 3 / 5, sum([3 / 3, 4 / 3, 4 / 3, 8 / 3, 8 / 3]) / 5]), 5)
    array([1.8, 1.8])
    """
    unit = 10.0 ** np.floor(14.1 - np.log10(reach))
    return np.asarray(np.rint(x * unit) / unit)


def shown_moments(mean: Floats, squares: Floats, ends: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return means of scores between `ends`, and sums of squares around them, without their last bits."""
    low, high = ends
    return without_last_bits(mean, max(abs(low), abs(high))), without_last_bits(squares, (high - low) ** 2)


def _question(place: Floats, labels: Sequence[NDArray[np.int64]], weight: Floats | None = None) -> Question:
    counted = np.zeros(len(place), dtype=bool)
    for label in labels:
        counted |= label != NONE
    return Question(place[counted], [label[counted] for label in labels], None if weight is None else weight[counted])


def _places(answers: Answers, items: NDArray[np.int64], weights: Floats) -> Floats:
    """Return everybody's mean over the items that they answered, as a part of the range; NaN for no answers."""
    above, span = answers.above[:, items], answers.span[items] * weights[items]
    reach = (~np.isnan(above)) @ span
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(reach > 0, np.nansum(above * weights[items], axis=1) / reach, np.nan))


def _reach(answers: Answers, weights: Floats, items: NDArray[np.int64]) -> Floats:
    """Return how much of the range of a measure of these weights everybody's answers to some items can make up."""
    answered = ~np.isnan(answers.above)
    reach = answers.span * weights
    whole = (answered @ weights) * (reach.sum() / weights.sum())
    return np.asarray((answered[:, items] @ reach[items]) / np.maximum(whole, 1e-300))


def _slack(measure: Measure, s: int, cells: Sequence[NDArray[np.int64]], policy: Disclosure) -> Floats:
    """Return by how much of the range everybody's own score on a measure may be narrowed.

    Notes
    -----
    What is left of somebody must be open over `width`. It narrows others too. `minimum - 1` others of a group of n
    stay open over ``(n - minimum + 1) * open / (minimum - 1)`` if everybody else is open over `open`; and where the
    group has a total of t, over at most ``(t - r) / (minimum - 1)`` beside somebody who has at least r, or over
    ``(n - t - r) / (minimum - 1)`` beside somebody who has at most 1 - r.
    """
    few = policy.minimum - 1
    slack = np.full(len(measure.places), 1 - policy.width)
    for first in cells:
        cell = counted(~np.isnan(measure.scores), first, s)
        inside = cell != NONE
        at = cell[inside]
        n, total = np.bincount(at)[at], np.bincount(at, weights=measure.places[inside])[at]
        others = 1 - few * policy.width / np.maximum(n - few, 1)
        most = np.minimum(others, np.minimum(total, n - total) - few * policy.width)
        slack[inside] = np.minimum(slack[inside], np.where(n > few, np.maximum(most, 0), 1))
    return slack


def _times(measure: Measure, answers: Answers) -> list[float]:
    """Return how many times as much as usual an answer makes up of the scores that there are; once comes first.

    Taken out so many times, the parts leave nothing of whoever answered so few items, and tell of the others.
    """
    answered = (~np.isnan(answers.above[~np.isnan(measure.scores)])) @ measure.weights
    return sorted({1.0, *np.round(measure.weights.sum() / answered[answered > 0], 9).tolist()})


def _narrowed(weight: Floats, place: Floats, cell: NDArray[np.int64], policy: Disclosure) -> NDArray[np.bool_]:
    """Return who is in a cell of which the weighted sum, alone, may leave too little open of a few.

    Those are the `minimum - 1` who count most, for a reader who knows one answer more.
    """
    inside = np.flatnonzero(cell != NONE)
    narrow = np.zeros(len(cell), dtype=bool)
    cells, at = np.unique(cell[inside], return_inverse=True)
    heaviest_first = np.lexsort((-weight[inside], at))
    inside, at = inside[heaviest_first], at[heaviest_first]
    start = np.searchsorted(at, np.arange(len(cells)))
    few = np.arange(len(at)) - start[at] < policy.minimum - 1
    whole, of_few, total = (
        np.bincount(at, of) for of in (weight[inside], weight[inside] * few, (weight * place)[inside])
    )
    needed = weight[inside][start] + policy.width * of_few
    narrow[inside] = ((np.minimum(total, whole - total) < needed) | (whole < of_few + needed))[at]
    return narrow


def _rest(
    measure: Measure,
    answers: Answers,
    parts: Sequence[tuple[NDArray[np.int64], Floats]],
    slack: Floats,
    times: float = 1.0,
) -> tuple[Floats, Floats]:
    """Return with which weight everybody counts in the rest of a measure, 0 for who does not, and their answer there.

    Notes
    -----
    Somebody's rest is sum(change * part), where change is how much a part makes up of their score less so many `times`
    how much it usually does (less nothing, where they have no such part; from nothing, where they have no score). It
    can be from -down, the sum of the negative changes, to up, that of the positive ones: their answer is its place
    between these, and counts for up + down. Where up = down, whoever answered every part left out a few items; such a
    rest, even alone, leaves every part open over 1 - abs(rest) / up of the range, and is no matter where abs(rest) / up
    is within their `slack`.
    """
    usual_reach = answers.span * measure.weights
    scored = ~np.isnan(measure.scores)
    rest, up, down = (np.zeros(len(scored)) for _ in range(3))
    for items, place in parts:
        usual = times * usual_reach[items].sum() / usual_reach.sum()
        change = scored * _reach(answers, measure.weights, items) - usual * ~np.isnan(place)
        rest += change * np.nan_to_num(place)
        up += np.maximum(change, 0)
        down += np.maximum(-change, 0)
    no_matter = (np.abs(up - down) < 1e-9) & (np.abs(rest) <= slack * up + 1e-12)
    weight = np.where(no_matter, 0, up + down)
    return weight, np.clip((rest + down) / np.where(weight > 0, weight, 1), 0, 1)
