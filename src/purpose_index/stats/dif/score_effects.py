"""What a difference in how items work does to scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import expit

from purpose_index.stats.dif.results import GroupDifference
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.dif.cells import Cells
    from purpose_index.stats.dif.nested import Nested
    from purpose_index.stats.dif.results import LikelihoodRatioDif, LogisticDif

    Array = NDArray[np.float64]

LEVEL = 0.95
FOUND = normal_quantile(LEVEL) + 0.8416212335729143  # of a standard error: found in four of five samples


class Effects(NamedTuple):
    """(groups - 1,) each: the expected differences of one item in points, their errors, and what would be found."""

    value: Array
    se: Array
    detectable: Array


def item_effects(cells: Cells, models: Nested, at: int, values: Sequence[int], *, own: bool) -> Effects:
    """Return what one item's answers differ by between each group and the first, over the levels of that group.

    Where the level counts the item itself (`own`), people of a group that answers it higher by d have other
    answers that are lower by d at equal level; so the gap there is d (1 - m), m being what a point of level adds to it.
    """
    gap = np.diff(np.array(values, dtype=np.float64))
    people = cells.counts[at].sum(axis=0)
    others = (models.columns.shape[1] - 1) // 2
    found = [_effect(models, at, gap, g, np.where(cells.group == g + 1, people, 0.0), own) for g in range(others)]
    return Effects(*np.array(found).T)


def _effect(models: Nested, at: int, gap: Array, g: int, people: Array, own: bool) -> tuple[float, float, float]:
    """The difference of one group over the levels of these people, its error, and what would be found."""
    _, alike, fit = models.fits
    edges, rows = fit.intercepts.shape[1], people > 0
    if not rows.any():
        return np.nan, np.nan, np.nan
    share = people[rows] / people[rows].sum()
    here = models.columns[rows]
    there = np.where(np.arange(here.shape[1]) == 0, here, 0.0)
    (one, slopes), (other, other_slopes) = (
        _expected(fit.intercepts[at, : len(gap)], fit.slopes[at], x, gap) for x in (here, there)
    )
    moves = share @ (slopes - other_slopes)
    free = np.r_[: len(gap), edges : edges + here.shape[1]]
    variance = moves @ fit.covariance[at][np.ix_(free, free)] @ moves
    size = alike.slopes.shape[1]
    _, steep = _expected(alike.intercepts[at, : len(gap)], alike.slopes[at], there[:, :size], gap)
    a_log_odds = share @ steep[:, : len(gap)].sum(axis=1)
    error = np.sqrt(alike.covariance[at, edges + 1 + g, edges + 1 + g])
    left = 1 - a_log_odds * alike.slopes[at, 0] / models.spread if own else 1.0
    if not (alike.bounded[at] and left > 0):
        return np.nan, np.nan, np.nan
    return (
        float(share @ (one - other) / left),
        float(np.sqrt(variance) / left) if fit.bounded[at] else np.nan,
        float(FOUND * error * a_log_odds / left),
    )


def expected_answers(intercepts: Array, slopes: Array, columns: Array, values: Sequence[int]) -> Array:
    """Return the (c,) expected answers in cells."""
    gap = np.diff(np.array(values, dtype=np.float64))
    return values[0] + gap @ expit(intercepts[: len(gap), None] + slopes @ columns.T)


def _expected(intercepts: Array, slopes: Array, columns: Array, gap: Array) -> tuple[Array, Array]:
    """The (c,) expected answers above the lowest, and (c, parameters) their slopes in those."""
    above = expit(intercepts + (columns @ slopes)[:, None])
    steep = gap * above * (1 - above)
    return above @ gap, np.concatenate([steep, steep.sum(axis=1, keepdims=True) * columns], axis=1)


def score_differences(
    found: Sequence[LogisticDif | LikelihoodRatioDif], scores: Mapping[str, Mapping[str, float]]
) -> tuple[GroupDifference, ...]:
    """Say what scores differ by between people of groups who stand alike, as the items that work otherwise make them.

    Parameters
    ----------
    found
        What `logistic` returned, with `purify=True`, or `likelihood_ratio`, with `anchors="purified"`: the items that
        are not anchors are those that work otherwise.
    scores
        The weight of each item in each score, by the name of the score: `{"total": {"q1": 0.5, "q2": 0.5}}`.

    Returns
    -------
    differences
        One a score and group other than the first, in points of the score; 0, with an error of 0, of a score whose
        items are all anchors.

    Notes
    -----
    The weighted sum of the items' differences; its variance is the weighted sum of theirs, as answers of people who
    stand alike do not depend on one another. What is detectable is that of the item with the smallest one that weighs.

    Were people matched on all items, differences of items would cancel in their sum: hence anchors.
    The interval takes it as known which items work otherwise: one that was missed adds nothing.

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.dif import logistic
    >>> rng = np.random.default_rng(1)
    >>> group = np.repeat(["a", "b"], 500)
    >>> answers = np.digitize(rng.normal(size=(1000, 1)) + rng.logistic(size=(1000, 6)) / 2, [-1, 0, 1])
    >>> answers[group == "b", 0] = np.minimum(answers[group == "b", 0] + 1, 3)
    >>> found = logistic(answers, group, purify=True)
    >>> [one.item for one in found if not one.anchor]
    ['1']
    >>> (mean,) = score_differences(found, {"mean": {one.item: 1 / 6 for one in found}})
    >>> bool(0.08 < mean.low < mean.value < mean.high < 0.15)
    True
    """
    by_item = {one.item: one for one in found}
    out = []
    for name, weights in scores.items():
        some = [(weight, by_item[item]) for item, weight in weights.items() if item in by_item]
        for g, first in enumerate(found[0].differences):
            moved = [(weight, one.differences[g]) for weight, one in some if not one.anchor]
            value = sum(weight * row.value for weight, row in moved)
            se = float(np.sqrt(sum((weight * row.se) ** 2 for weight, row in moved)))
            least = min((abs(weight) * one.differences[g].detectable for weight, one in some), default=np.nan)
            out.append(difference(name, first.group, first.reference, float(value), se, float(least)))
    return tuple(out)


def difference(score: str, group: Any, reference: Any, value: float, se: float, detectable: float) -> GroupDifference:
    """Return a difference with its interval."""
    half = normal_quantile(LEVEL) * se
    return GroupDifference(
        score=score,
        group=group,
        reference=reference,
        value=value,
        se=se,
        low=value - half,
        high=value + half,
        detectable=detectable,
    )
