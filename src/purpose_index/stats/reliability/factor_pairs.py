"""Numbers about every two factors, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from purpose_index.frozen import Frozen
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.errors import Issue

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
