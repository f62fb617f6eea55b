"""What groups' answers to an item differ by at equal places on the trait, under a graded model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from purpose_index.stats.dif.score_effects import FOUND, Effects
from purpose_index.stats.irt.errors import covariance_of
from purpose_index.stats.irt.likelihood import even_nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.dif.trait_models import TraitModel

    Array = NDArray[np.float64]

PLACES = 61  # over which a group's trait is summed


def trait_effects(model: TraitModel, item: int, values: Sequence[int]) -> Effects:
    """Return what one item's answers differ by between each group and the first, over the trait of that group."""
    covariance = covariance_of(model.top)
    groups = model.columns.groups
    return Effects(*np.array([_effect(model, item, g, values, covariance) for g in range(1, groups)]).T)


def _effect(model: TraitModel, item: int, g: int, values: Sequence[int], covariance: Array) -> tuple[float, ...]:
    theta, others = model.top.theta, model.columns.groups - 1
    mean, spread = len(theta) - 2 * others + g - 1, len(theta) - others + g - 1
    nodes, weights = even_nodes(PLACES)
    steps = np.exp(theta[spread]) * nodes
    moves, gap, along = np.zeros(len(theta)), np.zeros(PLACES), np.zeros(PLACES)
    for group, sign in ((g, 1.0), (0, -1.0)):
        if not model.columns.categories[model.column(item, group)]:
            return np.nan, np.nan, np.nan
        expected, slopes, steep = _moves(model, item, group, values, theta[mean] + steps)
        gap = gap + sign * expected
        moves += sign * (slopes @ weights)
        along = along + sign * steep
    moves[mean] += along @ weights
    moves[spread] += (along * steps) @ weights
    moved = np.flatnonzero(moves)
    variance = moves[moved] @ covariance[np.ix_(moved, moved)] @ moves[moved]
    error = float(np.sqrt(variance)) if variance >= 0 else np.nan
    return float(np.sum(gap * weights)), error, FOUND * error


def expected_curve(model: TraitModel, item: int, group: int, values: Sequence[int], places: Array) -> Array:
    """Return the (q,) answers that are expected of a group at places on the trait; NaN where nobody of it answered."""
    if not model.columns.categories[model.column(item, group)]:
        return np.full(len(places), np.nan)
    return _moves(model, item, group, values, places)[0]


def _moves(
    model: TraitModel, item: int, group: int, values: Sequence[int], places: Array
) -> tuple[Array, Array, Array]:
    """(q,) expected answers, (parameters, q) their slopes in the free parameters, and (q,) those along the trait."""
    theta, at = model.top.theta, model.column(item, group)
    own = np.array(values, dtype=np.float64)[list(model.columns.categories[at])]
    slopes = np.zeros((len(theta), len(places)))
    if model.where[at, 0] < 0:
        return np.full(len(places), own[0]), slopes, np.zeros(len(places))
    slope, intercepts = model.where[at, 0], model.where[at, 1 : len(own)]
    above = expit(theta[slope] * places + theta[intercepts][:, None])
    steep = np.diff(own)[:, None] * above * (1 - above)
    slopes[intercepts], slopes[slope] = steep, places * steep.sum(axis=0)
    return own[0] + np.diff(own) @ above, slopes, theta[slope] * steep.sum(axis=0)
