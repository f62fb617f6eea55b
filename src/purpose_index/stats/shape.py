"""Skewness and kurtosis of items, from category counts where there are some, else from the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.stats.inputs import HasMoments
from purpose_index.tallies.count_moments import checked_array
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.rows import over_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BLOCK = 2**14


def skewness_and_kurtosis(x: Any, moments: Moments) -> tuple[Array, Array]:
    """Return the (k,) skewness and kurtosis of the answers that the moments count; NaN where they are not defined.

    Notes
    -----
    With m3 and m4 the mean powers of deviations from the mean, and s the standard deviation (n - 1): skewness
    `b1 = m3 / s**3` and kurtosis `b2 = m4 / s**4 - 3`, which psych's describe calls type 3 and gives by default. They
    are NaN for an item that does not vary, and for a tally of real numbers without the answers themselves.

    References
    ----------
    Joanes, D. N., & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. The Statistician, 47(1),
    183-189. https://doi.org/10.1111/1467-9884.00122
    """
    if moments.counts.shape[1]:
        third, fourth = _of_counts(moments)
    elif isinstance(x, HasMoments | Moments):
        third = fourth = np.full(len(moments), np.nan)
    else:
        x = checked_array(x)
        third, fourth = _of_whole(x, moments) if moments.exact else _of_answers(x, moments)
    n = moments.counted
    deviation = np.sqrt(np.where(moments.constant, np.nan, moments.variance()))
    with np.errstate(invalid="ignore", divide="ignore"):
        return third / n / deviation**3, fourth / n / deviation**4 - 3  # Joanes & Gill (1998), b1 and b2


def _of_counts(moments: Moments) -> tuple[Array, Array]:
    values = np.zeros(moments.counts.shape)
    for j, declared in enumerate(moments.values):
        values[j, : len(declared)] = declared
    d = values - moments.mean[:, None]
    cubes = moments.counts * d * d * d
    return cubes.sum(axis=1), (cubes * d).sum(axis=1)


def _of_whole(x: NDArray[Any], moments: Moments) -> tuple[Array, Array]:
    """From how often each whole number was given, which is the same in whatever order the people stand."""
    counted = ~np.isnan(x)
    if moments.missing == "listwise":
        counted &= counted.all(axis=1, keepdims=True)
    sums = np.zeros((2, len(moments)))
    for j, (column, mean) in enumerate(zip(x.T, moments.mean.tolist(), strict=True)):
        values, counts = np.unique(column[counted[:, j]], return_counts=True)
        d = values - mean
        cubes = counts * d * d * d
        sums[:, j] = cubes.sum(), (cubes * d).sum()
    return sums[0], sums[1]


def _of_answers(x: NDArray[Any], moments: Moments) -> tuple[Array, Array]:
    def work(blocks: Iterable[slice]) -> list[tuple[Array, Array]]:
        return [powers(x[rows] - moments.mean) for rows in blocks]

    def powers(d: Array) -> tuple[Array, Array]:
        lost = np.isnan(d) if moments.missing == "pairwise" else np.isnan(d).any(axis=1, keepdims=True)
        np.copyto(d, 0, where=lost)
        square = d * d
        return (square * d).sum(axis=0), (square * square).sum(axis=0)

    parts = over_rows(len(x), BLOCK, work)
    third, fourth = (np.sum([part[p] for part in parts], axis=0) if parts else moments.mean * np.nan for p in (0, 1))
    return third, fourth
