"""How many people an interval of alpha needs to be as narrow as one wants."""

from __future__ import annotations

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import check_level
from purpose_index.stats.reliability.intervals import feldt, normal_quantile

MOST_PEOPLE = 10_000_000


def alpha_width(alpha: float, n: int, k: int, *, level: float = 0.95) -> float:
    """How wide Feldt's interval is when n people answer k items and alpha comes out at this value.

    Parameters
    ----------
    alpha
        The value of alpha, below 1.
    n, k
        How many people and items, at least 2 of each.
    level
        The confidence level, between 0 and 1.

    Raises
    ------
    ArgumentError
        One of them cannot be.

    Examples
    --------
    >>> round(alpha_width(0.80, 100, 5), 4)
    0.1253
    """
    _check(alpha, n, k, level)
    low, high = feldt(alpha, n, k, level)
    return high - low


def people_for_alpha_width(alpha: float, k: int, width: float, *, level: float = 0.95) -> int:
    """The fewest people for whom Feldt's interval of alpha is no wider than this.

    Parameters
    ----------
    alpha
        The value that alpha is expected to have, below 1.
    k
        How many items, at least 2.
    width
        The width that is wanted, between 0 and 1.
    level
        The confidence level, between 0 and 1.

    Raises
    ------
    ArgumentError
        One of them cannot be.

    Notes
    -----
    Bonett's closed form [1]_, ``n = 8 k / (k - 1) * (z (1 - alpha) / width)**2 + 2``, is where the search begins;
    Feldt's interval, whose width falls with n, is inverted exactly. It takes items to be parallel and answers normal.

    References
    ----------
    .. [1] Bonett, D. G. (2002). Sample size requirements for testing and estimating coefficient alpha. Journal of
       Educational and Behavioral Statistics, 27(4), 335-340. https://doi.org/10.3102/10769986027004335

    Examples
    --------
    >>> n = people_for_alpha_width(0.80, 5, 0.10)
    >>> n, alpha_width(0.80, n, 5) <= 0.10 < alpha_width(0.80, n - 1, 5)
    (156, True)
    """
    _check(alpha, 2, k, level)
    if not 0 < width < 1:
        raise _refused("width", "between 0 and 1")
    start = 8 * k / (k - 1) * (normal_quantile(level) * (1 - alpha) / width) ** 2 + 2  # Bonett (2002)
    low, high = 1, int(min(2 * start + 10, MOST_PEOPLE))
    while alpha_width(alpha, high, k, level=level) > width and high < MOST_PEOPLE:
        low, high = high, min(2 * high, MOST_PEOPLE)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if alpha_width(alpha, middle, k, level=level) <= width else (middle, high)
    return high


def _check(alpha: float, n: int, k: int, level: float) -> None:
    check_level(level)
    if not (np.isfinite(alpha) and alpha < 1):
        raise _refused("alpha", "a number below 1")
    for name, value in (("n", n), ("k", k)):
        if value < 2:
            raise _refused(name, "a whole number from 2 up")


def _refused(name: str, expected: str) -> ArgumentError:
    issue = Issue("impossible-sample", f"$.{name}", f"Expected {expected}.")
    return ArgumentError("There is no such sample.", [issue])
