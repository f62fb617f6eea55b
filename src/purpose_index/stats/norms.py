"""Where a score stands among those of a reference sample: percentile ranks, and the scores made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_level, check_option

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Smooth = Literal["none", "kernel"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Standing(Frozen):
    """Where m scores stand in a reference sample: arrays (m,).

    Parameters
    ----------
    percentile
        The share of the sample below the score and half of those who have it, in percent.
    low, high
        Its interval: what a sample of this size leaves open.
    t
        T scores: mean 50 and standard deviation 10 in the sample, normalised.
    sten
        1 to 10, each half a standard deviation wide; normalised.
    stanine
        1 to 9, likewise, of 4, 7, 12, 17, 20, 17, 12, 7 and 4 percent.
    n
        How many people the sample has.
    level
        The confidence level.
    """

    percentile: Array
    low: Array
    high: Array
    t: Array
    sten: NDArray[np.int64]
    stanine: NDArray[np.int64]
    n: int
    level: float


def standing(
    scores: ArrayLike, values: ArrayLike, counts: ArrayLike, *, smooth: Smooth = "none", level: float = 0.95
) -> Standing:
    """Where scores stand among those of a reference sample.

    Parameters
    ----------
    scores
        (m,) finite scores to place.
    values, counts
        (v,) the distinct scores of the sample, ascending, and how many people have each; two people or more in all.
    smooth
        'none' counts people; 'kernel' first spreads each over a normal curve, which evens out the gaps that chance
        leaves, and keeps mean and standard deviation as they are.
    level
        The confidence level, between 0 and 1.

    Returns
    -------
    Standing
        Arrays in the order of the scores.

    Raises
    ------
    ArgumentError
        Where the sample is not ascending values with whole counts of two people or more, a score is not finite, or an
        option cannot be.

    Notes
    -----
    With s the number of people below and half of those at a score, of n: the percentile is ``100 s / n`` (mid-rank),
    its interval that of Jeffreys, the quantiles of Beta(s + 1/2, n - s + 1/2), from 0 and to 100 within half a person
    of the ends (Brown et al. 2001; Crawford et al. 2009). Normalised scores rest on
    ``z = probit((s + 1/8) / (n + 1/4))``, Blom's formula at the middle of the ranks, which is finite where nobody
    scores lower or higher. The kernel has bandwidth ``h = 0.9 sd n^(-1/5)``, and draws scores towards the mean by
    ``sd / sqrt(sd² + h²)`` (Holland & Thayer 1989).

    References
    ----------
    Brown, L. D., Cai, T. T., & DasGupta, A. (2001). Interval estimation for a binomial proportion. Statistical Science,
    16, 101-133. https://doi.org/10.1214/ss/1009213286

    Crawford, J. R., Garthwaite, P. H., & Slick, D. J. (2009). On percentile norms in neuropsychology. The Clinical
    Neuropsychologist, 23, 1173-1195. https://doi.org/10.1080/13854040902795018

    Holland, P. W., & Thayer, D. T. (1989). The kernel method of equating score distributions. ETS Research Report
    89-07. https://doi.org/10.1002/j.2330-8516.1989.tb00333.x

    Examples
    --------
    >>> found = standing([3.0], [1.0, 2.0, 3.0, 4.0], [10, 20, 40, 30])
    >>> float(found.percentile[0]), found.low.round(1)[0], found.high.round(1)[0], found.t.round(1)[0]
    (50.0, np.float64(40.3), np.float64(59.7), np.float64(50.0))
    """
    check_option("smooth", smooth, Smooth)
    level = check_level(level)
    x, values, counts = (np.asarray(given, dtype=np.float64) for given in (scores, values, counts))
    _check(x, values, counts)
    n = float(counts.sum())
    s = n * _kernel(x, values, counts) if smooth == "kernel" else _below(x, values, counts)
    low = np.where(s < 0.5, 0.0, betaincinv(s + 0.5, n - s + 0.5, (1 - level) / 2))
    high = np.where(s > n - 0.5, 1.0, betaincinv(s + 0.5, n - s + 0.5, (1 + level) / 2))
    z = ndtri((s + 1 / 8) / (n + 1 / 4))
    return Standing(
        percentile=100 * s / n,
        low=100 * low,
        high=100 * high,
        t=50 + 10 * z,
        sten=np.clip(np.floor(2 * z + 6), 1, 10).astype(np.int64),
        stanine=np.clip(np.floor(2 * z + 5.5), 1, 9).astype(np.int64),
        n=int(n),
        level=level,
    )


def _below(x: Array, values: Array, counts: Array) -> Array:
    """How many people score lower, and half of those who score the same."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    return np.asarray((sums[np.searchsorted(values, x, "left")] + sums[np.searchsorted(values, x, "right")]) / 2)


def _kernel(x: Array, values: Array, counts: Array) -> Array:
    """The share below each score, of normal curves around the sample's; Holland & Thayer (1989), Eq. 2.3."""
    weights = counts / counts.sum()
    mean = weights @ values
    sd = np.sqrt(weights @ (values - mean) ** 2)
    if sd == 0:
        return np.where(x > mean, 1.0, np.where(x < mean, 0.0, 0.5))
    h = 0.9 * sd * counts.sum() ** -0.2
    towards = sd / np.sqrt(sd**2 + h**2)
    centres = mean + towards * (values - mean)
    return np.asarray(ndtr((x[:, None] - centres) / (towards * h)) @ weights)


def _check(x: Array, values: Array, counts: Array) -> None:
    whole = counts.ndim == 1 and bool((counts >= 0).all() and (counts == np.floor(counts)).all())
    if values.shape != counts.shape or not whole or counts.sum() < 2 or not (np.diff(values) > 0).all():
        message = "Expected ascending scores, each with a whole number of people, two or more in all."
        raise ArgumentError("This is not a reference sample.", [Issue("not-a-reference", "$.values", message)])
    if x.ndim != 1 or not np.isfinite(x).all():
        issue = Issue("not-one-column", "$.scores", "Expected one finite score for each that is to be placed.")
        raise ArgumentError("The scores cannot be placed.", [issue])
