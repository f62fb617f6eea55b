"""The uncertainty of any number that covariances give, by leaving out one group of people at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_level
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

BLOCKS = 50


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Jackknifed(Frozen):
    """Numbers with their uncertainty.

    Parameters
    ----------
    value, se, low, high
        (m,) the numbers of all people, their standard errors, and the ends of their intervals; NaN where a number is
        not defined, for all people or without one of the groups.
    level
        The confidence level of each interval.
    groups
        How many groups were left out, one at a time.
    n
        How many people count.
    """

    value: Array
    se: Array
    low: Array
    high: Array
    level: float
    groups: int
    n: int


def jackknife(
    x: ArrayLike, statistic: Callable[[Array], Array], *, groups: ArrayLike | None = None, level: float = 0.95
) -> Jackknifed:
    """How far off numbers may be that are computed from the covariances of answers.

    Parameters
    ----------
    x
        (n, k) answers, none missing.
    statistic
        Takes (..., k, k) covariance matrices and returns (..., m) numbers.
    groups
        (n,) the group of every person, where people of one group resemble each other: whole groups are left out. Who is
        in no group (see `purpose_index.stats.labels.labels_of`) does not count. By default people are dealt out to 50
        groups in turn, or to n where there are fewer.
    level
        The confidence level, between 0 and 1.

    Raises
    ------
    StatisticsError
        There are fewer than three groups.
    ArgumentError
        The level is not between 0 and 1.

    Notes
    -----
    With theta_g the number without group g of G: ``se**2 = (G - 1) / G * sum((theta_g - mean(theta))**2)``, and
    ``theta ± t(G - 1) * se`` [1]_. It holds for smooth functions of the covariances and any distribution with fourth
    moments; groups should be of like size. With few groups it says little: t on 2 degrees of freedom is wide.

    References
    ----------
    .. [1] Shao, J., & Tu, D. (1995). The jackknife and bootstrap. Springer.
       https://doi.org/10.1007/978-1-4612-0795-5

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(2).standard_normal((400, 1))
    >>> variance = jackknife(x, lambda covariances: covariances[..., 0])
    >>> bool(variance.low[0] < 1 < variance.high[0])
    True
    """
    check_level(level)
    found = covariances_without(x, groups)
    return jackknifed(statistic(found.whole), statistic(found.without), level=level, n=found.n)


class CovariancesWithout(NamedTuple):
    """Covariances of n people: (k, k) of all, and (G, k, k) without each group of them."""

    n: int
    whole: Array
    without: Array


def covariances_without(x: ArrayLike, groups: ArrayLike | None = None) -> CovariancesWithout:
    """Count once what `jackknife` computes any number from; its arguments and errors are those of that."""
    x = np.asarray(answers_of(x), dtype=np.float64)
    if groups is None:
        members = np.arange(len(x)) % min(BLOCKS, len(x))
    else:
        labels, known = labels_of(groups)
        x, members = x[known], _numbered(labels[known])
    count = len(np.unique(members))
    if count < 3:
        issue = Issue("too-few-groups", "$.groups", "At least three groups are needed.", "Leave groups out.")
        raise StatisticsError("The uncertainty cannot be estimated.", [issue])
    return CovariancesWithout(len(x), *_covariances(x, members, count))


def jackknifed(value: Array, replicates: Array, *, level: float, n: int) -> Jackknifed:
    """Return (m,) numbers of n people with their uncertainty, from the (G, m) numbers without each group."""
    count = len(replicates)
    spread = replicates - replicates.mean(axis=0)
    se = np.sqrt((count - 1) / count * (spread**2).sum(axis=0))  # Shao & Tu (1995), groups for people
    half = stdtrit(count - 1, 0.5 + level / 2) * se
    return Jackknifed(value=value, se=se, low=value - half, high=value + half, level=level, groups=count, n=n)


def _numbered(groups: NDArray[Any]) -> NDArray[np.intp]:
    """Number the groups from 0 in the order of their names."""
    names: dict[Any, int] = {}
    return np.array([names.setdefault(name, len(names)) for name in groups.tolist()], dtype=np.intp)


def _covariances(x: Array, members: NDArray[np.intp], count: int) -> tuple[Array, Array]:
    """Return the (k, k) covariances of all people, and (count, k, k) without each group."""
    centred = x - x.mean(axis=0)
    order = np.argsort(members.astype(np.min_scalar_type(count)), kind="stable")  # of small numbers in one pass
    parts = np.split(centred[order], np.cumsum(np.bincount(members, minlength=count))[:-1])
    n = np.array([len(part) for part in parts], dtype=float)
    sums = np.array([part.sum(axis=0) for part in parts])
    products = np.array([part.T @ part for part in parts])
    left = (len(x) - n)[:, None, None]
    outer = sums[:, :, None] * sums[:, None, :]  # also of those who are left, for the sums of all are 0
    without = (products.sum(axis=0) - products - outer / left) / (left - 1)
    return products.sum(axis=0) / (len(x) - 1), without
