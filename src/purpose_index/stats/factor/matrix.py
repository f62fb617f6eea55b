"""What every method here asks of a correlation matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

SINGULAR = 1e-10


def check_correlation(correlation: NDArray[np.float64]) -> None:
    """Raise where this is not a (k, k) matrix of defined correlations."""
    if correlation.ndim != 2 or correlation.shape[0] != correlation.shape[1]:
        raise _not_one(f"the shape is {correlation.shape}")
    if np.isnan(correlation).any():
        raise StatisticsError("Some correlations are not defined.", _undefined(correlation))
    if abs(np.diagonal(correlation) - 1.0).max() > 1e-8 or abs(correlation - correlation.T).max() > 1e-8:
        raise _not_one("the diagonal is not 1, or the two halves differ")


def check_positive_definite(correlation: NDArray[np.float64]) -> None:
    """Raise where this matrix of correlations has no inverse."""
    if np.linalg.eigvalsh(correlation)[0] < SINGULAR:
        raise StatisticsError(
            "This is not defined for a matrix without an inverse.",
            [
                Issue(
                    "not-positive-definite",
                    "$.correlation",
                    "An item follows from the others, there are fewer people than items, or the correlations rest on "
                    "different people.",
                    "Drop the redundant item, delete listwise, or smooth the matrix.",
                )
            ],
        )


def _undefined(correlation: NDArray[np.float64]) -> list[Issue]:
    """Name the items whose correlations are all undefined, or else the pairs."""
    missing = np.isnan(correlation) & ~np.eye(len(correlation), dtype=bool)
    lone = np.flatnonzero(missing.sum(axis=1) == len(correlation) - 1)
    if len(lone):
        return [
            Issue(
                "undefined-correlation",
                f"$.items[{j}]",
                f"Item {j} has no defined correlation with any item: it does not vary, or nobody answered it.",
                "Leave the item out.",
            )
            for j in lone
        ]
    return [
        Issue(
            "undefined-correlation",
            f"$.items[{i}]",
            f"Items {i} and {j} have no defined correlation: too few people answered both.",
            "Leave one of them out.",
        )
        for i, j in np.argwhere(np.triu(missing))
    ]


def _not_one(what: str) -> ArgumentError:
    message = f"A symmetric (k, k) matrix with ones in its diagonal was expected; {what}."
    return ArgumentError(
        "This is not a correlation matrix.", [Issue("not-a-correlation-matrix", "$.correlation", message)]
    )
