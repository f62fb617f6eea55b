"""How well a factor model reproduces the correlations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from purpose_index.errors import Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.correlation.matrix import SINGULAR
from purpose_index.stats.factor.discrepancy import residual_sum
from purpose_index.stats.factor.extraction import degrees_of_freedom

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.factor.extraction import Extraction

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorFit(Frozen):
    """The distance between the observed correlations and those that m factors imply; NaN where it is not defined.

    Parameters
    ----------
    objective
        The likelihood discrepancy F = tr(Σ^-1 R) - log|Σ^-1 R| - k, whatever the method of extraction.
    chi_square, df, p_value
        Bartlett's corrected likelihood-ratio test of the m factors: (n - 1 - (2k + 5)/6 - 2m/3) F.
    null_chi_square, null_df
        The same for no factors at all: Bartlett's test of sphericity.
    rmsea, rmsea_low, rmsea_high, level
        Root mean square error of approximation, and the ends and level of its interval.
    tli
        Tucker-Lewis index: 1 where the model fits no worse than chance would let a true one.
    bic, sabic
        chi_square - df log(n), and the sample-size adjusted chi_square - df log((n + 2)/24); below 0 speaks for the
        model.
    rmsr
        Root mean square residual correlation over the pairs of items.
    rmsr_corrected
        The same with the squares divided by df in place of the number of pairs.
    empirical_chi_square, empirical_p_value
        n times the sum of the squared residuals over both halves of the matrix, and its p.
    """

    objective: float
    chi_square: float
    df: int
    p_value: float
    null_chi_square: float
    null_df: int
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    level: float
    tli: float
    bic: float
    sabic: float
    rmsr: float
    rmsr_corrected: float
    empirical_chi_square: float
    empirical_p_value: float


def fit_of(
    correlation: Array, extraction: Extraction, n: int, level: float = 0.90
) -> tuple[FactorFit, tuple[Issue, ...]]:
    """Return the fit of extracted factors to the (k, k) correlations of n people, and why parts of it are undefined.

    Notes
    -----
    Bartlett's (1950) correction of the test; Tucker & Lewis (1973) with that correction in the number of people;
    Steiger and Lind's RMSEA as psych has it, ``sqrt(max(chi_square / (df n) - 1 / (n - 1), 0))``, and its interval from
    the noncentral chi-square, divided by ``df (n - 1)`` (Browne & Cudeck 1992).
    """
    k, m = extraction.loadings.shape
    df = degrees_of_freedom(k, m)
    null_objective = _log_determinant_below(correlation)
    objective = _discrepancy(correlation, extraction) if np.isfinite(null_objective) else np.nan
    null_size = n - 1 - (2 * k + 5) / 6  # Bartlett (1950)
    size = null_size - 2 * m / 3
    chi_square = max(objective * size, 0.0)
    pairs = k * (k - 1) // 2
    squares = residual_sum(correlation, extraction.loadings)
    testable = df > 0
    low, high = noncentrality(chi_square, df, level) if testable else (np.nan, np.nan)
    per_df = 1 / df if testable else np.nan
    fit = FactorFit(
        objective=objective,
        chi_square=chi_square,
        df=df,
        p_value=_tail(chi_square, df),
        null_chi_square=null_objective * null_size,
        null_df=pairs,
        rmsea=float(np.sqrt(np.maximum(chi_square * per_df / n - 1 / (n - 1), 0.0))),
        rmsea_low=float(np.sqrt(low * per_df / (n - 1))),
        rmsea_high=float(np.sqrt(high * per_df / (n - 1))),
        level=level,
        tli=_tucker_lewis(null_objective / pairs, objective * per_df, size),
        bic=chi_square - df * float(np.log(n)) if testable else np.nan,
        sabic=chi_square - df * float(np.log((n + 2) / 24)) if testable else np.nan,
        rmsr=float(np.sqrt(squares / pairs)),
        rmsr_corrected=float(np.sqrt(squares * per_df)),
        empirical_chi_square=2 * squares * n,
        empirical_p_value=_tail(2 * squares * n, df),
    )
    return fit, _issues(df, bool(np.isfinite(null_objective)))


def _log_determinant_below(correlation: Array) -> float:
    """Minus the logarithm of the determinant: the discrepancy of no factors; NaN for a matrix without an inverse."""
    roots = np.linalg.eigvalsh(correlation)
    return -float(np.log(roots).sum()) if roots[0] > SINGULAR else np.nan


def _discrepancy(correlation: Array, extraction: Extraction) -> float:
    """tr(Σ^-1 R) - log|Σ^-1 R| - k, with Σ the correlations that loadings and uniquenesses imply."""
    model = extraction.loadings @ extraction.loadings.T + np.diag(extraction.uniquenesses)
    ratio = np.linalg.solve(model, correlation)
    return float(np.trace(ratio) - np.linalg.slogdet(ratio)[1]) - len(correlation)


def _tail(chi_square: float, df: int) -> float:
    """The probability of a chi-square this large; NaN without degrees of freedom."""
    return float(special.chdtrc(df, chi_square)) if df > 0 else np.nan


def noncentrality(chi_square: float, df: int, level: float) -> tuple[float, float]:
    """Return the ends of the interval of a chi-square's noncentrality, 0 where the central one lies beyond."""
    tail = (1 - level) / 2
    central = special.chdtr(df, chi_square)
    low, high = (
        float(special.chndtrinc(chi_square, df, p)) if central > p else 0.0 * chi_square for p in (1 - tail, tail)
    )
    return low, high


def _tucker_lewis(null: float, model: float, size: float) -> float:
    """(null - model) / (null - 1/size), of discrepancies per degree of freedom. Tucker & Lewis (1973), Eq. 16."""
    return float((null - model) / (null - 1 / size))


def _issues(df: int, invertible: bool) -> tuple[Issue, ...]:
    """Say why some of the fit is NaN."""
    issues = []
    if df <= 0:
        message = "Without degrees of freedom there is no test of the factors, nor an RMSEA, TLI or BIC."
        issues.append(Issue("undefined-fit", "$.fit", message, "Ask for fewer factors."))
    if not invertible:
        message = "The correlations have no inverse, so that the likelihood and all that follows from it are undefined."
        hint = "Drop the redundant item, use more people than items, or smooth the matrix."
        issues.append(Issue("undefined-fit", "$.fit", message, hint))
    return tuple(issues)
