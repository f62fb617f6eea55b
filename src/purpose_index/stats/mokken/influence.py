"""What each person's answers do to the coefficients, and so how far those may be off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from purpose_index.stats.mokken.steps import Steps
    from purpose_index.tallies.pairs import PairCounts
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]

BLOCK = 2048  # rows whose products stay in the cache


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Weighted Guttman errors of every two items: how many there are, and how many independent items would have.

    Parameters
    ----------
    observed, expected
        (k, k) sums over people; 0 in the diagonal.
    per_answer
        (c, c) the errors of one person with these two answers, 0 within an item and where one is missing.
    expected_per_answer
        (c, c) what one person more, with these two answers, adds to the expected errors.
    """

    observed: Array
    expected: Array
    per_answer: Array
    expected_per_answer: Array


def errors_of(counts: PairCounts, steps: Steps) -> Errors:
    """Return the Guttman errors of all pairs of items.

    With s the less popular and t the more popular of two steps, an error passes s and fails t. Summed over people that
    is ``n_s - n_st``, and of independent items ``n_s - n_s n_t / n``.
    """
    members, n = steps.members, counts.pairs.astype(np.float64)
    together = np.maximum(n, 1)[np.ix_(steps.item, steps.item)]
    share = steps.popular / together
    least, product = np.minimum(steps.popular, steps.popular.T), steps.product
    observed = members.T @ (product * (least - steps.joint)) @ members
    expected = members.T @ (product * (least - steps.popular * share.T)) @ members

    half = steps.passes @ steps.weight @ steps.fails.T
    own = steps.passes @ ((steps.weight - product * share.T) @ members)  # (c, k): of one answer, beside each other item
    level = members.T @ (product * share * share.T) @ members
    item = np.repeat(np.arange(steps.k), np.diff(counts.starts))
    answered = np.ones(len(item))
    answered[counts.starts[1:] - 1] = 0
    added = own[:, item] + own[:, item].T + level[np.ix_(item, item)]
    there = np.outer(answered, answered) * (item[:, None] != item)
    return Errors(observed, expected, half + half.T, added * there)


def pair_variances(errors: Errors, counts: PairCounts) -> Array:
    """Return the (k, k) variances of ``1 - observed / expected``, from the joint counts of two items alone."""
    # Kuijpers, Van der Ark & Croon (2013), section 3: the delta method, for multinomial counts of patterns
    starts = counts.starts
    item = np.repeat(np.arange(len(counts)), np.diff(starts))
    cells = np.ix_(item, item)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (errors.observed / errors.expected)[cells]
        influence = (ratio * errors.expected_per_answer - errors.per_answer) / errors.expected[cells]
    squares = counts.matrix * influence**2
    return np.asarray(np.add.reduceat(np.add.reduceat(squares, starts[:-1], axis=0), starts[:-1], axis=1))


def null_variances(counts: PairCounts) -> Array:
    """Return the (k, k) variances of the sums of products of deviations of independent items; 0 in the diagonal."""
    squares = np.broadcast_to(counts.moments().sums.centred()[1], counts.pairs.shape)
    apart = ~np.eye(len(counts), dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(apart, squares * squares.T / (counts.pairs - 1), 0.0))


def of_people(patterns: Patterns, matrices: tuple[Array, ...]) -> Iterator[tuple[NDArray[np.int64], tuple[Array, ...]]]:
    """Yield, block after block, the counts of rows of answers, and of each matrix the (rows, k) sums over other items.

    A matrix holds a number for every two answers; the sum of a person and an item is over the answers of that person to
    the other items.
    """
    sizes = np.array([len(values) + 1 for values in patterns.values])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    for first in range(0, len(patterns.codes), BLOCK):
        codes = patterns.codes[first : first + BLOCK].astype(np.int64)
        places = starts + np.where(codes < 0, sizes - 1, codes)
        chosen = np.zeros((len(codes), int(sizes.sum())))
        np.put_along_axis(chosen, places, 1.0, axis=1)
        sums = tuple(np.take_along_axis(chosen @ matrix, places, axis=1) for matrix in matrices)
        yield patterns.counts[first : first + BLOCK], sums


def scale_variances(errors: Errors, patterns: Patterns) -> tuple[float, Array]:
    """Return the variance of the coefficient of the scale, and the (k,) variances of those of the items."""
    observed, expected = errors.observed.sum(axis=1), errors.expected.sum(axis=1)
    items, scale = np.zeros(len(observed)), 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, total = observed / expected, np.divide(observed.sum(), expected.sum())
        for people, (own, added) in of_people(patterns, (errors.per_answer, errors.expected_per_answer)):
            items += people @ ((ratio * added - own) / expected) ** 2
            scale += float(people @ ((total * added.sum(axis=1) - own.sum(axis=1)) / expected.sum()) ** 2)
    return scale, items
