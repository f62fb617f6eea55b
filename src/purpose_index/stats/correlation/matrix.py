"""The one type for correlations, and what is asked of them before anything is made of them."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.options import Missing

    Floats: TypeAlias = "NDArray[np.float64]"
    Integers: TypeAlias = "NDArray[np.int64]"

Kind = Literal["pearson", "polychoric", "given"]
SINGULAR = 1e-10
SAME = 1e-8  # published tables are symmetric to the decimals that they print


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CorrelationMatrix(Frozen):
    """Correlations of k items and what they rest on: what `pearson` and `polychoric` return, or a published table.

    Parameters
    ----------
    values
        (k, k) correlations, between -1 and 1; NaN where one is not defined. They are copied, and read-only.
    n
        The number of people, from 2; where they differ from pair to pair, the fewest.
    items
        The ids of the items; '1', '2', ... where there are none.
    kind
        'pearson', 'polychoric', or 'given' for a table that came from elsewhere.
    missing
        The rule for missing answers, 'listwise' or 'pairwise'; None where it is not known.
    pairs
        (k, k) how many people answered both items; in the diagonal, how many answered the item. By default n
        throughout.
    means, deviations
        (k,) means and standard deviations of the items, where they are known.
    assumes
        What must hold for the values to mean what their name says.
    issues
        What makes a number doubtful, or undefined.

    Raises
    ------
    ArgumentError
        `not-a-correlation-matrix` where the values are not a symmetric (k, k) matrix with ones in its diagonal and
        nothing beyond 1, or n is below 2.

    Examples
    --------
    >>> CorrelationMatrix([[1, 0.6], [0.6, 1]], n=100)
    CorrelationMatrix(items=2, n=100, kind='given')
    """

    values: Floats
    _: KW_ONLY
    n: int
    items: tuple[str, ...] = ()
    kind: Kind = "given"
    missing: Missing | None = None
    pairs: Integers | None = None
    means: Floats | None = None
    deviations: Floats | None = None
    assumes: str = ""
    issues: tuple[Issue, ...] = ()

    def __post_init__(self) -> None:
        """Check the matrix, name the items, and let nobody write in the arrays."""
        values = np.array(self.values, dtype=float)
        check_correlation(values)
        object.__setattr__(self, "items", tuple(self.items) or numbered(len(values)))
        if len(self.items) != len(values) or self.n < 0:
            raise _not_one(f"there are {len(self.items)} items, {len(values)} rows and {self.n} people")
        object.__setattr__(self, "values", values)
        pairs = np.full(values.shape, self.n) if self.pairs is None else np.array(self.pairs)
        object.__setattr__(self, "pairs", pairs)
        for name in ("means", "deviations"):
            if (numbers := getattr(self, name)) is not None:
                object.__setattr__(self, name, np.array(numbers, dtype=float))
        Frozen.__post_init__(self)

    def __repr__(self) -> str:
        """Say the size and the kind."""
        return f"{type(self).__name__}(items={len(self.items)}, n={self.n}, kind={self.kind!r})"


def numbered(k: int) -> tuple[str, ...]:
    """Return the names of k items that have none: '1', '2', ..."""
    return tuple(str(j + 1) for j in range(k))


def check_correlation(values: Floats) -> None:
    """Raise where this is not a symmetric (k, k) matrix with ones in its diagonal, but for what is NaN."""
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not len(values):
        raise _not_one(f"the shape is {values.shape}")
    ones, halves = abs(np.diagonal(values) - 1.0), abs(values - values.T)
    if (ones > SAME).any() or (halves > SAME).any() or (np.isnan(values) != np.isnan(values.T)).any():
        raise _not_one("the diagonal is not 1, or the two halves differ")


def check_defined(values: Floats, items: tuple[str, ...]) -> None:
    """Raise where a correlation is NaN."""
    if np.isnan(values).any():
        raise StatisticsError("Some correlations are not defined.", _undefined(values, items))


def check_pairs(matrix: CorrelationMatrix) -> None:
    """Raise where there are no two items to correlate."""
    if len(matrix.items) < 2:
        message = "There are no two items to correlate."
        issue = Issue("too-few-items", "$.items", message, "Give at least two items.")
        raise StatisticsError("One item has nothing to share.", [issue])


def check_positive_definite(correlation: Floats) -> None:
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


def _undefined(correlation: Floats, items: tuple[str, ...]) -> list[Issue]:
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
        "This is not a correlation matrix.",
        [Issue("not-a-correlation-matrix", "$.correlation", message, facts={"problem": what})],
    )
