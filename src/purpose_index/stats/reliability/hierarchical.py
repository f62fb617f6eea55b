"""Omega hierarchical: how much of a total score is one thing, and how much belongs to groups of items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import Items, check_level, check_option
from purpose_index.stats.correlation.matrix import CorrelationMatrix, check_defined, check_pairs
from purpose_index.stats.factor.exploratory import rotated_factors
from purpose_index.stats.factor.extraction import LOWEST_UNIQUENESS, Method, extract
from purpose_index.stats.factor.hierarchy import schmid_leiman
from purpose_index.stats.inputs import needs_answers
from purpose_index.stats.reliability.cronbach import alpha_of, interval_refused
from purpose_index.stats.reliability.hierarchical_indices import Factors, OmegaHierarchical, Solution, indices_of
from purpose_index.stats.reliability.omega import check_items, negative_loadings
from purpose_index.stats.reliability.sample import Sample, check_covariances, sample_of
from purpose_index.stats.sum_scores import correlations
from purpose_index.stats.uncertainty.bootstrapped import (
    Bootstrap,
    bootstrapped,
    of_covariances,
    one_by_one,
    with_interval,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.factor.exploratory import FactorAnalysis
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]

Rotation = Literal["oblimin", "geomin", "promax"]

ASSUMES = (
    "A general factor lies behind all items, group factors beside it behind some, none of them correlated; each item "
    "counts for the group on which it loads most, and errors do not correlate."
)


def omega_hierarchical(
    x: ArrayLike | HasMoments | Moments | CorrelationMatrix,
    *,
    n_factors: int = 3,
    method: Method = "minres",
    rotation: Rotation = "oblimin",
    solution: Solution = "schmid-leiman",
    items: Items = "standardized",
    interval: Bootstrap | None = None,
    level: float = 0.95,
    missing: Missing = "listwise",
    resamples: int = 1000,
    rng: int | np.random.Generator | None = 0,
    progress: Callable[[float], object] | None = None,
) -> OmegaHierarchical:
    """How much of the variance of a sum of items comes from the one factor that is common to all of them.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; a tally that holds moments; or a `CorrelationMatrix`, as
        `pearson` and `polychoric` return it. k from 3 up.
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
        'standardized': of the sum of standardized items, as psych gives it. 'raw': of the sum of the items as they are,
        for which a `CorrelationMatrix` needs its `deviations`.
    interval
        'bootstrap' or 'bootstrap-bca', by resampling people (they need the answers or their patterns), or None. Every
        resample is a factor analysis of its own, which begins from the solution of the sample.
    level
        The confidence level, between 0 and 1.
    missing
        'listwise', or 'pairwise', for which there is no interval; of an array only.
    resamples
        Of a bootstrap: how many resamples.
    rng
        A seed or generator for the random starts of the rotation, and for the resamples.
    progress
        Of a bootstrap: called now and then with the fraction that is done, between 0 and 1.

    Returns
    -------
    OmegaHierarchical
        An `Estimate` with the loadings and what follows from them.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, an option is another word, there are too many factors, or an
        interval is asked for of a tally or matrix without answers, or under pairwise.
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
    sample = _sample(x, items, missing)
    check_items(sample)
    scaled = (lambda C: C) if items == "raw" else correlations
    omega = hierarchical_of("omega_hierarchical", sample._replace(covariance=scaled(sample.covariance)), model, ASSUMES)
    if interval is None:
        return omega
    check_option("interval", interval, Bootstrap)
    if sample.missing == "pairwise":
        raise ArgumentError("This interval is not for pairwise data.", [interval_refused(interval)])

    if isinstance(x, CorrelationMatrix):
        raise needs_answers("this matrix")
    near = model._replace(starts=1, near=np.maximum(_factors(sample, model).uniquenesses, LOWEST_UNIQUENESS))

    def value(C: Array) -> float:
        return hierarchical_of("", sample._replace(covariance=scaled(C)), near, "").value

    statistic = of_covariances(sample.k, one_by_one(value, progress, resamples))
    return with_interval(
        omega, bootstrapped(x, statistic, interval, check_level(level), resamples, rng), interval, level
    )


