"""Factors out of a correlation matrix: least squares, maximum likelihood and iterated principal axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from scipy.linalg.lapack import dposv, dpotrf, dpotri

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import check_option
from purpose_index.stats.factor.discrepancy import (
    Point,
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
from purpose_index.stats.factor.matrix import check_correlation, check_positive_definite, numbered

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

Method = Literal["minres", "ml", "paf"]
LOWEST_UNIQUENESS = 0.005
VANISHING = 1e-4
GRADIENT_TOLERANCE = 1e-10
ROUNDING = 1e-12
SMALLEST_CURVATURE = 1e-10
SAME_MINIMUM = 1e-9
MOST_STEPS = 200
MOST_HALVINGS = 40
MOST_PRINCIPAL_AXIS_STEPS = 5000


@dataclass(frozen=True, slots=True, eq=False)
class Extraction:
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
    issues
        `heywood-case`, `not-converged`, `underidentified-factors`, `vanishing-factor`.
    """

    loadings: Matrix
    uniquenesses: Vector
    objective: float
    method: Method
    iterations: int
    converged: bool
    issues: tuple[Issue, ...] = ()

    @property
    def communalities(self) -> Vector:
        """(k,) the part of the variance of each item that the factors explain."""
        return cast("Vector", (self.loadings**2).sum(axis=1))


def extract(
    correlation: Matrix, n_factors: int, *, method: Method = "minres", items: tuple[str, ...] | None = None
) -> Extraction:
    """How k items load on m uncorrelated factors that explain their correlations best.

    Parameters
    ----------
    correlation
        (k, k) correlation matrix, without missing values.
    n_factors
        m, from 1 to k - 1.
    method
        'minres' makes the residual correlations as small as can be (least squares, off the diagonal); 'ml' is maximum
        likelihood for normal items; 'paf' repeats principal axes until the communalities stand still.
    items
        The ids of the items, which issues name; by default '1', '2', ...

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
    uniqueness at .005 is a Heywood case: the model wants a variance at or below zero. Where several minima are likely,
    the search begins from many places and keeps the lowest. Iterated principal axes are steps
    of length one down the slope of the least-squares profile: they end in the 'minres' solution, only slowly.

    References
    ----------
    .. [1] Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32, 443-482.
       https://doi.org/10.1007/BF02289658
    .. [2] Harman, H. H., & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika, 31,
       351-368. https://doi.org/10.1007/BF02289468

    Examples
    --------
    Three items that load .8, .7 and .6 on one factor:

    >>> found = extract(np.array([[1, .56, .48], [.56, 1, .42], [.48, .42, 1]]), 1)
    >>> found.loadings.round(6).tolist()
    [[0.8], [0.7], [0.6]]
    """
    check_option("method", method, Method)
    items = items or numbered(len(correlation))
    check_correlation(correlation, items)
    k = len(correlation)
    if not 1 <= n_factors < k:
        raise ArgumentError(
            "The factors cannot be extracted.",
            [Issue("number-of-factors", "$.n_factors", f"{k} items allow 1 to {k - 1} factors, not {n_factors}.")],
        )
    uniquenesses, loadings, objective, iterations, converged = _METHODS[method](correlation, n_factors)
    return Extraction(
        loadings * np.where(loadings.sum(axis=0) < 0, -1.0, 1.0),
        uniquenesses,
        objective,
        method,
        iterations,
        converged,
        _issues(uniquenesses, loadings, converged, items),
    )


def degrees_of_freedom(k: int, m: int) -> int:
    """Return what k(k - 1)/2 correlations leave after m factors of k items and their free rotation."""
    return ((k - m) ** 2 - (k + m)) // 2


# Every solver below returns uniquenesses, loadings, objective, iterations, converged.
Solution = tuple["Vector", "Matrix", float, int, bool]


def _least_squares(correlation: Matrix, m: int) -> Solution:
    """Minimise the squared residuals over the uniquenesses."""
    profile = Profile(lambda psi: reduced(correlation, psi, m), least_squares_gradient, least_squares_hessian)
    psi, point, steps, converged = _lowest(profile, _start(correlation, m), LOWEST_UNIQUENESS, 1.0, m)
    loadings = principal_axes(point, m)
    return psi, loadings, residual_sum(correlation, loadings), steps, converged


