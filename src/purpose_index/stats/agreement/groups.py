"""Many groups at once: how many answered, means, variances and deviations of every group and item, in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Fact
    from purpose_index.options import Missing

    Array = NDArray[np.float64]
    Integers = NDArray[np.int64]

Center = Literal["mean", "median"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Grouped(Frozen):
    """The answers of people in groups, group after group; what is asked of it is an array of groups by items.

    Parameters
    ----------
    values
        (n, k) answers, the rows of each group together; NaN where missing.
    starts
        (G,) the first row of each group; none is without rows.
    names
        The G names of the groups, ascending.
    """

    values: Array
    starts: Integers
    names: tuple[Any, ...]

    def __len__(self) -> int:
        """The number of groups."""
        return len(self.starts)

    @cached_property
    def member(self) -> Integers:
        """(n,) the number of the group of every row."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts, append=len(self.values)))

    @cached_property
    def n(self) -> Integers:
        """(G, k) how many people answered."""
        return np.asarray(np.add.reduceat(~np.isnan(self.values), self.starts, axis=0, dtype=np.int64))

    @cached_property
    def mean(self) -> Array:
        """(G, k) the means, between the lowest and the highest answer whatever the rounding; NaN without answers."""
        low = self.lowest
        return low + divided(self._sums(self.values - low[self.member]), self.n)

    @cached_property
    def variance(self) -> Array:
        """(G, k) the variances (n - 1); NaN under two answers."""
        return divided(self._sums((self.values - self.mean[self.member]) ** 2), self.n - 1)

    @cached_property
    def lowest(self) -> Array:
        """(G, k) the lowest answers; NaN without answers."""
        return np.asarray(np.fmin.reduceat(self.values, self.starts, axis=0))

    @cached_property
    def highest(self) -> Array:
        """(G, k) the highest answers; NaN without answers."""
        return np.asarray(np.fmax.reduceat(self.values, self.starts, axis=0))

    def median(self) -> Array:
        """Return the (G, k) medians; NaN without answers."""
        first, second = (self.starts[:, None] + np.maximum(at, 0) for at in ((self.n - 1) // 2, self.n // 2))
        ordered = np.stack([column[np.lexsort([column, self.member])] for column in self.values.T], axis=1)
        halves = np.take_along_axis(ordered, first, axis=0), np.take_along_axis(ordered, second, axis=0)
        return np.asarray((halves[0] + halves[1]) / 2)

    def average_deviation(self, center: Center) -> Array:
        """Return the (G, k) mean distances from the mean or the median; NaN under two answers."""
        middle = self.mean if center == "mean" else self.median()
        deviations = self._sums(np.abs(self.values - middle[self.member]))
        return divided(deviations, np.where(self.n > 1, self.n, 0))

    def _sums(self, x: Array) -> Array:
        return np.asarray(np.add.reduceat(np.where(np.isnan(x), 0.0, x), self.starts, axis=0))


def grouped(x: ArrayLike, groups: ArrayLike | None = None, missing: Missing = "listwise") -> Grouped:
    """Return the answers of people in groups; without groups, all people are one.

    Parameters
    ----------
    x
        (n, k) answers, or (n,) of one item; NaN where missing.
    groups
        (n,) the group of every person.
    missing
        'listwise': people who miss an answer are left out, and groups of which nobody is left. 'pairwise': nobody
        is left out.

    Raises
    ------
    ArgumentError
        Where the answers are not numbers, or there is not one group, and not None, NaN or empty, a person.

    Examples
    --------
    >>> teams = grouped([1, 2, 5, 4], ["b", "b", "a", "a"])
    >>> teams.names, teams.mean.tolist()
    (('a', 'b'), [[4.5], [1.5]])
    """
    values = np.asarray(answers_of(np.reshape(x, (-1, 1)) if np.ndim(x) == 1 else x), dtype=np.float64)
    names, member = numbered(np.zeros(len(values), dtype=np.int8) if groups is None else groups, len(values))
    if missing == "listwise":
        complete = ~np.isnan(values).any(axis=1)
        values, member = values[complete], member[complete]
    order = np.argsort(member, kind="stable")
    present, starts = np.unique(member[order], return_index=True)
    return Grouped(
        values=values[order], starts=starts.astype(np.int64), names=tuple(names[group] for group in present.tolist())
    )


def numbered(groups: ArrayLike, n: int) -> tuple[list[Any], Integers]:
    """Return the names of the groups, ascending, and the number of each row's group.

    Raises
    ------
    ArgumentError
        There is not one group a row, or a row has no group: None, NaN, an empty text.
    """
    given, known = labels_of(groups)
    if given.shape != (n,):
        message = f"Expected one group for each of the {n} rows; the shape is {given.shape}."
        facts: dict[str, Fact] = {"rows": n, "shape": given.shape}
        raise ArgumentError("The rows cannot be grouped.", [Issue("groups-shape", "$.groups", message, facts=facts)])
    without = n - int(known.sum())
    if without:
        message = f"Of the {n} rows, {without} have no group: None, NaN or an empty text."
        hint, facts = "Leave those rows out, or give them a group of their own.", {"rows": n, "without": without}
        raise ArgumentError(
            "The rows cannot be grouped.", [Issue("groups-missing", "$.groups", message, hint, facts=facts)]
        )
    if given.dtype.kind != "O":
        names, member = np.unique(given, return_inverse=True)
        return names.tolist(), member.astype(np.int64)
    ascending = _ascending(dict.fromkeys(given))
    place = {name: at for at, name in enumerate(ascending)}
    return ascending, np.array([place[name] for name in given], dtype=np.int64)


def _ascending(names: Iterable[Any]) -> list[Any]:
    """Return names in order; by the name of their type first where they cannot be compared."""
    try:
        return sorted(names)
    except TypeError:
        return sorted(names, key=lambda name: (type(name).__name__, repr(name)))


def divided(sums: Array, by: Integers) -> Array:
    """Return sums divided by whole numbers; NaN where those are not above 0."""
    return np.where(by > 0, sums / np.maximum(by, 1), np.nan)
