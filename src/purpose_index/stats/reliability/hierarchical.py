"""Omega hierarchical: how much of a total score is one thing, and how much belongs to groups of items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from purpose_index.errors import Issue
from purpose_index.options import check_option
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.factor.exploratory import efa
from purpose_index.stats.factor.hierarchy import schmid_leiman
from purpose_index.stats.factor.matrix import CorrelationMatrix
from purpose_index.stats.reliability.cronbach import alpha_of, standardized
from purpose_index.stats.reliability.omega import check_items
from purpose_index.stats.reliability.sample import sample_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.inputs import HasMoments
    from purpose_index.stats.reliability.sample import Sample
    from purpose_index.tallies.moments import Missing, Moments

    Array = NDArray[np.float64]

Method = Literal["minres", "ml", "paf"]
Rotation = Literal["oblimin", "geomin", "promax"]
Solution = Literal["schmid-leiman", "bifactor"]
Items = Literal["standardized", "raw"]

ASSUMES = (
    "A general factor lies behind all items, group factors beside it behind some, none of them correlated; each item "
    "counts for the group on which it loads most, and errors do not correlate."
)


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


def omega_hierarchical(
    x: ArrayLike | HasMoments | Moments,
    *,
    n_factors: int = 3,
    method: Method = "minres",
    rotation: Rotation = "oblimin",
    solution: Solution = "schmid-leiman",
    items: Items = "standardized",
    missing: Missing = "listwise",
    rng: int | np.random.Generator | None = 0,
) -> OmegaHierarchical:
    """How much of the variance of a sum of items comes from the one factor that is common to all of them.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; or a tally that holds moments. k from 3 up.
    n_factors
        How many group factors lie beside the general one, from 1 to k - 1 (for 'bifactor' to k - 2). With 1 there are
        no groups, and with 2 the general factor rests on an assumption: see the notes.
    method
        How factors are extracted: 'minres', 'ml' or 'paf'.
    rotation
        Of 'schmid-leiman': how the correlated factors are turned, 'oblimin', 'geomin' or 'promax'.
    solution
        'schmid-leiman': correlated factors, and a general factor of those; or 'bifactor': a general factor and groups
        at once, by the rotation of Jennrich and Bentler.
    items
        'standardized': of the sum of standardized items, as psych gives it. 'raw': of the sum of the items as they are.
    missing
        'listwise' or 'pairwise'.
    rng
        A seed or generator for the random starts of the rotation.

    Returns
    -------
    OmegaHierarchical
        An `Estimate` without interval, with the loadings and what follows from them.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, an option is another word, or there are too many factors.
    StatisticsError
        Where there are fewer than three items or three people; an item is constant; the sum does not vary; for 'ml', an
        item follows exactly from the others, or there are no more people than items.

    Notes
    -----
    With general loadings g, group loadings s, uniquenesses u and the correlations R, of standardized items::

        omega_hierarchical = sum(g)**2 / sum(R)
        omega_total = 1 - sum(u) / sum(R)
        ecv = sum(g**2) / (sum(g**2) + sum(s**2))
        h = 1 / (1 + 1 / sum(l**2 / (1 - l**2)))  for the loadings l of a factor

    The Schmid-Leiman solution makes the loadings proportional within a group, which spoils omega where they are not;
    the number of factors and the rotation are choices, and omega hierarchical depends on them. Two group factors do not
    identify a general one: their loadings on it are then taken to be equal. It does not show that there is a general
    factor: it says how much of the score it would be.

    References
    ----------
    Zinbarg, R. E., Revelle, W., Yovel, I., & Li, W. (2005). Cronbach's alpha, Revelle's beta, and McDonald's omega H.
    Psychometrika, 70, 123-133. https://doi.org/10.1007/s11336-003-0974-7

    Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models: Calculating and interpreting
    statistical indices. Psychological Methods, 21, 137-150. https://doi.org/10.1037/met0000045

    Jennrich, R. I., & Bentler, P. M. (2011). Exploratory bi-factor analysis. Psychometrika, 76, 537-549.
    https://doi.org/10.1007/s11336-011-9218-4

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> general, groups = rng.normal(size=(500, 1)), rng.normal(size=(500, 3))
    >>> x = 0.6 * general + 0.5 * np.repeat(groups, 3, axis=1) + 0.6 * rng.normal(size=(500, 9))
    >>> omega = omega_hierarchical(x)
    >>> bool(omega.value < omega.omega_total), omega.item_groups.tolist()
    (True, [2, 2, 2, 1, 1, 1, 0, 0, 0])
    """
    model = HierarchicalModel(n_factors, method, rotation, solution, rng)
    check_option("items", items, Items)
    sample = sample_of(x, missing)
    check_items(sample)
    C = sample.covariance if items == "raw" else standardized(sample.covariance)
    return hierarchical_of("omega_hierarchical", sample._replace(covariance=C), model, ASSUMES)


class HierarchicalModel(NamedTuple):
    """How general and group factors are to be found: the options of `omega_hierarchical`."""

    n_factors: int
    method: Method
    rotation: Rotation
    solution: Solution
    rng: int | np.random.Generator | None


def hierarchical_of(name: str, sample: Sample, model: HierarchicalModel, assumes: str) -> OmegaHierarchical:
    """Return omega hierarchical of the sum of items with these covariances."""
    check_option("solution", model.solution, Solution)
    factors = _bifactor(sample, model) if model.solution == "bifactor" else _schmid_leiman(sample, model)
    indices, issues = _indices(sample.covariance, factors)
    return OmegaHierarchical(
        name=name,
        n=sample.n,
        k=sample.k,
        method=model.method,
        assumes=assumes,
        issues=(*sample.issues, *factors.issues, *issues),
        alpha=alpha_of(sample.covariance),
        general=factors.general,
        group=factors.group,
        uniquenesses=factors.uniquenesses,
        factor_correlations=factors.factor_correlations,
        solution=model.solution,
        **indices,
    )


class _Factors(NamedTuple):
    """General and group factors of standardized items."""

    general: Array
    group: Array
    uniquenesses: Array
    factor_correlations: Array
    issues: tuple[Issue, ...]


def _schmid_leiman(sample: Sample, model: HierarchicalModel) -> _Factors:
    """Correlated factors, and what is general in them."""
    check_option("rotation", model.rotation, Rotation)
    found = efa(_matrix(sample), model.n_factors, method=model.method, rotation=model.rotation, rng=model.rng)
    split = schmid_leiman(found.loadings, found.factor_correlations, method=model.method)
    sign = -1.0 if split.general.sum() < 0 else 1.0
    issues = (*found.issues, *split.issues)
    return _Factors(sign * split.general, split.group, split.uniquenesses, found.factor_correlations, issues)


def _bifactor(sample: Sample, model: HierarchicalModel) -> _Factors:
    """One more factor than there are groups, turned so that the first is general."""
    m = model.n_factors
    found = efa(_matrix(sample), m + 1, method=model.method, rotation="bifactor", rng=model.rng)
    return _Factors(found.loadings[:, 0], found.loadings[:, 1:], found.uniquenesses, np.eye(m), found.issues)


def _matrix(sample: Sample) -> CorrelationMatrix:
    return CorrelationMatrix(standardized(sample.covariance), sample.n, sample.items)


def _indices(C: Array, factors: _Factors) -> tuple[dict[str, Any], list[Issue]]:
    """All that follows from the loadings, for items with covariances C; and what cannot be said."""
    sd = np.sqrt(np.diag(C))
    total = C.sum()
    hierarchical = (sd @ factors.general) ** 2 / total
    all_factors = 1.0 - sd**2 @ factors.uniquenesses / total
    squares = np.column_stack([factors.general, factors.group]) ** 2
    item_groups = np.abs(factors.group).argmax(axis=1)
    same = item_groups[:, None] == item_groups
    with np.errstate(invalid="ignore", divide="ignore"):
        h = _replicability(squares)
        item_ecv = squares[:, 0] / squares.sum(axis=1)
    indices = {
        "value": float(hierarchical),
        "omega_total": float(all_factors),
        "omega_limit": float(hierarchical / all_factors),
        "item_groups": item_groups,
        **_of_groups(C, factors, item_groups),
        "ecv": float(squares[:, 0].sum() / squares.sum()),
        "item_ecv": item_ecv,
        "puc": float(np.mean(~same[np.triu_indices(len(C), 1)])),
        "h": h,
    }
    return indices, _undefined(indices)


def _of_groups(C: Array, factors: _Factors, item_groups: NDArray[np.intp]) -> dict[str, Array]:
    """Shares of the variance of the sum of each group's items; NaN for a group without items."""
    sd = np.sqrt(np.diag(C))[:, None]
    members = sd * (item_groups[:, None] == np.arange(factors.group.shape[1]))
    R = C / (sd * sd.T)
    with np.errstate(invalid="ignore"):
        variances = np.einsum("im,ij,jm->m", members, R, members)
        general = (factors.general @ members) ** 2 / variances
        specific = np.sum(factors.group * members, axis=0) ** 2 / variances
    return {"group_total": general + specific, "group_general": general, "group_specific": specific}


def _replicability(squares: Array) -> Array:
    """Hancock and Mueller's H of each column of squared loadings; NaN where one is 1 or more."""
    odds = np.sum(squares / (1.0 - squares), axis=0)
    return np.where((squares < 1.0).all(axis=0), odds / (1.0 + odds), np.nan)


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
