"""Pearson correlations of the answers as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from purpose_index.errors import Issue
from purpose_index.stats.inputs import moments_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.inputs import HasMoments
    from purpose_index.tallies.moments import Missing, Moments

    Floats: TypeAlias = "NDArray[np.float64]"


@dataclass(frozen=True, slots=True, eq=False)
class Pearson:
    """Pearson correlations of k items.

    Parameters
    ----------
    correlations
        (k, k) correlations, between -1 and 1; NaN with an item that does not vary.
    items
        The ids of the items.
    n
        (k, k) how many people each correlation rests on.
    missing
        'listwise' or 'pairwise'.
    assumes
        What must hold for the values to mean what their name says.
    issues
        What makes a number doubtful: `undefined-pearson`.
    """

    correlations: Floats
    items: tuple[str, ...]
    n: NDArray[np.int64]
    missing: Missing
    assumes: str
    issues: tuple[Issue, ...]


def pearson(x: ArrayLike | Moments | HasMoments, *, missing: Missing = "listwise") -> Pearson:
    """Say how strongly answers, taken as numbers, rise and fall together.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; or a tally, which brings its own missing rule.
    missing
        'listwise': only people who answered all items. 'pairwise': for every two items all who answered both.

    Returns
    -------
    Pearson
        The correlations, with an issue for every item that has none.

    Raises
    ------
    ArgumentError
        Where the array is not one of (n, k) finite numbers, or `missing` is another word.

    Notes
    -----
    ``cross[i, j] / sqrt(cross[i, i] * cross[j, j])`` with `cross` the sums of products of deviations from the mean;
    under pairwise, all three over the people who answered both items. It shows straight-line relations only, and
    answers in few categories, skewed to different sides, cannot correlate up to 1.

    References
    ----------
    Pearson, K. (1895). Note on regression and inheritance in the case of two parents. Proceedings of the Royal Society
    of London, 58, 240-242. https://doi.org/10.1098/rspl.1895.0041

    Examples
    --------
    >>> print(pearson([[1, 2], [2, 1], [3, 3]]).correlations[0, 1])
    0.5
    """
    moments = moments_of(x, missing)
    correlations = moments.correlation()
    lone = np.flatnonzero(np.isnan(correlations.diagonal()))
    return Pearson(
        correlations=correlations,
        items=moments.items,
        n=moments.pairs.copy(),
        missing=moments.missing,
        assumes="The answers are numbers on a scale of equal steps.",
        issues=tuple(_undefined(int(j), moments.items[j]) for j in lone),
    )


def _undefined(j: int, item: str) -> Issue:
    message = f"Item {item!r} does not vary, or fewer than two people answered it, so it has no correlations."
    return Issue("undefined-pearson", f"$.items[{j}]", message, "Leave the item out.")
