"""Signs that answers may have been given without care: numbers of each person, never a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.frames import places_of
from purpose_index.stats.inputs import answers_of, moments_of
from purpose_index.stats.people import different

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

FEWEST = 3  # places that a correlation is over
BLOCK = 2**14  # rows at a time
UNCOMPARED = "The halves of scales cannot be compared."
__all__ = [
    "antonyms",
    "autocorrelation",
    "average_string",
    "even_odd",
    "irv",
    "longstring",
    "mahalanobis",
    "synonyms",
]


def longstring(x: ArrayLike) -> Array:
    """Count how many answers in a row are alike, at most: (n,).

    Parameters
    ----------
    x
        (n, k) answers as they were given, nothing reversed, in the order in which they were asked; NaN where missing. A
        missing answer breaks a run.

    Returns
    -------
    numpy.ndarray
        (n,) the longest run; NaN for who answered nothing.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers.

    Notes
    -----
    Long runs are expected where items are alike and all worded one way; where half of them are reversed, they are not.

    References
    ----------
    Johnson, J. A. (2005). Ascertaining the validity of individual protocols from web-based personality inventories.
    Journal of Research in Personality, 39, 103-129. https://doi.org/10.1016/j.jrp.2004.09.009

    Examples
    --------
    >>> longstring([[1, 1, 1, 2], [1, 2, 2, 1], [3, 3, np.nan, 3]])
    array([3., 2., 2.])
    """
    rows = _rows(x)
    run, longest = np.zeros(len(rows)), np.zeros(len(rows))
    for own, before in zip(rows.T, [np.full(len(rows), np.nan), *rows.T[:-1]], strict=True):
        run = np.where(np.isnan(own), 0.0, np.where(own == before, run + 1, 1.0))
        longest = np.maximum(longest, run)
    return np.where(longest > 0, longest, np.nan)


def average_string(x: ArrayLike) -> Array:
    """Say how long runs of answers that are alike are on average: (n,).

    Parameters
    ----------
    x
        As in `longstring`.

    Returns
    -------
    numpy.ndarray
        (n,) how many answers there are for each run; NaN for who answered nothing.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers.

    References
    ----------
    Johnson, J. A. (2005). https://doi.org/10.1016/j.jrp.2004.09.009

    Examples
    --------
    >>> average_string([[1, 1, 1, 2], [1, 2, 2, 1]])
    array([2.        , 1.33333333])
    """
    rows = _rows(x)
    there = ~np.isnan(rows)
    begun = there.copy()
    begun[:, 1:] &= rows[:, 1:] != rows[:, :-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(there.sum(axis=1) / begun.sum(axis=1))


def autocorrelation(x: ArrayLike, *, lags: int | None = None) -> Array:
    """Say how far answers repeat themselves, such as 1 2 3 1 2 3 or 1 5 1 5: from 0 to 1, (n,).

    Parameters
    ----------
    x
        (n, k) answers as they were given, nothing reversed, in the order in which they were asked; NaN where missing.
    lags
        How many places on a pattern begins again, at most: from 1 to k - 3. By default k // 2 places, so that a
        pattern is there twice.

    Returns
    -------
    numpy.ndarray
        (n,) the largest correlation, whatever its sign, of a person's answers with those 1, 2, ... `lags` places on: 1
        where they repeat themselves, or turn around, without an exception. A lag counts where at least three of its
        pairs, and half of them, were answered and both sides vary; NaN where none does, as of one answer throughout.

    Raises
    ------
    ArgumentError
        `bound-out-of-range`; where x is not one of (n, k) finite numbers.

    Notes
    -----
    In few items large ones come about by chance: of 12 items and lags up to 6, one in a hundred people who take care
    has .93 and more. Items in an order that repeats itself, such as worded this and that way by turns, give large ones
    to everybody. One answer throughout, to which R's responsePatterns gives 1, is seen by `longstring`.

    References
    ----------
    Gottfried, J., Ježek, S., Králová, M., & Řiháček, T. (2022). Autocorrelation screening: A potentially efficient
    method for detecting repetitive response patterns in questionnaire data. Practical Assessment, Research, and
    Evaluation, 27, 2. https://doi.org/10.7275/vyxb-gt24

    Examples
    --------
    >>> autocorrelation([[1, 5, 2, 1, 5, 2, 1, 5], [1, 2, 3, 4, 5, 4, 3, 2], [2, 4, 4, 3, 5, 1, 2, 2]]).round(2)
    array([1. , 1. , 0.9])
    """
    rows = _rows(x)
    k = rows.shape[1]
    if lags is not None and not 1 <= lags <= k - 3:
        message = f"Expected a number of places from 1 to {k - 3}, as x has {k}."
        issue = Issue("bound-out-of-range", "$.lags", message, facts={"columns": k})
        raise ArgumentError("The option 'lags' cannot be what it was given.", [issue])
    largest = np.full(len(rows), np.nan)
    for lag in range(1, (k // 2 if lags is None else lags) + 1):
        first, later = rows[:, :-lag], rows[:, lag:]
        few = 2 * (~np.isnan(first) & ~np.isnan(later)).sum(axis=1) < k - lag
        largest = np.fmax(largest, np.where(few, np.nan, np.abs(_correlations(first, later))))
    return largest


def irv(x: ArrayLike) -> Array:
    """Say how far the answers of each person lie apart: the standard deviation over items (n - 1), (n,).

    Parameters
    ----------
    x
        (n, k) answers as they were given, nothing reversed; NaN where missing.

    Returns
    -------
    numpy.ndarray
        (n,) the intra-individual response variability; NaN for who gave fewer than two answers.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers.

    Notes
    -----
    Low where somebody answers all alike, high where somebody answers at random or at both ends. Both may be meant.

    References
    ----------
    Dunn, A. M., Heggestad, E. D., Shanock, L. R., & Theilgard, N. (2018). Intra-individual response variability as an
    indicator of insufficient effort responding. Journal of Business and Psychology, 33, 105-121.
    https://doi.org/10.1007/s10869-016-9479-0

    Examples
    --------
    >>> irv([[1, 3, 5], [2, 2, 2]])
    array([2., 0.])
    """
    rows = _rows(x)
    there = ~np.isnan(rows)
    n = there.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.nansum(rows, axis=1) / n
        square = np.nansum((rows - mean[:, None]) ** 2, axis=1)
        return np.asarray(np.sqrt(np.where(n > 1, square / (n - 1), np.nan)))


def mahalanobis(x: ArrayLike) -> Array:
    """Say how unusual each person's answers are together: the squared Mahalanobis distance, (n,).

    Parameters
    ----------
    x
        (n, k) answers, NaN where missing. Means are of all who answered the item, covariances
        of all who answered both.

    Returns
    -------
    numpy.ndarray
        (n,) squared distances, of the items that somebody answered; NaN for who answered nothing, and where the
        covariances of those items are not positive definite.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers.

    Notes
    -----
    Of complete normal answers the distance is about chi-squared with k degrees of freedom; of a person with missing
    answers, with as many as were answered. Answers in few categories are not normal, so expect more large distances
    than that says.

    References
    ----------
    Mahalanobis, P. C. (1936). On the generalised distance in statistics. Proceedings of the National Institute of
    Sciences of India, 2, 49-55.

    Examples
    --------
    >>> mahalanobis([[0, 0], [0, 2], [2, 0], [2, 2]])
    array([1.5, 1.5, 1.5, 1.5])
    """
    rows = _rows(x)
    there = ~np.isnan(rows)
    distance = np.full(len(rows), np.nan)
    moments = moments_of(rows, "pairwise")
    mean, covariance = moments.mean, moments.covariance()
    kinds, kind = different(there)
    for at, items in enumerate(kinds):
        own = covariance[np.ix_(items, items)]
        if items.any() and _invertible(own):
            people = np.flatnonzero(kind == at)
            away = rows[np.ix_(people, items)] - mean[items]
            distance[people] = np.einsum("ij,ji->i", away, np.linalg.solve(own, away.T))
    return distance


def even_odd(x: ArrayLike, scales: Sequence[Sequence[int | str]]) -> Array:
    """Say how far the two halves of each person's scales go together: (n,), from -1 to 1, high for consistent answers.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing.
    scales
        The columns of every scale, in order: places from 0, or headings of a data frame; at least three scales of two
        items and more.

    Returns
    -------
    numpy.ndarray
        (n,) the correlation over scales of the means of first, third, ... and of second, fourth, ... items, stepped up
        by Spearman and Brown's formula, and -1 where that is lower; NaN where the means do not vary or fewer than three
        scales have both halves.

    Raises
    ------
    ArgumentError
        `too-few-scales`, `no-such-column`, `unknown-column`; where x is not one of (n, k) finite numbers.

    Notes
    -----
    The function `evenodd` of R's careless gives it with the sign turned around, and 1 or -1 to who has both halves of
    two scales alone, as any two points lie on a line. With few scales it says very little.

    References
    ----------
    Johnson, J. A. (2005). https://doi.org/10.1016/j.jrp.2004.09.009

    Examples
    --------
    >>> even_odd([[1, 1, 3, 3, 5, 5], [1, 5, 3, 3, 5, 1]], [[0, 1], [2, 3], [4, 5]])
    array([ 1., -1.])
    """
    rows = _rows(x)
    used = [scale for scale in places_of(x, scales) if len(scale) > 1]
    if not {at for scale in used for at in scale} <= {*range(rows.shape[1])}:
        message = f"Expected columns from 0 to {rows.shape[1] - 1}, as many as x has."
        raise ArgumentError(
            UNCOMPARED, [Issue("no-such-column", "$.scales", message, facts={"columns": rows.shape[1]})]
        )
    if len(used) < 3:
        issue = Issue("too-few-scales", "$.scales", "Expected at least three scales of two items and more.")
        raise ArgumentError(UNCOMPARED, [issue])
    first, second = (np.column_stack([_means(rows[:, scale[start::2]]) for scale in used]) for start in (0, 1))
    r = _correlations(first, second)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.maximum(2 * r / (1 + r), -1.0))


def synonyms(x: ArrayLike, *, least: float = 0.6) -> Array:
    """Say how far each person answers items alike that people in general answer alike: (n,).

    Parameters
    ----------
    x
        (n, k) answers as they were given, NaN where missing.
    least
        Which pairs of items count: those whose correlation over people is above it. .6 is usual.

    Returns
    -------
    numpy.ndarray
        (n,) the correlation of the first items of those pairs with the second ones; NaN where fewer than three pairs
        were answered, or answers do not vary.

    Raises
    ------
    ArgumentError
        `bound-out-of-range`; where x is not one of (n, k) finite numbers.

    Notes
    -----
    Of a pair the item that stands first in x is the first one. Where there are few pairs it says little.

    References
    ----------
    Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. Psychological Methods, 17,
    437-455. https://doi.org/10.1037/a0028085

    Examples
    --------
    >>> x = [[1, 2, 3], [2, 2, 2], [4, 4, 4], [5, 5, 4], [7, 7, 7]]
    >>> synonyms(x).round(2)
    array([0.5, nan, nan, nan, nan])
    """
    return _over_pairs(x, least, 1)


def antonyms(x: ArrayLike, *, least: float = 0.6) -> Array:
    """Say how far each person answers items oppositely that people in general answer oppositely: (n,).

    Parameters
    ----------
    x, least
        As in `synonyms`; pairs count whose correlation is below minus `least`.

    Returns
    -------
    numpy.ndarray
        (n,) the correlation of the first items of those pairs with the second ones, low for who takes care; NaN as in
        `synonyms`.

    Raises
    ------
    ArgumentError
        As in `synonyms`.

    References
    ----------
    Meade, A. W., & Craig, S. B. (2012). https://doi.org/10.1037/a0028085

    Examples
    --------
    >>> print(np.isnan(antonyms([[1, 5], [2, 4], [5, 1]])).all())
    True
    """
    return _over_pairs(x, least, -1)


def _invertible(covariance: Array) -> bool:
    """Tell whether a matrix of covariances is positive definite by more than rounding."""
    if not np.isfinite(covariance).all():
        return False
    eigenvalues = np.linalg.eigvalsh(covariance)
    return bool(eigenvalues[0] > 1e-12 * eigenvalues[-1])


def _rows(x: ArrayLike) -> Array:
    return np.asarray(answers_of(x), dtype=np.float64)


def _means(rows: Array) -> Array:
    """Return the mean of what each person answered; NaN of nothing."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nansum(rows, axis=1) / (~np.isnan(rows)).sum(axis=1))


