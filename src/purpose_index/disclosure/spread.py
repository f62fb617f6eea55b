"""Where standard deviations and shares may be shown beside means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.disclosure.decide import cuts_of
from purpose_index.disclosure.known import ROUNDING
from purpose_index.disclosure.measures import linked_measures
from purpose_index.disclosure.question import NONE, Question, alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.disclosure.measures import Answers, Measure
    from purpose_index.disclosure.policy import Disclosure


class Spread(NamedTuple):
    """What may be shown the distributions of: one measure of n people.

    Parameters
    ----------
    places
        (n,) their scores as parts of the range; NaN for who has none.
    labels
        Labellings, each (n,): the number of the cell that the score is counted in, -1 for none.
    weights
        (n,) how much each score counts for in the sums.
    """

    places: NDArray[np.float64]
    labels: Sequence[NDArray[np.int64]]
    weights: NDArray[np.float64]


def distributions(
    measures: Sequence[Spread],
    kind: NDArray[np.int64],
    shown: NDArray[np.bool_],
    people: NDArray[np.int64],
    policy: Disclosure,
) -> NDArray[np.bool_]:
    """Return of every cell whether the distribution of its answers may be shown.

    Parameters
    ----------
    measures
        Those that share items, directly or by way of others.
    kind
        (n,) a number for everybody, from 0, the same for people who are in the same shown cells of all these measures
        and answered the same items.
    shown, people
        (cells,) whether its mean is shown, and how many people it counts.
    policy
        What must stay unknown.

    Notes
    -----
    People who are alike can exchange all their answers, and every number that is shown stays as it is. A distribution
    is shown where the exchanges alone leave the mean of every set of fewer than `minimum` people open over `width` of
    the range, on each of the measures, whichever of them the reader is. The totals of those who exchange then count as
    known, and whatever else that tells is judged as a mean is.
    """
    cells, kinds = len(people), int(kind.max(initial=NONE)) + 1
    open_enough, questions, pairs = np.ones(kinds, dtype=bool), [], []
    for places, labels, weights in measures:
        there = ~np.isnan(places)
        inside = [label[there] for label in labels]
        open_enough &= _exchanges(places[there], kind[there], kinds, policy)
        questions.append(Question(places[there], [*inside, kind[there] + cells], weights[there]))
        for label in inside:
            pair = np.stack([label, kind[there]])[:, label != NONE]
            pairs.append(pair[:, alike(pair)[1]])
    cell, part = np.concatenate(pairs, axis=1)
    may = shown & (people >= policy.minimum_distribution)
    may[cell[~open_enough[part]]] = False
    while may.any():
        known = np.zeros(kinds, dtype=bool)
        known[part[may[cell]]] = True
        cuts = [cut for question in questions for cut in cuts_of(question, np.append(shown, known), policy)]
        tells, drop = np.zeros(kinds, dtype=bool), np.zeros(cells, dtype=bool)
        for cut in cuts:
            told = [one - cells for one in cut if one >= cells]
            tells[told] = True
            drop[[] if told else list(cut)] = True
        drop[cell[tells[part]]] = True
        if not (may & drop).any():
            break
        may &= ~drop
    return np.asarray(may)


def linked_distributions(
    measures: Sequence[Measure],
    answers: Answers,
    labels: Sequence[Sequence[NDArray[np.int64]]],
    shown: NDArray[np.bool_],
    people: NDArray[np.int64],
    policy: Disclosure,
) -> NDArray[np.bool_]:
    """Return the same of measures of which some share items; `labels` has, of each, the cells of who has a score."""
    found = np.zeros(len(people), dtype=bool)
    seen = np.append(shown, np.False_)  # the last one is where -1 points
    for linked in linked_measures(measures):
        items = np.any([measures[s].weights > 0 for s in linked], axis=0)
        apart = [np.where(seen[label], label, NONE) for s in linked for label in labels[s]]
        kind, _ = alike(np.vstack([*apart, ~np.isnan(answers.above[:, items]).T]))
        inside = [Spread(measures[s].places, labels[s], measures[s].reach) for s in linked]
        here = np.zeros(len(seen), dtype=bool)
        here[np.concatenate(apart)] = True
        found |= distributions(inside, kind, shown & here[:-1], people, policy)
    return found


def squares_stay_open(
    n: NDArray[np.int64],
    mean: NDArray[np.float64],
    own: NDArray[np.float64],
    squares: float,
    policy: Disclosure,
) -> bool:
    """Tell whether the sum of squares within groups, all together, may be told beside their means.

    Parameters
    ----------
    n, mean
        (G,) the size of each group whose own spread is not told, and its mean as a part of the range.
    own
        (G,) the largest distance of somebody's answer from that mean.
    squares
        The sum of squares within these groups.
    policy
        What must stay unknown.

    Notes
    -----
    A group can differ within itself by anything that the others make up for. Of n people with mean m, s have the mean v
    in some world if ``s n / (n - s) (v - m)²``, what v needs at least, is within the sum; and if all other groups could
    differ by the whole sum themselves, no v needs more. The mean of `minimum - 1` of each group must stay open over
    `width` so; and, for a reader who is one of them, of `minimum - 2` others.
    """
    total = n * mean
    whole = np.floor(total + ROUNDING)
    most = whole + (total - whole) ** 2 - total * mean
    if not len(n) or squares > most.sum() - most.max():
        return False
    left = squares - float((n / (n - 1) * own**2).max())
    s, few = policy.minimum - 1, policy.minimum - 2
    by_own = [(n - 1, (total - mean - side * own) / (n - 1), few) for side in (-1, 1)]
    return left > 0 and all(
        (_width_within(size, middle, people, left) >= policy.width - ROUNDING).all()
        for size, middle, people in [(n, mean, s), *by_own]
    )


def _width_within(n: NDArray[np.int64], mean: NDArray[np.float64], s: int, squares: float) -> NDArray[np.float64]:
    """Return how wide the mean of s of n people is open, given the mean of all and what squares they can add up to."""
    reach = np.sqrt(squares * (n - s) / (s * n))
    lowest, highest = np.maximum(0, (n * mean - (n - s)) / s), np.minimum(1, n * mean / s)
    return np.asarray(np.minimum(highest, mean + reach) - np.maximum(lowest, mean - reach))


def _exchanges(
    places: NDArray[np.float64], kind: NDArray[np.int64], kinds: int, policy: Disclosure
) -> NDArray[np.bool_]:
    """Return of each kind of people whether exchanging their answers leaves the means of few of them open."""
    order = np.lexsort((places, kind))
    sums = np.concatenate([[0.0], np.cumsum(places[order])])
    size = np.bincount(kind, minlength=kinds)
    end = np.cumsum(size)
    start, most = end - size, policy.minimum - 1

    def width(first: NDArray[np.int64], last: NDArray[np.int64], people: int) -> NDArray[np.float64]:
        few = np.maximum(np.minimum(people, last - first), 0)
        high, low = sums[last] - sums[last - few], sums[first + few] - sums[first]
        return np.asarray((high - low) / np.maximum(few, 1))

    within = np.minimum(start + 1, end), np.maximum(end - 1, start)  # less the lowest, and less the highest
    widths = [width(start, end, most), width(within[0], end, most - 1), width(start, within[1], most - 1)]
    return np.asarray((np.min(widths, axis=0) >= policy.width - ROUNDING) | (size == 0))
