"""What a reliability says of one person's score, and of a longer or shorter scale."""

from __future__ import annotations

from math import nan, sqrt
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import check_level, check_option
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability.cronbach import alpha_of
from purpose_index.stats.reliability.sample import sample_of
from purpose_index.stats.uncertainty.delta import around, normal_quantile

if TYPE_CHECKING:
    from typing import SupportsFloat

    from numpy.typing import ArrayLike

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.tallies.moments import Moments

ScoreOf = Literal["sum", "mean"]


class ScoreInterval(NamedTuple):
    """Where a person's true score lies."""

    low: float
    high: float
    level: float


def standard_error_of_measurement(
    x: ArrayLike | HasMoments | Moments,
    *,
    score: ScoreOf = "sum",
    reliability: SupportsFloat | None = None,
    missing: Missing = "listwise",
) -> Estimate:
    """How far, in points, a person's score typically lies from what the same person would score on average.

    Parameters
    ----------
    x
        (n, k) answers of n people to k items, reversed where due, NaN where missing; or a tally of them.
    score
        'sum' or 'mean' of the items: the unit of the result.
    reliability
        The reliability of that score, between 0 and 1: a number or an Estimate. By default coefficient alpha.
    missing
        'listwise' or 'pairwise', as for `alpha`.

    Returns
    -------
    Estimate
        `.value` in points of the score; no interval.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, an option is another word, or the reliability is not
        between 0 and 1.
    StatisticsError
        Where alpha is not defined.

    Notes
    -----
    `sd * sqrt(1 - reliability)`, with sd (n - 1) of the score. One number for all people: scores near the ends of the
    scale are in truth more precise, and those in the middle less.

    References
    ----------
    Lord, F. M., & Novick, M. R. (1968). Statistical theories of mental test scores. Addison-Wesley. Section 3.8.

    Examples
    --------
    >>> x = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
    >>> round(standard_error_of_measurement(x, score="sum").value, 4)
    1.0954
    """
    check_option("score", score, ScoreOf)
    sample = sample_of(x, missing)
    value = alpha_of(sample.covariance) if reliability is None else checked_reliability(reliability)
    points = np.sqrt(sample.covariance.sum()) / (1 if score == "sum" else sample.k)
    return Estimate(
        name="standard_error_of_measurement",
        value=float(points * np.sqrt(1 - value)),
        n=sample.n,
        k=sample.k,
        method="covariances",
        missing=sample.missing,
        assumes="Errors are equally large for all people, and the reliability is that of this score.",
        issues=sample.issues,
    )


def score_interval(score: float, standard_error: SupportsFloat, *, level: float = 0.95) -> ScoreInterval:
    """Where a person's true score lies, given the observed one.

    Parameters
    ----------
    score
        The observed score.
    standard_error
        The standard error of measurement, in the same points.
    level
        The confidence level, between 0 and 1.

    Raises
    ------
    ArgumentError
        Where the level is not between 0 and 1.

    Notes
    -----
    `score ± z * standard_error`, which supposes normal errors of one size. It is not cut at the ends of the scale. Of
    many people with the same high score the true scores lie lower on average (regression to the mean); this interval is
    for a person, not for who was picked for a high score.

    Examples
    --------
    >>> [round(end, 2) for end in score_interval(12, 1.5)[:2]]
    [9.06, 14.94]
    """
    level = check_level(level)
    low, high = around(float(score), float(standard_error), level)
    return ScoreInterval(low, high, level)


