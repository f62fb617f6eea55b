"""Pearson correlations of the answers as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.stats.correlation.matrix import CorrelationMatrix
from purpose_index.stats.inputs import moments_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from purpose_index.options import Missing
    from purpose_index.stats.correlation.matrix import Floats
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.tallies.moments import Moments


def pearson(x: ArrayLike | Moments | HasMoments, *, missing: Missing = "listwise") -> CorrelationMatrix:
    """Say how strongly answers, taken as numbers, rise and fall together.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; or a tally, which brings its own missing rule.
    missing
        'listwise': only people who answered all items. 'pairwise': for every two items all who answered both.

    Returns
    -------
    CorrelationMatrix
        The correlations, with means and deviations, and an issue (`undefined-pearson`) for every item or pair that has
        none.

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
    >>> print(pearson([[1, 2], [2, 1], [3, 3]]).values[0, 1])
    0.5
    """
    moments = moments_of(x, missing)
    values = moments.correlation()
    return CorrelationMatrix(
        values,
        n=moments.n,
        items=moments.items,
        kind="pearson",
        missing=moments.missing,
        pairs=moments.pairs,
        means=moments.mean,
        deviations=np.sqrt(moments.variance()),
        assumes="The answers are numbers on a scale of equal steps.",
        issues=tuple(_undefined(values, moments.items)),
    )


def _undefined(values: Floats, items: tuple[str, ...]) -> Iterator[Issue]:
    """Name the items that have no correlations, and then the pairs of others that have none."""
    lone = np.isnan(values.diagonal())
    for j in np.flatnonzero(lone):
        message = f"Item {items[j]!r} does not vary, or fewer than two people answered it, so it has no correlations."
        facts = {"item": items[j]}
        yield Issue("undefined-pearson", f"$.items.{items[j]}", message, "Leave the item out.", facts=facts)
    for i, j in np.argwhere(np.triu(np.isnan(values)) & ~lone & ~lone[:, None]):
        both = f"{items[i]!r} and {items[j]!r}"
        message = f"Among those who answered both, {both} do not both vary, so they have no correlation."
        facts = {"first": items[i], "second": items[j]}
        yield Issue("undefined-pearson", f"$.correlations[{i}][{j}]", message, "Leave one of them out.", facts=facts)
