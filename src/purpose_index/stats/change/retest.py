"""How far two occasions agree, person by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import nctdtrit

from purpose_index.stats.estimate import Estimate
from purpose_index.stats.uncertainty.delta import AS_ONE, around_fisher, normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NORMAL = "Changes are normal, and people do not change together."
BOTH_NORMAL = "Scores of both occasions are normal, and people do not answer together."


def correlation_of(one: Array, two: Array) -> float:
    """Pearson's correlation of two scores that vary; exactly 1 or -1 where only rounding is left."""
    r = float(np.corrcoef(one, two)[0, 1])
    return r if abs(r) < 1 - AS_ONE else float(np.sign(r))


def retest_correlation(r: float, n: int, level: float) -> Estimate:
    """The test-retest correlation, with Fisher's interval where four people or more have one."""
    low = high = None
    if n > 3 and abs(r) < 1:
        low, high = around_fisher(r, normal_quantile(level) / np.sqrt(n - 3))
    return Estimate(
        name="test_retest_correlation",
        value=r,
        low=low,
        high=high,
        method="pearson",
        level=None if low is None else level,
        interval=None if low is None else "fisher",
        n=n,
        k=1,
        assumes=BOTH_NORMAL,
    )


def concordance(one: Array, two: Array, r: float, level: float) -> Estimate:
    """Lin's concordance: the correlation, less what a shift or another spread takes off; Lin (1989), Eq. 5."""
    n, s1, s2, shift = len(one), float(one.std()), float(two.std()), float(one.mean() - two.mean())
    accuracy = 2 * s1 * s2 / (s1**2 + s2**2 + shift**2)
    value = r * accuracy
    low = high = se = None
    if n > 3 and abs(value) < 1 - AS_ONE:
        beyond, u2 = 1 - value**2, shift**2 / (s1 * s2)
        # of its Fisher transform; Lin (2000), with value / r written as the accuracy, which is never 0 / 0
        variance = (1 - r**2) * accuracy**2 / beyond
        variance += 2 * value**2 * accuracy * (1 - value) * u2 / beyond**2
        variance -= value**2 * accuracy**2 * u2**2 / (2 * beyond**2)
        error = float(np.sqrt(max(variance, 0.0) / (n - 2)))
        low, high = around_fisher(value, normal_quantile(level) * error)
        se = error * beyond
    return Estimate(
        name="concordance_correlation",
        value=value,
        se=se,
        low=low,
        high=high,
        method="lin",
        level=None if low is None else level,
        interval=None if low is None else "fisher",
        n=n,
        k=1,
        assumes=BOTH_NORMAL,
    )


def limit_of_agreement(mean: float, s: float, z: float, n: int, level: float) -> Estimate:
    """One end of the limits of agreement; its exact interval is that of a quantile of a normal variable."""
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = (mean + s * float(nctdtrit(n - 1, z * np.sqrt(n), tail) / np.sqrt(n)) for tail in tails)
    return Estimate(
        name="limit_of_agreement",
        value=mean + z * s,
        low=low,
        high=high,
        method="differences",
        level=level,
        interval="noncentral-t",
        n=n,
        k=1,
        assumes=NORMAL,
    )
