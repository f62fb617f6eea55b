"""The reliability of a total over scales, each of which measures its own thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_level, check_option
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.factor.one_factor import Method
from purpose_index.stats.reliability.cronbach import interval_refused
from purpose_index.stats.reliability.omega import check_items, no_interval, omega_of
from purpose_index.stats.reliability.omega_slope import slope_on_correlations
from purpose_index.stats.reliability.sample import sample_of
from purpose_index.stats.reliability.strata import strata_of
from purpose_index.stats.uncertainty.delta import Delta, around, around_log_error, delta_error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import SupportsFloat

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.stats.reliability.sample import Sample
    from purpose_index.stats.reliability.strata import Scales, Strata
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]

ASSUMES_ALPHA = "Each scale's items measure one thing equally well; errors do not correlate, in scales or between them."
ASSUMES_OMEGA = "One factor lies behind each scale; errors do not correlate, in scales or between them."


def stratified_alpha(
    x: ArrayLike | HasMoments | Moments,
    scales: Scales,
    *,
    interval: Delta | None = "log-delta",
    level: float = 0.95,
    missing: Missing = "listwise",
) -> Estimate:
    """How reliable a total over several scales is, if each scale by itself is as reliable as its alpha says.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; or a tally that holds moments.
    scales
        The items of each of m scales, by position from 0 or by id: two or more a scale, no item twice.
    interval
        'log-delta', for normal answers: symmetric in the logarithm of what is error; 'delta', likewise but symmetric
        around the value, which is too short with few people; or None.
    level
        The confidence level, between 0 and 1.
    missing
        'listwise', or 'pairwise', which no interval here describes.

    Returns
    -------
    Estimate
        With standard error and interval.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers; an option is another word; a scale has fewer than two items, or one
        that is not there, or an item is in two scales.
    StatisticsError
        Where there are fewer than three people, or the total does not vary.

    Notes
    -----
    ``1 - sum(v * (1 - alpha)) / V`` with the variances v and alphas of the scales' sums, and the variance V of their
    total. Alpha over all items takes for error what is special to a scale, and is lower.

    References
    ----------
    Rajaratnam, N., Cronbach, L. J., & Gleser, G. C. (1965). Generalizability of stratified-parallel tests.
    Psychometrika, 30, 39-56. https://doi.org/10.1007/BF02289746

    Examples
    --------
    >>> rows = "3321 1321 3222 3433 4534 2323 2222 1121".split()
    >>> x = np.array([[int(answer) for answer in row] for row in rows])
    >>> round(stratified_alpha(x, [[0, 1], [2, 3]]).value, 4)
    0.8703
    """
    strata = _strata(x, scales, interval, missing, fewest=2)
    slope = np.zeros_like(strata.sample.covariance)
    for part in strata.parts:
        k = part.stop - part.start
        slope[part, part] = (k * np.eye(k) - 1) / (k - 1)  # v (1 - alpha) = (k trace(C) - sum(C)) / (k - 1)
    error = float(np.sum(slope * strata.sample.covariance))
    return _of_total("stratified_alpha", strata.sample, error, slope, interval, check_level(level), ASSUMES_ALPHA)


def composite_omega(
    x: ArrayLike | HasMoments | Moments,
    scales: Scales,
    *,
    method: Method = "ml",
    interval: Delta | None = "log-delta",
    level: float = 0.95,
    missing: Missing = "listwise",
) -> Estimate:
    """How reliable a total over several scales is, with one factor behind each scale and items that load unequally.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; or a tally that holds moments.
    scales
        The items of each of m scales, by position from 0 or by id: three or more a scale, no item twice.
    method
        How the factor of each scale is estimated: 'ml' or 'minres'.
    interval
        'log-delta', for normal answers: symmetric in the logarithm of what is error; 'delta', likewise but symmetric
        around the value, which is too short with few people; or None.
    level
        The confidence level, between 0 and 1.
    missing
        'listwise', or 'pairwise', which no interval here describes.

    Returns
    -------
    Estimate
        With standard error and interval, but where a factor model went wrong: see `issues`.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers; an option is another word; a scale has fewer than three items, or
        one that is not there, or an item is in two scales.
    StatisticsError
        Where there are fewer than three people; an item is constant; the total does not vary; for 'ml', an item follows
        exactly from the others of its scale, or there are no more people than items in it.

    Notes
    -----
    ``1 - sum(e) / V`` with the error variances e of the items, by a one-factor model of each scale, and the variance V
    of the total as observed: Mosier's formula with omegas. A confirmatory model of all scales at once estimates the
    same from all covariances, and gives a slightly different number.

    References
    ----------
    Mosier, C. I. (1943). On the reliability of a weighted composite. Psychometrika, 8, 161-168.
    https://doi.org/10.1007/BF02288700

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> x = np.repeat(rng.normal(size=(200, 2)), 3, axis=1) + rng.normal(size=(200, 6))
    >>> round(composite_omega(x, [[0, 1, 2], [3, 4, 5]]).value, 4)
    0.7627
    """
    check_option("method", method, Method)
    strata = _strata(x, scales, interval, missing, fewest=3)
    check_items(strata.sample)
    slope = np.zeros_like(strata.sample.covariance)
    error, issues = 0.0, list(strata.sample.issues)
    for part in strata.parts:
        fit = omega_of(strata.covariance(part), method, "observed")
        error += float(fit.error_variances.sum())
        issues += fit.issues
        if interval:
            sd = fit.model.weights
            slope[part, part] = slope_on_correlations(fit.model, method, 0.0, 1.0) / np.outer(sd, sd)
    sample = strata.sample._replace(issues=tuple(issues))
    interval = None if issues else interval
    return _of_total("composite_omega", sample, error, slope, interval, check_level(level), ASSUMES_OMEGA)


def mosier_reliability(
    x: ArrayLike | HasMoments | Moments,
    reliabilities: Sequence[SupportsFloat],
    *,
    weights: Sequence[float] | None = None,
    missing: Missing = "listwise",
) -> Estimate:
    """How reliable a weighted sum of scores is, whose reliabilities are known.

    Parameters
    ----------
    x
        (n, m) scores of n people on m scales, NaN where missing; or a tally that holds moments.
    reliabilities
        (m,) the reliability of each score: numbers, or estimates.
    weights
        (m,) the weight of each score; by default 1.
    missing
        'listwise' or 'pairwise'.

    Returns
    -------
    Estimate
        Without interval: that of a total depends on how the reliabilities were estimated; `stratified_alpha` and
        `composite_omega` have one.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, m) finite numbers, or there is not one reliability and one weight a score.
    StatisticsError
        Where there are fewer than two scores or three people, or the weighted sum does not vary.

    Notes
    -----
    ``1 - sum(w**2 * v * (1 - r)) / (w' C w)`` with the covariances C of the scores, their variances v, reliabilities r
    and weights w (Mosier 1943).

    References
    ----------
    Mosier, C. I. (1943). On the reliability of a weighted composite. Psychometrika, 8, 161-168.
    https://doi.org/10.1007/BF02288700

    Examples
    --------
    Two scores that do not correlate are together as reliable as they are each:

    >>> scores = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    >>> mosier_reliability(scores, [0.8, 0.8]).value
    0.8
    """
    sample = sample_of(x, missing)
    r = _one_a_score("reliabilities", reliabilities, sample.k)
    w = np.ones(sample.k) if weights is None else _one_a_score("weights", weights, sample.k)
    total = float(w @ sample.covariance @ w)
    if not total > 0:
        issue = Issue("no-total-variance", "$.weights", "The weighted sum of the scores does not vary.")
        raise StatisticsError("The reliability is not defined.", [issue])
    return Estimate(
        name="mosier_reliability",
        value=float(1 - w**2 * np.diag(sample.covariance) @ (1 - r) / total),
        n=sample.n,
        k=sample.k,
        method="covariances",
        missing=sample.missing,
        assumes="The reliabilities are known, and the errors of the scores do not correlate.",
        issues=sample.issues,
    )


def _of_total(
    name: str, sample: Sample, error: float, slope: Array, interval: Delta | None, level: float, assumes: str
) -> Estimate:
    """1 - error / variance of the sum, with an interval from how the error moves with the covariances."""
    total = sample.covariance.sum()
    value = float(1 - error / total)
    se = low = high = None
    issues = sample.issues
    if interval:
        se = delta_error((error / total - slope) / total, sample.covariance, sample.n)
        low, high = _ends(value, se, sample.n, interval, level)
        if not np.isfinite([se, low, high]).all():
            se = low = high = interval = None
            issues = (*issues, no_interval())
    return Estimate(
        name=name,
        value=value,
        n=sample.n,
        k=sample.k,
        method="covariances",
        missing=sample.missing,
        se=se,
        low=low,
        high=high,
        level=None if se is None else level,
        interval=interval,
        assumes=assumes,
        issues=issues,
    )


def _ends(value: float, se: float, n: int, interval: Delta, level: float) -> tuple[float, float]:
    """Return the interval; NaN where there is no error left for its logarithm."""
    if interval == "delta":
        return around(value, se, level)
    return around_log_error(value, se, n, level) if value < 1 else (np.nan, np.nan)


def _strata(
    x: ArrayLike | HasMoments | Moments, scales: Scales, interval: Delta | None, missing: Missing, *, fewest: int
) -> Strata:
    """The items of some scales; ArgumentError where the interval does not go with their missing rule."""
    strata = strata_of(x, scales, missing, fewest=fewest)
    if interval is not None:
        check_option("interval", interval, Delta)
        if strata.sample.missing == "pairwise":
            raise ArgumentError("This interval is not for pairwise data.", [interval_refused(interval)])
    return strata


def _one_a_score(name: str, numbers: Sequence[SupportsFloat], m: int) -> Array:
    values = np.array([float(number) for number in numbers])
    if len(values) == m and np.isfinite(values).all():
        return values
    issue = Issue("one-a-score", f"$.{name}", f"Expected {m} numbers, one a score.", facts={"count": m})
    raise ArgumentError(f"The {name} cannot be what they were given.", [issue])