def _maximum_likelihood(correlation: Matrix, m: int) -> Solution:
    """Minimise the likelihood discrepancy over the logarithms of the uniquenesses."""
    check_positive_definite(correlation)
    profile = Profile(
        lambda log_psi: scaled(correlation, np.exp(-0.5 * log_psi), m), likelihood_gradient, likelihood_hessian
    )
    start = np.log(_start(correlation, m))
    log_psi, point, steps, converged = _lowest(profile, start, np.log(LOWEST_UNIQUENESS), 0.0, m)
    axes = principal_axes(point._replace(roots=point.roots - 1.0), m)
    return np.exp(log_psi), np.exp(0.5 * log_psi)[:, None] * axes, point.value, steps, converged


def _iterated_principal_axes(correlation: Matrix, m: int) -> Solution:
    """Put the communalities that the factors explain in the diagonal, until they stand still."""
    psi, steps, moved = _start(correlation, m), 0, np.inf
    while moved > GRADIENT_TOLERANCE and steps < MOST_PRINCIPAL_AXIS_STEPS:
        loadings = principal_axes(reduced(correlation, psi, m), m)
        following = np.clip(1.0 - (loadings * loadings).sum(axis=1), LOWEST_UNIQUENESS, 1.0)
        psi, steps, moved = following, steps + 1, float(np.abs(following - psi).max())
    return psi, loadings, residual_sum(correlation, loadings), steps, moved <= GRADIENT_TOLERANCE


_METHODS: dict[str, Callable[[Matrix, int], Solution]] = {
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


def _lowest(profile: Profile, start: Vector, low: float, high: float, m: int) -> tuple[Vector, Point, int, bool]:
    """Minimise from `start` and, where there may be several minima, from where each item has hardly any error.

    Several minima were met where the factors leave fewer degrees of freedom than items, or end in a Heywood case.
    """
    found = _newton(profile, start, low, high)
    k = len(start)
    if m == 1 or (degrees_of_freedom(k, m) >= k and (found[0] > low).all()):
        return found
    others = [_newton(profile, np.where(np.arange(k) == j, low, start), low, high) for j in range(k)]
    best = min((other for other in others if other[-1]), key=lambda other: other[1].value, default=found)
    return best if best[1].value < found[1].value - SAME_MINIMUM else found


def _newton(profile: Profile, x: Vector, low: float, high: float) -> tuple[Vector, Point, int, bool]:
    """Minimise within bounds by projected Newton steps, each halved until the value goes down (Bertsekas 1982)."""
    point = profile.value(x)
    for step in range(MOST_STEPS):
        gradient = profile.gradient(point)
        fixed = ((x <= low) & (gradient > 0)) | ((x >= high) & (gradient < 0))
        gradient[fixed] = 0.0
        if np.abs(gradient).max() < GRADIENT_TOLERANCE:
            return x, point, step, True
        hessian = profile.hessian(point)
        hessian[fixed, :] = hessian[:, fixed] = 0.0
        hessian[fixed, fixed] = 1.0
        direction = _downhill(gradient, hessian)
        rounding = ROUNDING * (1.0 + point.value)
        for halvings in range(MOST_HALVINGS):
            candidate = np.clip(x + 0.5**halvings * direction, low, high)
            reached = profile.value(candidate)
            if reached.value <= point.value + 1e-4 * gradient @ (candidate - x) + rounding:
                break
        else:
            return x, point, step, False
        x, point = candidate, reached
    return x, point, MOST_STEPS, False


def _downhill(gradient: Vector, hessian: Matrix) -> Vector:
    """Newton's step, with every curvature made positive where one is not."""
    _, step, indefinite = dposv(hessian, gradient)
    if not indefinite:
        return cast("Vector", -step)
    curvatures, axes = np.linalg.eigh(hessian)
    sizes = np.abs(curvatures)
    floor = SMALLEST_CURVATURE * max(float(sizes.max()), SMALLEST_CURVATURE)
    return cast("Vector", -axes @ ((axes.T @ gradient) / np.maximum(sizes, floor)))


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
