"""Turns items of a tally around within their declared range, and weighs them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.tallies.groups import positions
from purpose_index.tallies.sums import CentredSums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.tallies.moments import Moments
    from purpose_index.tallies.sums import Floats, Integers

    Mask = NDArray[np.bool_]


def keyed(moments: Moments, items: Sequence[str], total: ArrayLike | None) -> Moments:
    """Return the moments in which x of these items is `total - x`; see `Moments.keyed`."""
    turned = np.zeros(len(moments), dtype=bool)
    turned[positions(moments.items, items)] = True
    if not turned.any():
        return moments
    totals = np.broadcast_to(np.asarray(_declared(moments) if total is None else total, float), (len(moments),))
    if moments.exact and np.any(totals % 1):
        issue = Issue("total-not-whole", "$.total", "Whole numbers can only be turned around within a whole total.")
        raise ArgumentError("The items cannot be turned around.", [issue])
    flips = list(zip(moments.items, turned.tolist(), strict=True))
    return replace(
        moments,
        values=tuple(_values(v, t) for v, t in zip(moments.values, turned, strict=True)) if moments.values else (),
        reversed_items=tuple(item for item, flip in flips if flip != (item in moments.reversed_items)),
        low=np.where(turned, totals - moments.high, moments.low),
        high=np.where(turned, totals - moments.low, moments.high),
        counts=_counts(moments, turned),
        sums=moments.sums.keyed(np.where(turned, -1, 1), totals),
    )


def weighted(moments: Moments, weights: Floats) -> Moments:
    """Return the moments of every item times its weight; see `Moments.weighted`."""
    column, sums = weights[:, None], moments.sums.real()
    return replace(
        moments,
        values=(),
        low=moments.low * weights,
        high=moments.high * weights,
        counts=moments.counts[:, :0],
        sums=CentredSums(sums.n, sums.means * column, sums.product * column * weights, sums.square * column**2),
    )


def _declared(moments: Moments) -> Floats:
    if not moments.values:
        hint = "Say total=, the lowest plus the highest value that an answer can have."
        issue = Issue("no-declared-range", "$.total", "An array does not say which values its items can have.", hint)
        raise ArgumentError("The items cannot be turned around.", [issue])
    return np.array([values[0] + values[-1] for values in moments.values], dtype=float)


def _values(values: tuple[int, ...], turned: bool) -> tuple[int, ...]:
    return tuple(values[0] + values[-1] - value for value in reversed(values)) if turned else values


def _counts(moments: Moments, turned: Mask) -> Integers:
    counts = moments.counts.copy()
    for j in np.flatnonzero(turned) if moments.values else ():
        size = len(moments.values[j])
        counts[j, :size] = counts[j, :size][::-1]
    return counts
