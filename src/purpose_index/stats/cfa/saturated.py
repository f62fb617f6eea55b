"""What a model is compared with: means and covariances that are free, and items that do not covary."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.cfa.likelihood import Sample, distance, steepness
from purpose_index.stats.cfa.structure import INTERCEPT, RESIDUAL, Implied, Structure, structure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MOST = 2000
SETTLED = 1e-13  # what an EM cycle still gains, a person


def free_moments(sample: Sample) -> tuple[Array, Array, bool]:
    """Return the (p,) means and (p, p) covariances that are likeliest without any model, and whether the search ended.

    Notes
    -----
    Without missing answers those of the sample; else by EM, a cycle of which moves the covariances by ``-Σ M Σ``, with
    M half the slopes of the distance, extrapolated (SQUAREM) where that is likelier.

    References
    ----------
    Varadhan, R., & Roland, C. (2008). Simple and globally convergent methods for accelerating the convergence of any
    EM algorithm. Scandinavian Journal of Statistics, 35, 335-353. https://doi.org/10.1111/j.1467-9469.2007.00585.x
    """
    if sample.complete:
        return sample.mean[0], sample.covariance[0], True
    mean, variance = unrelated(sample)
    state = (mean, np.diag(variance))
    value, now = _cycle(sample, state)
    for _ in range(MOST):
        after, later = _cycle(sample, now)
        if value - after < SETTLED:
            return (*now, True)
        if not np.isfinite(after):  # on its way to covariances without an inverse
            break
        state, now, value = _extrapolated(sample, state, now, later, after)
    return (*now, False)


def _cycle(sample: Sample, state: tuple[Array, Array]) -> tuple[float, tuple[Array, Array]]:
    """The distance of means and covariances, and those that follow from what they lead one to expect."""
    mean, covariance = state
    here = distance(sample, as_implied(mean, covariance))
    move = covariance @ (sample.shares @ here.pull)
    steep = steepness(sample, here)
    following = covariance - covariance @ steep @ covariance - np.outer(move, move)
    return here.value, (mean + move, (following + following.T) / 2)


def _extrapolated(
    sample: Sample, state: tuple[Array, Array], now: tuple[Array, Array], later: tuple[Array, Array], after: float
) -> tuple[tuple[Array, Array], tuple[Array, Array], float]:
    """The next two states: further along the way where that is likelier, else the plain cycle's."""
    first = [b - a for a, b in zip(state, now, strict=True)]
    second = [c - b - d for b, c, d in zip(now, later, first, strict=True)]
    size = sum(float((d**2).sum()) for d in second)
    if size > 0:
        step = -np.sqrt(sum(float((d**2).sum()) for d in first) / size)
        if step < -1:
            ahead = tuple(a - 2 * step * d + step**2 * e for a, d, e in zip(state, first, second, strict=True))
            value, following = _cycle(sample, (ahead[0], ahead[1]))
            if value < after:
                return (ahead[0], ahead[1]), following, value
    return now, later, after


def as_implied(mean: Array, covariance: Array) -> Implied:
    """Return means and covariances as those that a model without factors implies."""
    none = np.empty((len(mean), 0))
    return Implied(covariance, mean, np.empty((0, 0)), np.empty(0), np.empty((0, 0)), none, none)


def unrelated(sample: Sample) -> tuple[Array, Array]:
    """Return the (p,) means and variances, each over the people who answered the item."""
    weights = sample.people / sample.n
    has = np.maximum(weights @ sample.answered, 1e-300)  # nobody may have answered it
    mean = weights @ sample.mean / has
    about = np.where(sample.answered, sample.mean - mean, 0.0)
    squares = np.einsum("g,gii->i", weights, sample.covariance) + weights @ about**2
    return mean, squares / has


def without_factors(p: int, *, means: bool, covariances: bool) -> Structure:
    """Return the structure in which variances are free, and covariances and means where asked."""
    rows, columns = np.tril_indices(p) if covariances else (np.arange(p),) * 2
    places = [(RESIDUAL, row, column) for row, column in zip(rows.tolist(), columns.tolist(), strict=True)]
    places += [(INTERCEPT, row, 0) for row in range(p)] if means else []
    return structure(p, 0, [(*place, number) for number, place in enumerate(places)])


class References(NamedTuple):
    """What a model is compared with, in all groups.

    Parameters
    ----------
    samples
        As many people who have the likeliest moments and miss nothing, one a group.
    moments
        The (p,) means and (p, p) covariances that are likeliest without a model, one of each a group.
    unrelated
        The (p,) means and variances, one of each a group.
    free_value, baseline_value
        The distance of either from the data.
    converged
        Whether the former were found.
    """

    samples: tuple[Sample, ...]
    moments: tuple[tuple[Array, Array], ...]
    unrelated: tuple[tuple[Array, Array], ...]
    free_value: float
    baseline_value: float
    converged: bool


def references_of(samples: Sequence[Sample]) -> References:
    """Return what models of these samples are compared with."""
    n = sum(sample.n for sample in samples)
    found = [free_moments(sample) for sample in samples]
    alone = tuple(unrelated(sample) for sample in samples)
    free_value = sum(
        sample.n / n * distance(sample, as_implied(mean, covariance)).value
        for sample, (mean, covariance, _) in zip(samples, found, strict=True)
    )
    baseline = sum(
        sample.n / n * distance(sample, as_implied(mean, np.diag(variance))).value
        for sample, (mean, variance) in zip(samples, alone, strict=True)
    )
    moments = tuple((mean, covariance) for mean, covariance, _ in found)
    whole = tuple(
        Sample.whole(sample.n, mean, covariance) for sample, (mean, covariance) in zip(samples, moments, strict=True)
    )
    return References(whole, moments, alone, free_value, baseline, all(ended for *_, ended in found))
