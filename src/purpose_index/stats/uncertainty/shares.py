"""Shares of people, with their uncertainty."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import check_level


def wilson(count: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Where a share lies that was seen `count` times in n; (0, 1) where n is 0.

    Parameters
    ----------
    count
        How many people, from 0 to n.
    n
        Of how many.
    level
        The confidence level, between 0 and 1.

    Raises
    ------
    ArgumentError
        The level is not between 0 and 1, or the count not from 0 to n.

    Notes
    -----
    Wilson's score interval [1]_; it takes people to be independent.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
       American Statistical Association, 22, 209-212. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> [round(end, 4) for end in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    check_level(level)
    if not 0 <= count <= n:
        facts = {"count": count, "n": n}
        issue = Issue("impossible-sample", "$.count", "Expected from 0 people to all n, and n from 0.", facts=facts)
        raise ArgumentError("There is no such sample.", [issue])
    if n == 0:
        return 0.0, 1.0
    z, share = float(ndtri(0.5 + level / 2)), count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    return (0.0 if count == 0 else middle - half), (1.0 if count == n else middle + half)
