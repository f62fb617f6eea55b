"""The item table: what each item does by itself and with the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.inputs import HasMoments, moments_of
from purpose_index.stats.reliability.sample import constant_items
from purpose_index.stats.shape import skewness_and_kurtosis
from purpose_index.stats.sum_scores import (
    alphas_if_dropped,
    correlations,
    item_rest_correlations,
    item_total_correlations,
    mean_covariances_if_dropped,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Fact
    from purpose_index.options import Missing
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]


NOT_VARYING = "the item or the sum of the others does not vary, or fewer than two people count"
NOTHING_LEFT = "fewer than two items are left, or their sum does not vary"
REASONS = {
    "unanswered": "a listwise tally does not hold the people who left some item out",
    "mean": "nobody counts",
    "sd": "fewer than two people count",
    "skewness": "all answers are alike, or a tally of real numbers does not hold them",
    "kurtosis": "all answers are alike, or a tally of real numbers does not hold them",
    "item_total_correlation": NOT_VARYING,
    "item_rest_correlation": NOT_VARYING,
    "alpha_if_dropped": NOTHING_LEFT,
    "standardized_alpha_if_dropped": f"an item does not vary, or {NOTHING_LEFT}",
    "mean_correlation_if_dropped": f"an item does not vary, or {NOTHING_LEFT}",
}


__all__ = ["ItemTable", "item_table"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ItemTable(Frozen):
    """Statistics of k items, as arrays in the order of the items; NaN, with an issue, where one is not defined.

    Parameters
    ----------
    items
        The ids of the items; '1', '2', ... for an array without names.
    n
        How many people each number of the item rests on.
    unanswered
        How many people did not answer the item, of all; NaN for a listwise tally of pair counts or patterns, which does
        not hold the people who left some item out.
    mean, sd
        Mean and standard deviation (n - 1).
    skewness, kurtosis
        Type 3 of Joanes & Gill: m3 / s³ and m4 / s⁴ - 3, as psych's describe gives by default.
    item_total_correlation
        Correlation of the item with the sum of all items, itself among them.
    item_rest_correlation
        Correlation of the item with the sum of the other items: the corrected one.
    alpha_if_dropped, standardized_alpha_if_dropped, mean_correlation_if_dropped
        Alpha, standardized alpha and mean inter-item correlation of the other items.
    shares
        (k, c) the share of each declared value, 0 beyond an item's last; (k, 0) for an array, which declares none.
    floor, ceiling
        The share of the lowest and of the highest declared value; NaN for an array, which declares none.
    missing
        The missing rule: 'listwise' or 'pairwise'.
    issues
        What is not defined, and what makes an item doubtful.
    """

    items: tuple[str, ...]
    n: NDArray[np.int64]
    unanswered: Array
    mean: Array
    sd: Array
    skewness: Array
    kurtosis: Array
    item_total_correlation: Array
    item_rest_correlation: Array
    alpha_if_dropped: Array
    standardized_alpha_if_dropped: Array
    mean_correlation_if_dropped: Array
    shares: Array
    floor: Array
    ceiling: Array
    missing: Missing
    issues: tuple[Issue, ...]


def item_table(x: ArrayLike | HasMoments | Moments, *, missing: Missing = "listwise") -> ItemTable:
    """Statistics of each item, by itself and against the others; nothing is reversed or dropped.

    Parameters
    ----------
    x
        (n, k) answers of n people to k items, reversed where due, NaN where missing; or a tally of them, which brings
        its own missing rule.
    missing
        'listwise': every number rests on the people who answer all items. 'pairwise': means and the like rest on all
        who answer the item, covariances on all who answer both.

    Returns
    -------
    ItemTable
        Arrays in item order. An undefined number is NaN, and an issue says which and why.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, or `missing` is another word.

    Notes
    -----
    With C the covariances and T their sum over all pairs, the correlation of item i with the rest is
    `(sum(C[i]) - C[i, i]) / sqrt(C[i, i] * (T - 2 * sum(C[i]) + C[i, i]))`. A negative one may mean that the item
    should have been reversed, or that it measures something else: which, only its words can tell. In small samples an
    item-rest correlation is uncertain by about 1 / sqrt(n).

    Examples
    --------
    >>> x = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
    >>> table = item_table(x)
    >>> table.item_rest_correlation.round(4)
    array([0.9733, 0.8399, 0.7871])
    >>> table.alpha_if_dropped.round(4)
    array([0.7368, 0.9091, 0.8772])
    """
    moments = moments_of(x, missing)
    covariance, variance = moments.covariance(), moments.variance()
    skewness, kurtosis = skewness_and_kurtosis(x, moments)
    rest, correlation = item_rest_correlations(covariance), correlations(covariance)
    shares, floor, ceiling = _shares(moments)
    columns = {
        "unanswered": _lost(x, moments),
        "mean": moments.mean,
        "sd": np.sqrt(variance),
        "skewness": skewness,
        "kurtosis": kurtosis,
        "item_total_correlation": item_total_correlations(covariance),
        "item_rest_correlation": rest,
        "alpha_if_dropped": alphas_if_dropped(covariance),
        "standardized_alpha_if_dropped": alphas_if_dropped(correlation),
        "mean_correlation_if_dropped": mean_covariances_if_dropped(correlation),
    }
    return ItemTable(
        items=moments.items,
        n=moments.counted,
        **columns,
        shares=shares,
        floor=floor,
        ceiling=ceiling,
        missing=moments.missing,
        issues=(
            *constant_items(moments),
            *_unlike(moments.items, rest),
            *_undefined(moments.items, columns),
        ),
    )


def _lost(x: object, moments: Moments) -> Array:
    """Return how many people did not answer each item; NaN where the tally holds only those who answered all."""
    if isinstance(x, HasMoments) and moments.missing == "listwise":
        return np.full(len(moments), np.nan)
    return (moments.rows - moments.answered).astype(np.float64)


def _shares(moments: Moments) -> tuple[Array, Array, Array]:
    """Return the share of every declared value, and of the lowest and the highest."""
    k = len(moments)
    n = moments.counted[:, None]
    shares = np.where(n > 0, moments.counts / np.maximum(n, 1), np.nan)
    if not moments.values:
        return shares, np.full(k, np.nan), np.full(k, np.nan)
    return shares, shares[:, 0], shares[np.arange(k), [len(values) - 1 for values in moments.values]]


def _unlike(items: tuple[str, ...], rest: Array) -> list[Issue]:
    message = "It goes against the sum of the other items: it may have to be reversed, or measure something else."
    hint = "Compare its words with those of the others; nothing was reversed."
    return [
        Issue("negative-item-rest-correlation", f"$.items.{item}", message, hint, facts={"item": item})
        for item, correlation in zip(items, rest, strict=True)
        if correlation < 0
    ]


def _undefined(items: tuple[str, ...], columns: dict[str, Array]) -> list[Issue]:
    """Return an issue for every column that holds NaN."""
    issues = []
    for name, column in columns.items():
        undefined = np.isnan(column)
        if undefined.any():
            lost = [item for item, is_lost in zip(items, undefined.tolist(), strict=True) if is_lost]
            which = "for any item" if len(lost) == len(items) else f"for {', '.join(lost)}"
            message = f"The {name.replace('_', ' ')} is not defined {which}: {REASONS[name]}."
            facts: dict[str, Fact] = {"statistic": name, "items": tuple(lost)}
            issues.append(Issue("undefined-item-statistic", f"$.{name}", message, facts=facts))
    return issues
