"""Whether a person changed by more than error, and how many would seem to though nobody did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, SupportsFloat

import numpy as np
from scipy.special import ndtr

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen, FrozenDict
from purpose_index.options import check_level, check_option
from purpose_index.stats.change.pairs import pairs_of
from purpose_index.stats.inputs import alike, reliabilities_of
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Method = Literal["jacobson-truax", "regression"]
LOWER, NO_RELIABLE_CHANGE, HIGHER = "lower", "no-reliable-change", "higher"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReliableChange(Frozen):
    """For each of n people whether the score changed by more than its error.

    Parameters
    ----------
    index
        (n,) the change in standard errors of what would happen were there none; NaN without both scores.
    classes
        (n,) 'higher', 'lower' or 'no-reliable-change'; '' without both scores.
    counts
        How many people are in each class.
    expected
        How many would be in each class though nobody changed, people's first scores being what they are: error alone,
        and regression to the mean.
    standard_error
        The error by which the change was divided, in units of the score.
    reliability, method, level
        What it rests on.
    n
        How many people have both scores.
    issues
        Who answered once only.
    """

    index: Array
    classes: NDArray[np.str_]
    counts: Mapping[str, int]
    expected: Mapping[str, float]
    standard_error: float
    reliability: float
    method: Method
    level: float
    n: int
    issues: tuple[Issue, ...] = ()


def reliable_change(
    first: ArrayLike,
    second: ArrayLike,
    *,
    reliability: SupportsFloat,
    method: Method = "jacobson-truax",
    level: float = 0.95,
) -> ReliableChange:
    """Whether each person's change is more than error of measurement would make.

    Parameters
    ----------
    first, second
        (n,) scores of the same people, in one order; NaN for who did not answer then.
    reliability
        Of the score, above 0 and below 1: a number or an estimate.
    method
        'jacobson-truax' compares with no change; 'regression' with what is expected of somebody with that first score,
        who moves towards the mean of all by as much as the score is unreliable.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    ReliableChange
        An index and a class a person, and how many of each class chance alone makes.

    Raises
    ------
    ArgumentError
        Where the columns do not match, or an option cannot be.
    StatisticsError
        Where fewer than three people have both scores, or everybody scores alike the first time.

    Notes
    -----
    With the mean ``m`` and standard deviation ``s`` of the first scores and the reliability ``r``:

    - 'jacobson-truax': ``(second - first) / (s sqrt(2 (1 - r)))`` (Jacobson & Truax 1991);
    - 'regression': ``(second - m - r (first - m)) / (s sqrt(1 - r²))``, the standard error of prediction between
      parallel scores (Hsu 1989; Lord & Novick 1968).

    Where nobody changes, a second score is normal around ``m + r (first - m)`` with variance ``s² (1 - r²)``;
    `expected` adds up each person's chance of passing the limit. A class says nothing about what caused a change, nor
    whether it matters to the person; with one person in twenty in each class by chance alone, the numbers of classes
    are to be read beside `expected`.

    References
    ----------
    Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical approach to defining meaningful change in
    psychotherapy research. Journal of Consulting and Clinical Psychology, 59, 12-19.
    https://doi.org/10.1037/0022-006X.59.1.12

    Hsu, L. M. (1989). Reliable changes in psychotherapy: Taking into account regression toward the mean. Behavioral
    Assessment, 11, 459-467.

    Examples
    --------
    >>> found = reliable_change([10, 12, 14, 16, 18], [10, 13, 20, 16, 17], reliability=0.8)
    >>> found.classes.tolist(), round(float(found.index[2]), 2)
    (['no-reliable-change', 'no-reliable-change', 'higher', 'no-reliable-change', 'no-reliable-change'], 3.0)
    """
    check_option("method", method, Method)
    level, (r, other) = check_level(level), reliabilities_of(reliability)
    if r == 1 or r != other:
        message = "Expected one number above 0 and below 1: both scores are taken to have the error of the first."
        issue = Issue("reliability-out-of-range", "$.reliability", message)
        raise ArgumentError("The option 'reliability' cannot be what it was given.", [issue])
    pairs = pairs_of(first, second)
    m, s = float(pairs.first.mean()), float(pairs.first.std(ddof=1))
    if alike(pairs.first):
        raise StatisticsError("Change cannot be judged: everybody scores alike on the first occasion.")
    one, two = (np.asarray(side, dtype=np.float64) for side in (first, second))
    towards = m + r * (one - m)
    prediction = s * float(np.sqrt(1 - r**2))
    expected, error = (one, s * float(np.sqrt(2 * (1 - r)))) if method == "jacobson-truax" else (towards, prediction)
    index = (two - expected) / error
    limit = normal_quantile(level)
    classes = np.select([np.isnan(index), index > limit, index < -limit], ["", HIGHER, LOWER], NO_RELIABLE_CHANGE)
    paired = ~np.isnan(index)
    higher = ndtr((towards - expected - limit * error)[paired] / prediction).sum()
    lower = ndtr((expected - limit * error - towards)[paired] / prediction).sum()
    n = int(paired.sum())
    return ReliableChange(
        index=index,
        classes=classes,
        counts=FrozenDict({name: int((classes == name).sum()) for name in (HIGHER, NO_RELIABLE_CHANGE, LOWER)}),
        expected=FrozenDict(
            {HIGHER: float(higher), NO_RELIABLE_CHANGE: float(n - higher - lower), LOWER: float(lower)}
        ),
        standard_error=error,
        reliability=r,
        method=method,
        level=level,
        n=n,
        issues=pairs.issues,
    )
