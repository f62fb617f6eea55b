"""Monotonicity: whether people with more on the other items choose higher answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.stats.frames import named_columns
from purpose_index.stats.inputs import rows_and_counts
from purpose_index.stats.mokken.coefficients import scalability
from purpose_index.stats.mokken.groups import counts_by_group, smallest_group
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]
    Integers = NDArray[np.int64]

FEWEST = 2  # people, in two groups of one
CERTAIN = 1e-10  # shares that differ by less are one share


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Violations(Shown, Frozen):
    """Where k items go against an order, each by itself.

    Parameters
    ----------
    items
        The ids of the items.
    Hi
        (k,) their scalability coefficients.
    compared
        (k,) how many comparisons were made.
    violations
        (k,) how many of those go the wrong way by more than `minimum`.
    largest, total
        (k,) the largest of them, and their sum.
    z_largest
        (k,) the largest test statistic: about standard normal, or Student's t where means are compared.
    significant
        (k,) how many are significant, each at `alpha`, one-sided.
    crit
        (k,) Molenaar and Sijtsma's summary of all this: below 40 chance may explain it, above 80 the item is doubtful.
    minimum
        How large a violation must be to count.
    group_size
        How many people a group has at least.
    alpha
        The level of each test.
    n
        How many people count: those who answered all items.
    """

    items: tuple[str, ...]
    Hi: Array
    compared: Integers
    violations: Integers
    largest: Array
    total: Array
    z_largest: Array
    significant: Integers
    crit: Array
    minimum: float
    group_size: int
    alpha: float
    n: int


def monotonicity(
    x: ArrayLike | Patterns, *, minimum: float = 0.03, group_size: int | None = None, alpha: float = 0.05
) -> Violations:
    """Look whether the share that passes a step of an item rises with the score on the other items.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing, or `Patterns`; who answered all items counts.
    minimum
        How far the share must fall from a lower group to a higher one to count as a violation.
    group_size
        How many people a group of rest scores has at least; by default by Molenaar and Sijtsma's rule: a tenth of 500
        people or more, a fifth of 251 to 499, a third of 150 to 250, else 50.
    alpha
        The level of each test, one-sided.

    Raises
    ------
    ArgumentError
        `group-size-out-of-range`; where x is not one of whole numbers, or a tally that does not hold answers.

    Notes
    -----
    People are put in groups of adjoining rest scores (the sum of the other items). A step is compared in every two
    groups but where nobody of the lower one passes it or everybody of the higher one does. A fall is tested by
    ``z = 2 (sqrt((b + 1)(c + 1)) - sqrt(a d)) / sqrt(a + b + c + d - 1)``, with b who pass in the higher group, c who
    fail in the lower one, a who fail in the higher and d who pass in the lower one. Small groups see little, large
    ones blur what happens within them.

    References
    ----------
    Molenaar, I. W., & Sijtsma, K. (2000). User's manual MSP5 for Windows. iec ProGAMMA.

    Van der Ark, L. A. (2007). Mokken scale analysis in R. Journal of Statistical Software, 20(11), 1-19.
    https://doi.org/10.18637/jss.v020.i11

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> x = np.digitize(rng.normal(size=(400, 1)) + rng.normal(size=(400, 4)), [-1, 0, 1])
    >>> monotonicity(x).violations
    array([0, 0, 0, 0])
    """
    rows, names = expanded(x)
    size = checked_size(group_size, len(rows))
    whole, columns = scalability(PairCounts.of(rows, items=names)), columns_of(rows)  # without the errors
    total = columns.sum(axis=0)
    found = [_of_item(counts_by_group(total - own, own, size), minimum, alpha) for own in columns]
    return summary(whole.items, whole.Hi, found, minimum, size, alpha, len(rows))


def expanded(x: ArrayLike | Patterns) -> tuple[Array, Sequence[str] | None]:
    """Return the rows of everybody who answered all items, and the ids of those where they have any."""
    x, names = named_columns(x)
    rows, people = rows_and_counts(x)
    return np.repeat(rows, people, axis=0), x.items if isinstance(x, Patterns) else names


def columns_of(rows: Array) -> Integers:
    """Return (k, n) the answers to each item as whole numbers."""
    return np.ascontiguousarray(rows.T.astype(np.int64))


def checked_size(group_size: int | None, n: int) -> int:
    """Return how many people a group has at least; refuse a size that leaves fewer than two groups."""
    size = smallest_group(n) if group_size is None else group_size
    if not 1 <= size <= n / 2:
        message = f"Groups of at least {size} need twice as many people; {n} answered all items."
        hint = "Give a smaller group_size=, and read the result with care."
        if n < FEWEST:
            hint = "Leave out items that few people answered."
        issue = Issue("group-size-out-of-range", "$.group_size", message, hint, facts={"size": size, "n": n})
        raise ArgumentError("The people cannot be put in groups.", [issue])
    return int(size)


def _of_item(table: Integers, minimum: float, alpha: float) -> tuple[float, ...]:
    """Return how many comparisons and violations there are, the largest, their sum, and those of the tests.

    `table` says how many of each group gave each answer.
    """
    size = table.sum(axis=1, keepdims=True)
    given = np.flatnonzero(table.any(axis=0))[1:]  # answers that somebody gave
    passed = size - table.cumsum(axis=1)[:, given - 1]
    share = passed / size
    lower, higher = np.triu_indices(len(size), 1)
    compared = (share[lower] > CERTAIN) & (share[higher] < 1 - CERTAIN)
    fall = share[lower] - share[higher]
    wrong = fall > minimum
    b, c = passed[higher], (size - passed)[lower]
    a, d = (size - passed)[higher], passed[lower]
    z = np.abs(2 * (np.sqrt((b + 1) * (c + 1)) - np.sqrt(a * d)) / np.sqrt(a + b + c + d - 1))
    return counted(compared.sum(), fall[wrong], z[wrong], -ndtri(alpha))


def counted(compared: int, falls: Array, statistics: Array, critical: float | Array) -> tuple[float, ...]:
    """Return the numbers of one item or pair of items: of comparisons, violations, sizes and tests."""
    significant = int(np.sum(statistics > critical))
    return int(compared), len(falls), max(falls, default=0.0), falls.sum(), max(statistics, default=0.0), significant


def summary(
    items: tuple[str, ...],
    coefficients: Array,
    found: ArrayLike,
    minimum: float,
    size: int,
    alpha: float,
    n: int,
) -> Violations:
    """Return the table, with the summary that Molenaar and Sijtsma (2000) propose."""
    compared, count, largest, total, z, significant = np.array(found, dtype=np.float64).T
    with np.errstate(divide="ignore", invalid="ignore"):
        crit = (
            50 * (0.3 - coefficients)
            + np.sqrt(count)
            + 100 * count / compared
            + 100 * largest
            + 10 * np.sqrt(total)
            + 1000 * total / compared
            + 5 * z
            + 10 * np.sqrt(significant)
            + 100 * significant / compared
        )
    return Violations(
        items=items,
        Hi=coefficients,
        compared=compared.astype(np.int64),
        violations=count.astype(np.int64),
        largest=largest,
        total=total,
        z_largest=z,
        significant=significant.astype(np.int64),
        crit=np.where(count > 0, crit, 0.0),
        minimum=minimum,
        group_size=size,
        alpha=alpha,
        n=n,
    )
