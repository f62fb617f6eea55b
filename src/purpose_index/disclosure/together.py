"""Where sums of squares within groups may be told of measures that share parts: together they tell how those differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.disclosure.known import ROUNDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

FITS = 1e-6


def stays_open_together(
    weights: Floats, parts: Floats, group: Integers, policy: Disclosure, *, hidden: NDArray[np.bool_] | None = None
) -> bool:
    """Tell whether a measure stays open to who knows all sums of squares and products of its parts within groups.

    Parameters
    ----------
    weights
        (k,) of the parts in the measure, which add up to 1.
    parts
        (n, k) everybody's answers as parts of the range, NaN where missing.
    group
        (n,) the number of everybody's group, from 0 up.
    policy
        What must stay unknown.
    hidden
        (G, k) the parts of which a group's mean is not told, so that nothing of it need stay as it is.

    Notes
    -----
    A few people of a group can have another mean of the measure where all its parts move along some h, those of the
    rest of the group move back, and the other groups make up for it. If that takes c of the sum of squares, and W holds
    all squares and products of the parts, ``W - c h h'`` is left to the others, which can be where ``c h' W⁻ h`` is at
    most 1. The cheapest h is the regression of the parts on the measure; a part that has no room for it in some group
    moves as far as it can there, and the others make up for that. That other groups can differ by so much is what
    `squares_stay_open` looks at. So it is for anybody, and for whoever answered the highest or the lowest in a group.
    """
    n, mean, apart = _apart(parts, group)
    scatter, along = apart.T @ apart, apart @ weights
    squares = float(along @ along)
    outermost = [np.lexsort((side * along, group))[np.cumsum(n) - 1] for side in (1, -1)]
    left = squares - max(float((n / (n - 1) * along[who] ** 2).max()) for who in outermost)
    if left <= 0:
        return False
    usual = scatter @ weights / squares
    few = policy.minimum - 1
    by_own = [(n - 1, mean - apart[who] / (n - 1)[:, None], few - 1) for who in outermost]
    for size, middle, some in [(n, mean, few), *by_own]:
        need, rest = some * size / (size - some), (size - some) / some
        at, reach = middle @ weights, np.sqrt(left / need)
        up, down = (np.min([one, (1 - one) * rest, reach], axis=0) for one in (1 - at, at))
        if (up + down < policy.width - ROUNDING).any():
            return False
        for above, below, end in ((1 - middle, middle, up), (middle, 1 - middle, down)):
            step = (end * policy.width / (up + down))[:, None]
            ends = -np.minimum(below, above * rest[:, None]) / step, np.minimum(above, below * rest[:, None]) / step
            if hidden is not None:
                ends = np.where(hidden, -np.inf, ends[0]), np.where(hidden, np.inf, ends[1])
            cost = _costs(weights, scatter, usual, *ends)
            if (cost * need * step[:, 0] ** 2 > left + ROUNDING).any():
                return False
    return True


def _apart(parts: Floats, group: Integers) -> tuple[Integers, Floats, Floats]:
    """Return how many people every group has, the means of their parts, and how far everybody is from those."""
    n, there = np.bincount(group), ~np.isnan(parts)
    columns = zip(np.where(there, parts, 0).T, there.T, strict=True)
    sums = [(np.bincount(group, weights=x), np.bincount(group, weights=seen)) for x, seen in columns]
    mean = np.stack([total / np.maximum(people, 1) for total, people in sums], axis=1)
    return n, mean, np.where(there, parts - mean[group], 0)


def _costs(weights: Floats, scatter: Floats, usual: Floats, lowest: Floats, highest: Floats) -> Floats:
    """Return (G,) what moving between (G, k) bounds costs, as a multiple of the cheapest; infinite if it cannot be."""
    found = np.ones(len(lowest))
    for g in np.flatnonzero(((usual < lowest - FITS) | (usual > highest + FITS)).any(axis=1)):
        found[g] = _cost(weights, scatter, lowest[g], highest[g]) * float(weights @ scatter @ weights)
    return found


def _cost(weights: Floats, scatter: Floats, lowest: Floats, highest: Floats) -> float:
    """Return h' W⁻ h of a cheap h with ``weights @ h == 1`` between bounds: who passes a bound is held there."""
    rows, goal = weights[None], np.ones(1)
    for _ in range(len(weights) + 1):
        share = np.linalg.pinv(rows @ scatter @ rows.T, rcond=1e-10, hermitian=True) @ goal
        h = scatter @ rows.T @ share
        if np.abs(rows @ h - goal).max() > FITS:
            break
        out = (h < lowest - FITS) | (h > highest + FITS)
        if not out.any():
            return float(goal @ share)
        rows = np.vstack([rows, np.eye(len(h))[out]])
        goal = np.append(goal, np.clip(h, lowest, highest)[out])
    return np.inf
