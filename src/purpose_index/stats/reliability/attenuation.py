"""Correlations between what scales measure, corrected for the error in their scores."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_level
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability.strata import strata_of
from purpose_index.stats.sum_scores import ROUNDING
from purpose_index.stats.uncertainty.delta import delta_error, normal_quantile

if TYPE_CHECKING:
    from typing import SupportsFloat

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.stats.reliability.strata import Scales, Strata
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]

ASSUMES = "The errors of the two scores do not correlate, and each reliability is that of its score in these people."


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DisattenuatedCorrelations(Frozen):
    """Correlations between m scales, corrected for attenuation by the scales' alphas.

    Parameters
    ----------
    values
        (m, m) corrected correlations, 1 in the diagonal; NaN where an alpha is not above 0.
    se, low, high
        (m, m) their standard errors and intervals; 0 and 1 in the diagonal.
    correlations
        (m, m) correlations of the scales' sums.
    reliabilities
        (m,) alphas of the scales.
    level
        The confidence level.
    interval
        'delta'.
    n
        How many people.
    method
        'spearman', the correction.
    missing
        The missing rule.
    assumes
        What must hold for a corrected correlation to be one of true scores.
    issues
        Corrected correlations above 1, and undefined ones.
    """

    values: Array
    se: Array
    low: Array
    high: Array
    correlations: Array
    reliabilities: Array
    level: float
    interval: str
    n: int
    method: str
    missing: Missing
    assumes: str
    issues: tuple[Issue, ...] = ()


def disattenuate(
    correlation: SupportsFloat,
    reliabilities: tuple[SupportsFloat, SupportsFloat],
    *,
    n: int,
    level: float = 0.95,
) -> Estimate:
    """How two scores would correlate if neither held any error of measurement.

    Parameters
    ----------
    correlation
        The correlation of the two scores, between -1 and 1.
    reliabilities
        Of the first and the second score, above 0 and at most 1: numbers, or estimates.
    n
        How many people the correlation rests on, from 4 up.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Estimate
        Beyond 1 in size where the reliabilities are too low for the correlation: with an issue, as it comes.

    Raises
    ------
    ArgumentError
        Where the correlation, a reliability, n or the level is out of range.

    Notes
    -----
    ``r / sqrt(r1 * r2)`` (Spearman 1904). The ends of the interval are those of Fisher's interval of r, divided by the
    same (Charles 2005): the reliabilities are taken as known. Where the answers are at hand,
    `disattenuated_correlations` takes in that alphas are estimates too.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology,
    15, 72-101. https://doi.org/10.2307/1412159

    Charles, E. P. (2005). The correction for attenuation due to measurement error: Clarifying concepts and creating
    confidence sets. Psychological Methods, 10, 206-226. https://doi.org/10.1037/1082-989X.10.2.206

    Examples
    --------
    >>> corrected = disattenuate(0.42, (0.7, 0.84), n=100)
    >>> round(corrected.value, 4), round(corrected.low, 4), round(corrected.high, 4)
    (0.5477, 0.3178, 0.7426)
    """
    r, (first, second), level = float(correlation), map(float, reliabilities), check_level(level)
    _check(r, first, second, n)
    scale = 1.0 / np.sqrt(first * second)
    half = normal_quantile(level) / np.sqrt(n - 3)
    with np.errstate(divide="ignore"):
        centre = np.arctanh(r)
    value = r * scale
    return Estimate(
        name="disattenuated_correlation",
        value=float(value),
        n=n,
        k=2,
        method="spearman",
        low=float(np.tanh(centre - half) * scale),
        high=float(np.tanh(centre + half) * scale),
        level=level,
        interval="charles",
        assumes=ASSUMES,
        issues=beyond_one("$", abs(value)),
    )


def disattenuated_correlations(
    x: ArrayLike | HasMoments | Moments, scales: Scales, *, level: float = 0.95, missing: Missing = "listwise"
) -> DisattenuatedCorrelations:
    """How the things that several scales measure correlate, by the scales' alphas.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; or a tally that holds moments.
    scales
        The items of each of m scales, by position from 0 or by id: two or more a scale, no item twice.
    level
        The confidence level, between 0 and 1.
    missing
        'listwise' or 'pairwise'; the intervals suppose that all people answered all items.

    Returns
    -------
    DisattenuatedCorrelations
        Matrices of corrected correlations and of their intervals.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers; an option is another word; or a scale has fewer than two items, or
        one that is not there, or an item is in two scales.
    StatisticsError
        Where there are fewer than three people, or the sum of all items does not vary.

    Notes
    -----
    With the covariance c of two sums and u = k / (k - 1) times the sum of the covariances between the items of each:
    ``c / sqrt(u1 * u2)``, which is the correlation over the root of both alphas. The standard error is the delta
    method's for normal answers, and takes in that alphas vary from sample to sample.

    A corrected correlation is one between true scores only as far as alpha is the reliability; where alpha is too low,
    it is too high. It says nothing about how well one score predicts the other.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology,
    15, 72-101. https://doi.org/10.2307/1412159

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> true = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=2000)
    >>> x = np.repeat(true, 3, axis=1) + rng.normal(size=(2000, 6))
    >>> found = disattenuated_correlations(x, [[0, 1, 2], [3, 4, 5]])
    >>> [round(float(number), 2) for number in (found.correlations[0, 1], found.values[0, 1], found.se[0, 1])]
    [0.38, 0.51, 0.02]
    """
    level = check_level(level)
    strata = strata_of(x, scales, missing)
    members = strata.members
    C = members.T @ strata.sample.covariance @ members
    true = np.array([np.sum(_true_variance(part) * strata.covariance(part)) for part in strata.parts])
    parts = np.array([np.trace(strata.covariance(part)) for part in strata.parts])
    variances = np.where(np.diag(C) > ROUNDING * parts, np.diag(C), np.nan)
    true = np.where(true > ROUNDING * parts, true, np.where(np.isnan(variances), np.nan, np.minimum(true, 0)))
    true_sd = np.sqrt(np.where(true > 0, true, np.nan))
    values = C / np.outer(true_sd, true_sd)
    np.fill_diagonal(values, 1.0)
    se = _errors(strata, values, true_sd)
    half = normal_quantile(level) * se
    return DisattenuatedCorrelations(
        values=values,
        se=se,
        low=values - half,
        high=values + half,
        correlations=C / np.sqrt(np.outer(variances, variances)),
        reliabilities=true / variances,
        level=level,
        interval="delta",
        n=strata.sample.n,
        method="spearman",
        missing=strata.sample.missing,
        assumes=ASSUMES,
        issues=(*strata.sample.issues, *_pair_issues(values)),
    )


def _true_variance(part: slice) -> Array:
    """The (k, k) weights of the covariances of a scale's items in the variance of its true scores, by alpha."""
    k = part.stop - part.start
    return np.asarray(k / (k - 1) * (1 - np.eye(k)))


