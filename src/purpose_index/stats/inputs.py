"""The one door of the statistics that rest on covariances: an array or a tally in, moments out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from purpose_index.tallies.moments import Missing, Moments

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
