"""What items say of each factor of a confirmatory model: the variance that it extracts, and its best measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import FrozenDict
from purpose_index.options import Items, check_option
from purpose_index.stats.reliability.factor_pairs import pairs_of_model
from purpose_index.stats.reliability.of_model import (
    ASSUMES,
    against_the_factor,
    effects_of,
    estimate_of,
    is_improper,
    known,
    loadings_of,
    measured_by,
    members_of,
    moments_at,
    one_item,
    options_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis
    from purpose_index.stats.cfa.structure import Implied
    from purpose_index.stats.estimate import Estimate
    from purpose_index.stats.reliability.factor_pairs import FactorPairs
    from purpose_index.stats.reliability.of_model import Known, Options
    from purpose_index.stats.uncertainty.delta import Delta

    Array = NDArray[np.float64]


def average_variance_extracted(
    fit: ConfirmatoryFactorAnalysis,
    *,
    items: Items = "standardized",
    interval: Delta | None = "log-delta",
    level: float = 0.95,
    group: str = "",
) -> dict[str, Estimate]:
    """How much of the variance of its items, item by item, each factor of a confirmatory model explains on average.

    Parameters
    ----------
    fit
        A fitted model, as `purpose_index.stats.cfa.cfa` returns it.
    items
        'standardized': the mean of the shares. 'raw': the explained variances added up, over the variances of the
        items, so that an item counts by its variance.
    interval
        'log-delta': symmetric in the logarithm of 1 - value; 'delta': symmetric around the value; or None.
    level
        The confidence level, between 0 and 1.
    group
        The label of the group; the first one by default.

    Returns
    -------
    dict of str to Estimate
        By the name of each factor that items measure. NaN for a factor of one item.

    Raises
    ------
    ArgumentError
        `unknown-option`, `level-out-of-range`, `no-such-group`.

    Notes
    -----
    The mean of the squared standardized loadings [1]_; raw, ``sum(l**2) * v / sum(s)`` with loadings l, the variance v
    of the factor and the variances s of the items. It says nothing about the sum of the items, which holds less error
    the more of them there are: for that see `composite_reliability`.

    References
    ----------
    .. [1] Fornell, C., & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and
       measurement error. Journal of Marketing Research, 18, 39-50. https://doi.org/10.1177/002224378101800104

    Examples
    --------
    >>> from purpose_index.stats.cfa import cfa
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(500, 1)) + rng.normal(size=(500, 4))
    >>> round(average_variance_extracted(cfa(x, {"joy": ["1", "2", "3", "4"]}))["joy"].value, 1)  # 1 / (1 + 1)
    0.5
    """
    check_option("items", items, Items)
    options = options_of(fit, group, interval, level)
    measured = measured_by(fit, options.group)
    at = moments_at(fit, options.group)
    found = known(fit, lambda theta: _extracted(at(theta), measured, items))
    return _by_factor("average_variance_extracted", fit, options, measured, found)


def maximal_reliability(
    fit: ConfirmatoryFactorAnalysis,
    *,
    interval: Delta | None = "log-delta",
    level: float = 0.95,
    group: str = "",
) -> dict[str, Estimate]:
    """How reliably the best weighted sum of its items measures each factor of a confirmatory model.

    Parameters
    ----------
    fit
        A fitted model, as `purpose_index.stats.cfa.cfa` returns it.
    interval
        'log-delta': symmetric in the logarithm of 1 - value; 'delta': symmetric around the value; or None.
    level
        The confidence level, between 0 and 1.
    group
        The label of the group; the first one by default.

    Returns
    -------
    dict of str to Estimate
        By the name of each factor, of the items that it reaches. NaN for a factor of one item.

    Raises
    ------
    ArgumentError
        `unknown-option`, `level-out-of-range`, `no-such-group`.

    Notes
    -----
    ``v * t' inv(S) t`` with the effects t of the factor on the items that it reaches, its variance v, and the
    covariances S of those items by the model: the largest share of the variance of any weighted sum that the factor
    explains. Where every item measures one factor and errors do not correlate, that is coefficient H [1]_,
    ``1 / (1 + 1 / sum(l**2 / (1 - l**2)))`` of standardized loadings l. In a bifactor model H, which
    `OmegaHierarchical` has, leaves out that the other factors make errors correlate. The best weights are those of this
    sample: the sum that people use is as reliable as `composite_reliability` says.

    References
    ----------
    .. [1] Hancock, G. R., & Mueller, R. O. (2001). Rethinking construct reliability within latent variable systems. In
       R. Cudeck, S. du Toit, & D. Sörbom (Eds.), Structural equation modeling: Present and future (pp. 195-216).
       Scientific Software International.

    Examples
    --------
    >>> from purpose_index.stats.cfa import cfa
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(500, 1)) + rng.normal(size=(500, 4))
    >>> round(maximal_reliability(cfa(x, {"joy": ["1", "2", "3", "4"]}))["joy"].value, 1)  # 4 / (4 + 1)
    0.8
    """
    options = options_of(fit, group, interval, level)
    members, at = members_of(fit, options.group), moments_at(fit, options.group)

    def best(theta: Array) -> Array:
        implied, found = at(theta), []
        for f, own in enumerate(members.T):
            effects = implied.total[own, f]
            weights = np.linalg.solve(implied.covariance[np.ix_(own, own)], effects)
            found.append(implied.factor_covariance[f, f] * (effects @ weights))
        return np.array(found)  # of complex numbers too: a product without conjugates

    return _by_factor("maximal_reliability", fit, options, members, known(fit, best))


def fornell_larcker(fit: ConfirmatoryFactorAnalysis, *, level: float = 0.95, group: str = "") -> FactorPairs:
    """How much more each factor of a confirmatory model shares with its items than with each other factor.

    Parameters
    ----------
    fit
        A fitted model of two factors or more, as `purpose_index.stats.cfa.cfa` returns it.
    level
        The confidence level, between 0 and 1.
    group
        The label of the group; the first one by default.

    Returns
    -------
    FactorPairs
        The average variance extracted of the factor of the row less its squared correlation with that of the column;
        of the factors that items measure.

    Raises
    ------
    ArgumentError
        `level-out-of-range`, `no-such-group`, `one-factor`.

    Notes
    -----
    ``AVE_i - r_ij**2`` [1]_, with an interval by the delta method that is symmetric around it. The criterion that goes
    by this name asks both numbers of a pair to be above 0. It is severe for items that measure with much error: whether
    two factors can be told apart is seen in the interval of their correlation, which a model estimates without it.

    References
    ----------
    .. [1] Fornell, C., & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and
       measurement error. Journal of Marketing Research, 18, 39-50. https://doi.org/10.1177/002224378101800104

    Examples
    --------
    >>> from purpose_index.stats.cfa import cfa
    >>> rng = np.random.default_rng(1)
    >>> true = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=9000)
    >>> x = np.repeat(true, 3, axis=1) + rng.normal(size=(9000, 6))
    >>> found = fornell_larcker(cfa(x, {"joy": ["1", "2", "3"], "use": ["4", "5", "6"]}))
    >>> found.values.round(1).tolist()  # 1 / (1 + 1) - .5**2
    [[nan, 0.2], [0.2, nan]]
    """
    options = options_of(fit, group, None, level)
    measured = measured_by(fit, options.group)
    at = np.flatnonzero(measured.any(axis=0))  # a second-order factor is measured by factors
    if len(at) < 2:
        issue = Issue("one-factor", "$.fit", "Items measure one factor, so there is no other one to tell it from.")
        raise ArgumentError("The criterion is about two factors.", [issue])
    alone = measured[:, at].sum(axis=0) == 1
    moments = moments_at(fit, options.group)

    def margins(theta: Array) -> Array:
        implied = moments(theta)
        covariance = implied.factor_covariance[np.ix_(at, at)]
        variance = np.diag(covariance)
        extracted = np.where(alone, np.nan, _extracted(implied, measured, "standardized"))
        return np.asarray(extracted[:, None] - covariance**2 / np.outer(variance, variance))

    factors = tuple(fit.factors[f] for f in at)
    doubts = [one_item(fit.factors[f]) for f in at[alone]]
    return pairs_of_model("fornell_larcker", fit, options, factors, margins, doubts, errors=not is_improper(fit))


def _extracted(implied: Implied, measured: NDArray[np.bool_], items: Items) -> Array:
    """The average variance extracted by each factor that items measure."""
    at = measured.any(axis=0)
    explained = (loadings_of(implied) ** 2 * np.diag(implied.factor_covariance))[:, at] * measured[:, at]
    variances = np.diag(implied.covariance)[:, None]
    if items == "raw":
        return np.asarray(explained.sum(axis=0) / (variances * measured[:, at]).sum(axis=0))
    return np.asarray((explained / variances).sum(axis=0) / measured[:, at].sum(axis=0))


def _by_factor(
    name: str, fit: ConfirmatoryFactorAnalysis, options: Options, members: NDArray[np.bool_], found: Known
) -> dict[str, Estimate]:
    """The estimates of the factors that have these items."""
    at = np.flatnonzero(members.any(axis=0))
    effects = effects_of(fit, options.group)
    estimates = {}
    for f, value, se in zip(at, found.values, found.errors(fit.covariance), strict=True):
        k, factor = int(members[:, f].sum()), fit.factors[f]
        issues = [one_item(factor)] if k == 1 else against_the_factor(fit, members[:, f], effects[:, f])
        estimates[factor] = estimate_of(name, fit, options, np.nan if k == 1 else value, se, k, ASSUMES, issues)
    return FrozenDict(estimates)
