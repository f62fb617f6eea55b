"""Which of several scores is the highest, as far as their errors of measurement let one know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, roots_hermitenorm

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.stats.inputs import alike, answers_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

NODES = (21, 401)  # of the quadrature, at least and at most
BLOCK = 1 << 18  # nodes of people at a time, so that what is worked on stays in the cache


def highest_probabilities(scores: ArrayLike, reliabilities: ArrayLike) -> Array:
    """How probable it is, for each person, that each of m true scores is the highest.

    Parameters
    ----------
    scores
        (n, m) scores of n people on m scales of one range, NaN where missing.
    reliabilities
        (m,) of these scores in these people, above 0 and below 1.

    Returns
    -------
    array
        (n, m) probabilities, of which each row adds up to 1; NaN for people who miss a score.

    Raises
    ------
    ArgumentError
        Where the scores are not (n, m) numbers of two scales or more, or a reliability is out of range.
    StatisticsError
        Where fewer than two people have all scores, or a score does not vary.

    Notes
    -----
    Given a score x, a true score is taken as normal around ``M + r (x - M)`` with variance ``s² r (1 - r)`` (Kelley
    1947; M and s are mean and standard deviation of these people), independent of the others: an unreliable score says
    less, and regresses further to the mean. The probability that one is the highest is the integral over it of the
    probabilities that the others are lower, by Gauss-Hermite quadrature. It knows no other error than that of
    measurement on one day.

    References
    ----------
    Kelley, T. L. (1947). Fundamentals of statistics. Harvard University Press.

    Examples
    --------
    >>> people = [[50.0, 50, 80], [40, 60, 50], [70, 50, 20], [50, 40, 60]]
    >>> highest_probabilities(people, [0.8, 0.8, 0.8]).round(2)[0].tolist()
    [0.01, 0.01, 0.98]
    """
    x, r = np.asarray(answers_of(scores), dtype=np.float64), np.asarray(reliabilities, dtype=np.float64)
    m = x.shape[1]
    if m < 2 or r.shape != (m,) or not ((r > 0) & (r < 1)).all():
        message = f"Expected a reliability above 0 and below 1 for each of two scales or more; there are {m} scales."
        issue = Issue("reliability-out-of-range", "$.reliabilities", message, facts={"scales": m})
        raise ArgumentError("The scores cannot be compared.", [issue])
    complete = ~np.isnan(x).any(axis=1)
    if complete.sum() < 2 or alike(x[complete]).any():
        raise StatisticsError("The scores cannot be compared: they need two people with all of them, and to vary.")
    mean, variance = x[complete].mean(axis=0), x[complete].var(axis=0, ddof=1)
    centre, error = mean + r * (x - mean), np.sqrt(variance * r * (1 - r))
    found = np.full_like(x, np.nan)
    nodes, weights = _quadrature(error)
    people = max(1, BLOCK // len(nodes))
    for start in range(0, len(x), people):
        rows = slice(start, start + people)
        found[rows] = _highest(centre[rows], error, nodes, weights)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _quadrature(error: Array) -> tuple[Array, Array]:
    """Return nodes and weights for a normal variable, as many as leave the probabilities exact to 5e-5.

    The middle ones of n nodes lie pi / sqrt(2 n) apart. What is integrated over the largest of the (m,) errors climbs
    within the least of them, so n goes with the square of their ratio; the factor was found by trying. At most 401 hold
    that for errors of which one is up to 7 times another.
    """
    needed = 7 * float(error.max() / error.min()) ** 2
    nodes, weights = roots_hermitenorm(int(np.clip(np.ceil(needed), *NODES)))
    return nodes, weights / weights.sum()


def _highest(centre: Array, error: Array, nodes: Array, weights: Array) -> Array:
    """(n, m) the probabilities that each of m independent normal variables is the highest."""
    m = centre.shape[1]
    found = np.empty_like(centre)
    for j in range(m):
        at = centre[:, j, None] + error[j] * nodes
        lower = np.ones_like(at)
        for k in range(m):
            if k != j:
                lower *= ndtr((at - centre[:, k, None]) / error[k])
        found[:, j] = lower @ weights
    return found
