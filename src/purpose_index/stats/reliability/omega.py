"""Omega total: how much of the variance of a sum one common factor explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_level, check_option
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.factor.extraction import LOWEST_UNIQUENESS, extract
from purpose_index.stats.factor.one_factor import Method, one_factor, one_factors
from purpose_index.stats.inputs import moments_of
from purpose_index.stats.reliability.cronbach import interval_refused
from purpose_index.stats.reliability.omega_slope import Model, omega_error
from purpose_index.stats.reliability.sample import check_varying, sample_of
from purpose_index.stats.reliability.unexplained import determined_items
from purpose_index.stats.sum_scores import correlations
from purpose_index.stats.uncertainty.bootstrapped import (
    Bootstrap,
    bootstrapped,
    is_bootstrap,
    of_covariances,
    with_interval,
)
from purpose_index.stats.uncertainty.delta import Delta, around, around_log_error

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.stats.reliability.sample import Sample
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]

UNRELATED = 1e-6
Variance = Literal["model", "observed"]
Interval = Literal[Delta, Bootstrap]

ASSUMES = (
    "One factor explains all that the items have in common, and their errors do not correlate; "
    "the items may load unequally."
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OmegaTotal(Estimate):
    """Omega total with the factor model that it comes from.

    Parameters
    ----------
    loadings
        (k,) loadings in the unit of each item, with their signs; divide by the standard deviations to standardize them.
    error_variances
        (k,) the variance of each item that the factor does not explain, in its squared unit.
    variance
        What the common variance was divided by: that of the sum by the 'model', or as 'observed'.
    """

    loadings: Array
    error_variances: Array
    variance: Variance


def omega_total(
    x: ArrayLike | HasMoments | Moments,
    *,
    method: Method = "ml",
    variance: Variance = "model",
    interval: Interval | None = "log-delta",
    level: float = 0.95,
    missing: Missing = "listwise",
    resamples: int = 2000,
    rng: int | np.random.Generator | None = 0,
) -> OmegaTotal:
    """How much of the variance of a sum of items comes from the one factor behind them.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; or a tally that holds moments. k from 3 up.
    method
        'ml', maximum likelihood for normal answers; or 'minres', least squares on the correlations.
    variance
        'model': divide by the variance of the sum that the model implies. 'observed': by the one in the data, which
        differs where the model does not fit.
    interval
        'log-delta', for normal answers: symmetric in the logarithm of 1 - omega, and wide enough with few people;
        'delta', likewise but symmetric around omega, which is too short with few people; 'bootstrap' or
        'bootstrap-bca', for any answers, from resamples of people (they need the answers or their patterns); or None.
    level
        The confidence level, between 0 and 1.
    missing
        'listwise', or 'pairwise', which no interval here describes: ask for none.
    resamples, rng
        Of a bootstrap: how many resamples, and a seed or generator for them.

    Returns
    -------
    OmegaTotal
        An `Estimate` with the loadings. A Heywood case or a fit that did not converge stands in `issues`, and there is
        no interval then.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, an option is another word, or an interval is asked for under
        pairwise, or one that needs the answers where there is a tally of moments.
    StatisticsError
        Where there are fewer than three items or three people; an item is constant; the sum does not vary; fewer than
        three items have anything in common, so that their loadings are not determined; for 'ml', an item follows
        exactly from the others, or there are no more people than items.

    Notes
    -----
    With loadings l and error variances e: ``sum(l)**2 / (sum(l)**2 + sum(e))`` by the model, ``sum(l)**2 / sum(C)`` as
    observed [1]_. Where all loadings are equal it is alpha. The standard error se is the delta method's [2]_, with the
    expected information of 'ml' (it takes the model to be right) or the derivatives of 'minres', for normal answers.
    'log-delta' is ``1 - (1 - omega) * exp(± t(n - 1) * se / (1 - omega))``, 'delta' is ``omega ± z * se``. How often
    each holds omega stands in docs/methods/omega.md.

    It does not show that one factor fits: look at the fit of a factor model, and at `omega_hierarchical`.

    References
    ----------
    .. [1] McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum. https://doi.org/10.4324/9781410601087
    .. [2] Raykov, T. (2002). Analytic estimation of standard error and confidence interval for scale reliability.
       Multivariate Behavioral Research, 37, 89-103. https://doi.org/10.1207/S15327906MBR3701_04

    Examples
    --------
    >>> rows = "3321 1321 3222 3433 4534 2323 2222 1121".split()
    >>> x = np.array([[int(answer) for answer in row] for row in rows])
    >>> omega = omega_total(x)
    >>> round(omega.value, 4), omega.loadings.round(4).tolist()
    (0.8985, [0.8108, 1.1094, 0.4139, 0.9425])
    """
    check_option("method", method, Method)
    check_option("variance", variance, Variance)
    if interval is not None:
        check_option("interval", interval, Interval)
    level = check_level(level)
    sample = sample_of(x, missing)
    if interval and sample.missing == "pairwise":
        raise ArgumentError("This interval is not for pairwise data.", [interval_refused(interval)])
    if not is_bootstrap(interval):
        return omega_of_sample("omega_total", sample, method, variance, interval, level, ASSUMES)
    omega = omega_of_sample("omega_total", sample, method, variance, None, level, ASSUMES)
    start = omega.loadings / np.sqrt(np.diag(sample.covariance))
    statistic = of_covariances(sample.k, lambda C: omegas_of(C, method, variance, start))
    spread = bootstrapped(x, statistic, interval, level, resamples, rng)
    return with_interval(omega, spread, interval, level)


def omega_of_sample(
    name: str, sample: Sample, method: Method, variance: Variance, interval: Interval | None, level: float, assumes: str
) -> OmegaTotal:
    """Return omega of the sum of items with these covariances."""
    check_items(sample)
    fit = omega_of(sample.covariance, method, variance)
    found = _delta(fit, method, variance, sample.n, level, interval) if interval and not fit.issues else None
    se, low, high = found or (None, None, None)
    return OmegaTotal(
        name=name,
        value=fit.value,
        n=sample.n,
        k=sample.k,
        method=method,
        missing=sample.missing,
        se=se,
        low=low,
        high=high,
        level=None if se is None else level,
        interval=None if se is None else interval,
        assumes=assumes,
        issues=(
            *sample.issues,
            *fit.issues,
            *negative_loadings(sample.items, fit.loadings),
            *_determined(sample),
            *(() if found or fit.issues or not interval else (no_interval(),)),
        ),
        loadings=fit.loadings,
        error_variances=fit.error_variances,
        variance=variance,
    )


def _delta(
    fit: Fit, method: Method, variance: Variance, n: int, level: float, interval: Interval
) -> tuple[float, float, float] | None:
    """Return the standard error and the interval; None where they are not defined."""
    se = omega_error(fit.model, method, variance == "observed", n)
    if interval == "delta":
        ends = around(fit.value, se, level)
    else:
        ends = around_log_error(fit.value, se, n, level) if fit.value < 1 else (np.nan, np.nan)
    return (se, *ends) if np.isfinite([se, *ends]).all() else None


def omega_if_dropped(
    x: ArrayLike | HasMoments | Moments,
    *,
    method: Method = "ml",
    variance: Variance = "model",
    interval: Delta | None = "log-delta",
    level: float = 0.95,
    missing: Missing = "listwise",
) -> tuple[OmegaTotal, ...]:
    """Omega total of the other items, for every item in turn, over the same people.

    Parameters
    ----------
    x, method, variance, interval, level, missing
        As for `omega_total`; x with at least four items.

    Returns
    -------
    tuple of OmegaTotal
        One an item, in order.

    Raises
    ------
    ArgumentError, StatisticsError
        As for `omega_total`, of what is left after dropping an item.

    Notes
    -----
    An omega that rises when an item leaves says that this sample's item loads low. The rise is often small beside its
    interval, and a scale that is picked by it looks better in this sample than in the next.

    Examples
    --------
    >>> rows = "3321 1321 3222 3433 4534 2323 2222 1121".split()
    >>> x = np.array([[int(answer) for answer in row] for row in rows])
    >>> [round(omega.value, 4) for omega in omega_if_dropped(x)]
    [0.8832, 0.8564, 0.8751, 0.8754]
    """
    moments = moments_of(x, missing)
    others = [[item for item in moments.items if item != dropped] for dropped in moments.items]
    return tuple(
        omega_total(moments.select(left), method=method, variance=variance, interval=interval, level=level)
        for left in others
    )


class Fit(NamedTuple):
    """Omega of a covariance matrix, with the model behind it in the units of the items."""

    value: float
    loadings: Array
    error_variances: Array
    model: Model
    issues: tuple[Issue, ...]


def omega_of(covariance: Array, method: Method, variance: Variance) -> Fit:
    """Fit one factor to the correlations, and return omega of the sum of the items as they are."""
    sd = np.sqrt(np.diag(covariance))
    correlation = correlations(covariance)
    found = one_factor(correlation, method)
    if undetermined(found.loadings):
        message = "Fewer than three items have anything in common, and then many pairs of loadings fit equally well."
        hint = "Leave out the items that are unrelated to all others, or use alpha."
        raise StatisticsError("Omega is not defined.", [Issue("undetermined-loadings", "$", message, hint)])
    loadings, errors = sd * found.loadings, sd**2 * found.uniquenesses
    common = loadings.sum() ** 2
    total = covariance.sum() if variance == "observed" else common + errors.sum()
    model = Model(correlation, found.loadings, found.uniquenesses, sd)
    return Fit(float(common / total), loadings, errors, model, found.issues)


def undetermined(loadings: Array) -> NDArray[np.bool_]:
    """Return of (..., k) loadings whether fewer than three items load.

    Of two items the data determine the product of their loadings alone; where no two items are related, one item may
    load by any amount and fit as well as none.
    """
    return np.asarray(np.count_nonzero(np.abs(loadings) > UNRELATED, axis=-1) < 3)


def omegas_of(covariances: Array, method: Method, variance: Variance, start: Array) -> Array:
    """Return omega of each of (b, k, k) covariances; NaN where it is not defined."""
    sd = np.sqrt(np.diagonal(covariances, axis1=1, axis2=2))
    R = correlations(covariances)
    loadings, uniquenesses, proper = one_factors(R, method, start=start)
    near = np.maximum(1 - start**2, LOWEST_UNIQUENESS)
    for i in np.flatnonzero(~proper):
        loadings[i], uniquenesses[i] = _one_or_nan(R[i], method, near)
    loadings[undetermined(loadings)] = np.nan
    common = np.sum(sd * loadings, axis=1) ** 2
    error = np.sum(sd**2 * uniquenesses, axis=1)
    return np.asarray(common / (covariances.sum(axis=(1, 2)) if variance == "observed" else common + error))


def _one_or_nan(correlation: Array, method: Method, start: Array) -> tuple[Array | float, Array | float]:
    if not np.isfinite(correlation).all():
        return np.nan, np.nan
    try:
        found = extract(correlation, 1, method=method, start=start)
    except StatisticsError:
        return np.nan, np.nan
    return found.loadings[:, 0], found.uniquenesses


def check_items(sample: Sample) -> None:
    """Raise StatisticsError where one factor is not defined: under three items, or a constant one."""
    if sample.k < 3:
        message = "Two items do not tell how each loads on a factor."
        hint = "Use alpha, which takes the two loadings to be equal."
        raise StatisticsError("Omega is not defined.", [Issue("too-few-items", "$", message, hint)])
    check_varying(sample, "An item that does not vary has no loading.")


def no_interval() -> Issue:
    """Say why there is no interval where one was asked for."""
    message = "These answers hardly determine the loadings, or leave no error, so there is no interval."
    return Issue("undefined-interval", "$.interval", message, "Gather more answers, or ask for a bootstrap.")


def negative_loadings(items: tuple[str, ...], loadings: Array) -> tuple[Issue, ...]:
    """Name the items that go against the factor that all of them are taken to share."""
    message = "The item loads negatively on the factor of the others, and takes away from omega."
    return tuple(
        Issue("negative-loading", f"$.items.{item}", message, "It may have to be reversed.", facts={"item": item})
        for item, loading in zip(items, loadings, strict=True)
        if loading < 0
    )


def _determined(sample: Sample) -> tuple[Issue, ...]:
    """Say it where items follow from others, which 'ml' has refused."""
    determined = int(determined_items(sample.covariance).sum())
    if not determined:
        return ()
    message = f"{determined} items follow exactly from others, so that what they share is not all of one factor."
    hint = "Look for a doubled item, or gather more answers than there are items."
    return (Issue("determined-items", "$.items", message, hint, facts={"items": determined}),)
