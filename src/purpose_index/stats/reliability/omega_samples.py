"""Omega total and its standard error in many samples at once, for simulations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.correlation.matrix import SINGULAR
from purpose_index.stats.factor.extraction import LOWEST_UNIQUENESS, extract
from purpose_index.stats.factor.one_factor import one_factors, principal_start
from purpose_index.stats.reliability.omega import undetermined
from purpose_index.stats.reliability.omega_slope import Model, omega_error
from purpose_index.stats.sum_scores import correlations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def omegas_and_errors(covariances: Array, n: int) -> tuple[Array, Array]:
    """Return omega by maximum likelihood, and its standard error, of each of (b, k, k) covariances of n people.

    Both are NaN where `omega_total` has no interval: an item is constant, the correlations have no inverse, the fit is
    at a bound, or the loadings are not determined. A fit that is not proper at once is tried again from its own start
    alone, where `omega_total` would look from other places too.
    """
    values, errors = np.full((2, len(covariances)), np.nan)
    varying = np.flatnonzero((np.diagonal(covariances, axis1=1, axis2=2) > 0).all(axis=1))
    R, sd = correlations(covariances[varying]), np.sqrt(np.diagonal(covariances[varying], axis1=1, axis2=2))
    regular = np.linalg.eigvalsh(R)[:, 0] >= SINGULAR
    starts = principal_start(R)
    loadings, uniquenesses, proper = one_factors(R, "ml", start=starts)
    for i in np.flatnonzero(~proper & regular):
        found = extract(R[i], 1, method="ml", start=np.maximum(1.0 - starts[i] ** 2, LOWEST_UNIQUENESS))
        if not found.issues:
            loadings[i], uniquenesses[i], proper[i] = found.loadings[:, 0], found.uniquenesses, True
    for i in np.flatnonzero(proper & regular & ~undetermined(loadings)):
        model = Model(R[i], loadings[i], uniquenesses[i], sd[i])
        common, error = (sd[i] @ loadings[i]) ** 2, sd[i] ** 2 @ uniquenesses[i]
        values[varying[i]] = common / (common + error)
        errors[varying[i]] = omega_error(model, "ml", False, n)
    return values, errors
