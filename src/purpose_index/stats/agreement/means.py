"""The mean of a handful of people on a bounded scale, with an interval that stays on the scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import stdtrit

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_level, check_option
from purpose_index.stats.agreement.groups import grouped
from purpose_index.stats.agreement.nulls import raise_outside
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability.cronbach import alpha
from purpose_index.stats.reliability.precision import checked_reliability

if TYPE_CHECKING:
    from typing import SupportsFloat

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

About = Literal["people like them", "these people"]
ADDED = 0.5  # of a person, divided between both ends of the scale
ASSUMES = {
    "people like them": "These people are a random sample of people who might have been in this group.",
    "these people": "Errors of measurement are as large for everybody, and do not go together.",
}


def bounded_mean(
    x: ArrayLike,
    *,
    low: float,
    high: float,
    about: About = "people like them",
    reliability: SupportsFloat | None = None,
    level: float = 0.95,
) -> Estimate:
    """The mean of a few people, with an interval that never leaves the range of the answers.

    Parameters
    ----------
    x
        (n,) scores or answers to one item, or (n, k) answers to k items, of which people's means count; reversed where
        due. People who miss one (NaN) are left out.
    low, high
        The lowest and the highest answer that can be given.
    about
        'people like them': the group as it might have been, with other people of its kind; both who they are and errors
        of measurement count. 'these people': their mean without errors of measurement; nobody else is meant.
    reliability
        Of the scores, from 0 to 1, for 'these people'; by default coefficient alpha of the k items, taken as 0 where it
        is below.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        `.value`, `.low`, `.high` in points; `.interval` is 'score-t', `.method` whom it is about.

    Raises
    ------
    ArgumentError
        Where x is not one of numbers from `low` to `high`, or an option cannot be what it was given; or where 'these
        people' answered one item and there is no reliability.
    StatisticsError
        Where there are fewer than two people, or alpha is needed and not defined.

    Notes
    -----
    With m the mean, from 0 to 1, and v the variance, both with a quarter of a person added at each end of the scale,
    ``d = v / (m * (1 - m))`` is how far people differ beside the most that they could with this mean. The interval is
    that of Wilson's score for a share [1]_, with d times its variance, t for z, and n + 1/2 people: all means p for
    which ``abs(m - p) <= t * sqrt(d * p * (1 - p) / (n + 1/2))``. For 'these people' nothing is added, and d is times 1
    minus the reliability. docs/methods/means.md has how often it covers.

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
       American Statistical Association, 22, 209-212. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> found = bounded_mean([4, 5, 4, 5, 5], low=1, high=5)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (4.6, 2.77, 4.92)
    """
    check_option("about", about, About)
    level = check_level(level)
    if not low < high:
        issue = Issue("not-options", "$.low", "Expected a lowest answer below the highest.")
        raise ArgumentError("The answer options cannot be what they were given.", [issue])
    answers = grouped(x).values
    if answers.size and not low <= answers.min() <= answers.max() <= high:
        raise_outside(low, high, high - low)
    n, k = answers.shape
    if n < 2:
        message = f"There are {n} people, and an interval takes two, who may differ."
        raise StatisticsError("The mean has no interval.", [Issue("mean-of-one", "$.x", message, facts={"people": n})])
    scores = grouped(answers.mean(axis=1))
    error = 1.0 if about == "people like them" else 1 - _reliability(answers, reliability)
    mean, variance = float(scores.mean[0, 0]), float(scores.variance[0, 0])
    added = ADDED if about == "people like them" else 0.0
    ends = mean_intervals(
        np.array([n]), np.array([mean]), np.array([variance]), low=low, high=high, level=level, error=error, added=added
    )
    return Estimate(
        name="mean",
        value=mean,
        n=n,
        k=k,
        method=about,
        low=float(ends[0][0]),
        high=float(ends[1][0]),
        level=level,
        interval="score-t",
        assumes=ASSUMES[about],
    )


def mean_intervals(
    n: Array,
    mean: Array,
    variance: Array,
    *,
    low: float,
    high: float,
    level: float = 0.95,
    error: float = 1.0,
    added: float = ADDED,
) -> tuple[Array, Array]:
    """Return the ends of the intervals of many groups, from their sizes, means and variances (n - 1); NaN under two."""
    width, n = high - low, np.where(np.asarray(n) > 1, n, np.nan).astype(np.float64)
    p, total = (mean - low) / width, n + added
    m = (n * p + added / 2) / total
    outside = n * (m - p) ** 2 + added / 2 * (m**2 + (1 - m) ** 2)
    v = ((n - 1) * variance / width**2 + outside) / (total - 1)
    most = m * (1 - m)
    d = error * np.divide(v, most, out=np.zeros_like(v), where=most > 0)
    ends = _score_ends(m, stdtrit(n - 1, 0.5 + level / 2) ** 2 * d / total)
    return np.fmin(low + width * ends[0], mean + 0 * n), np.fmax(low + width * ends[1], mean + 0 * n)


def pooled_mean_intervals(
    n: ArrayLike, mean: Array, squares: float, *, low: float, high: float, level: float = 0.95
) -> tuple[Array, Array]:
    """Return the ends of the intervals of many groups that differ within alike, from their sizes and means.

    Parameters
    ----------
    n, mean
        (G,) sizes, and means from `low` to `high`.
    squares
        The sum of squares within all groups.
    low, high
        The lowest and the highest score that there is.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    tuple of arrays
        (G,) ends; NaN where nobody differs from anybody because no group has two people.

    Notes
    -----
    The interval of `bounded_mean`, with one d for all groups, ``squares / sum((n - 1) * m * (1 - m))``, and t at as
    many degrees of freedom as people less groups. The spread of a small group needs not be known, so that it can be
    shown where that may not.
    """
    width, size = high - low, np.asarray(n, dtype=np.float64)
    m = (mean - low) / width
    df, most = float((size - 1).sum()), float(((size - 1) * m * (1 - m)).sum())
    if not df:
        return np.full(len(size), np.nan), np.full(len(size), np.nan)
    d = squares / width**2 / most if most > 0 else 0.0
    ends = _score_ends(m, stdtrit(df, 0.5 + level / 2) ** 2 * d / size)
    return np.fmin(low + width * ends[0], mean), np.fmax(low + width * ends[1], mean)


def _score_ends(m: Array, q: Array) -> tuple[Array, Array]:
    """Return both p, from 0 to 1, for which (m - p)² is q p (1 - p); Wilson (1927)."""
    middle, half = (m + q / 2) / (1 + q), np.sqrt(q * m * (1 - m) + q * q / 4) / (1 + q)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def _reliability(answers: Array, reliability: SupportsFloat | None) -> float:
    if reliability is not None:
        return checked_reliability(reliability)
    if answers.shape[1] == 1:
        message = "One item does not say how large its errors are."
        issue = Issue("mean-needs-reliability", "$.reliability", message, "Give the reliability of the scores.")
        raise ArgumentError("The errors of measurement are not known.", [issue])
    return max(alpha(answers, interval=None).value, 0.0)
