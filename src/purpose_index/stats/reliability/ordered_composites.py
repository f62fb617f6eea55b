"""Reliability of sums of ordered answers, by a model of the normal variables that they are cut from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.cfa.latent_responses import latent_responses_of
from purpose_index.stats.reliability.of_model import Known, common_covariance, known
from purpose_index.stats.reliability.ordered_sums import OrderedItems, covariances, sum_slopes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

    Array = NDArray[np.float64]
    Items = NDArray[np.intp]


class Latent(NamedTuple):
    """What a model says of the p standardized variables behind the answers of a group, and how it changes.

    Parameters
    ----------
    items
        Their thresholds, and the scores of the categories.
    place
        (c - 1, p) where each threshold stands among the t of them; 0 where an item has fewer, as nothing moves there.
    thresholds, total, common, effects
        (t,) thresholds, (p * p,) correlations, what the factors explain of these, and (p * m,) standardized effects.
    """

    items: OrderedItems
    place: Items
    thresholds: Known
    total: Known
    common: Known
    effects: Known


def latent_of(fit: ConfirmatoryFactorAnalysis, group: int, *, slopes: bool) -> Latent:
    """Return what a model of ordered answers says of the variables behind them; its slopes where asked for."""
    responses = latent_responses_of(fit.model, group)
    item, p = responses.item, len(fit.items)

    def parts(theta: Array) -> Array:
        here = responses.implied(theta)
        both = np.outer(here.scales, here.scales)
        with np.errstate(invalid="ignore"):  # NaN of a variance below 0
            deviations = np.sqrt(np.diag(here.implied.factor_covariance))
        return np.concatenate(
            [
                here.values[: len(item)],
                (both * here.implied.covariance).ravel(),
                (both * common_covariance(here.implied)).ravel(),
                (here.scales[:, None] * here.implied.total * deviations).ravel(),
            ]
        )

    found, ends = known(fit, parts, slopes=slopes), len(item) + np.array([0, p**2, 2 * p**2])
    cut = [Known(*both) for both in zip(np.split(found.values, ends), np.split(found.slopes, ends), strict=True)]
    own = [np.flatnonzero(item == j) for j in range(p)]
    scores = [np.array(values, dtype=float) for values in fit.stages[group].categories]
    items = OrderedItems.of([cut[0].values[at] for at in own], scores)
    place = np.array([np.pad(at, (0, len(items.thresholds) - len(at))) for at in own]).T
    return Latent(items, place, *cut)


def of_all(latent: Latent, at: Items) -> Known:
    """Return what all factors explain of the variance of the sum of the answers to these items."""
    return _summed(latent, at, *_among(latent.common, at, latent.items.thresholds.shape[1]))


def of_one(latent: Latent, at: Items, factor: int) -> Known:
    """Return what one factor explains of the variance of the sum of the answers to these items."""
    p = latent.items.thresholds.shape[1]
    effects = latent.effects.values.reshape(p, -1)[at, factor]
    moves = latent.effects.slopes.reshape(p, -1, latent.effects.slopes.shape[1])[at, factor]
    products = effects[:, None, None] * moves
    return _summed(latent, at, np.outer(effects, effects), products + products.swapaxes(0, 1))


def variance_of(latent: Latent, at: Items) -> Known:
    """Return the variance of the sum of the answers to these items, by the model."""
    correlations, moves = _among(latent.total, at, latent.items.thresholds.shape[1])
    np.fill_diagonal(correlations, 0.0)  # an item's own variance follows from its thresholds
    between = _summed(latent, at, correlations, moves)
    own = OrderedItems(*(part[:, at] for part in latent.items))
    alone = own.variances.sum() + between.values
    return Known(alone, between.slopes + _by_thresholds(latent, at, own.variance_slopes))


def polychoric_variance(fit: ConfirmatoryFactorAnalysis, group: int, latent: Latent, at: Items) -> float:
    """Return the variance of that sum, by the correlations that were observed."""
    own = OrderedItems(*(part[:, at] for part in latent.items))
    matrix = fit.stages[group].matrix()[np.ix_(at, at)]
    np.fill_diagonal(matrix, 0.0)
    return float(own.variances.sum() + covariances(own, matrix).sum())


def _among(matrix: Known, at: Items, p: int) -> tuple[Array, Array]:
    """The (k, k) numbers among some items, and their (k, k, q) slopes."""
    both = np.ix_(at, at)
    return matrix.values.reshape(p, p)[both], matrix.slopes.reshape(p, p, -1)[both]


def _summed(latent: Latent, at: Items, correlations: Array, moves: Array) -> Known:
    """The sum of the covariances of answers behind which these correlations lie; NaN where one is beyond 1.

    Its slopes are NaN where those of the correlations are: not asked for.
    """
    own = OrderedItems(*(part[:, at] for part in latent.items))
    value = covariances(own, correlations).sum()[None]
    if not (np.isfinite(value).all() and np.isfinite(moves).all()):
        return Known(value, np.full((1, moves.shape[-1]), np.nan))
    by = sum_slopes(own, correlations)
    changes = np.einsum("jk,jkq->q", by.correlations, moves)[None] + _by_thresholds(latent, at, by.thresholds)
    return Known(value, changes)


def _by_thresholds(latent: Latent, at: Items, by: Array) -> Array:
    """(1, q) how a number that changes so with the thresholds of some items changes with the parameters."""
    return np.asarray(by.ravel() @ latent.thresholds.slopes[latent.place[:, at].ravel()])[None]
