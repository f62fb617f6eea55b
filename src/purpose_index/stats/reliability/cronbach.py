"""Coefficient alpha: how much of the variance of a sum its items share, in equal parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_level, check_option
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.inputs import moments_of, rows_and_counts
from purpose_index.stats.reliability import intervals
from purpose_index.stats.reliability.sample import check_varying, no_total_variance, sample_of
from purpose_index.stats.sum_scores import alphas, correlations
from purpose_index.stats.uncertainty.bootstrapped import Bootstrap, bootstrapped, is_bootstrap, of_alpha, with_interval
from purpose_index.stats.uncertainty.delta import around

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.stats.reliability.sample import Sample
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]

Interval = Literal["feldt", "bonett", "hakstian-whalen", "asymptotic", "distribution-free", Bootstrap]

FORMULAS = {
    "feldt": intervals.feldt,
    "bonett": intervals.bonett,
    "hakstian-whalen": intervals.hakstian_whalen,
}
ASSUMES = (
    "Every item measures the same thing equally well (essential tau-equivalence), with errors that do not correlate; "
    "otherwise alpha is below the reliability, or above it where errors correlate."
)


def alpha(
    x: ArrayLike | HasMoments | Moments,
    *,
    interval: Interval | None = "feldt",
    level: float = 0.95,
    missing: Missing = "listwise",
    resamples: int = 2000,
    rng: int | np.random.Generator | None = 0,
) -> Estimate:
    """Coefficient alpha: the share of the variance of a sum of items that equally good items would have in common.

    Parameters
    ----------
    x
        (n, k) answers of n people to k items, reversed where due, NaN where missing; or a tally of them, which brings
        its own missing rule.
    interval
        'feldt' (exact for normal answers to parallel items), 'bonett' or 'hakstian-whalen' (approximations to the
        same), 'asymptotic' (normal answers, any covariances), 'distribution-free' (any answers that have fourth
        moments), 'bootstrap' or 'bootstrap-bca' (any answers, by resampling people), or None. The last three need the
        answers themselves or their patterns.
    level
        The confidence level, between 0 and 1.
    missing
        'listwise': people who answer all items. 'pairwise': every covariance over the people who answer both; no
        interval here describes that, so ask for none.
    resamples, rng
        Of a bootstrap: how many resamples, and a seed or generator for them; see `bootstrap`.

    Returns
    -------
    Estimate
        `.value`, at most 1 and below 0 where items go against each other; `.low`, `.high`; `.se` of 'asymptotic' and
        the intervals after it.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers; an option is another word; an interval is asked for under pairwise,
        or one that needs the answers where there is a tally; or there are fewer than 100 resamples.
    StatisticsError
        Where there are fewer than two items or three people, or the sum of the items does not vary; or does not in more
        than a tenth of the resamples.

    Notes
    -----
    With C the covariances: `alpha = k / (k - 1) * (1 - trace(C) / sum(C))`. It is a lower bound to the reliability of
    the sum where errors do not correlate, and equal to it where all items have the same true score up to a constant. Of
    items with two categories it is KR-20. It does not show that the items measure one thing, and grows with their
    number.

    References
    ----------
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16(3), 297-334.
    https://doi.org/10.1007/BF02310555
    Sijtsma, K. (2009). On the use, the misuse, and the very limited usefulness of Cronbach's alpha. Psychometrika,
    74(1), 107-120. https://doi.org/10.1007/s11336-008-9101-0

    Examples
    --------
    >>> x = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
    >>> estimate = alpha(x)
    >>> round(estimate.value, 4), round(estimate.low, 4), round(estimate.high, 4)
    (0.9024, 0.5071, 0.9891)
    """
    if interval is not None:
        check_option("interval", interval, Interval)
    level = check_level(level)
    sample = sample_of(x, missing)
    if interval and sample.missing == "pairwise":
        raise ArgumentError("This interval is not for pairwise data.", [interval_refused(interval)])
    value = alpha_of(sample.covariance)
    se, low, high = _uncertainty(value, x, sample, interval, level)
    estimate = Estimate(
        name="alpha",
        value=value,
        n=sample.n,
        k=sample.k,
        method="covariances",
        missing=sample.missing,
        se=se,
        low=low,
        high=high,
        level=level if interval else None,
        interval=interval,
        assumes=ASSUMES,
        issues=(*sample.issues, *_negative(value)),
    )
    if not is_bootstrap(interval):
        return estimate
    return with_interval(
        estimate, bootstrapped(x, of_alpha(sample.k), interval, level, resamples, rng), interval, level
    )


def standardized_alpha(x: ArrayLike | HasMoments | Moments, *, missing: Missing = "listwise") -> Estimate:
    """Alpha of the items after each is divided by its standard deviation: what their correlations alone say.

    Parameters
    ----------
    x
        (n, k) answers of n people to k items, reversed where due, NaN where missing; or a tally of them.
    missing
        'listwise' or 'pairwise', as for `alpha`.

    Returns
    -------
    Estimate
        `.value`; no interval.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, or `missing` is another word.
    StatisticsError
        Where alpha is not defined, or an item is constant and cannot be standardized.

    Notes
    -----
    With r the mean correlation between two items: `k * r / (1 + (k - 1) * r)`. It describes a sum of standardized
    items; a score that adds the answers as they are has the reliability that `alpha` estimates. Under pairwise each
    covariance is divided by the standard deviations over all who answer the item, as psych does.

    Examples
    --------
    >>> x = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
    >>> round(standardized_alpha(x).value, 4)
    0.9283
    """
    sample = sample_of(x, missing)
    check_varying(sample, "An item that does not vary cannot be standardized.")
    value = alpha_of(correlations(sample.covariance))
    return Estimate(
        name="standardized_alpha",
        value=value,
        n=sample.n,
        k=sample.k,
        method="covariances",
        missing=sample.missing,
        assumes="The items are standardized before they are added. " + ASSUMES,
        issues=(*sample.issues, *_negative(value)),
    )


def alpha_if_dropped(
    x: ArrayLike | HasMoments | Moments,
    *,
    interval: Interval | None = "feldt",
    level: float = 0.95,
    missing: Missing = "listwise",
) -> tuple[Estimate, ...]:
    """Alpha of the other items, for every item in turn, over the same people.

    Parameters
    ----------
    x, interval, level, missing
        As for `alpha`; x with at least three items.

    Returns
    -------
    tuple of Estimate
        One an item, in order.

    Raises
    ------
    ArgumentError, StatisticsError
        As for `alpha`, of what is left after dropping an item.

    Notes
    -----
    An item whose loss raises alpha in one sample need not be a bad item: the difference is small beside its interval
    more often than not, and choosing items by it inflates alpha.

    Examples
    --------
    >>> x = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
    >>> [round(estimate.value, 4) for estimate in alpha_if_dropped(x)]
    [0.7368, 0.9091, 0.8772]
    """
    moments = moments_of(x, missing)
    others = [[item for item in moments.items if item != dropped] for dropped in moments.items]
    return tuple(alpha(moments.select(left), interval=interval, level=level) for left in others)


def alpha_of(covariance: Array) -> float:
    """Return alpha of a (k, k) covariance matrix; raise StatisticsError where the sum of the items does not vary."""
    value = float(alphas(covariance))
    if not np.isfinite(value):
        raise StatisticsError("The reliability is not defined.", [no_total_variance()])
    return value


def interval_refused(interval: str) -> Issue:
    """Return the issue that says why this interval is not for pairwise data, and what to do."""
    message = f"The interval {interval!r} supposes that everybody answers all items, and under pairwise they do not."
    hint = "Ask for interval=None, or for missing='listwise'."
    return Issue("interval-needs-listwise", "$.interval", message, hint, facts={"interval": interval})


def _uncertainty(
    value: float, x: Any, sample: Sample, interval: Interval | None, level: float
) -> tuple[float | None, float | None, float | None]:
    """Return the standard error, where the interval has one, and the ends of the interval."""
    if interval is None or is_bootstrap(interval):
        return None, None, None
    if interval in FORMULAS:
        return None, *FORMULAS[interval](value, sample.n, sample.k, level)
    if interval == "asymptotic":
        se = intervals.normal_theory_error(sample.covariance, sample.n)
    else:
        rows, people = rows_and_counts(x)
        se = intervals.distribution_free_error(rows, people.astype(np.float64))
    return se, *around(value, se, level)


def _negative(value: float) -> tuple[Issue, ...]:
    if value >= 0:
        return ()
    message = (
        "Items go against each other more than with each other, so the value is below zero and is not a reliability."
    )
    hint = "Some items may have to be reversed, or came in turned around already; look at the item table."
    return (Issue("negative-alpha", "$", message, hint),)
