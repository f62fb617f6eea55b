"""Bootstrap intervals of reliability coefficients: percentile, and bias-corrected and accelerated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeGuard, TypeVar, get_args

import numpy as np
from scipy.special import ndtr, ndtri

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.sum_scores import alpha_of_variances
from purpose_index.stats.uncertainty.resampling import Statistic, resampled, rows_of, skewness

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

E = TypeVar("E", bound=Estimate)
Bootstrap = Literal["bootstrap", "bootstrap-bca"]
MOST_UNDEFINED = 0.1
FEWEST_RESAMPLES = 100
ROUNDING = 1e-9


class Bootstrapped(NamedTuple):
    """The spread of a coefficient over resamples, and its interval."""

    se: float
    low: float
    high: float
    issues: tuple[Issue, ...]


def bootstrapped(
    x: Any,
    statistic: Statistic,
    interval: Bootstrap,
    level: float,
    resamples: int,
    rng: int | np.random.Generator | None,
) -> Bootstrapped:
    """Return the interval of a coefficient from resamples of people.

    Raises
    ------
    ArgumentError
        Where x is a tally of moments, or there are fewer than 100 resamples.
    StatisticsError
        Where the coefficient is not defined in more than a tenth of the resamples.
    """
    if resamples < FEWEST_RESAMPLES:
        message = f"Expected at least {FEWEST_RESAMPLES}: the ends of an interval rest on few of them."
        raise ArgumentError(
            "The people cannot be resampled.",
            [Issue("too-few-resamples", "$.resamples", message, facts={"fewest": FEWEST_RESAMPLES})],
        )
    rows = rows_of(x)
    values = resampled(rows, statistic, resamples, rng)
    defined = values[np.isfinite(values)]
    issues = _undefined(len(values) - len(defined), len(values))
    levels = np.array([(1 - level) / 2, (1 + level) / 2])
    if interval == "bootstrap-bca":
        levels = _adjusted(levels, defined, *skewness(rows, statistic))
    low, high = np.quantile(defined, levels)
    return Bootstrapped(float(defined.std(ddof=1)), float(low), float(high), issues)


def _adjusted(levels: Array, values: Array, estimate: float, skew: float) -> Array:
    """Move the levels for bias and for skewness (Efron 1987)."""
    below = np.mean(values < estimate) + 0.5 * np.mean(values == estimate)
    bias = ndtri(np.clip(below, 0.5 / len(values), 1 - 0.5 / len(values)))
    z = bias + ndtri(levels)
    return np.asarray(ndtr(bias + z / (1 - skew * z)))


def _undefined(undefined: int, resamples: int) -> tuple[Issue, ...]:
    if not undefined:
        return ()
    message = f"In {undefined} of {resamples} resamples the coefficient is not defined; the interval leaves them out."
    hint, facts = "Gather more answers, or use another interval.", {"undefined": undefined, "resamples": resamples}
    issue = Issue("undefined-resamples", "$.interval", message, hint, facts=facts)
    if undefined > MOST_UNDEFINED * resamples:
        raise StatisticsError("The bootstrap interval is not defined.", [issue])
    return (issue,)


def with_interval(estimate: E, spread: Bootstrapped, interval: Bootstrap, level: float) -> E:
    """Return an estimate with what a bootstrap says of it."""
    return replace(
        estimate,
        se=spread.se,
        low=spread.low,
        high=spread.high,
        level=level,
        interval=interval,
        issues=(*estimate.issues, *spread.issues),
    )


def is_bootstrap(interval: str | None) -> TypeGuard[Bootstrap]:
    """Return whether an interval is one of those that resample people."""
    return interval in get_args(Bootstrap)


def of_alpha(k: int) -> Statistic:
    """Alpha from 2 + k means: of each item, of the squares of all items, and of the square of the sum."""

    def features(z: Array) -> Array:
        return np.column_stack([z, np.sum(z**2, axis=1), np.sum(z, axis=1) ** 2])

    def values(means: Array) -> Array:
        item = means[:, :k]
        trace = means[:, k] - np.sum(item**2, axis=1)
        total = _variances(means[:, k + 1], np.sum(item, axis=1))
        return alpha_of_variances(k, trace, np.where(total > ROUNDING * trace, total, np.nan))

    return Statistic(k + 2, features, values)


def one_by_one(
    value: Callable[[Array], float], progress: Callable[[float], object] | None, resamples: int
) -> Callable[[Array], Array]:
    """A coefficient that has to be computed of one (k, k) matrix after the other; NaN where it is not defined."""
    done = 0

    def one(C: Array) -> float:
        nonlocal done
        done += 1
        if progress and done <= resamples:
            progress(done / resamples)
        try:
            return value(C)
        except StatisticsError:
            return np.nan

    return lambda covariances: np.array([one(C) for C in covariances])


def _variances(squares: Array, means: Array) -> Array:
    """Mean squares less squared means; 0 where that is nothing but rounding."""
    variances = squares - means**2
    return np.where(variances > ROUNDING * squares, variances, 0.0)


def of_covariances(k: int, coefficient: Callable[[Array], Array]) -> Statistic:
    """A coefficient of (b, k, k) covariances, from the means of the items and of their products two by two.

    NaN where the sum of the items does not vary.
    """
    i, j = np.triu_indices(k)

    def features(z: Array) -> Array:
        return np.concatenate([z, z[:, i] * z[:, j]], axis=1)

    def values(means: Array) -> Array:
        covariances = np.empty((len(means), k, k))
        covariances[:, i, j] = covariances[:, j, i] = means[:, k:]
        covariances -= means[:, :k, None] * means[:, None, :k]
        flat = _variances(means[:, k:][:, i == j], means[:, :k]) == 0
        covariances[flat[:, :, None] | flat[:, None, :]] = 0.0
        total, trace = covariances.sum(axis=(1, 2)), np.trace(covariances, axis1=1, axis2=2)
        found = np.full(len(means), np.nan)
        defined = total > ROUNDING * trace
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            found[defined] = coefficient(covariances[defined])
        return found

    return Statistic(k + len(i), features, values)
