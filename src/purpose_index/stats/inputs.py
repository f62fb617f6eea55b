"""The doors of the statistics: an array or a tally in; out come moments, or joint counts of categories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from purpose_index.tallies.moments import Missing, Moments
from purpose_index.tallies.pairs import PairCounts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@runtime_checkable
class HasMoments(Protocol):
    """A tally from which moments can be computed: pair counts, response patterns."""

    def moments(self) -> Moments:
        """Return the moments, under the tally's own missing rule."""


def moments_of(x: ArrayLike | HasMoments | Moments, missing: Missing = "listwise") -> Moments:
    """Return the moments of an (n, k) array or of a tally.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; or a tally, which brings its own missing rule.
    missing
        'listwise' or 'pairwise': the rule for an array.

    Raises
    ------
    ArgumentError
        Where the array is not one of (n, k) finite numbers, or `missing` is another word.

    Examples
    --------
    >>> moments_of([[1.0, 2.0], [2.0, 1.0]])
    Moments(items=2, rows=2, missing='listwise')
    """
    if isinstance(x, Moments):
        return x
    if isinstance(x, HasMoments):
        return x.moments()
    return Moments.of(x, missing=missing)


@runtime_checkable
class HasPairCounts(Protocol):
    """A tally from which pair counts can be computed: response patterns."""

    def pair_counts(self) -> PairCounts:
        """Return the pair counts, under the tally's own missing rule."""


def pair_counts_of(x: ArrayLike | HasPairCounts | PairCounts, missing: Missing = "pairwise") -> PairCounts:
    """Return the joint counts of the categories of every two items, from an (n, k) array of whole numbers or a tally.

    Parameters
    ----------
    x
        (n, k) whole numbers, NaN where missing; or a tally, which brings its own missing rule.
    missing
        'pairwise' or 'listwise': the rule for an array.

    Raises
    ------
    ArgumentError
        Where the array is not one of (n, k) whole numbers at most 126 apart, or `missing` is another word.

    Examples
    --------
    >>> pair_counts_of([[1, 2], [2, 1]])
    PairCounts(items=2, rows=2, missing='pairwise')
    """
    if isinstance(x, PairCounts):
        return x
    if isinstance(x, HasPairCounts):
        return x.pair_counts()
    return PairCounts.of(x, missing=missing)
