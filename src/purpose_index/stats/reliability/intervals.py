"""Confidence intervals of coefficient alpha, as functions of alpha, n people and k items, or of the covariances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.uncertainty.delta import delta_error, f_quantile, normal_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def feldt(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Return where alpha lies, for normal answers to parallel items: (1 - alpha) / (1 - estimate) then follows F.

    References
    ----------
    Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty.
    Psychometrika, 30(3), 357-370. https://doi.org/10.1007/BF02289499
    """
    tail, people, rest = (1 - level) / 2, n - 1, (n - 1) * (k - 1)
    high, low = f_quantile(1 - tail, people, rest), f_quantile(tail, people, rest)
    return 1 - (1 - alpha) * high, 1 - (1 - alpha) * low


def bonett(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Return where alpha lies, as if log(1 - estimate) were normal.

    References
    ----------
    Bonett, D. G. (2002). Sample size requirements for testing and estimating coefficient alpha. Journal of Educational
    and Behavioral Statistics, 27(4), 335-340. https://doi.org/10.3102/10769986027004335
    """
    half = normal_quantile(level) * np.sqrt(2 * k / ((k - 1) * (n - 2)))
    return float(1 - (1 - alpha) * np.exp(half)), float(1 - (1 - alpha) * np.exp(-half))


def hakstian_whalen(alpha: float, n: int, k: int, level: float) -> tuple[float, float]:
    """Return where alpha lies, as if the cube root of 1 - estimate were normal.

    References
    ----------
    Hakstian, A. R., & Whalen, T. E. (1976). A k-sample significance test for independent alpha coefficients.
    Psychometrika, 41(2), 219-231. https://doi.org/10.1007/BF02291840
    """
    half = normal_quantile(level) * np.sqrt(18 * k * (n - 1) / ((k - 1) * (9 * n - 11) ** 2))
    return float(1 - (1 - alpha) * (1 + half) ** 3), float(1 - (1 - alpha) * (1 - half) ** 3)


def normal_theory_error(covariance: Array, n: int) -> float:
    """Return the standard error of alpha for normal answers, whatever the covariances.

    Notes
    -----
    With V the covariances and A the slopes of alpha on them, `sqrt(2 * trace(A @ V @ A @ V) / n)`: the formula that
    both papers write out, in a form that loses nothing where the items are nearly one.

    References
    ----------
    van Zyl, J. M., Neudecker, H., & Nel, D. G. (2000). On the distribution of the maximum likelihood estimator of
    Cronbach's alpha. Psychometrika, 65(3), 271-280. https://doi.org/10.1007/BF02296146
    Duhachek, A., & Iacobucci, D. (2004). Alpha's standard error (ASE). Journal of Applied Psychology, 89(5), 792-808.
    https://doi.org/10.1037/0021-9010.89.5.792
    """
    k, total, trace = len(covariance), covariance.sum(), np.trace(covariance)
    slopes = k / (k - 1) * (trace / total**2 - np.eye(k) / total)  # of alpha on every covariance
    return delta_error(slopes, covariance, n)


def distribution_free_error(x: Array, weights: Array | None = None) -> float:
    """Return the standard error of alpha for answers of any distribution that has fourth moments.

    Parameters
    ----------
    x
        (n, k) answers, none missing.
    weights
        (n,) how many people gave each row; by default one.

    Notes
    -----
    The spread over people of each one's first-order influence on alpha: with d a person's deviations from the item
    means, `k / (k - 1) * (trace / total**2 * sum(d)**2 - sum(d**2) / total)`.

    References
    ----------
    Maydeu-Olivares, A., Coffman, D. L., & Hartmann, W. M. (2007). Asymptotically distribution-free (ADF) interval
    estimation of coefficient alpha. Psychological Methods, 12(2), 157-176. https://doi.org/10.1037/1082-989X.12.2.157
    """
    count = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64)
    n, k = count.sum(), x.shape[1]
    d = x - count @ x / n
    sums, squares = d.sum(axis=1) ** 2, (d * d).sum(axis=1)
    total, trace = count @ sums / (n - 1), count @ squares / (n - 1)
    influence = k / (k - 1) * (trace / total**2 * sums - squares / total)  # whose mean is 0
    spread = count @ influence**2 / (n - 1)
    return float(np.sqrt(spread / n))
