"""Groups as a random effect, by restricted maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtri

from purpose_index.errors import Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

GRID = np.linspace(0, 1, 401)[:-1]  # where the likelihood is looked at first
NEAREST = 1 - 1e-14  # to a share of 1, where the likelihood is not defined


class Groups(NamedTuple):
    """What one-way analysis needs of groups.

    Parameters
    ----------
    names
        The G groups.
    n, mean
        (G,) how many people they have, and their means.
    squares
        The sum of squares within groups, above 0.
    """

    names: tuple[Any, ...]
    n: Array
    mean: Array
    squares: float

    @property
    def ms_between(self) -> float:
        """The mean square between groups."""
        centred = self.mean - self.n @ self.mean / self.n.sum()
        return float(self.n @ centred**2) / (len(self.n) - 1)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MixedModel(Frozen):
    """A mean, differences between groups and differences within them, by restricted maximum likelihood (REML).

    Parameters
    ----------
    icc
        The share of the variance that lies between groups; from 0.
    between_variance, within_variance
        The variances of groups and of people within a group.
    mean, mean_se
        The mean of groups, each weighed by its precision, and its standard error.
    log_likelihood
        The restricted log-likelihood.
    names
        The names of the G groups.
    reliabilities
        (G,) how reliable the mean of each group is, given how many people it has.
    mean_reliability
        Their mean.

    Notes
    -----
    With ``t`` the ratio of the two variances and ``w = n / (1 + n * t)``, the reliability of a group's mean is
    ``n * t / (1 + n * t)`` and the weight of the group ``w``.

    References
    ----------
    Searle, S. R., Casella, G., & McCulloch, C. E. (1992). Variance components. Wiley.
    https://doi.org/10.1002/9780470316856
    """

    icc: Estimate
    between_variance: float
    within_variance: float
    mean: float
    mean_se: float
    log_likelihood: float
    names: tuple[Any, ...]
    reliabilities: Array
    mean_reliability: float


class _At(NamedTuple):
    """The model at some ratios of the variances: (m,) each."""

    mean: Array
    precision: Array  # of the mean, times the variance within
    within: Array
    log_likelihood: Array
    slope: Array  # of the log-likelihood, by the ratio


def mixed_model(groups: Groups, level: float) -> MixedModel:
    """Return the variances between and within groups that make the data most likely, with an interval of the ICC."""
    share = _most_likely(groups)
    ratio = share / (1 - share)
    at = _at(groups, np.array([share]))
    mean, precision, within, log_likelihood, _ = (float(part[0]) for part in at)
    low, high = _profile_interval(groups, share, log_likelihood, level)
    reliabilities = groups.n * ratio / (1 + groups.n * ratio)
    return MixedModel(
        icc=Estimate(
            name="icc_mixed",
            value=share,
            n=int(groups.n.sum()),
            k=1,
            method="reml",
            low=low,
            high=high,
            level=level,
            interval="profile-likelihood",
            assumes="Groups, and people within them, differ normally, all groups with one variance within.",
            issues=_boundary(share),
        ),
        between_variance=ratio * within,
        within_variance=within,
        mean=mean,
        mean_se=float(np.sqrt(within / precision)),
        log_likelihood=log_likelihood,
        names=groups.names,
        reliabilities=reliabilities,
        mean_reliability=float(reliabilities.mean()),
    )


def _at(groups: Groups, share: Array) -> _At:
    """Return the model at (m,) shares of the variance between groups, with the best mean and variance for each."""
    ratio, n = share / (1 - share), groups.n[:, None]
    weight = n / (1 + n * ratio)
    total = weight.sum(axis=0)
    mean = groups.mean @ weight / total
    deviations = groups.mean[:, None] - mean
    squares = groups.squares + np.sum(weight * deviations**2, axis=0)
    df = groups.n.sum() - 1
    determinants = np.log1p(n * ratio).sum(axis=0) + np.log(total)
    log_likelihood = -0.5 * (df * (np.log(2 * np.pi * squares / df) + 1) + determinants)
    lost = total - np.sum(weight**2, axis=0) / total
    slope = 0.5 * (df * np.sum(weight**2 * deviations**2, axis=0) / squares - lost)
    return _At(mean, total, squares / df, log_likelihood, slope)


def _most_likely(groups: Groups) -> float:
    """Return the share with the highest likelihood: the best of a grid, then where the slope near it is 0."""
    best = int(np.argmax(_at(groups, GRID).log_likelihood))
    low, high = GRID[max(best - 1, 0)], GRID[best + 1] if best + 1 < len(GRID) else NEAREST

    def slope(share: float) -> float:
        return float(_at(groups, np.array([share])).slope[0])

    if slope(low) <= 0:
        return float(low)  # 0, where the likelihood falls from the start
    return float(brentq(slope, low, high, xtol=1e-15, rtol=1e-14))


def _profile_interval(groups: Groups, share: float, highest: float, level: float) -> tuple[float, float]:
    """Return the shares at which the log-likelihood lies a chi-square quantile, halved, below the highest."""
    drop = float(chdtri(1, 1 - level)) / 2

    def above(other: float) -> float:
        return float(_at(groups, np.array([other])).log_likelihood[0]) - highest + drop

    low = 0.0 if above(0.0) >= 0 else float(brentq(above, 0.0, share))
    return low, 1.0 if above(NEAREST) >= 0 else float(brentq(above, share, NEAREST))


def _boundary(share: float) -> tuple[Issue, ...]:
    if share > 0:
        return ()
    message = "Groups differ no more than people who were put into groups at random would, so the variance is 0."
    return (Issue("no-variance-between", "$", message, "Take the upper end of the interval as what there may be."),)
