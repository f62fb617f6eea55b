"""Where standard deviations and shares may be shown beside means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.disclosure.decide import cuts_of
from purpose_index.disclosure.known import ROUNDING
from purpose_index.disclosure.question import NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.disclosure.question import Question


def distributions(
    question: Question, shown: NDArray[np.bool_], people: NDArray[np.int64], policy: Disclosure
) -> NDArray[np.bool_]:
    """Return of every cell whether the distribution of its answers may be shown.

    Parameters
    ----------
    question
        The answers, with no other labellings than of the cells that show them.
    shown, people
        (cells,) whether its mean is shown, and how many people it counts.
    policy
        What must stay unknown.

    Notes
    -----
    People whom a reader cannot tell apart can exchange their answers, and every number that is shown stays as it is. A
    distribution is shown where the exchanges alone leave the mean of every set of fewer than `minimum` people open
    over `width` of the range, whichever of them the reader is. The totals of those who exchange then count as known,
    and whatever else that tells is judged as a mean is.
    """
    column, labels = question.told_apart(shown)
    open_enough = _exchanges(question, column, labels.shape[1], policy)
    told = _cells_where(~open_enough, labels, len(people))
    may = shown & (people >= policy.minimum_distribution) & ~told
    while may.any():
        inside = np.append((may[labels] & (labels != NONE)).any(axis=0), np.False_)[column]
        known = question.with_labelling(np.where(inside, len(people) + column, NONE))
        everything = np.append(shown, np.ones(labels.shape[1], dtype=bool))
        cuts = list(cuts_of(known, everything, policy))
        if not cuts:
            break
        tells = np.zeros(labels.shape[1], dtype=bool)
        tells[[cell - len(people) for cut in cuts for cell in cut if cell >= len(people)]] = True
        drop = may & _cells_where(tells, labels, len(people))
        if not drop.any():
            break
        may &= ~drop
    return np.asarray(may)


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
    most = np.floor(total + ROUNDING) + np.minimum(total - np.floor(total + ROUNDING), 1) ** 2 - total * mean
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


def _cells_where(columns: NDArray[np.bool_], labels: NDArray[np.int64], cells: int) -> NDArray[np.bool_]:
    """Return of every cell whether one of these columns is in it."""
    found = np.zeros(cells + 1, dtype=bool)
    found[labels[:, columns]] = True  # the last one is where -1 points
    return found[:-1]


def _exchanges(question: Question, column: NDArray[np.int64], k: int, policy: Disclosure) -> NDArray[np.bool_]:
    """Return of every column whether its people, exchanging their answers, leave the means of few of them open."""
    of_answer = column[question.atom]
    inside = of_answer != NONE
    values, of_answer = question.values[inside], of_answer[inside]
    order = np.lexsort((values, of_answer))
    sums = np.concatenate([[0.0], np.cumsum(values[order])])
    size = np.bincount(of_answer, minlength=k)
    start = np.cumsum(size) - size
    most = policy.minimum - 1

    def width(first: NDArray[np.int64], last: NDArray[np.int64], people: int) -> NDArray[np.float64]:
        few = np.maximum(np.minimum(people, last - first), 0)
        high, low = sums[last] - sums[last - few], sums[first + few] - sums[first]
        return np.asarray((high - low) / np.maximum(few, 1))

    end = start + size
    widths = [width(start, end, most), width(start + 1, end, most - 1), width(start, end - 1, most - 1)]
    return np.asarray(np.min(widths, axis=0) >= policy.width - ROUNDING)
