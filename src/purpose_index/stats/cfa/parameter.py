"""One parameter of a model, and the words for what parameters are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.stats.cfa.syntax import Term

Parameterization = Literal["delta", "theta"]
Identification = Literal["marker", "variance"]
Equal = Literal[
    "loadings",
    "intercepts",
    "thresholds",
    "residuals",
    "residual_covariances",
    "factor_variances",
    "factor_covariances",
    "factor_means",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Frozen):
    """One parameter of one group.

    Parameters
    ----------
    lhs, op, rhs
        What it relates: a factor and what it is measured by (``=~``), two that covary (``~~``), an intercept (``~1``);
        of an item with ordered answers a threshold (``|``), and its scale (``~*~``).
    group
        The position of its group, from 0.
    value
        What it is fixed to; NaN where it is free.
    label
        Its name; parameters of one label are equal.
    index
        Its position among the free parameters; -1 where it is fixed.
    """

    lhs: str
    op: str
    rhs: str
    group: int = 0
    value: float = np.nan
    label: str = ""
    index: int = -1

    @property
    def free(self) -> bool:
        """Whether it is estimated."""
        return self.value != self.value  # NaN is nothing, not even itself


def key(lhs: str, op: str, rhs: str) -> tuple[str, str, str]:
    """Name a relation by what it relates, a covariance in either order by one name."""
    return (lhs, op, rhs) if op != "~~" or lhs <= rhs else (rhs, op, lhs)


def measured_by_one(terms: Sequence[Term]) -> set[str]:
    """Return what alone measures a factor: an item that does has no residual of its own."""
    by_factor: dict[str, list[str]] = {}
    for term in terms:
        if term.op == "=~":
            by_factor.setdefault(term.lhs, []).append(term.rhs)
    return {measured[0] for measured in by_factor.values() if len(measured) == 1}


def refused(term: Term, message: str) -> ArgumentError:
    """Return the error of a relation that cannot stand in a model."""
    path = f"$.model.{term.lhs}{term.op}{term.rhs}"
    facts = {"line": term.line}
    issue = Issue("model-parameter", path, message, line=term.line, column=term.column, facts=facts)
    return ArgumentError("The model cannot be used.", [issue])
