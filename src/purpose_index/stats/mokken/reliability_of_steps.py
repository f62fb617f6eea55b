"""Molenaar and Sijtsma's reliability: of a sum whose item steps have one order for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.inputs import pair_counts_of
from purpose_index.stats.mokken.steps import steps_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.tallies.pairs import PairCounts
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]


def molenaar_sijtsma(x: ArrayLike | PairCounts | Patterns) -> Estimate:
    """Say how reliable a sum is whose items have one order for everybody, from the order of their steps.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing; or a tally, counted listwise. Who answered all
        items counts.

    Raises
    ------
    StatisticsError
        `undefined-molenaar-sijtsma`: fewer than two items vary, or their sum does not; `needs-listwise-tally`.
    ArgumentError
        Where x is not one of whole numbers.

    Notes
    -----
    The share of people who would pass two steps of one item on two independent occasions cannot be seen. It is
    estimated from the steps of other items that are nearest in popularity, from below and from above and for either
    step, once in proportion to who passes and once in proportion to who fails: the mean of these at most eight numbers,
    kept between independence and the smaller of both shares. With p those shares,
    ``reliability = sum(p_st - p_s p_t) / var(sum)`` over all pairs of steps, weighed by their sizes. It supposes that
    items have one order for everybody (see `invariant_item_ordering`), and is then nearly unbiased where alpha is too
    low.

    References
    ----------
    Sijtsma, K., & Molenaar, I. W. (1987). Reliability of test scores in nonparametric item response theory.
    Psychometrika, 52, 79-97. https://doi.org/10.1007/BF02293957

    Van der Ark, L. A. (2010). Computation of the Molenaar Sijtsma statistic. In A. Fink et al. (Eds.), Advances in data
    analysis, data handling and business intelligence (pp. 775-784). Springer.
    https://doi.org/10.1007/978-3-642-01044-6_71

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> x = np.digitize(rng.normal(size=(400, 1)) + rng.normal(size=(400, 6)), [-1, 0, 1])
    >>> print(round(molenaar_sijtsma(x).value, 3))
    0.794
    """
    counts = pair_counts_of(x)
    if counts.missing != "listwise":
        message = "The variance of the sum rests on the people who answered all items."
        issue = Issue("needs-listwise-tally", "$.x", message, "Count the answers with missing='listwise'.")
        raise StatisticsError("The reliability is not defined.", [issue])
    steps, n = steps_of(counts), max(counts.n, 1)
    share = steps.joint.diagonal() / n
    used = (share > 0) & (share < 1)
    share, joint, item, size = share[used], steps.joint[np.ix_(used, used)] / n, steps.item[used], steps.size[used]
    variance = np.outer(size, size) * (joint - np.outer(share, share))
    if len(np.unique(item)) < 2 or variance.sum() <= 0:
        message = "Expected at least two items that vary, and a sum that varies."
        issue = Issue("undefined-molenaar-sijtsma", "$.x", message)
        raise StatisticsError("The reliability is not defined.", [issue])
    again = joint.copy()
    for s, t in zip(*np.nonzero(item[:, None] == item), strict=True):
        again[s, t] = _on_two_occasions(s, t, share, joint, item)
    true = np.outer(size, size) * (again - np.outer(share, share))
    return Estimate(
        name="molenaar_sijtsma",
        value=float(true.sum() / variance.sum()),
        n=counts.n,
        k=len(counts),
        method="item steps",
        missing="listwise",
        assumes="items have one order for everybody",
    )


def _on_two_occasions(s: int, t: int, share: Array, joint: Array, item: NDArray[np.int64]) -> float:
    """Return the share that would pass two steps of one item, from the nearest steps of other items."""
    found = []
    others = item != item[s]
    for step, other in ((s, t), (t, s)):
        for near in _nearest(share, others, step):
            p, q, seen = share[step], share[near], joint[near, other].mean()
            at = q[0]
            found.append(seen * p / at)  # Van der Ark (2010), Eq. 17
            found.append(share[other] - (share[other] - seen) * (1 - p) / (1 - at))  # Van der Ark (2010), Eq. 21
    return float(np.clip(np.mean(found), share[s] * share[t], min(share[s], share[t])))


def _nearest(share: Array, others: NDArray[np.bool_], step: int) -> list[NDArray[np.int64]]:
    """Return the steps of other items that are nearest below and above in popularity, with all that are as popular."""
    found = []
    for side in (others & (share <= share[step]), others & (share >= share[step])):
        if side.any():
            nearest = share[side][np.abs(share[side] - share[step]).argmin()]
            found.append(np.flatnonzero(others & (share == nearest)))
    return found
