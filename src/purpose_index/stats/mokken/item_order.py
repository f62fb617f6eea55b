"""Whether items have one order for everybody, from the easiest to the hardest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri, stdtrit

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.stats.inputs import pair_counts_of
from purpose_index.stats.mokken.coefficients import scalability
from purpose_index.stats.mokken.groups import counts_by_group
from purpose_index.stats.mokken.influence import errors_of
from purpose_index.stats.mokken.rest_scores import Violations, checked_size, columns_of, counted, expanded, summary
from purpose_index.stats.mokken.steps import steps_of
from purpose_index.tallies.pairs import PairCounts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.mokken.influence import Errors
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ItemOrdering(Shown, Frozen):
    """Whether k items have one order for everybody.

    Parameters
    ----------
    HT
        How far people agree on the order of the items that are kept: the scalability of people over items. NaN where
        fewer than two people tell items apart.
    items
        The ids of the items, from the highest mean to the lowest.
    kept
        The items that are left when those with the most significant violations were left out, one after another.
    removed
        Those, in the order in which they were left out.
    table
        The violations of each item with all others, in the order of `items`.
    """

    HT: float
    items: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    table: Violations


def invariant_item_ordering(
    x: ArrayLike | Patterns, *, minimum: float | None = None, group_size: int | None = None, alpha: float = 0.05
) -> ItemOrdering:
    """Look whether an item that is easier for all is easier for those with low and with high scores alike.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing, or `Patterns`; who answered all items counts.
    minimum
        How far two means must lie the wrong way apart to count; by default .03 times the range of the answers.
    group_size
        How many people a group of rest scores has at least; by default as in `monotonicity`.
    alpha
        The level of each test, one-sided.

    Raises
    ------
    ArgumentError
        `group-size-out-of-range`; where x is not one of whole numbers, or a tally that does not hold answers.
    StatisticsError
        `too-few-items-to-order`: fewer than three.

    Notes
    -----
    For every two items people are put in groups by the sum of the others. Where the mean of the harder one is higher in
    a group by more than `minimum`, that is a violation, tested by a paired t (two categories: by an approximation of
    McNemar's test). Of the items with the most pairs that have a significant violation one is left out, and of several
    that whose loss leaves the highest H, until none is left. HT is H of the table turned around; below .3 the order
    says little, from .5 it is strong. An order of means is all that this tests, not of single answers.

    References
    ----------
    Ligtvoet, R., Van der Ark, L. A., Te Marvelde, J. M., & Sijtsma, K. (2010). Investigating an invariant item ordering
    for polytomously scored items. Educational and Psychological Measurement, 70, 578-595.
    https://doi.org/10.1177/0013164409355697

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> x = np.digitize(rng.normal(size=(400, 1)) + [1, 0, -1] + rng.normal(size=(400, 3)), [-1, 0, 1])
    >>> result = invariant_item_ordering(x)
    >>> result.items, result.removed, round(result.HT, 2)
    (('1', '2', '3'), (), 0.62)
    """
    rows, own = expanded(x)
    whole = scalability(PairCounts.of(rows, items=own))  # without the errors
    if rows.shape[1] < 3:
        message = "Expected at least three items: two are compared in groups by the others."
        raise StatisticsError("The order of items is not defined.", [Issue("too-few-items-to-order", "$.x", message)])
    size = checked_size(group_size, len(rows))
    span = rows.max() - rows.min()
    least = 0.03 * span if minimum is None else minimum
    order = np.argsort(-rows.mean(axis=0), kind="stable")
    rows, names = rows[:, order], tuple(whole.items[j] for j in order)
    columns, binary = columns_of(rows), span == 1
    total = columns.sum(axis=0)
    table = np.zeros((6, len(order), len(order)))
    for i, j in combinations(range(len(order)), 2):
        harder = columns[j] - columns[i]
        groups = counts_by_group(total - columns[i] - columns[j], harder, size)
        differences = np.arange(groups.shape[1]) + harder.min()
        table[:, i, j] = table[:, j, i] = _of_pair(groups, differences, binary, least, alpha)
    compared, count, largest, total, statistic, significant = table
    found = np.array([
        compared.sum(axis=1), count.sum(axis=1), largest.max(axis=1),
        total.sum(axis=1), statistic.max(axis=1), significant.sum(axis=1),
    ]).T  # fmt: skip
    counts = pair_counts_of(rows)
    removed = _removed(errors_of(counts, steps_of(counts)), significant > 0)
    kept = [j for j in range(len(order)) if j not in removed]
    return ItemOrdering(
        HT=_transposed(rows[:, kept]),
        items=names,
        kept=tuple(names[j] for j in kept),
        removed=tuple(names[j] for j in removed),
        table=summary(names, whole.Hi[order], found, float(least), size, alpha, len(rows)),
    )


def _of_pair(
    groups: NDArray[np.int64], differences: NDArray[np.int64], binary: bool, minimum: float, alpha: float
) -> tuple[float, ...]:
    """Return the numbers of two items, from how many of each group differ by how much: the harder less the easier."""
    n = groups.sum(axis=1)
    mean = groups @ differences / n
    wrong = mean > minimum
    if binary:
        low, high = (groups[:, differences * sign > 0].sum(axis=1)[wrong] for sign in (-1, 1))
        statistics, critical = _mcnemar(np.minimum(low, high), low + high), np.full(len(low), -ndtri(alpha))
    else:
        spread = (groups * (differences - mean[:, None]) ** 2).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.where(n > 1, mean / np.sqrt(spread / (n - 1) / n), 0.0)  # one person is no sample
        statistics = t[wrong]
        critical = np.asarray(-stdtrit(n - 1, alpha)[wrong])
    return counted(len(n) - 1, mean[wrong], statistics, critical)


def _mcnemar(fewer: NDArray[Any], n: NDArray[Any]) -> Array:
    """Return the normal deviate of the smaller of two counts that are equally likely (Molenaar's approximation)."""
    b = ((2 * fewer + 1 - n) ** 2 - 10 * n) / (12 * n)
    return np.asarray(np.abs(np.sqrt(2 * fewer + 2 + b) - np.sqrt(2 * n - 2 * fewer + b)))


def _removed(errors: Errors, against: NDArray[np.bool_]) -> list[int]:
    """Return the items to leave out, one after another, until no two items go against each other."""

    def without(j: int) -> float:
        """Return H of the items that are left without one more."""
        kept = np.ones(len(against), dtype=bool)
        kept[[*removed, j]] = False
        expected = errors.expected[np.ix_(kept, kept)].sum()
        return float((expected - errors.observed[np.ix_(kept, kept)].sum()) / expected) if expected > 0 else np.nan

    left = against.copy()
    removed: list[int] = []
    while left.any():
        most = np.flatnonzero(left.sum(axis=0) == left.sum(axis=0).max()).tolist()
        if len(most) > 1:
            most.sort(key=lambda j: -without(j))
        removed.append(most[0])
        left[most[0]] = left[:, most[0]] = False
    return removed


def _transposed(rows: Array) -> float:
    """Return the scalability of people over items: sums of covariances of all people, without any pair of them."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    centred = centred[(centred != 0).any(axis=1)]
    highest = np.sort(centred, axis=1)
    own = (centred**2).sum()
    most = (highest.sum(axis=0) ** 2).sum() - own
    return float(((centred.sum(axis=0) ** 2).sum() - own) / most) if len(centred) > 1 else np.nan
