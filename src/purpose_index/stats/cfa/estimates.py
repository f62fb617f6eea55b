"""Every parameter of a fitted model, with its error, its interval and its standardised forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from purpose_index.stats.cfa.expressions import slopes_of
from purpose_index.stats.cfa.expressions import values_of as values_of_definitions
from purpose_index.stats.cfa.results import ParameterEstimate
from purpose_index.stats.cfa.standardized import standardized
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.structure import Implied

    Array = NDArray[np.float64]


def values_of(model: Specification, group: int, theta: Array, implied: Implied) -> Array:
    """Return the (r,) values of all parameters of a group, in the order of `model.of_group`.

    Under 'delta' the residual variances are what the factors leave of the variances.
    """
    rows = model.of_group(group)
    values = np.array([theta[row.index] if row.free else row.value for row in rows])
    if model.parameterization == "delta":
        known = {(row.lhs, row.rhs): at for at, row in enumerate(rows) if row.op == "=~"}
        loadings = np.zeros((len(model.items), len(model.factors)))
        for (factor, item), at in known.items():
            if item in model.items:
                loadings[model.items.index(item), model.factors.index(factor)] = values[at]
        explained = (loadings * implied.with_factors).sum(axis=1)
        left = dict(zip(model.items, np.diag(implied.covariance) - explained, strict=True))
        for at, row in enumerate(rows):
            if row.op == "~~" and row.lhs == row.rhs in left:
                values[at] = left[row.lhs]
    return values


def estimates_of(
    model: Specification,
    labels: Sequence[str],
    theta: Array,
    implied_of: Sequence[Implied],
    covariance: Array,
    level: float,
) -> tuple[ParameterEstimate, ...]:
    """Return every parameter with its error, and what is defined from them.

    Parameters
    ----------
    model
        All parameters.
    labels, implied_of
        The label of every group, and what the parameters imply in it.
    theta, covariance
        (q,) free parameters, and (q, q) covariances of their errors.
    level
        Confidence level of the intervals.
    """
    quantile = normal_quantile(level)
    found: list[ParameterEstimate] = []
    for group, implied in enumerate(implied_of):
        rows = model.of_group(group)
        values = values_of(model, group, theta, implied)
        latent = standardized(model, group, values, implied, items=False)
        both = standardized(model, group, values, implied, items=True)
        for row, value, one, other in zip(rows, values.tolist(), latent.tolist(), both.tolist(), strict=True):
            variance = float(covariance[row.index, row.index]) if row.free else np.nan
            names = {"lhs": row.lhs, "op": row.op, "rhs": row.rhs, "group": labels[group], "label": row.label}
            found.append(_estimate(names, row.free, value, variance, quantile, one, other))
    return (*found, *_defined(model, theta, covariance, quantile, found))


def _defined(
    model: Specification, theta: Array, covariance: Array, quantile: float, estimates: Sequence[ParameterEstimate]
) -> Iterator[ParameterEstimate]:
    """Give what is defined from labelled parameters, with errors by the delta method.

    Standardised it is the same expression of standardised parameters, of each label the first.
    """
    labelled = {row.label: row.index for row in model.parameters if row.label and row.free}
    values = model.labels(theta)
    slopes = slopes_of(model.definitions, values)
    first = {row.label: row for row in reversed(estimates)}
    latent, both = (
        values_of_definitions(model.definitions, {label: getattr(first[label], form) for label in values})
        for form in ("standardized_latent", "standardized")
    )
    for at, (definition, value) in enumerate(
        zip(model.definitions, values_of_definitions(model.definitions, values), strict=True)
    ):
        slope = np.zeros(model.free)
        for label, index in labelled.items():
            slope[index] += slopes[label][at]
        known = np.isfinite(value) and np.isfinite(slope).all()
        variance = float(slope @ covariance @ slope) if known else np.nan
        names = {
            "lhs": definition.name,
            "op": ":=",
            "rhs": definition.expression,
            "group": "",
            "label": definition.name,
        }
        yield _estimate(names, True, value, variance, quantile, latent[at], both[at])


def _estimate(
    names: dict[str, str], free: bool, value: float, variance: float, quantile: float, latent: float, both: float
) -> ParameterEstimate:
    se = float(np.sqrt(variance)) if variance >= 0 else np.nan
    z = value / se if se > 0 else np.nan
    return ParameterEstimate(
        **names,
        free=free,
        value=value,
        se=se,
        z=z,
        p_value=2 * float(ndtr(-abs(z))),
        low=value - quantile * se,
        high=value + quantile * se,
        standardized=both,
        standardized_latent=latent,
    )