def _errors(strata: Strata, values: Array, true_sd: Array) -> Array:
    """Standard errors of the corrected correlations, by how each moves with the covariances of all items."""
    C, parts = strata.sample.covariance, strata.parts
    se = np.zeros_like(values)
    for i, j in combinations(range(len(parts)), 2):
        slope = np.zeros_like(C)
        slope[parts[i], parts[j]] = slope[parts[j], parts[i]] = 0.5 / (true_sd[i] * true_sd[j])
        for scale in (i, j):
            own = parts[scale]
            slope[own, own] = -0.5 * values[i, j] / true_sd[scale] ** 2 * _true_variance(own)
        se[i, j] = se[j, i] = delta_error(slope, C, strata.sample.n)
    return se


def _check(r: float, first: float, second: float, n: int) -> None:
    issues = []
    if not -1 <= r <= 1:
        issues.append(Issue("correlation-out-of-range", "$.correlation", "Expected a number from -1 to 1."))
    if not (0 < first <= 1 and 0 < second <= 1):
        issues.append(Issue("reliability-out-of-range", "$.reliabilities", "Expected numbers above 0 and up to 1."))
    if n < 4:
        issues.append(Issue("too-few-people", "$.n", "The interval needs at least 4 people."))
    if issues:
        raise ArgumentError("The correlation cannot be corrected.", issues)


def _pair_issues(values: Array) -> list[Issue]:
    undefined = "An alpha is not above 0, so there is no true variance to relate."
    issues: list[Issue] = []
    for i, j in combinations(range(len(values)), 2):
        place = f"$.values[{i}][{j}]"
        issues += beyond_one(place, abs(values[i, j]))
        if np.isnan(values[i, j]):
            issues.append(Issue("undefined-correction", place, undefined, "Look for items that should be reversed."))
    return issues


def beyond_one(place: str, size: float) -> tuple[Issue, ...]:
    """Return a word about a corrected correlation of this size; none up to 1."""
    if not size > 1:
        return ()
    message = "The corrected correlation is beyond 1: by chance, or because a reliability is too low."
    return (
        Issue("correction-beyond-one", place, message, "Read it as close to 1; do not report it as a correlation."),
    )
