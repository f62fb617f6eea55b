"""Where people stand on the factors, from ordered answers: the likeliest place given what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from purpose_index.errors import ArgumentError, Issue, StatisticsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import GroupMoments

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

FLAT = 1e-8  # of an item's variance: a residual that leaves nothing to chance
MOST = 200
SETTLED = 1e-10  # a step, in standard deviations of the factors
BEYOND = 40.0


def codes_of(answers: Array, items: tuple[str, ...], moments: GroupMoments) -> Codes:
    """Return (n, k) the place of each answer among the categories of its item; -1 where missing.

    Raises
    ------
    ArgumentError
        `undeclared-category` for an answer that nobody gave when the model was fitted.
    """
    codes = np.full(answers.shape, -1)
    issues = []
    for j, (item, values) in enumerate(zip(items, moments.categories, strict=True)):
        own = answers[:, j]
        there = ~np.isnan(own)
        place = np.minimum(np.searchsorted(values, own[there]), len(values) - 1)
        if (np.array(values)[place] != own[there]).any():
            message = f"Item {item!r} has an answer that nobody gave when the model was fitted."
            hint = f"Its categories are {', '.join(map(str, values))}."
            issues.append(Issue("undeclared-category", f"$.x.{item}", message, hint, facts={"item": item}))
        codes[there, j] = place
    if issues:
        raise ArgumentError("The scores cannot be computed.", issues)
    return codes


def modes(moments: GroupMoments, items: tuple[str, ...], codes: Codes) -> tuple[Array, Array]:
    """Return (n, m) the modes of the factors given ordered answers, and their standard errors.

    Parameters
    ----------
    moments
        What the model implies of a group.
    items
        The ids of the items.
    codes
        (n, k) categories, -1 where missing.

    Raises
    ------
    StatisticsError
        `negative-variance` where an item has no residual variance.

    Notes
    -----
    With factors normal and residuals normal and unrelated, the logarithm of the posterior is concave, so that it has
    one mode. Newton's steps are taken where they go up, else those of a bound of the curvature, which always do. The
    error is that of the curvature at the mode. Residual covariances do not count.
    """
    factors = moments.factor_covariance
    loadings = np.linalg.solve(factors, moments.with_factors.T).T
    residual = np.diag(moments.implied_covariance) - ((loadings @ factors) * loadings).sum(axis=1)
    flat = residual <= FLAT * np.diag(moments.implied_covariance)
    if flat.any():
        names = tuple(item for item, none in zip(items, flat, strict=True) if none)
        message = f"The factors leave nothing of {', '.join(map(repr, names))} to chance, so places are not told."
        hint = "Leave that item out, or the factor that it alone measures."
        issue = Issue("negative-variance", "$.estimates", message, hint, facts={"names": names})
        raise StatisticsError("The scores are not defined.", [issue])
    slopes = loadings / np.sqrt(residual)[:, None]
    intercepts = moments.implied_mean - loadings @ moments.factor_mean
    edges = [
        np.concatenate([[-BEYOND], (own - intercept) / np.sqrt(left), [BEYOND]])
        for own, intercept, left in zip(moments.implied_thresholds, intercepts, residual, strict=True)
    ]
    distinct, which = np.unique(codes, axis=0, return_inverse=True)
    lower = np.stack([edge[np.maximum(own, 0)] for edge, own in zip(edges, distinct.T, strict=True)], axis=1)
    upper = np.stack([edge[np.maximum(own, 0) + 1] for edge, own in zip(edges, distinct.T, strict=True)], axis=1)
    places, errors = _climb(slopes, lower, upper, distinct >= 0, moments.factor_mean, factors)
    return places[which.ravel()], errors[which.ravel()]


def _climb(
    slopes: Array, lower: Array, upper: Array, answered: NDArray[np.bool_], mean: Array, factors: Array
) -> tuple[Array, Array]:
    """The modes of all patterns at once, and their errors."""
    prior = np.asarray(np.linalg.inv(factors), dtype=np.float64)
    bound = np.einsum("nk,kf,kg->nfg", answered.astype(float), slopes, slopes) + prior
    size = np.sqrt(np.diag(factors))
    place = np.tile(mean, (len(lower), 1))
    value, slope, curvature = _posterior(place, slopes, lower, upper, answered, mean, prior)
    for _ in range(MOST):
        step = np.linalg.solve(curvature, slope[:, :, None])[:, :, 0]
        there = place + step
        found = _posterior(there, slopes, lower, upper, answered, mean, prior)
        down = ~(found[0] >= value - 1e-12 * np.abs(value))
        if down.any():
            there[down] = place[down] + np.linalg.solve(bound[down], slope[down, :, None])[:, :, 0]
            found = _posterior(there, slopes, lower, upper, answered, mean, prior)
        moved = np.abs(there - place).max(initial=0.0)
        place, (value, slope, curvature) = there, found
        if moved < SETTLED * size.min():
            break
    return place, np.sqrt(np.diagonal(np.linalg.inv(curvature), axis1=1, axis2=2))


def _posterior(
    place: Array,
    slopes: Array,
    lower: Array,
    upper: Array,
    answered: NDArray[np.bool_],
    mean: Array,
    prior: Array,
) -> tuple[Array, Array, Array]:
    """The logarithm of the posterior, but for a constant; its slopes, and its curvature downwards."""
    at = place @ slopes.T
    low, high = lower - at, upper - at
    turned = low > 0  # from the smaller of the two tails
    probability = np.where(turned, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
    probability = np.maximum(probability, 1e-300)
    below, above = (np.exp(-z * z / 2) / np.sqrt(2 * np.pi) for z in (low, high))
    pull = np.where(answered, (below - above) / probability, 0.0)
    bend = np.where(answered, pull * pull + (high * above - low * below) / probability, 0.0)
    away = place - mean
    value = np.where(answered, np.log(probability), 0.0).sum(axis=1) - (away @ prior * away).sum(axis=1) / 2
    return value, pull @ slopes - away @ prior, np.einsum("nk,kf,kg->nfg", bend, slopes, slopes) + prior
