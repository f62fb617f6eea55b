"""A model fitted to many samples at once, all near to one that it was fitted to already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.linalg.lapack import dpotrf, dtrtri

from purpose_index.stats.cfa.likelihood import Sample
from purpose_index.stats.cfa.minimise import minimise
from purpose_index.stats.cfa.problem import Likelihood
from purpose_index.stats.cfa.structure import Structure, structure_of
from purpose_index.tallies.rows import cores

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

    Array = NDArray[np.float64]

TOGETHER = 125  # samples that are fitted at once: many share the cost of a call, few stay in the cache
MOST = 60  # steps of all together; a sample that has not ended then is fitted by itself
SETTLED = 1e-6  # what a last step may still gain of the test of a sample
FAR = 1e3  # more than a step can gain near an end


class ManyMoments(NamedTuple):
    """(b, p) means and (b, p, p) covariances, divided by the number of people, of one group in many samples."""

    mean: Array
    covariance: Array


def refitted(
    analysis: ConfirmatoryFactorAnalysis,
    moments: list[ManyMoments],
    progress: Callable[[float], object] | None = None,
) -> Array:
    """Return the (b, q) free parameters of a model in many samples; NaN where the search did not end.

    Parameters
    ----------
    analysis
        The model, fitted to complete answers.
    moments
        Of every group, in the samples.
    progress
        Called with the share that is done.

    Notes
    -----
    From the estimates of the analysis, steps of its own curvature, which the steps before bend (L-BFGS), lead each
    sample to its own end. Stretches of samples go to threads; what a sample gives does not depend on the others.
    """
    model = analysis.model
    structures = tuple(structure_of(model, group) for group in range(model.groups))
    sizes = [group.n for group in analysis.groups]
    problem = Likelihood(analysis.samples, structures, model.free)
    inverse = np.asarray(
        np.linalg.inv(2 * problem.curvature(problem.at(analysis.theta), observed=True)), dtype=np.float64
    )
    starts = range(0, len(moments[0].mean), TOGETHER)

    def some(start: int) -> Array:
        parts = [ManyMoments(*(each[start : start + TOGETHER] for each in group)) for group in moments]
        theta = _together(structures, parts, problem.shares, analysis.theta, inverse, SETTLED / analysis.n)
        for row in np.flatnonzero(np.isnan(theta).any(axis=1)).tolist():
            groups = zip(sizes, parts, strict=True)
            samples = tuple(Sample.whole(n, part.mean[row], part.covariance[row]) for n, part in groups)
            alone = Likelihood(samples, structures, model.free)
            lowest = minimise(alone, analysis.theta, alone.at(analysis.theta))
            theta[row] = lowest.theta if lowest.converged else np.nan
        return theta

    found = []
    with ThreadPoolExecutor(min(cores(), len(starts))) as pool:
        for done in pool.map(some, starts):
            found.append(done)
            if progress is not None:
                progress(len(found) / len(starts))
    return np.concatenate(found)


def _together(
    structures: tuple[Structure, ...],
    moments: list[ManyMoments],
    shares: list[float],
    start: Array,
    inverse: Array,
    settled: float,
) -> Array:
    """(b, q) the estimates of some resamples by steps of one curvature; NaN where these do not lead to an end."""
    count, size = len(moments[0].mean), len(start)
    theta, ended = np.tile(start, (count, 1)), np.zeros(count, dtype=bool)
    gathers = [np.eye(size)[structure.index] for structure in structures]
    left, here, pairs = np.arange(count), start[None], []  # all begin at one point, which is computed once
    step, slope = np.zeros((count, size)), np.zeros((count, size))
    for _ in range(MOST):
        before, slope = slope, np.zeros((len(left), size))
        for structure, (mean, covariance), share, gather in zip(structures, moments, shares, gathers, strict=True):
            slope += share * _slopes(structure, here, mean[left], covariance[left]) @ gather
        pairs.append(_bend(step, before - slope))
        step = _bent(slope, pairs[1:], inverse)
        theta[left] -= step
        decrement = np.vecdot(slope, step)
        ended[left] = np.abs(decrement) < settled
        kept = ~ended[left] & (decrement >= 0) & (decrement < FAR)
        if not kept.all():
            left, slope, step = left[kept], slope[kept], step[kept]
            pairs = [(moved[kept], turned[kept]) for moved, turned in pairs]
        if not left.size:
            break
        here = theta[left]
    theta[~(ended & _possible(structures, theta))] = np.nan
    return theta


def _bend(moved: Array, turned: Array) -> tuple[Array, Array]:
    """Steps and what they did to the slopes, each over the root of their product; nothing where it is not above 0."""
    product = np.vecdot(moved, turned)[:, None]
    root = np.sqrt(np.where(product > 0, product, np.inf))
    return moved / root, turned / root


def _bent(slope: Array, pairs: list[tuple[Array, Array]], inverse: Array) -> Array:
    """(b, q) steps by one curvature that earlier steps of each sample have bent (L-BFGS, Nocedal, 1980)."""
    weights = []
    for moved, turned in reversed(pairs):
        weights.append(np.vecdot(moved, slope)[:, None])
        slope = slope - weights[-1] * turned
    step = slope @ inverse
    for (moved, turned), weight in zip(pairs, reversed(weights), strict=True):
        step = step + moved * (weight - np.vecdot(turned, step)[:, None])
    return np.asarray(step)


def _slopes(structure: Structure, theta: Array, mean: Array, covariance: Array) -> Array:
    """(b, r) the slopes of the distances of some samples, place by place."""
    implied = structure.implied(theta)
    inverse = _inverses(implied.covariance)
    difference = mean - implied.mean
    about = covariance + difference[:, :, None] * difference[:, None, :]
    pull = (inverse @ difference[:, :, None])[:, :, 0]
    return np.asarray(structure.gradient(implied, inverse - inverse @ about @ inverse, pull))


def _inverses(matrices: Array) -> Array:
    """(b, p, p) the inverses of symmetric matrices; NaN where one is not positive definite."""
    roots = matrices.copy()
    for matrix in roots:  # in place: what is C to numpy is its transpose to LAPACK
        if dpotrf(matrix.T, overwrite_a=1)[1]:
            matrix[:] = np.nan
        else:
            dtrtri(matrix.T, overwrite_c=1)
    return np.asarray(np.swapaxes(roots, 1, 2).copy() @ roots)  # of a copy: two views of one are multiplied slowly


def _possible(structures: tuple[Structure, ...], theta: Array) -> NDArray[np.bool_]:
    """(b,) whether these parameters imply covariances that somebody could have."""
    fine: NDArray[np.bool_] = np.asarray(np.isfinite(theta).all(axis=1))
    for structure in structures:
        covariance = structure.implied(theta[fine]).covariance
        try:
            np.linalg.cholesky(covariance)
        except np.linalg.LinAlgError:  # of one of them
            fine[fine] = np.linalg.eigvalsh(covariance)[:, 0] > 0
    return fine
