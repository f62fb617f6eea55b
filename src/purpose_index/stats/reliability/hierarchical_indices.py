"""What a general factor and group factors say of a sum of items: omegas, and shares of the common variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from purpose_index.errors import Issue
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.sum_scores import ROUNDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Solution = Literal["schmid-leiman", "bifactor"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OmegaHierarchical(Estimate):
    """Omega hierarchical, as `value`, with the factors that it comes from.

    Parameters
    ----------
    omega_total
        The share of the variance of the sum that all factors together explain.
    omega_limit
        What omega hierarchical goes to when the scale gets longer with more groups of the same kind: the share of the
        common variance that is general.
    alpha
        Alpha of the same sum.
    general
        (k,) loadings of the standardized items on the general factor, with their signs.
    group
        (k, m) loadings on the group factors.
    uniquenesses
        (k,) the variance of each item that no factor explains.
    factor_correlations
        (m, m) correlations of the group factors before the general factor is taken out.
    item_groups
        (k,) the group factor that each item loads most on, from 0.
    group_total, group_general, group_specific
        (m,) of the sum of each group's items: the share of its variance that the general and its own factor explain
        together, and each alone. NaN where no item loads most on a factor.
    ecv
        Explained common variance: the share of the general factor in what all factors explain of the items.
    item_ecv
        (k,) the same of each item.
    puc
        The share of the pairs of items that are of different groups: only the general factor makes those correlate.
    h
        (1 + m,) construct replicability of the general and the group factors: how well the best weighted sum of the
        items stands for the factor. NaN where an item loads 1 or more.
    solution
        'schmid-leiman' or 'bifactor'.
    """

    omega_total: float
    omega_limit: float
    alpha: float
    general: Array
    group: Array
    uniquenesses: Array
    factor_correlations: Array
    item_groups: NDArray[np.intp]
    group_total: Array
    group_general: Array
    group_specific: Array
    ecv: float
    item_ecv: Array
    puc: float
    h: Array
    solution: Solution


class Factors(NamedTuple):
    """General and group factors of standardized items."""

    general: Array
    group: Array
    uniquenesses: Array
    factor_correlations: Array
    issues: tuple[Issue, ...]


def indices_of(C: Array, factors: Factors) -> tuple[dict[str, Any], list[Issue]]:
    """All that follows from the loadings, for items with covariances C; and what cannot be said."""
    sd = np.sqrt(np.diag(C))
    total = C.sum()
    hierarchical = (sd @ factors.general) ** 2 / total
    all_factors = 1.0 - sd**2 @ factors.uniquenesses / total
    squares = np.column_stack([factors.general, factors.group]) ** 2
    item_groups = np.abs(factors.group).argmax(axis=1)
    same = item_groups[:, None] == item_groups
    common = squares.sum(axis=1)
    indices = {
        "value": float(hierarchical),
        "omega_total": float(all_factors),
        "omega_limit": float(hierarchical / all_factors) if all_factors > 0 else np.nan,
        "item_groups": item_groups,
        **_of_groups(C, factors, item_groups),
        "ecv": float(squares[:, 0].sum() / common.sum()) if common.sum() > 0 else np.nan,
        "item_ecv": squares[:, 0] / np.where(common > 0, common, np.nan),
        "puc": float(np.mean(~same[np.triu_indices(len(C), 1)])),
        "h": _replicability(squares),
    }
    return indices, _undefined(indices)


def _of_groups(C: Array, factors: Factors, item_groups: NDArray[np.intp]) -> dict[str, Array]:
    """Shares of the variance of the sum of each group's items; NaN for a group without items."""
    sd = np.sqrt(np.diag(C))[:, None]
    members = sd * (item_groups[:, None] == np.arange(factors.group.shape[1]))
    R = C / (sd * sd.T)
    variances = np.einsum("im,ij,jm->m", members, R, members)
    variances = np.where(variances > ROUNDING * np.sum(members**2, axis=0), variances, np.nan)
    general = (factors.general @ members) ** 2 / variances
    specific = np.sum(factors.group * members, axis=0) ** 2 / variances
    return {"group_total": general + specific, "group_general": general, "group_specific": specific}


def _replicability(squares: Array) -> Array:
    """Hancock and Mueller's H of each column of squared loadings; NaN where one is 1 or more."""
    odds = np.sum(squares / np.where(squares < 1.0, 1.0 - squares, np.nan), axis=0)
    return np.asarray(odds / (1.0 + odds))


def _undefined(indices: dict[str, Any]) -> list[Issue]:
    """Say which numbers are NaN, and why."""
    empty = "No item loads most on this group factor, so there is no sum of its items."
    heywood = "An item loads 1 or more on this factor, so its replicability is not defined."
    return [
        *(
            Issue("empty-group", f"$.group_total[{f}]", empty, "Ask for fewer factors.")
            for f in np.flatnonzero(np.isnan(indices["group_total"]))
        ),
        *(
            Issue("undefined-replicability", f"$.h[{f}]", heywood, "Ask for fewer factors.")
            for f in np.flatnonzero(np.isnan(indices["h"]))
        ),
    ]