def _over_pairs(x: ArrayLike, least: float, sign: int) -> Array:
    if not 0 <= least < 1:
        issue = Issue("bound-out-of-range", "$.least", "Expected a number from 0 up to 1, for example 0.6.")
        raise ArgumentError("The option 'least' cannot be what it was given.", [issue])
    rows = _rows(x)
    people = moments_of(rows, "pairwise")
    alike = np.triu((sign * people.correlation() > least) & (people.pairs >= FEWEST), 1)
    first, second = np.nonzero(alike)
    blocks = (rows[start : start + BLOCK] for start in range(0, len(rows), BLOCK))
    return np.concatenate([np.zeros(0), *(_correlations(own[:, first], own[:, second]) for own in blocks)])


def _correlations(a: Array, b: Array) -> Array:
    """Return the correlation of each row of a with that of b, over the places where both are there, if enough."""
    there = ~(np.isnan(a) | np.isnan(b))
    n = there.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b = (np.where(there, v - np.where(there, v, 0).sum(axis=1, keepdims=True) / n[:, None], 0.0) for v in (a, b))
        square = (a**2).sum(axis=1) * (b**2).sum(axis=1)
        flat = square <= 1e-20 * np.maximum(n, 1) ** 2
        return np.where((n < FEWEST) | flat, np.nan, ((a * b).sum(axis=1) / np.sqrt(square)).clip(-1, 1))
