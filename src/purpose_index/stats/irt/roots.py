"""Where a function of one number passes from above 0 to below it, for many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

FURTHEST = 60.0
CLOSE = 1e-10
MOST = 100


def falling_root(rise: Callable[[Array, NDArray[np.intp]], Array], count: int) -> Array:
    """Return the places where `rise` falls through 0; inf where it stays above 0, -inf where it stays below.

    Parameters
    ----------
    rise
        Of places and of whom they are: how the function of each rises there.
    count
        Of how many.

    Notes
    -----
    Steps outward from 0, each twice as long, until the sign changes; then the Illinois form of the false position.

    Examples
    --------
    >>> falling_root(lambda at, who: np.array([1.0, 5.0])[who] - at, 2).round(6)
    array([1., 5.])
    """
    everyone = np.arange(count)
    near, at_near = np.zeros(count), rise(np.zeros(count), everyone)
    way = np.where(at_near > 0, 1.0, -1.0)
    far, at_far = near.copy(), at_near.copy()
    looking, step = everyone[at_near != 0], 1.0
    while len(looking) and step < 2 * FURTHEST:
        near[looking], at_near[looking] = far[looking], at_far[looking]
        far[looking] = way[looking] * step
        at_far[looking] = rise(far[looking], looking)
        looking = looking[at_far[looking] * way[looking] > 0]
        step *= 2
    far[looking] = way[looking] * np.inf
    return _between(rise, near, at_near, far, at_far)


def _between(
    rise: Callable[[Array, NDArray[np.intp]], Array], near: Array, at_near: Array, far: Array, at_far: Array
) -> Array:
    """The root between two places with values of opposite signs; `far` where that is infinite."""
    out = np.where(at_near == 0, near, far)
    left = np.flatnonzero(np.isfinite(far) & (at_near != 0))
    a, fa, b, fb = near[left], at_near[left], far[left], at_far[left]
    for _ in range(MOST):
        if not len(left):
            break
        c = np.where(fb == fa, b, b - fb * (b - a) / np.where(fb == fa, 1.0, fb - fa))
        fc = rise(c, left)
        crossed = fc * fb < 0
        a, fa = np.where(crossed, b, a), np.where(crossed, fb, fa / 2)
        step = np.abs(c - b)
        b, fb = c, fc
        out[left] = b
        going = (step > CLOSE) & (np.abs(b - a) > CLOSE) & (fb != 0)
        left, a, fa, b, fb = left[going], a[going], fa[going], b[going], fb[going]
    return out
