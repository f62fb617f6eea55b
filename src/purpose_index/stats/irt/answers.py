"""The answers that an item response model rests on: distinct rows of codes, over the categories that somebody chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.stats.frames import named_columns
from purpose_index.stats.inputs import answers_of
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Distinct rows of answers by category, of people who answered something.

    Parameters
    ----------
    items
        The ids of the k items.
    values
        For every item the values that may be chosen, ascending.
    categories
        For every item those of them that somebody chose: the categories of the model.
    sizes
        (k,) how many categories somebody chose.
    codes
        (p, k) int8 categories from 0, -1 where missing; rows that are alike high stand together.
    counts
        (p,) how many people gave each row.
    """

    items: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    categories: tuple[tuple[int, ...], ...]
    sizes: NDArray[np.int64]
    codes: Codes
    counts: Array

    @property
    def most(self) -> int:
        """The most categories that an item has."""
        return int(self.sizes.max(initial=1))


def answers_by_category(x: Any, names: Sequence[str] | None) -> Answers:
    """Return the distinct rows of an array or of response patterns, the categories that nobody chose left out."""
    x, names = named_columns(x, names)
    given = x if isinstance(x, Patterns) else Patterns.of(answers_of(x), missing="pairwise", items=names)
    told = (given.codes >= 0).any(axis=1)
    counts = given.counts[told].astype(np.float64)
    categories, by_item = of_those_chosen(given.values, np.ascontiguousarray(given.codes[told].T))
    sizes, merged = np.array([len(own) for own in categories]), by_item.T
    order = by_height(merged, sizes)
    return Answers(given.items, given.values, categories, sizes, merged[order], counts[order])


def of_those_chosen(declared: Sequence[Sequence[int]], codes: Codes) -> tuple[tuple[tuple[int, ...], ...], Codes]:
    """Return for every item the values that somebody chose, and the (k, n) codes among those."""
    merged, values = np.full_like(codes, -1), []
    for own, out, all_values in zip(codes, merged, declared, strict=True):
        there = own >= 0
        chosen = np.flatnonzero(np.bincount(own[there], minlength=1))
        place = np.full(int(chosen.max(initial=0)) + 2, -1, dtype=np.int8)  # last, where -1 points, of a missing answer
        place[chosen] = np.arange(len(chosen))
        out[:] = place[np.maximum(own, -1)]
        values.append(tuple(all_values[c] for c in chosen.tolist()))
    return tuple(values), merged


def by_item(table: Array, sizes: NDArray[np.int64]) -> tuple[Array, ...]:
    """Return the rows of a table of items without what is beyond the categories of each: one number fewer than those.

    Examples
    --------
    >>> by_item(np.array([[1.0, 2.0], [3.0, np.nan], [np.nan, np.nan]]), np.array([3, 2, 0]))
    (array([1., 2.]), array([3.]), array([], dtype=float64))
    """
    return tuple(row[:end] for row, end in zip(table, np.maximum(sizes - 1, 0), strict=True))


def by_height(codes: Codes, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the order of rows in which those stand together that are alike high on what they answered."""
    there = codes >= 0
    shares = np.maximum(codes, 0) / np.maximum(sizes - 1, 1)
    return np.argsort(shares.sum(axis=1) / np.maximum(there.sum(axis=1), 1), kind="stable")


def every_so_many(answers: Answers, step: int) -> Answers | None:
    """Return every so many rows, which reach over the whole trait; None where a category is not among them."""
    codes, counts = answers.codes[step // 2 :: step], answers.counts[step // 2 :: step]
    met = [len(np.unique(own[own >= 0])) for own in codes.T]
    return replace(answers, codes=codes, counts=counts) if met == answers.sizes.tolist() else None


def places_of(values: Sequence[int], categories: Sequence[int]) -> NDArray[np.int8]:
    """Return of each value the category that it counts as: the nearest one, the lower of two as near.

    Examples
    --------
    >>> places_of([1, 2, 3, 4, 5], [2, 4]).tolist()
    [0, 0, 0, 1, 1]
    """
    far = np.abs(np.subtract.outer(np.array(values), np.array(categories)))
    return np.asarray(far.argmin(axis=1), dtype=np.int8)
