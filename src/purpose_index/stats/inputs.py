"""The doors of the statistics: an array or a tally in; out come moments, joint counts of categories, or rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, SupportsFloat, runtime_checkable

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.frames import named_columns
from purpose_index.tallies.count_moments import checked_array
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing

ROUNDING = 1e-13  # numbers that differ by less, beside their size, are one number
LARGEST = 1e70  # fourth powers, times any number of people, then stay far from the end of float64


@runtime_checkable
class HasKeying(Protocol):
    """Answers as a question set coded them, of which some items may still have to be reversed."""

    codes: Any
    reversed_items: Any

    def numbers(self, *, keyed: bool = False) -> Any:
        """Return the answers as numbers."""


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
    x, items = named_columns(x)
    return Moments.of(answers_of(x), missing=missing, items=items)


@runtime_checkable
class HasPairCounts(Protocol):
    """A tally from which pair counts can be computed: response patterns."""

    def pair_counts(self) -> PairCounts:
        """Return the pair counts, under the tally's own missing rule."""


def pair_counts_of(x: ArrayLike | HasPairCounts | PairCounts, missing: Missing = "listwise") -> PairCounts:
    """Return the joint counts of the categories of every two items, from an (n, k) array of whole numbers or a tally.

    Parameters
    ----------
    x
        (n, k) whole numbers, NaN where missing; or a tally, which brings its own missing rule.
    missing
        'listwise' or 'pairwise': the rule for an array.

    Raises
    ------
    ArgumentError
        Where the array is not one of (n, k) categories (`not-categories`), or `missing` is another word.

    Examples
    --------
    >>> pair_counts_of([[1, 2], [2, 1]])
    PairCounts(items=2, rows=2, missing='listwise')
    """
    if isinstance(x, PairCounts):
        return x
    if isinstance(x, HasPairCounts):
        return x.pair_counts()
    x, items = named_columns(x)
    return PairCounts.of(answers_of(x), missing=missing, items=items)


def rows_and_counts(x: Any) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the rows of an array or of response patterns that miss no answer, and how many people gave each.

    Raises
    ------
    ArgumentError
        Where the array is not one of (n, k) finite numbers, or x is a tally that does not hold answers.
    """
    if isinstance(x, Patterns):
        rows, people = x.numbers(), np.asarray(x.counts, dtype=np.int64)
    elif isinstance(x, HasMoments | Moments):
        raise needs_answers("this tally")
    else:
        rows = np.asarray(answers_of(x), dtype=np.float64)
        people = np.ones(len(rows), dtype=np.int64)
    complete = ~np.isnan(rows).any(axis=1)
    return rows[complete], people[complete]


def needs_answers(what: str) -> ArgumentError:
    """Return the error that says that an interval needs more than is in this."""
    message = f"It rests on the answers of every person, which {what} does not hold."
    issue = Issue(
        "interval-needs-answers",
        "$.x",
        message,
        "Give the answers themselves, or their patterns.",
        facts={"tally": what},
    )
    return ArgumentError("This interval needs the answers.", [issue])


def answers_of(x: Any) -> NDArray[Any]:
    """Return an (n, k) array of numbers as it is.

    Raises
    ------
    ArgumentError
        Where it is none; where x holds coded answers, whose reversed items are not reversed yet; or where the numbers
        are so large that their fourth powers are none.
    """
    if isinstance(x, HasKeying):
        message = "These are coded answers, as they were given: items that the question set reverses are not reversed."
        hint = "Give coded.numbers(keyed=True), or analyze with the question set."
        raise ArgumentError("Statistics need keyed answers.", [Issue("answers-not-keyed", "$.x", message, hint)])
    array = checked_array(named_columns(x)[0])
    ends = (np.fmin.reduce(array, axis=None, initial=0), np.fmax.reduce(array, axis=None, initial=0))
    if LARGEST < max(-float(ends[0]), float(ends[1])) < np.inf:
        message = f"Expected numbers of at most {LARGEST:.0e} in size."
        issue = Issue("array-too-large", "$.x", message, "Divide all answers by one number.", facts={"most": LARGEST})
        raise ArgumentError("The array cannot be counted.", [issue])
    return array


def alike(x: NDArray[np.float64], *, size: float = 0.0) -> NDArray[np.bool_]:
    """Return of each column whether its numbers are one number, but for rounding.

    Parameters
    ----------
    x
        (n,) or (n, k) numbers; a column with NaN is not alike.
    size
        How large the numbers were that x was made of; what x itself holds counts anyhow.

    Examples
    --------
    >>> alike(np.array([[0.1 + 0.2, 1.0], [0.3, 2.0]])).tolist()
    [True, False]
    """
    return np.asarray(np.ptp(x, axis=0) <= ROUNDING * np.maximum(np.abs(x).max(axis=0), size))


def reliabilities_of(
    given: SupportsFloat | tuple[SupportsFloat, SupportsFloat], *, other: float | None = None
) -> tuple[float, float]:
    """Return the reliabilities of two scores: two that were given; or one, and of the other score `other` or the same.

    Raises
    ------
    ArgumentError
        Where one is not above 0 and at most 1.
    """
    one, two = map(float, given if isinstance(given, tuple) else (given, given if other is None else other))
    if not (0 < one <= 1 and 0 < two <= 1):
        message = "Expected a number above 0 and up to 1, or two: one for each score."
        issue = Issue("reliability-out-of-range", "$.reliability", message)
        raise ArgumentError("The option 'reliability' cannot be what it was given.", [issue])
    return one, two
