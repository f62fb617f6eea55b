"""How certain the parameters of an item response model are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cho_factor, cho_solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.irt.climbing import Top
    from purpose_index.stats.irt.models import Model

    Array = NDArray[np.float64]


def covariance_of(top: Top) -> Array:
    """Return the (p, p) covariances of the errors of the free parameters, from the observed information.

    NaN for a slope that is held, and for all where the search ended at no top.
    """
    p = len(top.theta)
    if top.information is None:
        return np.full((p, p), np.nan)
    covariance = np.asarray(cho_solve(cho_factor(top.information), np.eye(p)))
    covariance[top.held] = covariance[:, top.held] = np.nan
    return (covariance + covariance.T) / 2


def locations_of(
    model: Model, where: NDArray[np.int64], slopes: Array, intercepts: Array, covariance: Array
) -> tuple[Array, Array]:
    """Return the (k, m - 1) places where categories part, and their errors by the delta method; NaN beyond them."""
    k, m = where.shape
    parting, lacking = model.parting(m), where < 0
    slopes = np.where(lacking[:, 0], np.nan, slopes)[:, None]
    intercepts = np.where(lacking[:, 1:], 0.0, intercepts)
    with np.errstate(divide="ignore", invalid="ignore"):  # a slope of 0 parts nothing
        locations = -(intercepts @ parting.T) / slopes
        moved = -np.concatenate([locations[:, :, None], np.broadcast_to(parting, (k, m - 1, m - 1))], axis=2)
        moved /= slopes[:, :, None]
        both = np.where(lacking[:, :, None] | lacking[:, None], 0.0, covariance[where[:, :, None], where[:, None]])
        errors = np.sqrt(np.einsum("jtu,juv,jtv->jt", moved, both, moved))
    beyond = lacking[:, 1:]
    return np.where(beyond, np.nan, locations), np.where(beyond, np.nan, errors)
