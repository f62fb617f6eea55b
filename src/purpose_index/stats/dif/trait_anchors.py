"""Which items are taken as the same in all groups, so that groups can be compared by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.errors import StatisticsError
from purpose_index.options import check_option
from purpose_index.stats.dif.ordinal_logistic import place_of
from purpose_index.stats.dif.purification import FEWEST_ANCHORS, Seen, purified
from purpose_index.stats.dif.trait_models import degrees, trait_model
from purpose_index.stats.irt.expected import chi_square_p
from purpose_index.stats.multiple_tests import adjusted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Issue
    from purpose_index.stats.dif.people import People
    from purpose_index.stats.multiple_tests import Correction

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

Anchors = Literal["others", "purified", "rank"]
SHARE = 4  # one in so many items is an anchor by rank


def anchors_of(
    people: People, anchors: Anchors | Sequence[str], alpha: float, correction: Correction, nodes: int
) -> tuple[Mask, tuple[Issue, ...]]:
    """Return the (k,) items that are the same in all groups, and what makes the choice doubtful."""
    every = np.ones(len(people.items), dtype=bool)
    if not isinstance(anchors, str):
        return np.isin(np.arange(len(every)), [place_of(name, people.items, "anchors") for name in anchors]), ()
    check_option("anchors", anchors, Anchors)
    if anchors == "rank":
        return _ranked(people, nodes), ()
    if anchors == "purified":
        return _purified(people, alpha, correction, nodes)
    return every, ()


def _ranked(people: People, nodes: int) -> Mask:
    """The items with the smallest ratios of chi-square and degrees of freedom, where all others are anchors."""
    sizes, df = _totals(people, np.ones(len(people.items), dtype=bool), nodes)
    with np.errstate(invalid="ignore", divide="ignore"):
        order = np.argsort(np.where(df > 0, sizes / df, np.inf), kind="stable")
    count = max(FEWEST_ANCHORS, round(int((df > 0).sum()) / SHARE))
    return np.isin(np.arange(len(sizes)), order[:count])


def _purified(people: People, alpha: float, correction: Correction, nodes: int) -> tuple[Mask, tuple[Issue, ...]]:
    """The items by which groups can be compared."""

    def look(left: Mask) -> Seen:
        sizes, df = _totals(people, left, nodes)
        return Seen(adjusted(chi_square_p(sizes, df), correction) < alpha, sizes / np.maximum(df, 1), df > 0)

    return purified(look, len(people.items))


def _totals(people: People, common: Mask, nodes: int) -> tuple[Array, NDArray[np.int64]]:
    """(k,) chi-squares of every item in whatever way it works otherwise, NaN where it tells nothing, and their df."""
    base = trait_model(people, common, nodes)
    sizes, df = np.full(len(common), np.nan), np.zeros(len(common), dtype=np.int64)
    for j, values in enumerate(people.values):
        if len(values) > 1:
            turned = common ^ (np.arange(len(common)) == j)
            try:
                other = trait_model(people, turned, nodes, near=base)
            except StatisticsError:  # without this item nothing links the groups
                continue
            sizes[j], df[j] = 2 * abs(base.log_likelihood - other.log_likelihood), degrees(people, j)[2]
    return sizes, df
