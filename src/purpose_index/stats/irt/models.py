"""How likely each answer is to somebody at a place on the latent trait: the graded and the partial credit model.

Both are functions of predictors ``z[t] = slope * multiplier[t] * theta + intercept[t]``, one for each category above
the lowest. Arrays have an item a row and are padded to the most categories that an item has: a category that an item
lacks has the intercept -inf, and so no probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from purpose_index.stats.irt.choices import ModelName

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]

LOGISTIC = 1.702  # what a logistic slope is of a normal one
WIDEST_GAP = 700.0  # beyond it float64 has no exponential, and none is needed


@dataclass(frozen=True, slots=True)
class Model:
    """A model of answers in ordered categories.

    Parameters
    ----------
    name
        Its name.
    multipliers
        Of a number of categories m: (m - 1,) how often the slope counts in each predictor.
    log_probabilities
        Of (k,) slopes, (k, m - 1) intercepts and (q,) places, or (k, q) of them: (k, m, q) logarithms of the
        probabilities of the categories.
    in_predictors
        Of the same: (k, m, m - 1, q) slopes of those logarithms in the predictors.
    curvature
        Of the same and (k, m, q) counts of answers: (k, m - 1, m - 1, q) what they bend down in the predictors, times
        the counts.
    along
        Of the same as the first: (k, m, q) probabilities, and the first three derivatives of their logarithms along the
        trait.
    own
        Of slopes, intercepts, (k, n) codes, -1 where missing, and (n,) places: the first two derivatives of the
        logarithm of the likelihood of each person's answers.
    parting
        Of m: (m - 1, m - 1) T, with which the places on the trait where categories part are -T intercepts / slope.
    moved
        Of m: (m - 1, m) which categories each predictor is of concern to anywhere on the trait. There the slopes of
        their logarithms in it are one function of the place, but for a constant.
    """

    name: ModelName
    multipliers: Callable[[int], Array]
    log_probabilities: Callable[[Array, Array, Array], Array]
    in_predictors: Callable[[Array, Array, Array], Array]
    curvature: Callable[[Array, Array, Array, Array], Array]
    along: Callable[[Array, Array, Array], tuple[Array, Array, Array, Array]]
    own: Callable[[Array, Array, Codes, Array], tuple[Array, Array]]
    parting: Callable[[int], Array]
    moved: Callable[[int], NDArray[np.bool_]]


def expit(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)), with all its digits at both ends."""
    out = np.negative(z)
    with np.errstate(over="ignore"):
        np.exp(out, out=out)
    out += 1
    return np.divide(1, out, out=out)


def _between(slopes: Array, intercepts: Array, theta: Array) -> tuple[Array, Array]:
    """Predictors of the graded model with inf before and -inf behind, (k, m + 1, q); and (k, m) the gaps between."""
    ends = np.full((len(slopes), 1), np.inf)
    edges = np.concatenate([ends, intercepts, -ends], axis=1)
    with np.errstate(invalid="ignore"):
        gaps = edges[:, :-1] - edges[:, 1:]
    gaps[np.isnan(gaps)] = np.inf  # beyond the categories of an item
    z = np.multiply(slopes[:, None], theta)[:, None, :] + edges[:, :, None]
    return z, gaps


def _graded_log_probabilities(slopes: Array, intercepts: Array, theta: Array) -> Array:
    """Samejima (1969): P(c) = F(z[c]) - F(z[c + 1]), without the loss of digits of a difference."""
    z, gaps = _between(slopes, intercepts, theta)
    if not (gaps > 0).all():
        return np.full((*gaps.shape, theta.shape[-1]), -np.inf)
    less = np.log1p(np.exp(-np.abs(z)))  # log F(z) = min(z, 0) - less, and log F(-z) = min(-z, 0) - less
    above, below = np.minimum(z, 0) - less, np.minimum(-z, 0) - less
    return np.asarray(above[:, :-1] + below[:, 1:] + np.log(-np.expm1(-gaps))[:, :, None])


def _graded_in_predictors(slopes: Array, intercepts: Array, theta: Array) -> Array:
    z, gaps = _between(slopes, intercepts, theta)
    k, m, q = len(slopes), gaps.shape[1], theta.shape[-1]
    near = (1 / np.expm1(gaps.clip(max=WIDEST_GAP)))[:, :, None]
    out, t, inner = np.zeros((k, m, m - 1, q)), np.arange(m - 1), z[:, 1:-1]
    there = np.isfinite(intercepts)[:, :, None]
    out[:, t, t] = np.where(there, -expit(inner) - near[:, :-1], 0.0)
    out[:, t + 1, t] = np.where(there, expit(-inner) + near[:, 1:], 0.0)
    return out


def _graded_curvature(slopes: Array, intercepts: Array, theta: Array, counts: Array) -> Array:
    z, gaps = _between(slopes, intercepts, theta)
    k, m, q = counts.shape
    steep = expit(z) * expit(-z)
    near = 1 / np.expm1(gaps.clip(max=WIDEST_GAP))
    near = near * (1 + near)
    shared = near[:, :, None] * counts
    out = np.zeros((k, m - 1, m - 1, q))
    for t in range(m - 1):
        out[:, t, t] = steep[:, t + 1] * (counts[:, t] + counts[:, t + 1]) + shared[:, t] + shared[:, t + 1]
        if t:
            out[:, t, t - 1] = out[:, t - 1, t] = -shared[:, t]
    return out


