"""The abstract table that is decided about: one question's answers, and the cells that each answer is counted in."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

NONE = -1  # the label of an answer that is in no cell of a labelling


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """The answers to one question, as parts of its range, and the cells whose sums they are in.

    Parameters
    ----------
    values
        (n,) the answers of those who gave one, from 0 (the lowest there is) to 1 (the highest).
    labels
        Labellings, each (n,): the number of the cell that the answer is counted in, -1 for none. Within one labelling
        the answers with one label are a sum that whoever sees that cell knows; one cell may have sums in several.
    weights
        (n,) how much each answer counts for in the sums; by default 1.

    Notes
    -----
    People with equal labels and weights are alike to every reader. They are kept as one *atom*: its `size`, the `total`
    of its answers (each for 1), the `low` and the `high` one, and its `weight`. `atom` (n,) is the atom of each answer
    and `labels` (labellings, atoms).
    """

    values: NDArray[np.float64]
    labels: NDArray[np.int64]
    weight: NDArray[np.float64]
    atom: NDArray[np.int64] = field(init=False)
    size: NDArray[np.int64] = field(init=False)
    total: NDArray[np.float64] = field(init=False)
    low: NDArray[np.float64] = field(init=False)
    high: NDArray[np.float64] = field(init=False)

    def __init__(self, values: ArrayLike, labels: Sequence[ArrayLike], weights: ArrayLike | None = None) -> None:
        """Find the atoms."""
        x = np.asarray(values, dtype=float)
        each = np.array(labels, dtype=np.int64).reshape(len(labels), len(x))
        weight = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
        atom, first = alike(each if weights is None else np.vstack([each, _numbered(weight)]))
        size = np.bincount(atom, minlength=len(first))
        low, high = np.full(len(first), np.inf), np.full(len(first), -np.inf)
        np.minimum.at(low, atom, x)
        np.maximum.at(high, atom, x)
        found = {
            "values": x,
            "labels": each[:, first],
            "weight": weight[first],
            "atom": atom,
            "size": size,
            "total": np.bincount(atom, weights=x, minlength=len(first)),
            "low": low,
            "high": high,
        }
        for name, array in found.items():
            object.__setattr__(self, name, array)

    def told_apart(self, shown: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the column of every atom, -1 for none, and the labels (labellings, columns) that are shown of each.

        A column holds the people whom a reader of the cells that are shown cannot tell apart.
        """
        labels = np.where(np.append(shown, np.False_)[self.labels], self.labels, NONE)
        number, first = alike(np.vstack([labels, _numbered(self.weight)]))
        kept = (labels[:, first] != NONE).any(axis=0)
        place = np.where(kept, np.cumsum(kept) - 1, NONE)
        return place[number], labels[:, first[kept]]

    def merged(self, shown: NDArray[np.bool_]) -> Columns:
        """Return the sums that are shown."""
        column, labels = self.told_apart(shown)
        inside, k = column != NONE, labels.shape[1]
        low, high, weight = np.ones(k), np.zeros(k), np.ones(k)
        weight[column[inside]] = self.weight[inside]
        np.minimum.at(low, column[inside], self.low[inside])
        np.maximum.at(high, column[inside], self.high[inside])
        labelling, at = np.nonzero(labels != NONE)
        row, first = alike(np.stack([labelling, labels[labelling, at]]))
        return Columns(
            size=np.bincount(column[inside], weights=self.size[inside], minlength=k).astype(np.int64),
            total=np.asarray(np.bincount(column[inside], weights=self.total[inside], minlength=k), dtype=float),
            low=low,
            high=high,
            weight=weight,
            cell=labels[labelling[first], at[first]],
            row=row,
            column=at,
        )

    def with_labelling(self, labels: NDArray[np.int64]) -> Question:
        """Return the same answers with one labelling (atoms,) more."""
        more = copy(self)
        object.__setattr__(more, "labels", np.vstack([self.labels, labels]))
        return more


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The sums of one question that are shown, as equations: each *row* is a sum over *columns*, sets of people alike.

    Parameters
    ----------
    size, total, low, high, weight
        Of every column: how many people; the total, the lowest and the highest of their answers; what one counts for.
    cell
        Of every row: the cell that shows it.
    row, column
        Pairs: this column is part of this row.
    """

    size: NDArray[np.int64]
    total: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    weight: NDArray[np.float64]
    cell: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]

    def take(self, which: NDArray[np.int64]) -> Columns:
        """Return some of the columns, in no rows."""
        none = np.zeros(0, dtype=np.int64)
        return Columns(
            size=self.size[which],
            total=self.total[which],
            low=self.low[which],
            high=self.high[which],
            weight=self.weight[which],
            cell=none,
            row=none,
            column=none,
        )


def _numbered(weights: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.unique(np.round(weights, 9), return_inverse=True)[1]


def alike(labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which columns of an array are equal, as a number each, and the first column with each number.

    Examples
    --------
    >>> alike(np.array([[5, 5, 7, 5], [-1, 2, 0, -1]]))
    (array([0, 1, 2, 0]), array([0, 1, 2]))
    """
    number, first = np.zeros(labels.shape[1], dtype=np.int64), np.zeros(min(labels.shape[1], 1), dtype=np.int64)
    for row in labels:
        if not np.array_equal(row[first][number], row):  # else it tells apart nobody whom those above it do not
            wide = int(row.max()) + 2
            number, first = _ranked(number * wide + row + 1, len(first) * wide)
    return number, first


def _ranked(key: NDArray[np.int64], span: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the place of every key among the different ones, and where each of those stands first; all are < span."""
    if span > 4 * len(key):
        _, first, number = np.unique(key, return_index=True, return_inverse=True)
        return number, first
    at = np.full(span, NONE, dtype=np.int64)
    at[key[::-1]] = np.arange(len(key))[::-1]  # of keys that are equal, the first is written last
    present = at != NONE
    return (np.cumsum(present) - 1)[key], at[present]
