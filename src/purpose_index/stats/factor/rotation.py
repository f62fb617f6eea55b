"""Turn factors to simple structure, or to one general factor with groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

import numpy as np
from scipy.linalg.lapack import dposv

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.factor.criteria import BIFACTOR, GEOMIN, QUARTIMAX, QUARTIMIN, VARIMAX
from purpose_index.stats.factor.extraction import VANISHING
from purpose_index.stats.factor.spaces import Oblique, Orthogonal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.factor.criteria import Criterion

    Array = NDArray[np.float64]
    Space = type[Oblique] | type[Orthogonal]

Method = Literal["none", "varimax", "quartimax", "promax", "oblimin", "geomin", "bifactor"]
SLOPE_TOLERANCE = 1e-10
FIRST_SHIFT, MOST_SHIFTS = 0.03, 20
SAME_VALUE = 1e-7
ROUNDING = 1e-14
MOST_STEPS = 500
MOST_HALVINGS = 40
PROMAX_POWER = 4


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rotation(Frozen):
    """Rotated loadings, and how sure it is that there are no simpler ones.

    Parameters
    ----------
    loadings
        (k, m) pattern loadings.
    factor_correlations
        (m, m) correlations of the factors; the identity where they are uncorrelated.
    value
        The criterion at the solution: the smaller, the simpler. NaN for 'none'; that of varimax for 'promax'.
    starts
        From how many rotations the search began.
    reached_best
        How many of them ended at this value.
    converged
        Whether the slope of the criterion is zero to within rounding.
    issues
        `rotation-not-converged`.
    """

    loadings: Array
    factor_correlations: Array
    value: float
    starts: int
    reached_best: int
    converged: bool
    issues: tuple[Issue, ...] = ()


def rotate(loadings: Array, method: Method, *, starts: int = 10, rng: int | np.random.Generator | None = 0) -> Rotation:
    """How the items load when the factors are turned to where they are simplest to read.

    Parameters
    ----------
    loadings
        (k, m) unrotated loadings on uncorrelated factors, as `extract` gives them; a factor that explains nothing stays
        as it is.
    method
        'varimax' (items weighed equally, by Kaiser's normalisation) and 'quartimax' keep the factors uncorrelated, as
        does 'bifactor', which leaves the first factor general and makes the others simple. 'oblimin' (quartimin),
        'geomin' and 'promax' (power 4, from varimax) let them correlate. 'none' leaves them as they are.
    starts
        How many rotations to start from, from 1: the loadings as they are, then random ones. The best end is kept.
    rng
        Seed or generator of the random starts.

    Returns
    -------
    Rotation
        Loadings, factor correlations, and how many starts agree on them.

    Raises
    ------
    ArgumentError
        `unknown-option`; `number-of-starts` for fewer than one.

    Notes
    -----
    The search is Jennrich's [1]_, [2]_, with Newton's steps (exact second derivatives) in place of gradient steps: the
    slope is zero to rounding at the end. A criterion can have several local minima: `reached_best` far below `starts`
    says that this one does.

    References
    ----------
    .. [1] Jennrich, R. I. (2001). A simple general procedure for orthogonal rotation. Psychometrika, 66, 289-306.
       https://doi.org/10.1007/BF02294840
    .. [2] Jennrich, R. I. (2002). A simple general method for oblique rotation. Psychometrika, 67, 7-19.
       https://doi.org/10.1007/BF02294706
    .. [3] Jennrich, R. I., & Bentler, P. M. (2011). Exploratory bi-factor analysis. Psychometrika, 76, 537-549.
       https://doi.org/10.1007/s11336-011-9218-4

    Examples
    --------
    Two pairs of items, turned by 45 degrees and back:

    >>> turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
    >>> found = rotate(np.array([[0.8, 0], [0.6, 0], [0, 0.7], [0, 0.5]]) @ turn, "quartimax")
    >>> np.abs(found.loadings).round(6).tolist()
    [[0.8, 0.0], [0.6, 0.0], [0.0, 0.7], [0.0, 0.5]]
    """
    check_option("rotation", method, Method)
    if starts < 1:
        message = f"At least 1 start is needed, not {starts}."
        raise ArgumentError(
            "The factors cannot be rotated.",
            [Issue("number-of-starts", "$.starts", message, facts={"fewest": 1, "starts": starts})],
        )
    there = np.abs(loadings).max(axis=0) >= VANISHING
    if method == "none" or there.sum() < 2:
        return _still(loadings)
    if not there.all():
        return _beside_nothing(rotate(loadings[:, there], method, starts=starts, rng=rng), loadings, there)
    if method in ("varimax", "promax"):
        return _by_varimax(loadings, method, starts, rng)
    end, agree = _search(loadings, *_CRITERIA[method], starts, rng)
    return _rotation(end.loadings, end.T.T @ end.T, end, starts, agree)


_CRITERIA: dict[str, tuple[Criterion, Space]] = {
    "quartimax": (QUARTIMAX, Orthogonal),
    "bifactor": (BIFACTOR, Orthogonal),
    "oblimin": (QUARTIMIN, Oblique),
    "geomin": (GEOMIN, Oblique),
}


class _End(NamedTuple):
    """Where a search ended."""

    T: Array
    loadings: Array
    value: float
    converged: bool


def _rotation(loadings: Array, factor_correlations: Array, end: _End, starts: int, agree: int) -> Rotation:
    message = "The criterion could not be brought to a minimum."
    issues = (
        () if end.converged else (Issue("rotation-not-converged", "$.rotation", message, "Ask for fewer factors."),)
    )
    return Rotation(
        loadings=loadings,
        factor_correlations=factor_correlations,
        value=end.value,
        starts=starts,
        reached_best=agree,
        converged=end.converged,
        issues=issues,
    )


def _still(loadings: Array) -> Rotation:
    """Leave the factors as they are."""
    return Rotation(
        loadings=loadings,
        factor_correlations=np.eye(loadings.shape[1]),
        value=np.nan,
        starts=1,
        reached_best=1,
        converged=True,
    )


def _beside_nothing(rotation: Rotation, loadings: Array, there: NDArray[np.bool_]) -> Rotation:
    """Put the rotated factors back among those that explain nothing."""
    rotated, factor_correlations = loadings.copy(), np.eye(len(there))
    rotated[:, there] = rotation.loadings
    factor_correlations[np.ix_(there, there)] = rotation.factor_correlations
    return replace(rotation, loadings=rotated, factor_correlations=factor_correlations)


def _by_varimax(A: Array, method: Method, starts: int, rng: int | np.random.Generator | None) -> Rotation:
    """Varimax of the items brought to length 1, and what promax makes of it."""
    lengths = np.sqrt((A * A).sum(axis=1, keepdims=True))
    lengths[lengths == 0] = 1.0
    end, agree = _search(A / lengths, VARIMAX, Orthogonal, starts, rng)
    if method == "varimax":
        return _rotation(lengths * end.loadings, np.eye(A.shape[1]), end, starts, agree)
    pattern, correlations = _promax(end.loadings)
    return _rotation(lengths * pattern, correlations, end, starts, agree)


def _promax(L: Array) -> tuple[Array, Array]:
    """Pattern and correlations of the factors closest to the loadings' own powers. Hendrickson & White (1964)."""
    target = L * np.abs(L) ** (PROMAX_POWER - 1)
    U = np.linalg.lstsq(L, target, rcond=None)[0]
    U = U * np.sqrt(np.diag(np.linalg.inv(U.T @ U)))
    inverse = np.linalg.inv(U)
    return L @ U, inverse @ inverse.T


def _search(
    A: Array, criterion: Criterion, space: Space, starts: int, rng: int | np.random.Generator | None
) -> tuple[_End, int]:
    """The best of the ends that the starts lead to, and how many of them come there."""
    m = A.shape[1]
    generator = np.random.default_rng(rng)
    turned = (np.linalg.qr(generator.standard_normal((m, m)))[0] for _ in range(starts - 1))
    ends = [_descend(A, T, criterion, space) for T in (np.eye(m), *turned)]
    best = min(ends, key=lambda end: end.value)
    return best, sum(end.value < best.value + SAME_VALUE for end in ends)


def _descend(A: Array, T: Array, criterion: Criterion, space: Space) -> _End:
    """Newton steps from the rotation T, each halved until the criterion goes down."""
    L = space.loadings(A, T)
    value, G = criterion.slope(L)
    for _ in range(MOST_STEPS):
        M = L.T @ G
        gradient = space.slope(M, T)
        if np.abs(gradient).max() < SLOPE_TOLERANCE:
            return _End(T, L, value, True)
        direction = _downhill(gradient, _hessian(L, T, M, criterion, space))
        direction /= max(1.0, float(np.abs(direction).max()))
        for halvings in range(MOST_HALVINGS):
            step = 0.5**halvings * direction
            candidate = space.move(T, step)
            L = space.loadings(A, candidate)
            reached, G = criterion.slope(L)
            if reached <= value + 1e-4 * gradient @ step + ROUNDING:
                break
        else:
            return _End(T, space.loadings(A, T), value, False)
        T, value = candidate, reached
    return _End(T, L, value, False)


def _hessian(L: Array, T: Array, M: Array, criterion: Criterion, space: Space) -> Array:
    """Second derivatives of the criterion in the coordinates of a step from the rotation T."""
    along = space.first(L, T)
    turned = criterion.turn(L, along)
    p = along.shape[2]
    return along.reshape(-1, p).T @ turned.reshape(-1, p) + space.second(M, T)


def _downhill(gradient: Array, hessian: Array) -> Array:
    """Newton's step; where the criterion does not curve up, curvature is added until it does.

    Nocedal & Wright (2006), Algorithm 3.3.
    """
    shifts = FIRST_SHIFT * max(float(np.abs(hessian).max()), FIRST_SHIFT) * 4.0 ** np.arange(MOST_SHIFTS)
    for shift in (0.0, *shifts):
        _, step, indefinite = dposv(hessian + shift * np.eye(len(gradient)) if shift else hessian, gradient)
        if not indefinite:
            return cast("Array", -step)
    return -gradient