def _graded_along(slopes: Array, intercepts: Array, theta: Array) -> tuple[Array, Array, Array, Array]:
    z, gaps = _between(slopes, intercepts, theta)
    above, below = expit(z), expit(-z)
    slope, steep = slopes[:, None, None], above * below
    bent = steep * (below - above)
    p, first = above[:, :-1] * below[:, 1:], below[:, :-1] - above[:, 1:]
    second, third = (side[:, :-1] + side[:, 1:] for side in (steep, bent))
    p *= -np.expm1(-gaps)[:, :, None]
    for derivative, size in ((first, slope), (second, -(slope**2)), (third, -(slope**3))):
        derivative *= size
    return p, first, second, third


def _graded_own(slopes: Array, intercepts: Array, codes: Codes, theta: Array) -> tuple[Array, Array]:
    ends = np.full((len(slopes), 1), np.inf)
    z = np.multiply.outer(slopes, theta)
    low = z + _picked(np.concatenate([ends, intercepts, ends], axis=1), codes)  # of no answer: all is above, and below
    high = z + _picked(np.concatenate([intercepts, -ends, -ends], axis=1), codes)
    below, above = expit(-low), expit(high)
    bends = below * expit(low) + above * expit(-high)
    return slopes @ (below - above), -(slopes**2) @ bends


def _picked(table: Array, codes: Codes) -> Array:
    """The number of each item's row that a code stands for: the last one where it is -1."""
    return np.asarray(table[np.arange(len(table))[:, None], codes])


def _credits(slopes: Array, intercepts: Array, theta: Array) -> Array:
    """(k, m, q) predictors of the partial credit model, 0 of the lowest category."""
    m = intercepts.shape[1] + 1
    edges = np.concatenate([np.zeros((len(slopes), 1)), intercepts], axis=1)
    along = np.multiply(slopes[:, None], theta)
    return np.asarray(along[:, None, :] * np.arange(m)[:, None] + edges[:, :, None])


def _credit_log_probabilities(slopes: Array, intercepts: Array, theta: Array) -> Array:
    """Muraki (1992): P(c) is proportional to exp(c * slope * theta + intercept[c])."""
    z = _credits(slopes, intercepts, theta)
    z -= z.max(axis=1, keepdims=True)
    return np.asarray(z - np.log(np.exp(z).sum(axis=1, keepdims=True)))


def _credit_in_predictors(slopes: Array, intercepts: Array, theta: Array) -> Array:
    p = np.exp(_credit_log_probabilities(slopes, intercepts, theta))[:, 1:]
    m = p.shape[1] + 1
    there = np.isfinite(intercepts)[:, None, :, None]
    return np.where(there, np.eye(m)[:, 1:, None] - p[:, None], 0.0)


def _credit_curvature(slopes: Array, intercepts: Array, theta: Array, counts: Array) -> Array:
    p = np.exp(_credit_log_probabilities(slopes, intercepts, theta))[:, 1:]
    spread = np.eye(p.shape[1])[:, :, None] * p[:, None] - p[:, :, None] * p[:, None]
    return np.asarray(spread * counts.sum(axis=1)[:, None, None])


def _credit_along(slopes: Array, intercepts: Array, theta: Array) -> tuple[Array, Array, Array, Array]:
    p, apart, slope = *_credit_spread(slopes, intercepts, theta), slopes[:, None, None]
    second, third = (-(slope**power) * (p * apart**power).sum(axis=1, keepdims=True) for power in (2, 3))
    return p, slope * apart, np.broadcast_to(second, p.shape), np.broadcast_to(third, p.shape)


def _credit_own(slopes: Array, intercepts: Array, codes: Codes, theta: Array) -> tuple[Array, Array]:
    p, apart = _credit_spread(slopes, intercepts, theta)
    answered = codes >= 0
    mean, bends = -apart[:, 0], (p * apart**2).sum(axis=1)
    return slopes @ np.where(answered, codes - mean, 0.0), -(slopes**2) @ np.where(answered, bends, 0.0)


def _credit_spread(slopes: Array, intercepts: Array, theta: Array) -> tuple[Array, Array]:
    """The (k, m, q) probabilities, and how far each category is from the one that is expected."""
    p = np.exp(_credit_log_probabilities(slopes, intercepts, theta))
    categories = np.arange(p.shape[1])[:, None]
    return p, categories - (categories * p).sum(axis=1, keepdims=True)


GRADED = Model(
    "graded",
    lambda m: np.ones(m - 1),
    _graded_log_probabilities,
    _graded_in_predictors,
    _graded_curvature,
    _graded_along,
    _graded_own,
    lambda m: np.eye(m - 1),
    lambda m: np.eye(m - 1, m, dtype=bool) | np.eye(m - 1, m, 1, dtype=bool),
)
PARTIAL_CREDIT = Model(
    "partial_credit",
    lambda m: np.arange(1.0, m),
    _credit_log_probabilities,
    _credit_in_predictors,
    _credit_curvature,
    _credit_along,
    _credit_own,
    lambda m: np.eye(m - 1) - np.eye(m - 1, k=-1),
    lambda m: np.ones((m - 1, m), dtype=bool),
)
MODELS = {model.name: model for model in (GRADED, PARTIAL_CREDIT)}
