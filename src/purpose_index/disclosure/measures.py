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
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

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
    """

    id: str
    weights: Floats
    scores: Floats
    places: Floats
    options: tuple[int, ...] | None
    ends: tuple[float, float]


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
            found.append(Measure(one, weights, arrays[one].scores, index / 100, None, ends_of(scales[one])))
        else:
            j = coded.items.index(one)
            weights[j] = 1.0
            options = coded.values[j]
            ends = (float(options[0]), float(options[-1]))
            found.append(Measure(one, weights, keyed[:, j], answers.above[:, j] / span[j], options, ends))
    return found, answers


def ends_of(plan: ScalePlan) -> tuple[float, float]:
    """Return the lowest and the highest score that a scale can have, whichever of its items are answered."""
    found = []
    for end, sign in ((0, 1), (-1, -1)):
        terms = [item[end] for item in plan.terms]
        if plan.minimum == len(terms):
            means = [sum(term.total for term in terms) / plan.whole]
        else:
            means = [term.total / term.weight for term in terms]
        if plan.scale.score == "sum" and not plan.scale.prorate:
            totals = np.cumsum(sorted(sign * term.total for term in terms))[plan.minimum - 1 :]
            found.append(sign * float(totals.min()))
        else:
            found.append(sign * min(sign * mean for mean in means) * (plan.whole if plan.scale.score == "sum" else 1))
    return found[0], found[1]


def questions_of(
    measures: Sequence[Measure], answers: Answers, cells: Sequence[NDArray[np.int64]], width: float
) -> Iterator[Question]:
    """Yield the questions that the measures come down to.

    Parameters
    ----------
    measures, answers
        What is shown, and what it is made of.
    cells
        Of every breakdown (n,) the number of the cell of everybody's group and the first measure, -1 for none; those of
        the other measures follow.
    width
        Of the policy.

    Notes
    -----
    A *part* is a set of items that count in the same measures, and is a question. A measure of several parts is judged
    as if it told the sum of each of its parts, and their *rest* beside: what is left of the measure when each part is
    taken out of it with its usual weight w0. The measure follows from these, so whatever is worked out from it and from
    others is within what is judged. The rest is about the people alone who have the measure but not all of its parts,
    or the other way around; of who counts with weight 1 in the measure and with w0 in each part that is there it has
    1 - sum(w0), times a mean of their answers.
    """
    member = np.array([measure.weights > 0 for measure in measures])
    patterns, pattern = np.unique(member, axis=1, return_inverse=True)
    parts = [np.flatnonzero(pattern == b) for b in range(patterns.shape[1]) if patterns[:, b].any()]
    counts_in = [[s for s in range(len(measures)) if member[s, items[0]]] for items in parts]
    parts_of = [[b for b, inside in enumerate(counts_in) if s in inside] for s in range(len(measures))]
    places = []
    for b, inside in enumerate(counts_in):
        smallest = min(inside, key=lambda s: member[s].sum())
        place = _places(answers, parts[b], measures[smallest].weights)
        alone = len(parts_of[smallest]) == 1
        places.append(np.where(np.isnan(measures[smallest].scores), np.nan, place) if alone else place)
        yield _question(places[b], [_counted(~np.isnan(places[b]), cell, s) for s in inside for cell in cells])
    for s, measure in enumerate(measures):
        if len(parts_of[s]) > 1:
            weight, place = _rest(measure, answers, [(parts[b], places[b]) for b in parts_of[s]], width)
            yield _question(place, [_counted(weight != 0, cell, s) for cell in cells], weight)


def _counted(who: NDArray[np.bool_], cell: NDArray[np.int64], s: int) -> NDArray[np.int64]:
    return np.where(who & (cell != NONE), cell + s, NONE)


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


def _rest(
    measure: Measure, answers: Answers, parts: Sequence[tuple[NDArray[np.int64], Floats]], width: float
) -> tuple[Floats, Floats]:
    """Return with which weight everybody counts in the rest of a measure, 0 for who does not, and their mean answer.

    Notes
    -----
    Who has the measure and all its parts, with other weights w since they left out some items, counts in the rest with
    the contrast sum((w - w0) * part). Even alone it leaves every part open over 1 - abs(contrast) / sum(positive
    w - w0) of the range; where that is at least `width` the contrast is no matter.
    """
    reach = answers.span * measure.weights
    answered = ~np.isnan(answers.above)
    whole = np.maximum(answered @ reach, 1e-300)
    scored = ~np.isnan(measure.scores)
    left = scored.astype(float)
    contrast, most = np.zeros(len(whole)), np.zeros(len(whole))
    for items, place in parts:
        usual = reach[items].sum() / reach.sum()
        left -= usual * ~np.isnan(place)
        change = answered[:, items] @ reach[items] / whole - usual
        contrast += change * np.nan_to_num(place)
        most += np.maximum(change, 0)
    left[np.abs(left) < 1e-9] = 0
    tells = scored & (left == 0) & (np.abs(contrast) > (1 - width) * most + 1e-12)
    every = np.arange(len(measure.weights))
    return np.where(tells, 1.0, left), np.nan_to_num(_places(answers, every, measure.weights))
