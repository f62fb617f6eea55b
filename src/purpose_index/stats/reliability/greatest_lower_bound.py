"""The greatest lower bound to reliability, by minimum trace factor analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability.sample import sample_of
from purpose_index.stats.reliability.unexplained import determined_items

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.stats.reliability.sample import Sample
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]

GAP = 1e-11
MOST_STEPS = 100
ASSUMES = (
    "The errors of the items do not correlate, and the sample is so large that its covariances are those of everybody; "
    "with fewer people the bound is too high."
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GreatestLowerBound(Estimate):
    """The greatest lower bound, with the error variances that it takes out.

    Parameters
    ----------
    error_variances
        (k,) the largest error variances, in sum, that these covariances can hold; in the squared unit of each item.
    """

    error_variances: Array


def glb(x: ArrayLike | HasMoments | Moments, *, missing: Missing = "listwise") -> GreatestLowerBound:
    """How reliable a sum of items is at the very least, if these covariances were those of everybody.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; or a tally that holds moments. k from 2 up, n above k.
    missing
        'listwise' or 'pairwise'.

    Returns
    -------
    GreatestLowerBound
        An `Estimate` with the error variances.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, or `missing` is another word.
    StatisticsError
        Where there are fewer than two items, fewer than three people, or no more people than items; the sum does not
        vary; or pairwise covariances are those of no data at all.

    Notes
    -----
    ``1 - max sum(d) / sum(C)`` over error variances d >= 0 that leave true covariances: ``C - diag(d)`` positive
    semidefinite (Jackson & Agunwamba 1977). A semidefinite program, solved here by Newton steps along the path of its
    logarithmic barrier, to 1e-11.

    It is a bound in the population. In a sample it is too high, the more so with many items and few people (Shapiro &
    ten Berge 2000): ten parallel items with a reliability of .80 give .86 with 100 people, .84 with 300, and still .82
    with 1,000. Report it, if at all, beside omega. psych's `glb.fa` is another number: it takes the communalities of a
    factor analysis.

    References
    ----------
    Jackson, P. H., & Agunwamba, C. C. (1977). Lower bounds for the reliability of the total score on a test composed of
    non-homogeneous items: I. Psychometrika, 42, 567-578. https://doi.org/10.1007/BF02295979

    Shapiro, A., & ten Berge, J. M. F. (2000). The asymptotic bias of minimum trace factor analysis, with applications
    to the greatest lower bound to reliability. Psychometrika, 65, 413-425. https://doi.org/10.1007/BF02296154

    Examples
    --------
    >>> x = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
    >>> round(glb(x).value, 4)
    0.9946
    """
    sample = sample_of(x, missing)
    _check(sample)
    errors = largest_error_variances(sample.covariance)
    return GreatestLowerBound(
        name="glb",
        value=float(1.0 - errors.sum() / sample.covariance.sum()),
        n=sample.n,
        k=sample.k,
        method="minimum-trace",
        missing=sample.missing,
        assumes=ASSUMES,
        issues=sample.issues,
        error_variances=errors,
    )


def largest_error_variances(covariance: Array) -> Array:
    """Return the d >= 0 of largest sum for which covariance - diag(d) is positive semidefinite.

    An item that follows from the others has no error; what is left of the others given those is positive definite.
    """
    errors = np.zeros(len(covariance))
    fixed = determined_items(covariance)
    if not fixed.all():
        errors[~fixed] = _barrier_path(_given(covariance, fixed))
    return errors


def _check(sample: Sample) -> None:
    """Raise StatisticsError where the covariances hold no information on error, or cannot be covariances."""
    indefinite = [issue for issue in sample.issues if issue.code == "indefinite-covariances"]
    if indefinite:
        raise StatisticsError("The greatest lower bound is not defined.", indefinite)
    if sample.n <= sample.k:
        message = f"{sample.n} people are too few for {sample.k} items: the bound would be 1 whatever the answers."
        issue = Issue(
            "fewer-people-than-items",
            "$",
            message,
            "Gather more answers, or use alpha.",
            facts={"people": sample.n, "items": sample.k},
        )
        raise StatisticsError("The greatest lower bound is not defined.", [issue])


def _given(C: Array, fixed: NDArray[np.bool_]) -> Array:
    """The covariances of the other items, given the fixed ones."""
    across = C[np.ix_(~fixed, fixed)]
    explained = across @ np.linalg.pinv(C[np.ix_(fixed, fixed)]) @ across.T
    return np.asarray(C[np.ix_(~fixed, ~fixed)] - explained)


def _barrier_path(C: Array) -> Array:
    """Maximise sum(d) + mu (log det(C - D) + sum(log d)) for ever smaller mu: 2 k mu bounds what is left to gain."""
    k = len(C)
    scale = np.trace(C) / k
    C = C / scale
    d = np.full(k, 0.5 * np.linalg.eigvalsh(C)[0])
    mu = 0.5 * d.mean()
    while 2.0 * mu > GAP:
        d = _centred(C, d, mu)
        mu *= 0.1
    return np.asarray(d * scale)


def _centred(C: Array, d: Array, mu: float) -> Array:
    """Newton steps at one mu, shortened while far off so that they stay inside (Nesterov & Nemirovskii 1994)."""
    for _ in range(MOST_STEPS):
        inverse = np.linalg.inv(C - np.diag(d))
        slope = 1.0 / mu - np.diag(inverse) + 1.0 / d
        step = np.linalg.solve(inverse**2 + np.diag(d**-2.0), slope)
        decrement = float(np.sqrt(np.maximum(slope @ step, 0.0)))
        if decrement < 0.25:
            return d + step
        d = d + step / (1.0 + decrement)
    return d
