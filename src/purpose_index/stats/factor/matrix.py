"""The correlations that every method here starts from, and what it asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_option

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.tallies.moments import Missing

    Array = NDArray[np.float64]

Correlation = Literal["pearson", "polychoric"]
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class CorrelationMatrix:
    """Correlations of k items and how many people they rest on: what a published table has, and an array becomes.

    Parameters
    ----------
    values
        (k, k) correlations.
    n
        The number of people; where they differ from pair to pair, the fewest.
    items
        The ids of the items; '1', '2', ... where there are none.
    means, deviations
        (k,) means and standard deviations of the items, where they are known.
    issues
        What went wrong in computing the correlations.
    """

    values: Array
    n: int
    items: tuple[str, ...] = ()
    means: Array | None = None
    deviations: Array | None = None
    issues: tuple[Issue, ...] = ()

    def __post_init__(self) -> None:
        """Check the matrix, and name the items."""
        if not self.items:
            object.__setattr__(self, "items", numbered(len(self.values)))
        check_correlation(self.values, self.items)

    def __repr__(self) -> str:
        """Say the size."""
        return f"CorrelationMatrix(items={len(self.items)}, n={self.n})"


def correlation_matrix(x: Any, correlation: Correlation, missing: Missing) -> CorrelationMatrix:
    """Return the correlations of an (n, k) array or of a tally; a `CorrelationMatrix` is returned as it is."""
    check_option("correlation", correlation, Correlation)
    if isinstance(x, CorrelationMatrix):
        return x
    if correlation == "polychoric":
        from purpose_index.stats.correlation import polychoric

        found = polychoric(x, missing=missing)
        return CorrelationMatrix(found.correlations, int(found.n.min()), found.items, issues=found.issues)
    from purpose_index.stats.inputs import moments_of

    moments = moments_of(x, missing)
    return CorrelationMatrix(moments.correlation(), moments.n, moments.items, moments.mean, np.sqrt(moments.variance()))


def numbered(k: int) -> tuple[str, ...]:
    """Return the names of k items that have none: '1', '2', ..."""
    return tuple(str(j + 1) for j in range(k))


def check_correlation(correlation: Array, items: tuple[str, ...]) -> None:
    """Raise where this is not a (k, k) matrix of defined correlations."""
    if correlation.ndim != 2 or correlation.shape[0] != correlation.shape[1]:
        raise _not_one(f"the shape is {correlation.shape}")
    if np.isnan(correlation).any():
        raise StatisticsError("Some correlations are not defined.", _undefined(correlation, items))
    if abs(np.diagonal(correlation) - 1.0).max() > 1e-8 or abs(correlation - correlation.T).max() > 1e-8:
        raise _not_one("the diagonal is not 1, or the two halves differ")


def check_pairs(matrix: CorrelationMatrix) -> None:
    """Raise where there are no two items to correlate."""
    if len(matrix.items) < 2:
        message = "There are no two items to correlate."
        issue = Issue("too-few-items", "$.items", message, "Give at least two items.")
        raise StatisticsError("One item has nothing to share.", [issue])


def check_positive_definite(correlation: Array) -> None:
    """Raise where this matrix of correlations has no inverse."""
    if np.linalg.eigvalsh(correlation)[0] < SINGULAR:
        message = (
            "The correlations have no inverse: an item follows from the others, there are fewer people than items, or "
            "the correlations rest on different people."
        )
        hint = "Drop the redundant item, delete listwise, or smooth the matrix."
        raise StatisticsError(
            "This is not defined for a matrix without an inverse.",
            [Issue("not-positive-definite", "$.correlation", message, hint)],
        )


def _undefined(correlation: Array, items: tuple[str, ...]) -> list[Issue]:
    """Name the items whose correlations are all undefined, or else the pairs."""
    missing = np.isnan(correlation) & ~np.eye(len(correlation), dtype=bool)
    lone = np.flatnonzero(missing.sum(axis=1) == len(correlation) - 1)
    if len(lone):
        return [
            Issue(
                "undefined-correlation",
                f"$.items.{items[j]}",
                "It has no defined correlation with any item: it does not vary, or nobody answered it.",
                "Leave the item out.",
                facts={"item": items[j]},
            )
            for j in lone
        ]
    return [
        Issue(
            "undefined-correlation",
            f"$.items.{items[i]}",
            f"It has no defined correlation with {items[j]!r}: too few people answered both.",
            "Leave one of them out.",
            facts={"item": items[i], "other": items[j]},
        )
        for i, j in np.argwhere(np.triu(missing))
    ]


def _not_one(what: str) -> ArgumentError:
    message = f"A symmetric (k, k) matrix with ones in its diagonal was expected; {what}."
    return ArgumentError(
        "This is not a correlation matrix.", [Issue("not-a-correlation-matrix", "$.correlation", message)]
    )