def _sample(x: ArrayLike | HasMoments | Moments | CorrelationMatrix, items: Items, missing: Missing) -> Sample:
    """The covariances of answers or a tally; of a matrix the correlations, times the deviations for raw items."""
    if not isinstance(x, CorrelationMatrix):
        return sample_of(x, missing)
    check_defined(x.values, x.items)
    if items == "raw" and x.deviations is None:
        message = "The spread of raw items is not in correlations."
        hint = "Give the answers, a matrix with `deviations`, or ask for standardized items."
        raise ArgumentError("There is no sum of raw items.", [Issue("no-deviations", "$.items", message, hint)])
    sd = np.ones(len(x.items)) if x.deviations is None or items == "standardized" else x.deviations
    sample = Sample(x.items, x.values * np.outer(sd, sd), x.n, x.missing or "listwise", x.issues)
    check_covariances(sample.covariance, sample.n, sample.missing)
    return sample


class HierarchicalModel(NamedTuple):
    """How general and group factors are to be found: the options of `omega_hierarchical`."""

    n_factors: int
    method: Method
    rotation: Rotation
    solution: Solution
    rng: int | np.random.Generator | None
    starts: int = 10
    near: Array | None = None  # uniquenesses to begin from, of a sample of which this one is a resample


def hierarchical_of(name: str, sample: Sample, model: HierarchicalModel, assumes: str) -> OmegaHierarchical:
    """Return omega hierarchical of the sum of items with these covariances."""
    check_option("solution", model.solution, Solution)
    check_option("rotation", model.rotation, Rotation)
    factors = _bifactor(sample, model) if model.solution == "bifactor" else _schmid_leiman(sample, model)
    indices, issues = indices_of(sample.covariance, factors)
    return OmegaHierarchical(
        name=name,
        n=sample.n,
        k=sample.k,
        method=model.method,
        missing=sample.missing,
        assumes=assumes,
        issues=(*sample.issues, *factors.issues, *negative_loadings(sample.items, factors.general), *issues),
        alpha=alpha_of(sample.covariance),
        general=factors.general,
        group=factors.group,
        uniquenesses=factors.uniquenesses,
        factor_correlations=factors.factor_correlations,
        solution=model.solution,
        **indices,
    )


def _schmid_leiman(sample: Sample, model: HierarchicalModel) -> Factors:
    """Correlated factors, and what is general in them."""
    found = _factors(sample, model)
    split = schmid_leiman(found.loadings, found.factor_correlations, method=model.method)
    sign = -1.0 if split.general.sum() < 0 else 1.0
    issues = (*found.issues, *split.issues)
    return Factors(sign * split.general, split.group, split.uniquenesses, found.factor_correlations, issues)


def _bifactor(sample: Sample, model: HierarchicalModel) -> Factors:
    """One more factor than there are groups, turned so that the first is general."""
    found, m = _factors(sample, model), model.n_factors
    return Factors(found.loadings[:, 0], found.loadings[:, 1:], found.uniquenesses, np.eye(m), found.issues)


def _factors(sample: Sample, model: HierarchicalModel) -> FactorAnalysis:
    """The factors of a solution, turned; for 'bifactor' one more than there are groups."""
    matrix, bifactor = _matrix(sample), model.solution == "bifactor"
    check_pairs(matrix)
    found = extract(matrix, model.n_factors + bifactor, method=model.method, start=model.near)
    return rotated_factors(matrix, found, "bifactor" if bifactor else model.rotation, model.starts, model.rng)


def _matrix(sample: Sample) -> CorrelationMatrix:
    return CorrelationMatrix(correlations(sample.covariance), n=sample.n, items=sample.items)
