"""Whether a model fits worse than one that has more free parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy import special

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option, options_apart
from purpose_index.stats.cfa.ordinal_difference import difference_weights
from purpose_index.stats.cfa.ordinal_errors import shifted
from purpose_index.stats.cfa.within import expected_within

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

Method = Literal["default", "likelihood-ratio", "satorra-2001", "satorra-2010", "satorra-2000", "mean-adjusted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Frozen):
    """The test of a model within a larger one.

    Parameters
    ----------
    chi_square, df, p_value
        How much worse the smaller one fits, and what chance gives to that.
    method
        How it was computed.
    cfi_change, rmsea_change, srmr_change
        Of the smaller model, less the larger one's; of the scaled tests where there are any.
    """

    chi_square: float
    df: int
    p_value: float
    method: str
    cfi_change: float
    rmsea_change: float
    srmr_change: float


def compare(
    one: ConfirmatoryFactorAnalysis,
    other: ConfirmatoryFactorAnalysis,
    *,
    method: Method = "default",
    x: Any = None,
    groups: ArrayLike | None = None,
) -> Comparison:
    """Test whether the smaller of two models fits worse than the larger one, within which it lies.

    Parameters
    ----------
    one, other
        Two models fitted to the same answers by the same estimator. The smaller has more degrees of freedom.
    method
        'likelihood-ratio': the difference of the two statistics. 'satorra-2001': that difference over its own scaling,
        where the tests are scaled. 'satorra-2010': the same with a scaling that is above 0 where the expected
        information or least squares gave it, since both models are taken where the smaller one is; it also checks that
        there is such a place. Of ordered answers, 'satorra-2000': that difference scaled and shifted to the mean and
        the variance that chance gives to it; 'mean-adjusted': scaled to the mean alone. 'default' takes the one that
        fits the estimator: 'satorra-2000' of ordered answers, 'satorra-2001' of other scaled tests.
    x, groups
        For 'satorra-2010' of answers that are not ordered, the (n, k) answers that both were fitted to, with the items
        in the order of `one.items`, or their `Patterns`; and the (n,) group of each row where there are groups.

    Raises
    ------
    ArgumentError
        `unknown-option`; `not-comparable` where the models are of other items, people, groups or estimators, have as
        many degrees of freedom, one did not converge, or the scaled difference is below 0, and by 'satorra-2010' where
        the one does not lie within the other; `answers-needed`; what x and groups are refused for.

    Notes
    -----
    With statistics T, scalings c and degrees of freedom d of the smaller (0) and the larger model (1),
    ``(T0 - T1) / cd`` and ``cd = (d0 c0 - d1 c1) / (d0 - d1)`` [2]_; or with c1 of the larger model where it implies
    what the smaller one does [3]_. Of ordered answers the scaling and a shift follow from the slopes of both models and
    the errors of their statistics [1]_; c is there what their mean is over d. But for 'satorra-2010' it is not checked
    whether one lies within the other. Of 'MLR', 'satorra-2010' depends on the units of the factors: on which item is
    the marker. The observed information, which 'MLR' rests on, does where a model is not at its likeliest.

    References
    ----------
    .. [1] Satorra, A. (2000). Scaled and adjusted restricted tests in multi-sample analysis of moment structures. In R.
       D. H. Heijmans, D. S. G. Pollock, & A. Satorra (Eds.), Innovations in multivariate statistical analysis (pp.
       233-247). Kluwer. https://doi.org/10.1007/978-1-4615-4603-0_17
    .. [2] Satorra, A., & Bentler, P. M. (2001). A scaled difference chi-square test statistic for moment structure
       analysis. Psychometrika, 66, 507-514. https://doi.org/10.1007/BF02296192
    .. [3] Satorra, A., & Bentler, P. M. (2010). Ensuring positiveness of the scaled difference chi-square test
       statistic. Psychometrika, 75, 243-248. https://doi.org/10.1007/s11336-009-9135-y
    """
    check_option("method", method, Method)
    small, large = (one, other) if one.fit.df >= other.fit.df else (other, one)
    _check(small, large)
    df = small.fit.df - large.fit.df
    of_small, of_large = small.fit.scaled, large.fit.scaled
    if method == "default":
        method = "satorra-2000" if small.stages else "satorra-2001" if of_small else "likelihood-ratio"
    _check_method(method, small, large)
    if x is not None and (method != "satorra-2010" or small.stages):
        raise options_apart("$.x", "Only 'satorra-2010' of answers that are not ordered rests on x.", "Leave it out.")
    chi_square = _statistic(method, small, large, x, groups)
    scaled = method != "likelihood-ratio" and of_small and of_large
    first, second = (of_small, of_large) if scaled and of_small and of_large else (small.fit, large.fit)
    return Comparison(
        chi_square=chi_square,
        df=df,
        p_value=float(special.chdtrc(df, max(chi_square, 0.0))),
        method=method,
        cfi_change=first.cfi - second.cfi,
        rmsea_change=first.rmsea - second.rmsea,
        srmr_change=small.fit.srmr - large.fit.srmr,
    )


def _statistic(
    method: Method,
    small: ConfirmatoryFactorAnalysis,
    large: ConfirmatoryFactorAnalysis,
    x: Any,
    groups: ArrayLike | None,
) -> float:
    """How much worse the smaller model fits, by one method."""
    statistic, df = small.fit.chi_square - large.fit.chi_square, small.fit.df - large.fit.df
    if method == "likelihood-ratio":
        return statistic
    if method == "satorra-2000":
        return shifted(statistic, df, *difference_weights(small, large))[0]
    if method == "mean-adjusted":
        return statistic * df / difference_weights(small, large)[0]
    at_large = _by_chance(large) if method == "satorra-2001" else expected_within(small, large, x, groups)
    scaling = (_by_chance(small) - at_large) / df
    if scaling <= 0:
        instead = "'mean-adjusted'" if small.stages else "'likelihood-ratio'"
        raise _not("The scaling of the difference is below 0.", f"Compare more people, or by {instead}.")
    return statistic / scaling


def _by_chance(analysis: ConfirmatoryFactorAnalysis) -> float:
    """What chance alone is expected to give to the statistic of a model."""
    scaled = analysis.fit.scaled
    assert scaled is not None
    return (scaled.df - scaled.shift) * scaled.scaling


def _check(small: ConfirmatoryFactorAnalysis, large: ConfirmatoryFactorAnalysis) -> None:
    """Raise ArgumentError where the two are not of one kind."""
    if small.items != large.items or not np.isclose(small.n, large.n) or len(small.groups) != len(large.groups):
        raise _not("The two models are of other items, people or groups.", "Fit both to the same answers.")
    free = (
        (small.fit.baseline_chi_square, large.fit.baseline_chi_square)
        if small.stages
        else (small.fit.log_likelihood_free, large.fit.log_likelihood_free)
    )
    if not np.isclose(*free, rtol=1e-6, atol=1e-6):
        raise _not("The two models were fitted to different answers.", "Fit both to the same answers.")
    if (small.estimator, small.missing) != (large.estimator, large.missing):
        raise _not("The two models were fitted in different ways.", "Fit both by the same estimator.")
    if small.fit.df == large.fit.df:
        raise _not("The two models have as many degrees of freedom.", "Compare their BIC.")
    if not (small.converged and large.converged):
        message = "A model did not converge, so that its statistic is not that of where it fits best."
        raise _not(message, "Take a simpler model, or ask more people.")


def _check_method(method: Method, small: ConfirmatoryFactorAnalysis, large: ConfirmatoryFactorAnalysis) -> None:
    """Raise ArgumentError where these models do not have what a method compares."""
    if method in ("satorra-2000", "mean-adjusted") and not small.stages:
        raise _not(f"{method!r} is for models of ordered answers.", "Compare by 'satorra-2001'.")
    if method != "likelihood-ratio" and not (small.fit.scaled and large.fit.scaled):
        hint = "Fit them with estimator='MLR', or compare by 'likelihood-ratio'."
        if small.stages:
            hint = "Fit them to the answers themselves, or to their patterns."
        raise _not("These models have no scaled tests.", hint)
    if small.stages and method == "likelihood-ratio":
        raise _not("The difference of these statistics is no chi-square.", "Compare by 'satorra-2000'.")


def _not(message: str, hint: str) -> ArgumentError:
    return ArgumentError("The models cannot be compared.", [Issue("not-comparable", "$.other", message, hint)])
