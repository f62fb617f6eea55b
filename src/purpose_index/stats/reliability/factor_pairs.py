"""Numbers about every two factors, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.stats.reliability.of_model import known
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Issue
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis
    from purpose_index.stats.reliability.of_model import Options

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FactorPairs(Frozen):
    """A number about every two of m factors.

    Parameters
    ----------
    name
        What it is: 'htmt', 'htmt2', 'fornell_larcker'.
    factors
        The names of the factors, in the order of rows and columns.
    values
        (m, m) the numbers; NaN in the diagonal, and where one is not defined.
    se, low, high
        (m, m) their standard errors, and the ends of their intervals; NaN where there are none.
    level
        The confidence level, between 0 and 1.
    interval
        'delta': symmetric around the value.
    n
        How many people they rest on.
    missing
        The missing rule.
    issues
        What is not defined, and what makes the numbers doubtful.
    """

    name: str
    factors: tuple[str, ...]
    values: Array
    se: Array
    low: Array
    high: Array
    level: float
    interval: str
    n: int
    missing: str
    issues: tuple[Issue, ...] = ()


def factor_pairs(
    name: str,
    factors: tuple[str, ...],
    values: Array,
    se: Array,
    *,
    level: float,
    n: int,
    missing: str,
    issues: Sequence[Issue],
) -> FactorPairs:
    """Return numbers about every two factors, with the intervals that follow from their standard errors."""
    half = normal_quantile(level) * se
    return FactorPairs(
        name=name,
        factors=factors,
        values=values,
        se=se,
        low=values - half,
        high=values + half,
        level=level,
        interval="delta",
        n=n,
        missing=missing,
        issues=tuple(issues),
    )


def pairs_of_model(
    name: str,
    fit: ConfirmatoryFactorAnalysis,
    options: Options,
    factors: tuple[str, ...],
    numbers: Callable[[Array], Array],
    issues: Sequence[Issue] = (),
    *,
    errors: bool,
) -> FactorPairs:
    """Return what a function makes of the parameters of a model for every two of its factors, see `known`.

    It gives (m, m) numbers; those in the diagonal are left out. Errors are NaN where they do not hold.
    """
    found = known(fit, lambda theta: numbers(theta).ravel())
    apart = np.where(np.eye(len(factors), dtype=bool), np.nan, 1.0)
    se = found.errors(fit.covariance).reshape(apart.shape) if errors else np.nan
    return factor_pairs(
        name,
        factors,
        found.values.reshape(apart.shape) * apart,
        se * apart,
        level=options.level,
        n=round(fit.groups[options.group].n),
        missing=fit.missing,
        issues=(*fit.issues, *issues),
    )
