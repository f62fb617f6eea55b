"""Loadings and correlations of the factors of a confirmatory model where all variances are 1, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.stats.reliability.factor_pairs import FactorPairs, pairs_of_model
from purpose_index.stats.reliability.of_model import (
    has_errors,
    is_improper,
    known,
    loadings_of,
    moments_at,
    options_of,
)
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardizedLoading(Frozen):
    """How many standard deviations an item, or a factor, is higher where the factor that it measures is one higher.

    Parameters
    ----------
    factor, measured_by
        The factor, and the item or the factor that measures it.
    value
        The standardized loading.
    se, low, high
        Its standard error, and the ends of its interval; NaN where the model is improper.
    """

    factor: str
    measured_by: str
    value: float
    se: float
    low: float
    high: float


def standardized_loadings(
    fit: ConfirmatoryFactorAnalysis, *, level: float = 0.95, group: str = ""
) -> tuple[StandardizedLoading, ...]:
    """Return the standardized loadings of a confirmatory model, with intervals by the delta method.

    Parameters
    ----------
    fit
        A fitted model, as `purpose_index.stats.cfa.cfa` returns it.
    level
        The confidence level, between 0 and 1.
    group
        The label of the group; the first one by default.

    Raises
    ------
    ArgumentError
        `level-out-of-range`, `no-such-group`.

    Notes
    -----
    A loading times the deviation of its factor over that of what measures it. Unlike the first loading of a factor in
    its own units, which may be fixed, each has an error. Intervals are symmetric around the value.

    Examples
    --------
    >>> from purpose_index.stats.cfa import cfa
    >>> rng = np.random.default_rng(1)
    >>> x = 0.6 * rng.normal(size=(5000, 1)) + 0.8 * rng.normal(size=(5000, 3))
    >>> [round(loading.value, 1) for loading in standardized_loadings(cfa(x, {"f": ["1", "2", "3"]}))]
    [0.6, 0.6, 0.6]
    """
    options = options_of(fit, group, "delta", level)
    rows = [row for row in fit.model.of_group(options.group) if row.op == "=~"]
    names = (*fit.items, *fit.factors)
    of = np.array([names.index(row.lhs) for row in rows])
    by = np.array([names.index(row.rhs) for row in rows])
    implied_at = moments_at(fit, options.group)

    def numbers(theta: Array) -> Array:
        implied = implied_at(theta)
        paths = np.eye(len(fit.factors)) - np.linalg.inv(implied.through)
        raw = np.vstack([loadings_of(implied), paths])[by, of - len(fit.items)]
        with np.errstate(invalid="ignore"):  # NaN of a variance below 0
            deviations = np.sqrt(np.concatenate([np.diag(implied.covariance), np.diag(implied.factor_covariance)]))
        return np.asarray(raw * deviations[of] / deviations[by])

    found = known(fit, numbers)
    se = np.full(len(rows), np.nan) if is_improper(fit) else found.errors(fit.covariance)
    half = normal_quantile(options.level) * se
    numbers_of = zip(found.values.tolist(), se.tolist(), half.tolist(), strict=True)
    return tuple(
        StandardizedLoading(
            factor=row.lhs, measured_by=row.rhs, value=value, se=error, low=value - width, high=value + width
        )
        for row, (value, error, width) in zip(rows, numbers_of, strict=True)
    )


def factor_correlations(fit: ConfirmatoryFactorAnalysis, *, level: float = 0.95, group: str = "") -> FactorPairs:
    """Return the correlations of the factors of a confirmatory model, with intervals by the delta method.

    Parameters
    ----------
    fit
        A fitted model, as `purpose_index.stats.cfa.cfa` returns it.
    level
        The confidence level, between 0 and 1.
    group
        The label of the group; the first one by default.

    Returns
    -------
    FactorPairs
        NaN in the diagonal. Errors are NaN where the model is improper otherwise than by these correlations, and 0
        where it fixes one.

    Raises
    ------
    ArgumentError
        `level-out-of-range`, `no-such-group`.

    Notes
    -----
    Two factors whose correlation may be .90 or more (the upper end of its interval) are hard to tell apart, and from 1
    on they are not told apart [1]_. Of two factors that are one, half of the estimates lie above 1: nothing bounds
    it, and so its interval holds [2]_. Of a second-order model these are the correlations that it implies.

    References
    ----------
    .. [1] Rönkkö, M., & Cho, E. (2022). An updated guideline for assessing discriminant validity. Organizational
       Research Methods, 25, 6-47. https://doi.org/10.1177/1094428120968614
    .. [2] Savalei, V., & Kolenikov, S. (2008). Constrained versus unconstrained estimation in structural equation
       modeling. Psychological Methods, 13, 150-170. https://doi.org/10.1037/1082-989X.13.2.150

    Examples
    --------
    >>> from purpose_index.stats.cfa import cfa
    >>> rng = np.random.default_rng(1)
    >>> true = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=5000)
    >>> x = np.repeat(true, 3, axis=1) + rng.normal(size=(5000, 6))
    >>> found = factor_correlations(cfa(x, {"joy": ["1", "2", "3"], "use": ["4", "5", "6"]}))
    >>> round(float(found.values[0, 1]), 1), bool(found.high[0, 1] < 0.9)
    (0.5, True)
    """
    options = options_of(fit, group, "delta", level)
    implied_at = moments_at(fit, options.group)

    def numbers(theta: Array) -> Array:
        covariance = implied_at(theta).factor_covariance
        variances = np.diag(covariance)
        with np.errstate(invalid="ignore"):  # NaN of a variance below 0
            return np.asarray(covariance / np.sqrt(np.outer(variances, variances)))

    return pairs_of_model("factor_correlations", fit, options, fit.factors, numbers, errors=has_errors(fit))
