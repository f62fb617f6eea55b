"""Which items belong together: scales are built up, item by item, from the two that go together best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import ndtri

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.rendering import Shown
from purpose_index.stats.inputs import pair_counts_of
from purpose_index.stats.mokken.influence import errors_of, null_variances
from purpose_index.stats.mokken.steps import steps_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.tallies.pairs import PairCounts
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]

PartitionMethod = Literal["search"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Partition(Shown, Frozen):
    """The scales that items were put in.

    Parameters
    ----------
    scales
        (k,) the scale of each item, 1 the first that was found; 0 where it is in none. For several lower bounds (m, k).
    lower
        The lower bound or bounds of an item's coefficient within its scale.
    items
        The ids of the items.
    alpha
        The level of the tests, over all that were done.
    method
        'search': the automated item selection procedure.
    n
        How many people count.
    missing
        The missing rule.
    """

    scales: NDArray[np.int64]
    lower: float | tuple[float, ...]
    items: tuple[str, ...]
    alpha: float
    method: PartitionMethod
    n: int
    missing: Missing


def partition(
    x: ArrayLike | PairCounts | Patterns,
    *,
    lower: float | tuple[float, ...] = 0.3,
    method: PartitionMethod = "search",
    alpha: float = 0.05,
    missing: Missing = "listwise",
) -> Partition:
    """Put items together that scale: Mokken's automated item selection procedure.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing; or a tally.
    lower
        What an item's coefficient must reach within its scale, from 0 up to 1; or several, for a ladder.
    method
        'search': from the two items that go together best, the one that keeps H highest is added until none is left.
    alpha
        The level of the tests that a coefficient is above 0, divided by all tests of a scale so far (Bonferroni).
    missing
        The rule for an array: 'listwise' or 'pairwise'.

    Raises
    ------
    ArgumentError
        `bound-out-of-range`, `level-out-of-range`, `unknown-option`; where x is not one of whole numbers.

    Notes
    -----
    A scale begins with the two items whose coefficient is highest, significantly above 0 and at least `lower`. An item
    may join whose coefficient is negative with none of its items, and significantly above 0 and at least `lower` with
    all of them together; of these the one joins that keeps H highest. What is left may form the next scale. What was
    chosen is not looked at again, so an item may end below `lower`. On a ladder one scale that breaks up into several
    says that there are several dimensions; one that only loses items says that there is one. Selection takes advantage
    of chance: try the scales on other people.

    References
    ----------
    Mokken, R. J. (1971). A theory and procedure of scale analysis. De Gruyter. https://doi.org/10.1515/9783110813203

    Hemker, B. T., Sijtsma, K., & Molenaar, I. W. (1995). Selection of unidimensional scales from a multidimensional
    item bank in the polytomous Mokken IRT model. Applied Psychological Measurement, 19, 337-352.
    https://doi.org/10.1177/014662169501900404

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> two = np.repeat(rng.normal(size=(300, 2)), 3, axis=1)
    >>> partition(np.digitize(two + rng.normal(size=two.shape), [-1, 0, 1])).scales
    array([2, 2, 2, 1, 1, 1])
    """
    check_option("method", method, PartitionMethod)
    several = np.ndim(lower) > 0
    bounds = tuple(float(bound) for bound in np.atleast_1d(np.asarray(lower, dtype=np.float64)))
    _check(bounds, alpha)
    counts = pair_counts_of(x, missing)
    errors = errors_of(counts, steps_of(counts))
    table = (errors.expected - errors.observed, errors.expected, null_variances(counts))
    scales = np.array([_search(*table, bound, alpha) for bound in bounds])
    return Partition(
        scales=scales if several else scales[0],
        lower=bounds if several else bounds[0],
        items=counts.items,
        alpha=alpha,
        method=method,
        n=counts.n,
        missing=counts.missing,
    )


def _check(bounds: tuple[float, ...], alpha: float) -> None:
    if not bounds or not all(0 <= bound < 1 for bound in bounds):
        issue = Issue("bound-out-of-range", "$.lower", "Expected a number from 0 up to 1, or several, for example 0.3.")
        raise ArgumentError("The option 'lower' cannot be what it was given.", [issue])
    if not 0 < alpha < 1:
        issue = Issue("level-out-of-range", "$.alpha", "Expected a number between 0 and 1, for example 0.05.")
        raise ArgumentError("The option 'alpha' cannot be what it was given.", [issue])


def _search(scalable: Array, expected: Array, variance: Array, lower: float, alpha: float) -> NDArray[np.int64]:
    """Return the scale of each item, 0 where it is in none."""
    scales = np.zeros(len(scalable), dtype=np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs, z = scalable / expected, scalable / np.sqrt(variance)
    while (free := scales == 0).sum() > 1:
        tests = free.sum() * (free.sum() - 1) / 2
        allowed = np.outer(free, free) & (z >= -ndtri(alpha / tests)) & (pairs >= lower)
        if not allowed.any():
            break
        own = np.zeros(len(free), dtype=bool)
        own[list(np.unravel_index(np.where(allowed, pairs, -1).argmax(), pairs.shape))] = True
        while (left := free & ~own & ~(pairs[:, own] < 0).any(axis=1)).any():
            tests += left.sum()
            gained, most, spread = (matrix[:, own].sum(axis=1) for matrix in (scalable, expected, variance))
            with np.errstate(divide="ignore", invalid="ignore"):
                fits = left & (gained / most >= lower) & (gained / np.sqrt(spread) >= -ndtri(alpha / tests))
                whole = (gained[own].sum() + 2 * gained) / (most[own].sum() + 2 * most)
            fits &= whole >= lower
            if not fits.any():
                break
            own[np.where(fits, whole, -1).argmax()] = True
        scales[own] = scales.max() + 1
    return scales
