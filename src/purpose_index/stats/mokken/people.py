"""Guttman errors of each person: how often somebody agrees with the harder step and not with the easier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.people import different
from purpose_index.tallies.categories import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GuttmanErrors(Frozen):
    """Guttman errors of n people.

    Parameters
    ----------
    errors
        (n,) how many pairs of item steps were answered against their order; NaN for who answered nothing.
    highest
        (n,) the most that somebody with that sum score, on the items answered, can make.
    normed
        (n,) the one over the other, from 0 to 1; NaN where none can be made, as at the lowest and highest sum.
    """

    errors: Array
    highest: Array
    normed: Array


def guttman_errors(x: ArrayLike) -> GuttmanErrors:
    """Count how often each person passes an item step and fails a more popular one.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing; the steps are those between values that somebody
        chose, and their popularity is that among all who answered the item.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) categories (`not-categories`).

    Notes
    -----
    With the steps ranked from the most popular on, a person who passes the steps of ranks r makes
    ``sum(r - 1) - m (m - 1) / 2`` errors, m being how many steps are passed. Two equally popular steps share their
    ranks, so that passing either alone is half an error. A person with missing answers is judged by the steps of the
    items answered. Many errors have many causes: another order of what is easy, a misread word, haste. They are no
    verdict on a person.

    References
    ----------
    Emons, W. H. M. (2008). Nonparametric person-fit analysis of polytomous item scores. Applied Psychological
    Measurement, 32, 224-247. https://doi.org/10.1177/0146621607302479

    Examples
    --------
    >>> result = guttman_errors([[0, 0], [1, 0], [1, 1], [1, 0], [0, 1]])
    >>> result.errors, result.normed
    (array([0., 0., 0., 0., 1.]), array([nan,  0., nan,  0.,  1.]))
    """
    given = categories_of(np.asarray(answers_of(x), dtype=np.float64), "pairwise", None, None)
    codes = given.read(slice(0, given.n))
    popularity = [_popularity(own) for own in codes]
    errors, highest = np.full(given.n, np.nan), np.full(given.n, np.nan)
    for items, rows in _alike(codes >= 0):
        if items.any():
            own = codes[items] if len(rows) == given.n else codes[np.ix_(items, rows)]
            errors[rows], highest[rows] = _of_alike(own, [popularity[j] for j in np.flatnonzero(items)])
    with np.errstate(divide="ignore", invalid="ignore"):
        return GuttmanErrors(errors=errors, highest=highest, normed=errors / highest)


def _alike(there: Mask) -> Iterator[tuple[Mask, NDArray[np.int64]]]:
    """Yield (k,) which items were answered, and the rows of those who answered just these."""
    complete = there.all(axis=0)
    yield np.ones(len(there), dtype=bool), np.flatnonzero(complete)
    others = np.flatnonzero(~complete)
    if len(others):
        kinds, kind = different(there[:, others].T)
        order = np.argsort(kind, kind="stable")
        ends = np.cumsum(np.bincount(kind))
        yield from zip(kinds, np.split(others[order], ends[:-1]), strict=True)


def _popularity(codes: Codes) -> Array:
    """Return the share that passes each step of an item, among those who answered it."""
    counts = np.bincount(codes[codes >= 0])
    return np.asarray(counts[::-1].cumsum()[-2::-1] / counts.sum())


def _of_alike(codes: Codes, popularity: list[Array]) -> tuple[Array, Array]:
    """Return the errors of people who answered the same items, and the most for their sum of steps."""
    ranks = _ranks(-np.concatenate(popularity))
    per_item = np.split(ranks, np.cumsum([len(steps) for steps in popularity])[:-1])
    passed = [np.concatenate([[0.0], np.cumsum(own)]) for own in per_item]  # by category: the ranks of the steps passed
    total = codes.sum(axis=0, dtype=np.int64)
    summed = np.zeros(codes.shape[1])
    for own, column in zip(passed, codes, strict=True):
        summed += own[column]
    most = np.full(len(ranks) + 1, -np.inf)
    most[0] = 0.0
    for own in passed:  # the highest sum of ranks for every sum of steps, item after item
        ends = [np.concatenate([np.full(c, -np.inf), most[: len(most) - c] + gain]) for c, gain in enumerate(own)]
        most = np.max(ends, axis=0)
    orderly = total * (total - 1) / 2
    return summed - orderly, most[total] - orderly


def _ranks(values: Array) -> Array:
    """Return the place of each value from the lowest on, from 0; equal ones share the mean of their places."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts + 1) / 2)[which.reshape(-1)])
