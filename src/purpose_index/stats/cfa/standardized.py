"""Parameters where items and factors have variance 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.structure import Implied

    Array = NDArray[np.float64]


def standardized(model: Specification, group: int, values: Array, implied: Implied, *, items: bool) -> Array:
    """Return the parameters of a group in units of the factors' deviations, and of the items' too where asked.

    Parameters
    ----------
    model, group
        Which parameters.
    values
        (r,) their values, in the order of `model.of_group(group)`.
    implied
        What they imply.
    items
        Whether items are standardised beside factors.

    Notes
    -----
    Covariances of residuals become correlations of residuals; a residual variance becomes the share of the variance.
    """
    rows = model.of_group(group)
    known = dict(zip(((row.lhs, row.op, row.rhs) for row in rows), values, strict=True))
    with np.errstate(invalid="ignore", divide="ignore"):
        of_items = np.sqrt(np.diag(implied.covariance)) if items else np.ones(len(model.items))
        deviation = dict(zip(model.items, of_items, strict=True))
        deviation |= dict(zip(model.factors, np.sqrt(np.diag(implied.factor_covariance)), strict=True))

        def scale(lhs: str, op: str, rhs: str) -> float:
            if op == "=~":
                return float(deviation[lhs] / deviation[rhs])
            if op == "~*~":
                return float(deviation[lhs])
            if op == "|":
                return float(1 / deviation[lhs]) if items else 1.0
            if op == "~1":
                return float(1 / deviation[lhs])
            if lhs == rhs:
                return float(1 / deviation[lhs] ** 2)
            if lhs in model.items and not items:
                return 1.0
            own = known[lhs, "~~", lhs] * known[rhs, "~~", rhs]
            return float(1 / np.sqrt(own))

        return np.array([value * scale(row.lhs, row.op, row.rhs) for row, value in zip(rows, values, strict=True)])
