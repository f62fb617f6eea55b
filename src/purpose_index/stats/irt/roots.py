"""Where a function of one number passes from above 0 to below it, for many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

FURTHEST = 60.0
CLOSE = 1e-8  # a step of Newton's below it leaves its square
NARROW = 1e-12  # beside where it is: a bracket below it leaves nothing
MOST = 200


class Brackets(NamedTuple):
    """Of everybody a place to begin at, and between which places the root is, as far as that is known."""

    start: Array
    low: Array
    high: Array


def brackets(rise: Array, nodes: Array) -> Brackets:
    """Return where functions that are known at nodes fall through 0; of several such places the one that is highest up.

    Parameters
    ----------
    rise
        (q, n) the functions at each node, of which there are at least 4.
    nodes
        (q,) ascending and even.

    Examples
    --------
    >>> nodes = np.linspace(-2, 2, 5)
    >>> brackets(0.25 - nodes[:, None], nodes)
    Brackets(start=array([0.25]), low=array([0.]), high=array([1.]))
    """
    above = rise > 0
    before, behind = above.sum(axis=0), len(nodes) - (rise < 0).sum(axis=0)  # the nodes that a root is between
    several = (above[1:] & ~above[:-1]).any(axis=0)
    if several.any():
        before[several] = behind[several] = _highest(rise[:, several])
    ends = np.concatenate([[-np.inf], nodes, [np.inf]])
    low, high = ends[before], ends[behind + 1]
    first, last = np.maximum(low, nodes[0]), np.minimum(high, nodes[-1])
    middle = (first + last) / 2
    start = middle + (nodes[1] - nodes[0]) * (_share(rise, before - 1) - 0.5)
    near = (before == behind) & (first < start) & (start < last)
    return Brackets(np.where(near, start, middle), low, high)


def _highest(rise: Array) -> NDArray[np.intp]:
    """Which node comes first behind the highest top of what rises so."""
    none = np.zeros_like(rise[:1])
    heights = np.concatenate([none, np.cumsum(rise[1:] + rise[:-1], axis=0)])
    above = np.concatenate([none == 0, rise > 0, none > 0])
    tops = np.maximum(np.concatenate([heights[:1], heights]), np.concatenate([heights, heights[-1:]]))
    return np.asarray(np.where(above[:-1] & ~above[1:], tops, -np.inf).argmax(axis=0))


def _share(rise: Array, left: NDArray[np.intp]) -> Array:
    """Which share of the way from a node to the next one leads to the root: Bessel's interpolation, one step of it."""
    inner, everyone = left.clip(1, len(rise) - 3), np.arange(rise.shape[1])
    before, one, two, after = (rise[inner + move, everyone] for move in (-1, 0, 1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = one / (one - two)
        return np.asarray(share - share * (1 - share) * (before - one - two + after) / (4 * (one - two)))


def falling_root(
    rise: Callable[[Array, NDArray[np.intp]], tuple[Array, Array]], known: Brackets
) -> tuple[Array, Array]:
    """Return where functions fall through 0, and their slopes there; inf where one stays above 0, -inf where below.

    Parameters
    ----------
    rise
        Of places and of whom they are: the function of each there, and its slope.
    known
        Where to begin, and between which places to look.

    Notes
    -----
    Newton's steps, where they stay within the bracket and each is less than half of the one before; else halves of the
    bracket. While that has no end: strides, each twice as long.

    Examples
    --------
    >>> anywhere = Brackets(np.zeros(2), np.full(2, -np.inf), np.full(2, np.inf))
    >>> falling_root(lambda at, who: (np.array([1.0, 5.0])[who] - at, -np.ones(len(at))), anywhere)[0]
    array([1., 5.])
    """
    out, slopes = np.full(len(known.start), np.nan), np.full(len(known.start), np.nan)
    left, before, stride = np.arange(len(out)), np.full(len(out), np.inf), 1.0
    at, low, high = known
    for _ in range(MOST):
        value, slope = rise(at, left)
        low, high = np.where(value > 0, at, low), np.where(value < 0, at, high)
        there, near = _next(at, low, high, value, slope, before, stride)
        out[left], slopes[left] = there, slope
        going = ~near & np.isfinite(there)
        before = np.abs(there - at)[going]
        left, at, low, high = left[going], there[going], low[going], high[going]
        stride *= 2
        if not len(left):
            break
    return out, slopes


def _next(
    at: Array, low: Array, high: Array, value: Array, slope: Array, before: Array, stride: float
) -> tuple[Array, Mask]:
    """Where to look next, and whether that is the root."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        step = np.where(value == 0, 0.0, np.where(slope < 0, -value / slope, np.inf))
        middle = (low + high) / 2
    ahead, inside, beyond = at + step, np.isfinite(low) & np.isfinite(high), np.abs(at) > FURTHEST
    newton = (np.abs(step) < CLOSE) | (inside & (low < ahead) & (ahead < high) & (np.abs(step) < before / 2))
    outward = at + np.copysign(np.where(beyond, np.inf, stride), value)
    there = np.where(newton, ahead, np.where(inside, middle, outward))
    near = np.where(newton, np.abs(step) < CLOSE, inside & (high - low < NARROW * (1 + np.abs(at))))
    return there, near
