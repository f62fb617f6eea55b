"""Ordered answers beside numbers: thresholds, means and covariances, with the covariances of their errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats.correlation.first_stage import FirstStage, influences_of
from purpose_index.stats.correlation.polyserial import ends, polyserial, slopes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.correlation.first_stage import Answers
    from purpose_index.tallies.pairs import PairCounts

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]


def mixed_stage(counts: PairCounts, answers: Answers, numbers: Floats, ordered: Sequence[int]) -> FirstStage:
    """Return the statistics of ordered answers beside numbers.

    Parameters
    ----------
    counts, answers
        The ordered items: their joint counts, and their answers.
    numbers
        (m, n) the other items, none of them missing, each with a variance.
    ordered
        The place of each ordered item among all of them.

    Returns
    -------
    FirstStage
        For a number, its mean turned around stands where the thresholds of an ordered item do, and its variance after
        the correlations, which are covariances in its units. Influences of everybody are held at once: statistics
        times people.

    Notes
    -----
    Means and variances are those of the margins, divided by n. Given those and the thresholds, correlations of a number
    and an ordered answer are the likeliest ones. Errors follow from the slopes of everybody's log-likelihoods, with
    their products for the information (Muthén, 1984).

    References
    ----------
    Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous latent
    variable indicators. Psychometrika, 49, 115-132. https://doi.org/10.1007/BF02294210
    """
    alone, moved, places = influences_of(counts, answers)
    k, people = len(ordered) + len(numbers), numbers.shape[1]
    sides: dict[int, _Ordered | _Number] = {}
    for number, at in enumerate(ordered):
        cuts = np.flatnonzero(alone.item == number)
        sides[at] = _Ordered(number, places[number], alone.thresholds[cuts], moved[cuts])
    rest = [at for at in range(k) if at not in sides]
    sides |= {at: _Number.of(own) for at, own in zip(rest, numbers, strict=True)}
    i, j = np.triu_indices(k, 1)
    rho, mended, of_pairs = np.empty(len(i)), np.zeros(len(i), dtype=bool), np.empty((len(i), people))
    among = np.zeros((len(ordered), len(ordered)), dtype=int)
    among[np.triu_indices(len(ordered), 1)] = np.arange(len(alone.correlations))
    for pair, (one, other) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
        a, b = sides[one], sides[other]
        if isinstance(a, _Ordered) and isinstance(b, _Ordered):
            both = among[a.number, b.number]
            rho[pair], mended[pair] = alone.correlations[both], alone.mended[both]
            of_pairs[pair] = moved[len(alone.thresholds) + both]
        else:
            rho[pair], of_pairs[pair] = _pair(a, b)
    thresholds = [sides[at].level for at in range(k)]
    variances = np.array([side.variance for side in sides.values() if isinstance(side, _Number)])
    influence = np.concatenate([*(sides[at].pulls for at in range(k)), of_pairs, *(sides[at].moved[1:] for at in rest)])
    gamma = people * (influence @ influence.T)
    chosen = dict(zip(ordered, alone.categories, strict=True))
    return FirstStage(
        n=float(people),
        categories=tuple(chosen.get(at, ()) for at in range(k)),
        item=np.repeat(np.arange(k), [len(each) for each in thresholds]),
        thresholds=np.concatenate(thresholds),
        correlations=rho,
        variances=np.diag(gamma).copy(),
        gamma=gamma,
        mended=mended,
        covariance=_of_answers(counts, answers, numbers, ordered),
        numbers=tuple(rest),
        spread=tuple(variances.tolist()),
    )


class _Ordered(NamedTuple):
    """An ordered item: its place among those, (n,) categories, (t,) thresholds and (t, n) influences on them."""

    number: int
    codes: Integers
    level: Floats
    moved: Floats
    variance: float = 1.0

    @property
    def pulls(self) -> Floats:
        return self.moved


class _Number(NamedTuple):
    """A number: (n,) standardised, its mean turned around, its variance, and (2, n) influences on mean and variance."""

    z: Floats
    level: Floats
    variance: float
    moved: Floats

    @classmethod
    def of(cls, x: Floats) -> _Number:
        variance = float(x.var())
        z = (x - x.mean()) / np.sqrt(variance)
        slopes = np.stack([z / np.sqrt(variance), (z * z - 1) / (2 * variance)])
        return cls(z, np.array([-x.mean()]), variance, np.linalg.solve(slopes @ slopes.T, slopes))

    @property
    def pulls(self) -> Floats:
        return -self.moved[:1]


def _pair(a: _Ordered | _Number, b: _Ordered | _Number) -> tuple[float, Floats]:
    """The correlation of two items of which one at least is a number, and the influences on their covariance."""
    if isinstance(a, _Ordered):
        a, b = b, a
    assert isinstance(a, _Number)
    rho = ends(float(a.z @ b.z) / len(a.z)) if isinstance(b, _Number) else polyserial(a.z, b.codes, b.level)
    if abs(rho) == 1:
        return rho, np.zeros(len(a.z))
    if isinstance(b, _Number):
        slopes, by_sides = _of_numbers(rho, a, b)
    else:
        found = slopes_of(rho, a.z, a.variance, b.codes, b.level)
        slopes, by_sides = found.correlation, (found.number, found.thresholds)
    pulled = sum((slopes @ by.T) @ side.moved for side, by in zip((a, b), by_sides, strict=True))
    size = np.sqrt(a.variance * b.variance)
    influence = size * (slopes - pulled) / (slopes @ slopes)
    for side in (a, b):  # the covariance is the correlation times standard deviations
        if isinstance(side, _Number):
            influence += rho * size / (2 * side.variance) * side.moved[1]
    return rho, influence


def _of_numbers(rho: float, a: _Number, b: _Number) -> tuple[Floats, tuple[Floats, Floats]]:
    """The slopes of the log-likelihood of two numbers, by the correlation and by the mean and variance of each."""
    u, v, left = a.z, b.z, 1 - rho * rho
    by_rho = (rho * left + (1 + rho * rho) * u * v - rho * (u * u + v * v)) / left**2
    first, second = (
        np.stack([(e - rho * f) / left / np.sqrt(size), ((e - rho * f) * e / left - 1) / (2 * size)])
        for e, f, size in ((u, v, a.variance), (v, u, b.variance))
    )
    return by_rho, (first, second)


def _of_answers(counts: PairCounts, answers: Answers, numbers: Floats, ordered: Sequence[int]) -> Floats:
    """(k, k) covariances of the answers themselves, and the numbers."""
    k = len(ordered) + len(numbers)
    rows = np.empty((k, numbers.shape[1]))
    rows[np.setdiff1d(np.arange(k), ordered)] = numbers
    for j, values, codes in zip(ordered, counts.values, answers.codes, strict=True):
        rows[j] = np.array(values)[codes]
    return np.asarray(np.cov(rows))
