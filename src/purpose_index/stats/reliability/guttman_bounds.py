"""Guttman's six lower bounds to reliability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.reliability.cronbach import alpha_of
from purpose_index.stats.reliability.halves import SPLITS, split_forms
from purpose_index.stats.reliability.sample import sample_of
from purpose_index.stats.reliability.unexplained import unexplained_variances

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.stats.reliability.sample import Sample
    from purpose_index.tallies.moments import Moments


@dataclass(frozen=True, slots=True, kw_only=True)
class Guttman(Frozen):
    """Six lower bounds to the reliability of a sum of items.

    Parameters
    ----------
    lambda1
        Takes all variance of the items for error: always too low.
    lambda2
        Never below lambda 3, and better where the covariances differ.
    lambda3
        Alpha.
    lambda4
        The best split half; the best of a sample of splits where there are more than 16 items.
    lambda5
        Good where one item covaries highly with the others, and they less among themselves.
    lambda6
        Takes for error what the other items do not explain of each. NaN where there are no more people than items, or
        pairwise covariances that no data can have.
    n, k
        How many people and items.
    missing
        The missing rule: 'listwise' or 'pairwise'.
    assumes
        What must hold for them to be lower bounds.
    issues
        What makes them doubtful.
    """

    lambda1: float
    lambda2: float
    lambda3: float
    lambda4: float
    lambda5: float
    lambda6: float
    n: int
    k: int
    missing: str
    assumes: str
    issues: tuple[Issue, ...] = ()


def guttman(
    x: ArrayLike | HasMoments | Moments,
    *,
    splits: int = SPLITS,
    rng: int | np.random.Generator | None = 0,
    missing: Missing = "listwise",
) -> Guttman:
    """How reliable a sum of items is at least, by each of Guttman's six bounds.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; or a tally that holds moments. k from 2 up.
    splits, rng
        Of lambda 4 with more than 16 items: how many splits to sample, and a seed or generator for them.
    missing
        'listwise' or 'pairwise'.

    Returns
    -------
    Guttman
        Lambda 1 to 6.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, `missing` is another word, or `splits` is under 1.
    StatisticsError
        Where there are fewer than two items or three people, or the sum does not vary.

    Notes
    -----
    With the covariances C of k items, their sum V and trace T, and the sum Q of the squares of those between items::

        lambda1 = 1 - T / V
        lambda2 = lambda1 + sqrt(k / (k - 1) Q) / V
        lambda3 = k / (k - 1) lambda1
        lambda4 = max over splits of 4 cov(A, B) / V
        lambda5 = lambda1 + 2 sqrt(max over j of the sum of squared covariances of item j) / V
        lambda6 = 1 - sum of the residual variances of each item on the others / V

    They are bounds in the population, where errors do not correlate. In a sample each can be above the reliability;
    lambda 4 is so as a rule, since it seeks what is best in this sample: ten parallel items with a reliability of .80
    give a lambda 4 of .86 with 100 people, and .82 with 1,000.

    References
    ----------
    Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10, 255-282.
    https://doi.org/10.1007/BF02288892

    Examples
    --------
    >>> x = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])
    >>> bounds = guttman(x)
    >>> [round(bound, 4) for bound in (bounds.lambda1, bounds.lambda2, bounds.lambda3)]
    [0.6016, 0.9201, 0.9024]
    """
    sample = sample_of(x, missing)
    C, k = sample.covariance, sample.k
    total = C.sum()
    squares = np.diag(C @ C) - np.diag(C) ** 2
    lambda1 = 1.0 - np.trace(C) / total
    lambda6, issues = _lambda6(sample)
    return Guttman(
        lambda1=float(lambda1),
        lambda2=float(lambda1 + np.sqrt(k / (k - 1) * squares.sum()) / total),
        lambda3=alpha_of(C),
        lambda4=float(1.0 - split_forms(C, splits, rng).min() / total),
        lambda5=float(lambda1 + 2.0 * np.sqrt(squares.max()) / total),
        lambda6=lambda6,
        n=sample.n,
        k=k,
        missing=sample.missing,
        assumes="The errors of the items do not correlate; in the population no bound is then above the reliability.",
        issues=(*sample.issues, *issues),
    )


def _lambda6(sample: Sample) -> tuple[float, tuple[Issue, ...]]:
    """Lambda 6; or NaN, and why."""
    if sample.n <= sample.k:
        message = f"{sample.n} people explain each of {sample.k} items by the others, whatever the answers."
        return np.nan, (
            Issue(
                "fewer-people-than-items",
                "$.lambda6",
                message,
                "Gather more answers, or use lambda 2.",
                facts={"people": sample.n, "items": sample.k},
            ),
        )
    if any(issue.code == "indefinite-covariances" for issue in sample.issues):
        return np.nan, ()
    return float(1.0 - unexplained_variances(sample.covariance).sum() / sample.covariance.sum()), ()
