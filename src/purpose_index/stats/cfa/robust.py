"""What the answers of people say of the likelihood's errors and tests where answers are not normal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.cfa.identification import inverse_of
from purpose_index.stats.cfa.likelihood import curvature, distance
from purpose_index.stats.cfa.saturated import as_implied, without_factors
from purpose_index.stats.cfa.structure import INTERCEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.data import GroupData
    from purpose_index.stats.cfa.likelihood import Distance
    from purpose_index.stats.cfa.minimise import Lowest
    from purpose_index.stats.cfa.problem import Likelihood
    from purpose_index.stats.cfa.saturated import References
    from purpose_index.stats.cfa.structure import Implied, Slopes

    Array = NDArray[np.float64]

BLOCK = 2**14  # rows at a time


def meat(data: GroupData, mean: Array, here: Distance, slopes: Slopes, *, centred: bool = False) -> Array:
    """Return the (r, r) mean products of people's slopes of the log-likelihood, place by place.

    Parameters
    ----------
    data
        A group.
    mean
        (p,) what deviations are from.
    here, slopes
        Where a model stands to the group, and how that changes.
    centred
        Whether slopes are taken as deviations from their mean: their covariances instead of their products.

    Notes
    -----
    With e the inverse covariances times somebody's deviations from the means, the slope of a parameter is
    ``s ((a e)(b e) - a W b) + c (a e)``.
    """
    assert data.rows is not None
    own = np.array([(slopes.a * (inverse @ slopes.b)).sum(axis=0) for inverse in here.inverse])
    total, sums = np.zeros((own.shape[1],) * 2), np.zeros(own.shape[1])
    for start in range(0, len(data.rows), BLOCK):
        block = slice(start, start + BLOCK)
        scores = _scores(data, block, mean, here, slopes, own)
        total += (scores * data.counts[block, None]).T @ scores
        sums += data.counts[block] @ scores
    average = sums / data.sample.n
    return total / data.sample.n - centred * np.outer(average, average)


def _scores(data: GroupData, block: slice, mean: Array, here: Distance, slopes: Slopes, own: Array) -> Array:
    assert data.rows is not None
    pattern = data.pattern[block]
    answered = data.sample.answered[pattern]
    deviations = np.where(answered, data.rows[block] - mean, 0.0)
    if len(here.inverse) == 1:
        e = deviations @ here.inverse[0]
    else:
        e = np.empty_like(deviations)
        for g in np.unique(pattern):
            of_pattern = pattern == g
            e[of_pattern] = deviations[of_pattern] @ here.inverse[g]
    ea = e @ slopes.a
    return np.asarray(slopes.s * (ea * (e @ slopes.b) - own[pattern]) + slopes.c * ea)


def fourth_moment(data: GroupData, inverse: Array, mean: Array) -> float:
    """Return the mean fourth power of the distances of people from these means: p (p + 2) where they are normal."""
    assert data.rows is not None
    deviations = data.rows - mean
    squares = ((deviations @ inverse) * deviations).sum(axis=1)
    return float(data.counts @ squares**2) / data.sample.n


class Robust(NamedTuple):
    """What takes the place of the normal theory.

    Parameters
    ----------
    covariance
        (q, q) covariances of the errors of the parameters.
    trace, baseline_trace
        What chance alone is expected to give to the statistics of the model and of the baseline: their degrees of
        freedom where answers are normal.
    """

    covariance: Array
    trace: float
    baseline_trace: float


def robust_of(
    problem: Likelihood,
    lowest: Lowest,
    data: Sequence[GroupData],
    references: References,
    information: Array,
    *,
    observed: bool,
) -> Robust:
    """Return errors and tests that allow for answers that are not normal.

    Notes
    -----
    The errors are ``A^-1 B A^-1 / n``: A the information, B the mean products of people's slopes. The traces are
    ``tr(A1^-1 B1) - tr(A^-1 B)``, where A1 and B1 are those of free moments: at the observed moments with the observed
    information (Yuan & Bentler, 2000; Asparouhov & Muthén, 2005), at the implied ones with the expected information
    (Satorra & Bentler, 1994). There B is what the covariances Γ of observed moments give to the slopes, about the means
    of each group: in groups that share parameters, slopes are 0 on average over all of them alone.
    """
    total = np.zeros((problem.size,) * 2)
    free_trace = baseline_trace = 0.0
    n = sum(group.sample.n for group in data)
    parts = zip(
        data, problem.structures, lowest.point.implied, lowest.point.distances, lowest.point.slopes, strict=True
    )
    for (group, structure, implied, here, of_group), moments, alone in zip(
        parts, references.moments, references.unrelated, strict=True
    ):
        about = implied.mean if observed else group.sample.mean[0]
        by_place = meat(group, about, here, of_group, centred=not observed)
        products = structure.both_together(by_place, problem.size)
        total += group.sample.n / n * products
        means = bool((structure.kind == INTERCEPT).any())
        at_baseline = as_implied(alone[0], np.diag(alone[1]))
        if observed:
            free = _trace(group, as_implied(*moments), means=means, covariances=True)
            free_trace += free
            baseline_trace += free
        else:
            free_trace += _trace_at(group, implied.covariance, implied.mean, means=means)
            baseline_trace += _trace_at(group, at_baseline.covariance, at_baseline.mean, means=means)
        baseline_trace -= _trace(group, at_baseline, means=means, covariances=False)
    inverse = inverse_of(information)
    return Robust(
        covariance=inverse @ total @ inverse / n,
        trace=free_trace - float(np.trace(inverse @ total)),
        baseline_trace=baseline_trace,
    )


def _trace(group: GroupData, implied: Implied, *, means: bool, covariances: bool) -> float:
    """tr(A^-1 B) of a model without factors, at the moments given, which are its likeliest ones.

    A is that of the data; of complete answers the expected one is the same there.
    """
    p = len(implied.mean)
    here = distance(group.sample, implied)
    if covariances and group.sample.complete:
        return (fourth_moment(group, here.inverse[0], implied.mean) - p) / 2 + p * means
    structure = without_factors(p, means=means, covariances=covariances)
    slopes = structure.slopes(implied)
    information = curvature(group.sample, here, structure, implied, slopes, observed=True)
    return float(np.trace(np.linalg.solve(information, meat(group, implied.mean, here, slopes))))


def _trace_at(group: GroupData, covariance: Array, mean: Array, *, means: bool) -> float:
    """tr(W Γ): W the normal weights at implied moments, Γ the variances of what the observed moments are means of."""
    inverse = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    observed = group.sample.covariance[0]
    product = inverse @ observed
    fourth = fourth_moment(group, inverse, group.sample.mean[0])
    return (fourth - float(np.trace(product @ product))) / 2 + means * float(np.trace(product))
