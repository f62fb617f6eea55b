"""Whether the numbers of a tally can be those of any answers at all: what is read from bytes is held to that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.tallies.sums import ExactSums, own

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.tallies.moments import Moments

MOST = 2**62  # people; more would leave int64 when they are added up
ROUNDING = 1e-9


def possible_patterns(codes: NDArray[np.int8], counts: NDArray[np.int64], sizes: NDArray[Any], missing: str) -> bool:
    """Return whether people gave these codes: one that each item has, none missing under listwise, by one or more."""
    lowest = -1 if missing == "pairwise" else 0
    inside = bool(((codes >= lowest) & (codes < sizes)).all() and (counts > 0).all())
    return inside and float(np.sum(counts, dtype=np.float64)) < MOST


def possible_pairs(matrix: NDArray[np.int64], starts: NDArray[np.int64], missing: str) -> bool:
    """Return whether joint counts can be those of people who have one category, or none, of each item.

    Then whoever has a category of one item has one category, or none, of every other: each row adds up, item by item,
    to what stands in the diagonal; and the diagonal of all items adds up to the same people.
    """
    if not ((matrix >= 0).all() and np.array_equal(matrix, matrix.T)):
        return False
    if float(np.sum(matrix.diagonal(), dtype=np.float64)) >= MOST:
        return False
    people = matrix.diagonal()
    nobody_missing = missing == "pairwise" or not people[starts[1:] - 1].any()
    return nobody_missing and bool((np.add.reduceat(matrix, starts[:-1], axis=1) == people[:, None]).all())


def possible_moments(moments: Moments) -> bool:
    """Return whether moments can be those of any numbers.

    Nobody is counted for two items who did not answer both; means lie between the lowest and the highest answer and are
    those of the counts, where there are counts; sums of squares are those of answers between these ends, and no
    correlation lies beyond 1.
    """
    n, n_own, answered = moments.pairs, moments.counted, moments.answered
    people = (
        (n >= 0).all()
        and np.array_equal(n, n.T)
        and (n <= np.minimum(answered, answered[:, None])).all()
        and (answered <= moments.rows).all()
    )
    if not people or not all(np.isfinite(part).all() for part in moments.sums.arrays()):
        return False
    some = n_own > 0
    low, high = (np.where(some, end, 0.0) for end in (moments.low, moments.high))
    if not (low <= high).all():
        return False
    size, mean = np.maximum(np.abs(low), np.abs(high)), np.where(some, moments.mean, 0.0)
    means = np.abs(mean - np.clip(mean, low, high)) <= ROUNDING * size
    squares = _possible_squares(moments, (high - low)[:, None], size[:, None])
    return bool(means.all()) and squares and (not moments.counts.size or _possible_counts(moments))


def _possible_squares(moments: Moments, width: NDArray[np.float64], size: NDArray[np.float64]) -> bool:
    """Return whether sums of squares are not negative nor beyond half of the answers at either end, (k, 1) apart.

    And whether sums of products (k, k) are symmetric and not beyond the squares; but for rounding of answers of a size.
    """
    n = moments.sums.n
    product, square = (np.where(np.isnan(part), 0.0, part.astype(np.float64)) for part in moments.sums.centred())
    if not ((square >= 0) & (square <= n * (width + ROUNDING * size) ** 2 / 4)).all():
        return False
    most = np.sqrt(square) * np.sqrt(square.T)  # Cauchy and Schwarz
    rounding = ROUNDING * n * size * size.T
    return bool(((np.abs(product) <= most + rounding) & (np.abs(product - product.T) <= rounding)).all())


def _possible_counts(moments: Moments) -> bool:
    """Return whether as many answers were counted as there are people, and add up to the same exact sums."""
    if (moments.counts < 0).any() or not np.array_equal(moments.counts.sum(axis=1), moments.counted):
        return False
    if not isinstance(moments.sums, ExactSums):
        return True
    origin = moments.sums.origin.tolist()
    sums = [
        sum(count * (value - zero) for count, value in zip(counts, values, strict=False))
        for counts, values, zero in zip(moments.counts.tolist(), moments.values, origin, strict=True)
    ]
    return bool(sums == own(moments.sums.first).tolist())
