"""How well a model fits: indices that follow from its test and that of the baseline model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from purpose_index.frozen import Frozen
from purpose_index.stats.factor.fit import noncentrality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RMSEA_LEVEL = 0.90  # customary for this index
NOTHING = 1e-6  # of a chi-square: what rounding leaves
CLOSE = 0.05  # an error of approximation that counts as close. Browne & Cudeck (1992)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestIndices(Frozen):
    """What follows from the test of a model and that of its baseline, in which no items covary; NaN where undefined.

    Parameters
    ----------
    chi_square, df, p_value
        The test of the model against means and covariances that are free.
    scaling
        What the statistic was divided by; 1 where it was not.
    shift
        What was added to it then.
    baseline_chi_square, baseline_df
        The test of the baseline.
    baseline_scaling
        What that was divided by.
    cfi, tli
        Comparative fit index and Tucker-Lewis index: 1 where the model fits no worse than chance lets a true one.
    rmsea, rmsea_low, rmsea_high
        Root mean square error of approximation, with its 90 % interval.
    rmsea_close
        The probability of such an error or a larger one where the true one is .05.
    """

    __test__ = False  # it is no test of pytest's

    chi_square: float
    df: int
    p_value: float
    scaling: float = 1.0
    shift: float = 0.0
    baseline_chi_square: float
    baseline_df: int
    baseline_scaling: float = 1.0
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    rmsea_close: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFit(TestIndices):
    """How well a model fits the means and covariances.

    Parameters
    ----------
    srmr
        Standardised root mean square residual.
    log_likelihood, log_likelihood_free
        Of the model, and of means and covariances that are free; NaN where the estimator has none.
    aic, bic, sabic
        Information criteria, the last adjusted for sample size; lower is better.
    scaled
        Indices of the scaled test; None without one.
    robust
        The same, estimating what the unscaled ones would be in normal data of people who miss no answer; None without
        a scaled test or missing answers.
    """

    __test__ = False

    srmr: float
    log_likelihood: float
    log_likelihood_free: float
    aic: float
    bic: float
    sabic: float
    scaled: TestIndices | None = None
    robust: TestIndices | None = None

    def __repr__(self) -> str:
        """Say what is reported first: the scaled test where there is one."""
        test = self.scaled or self
        scaled = "scaled " if self.scaled else ""
        tested = f"{scaled}chi-square {test.chi_square:.2f}, df {test.df}, p {test.p_value:.3f}"
        return f"ModelFit({tested}, {sizes_in_short(self)})"


def sizes_in_short(fit: ModelFit) -> str:
    """Return the indices that people ask for, of the scaled test where there is one, as a part of a line."""
    test = fit.scaled or fit
    return f"CFI {test.cfi:.3f}, RMSEA {test.rmsea:.3f}, SRMR {fit.srmr:.3f}"


def indices(
    chi_square: float,
    df: int,
    baseline: float,
    baseline_df: int,
    n: float,
    groups: int = 1,
    *,
    scaling: float = 1.0,
    shift: float = 0.0,
    baseline_scaling: float = 1.0,
) -> dict[str, float | int]:
    """Return what follows from two tests: the fields of `TestIndices`.

    Notes
    -----
    CFI by Bentler (1990), TLI by Tucker & Lewis (1973), RMSEA by Steiger & Lind with the interval of Browne & Cudeck
    (1992), times the root of the number of groups (Steiger, 1998).
    """
    chi_square, baseline = float(chi_square), float(baseline)
    return {
        "chi_square": chi_square,
        "df": df,
        "p_value": float(special.chdtrc(df, max(chi_square, 0.0))) if df > 0 else np.nan,
        "scaling": float(scaling),
        "shift": float(shift),
        "baseline_chi_square": baseline,
        "baseline_df": baseline_df,
        "baseline_scaling": float(baseline_scaling),
        **_approximation(chi_square, df, chi_square - df, baseline - baseline_df, baseline_df, n, groups),
    }


def robust_indices(scaled: dict[str, float | int], n: float, groups: int = 1) -> dict[str, float | int]:
    """Return the indices that correct for the scaling, instead of following from the scaled statistics.

    Notes
    -----
    CFI and TLI by Brosseau-Liard & Savalei (2014), RMSEA by Brosseau-Liard, Savalei & Li (2012): the scaling times the
    degrees of freedom is what chance alone is expected to give to the unscaled statistic.
    """
    c, b = float(scaled["scaling"]), float(scaled["baseline_scaling"])
    df, baseline_df = int(scaled["df"]), int(scaled["baseline_df"])
    chi_square, baseline = float(scaled["chi_square"]) * c, float(scaled["baseline_chi_square"]) * b
    tested = float(scaled["chi_square"])
    excess, baseline_excess = chi_square - c * df, baseline - b * baseline_df
    return scaled | _approximation(tested, df, excess, baseline_excess, baseline_df, n, groups, c)


def _approximation(
    tested: float,
    df: int,
    excess: float,
    baseline_excess: float,
    baseline_df: int,
    n: float,
    groups: int,
    scaling: float = 1.0,
) -> dict[str, float | int]:
    """The indices of what statistics have beyond chance, which gives `scaling` to each degree of freedom."""
    largest = max(excess, baseline_excess, 0.0)
    shares = {
        "cfi": 1 - max(excess, 0.0) / largest if largest > NOTHING else 1.0,
        "tli": _tucker_lewis(excess, df, baseline_excess, baseline_df),
    }
    if df <= 0:  # no error of approximation where the model fits, as it should
        rmsea = 0.0 if abs(excess) < NOTHING else np.nan
        return shares | dict.fromkeys(("rmsea", "rmsea_low", "rmsea_high"), rmsea) | {"rmsea_close": np.nan}
    per_df = np.sqrt(groups / (n * df))
    low, high = noncentrality(max(tested, 0.0), df, RMSEA_LEVEL)
    close = CLOSE**2 * n * df / (groups * scaling)
    return shares | {
        "rmsea": float(np.sqrt(max(excess, 0.0)) * per_df),
        "rmsea_low": float(np.sqrt(scaling * low) * per_df),
        "rmsea_high": float(np.sqrt(scaling * high) * per_df),
        "rmsea_close": 1 - float(special.chndtr(tested, df, close)),
    }


def _tucker_lewis(excess: float, df: int, baseline_excess: float, baseline_df: int) -> float:
    """1 less the ratio of what each degree of freedom has too much."""
    if df == 0 or baseline_excess == 0:
        return 1.0 if abs(excess) < NOTHING else float("nan")
    return 1 - (excess / df) / (baseline_excess / baseline_df)


def residual_size(
    observed: Sequence[tuple[Array, Array]],
    implied: Sequence[tuple[Array, Array]],
    shares: Sequence[float],
    *,
    means: bool,
) -> float:
    """Return the standardised root mean square residual: of the covariances, and of the means where there are any.

    Notes
    -----
    Residuals are divided by observed deviations (Bentler, 1995), averaged over groups by their size.
    """
    total = 0.0
    for (mean, covariance), (model_mean, model), share in zip(observed, implied, shares, strict=True):
        scale = 1 / np.sqrt(np.diag(covariance))
        squares = ((covariance - model) * np.outer(scale, scale))[np.tril_indices(len(scale))] ** 2
        if means:
            squares = np.concatenate([squares, ((mean - model_mean) * scale) ** 2])
        total += share * float(np.sqrt(squares.mean()))
    return total
