"""The bootstrap of a coefficient that has no interval of its own, or whose own interval asks too much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.options import check_level, check_option
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability.cronbach import standardized_alpha
from purpose_index.stats.reliability.guttman_bounds import guttman
from purpose_index.stats.reliability.unexplained import unexplained_variances
from purpose_index.stats.sum_scores import alphas, correlations
from purpose_index.stats.uncertainty.bootstrapped import Bootstrap, bootstrapped, of_covariances, with_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Coefficient = Literal["standardized_alpha", "lambda2", "lambda6"]


def bootstrap(
    x: Any,
    coefficient: Coefficient,
    *,
    interval: Bootstrap = "bootstrap-bca",
    level: float = 0.95,
    resamples: int = 2000,
    rng: int | np.random.Generator | None = 0,
) -> Estimate:
    """How far a coefficient would vary from sample to sample, whatever the distribution of the answers.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing (people who answer all items count); or `Patterns`.
    coefficient
        'standardized_alpha', 'lambda2' or 'lambda6'; alpha and omega bootstrap themselves, by their option `interval`.
    interval
        'bootstrap', the percentiles of the resamples; or 'bootstrap-bca', corrected for bias and skewness.
    level
        The confidence level, between 0 and 1.
    resamples
        How many, from 100 up. The ends of the interval are random too: 2,000 resamples leave them uncertain by about a
        twentieth of a standard error.
    rng
        A seed or generator. The same seed gives the same interval, in whatever order the people are, and on any number
        of threads.

    Returns
    -------
    Estimate
        The coefficient with the standard deviation of the resamples as its standard error.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, or a tally of moments or pairs; an option is another word; or there
        are fewer than 100 resamples.
    StatisticsError
        Where the coefficient is not defined for x, or in more than a tenth of the resamples.

    Notes
    -----
    A resample draws n people of the n, with replacement: how often each is drawn is multinomial. Those counts, times
    each person's answers and their products, give the covariances of all resamples by matrix products, a block of
    people at a time; memory does not grow with n but for 2 bytes a resample and 256 people.

    'bootstrap-bca' moves the percentiles by the share of resamples below the estimate, and by the skewness of the
    influence that each person has on it (Efron 1987). With few people every bootstrap interval is too short, for the
    sample is then a poor picture of those that it was drawn from. It supposes that people answered independently of
    each other, which colleagues of one team do not.

    References
    ----------
    Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association, 82,
    171-185. https://doi.org/10.1080/01621459.1987.10478410

    Examples
    --------
    >>> latent = np.random.default_rng(1).normal(size=(200, 1))
    >>> x = np.round(latent + np.random.default_rng(2).normal(size=(200, 4)))
    >>> found = bootstrap(x, "lambda2", rng=3)
    >>> bool(found.low < found.value < found.high)
    True
    """
    check_option("coefficient", coefficient, Coefficient)
    check_option("interval", interval, Bootstrap)
    estimate = _estimate(x, coefficient)
    statistic = of_covariances(estimate.k, _OF_COVARIANCES[coefficient])
    spread = bootstrapped(x, statistic, interval, check_level(level), resamples, rng)
    return with_interval(estimate, spread, interval, level)


def _estimate(x: Any, coefficient: str) -> Estimate:
    if coefficient == "standardized_alpha":
        return standardized_alpha(x)
    bounds = guttman(x, splits=1)
    return Estimate(
        name=coefficient,
        value=getattr(bounds, coefficient),
        n=bounds.n,
        k=bounds.k,
        method="covariances",
        missing=bounds.missing,
        assumes=bounds.assumes,
        issues=bounds.issues,
    )


def _lambda2s(C: Array) -> Array:
    _, k, _ = C.shape
    variances = np.diagonal(C, axis1=1, axis2=2)
    squares = np.sum(C**2, axis=(1, 2)) - np.sum(variances**2, axis=1)
    total = C.sum(axis=(1, 2))
    return np.asarray(1 - (variances.sum(axis=1) - np.sqrt(k / (k - 1) * squares)) / total)


def _lambda6s(C: Array) -> Array:
    return np.array([1 - unexplained_variances(one).sum() / one.sum() for one in C])


_OF_COVARIANCES = {"standardized_alpha": lambda C: alphas(correlations(C)), "lambda2": _lambda2s, "lambda6": _lambda6s}
