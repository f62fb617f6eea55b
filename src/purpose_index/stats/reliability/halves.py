"""Split-half reliability over every way to split a scale in two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.reliability.sample import sample_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]

ALL_SPLITS_UP_TO = 16
SPLITS = 10_000
BLOCK = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitHalf(Frozen):
    """What the halves of a scale say about the whole, over many ways to halve it.

    Parameters
    ----------
    maximum
        The best split: Guttman's lambda 4.
    mean, median
        The middle of the splits. With an even number of items the mean over all splits is alpha.
    minimum
        The worst split: Revelle's beta, near 0 where the scale holds two clusters that have nothing in common.
    splits
        How many splits were tried.
    exhaustive
        Whether those are all that there are.
    n, k
        How many people and items.
    missing
        The missing rule: 'listwise' or 'pairwise'.
    assumes
        What must hold for these numbers to mean what their names say.
    issues
        What makes them doubtful.
    """

    maximum: float
    mean: float
    median: float
    minimum: float
    splits: int
    exhaustive: bool
    n: int
    k: int
    missing: str
    assumes: str
    issues: tuple[Issue, ...] = ()


def split_half(
    x: ArrayLike | HasMoments | Moments,
    *,
    splits: int = SPLITS,
    rng: int | np.random.Generator | None = 0,
    missing: Missing = "listwise",
) -> SplitHalf:
    """How well one half of a scale agrees with the other, over all ways to split it in two equal parts.

    Parameters
    ----------
    x
        (n, k) answers, reversed where due, NaN where missing; or a tally that holds moments. k from 2 up.
    splits
        How many splits to sample where k is more than 16; up to 16 items all are tried (6,435 at most).
    rng
        A seed or generator for that sample.
    missing
        'listwise' or 'pairwise'.

    Returns
    -------
    SplitHalf
        Maximum, mean, median and minimum.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, `missing` is another word, or `splits` is under 1.
    StatisticsError
        Where there are fewer than two items or three people, or the sum does not vary.

    Notes
    -----
    With the covariances C, half A and half B: ``4 cov(A, B) / sum(C)`` (Guttman 1945), the variance that the halves
    share; it is ``1 - s'Cs / sum(C)`` with signs s, +1 in A and -1 in B. With an odd number of items one half has one
    item more, and the mean over all splits is alpha times (k^2 - 1) / k^2: unequal halves understate the whole.

    The best of many splits profits from chance, and the worst one suffers from it: with few people the one is too high
    and the other too low. A sample of splits has a lower maximum and a higher minimum than all splits.

    References
    ----------
    Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10, 255-282.
    https://doi.org/10.1007/BF02288892

    Revelle, W. (1979). Hierarchical cluster analysis and the internal structure of tests. Multivariate Behavioral
    Research, 14, 57-74. https://doi.org/10.1207/s15327906mbr1401_4

    Examples
    --------
    >>> x = np.array([[1, 2, 1, 3], [2, 2, 3, 3], [4, 3, 4, 4], [5, 4, 4, 5]])
    >>> halves = split_half(x)
    >>> halves.splits, round(halves.maximum, 4), round(halves.mean, 4), round(halves.minimum, 4)
    (3, 0.9726, 0.9406, 0.8767)
    """
    sample = sample_of(x, missing)
    values = 1.0 - split_forms(sample.covariance, splits, rng) / sample.covariance.sum()
    return SplitHalf(
        maximum=float(values.max()),
        mean=float(values.mean()),
        median=float(np.median(values)),
        minimum=float(values.min()),
        splits=len(values),
        exhaustive=sample.k <= ALL_SPLITS_UP_TO,
        n=sample.n,
        k=sample.k,
        missing=sample.missing,
        assumes="The halves measure the same thing equally well, and the errors of the items do not correlate.",
        issues=sample.issues,
    )


def split_forms(covariance: Array, splits: int, rng: int | np.random.Generator | None) -> Array:
    """Return s'Cs of the splits s: the variance of the difference between the halves."""
    if splits < 1:
        issue = Issue("splits-out-of-range", "$.splits", "Expected at least one split.")
        raise ArgumentError("The splits cannot be drawn.", [issue])
    if len(covariance) <= ALL_SPLITS_UP_TO:
        return _all_forms(covariance)
    return _sampled_forms(covariance, splits, np.random.default_rng(rng))


def _all_forms(C: Array) -> Array:
    """All s'Cs = u'Cu + v'Cv + 2 u'Cv, for the signs u of the first items and v of the last: one matrix product."""
    h = len(C) // 2
    u, v = _signs(h)[: 2 ** (h - 1)], _signs(len(C) - h)  # half of the u: s and -s are the same split
    forms = 2.0 * (u @ C[:h, h:] @ v.T)
    forms += _variances(u, C[:h, :h])[:, None] + _variances(v, C[h:, h:])
    return np.asarray(forms[np.abs(u.sum(axis=1)[:, None] + v.sum(axis=1)) < 2])


def _signs(k: int) -> Array:
    """All (2^k, k) rows of signs; the last item is +1 in the first half of them."""
    return np.asarray(1.0 - 2.0 * ((np.arange(2**k)[:, None] >> np.arange(k)) & 1))


def _sampled_forms(C: Array, splits: int, rng: np.random.Generator) -> Array:
    """The s'Cs of random splits, a block at a time."""
    halves = np.where(np.arange(len(C)) < len(C) // 2, 1.0, -1.0)
    forms = []
    for start in range(0, splits, BLOCK):
        s = rng.permuted(np.tile(halves, (min(BLOCK, splits - start), 1)), axis=1)
        forms.append(_variances(s, C))
    return np.concatenate(forms)


def _variances(s: Array, C: Array) -> Array:
    """The s'Cs of each row s."""
    return np.asarray(np.einsum("ij,ij->i", s @ C, s))
