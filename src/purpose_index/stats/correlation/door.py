"""The door of everything that starts from correlations: answers, a tally, or correlations that are there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from purpose_index.options import check_option
from purpose_index.stats.correlation.matrix import CorrelationMatrix, check_defined
from purpose_index.stats.correlation.pearson import pearson
from purpose_index.stats.correlation.polychoric import polychoric

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments, HasPairCounts
    from purpose_index.tallies.moments import Moments
    from purpose_index.tallies.pairs import PairCounts

    Correlated: TypeAlias = "ArrayLike | CorrelationMatrix | Moments | PairCounts | HasMoments | HasPairCounts"

Correlation = Literal["pearson", "polychoric"]


def correlation_matrix(
    x: Correlated, correlation: Correlation = "pearson", missing: Missing = "listwise"
) -> CorrelationMatrix:
    """Return the correlations of answers or of a tally; a `CorrelationMatrix` is returned as it is.

    Raises
    ------
    ArgumentError
        `unknown-option`; what the array or tally is refused for.
    StatisticsError
        `undefined-correlation` where one of the correlations is not defined.
    """
    check_option("correlation", correlation, Correlation)
    if isinstance(x, CorrelationMatrix):
        matrix = x
    elif correlation == "polychoric":
        matrix = polychoric(x, missing=missing)  # type: ignore[arg-type]  # what has no pair counts is refused there
    else:
        matrix = pearson(x, missing=missing)  # type: ignore[arg-type]
    check_defined(matrix.values, matrix.items)
    return matrix
