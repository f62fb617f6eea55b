"""Factors out of a correlation matrix: least squares, maximum likelihood and iterated principal axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.correlation.matrix import (
    CorrelationMatrix,
    check_correlation,
    check_defined,
    check_positive_definite,
    numbered,
)
from purpose_index.stats.factor.discrepancy import (
    Profile,
    least_squares_gradient,
    least_squares_hessian,
    likelihood_gradient,
    likelihood_hessian,
    principal_axes,
    reduced,
    residual_sum,
    scaled,
)
from purpose_index.stats.factor.heywood import within_bound
from purpose_index.stats.factor.search import GRADIENT_TOLERANCE, End, Lowest, lowest, newton

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

Method = Literal["minres", "ml", "paf"]
LOWEST_UNIQUENESS = 0.005
VANISHING = 1e-4
MOST_PRINCIPAL_AXIS_STEPS = 5000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Extraction(Frozen):
    """Unrotated factor loadings, and how they were found.

    Parameters
    ----------
    loadings
        (k, m) loadings in canonical form: orthogonal factors, the one that explains most first, the sum of each column
        at least 0.
    uniquenesses
        (k,) the part of the variance of each item that the factors do not share, from .005 to 1.
    objective
        The discrepancy at the solution: for 'minres' and 'paf' the sum of the squared residual correlations over the
        pairs of items; for 'ml' the likelihood discrepancy.
    method
        'minres', 'ml' or 'paf'.
    iterations
        How many steps it took.
    converged
        Whether the slope of the objective is zero to within rounding (for 'paf': whether the steps have died out).
    starts, lowest_met
        From how many places the search began, and from how many it came to this minimum, the lowest that it met.
    issues
        `heywood-case`, `not-converged`, `underidentified-factors`, `vanishing-factor`.
    """

    loadings: Matrix
    uniquenesses: Vector
    objective: float
    method: Method
    iterations: int
    converged: bool
    starts: int
    lowest_met: int
    issues: tuple[Issue, ...] = ()

    @property
    def communalities(self) -> Vector:
        """(k,) the part of the variance of each item that the factors explain."""
        return cast("Vector", (self.loadings**2).sum(axis=1))


def extract(
    correlation: Matrix | CorrelationMatrix,
    n_factors: int,
    *,
    method: Method = "minres",
    items: tuple[str, ...] | None = None,
    start: Vector | None = None,
) -> Extraction:
    """How k items load on m uncorrelated factors that explain their correlations best.

    Parameters
    ----------
    correlation
        (k, k) correlations, without missing values, or a `CorrelationMatrix`.
    n_factors
        m, from 1 to k - 1.
    method
        'minres' makes the residual correlations as small as can be (least squares, off the diagonal); 'ml' is maximum
        likelihood for normal items; 'paf' repeats principal axes until the communalities stand still.
    items
        The ids of the items, which issues name; by default those of the `CorrelationMatrix`, or '1', '2', ...
    start
        (k,) uniquenesses to begin from, and from nowhere else: those of a solution that must be near, as a resample's
        is near the sample's. By default the search begins in many places.

    Returns
    -------
    Extraction
        Loadings, uniquenesses, the discrepancy, and what went wrong.

    Raises
    ------
    ArgumentError
        `unknown-option`, `not-a-correlation-matrix`, `number-of-factors`.
    StatisticsError
        `undefined-correlation` where a correlation is NaN; `not-positive-definite` where maximum likelihood is asked of
        a matrix that has no inverse.

    Notes
    -----
    Given the uniquenesses the best loadings follow from an eigen-decomposition, so that only k unknowns are left [1]_,
    [2]_. This profile is minimised by Newton steps with exact second derivatives, within .005 <= uniqueness <= 1. A
    uniqueness at .005 is a Heywood case: the model wants a variance at or below zero; its communality is
    at most 1 [3]_. There can be several minima, so that the search begins from squared multiple correlations, from the
    Heywood case of every item and, until the lowest minimum was met three times, from random places. Iterated
    principal axes are steps of length one down the slope of the least-squares profile: they end in a minimum of
    'minres', only slowly.

    References
    ----------
    .. [1] Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32, 443-482.
       https://doi.org/10.1007/BF02289658
    .. [2] Harman, H. H., & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika, 31,
       351-368. https://doi.org/10.1007/BF02289468
    .. [3] Harman, H. H., & Fukuda, Y. (1966). Resolution of the Heywood case in the minres solution. Psychometrika, 31,
       563-571. https://doi.org/10.1007/BF02289525

    Examples
    --------
    Three items that load .8, .7 and .6 on one factor:

    >>> found = extract(np.array([[1, .56, .48], [.56, 1, .42], [.48, .42, 1]]), 1)
    >>> found.loadings.round(6).tolist()
    [[0.8], [0.7], [0.6]]
    """
    check_option("method", method, Method)
    if isinstance(correlation, CorrelationMatrix):
        items, R = items or correlation.items, correlation.values
    else:
        R = np.asarray(correlation, dtype=float)
        check_correlation(R)
        items = items or numbered(len(R))
    check_defined(R, items)
    k = len(R)
    if not 1 <= n_factors < k:
        raise ArgumentError(
            "The factors cannot be extracted.",
            [
                Issue(
                    "number-of-factors",
                    "$.n_factors",
                    f"{k} items allow 1 to {k - 1} factors, not {n_factors}.",
                    facts={"items": k, "factors": n_factors, "most": k - 1},
                )
            ],
        )
    uniquenesses, loadings, objective, found = _METHODS[method](R, n_factors, start)
    return Extraction(
        loadings=loadings * np.where(loadings.sum(axis=0) < 0, -1.0, 1.0),
        uniquenesses=uniquenesses,
        objective=objective,
        method=method,
        iterations=found.end.steps,
        converged=found.end.converged,
        starts=found.starts,
        lowest_met=found.met,
        issues=_issues(uniquenesses, loadings, found.end.converged, items),
    )


def degrees_of_freedom(k: int, m: int) -> int:
    """Return what k(k - 1)/2 correlations leave after m factors of k items and their free rotation."""
    return ((k - m) ** 2 - (k + m)) // 2


# Every solver below returns uniquenesses, loadings, objective, and how the search went.
Solution = tuple["Vector", "Matrix", float, Lowest]


def _least_squares(correlation: Matrix, m: int, start: Vector | None) -> Solution:
    """Minimise the squared residuals over the uniquenesses."""
    profile = Profile(lambda psi: reduced(correlation, psi, m), least_squares_gradient, least_squares_hessian)
    found = _search(profile, start, _start(correlation, m), LOWEST_UNIQUENESS, 1.0)
    loadings = within_bound(correlation, found.end.x, m, LOWEST_UNIQUENESS)
    return found.end.x, loadings, residual_sum(correlation, loadings), found


def _maximum_likelihood(correlation: Matrix, m: int, start: Vector | None) -> Solution:
    """Minimise the likelihood discrepancy over the logarithms of the uniquenesses."""
    check_positive_definite(correlation)
    profile = Profile(
        lambda log_psi: scaled(correlation, np.exp(-0.5 * log_psi), m), likelihood_gradient, likelihood_hessian
    )
    only = None if start is None else np.log(start)
    found = _search(profile, only, np.log(_start(correlation, m)), np.log(LOWEST_UNIQUENESS), 0.0)
    log_psi, point = found.end.x, found.end.point
    axes = principal_axes(point._replace(roots=point.roots - 1.0), m)
    return np.exp(log_psi), np.exp(0.5 * log_psi)[:, None] * axes, point.value, found


def _search(profile: Profile, only: Vector | None, first: Vector, low: float, high: float) -> Lowest:
    """Search from one place that is given, or else from `first` and many others."""
    if only is None:
        return lowest(profile, first, low, high)
    return Lowest(newton(profile, only, low, high), 1, 1)


def _iterated_principal_axes(correlation: Matrix, m: int, start: Vector | None) -> Solution:
    """Put the communalities that the factors explain in the diagonal, until they stand still."""
    psi, steps, moved = _start(correlation, m) if start is None else start, 0, np.inf
    while moved > GRADIENT_TOLERANCE and steps < MOST_PRINCIPAL_AXIS_STEPS:
        loadings = principal_axes(reduced(correlation, psi, m), m)
        following = np.clip(1.0 - (loadings * loadings).sum(axis=1), LOWEST_UNIQUENESS, 1.0)
        psi, steps, moved = following, steps + 1, float(np.abs(following - psi).max())
    loadings = within_bound(correlation, psi, m, LOWEST_UNIQUENESS)
    end = End(psi, reduced(correlation, psi, m), steps, moved <= GRADIENT_TOLERANCE)
    return psi, loadings, residual_sum(correlation, loadings), Lowest(end, 1, 1)


_METHODS: dict[str, Callable[[Matrix, int, Vector | None], Solution]] = {
    "minres": _least_squares,
    "ml": _maximum_likelihood,
    "paf": _iterated_principal_axes,
}


def _start(correlation: Matrix, m: int) -> Vector:
    """Uniquenesses to begin with, from the squared multiple correlations where there are any. Jöreskog (1967)."""
    k = len(correlation)
    triangle, singular = dpotrf(correlation)
    if singular:
        psi = 1.0 - np.abs(correlation - np.eye(k)).max(axis=1)
    else:
        psi = (1.0 - 0.5 * m / k) / np.diag(dpotri(triangle)[0])
    return np.asarray(np.clip(psi, LOWEST_UNIQUENESS, 1.0))


def _issues(uniquenesses: Vector, loadings: Matrix, converged: bool, items: tuple[str, ...]) -> tuple[Issue, ...]:
    """Say what makes the solution doubtful."""
    k, m = loadings.shape
    issues = [
        Issue(
            "heywood-case",
            f"$.items.{items[j]}",
            f"Its uniqueness is at the lower bound of {LOWEST_UNIQUENESS}: the model wants no error in it, or less.",
            "Ask for fewer factors, or look for a doubled item or a sample too small.",
            facts={"item": items[j], "lowest": LOWEST_UNIQUENESS},
        )
        for j in np.flatnonzero(uniquenesses <= LOWEST_UNIQUENESS * (1 + 1e-9))
    ]
    if not converged:
        issues.append(
            Issue(
                "not-converged",
                "$.iterations",
                "The discrepancy could not be brought to a minimum.",
                "Do not interpret the loadings; ask for fewer factors.",
            )
        )
    if degrees_of_freedom(k, m) < 0:
        issues.append(
            Issue(
                "underidentified-factors",
                "$.n_factors",
                f"{k} items leave no degrees of freedom for {m} factors: other loadings fit as well.",
                "Ask for fewer factors, or use more items.",
                facts={"items": k, "factors": m},
            )
        )
    issues.extend(
        Issue("vanishing-factor", f"$.factors[{j}]", "The factor explains nothing.", "Ask for fewer factors.")
        for j in np.flatnonzero(np.abs(loadings).max(axis=0) < VANISHING)
    )
    return tuple(issues)
