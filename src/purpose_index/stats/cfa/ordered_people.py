"""Where people stand on the factors, from ordered answers and numbers: the likeliest place given what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtr

from purpose_index.errors import ArgumentError, Issue, StatisticsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis, GroupMoments

    Array = NDArray[np.float64]
    Codes = NDArray[np.intp]

FLAT = 1e-8  # of a variance, or of the largest of correlations: what is nothing
MOST = 200
SETTLED = 1e-10  # a step, in standard deviations
BEYOND = 40.0


def refuse_numbers(analysis: ConfirmatoryFactorAnalysis, hint: str) -> None:
    """Raise ArgumentError, `unknown-option`, for a model in which numbers stand beside ordered answers."""
    if any(stage.numbers for stage in analysis.stages):
        message = "This is offered where all items of a model are ordered, or all are numbers; here both are there."
        issue = Issue("unknown-option", "$.analysis", message, hint)
        raise ArgumentError("This model has numbers beside ordered answers.", [issue])


def codes_of(answers: Array, items: tuple[str, ...], moments: GroupMoments) -> Codes:
    """Return (n, k) the place of each ordered answer among the categories of its item; -1 where missing, or a number.

    Raises
    ------
    ArgumentError
        `undeclared-category` for an answer that nobody gave when the model was fitted.
    """
    codes = np.full(answers.shape, -1)
    issues = []
    for j, (item, values) in enumerate(zip(items, moments.categories, strict=True)):
        if not values:
            continue
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


class _Given(NamedTuple):
    """What people answered, and what that tells.

    Parameters
    ----------
    slopes
        (k, r) of the items on independent components of the factors, where residuals have variance 1.
    numbers
        (k,) which items are numbers.
    answered
        (n, k) which answers there are.
    lower, upper
        (n, k) between what a variable behind an ordered answer lies; a number itself.
    """

    slopes: Array
    numbers: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    lower: Array
    upper: Array


def modes(moments: GroupMoments, items: tuple[str, ...], answers: Array) -> tuple[Array, Array]:
    """Return (n, m) the modes of the factors given ordered answers and numbers, and their standard errors.

    Parameters
    ----------
    moments
        What the model implies of a group.
    items
        The ids of the items.
    answers
        (n, k) NaN where missing.

    Raises
    ------
    ArgumentError
        `undeclared-category` for an answer that nobody gave when the model was fitted.
    StatisticsError
        `negative-variance` where an item has no residual variance; `impossible-factor-correlations` where the factors
        have covariances that nothing can have.

    Notes
    -----
    With factors normal and residuals normal and unrelated, the logarithm of the posterior is concave, so that it has
    one mode. Newton's steps are taken where they go up, else those of a bound of the curvature, which always do. The
    error is that of the curvature at the mode. Residual covariances do not count. The search is over independent
    components of the factors, fewer than those where a factor is a combination of others.
    """
    along, loadings = _components(moments)
    residual = np.diag(moments.implied_covariance) - (loadings**2).sum(axis=1)
    flat = residual <= FLAT * np.diag(moments.implied_covariance)
    if flat.any():
        names = tuple(item for item, none in zip(items, flat, strict=True) if none)
        message = f"The factors leave nothing of {', '.join(map(repr, names))} to chance, so places are not told."
        hint = "Leave that item out, or the factor that it alone measures."
        issue = Issue("negative-variance", "$.estimates", message, hint, facts={"names": names})
        raise StatisticsError("The scores are not defined.", [issue])
    slopes = loadings / np.sqrt(residual)[:, None]
    edges = [
        np.concatenate([[-BEYOND], (own - mean) / np.sqrt(left), [BEYOND]])
        for own, mean, left in zip(moments.implied_thresholds, moments.implied_mean, residual, strict=True)
    ]
    codes = codes_of(answers, items, moments)
    numbers = np.array([not values for values in moments.categories])
    standard = np.where(numbers, (answers - moments.implied_mean) / np.sqrt(residual), codes)
    distinct, first, which = np.unique(
        np.nan_to_num(standard, nan=np.inf), axis=0, return_index=True, return_inverse=True
    )
    places_of = np.maximum(codes[first], 0)
    lower, upper = (
        np.where(
            numbers, distinct, np.stack([edge[own + k] for edge, own in zip(edges, places_of.T, strict=True)], axis=1)
        )
        for k in (0, 1)
    )
    given = _Given(slopes, numbers, ~np.isnan(answers[first]), lower, upper)
    places, spread = _climb(given)
    errors = np.sqrt(np.einsum("fr,nrs,fs->nf", along, spread, along))
    return (moments.factor_mean + places @ along.T)[which.ravel()], errors[which.ravel()]


def _components(moments: GroupMoments) -> tuple[Array, Array]:
    """What factors are of independent standard normal components (m, r), and the loadings of items on these (k, r)."""
    covariance = moments.factor_covariance
    scale = np.sqrt(np.abs(np.diag(covariance)))
    scale[scale == 0] = 1
    sizes, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    if sizes[0] < -FLAT:
        message = "The factors have variances or correlations that none can have, so that places are not told."
        hint = "Two factors that cannot be told apart may be one; or hold a variance at 0."
        issue = Issue("impossible-factor-correlations", "$.factor_correlations", message, hint)
        raise StatisticsError("The scores are not defined.", [issue])
    there = sizes > FLAT
    roots = np.sqrt(sizes[there])
    along = scale[:, None] * vectors[:, there] * roots
    return along, moments.with_factors / scale @ vectors[:, there] / roots


def _climb(given: _Given) -> tuple[Array, Array]:
    """The modes of all patterns at once, and the inverse curvature there."""
    slopes = given.slopes
    prior = np.eye(slopes.shape[1])
    bound = np.einsum("nk,kf,kg->nfg", given.answered.astype(float), slopes, slopes) + prior
    place = np.zeros((len(given.lower), slopes.shape[1]))
    value, slope, curvature = _posterior(place, given)
    for _ in range(MOST):
        step = np.linalg.solve(curvature, slope[:, :, None])[:, :, 0]
        there = place + step
        found = _posterior(there, given)
        down = ~(found[0] >= value - 1e-12 * np.abs(value))
        if down.any():
            there[down] = place[down] + np.linalg.solve(bound[down], slope[down, :, None])[:, :, 0]
            found = _posterior(there, given)
        moved = np.abs(there - place).max(initial=0.0)
        place, (value, slope, curvature) = there, found
        if moved < SETTLED:
            break
    return place, np.asarray(np.linalg.inv(curvature))


def _posterior(place: Array, given: _Given) -> tuple[Array, Array, Array]:
    """The logarithm of the posterior, but for a constant; its slopes, and its curvature downwards."""
    slopes, numbers, answered, lower, upper = given
    at = place @ slopes.T
    low, high = (np.where(answered, end - at, 0.0) for end in (lower, upper))
    turned = low > 0  # from the smaller of the two tails
    probability = np.where(turned, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))
    probability = np.maximum(probability, 1e-300)
    below, above = (np.exp(-z * z / 2) / np.sqrt(2 * np.pi) for z in (low, high))
    pull = np.where(numbers, low, (below - above) / probability)
    bend = np.where(numbers, 1.0, pull * pull + (high * above - low * below) / probability)
    value = np.where(numbers, -low * low / 2, np.log(probability))
    pull, bend, value = (np.where(answered, each, 0.0) for each in (pull, bend, value))
    curvature = np.einsum("nk,kf,kg->nfg", bend, slopes, slopes) + np.eye(slopes.shape[1])
    return value.sum(axis=1) - (place**2).sum(axis=1) / 2, pull @ slopes - place, curvature
