"""Robust indices where answers are missing: how well the model would fit if nobody missed any."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.cfa.indices import TestIndices, indices, robust_indices
from purpose_index.stats.cfa.likelihood import changes_of, curvature, distance
from purpose_index.stats.cfa.robust import meat
from purpose_index.stats.cfa.saturated import as_implied, without_factors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.data import GroupData
    from purpose_index.stats.cfa.minimise import Lowest
    from purpose_index.stats.cfa.problem import Likelihood
    from purpose_index.stats.cfa.saturated import References
    from purpose_index.stats.cfa.structure import Implied, Structure

    Array = NDArray[np.float64]


class _Free(NamedTuple):
    """What the moments of a group that are likeliest without a model are worth.

    Parameters
    ----------
    whole
        W, their information if nothing were missing.
    errors
        Γ, n times the covariances of their errors.
    pulled
        V Γ, with V their information in the answers that there are.
    information
        V.
    """

    whole: Array
    errors: Array
    pulled: Array
    information: Array


def whole_fit(
    problem: Likelihood, lowest: Lowest, data: Sequence[GroupData], references: References, df: int, *, robust: bool
) -> TestIndices | None:
    """Return CFI, TLI and RMSEA as if nothing were missing; None where the answers do not tell all covariances.

    Parameters
    ----------
    problem, lowest
        The model, where it fits best.
    data, references
        The answers, and what is likeliest without a model.
    df
        Degrees of freedom of the model.
    robust
        Whether the answers themselves say how certain the moments are, instead of normal theory.

    Notes
    -----
    Missing answers hide misfit: the indices of the likelihood's own test depend on how many are missing, and where.
    These take the complete-data discrepancy of the estimates from the likeliest moments, less what chance alone is
    expected to give to that, ``tr(W P Γ P')``: W the complete-data information, Γ the covariances of the errors of the
    moments, P what the parameters leave of them; all at the likeliest moments.

    References
    ----------
    Zhang, X., & Savalei, V. (2023). New computations for RMSEA and CFI following FIML and TS estimation with missing
    data. Psychological Methods, 28, 263-283. https://doi.org/10.1037/met0000445
    """
    n, groups, p = sum(group.sample.n for group in data), len(data), len(references.unrelated[0][0])
    try:
        free = [_free(*each, robust=robust) for each in zip(data, references.moments, strict=True)]
    except np.linalg.LinAlgError:
        return None
    baseline = without_factors(p, means=True, covariances=False)
    at_baseline = [as_implied(mean, np.diag(variance)) for mean, variance in references.unrelated]
    trace = _left(free, problem.structures, lowest.point.implied, problem.shares, problem.size)
    baseline_trace = sum(
        _left([one], [baseline], [here], [1.0], 2 * p) for one, here in zip(free, at_baseline, strict=True)
    )
    statistic = _discrepancy(references, lowest.point.implied)
    baseline_statistic = _discrepancy(references, at_baseline)
    baseline_df = groups * p * (p - 1) // 2
    c, b = trace / df if df else 1.0, baseline_trace / baseline_df
    scaled = indices(statistic / c, df, baseline_statistic / b, baseline_df, n, groups, scaling=c, baseline_scaling=b)
    return TestIndices(**robust_indices(scaled, n, groups))  # type: ignore[arg-type]


def _free(group: GroupData, moments: tuple[Array, Array], *, robust: bool) -> _Free:
    """What the likeliest moments of a group are worth."""
    implied = as_implied(*moments)
    structure = without_factors(len(moments[0]), means=True, covariances=True)
    slopes = structure.slopes(implied)
    here = distance(group.sample, implied)
    information = curvature(group.sample, here, structure, implied, slopes, observed=True)
    whole = group.sample.whole(group.sample.n, *moments)
    complete = curvature(whole, distance(whole, implied), structure, implied, slopes, observed=False)
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    if not robust:
        return _Free(complete, inverse, np.eye(len(inverse)), information)
    pulled = meat(group, implied.mean, here, slopes) @ inverse
    return _Free(complete, inverse @ pulled, pulled, information)


def _left(
    free: Sequence[_Free],
    structures: Sequence[Structure],
    implied: Sequence[Implied],
    shares: Sequence[float],
    size: int,
) -> float:
    """tr(W P Γ P') over all groups, P what the parameters leave: I - Δ (Δ' V Δ)^-1 Δ' V."""
    own = 0.0
    information, between, weighted, mixed = (np.zeros((size, size)) for _ in range(4))
    for (whole, errors, pulled, inside), structure, here, share in zip(free, structures, implied, shares, strict=True):
        slopes = structure.slopes(here)
        changes = changes_of(slopes)
        first, second = np.tril_indices(len(slopes.a))
        changes[first == second] *= 2
        by_place = np.concatenate([changes, slopes.c * slopes.a])
        delta = structure.together(by_place.T, size).T
        own += float((whole * errors).sum())
        with_whole = whole @ delta
        information += share * delta.T @ inside @ delta
        between += share * delta.T @ pulled @ inside @ delta
        weighted += share * delta.T @ with_whole
        mixed += share * delta.T @ pulled @ with_whole
    inverse = np.linalg.inv(information)
    return own - 2 * float(np.trace(inverse @ mixed)) + float(np.trace(inverse @ between @ inverse @ weighted))


def _discrepancy(references: References, implied: Sequence[Implied]) -> float:
    """The test of these moments against the likeliest ones, as if all people had given all answers."""
    return sum(
        sample.n * (distance(sample, here).value - distance(sample, as_implied(*moments)).value)
        for sample, here, moments in zip(references.samples, implied, references.moments, strict=True)
    )