def smallest_difference(standard_error: SupportsFloat, *, level: float = 0.95) -> float:
    """How far two scores must be apart before the difference is more than error of measurement.

    Parameters
    ----------
    standard_error
        The standard error of measurement, in points of the score.
    level
        Of how many pairs of people with equal true scores the scores lie closer than this, between 0 and 1.

    Returns
    -------
    float
        In points of the score; NaN where the standard error is NaN.

    Raises
    ------
    ArgumentError
        Where the level is not between 0 and 1.

    Notes
    -----
    `z * sqrt(2) * standard_error`, for the difference of two normal errors of one size [1]_. It is also called the
    smallest detectable difference. Whether a difference that large matters to anybody is another question.

    References
    ----------
    .. [1] Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical approach to defining meaningful
       change in psychotherapy research. Journal of Consulting and Clinical Psychology, 59, 12-19.
       https://doi.org/10.1037/0022-006X.59.1.12

    Examples
    --------
    >>> round(smallest_difference(0.25), 3)
    0.693
    """
    return normal_quantile(check_level(level)) * sqrt(2) * float(standard_error)  # Jacobson & Truax (1991)


def error_of_score(sd: float, reliability: float) -> float:
    """Return the standard error of measurement, `sd * sqrt(1 - reliability)`; NaN where that is not a reliability."""
    return sd * sqrt(1 - reliability) if 0 <= reliability <= 1 else nan


def spearman_brown(reliability: SupportsFloat, factor: float) -> float:
    """The reliability of a scale that is `factor` times as long, with items as good as those it has.

    Parameters
    ----------
    reliability
        The reliability now, from 0 to 1: a number or an Estimate.
    factor
        How many times as long, above 0; 2 doubles the scale, .5 halves it.

    Raises
    ------
    ArgumentError
        Where the reliability is above 1, or the factor not above 0.

    Notes
    -----
    `factor * r / (1 + (factor - 1) * r)`.

    References
    ----------
    Spearman, C. (1910). Correlation calculated from faulty data. British Journal of Psychology, 3(3), 271-295.
    https://doi.org/10.1111/j.2044-8295.1910.tb00206.x
    Brown, W. (1910). Some experimental results in the correlation of mental abilities. British Journal of Psychology,
    3(3), 296-322. https://doi.org/10.1111/j.2044-8295.1910.tb00207.x

    Examples
    --------
    >>> round(spearman_brown(0.7, 2), 4)
    0.8235
    """
    r = checked_reliability(reliability)
    if not factor > 0:
        message = "A scale can be made longer or shorter, but not of no items: expected a number above 0."
        raise ArgumentError("The scale has no length.", [Issue("factor-not-positive", "$.factor", message)])
    return factor * r / (1 + (factor - 1) * r)  # Brown (1910); Spearman (1910)


def items_needed(reliability: SupportsFloat, k: int, *, target: float = 0.9) -> int:
    """How many items as good as the k there are it takes to reach a reliability: Spearman-Brown backwards.

    Parameters
    ----------
    reliability
        The reliability of the k items, above 0 and below 1: a number or an Estimate.
    k
        How many items there are.
    target
        The reliability to reach, above 0 and below 1.

    Raises
    ------
    ArgumentError
        Where the reliability or the target is not between 0 and 1, or is 0 or 1.

    Notes
    -----
    The smallest whole number of items that is at least `k * target * (1 - r) / (r * (1 - target))`. It supposes that as
    many items as good as these can be written, which more often than not they cannot.

    Examples
    --------
    >>> items_needed(0.8, 4, target=0.9)
    9
    """
    r, goal = checked_reliability(reliability), checked_reliability(target, "target")
    if not (0 < r < 1 and 0 < goal < 1):
        message = (
            "Expected a reliability and a target above 0 and below 1: no number of items leads from or to those ends."
        )
        raise ArgumentError("There is no such number of items.", [Issue("reliability-out-of-range", "$", message)])
    return int(np.ceil(round(k * goal * (1 - r) / (r * (1 - goal)), 9)))


def checked_reliability(value: SupportsFloat, name: str = "reliability") -> float:
    """Return a reliability as a float; raise ArgumentError unless it lies between 0 and 1."""
    number = float(value)
    if 0 <= number <= 1:
        return number
    message = "Expected a number between 0 and 1: outside it there is no reliability."
    raise ArgumentError("This is not a reliability.", [Issue("reliability-out-of-range", f"$.{name}", message)])
