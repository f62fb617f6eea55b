"""The reliability of sums of items by a confirmatory model: of each factor's items, and of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.reliability.of_model import (
    ASSUMES,
    Known,
    against_the_factor,
    effects_of,
    estimate_of,
    known,
    loadings_of,
    members_of,
    one_item,
    options_of,
)
from purpose_index.stats.reliability.omega import Variance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from purpose_index.errors import Issue
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis
    from purpose_index.stats.cfa.structure import Implied
    from purpose_index.stats.estimate import Estimate
    from purpose_index.stats.uncertainty.delta import Delta

    Array = NDArray[np.float64]

Explained = Literal["factor", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeReliability(Frozen):
    """How reliable sums of items are, by a confirmatory model.

    Parameters
    ----------
    total
        Of the sum of all items: the share of its variance that all factors together explain.
    factors
        By the name of each factor, of the sum of the items that it reaches.
    explained
        What counts as true in the sum of a factor's items: the 'factor' alone, or what 'all' factors explain.
    variance
        What the common variance was divided by: that of the sum by the 'model', or as 'observed'.
    group
        The group that is described; empty where there is one.
    """

    total: Estimate
    factors: Mapping[str, Estimate]
    explained: Explained
    variance: Variance
    group: str


def composite_reliability(
    fit: ConfirmatoryFactorAnalysis,
    *,
    explained: Explained = "factor",
    variance: Variance = "model",
    interval: Delta | None = "log-delta",
    level: float = 0.95,
    group: str = "",
) -> CompositeReliability:
    """How much of the variance of a sum of items the factors of a confirmatory model explain.

    Parameters
    ----------
    fit
        A fitted model, as `purpose_index.stats.cfa.cfa` returns it.
    explained
        What counts as true in the sum of a factor's items. 'factor': what this factor explains; of a general factor
        over all items, or of a second-order one, that is omega hierarchical. 'all': what all factors together explain,
        those of a bifactor model or with cross-loadings too.
    variance
        'model': divide by the variance of the sum that the model implies. 'observed': by the one in the data.
    interval
        'log-delta': symmetric in the logarithm of 1 - value; 'delta': symmetric around the value; or None.
    level
        The confidence level, between 0 and 1.
    group
        The label of the group; the first one by default.

    Returns
    -------
    CompositeReliability
        Estimates of the total and by factor. What is doubtful about the model stands in the `issues` of each; there is
        no interval where it is improper. NaN for a factor of one item.

    Raises
    ------
    ArgumentError
        `unknown-option`, `level-out-of-range`, `no-such-group`.

    Notes
    -----
    With the effects t of a factor on the items (its loadings; those of a second-order factor through the others), its
    variance v, all loadings Λ, factor covariances Φ, and V the variance of the sum of the items in question::

        factor: sum(t)**2 * v / V        all: sum(Λ Φ Λ') / V

    The covariances of residuals count as error [1]_. Of one factor it is `omega_total`, of a bifactor model `total` is
    omega total, the general factor's number omega hierarchical, and a group factor's the specific omega of its items
    [2]_. Errors follow from those of the parameters by the delta method: with 'MLR' or 'MLM' they allow for answers
    that are not normal. As observed there is an interval for 'ML' with complete answers only.

    A model with other factors fits as well, often, and gives other numbers.

    References
    ----------
    .. [1] Raykov, T. (2001). Estimation of congeneric scale reliability using covariance structure analysis with
       nonlinear constraints. British Journal of Mathematical and Statistical Psychology, 54, 315-323.
       https://doi.org/10.1348/000711001159582
    .. [2] Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models: Calculating and
       interpreting statistical indices. Psychological Methods, 21, 137-150. https://doi.org/10.1037/met0000045

    Examples
    --------
    >>> from purpose_index.stats.cfa import cfa
    >>> rng = np.random.default_rng(1)
    >>> true = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=5000)
    >>> x = np.repeat(true, 3, axis=1) + rng.normal(size=(5000, 6))
    >>> found = composite_reliability(cfa(x, {"joy": ["1", "2", "3"], "use": ["4", "5", "6"]}))
    >>> round(found.factors["joy"].value, 2), round(found.total.value, 2)  # 9 / 12 = .75, (9 + 9 + 9) / 33 = .82
    (0.75, 0.82)
    """
    check_option("explained", explained, Explained)
    check_option("variance", variance, Variance)
    options = options_of(fit, group, interval, level)
    members = members_of(fit, options.group)
    shares = _shares(fit, options.group, members, explained, variance)
    effects = effects_of(fit, options.group)
    found = []
    for f, (value, se) in enumerate(zip(shares.values, shares.errors, strict=True)):
        issues: list[Issue] = []
        if f < len(fit.factors):
            issues += against_the_factor(fit, members[:, f], effects[:, f])
        k = int(members[:, f].sum()) if f < len(fit.factors) else len(fit.items)
        if k == 1:
            value, issues = np.nan, [one_item(fit.factors[f])]
        found.append(estimate_of("composite_reliability", fit, options, value, se, k, ASSUMES, issues))
    return CompositeReliability(
        total=found[-1],
        factors=dict(zip(fit.factors, found, strict=False)),
        explained=explained,
        variance=variance,
        group=fit.groups[options.group].group,
    )


class Shares(NamedTuple):
    """Reliabilities and their standard errors."""

    values: Array
    errors: Array


def _shares(
    fit: ConfirmatoryFactorAnalysis, group: int, members: NDArray[np.bool_], explained: Explained, variance: Variance
) -> Shares:
    """The reliabilities of the sums of each factor's items and, last, of all items."""
    sums = np.column_stack([members, np.ones(len(members))]).astype(float)

    def parts(implied: Implied) -> Array:
        common = common_covariance(implied)
        true = np.einsum("im,ij,jm->m", sums, common, sums)
        if explained == "factor":
            own = (sums[:, :-1] * implied.total).sum(axis=0) ** 2 * np.diag(implied.factor_covariance)
            true = np.concatenate([own, true[-1:]])
        return np.concatenate([true, np.einsum("im,ij,jm->m", sums, implied.covariance, sums)])

    found = known(fit, group, parts)
    s = sums.shape[1]
    true, by_model = Known(found.values[:s], found.slopes[:s]), Known(found.values[s:], found.slopes[s:])
    if variance == "model":
        return Shares(true.values / by_model.values, _ratio(true, by_model, by_model.values).errors(fit.covariance))
    observed = np.einsum("im,ij,jm->m", sums, fit.groups[group].covariance, sums)
    return Shares(true.values / observed, _errors_as_observed(fit, group, true, by_model, observed))


def _ratio(true: Known, total: Known, size: Array) -> Known:
    """The shares true / size, where the size moves as the total does."""
    share = true.values / size
    return Known(share, (true.slopes - share[:, None] * total.slopes) / size[:, None])


def _errors_as_observed(
    fit: ConfirmatoryFactorAnalysis, group: int, true: Known, by_model: Known, observed: Array
) -> Array:
    """Standard errors of true / observed; NaN where the estimates are not those of maximum likelihood.

    Those do not correlate with what the observed covariances differ from the model by: the variance of the latter is
    that of the observed variance less that of the implied one.
    """
    if fit.estimator != "ML" or fit.missing != "listwise":
        return np.full(len(observed), np.nan)
    around = 2 * by_model.values**2 / fit.groups[group].n - by_model.errors(fit.covariance) ** 2
    errors = _ratio(true, by_model, observed).errors(fit.covariance)
    return np.asarray(np.sqrt(errors**2 + (true.values / observed**2) ** 2 * np.maximum(around, 0)))


def common_covariance(implied: Implied) -> Array:
    """Return the (p, p) covariances of the items that their factors explain."""
    return np.asarray(implied.with_factors @ loadings_of(implied).T)
