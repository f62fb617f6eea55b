"""How narrow sums that overlap make the mean of a set of people: other answers that would show the same, or a proof."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.disclosure.known import ROUNDING
from purpose_index.disclosure.sets import sets_to_check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.disclosure.question import Columns
    from purpose_index.disclosure.sets import Sets

DIRECTIONS = 64
LARGE = 30  # people of a column that can make up for what a few others answer
MOST_PROOFS = 8  # of what narrows too far, in overlapping sums, each time that they are looked at


class Equations:
    """Overlapping sums: `matrix` (rows, columns) times the totals of the columns is what is shown.

    Parameters
    ----------
    matrix
        Which column is part of which row.
    columns
        Of the same columns the size, the total and the ends.
    """

    def __init__(self, matrix: NDArray[np.float64], columns: Columns) -> None:
        self.matrix = matrix
        self.columns = columns
        _, values, right = np.linalg.svd(matrix)
        self.free: NDArray[np.float64] = right[(values > ROUNDING).sum() :]
        rng = np.random.default_rng(0)  # which only finds answers that are then checked
        anywhere = np.concatenate([self.free.T, rng.normal(size=(DIRECTIONS, len(self.free)))]) @ self.free
        self.directions: tuple[NDArray[np.float64], ...] = (self._by_the_large(), anywhere)

    def _by_the_large(self) -> NDArray[np.float64]:
        """Return for every small column how it can move where large ones alone make up for it, and they have room.

        They only find answers that fit, so they change nothing of what is shown: in 27 tables of regions and sectors it
        was the same without them, where up to twice as many linear programmes were needed.
        """
        small = self.columns.size < LARGE
        moves = np.zeros((int(small.sum()), len(small)))
        moves[:, small] = np.eye(len(moves))
        moves[:, ~small] = -(np.linalg.pinv(self.matrix[:, ~small]) @ self.matrix[:, small]).T
        return np.asarray(moves[np.abs(moves @ self.matrix.T).max(axis=1, initial=0) < ROUNDING])

    def proofs(self, policy: Disclosure) -> Iterator[NDArray[np.int64]] | None:
        """Yield, for each set of people whose mean is narrowed too far, rows that do so; None where it is too large."""
        readers = self._readers(policy.minimum - 1)
        aims: list[Sets] = []
        for size, total, most in readers:
            sets = sets_to_check(size, total, most, policy.width * most - ROUNDING)
            if sets is None:
                return None
            aims.append(sets)
        found = (
            rows
            for (size, total, _), sets in zip(readers, aims, strict=True)
            for rows in self._of_reader(size, total, sets, policy.width)
        )
        return islice(found, MOST_PROOFS)

    def _readers(self, most: int) -> list[tuple[NDArray[np.int64], NDArray[np.float64], int]]:
        """Return what anybody faces, and whoever takes out their own answer: sizes, totals, and whom they aim at."""
        one = np.eye(len(self.columns.size), dtype=np.int64)
        size, total = self.columns.size, self.columns.total
        return [(size, np.clip(total, 0, size), most)] + [
            (size - one[k], np.clip(total - own * one[k], 0, size - one[k]), most - 1)
            for k in range(len(size))
            for own in {self.columns.low[k], self.columns.high[k]}
        ]

    def _of_reader(
        self, size: NDArray[np.int64], total: NDArray[np.float64], sets: Sets, width: float
    ) -> Iterator[NDArray[np.int64]]:
        asked = width * sets.people(size) - ROUNDING
        doubtful, worlds = np.arange(len(asked)), total[None]
        for directions in self.directions:
            if len(doubtful):
                worlds = _worlds(size, total, directions)
                doubtful = doubtful[_spread(sets.take(doubtful), size, worlds) < asked[doubtful]]
        while len(doubtful):
            one, rest = doubtful[0], doubtful[1:]
            open_, more, used = self._ends(size, total, sets.take(doubtful[:1]))
            if open_ < asked[one]:
                yield np.flatnonzero(used)
            worlds = np.concatenate([worlds, more])
            doubtful = rest[_spread(sets.take(rest), size, worlds) < asked[rest]]

    def _ends(
        self, size: NDArray[np.int64], total: NDArray[np.float64], one: Sets
    ) -> tuple[float, NDArray[np.float64], NDArray[np.bool_]]:
        """Return the highest total of a set less the lowest, totals with either, and the rows that bound them.

        Both are one linear programme, of the unknowns twice: a programme takes far longer to set up than to solve.
        """
        from scipy.optimize import linprog

        k, rows = len(size), len(self.matrix)
        part, some = int(one.part[0]), int(one.some[0])
        bounds = [*((0.0, float(n)) for n in size), (0.0, float(some))] * 2
        equal, limit = np.zeros((2 * rows, 2 * k + 2)), np.zeros((2, 2 * k + 2))
        equal[:rows, :k] = equal[rows:, k + 1 : -1] = self.matrix
        goal = np.append(one.whole[0].astype(float), 1.0)  # the last is the total of the people of the part
        rest = 0.0
        if part >= 0:  # they have at most what the column has, and at least what its other people leave
            limit[0, [part, k]] = (-1, 1)
            limit[1, [k + 1 + part, 2 * k + 1]] = (1, -1)
            rest = float(size[part] - some)
        shown = self.matrix @ total
        goals, right = np.concatenate([-goal, goal]), np.concatenate([shown, shown])
        found = linprog(goals, A_ub=limit, b_ub=[0.0, rest], A_eq=equal, b_eq=right, bounds=bounds, method="highs")
        if found.x is None or found.fun is None:  # the true answers fit, so this is rounding: nothing is proved
            return np.inf, np.clip(total, 0, size)[None], np.zeros(rows, dtype=bool)
        used = np.abs(found.eqlin.marginals) > ROUNDING
        return -float(found.fun), np.clip(found.x.reshape(2, k + 1)[:, :k], 0, size), used[:rows] | used[rows:]


def _worlds(
    size: NDArray[np.int64], total: NDArray[np.float64], directions: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return totals of the columns that show the same sums, as far from the true ones as their ends allow."""
    with np.errstate(divide="ignore", invalid="ignore"):
        up, down = (size - total) / directions, -total / directions
        flat = np.abs(directions) < ROUNDING
        ahead = np.where(flat, np.inf, np.maximum(up, down)).min(axis=1, keepdims=True)
        back = np.where(flat, -np.inf, np.minimum(up, down)).max(axis=1, keepdims=True)
    moves = np.isfinite(ahead[:, 0]) & np.isfinite(back[:, 0])
    ends = [total + step[moves] * directions[moves] for step in (ahead, back)]
    return np.asarray(np.clip(np.concatenate([total[None], *ends]), 0, size))


def _spread(sets: Sets, size: NDArray[np.int64], worlds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return of every set the highest total in one of these worlds, less the lowest in one."""
    whole = sets.whole.astype(float) @ worlds.T
    has = sets.part >= 0
    part, some = sets.part[has], sets.some[has, None]
    inside = worlds[:, part].T
    high, low = whole.copy(), whole
    high[has] += np.minimum(some, inside)
    low[has] += np.maximum(0, inside - (size[part, None] - some))
    return np.asarray(high.max(axis=1) - low.min(axis=1)) if len(whole) else np.zeros(0)


def independent(matrix: NDArray[np.float64], order: Sequence[int]) -> list[int]:
    """Return rows that all others follow from, those that come first in `order` where there is a choice.

    Examples
    --------
    >>> independent(np.array([[1.0, 1], [1, 0], [0, 1]]), [2, 0, 1])
    [2, 0]
    """
    kept: list[int] = []
    basis = np.zeros((0, matrix.shape[1]))
    for i in order:
        rest = matrix[i] - (matrix[i] @ basis.T) @ basis
        rest -= (rest @ basis.T) @ basis
        length = np.linalg.norm(rest)
        if length > 1e-6:
            kept.append(i)
            basis = np.vstack([basis, rest / length])
    return kept
