"""The reliability of sums of items by a confirmatory model: of each factor's items, and of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.cfa.ordered_people import refuse_numbers
from purpose_index.stats.reliability.of_model import (
    ASSUMES,
    Known,
    against_the_factor,
    common_covariance,
    effects_of,
    estimate_of,
    known,
    members_of,
    moments_at,
    one_item,
    options_of,
)
from purpose_index.stats.reliability.ordered_composites import (
    latent_of,
    of_all,
    of_one,
    polychoric_variance,
    variance_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis
    from purpose_index.stats.estimate import Estimate
    from purpose_index.stats.reliability.of_model import Options
    from purpose_index.stats.uncertainty.delta import Delta

    Array = NDArray[np.float64]

Explained = Literal["factor", "all"]
Denominator = Literal["model", "observed", "polychoric"]
Responses = Literal["observed", "latent"]


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
        What the common variance was divided by: that of the sum by the 'model', as 'observed', or by the 'polychoric'
        correlations.
    responses
        Of ordered answers: whether the sum is of the answers that were 'observed', or of the 'latent' ones behind them.
    group
        The group that is described; empty where there is one.
    """

    total: Estimate
    factors: Mapping[str, Estimate]
    explained: Explained
    variance: Denominator
    responses: Responses
    group: str


def composite_reliability(
    fit: ConfirmatoryFactorAnalysis,
    *,
    explained: Explained = "factor",
    variance: Denominator = "model",
    responses: Responses = "observed",
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
        'polychoric', of ordered answers: by the one that the observed thresholds and polychoric correlations imply.
    responses
        Of a model of ordered answers ('WLSMV', 'ULSMV'). 'observed': the sum is of the answers, which count what their
        values say [3]_; or 'latent': of the normal variables behind them, a sum that nobody observes. Of other models
        there is no difference.
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

    Of ordered answers the variance of a sum adds up the covariances that bivariate normal distributions give between
    thresholds, of variables with the correlations of the model; what is true in it, those with what the factors explain
    of these correlations, an item with itself too: see `categorical_omega`.

    A model with other factors fits as well, often, and gives other numbers.

    References
    ----------
    .. [1] Raykov, T. (2001). Estimation of congeneric scale reliability using covariance structure analysis with
       nonlinear constraints. British Journal of Mathematical and Statistical Psychology, 54, 315-323.
       https://doi.org/10.1348/000711001159582
    .. [2] Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models: Calculating and
       interpreting statistical indices. Psychological Methods, 21, 137-150. https://doi.org/10.1037/met0000045
    .. [3] Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An
       alternative to coefficient alpha. Psychometrika, 74, 155-167. https://doi.org/10.1007/s11336-008-9099-3

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
    check_option("variance", variance, Denominator)
    check_option("responses", responses, Responses)
    if variance == "polychoric" and not fit.stages:
        message = f"The model was fitted by {fit.estimator!r}, which has no polychoric correlations."
        hint, facts = "Use 'model' or 'observed'.", {"estimator": fit.estimator}
        issue = Issue("unknown-option", "$.variance", message, hint, facts=facts)
        raise ArgumentError("The options do not go together.", [issue])
    if responses == "observed":
        refuse_numbers(fit, "Use responses='latent'.")
    options = options_of(fit, group, interval, level)
    members = members_of(fit, options.group)
    of_sums = _ordered_shares if fit.stages and responses == "observed" else _shares
    shares = of_sums(fit, options, members, explained, variance)
    effects = effects_of(fit, options.group)
    factors: dict[str, Estimate] = {}
    against: dict[str, Issue] = {}
    for f, factor in enumerate(fit.factors):
        k, value, se = int(members[:, f].sum()), shares.values[f], shares.errors[f]
        issues = against_the_factor(fit, members[:, f], effects[:, f])
        against |= {issue.path: issue for issue in issues}
        if k == 1:
            value, issues = np.nan, (one_item(factor),)
        factors[factor] = estimate_of("composite_reliability", fit, options, value, se, k, ASSUMES, issues)
    value, se, k = shares.values[-1], shares.errors[-1], len(fit.items)
    return CompositeReliability(
        total=estimate_of("composite_reliability", fit, options, value, se, k, ASSUMES, tuple(against.values())),
        factors=factors,
        explained=explained,
        variance=variance,
        responses=responses,
        group=fit.groups[options.group].group,
    )


class Shares(NamedTuple):
    """Reliabilities and their standard errors."""

    values: Array
    errors: Array


def _shares(
    fit: ConfirmatoryFactorAnalysis,
    options: Options,
    members: NDArray[np.bool_],
    explained: Explained,
    variance: Denominator,
) -> Shares:
    """The reliabilities of the sums of each factor's items and, last, of all items."""
    sums = np.column_stack([members, np.ones(len(members))]).astype(float)
    group, at = options.group, moments_at(fit, options.group)

    def parts(theta: Array) -> Array:
        implied = at(theta)
        true = np.einsum("im,ij,jm->m", sums, common_covariance(implied), sums)
        if explained == "factor":
            own = (sums[:, :-1] * implied.total).sum(axis=0) ** 2 * np.diag(implied.factor_covariance)
            true = np.concatenate([own, true[-1:]])
        return np.concatenate([true, np.einsum("im,ij,jm->m", sums, implied.covariance, sums)])

    found = known(fit, parts, slopes=options.interval is not None)
    s = sums.shape[1]
    true, by_model = Known(found.values[:s], found.slopes[:s]), Known(found.values[s:], found.slopes[s:])
    if variance == "model":
        return Shares(true.values / by_model.values, _ratio(true, by_model, by_model.values).errors(fit.covariance))
    observed = np.einsum("im,ij,jm->m", sums, fit.groups[group].covariance, sums)
    return Shares(true.values / observed, _errors_as_observed(fit, group, true, by_model, observed))


def _ordered_shares(
    fit: ConfirmatoryFactorAnalysis,
    options: Options,
    members: NDArray[np.bool_],
    explained: Explained,
    variance: Denominator,
) -> Shares:
    """The same of the answers to ordered items."""
    group, everything = options.group, np.arange(len(members))
    latent = latent_of(fit, group, slopes=options.interval is not None)
    sums = [*map(np.flatnonzero, members.T), everything]
    true = _stacked(
        of_one(latent, at, f) if explained == "factor" and f < members.shape[1] else of_all(latent, at)
        for f, at in enumerate(sums)
    )
    if variance == "model":
        by_model = _stacked(variance_of(latent, at) for at in sums)
        return Shares(true.values / by_model.values, _ratio(true, by_model, by_model.values).errors(fit.covariance))
    if variance == "observed":
        covariance = fit.stages[group].covariance
        observed = np.array([covariance[np.ix_(at, at)].sum() for at in sums])
    else:
        observed = np.array([polychoric_variance(fit, group, latent, at) for at in sums])
    return Shares(true.values / observed, np.full(len(sums), np.nan))


def _stacked(parts: Iterable[Known]) -> Known:
    values, changes = zip(*parts, strict=True)
    return Known(np.concatenate(values), np.concatenate(changes))


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
