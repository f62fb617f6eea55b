"""Thresholds and polychoric correlations as statistics: with the covariances of their errors, all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.linalg.blas import dsyrk

from purpose_index.stats.correlation.bivariate_normal import Corners
from purpose_index.stats.correlation.likelihood import (
    IN_PANELS,
    RULES,
    TOGETHER,
    Pairs,
    at_the_bounds,
    runs,
    solve,
    start_values,
)
from purpose_index.stats.correlation.margins import Margins
from purpose_index.stats.correlation.standard_errors import influences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.tallies.pairs import PairCounts

    Floats = NDArray[np.float64]
    Integers = NDArray[np.intp]
    Codes = NDArray[np.int8]

LIKELY = 1e-8  # a probability that is exact to 1e-16 is, from here on, exact to 1e-8 of itself
CELLS = 2**19  # numbers in a block of people: 4 MB, which a cache holds
SQUARE = 256  # rows of a strip
HALF = 0.5  # of a person: what an empty cell of a table of two by two is given


class Answers(NamedTuple):
    """Who answered what.

    Parameters
    ----------
    codes
        (k, n) the place of each answer among the categories that a tally declares; negative where missing.
    counts
        (n,) how many people gave each of these rows.
    """

    codes: Codes
    counts: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FirstStage:
    """What ordered answers say of normal variables behind them: M thresholds and correlations.

    Parameters
    ----------
    n
        How many people.
    categories
        For every item the values that somebody chose, ascending.
    item
        (t,) which item each threshold belongs to.
    thresholds
        (t,) item after item, ascending.
    correlations
        (p,) of the pairs of items in the order of `numpy.triu_indices`; NaN where undefined, 1 or -1 at the end of the
        range.
    variances
        (M,) n times the variances of the errors: of the thresholds, then of the correlations.
    gamma
        (M, M) n times the covariances of the errors; None without the answers of every person.
    mended
        (p,) whether half a person was put into an empty cell of a table of two by two.
    covariance
        (k, k) covariances of the answers themselves.
    numbers, spread
        Which items are numbers, not ordered answers, and their variances, divided by n. Their means, turned around,
        stand among the thresholds, and the errors are those of `moments`.
    """

    n: float
    categories: tuple[tuple[int, ...], ...]
    item: Integers
    thresholds: Floats
    correlations: Floats
    variances: Floats
    gamma: Floats | None
    mended: NDArray[np.bool_]
    covariance: Floats
    numbers: tuple[int, ...] = ()
    spread: tuple[float, ...] = ()

    @property
    def moments(self) -> Floats:
        """(M,) the thresholds, then the correlations, or covariances with numbers; last, the variances of numbers."""
        if not self.numbers:
            return np.concatenate([self.thresholds, self.correlations])
        matrix = self.matrix()
        return np.concatenate([self.thresholds, matrix[np.triu_indices(len(matrix), 1)], self.spread])

    @property
    def pairs(self) -> slice:
        """Where the correlations are among the moments."""
        return slice(len(self.thresholds), len(self.thresholds) + len(self.correlations))

    @property
    def means(self) -> Floats:
        """Those of the numbers."""
        return np.asarray(-self.thresholds[np.isin(self.item, self.numbers)])

    def matrix(self) -> Floats:
        """(k, k) the correlations, or covariances with numbers."""
        k = int(self.item.max()) + 1
        square = np.eye(k)
        i, j = np.triu_indices(k, 1)
        square[i, j] = square[j, i] = self.correlations
        if self.numbers:
            deviations = np.ones(k)
            deviations[list(self.numbers)] = np.sqrt(self.spread)
            square *= np.outer(deviations, deviations)
        return square


class Tables(NamedTuple):
    """The margins, and the influences by one answer and by two."""

    margins: Margins
    of_items: list[Floats]
    moved: Floats


def first_stage(counts: PairCounts, answers: Answers | None, n: float) -> FirstStage:
    """Return thresholds and polychoric correlations with the covariances of their errors.

    Parameters
    ----------
    counts
        The joint counts of items that all vary.
    answers
        The same answers, person by person; None where they are not there.
    n
        How many people.

    Notes
    -----
    Thresholds are normal quantiles of the margins, correlations the likeliest given those (Olsson, 1979). To first
    order each statistic is a mean of what every person adds to it, an influence that depends on the answers to one item
    or to two, and the covariances of the errors are the mean products of influences (Muthén, 1984). Influences are
    looked up in tables, so that all covariances are one product of a matrix of people by statistics with itself.
    A table of two by two with an empty cell would have a correlation of 1 or -1: half a person is put there, and taken
    from its neighbours, so that the margins stay.

    References
    ----------
    Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous latent
    variable indicators. Psychometrika, 49, 115-132. https://doi.org/10.1007/BF02294210
    """
    return _staged(counts, answers, n)[0]


def _staged(counts: PairCounts, answers: Answers | None, n: float) -> tuple[FirstStage, Tables]:
    margins = Margins.of(counts)
    i, j = np.triu_indices(len(counts), 1)
    joint = margins.joint(counts, i, j)
    tables, mended = _mended(joint[:-1, :-1], (margins.sizes[i] == 2) & (margins.sizes[j] == 2))
    rho = at_the_bounds(tables)
    between = np.flatnonzero(rho == 0)
    pairs = Pairs.of(margins, tables[:, :, between], i[between], j[between])
    rho[between], _ = solve(pairs, start_values(margins, pairs.counts, i[between], j[between]))
    moved = np.zeros_like(joint)
    seen = Pairs.of(margins, joint[:-1, :-1, between], i[between], j[between])
    moved[:, :, between] = _influences(seen, joint[:, :, between], rho[between])
    item = np.repeat(np.arange(len(counts)), margins.sizes - 1)
    chosen = np.append(counts.matrix.diagonal(), 0)[margins.columns].astype(np.float64)
    of_items = _threshold_influences(margins, chosen)
    alone = np.concatenate([(chosen[:, k, None] * own**2).sum(axis=0) for k, own in enumerate(of_items)])
    variances = n * np.concatenate([alone, (joint * moved**2).sum(axis=(0, 1))])
    gamma = None
    if answers is not None:
        gamma = _products(_places(answers.codes, margins, counts), answers.counts, of_items, moved)
        gamma *= n
    thresholds = np.concatenate([margins.of_item(k) for k in range(len(counts))])
    categories = tuple(
        tuple(value for value, count in zip(values, own.tolist(), strict=True) if count)
        for values, own in zip(counts.values, counts.counts(), strict=True)
    )
    covariance = counts.moments().covariance()
    stage = FirstStage(float(n), categories, item, thresholds, rho, variances, gamma, mended, covariance)
    return stage, Tables(margins, of_items, moved)


def influences_of(counts: PairCounts, answers: Answers) -> tuple[FirstStage, Floats, NDArray[np.intp]]:
    """Return thresholds and correlations, the (M, n) influences of everybody on those, and the (k, n) categories."""
    stage, tables = _staged(counts, None, float(answers.codes.shape[1]))
    places = _places(answers.codes, tables.margins, counts)
    flat = _by_pair(tables.moved)
    own = [np.ascontiguousarray(table.T) for table in tables.of_items]
    return stage, _looked_up(places, own, flat, len(tables.moved)), places


def _by_pair(moved: Floats) -> Floats:
    """(pairs, answers to two items) the influences on each correlation; one item has no pair."""
    first, second, pairs = moved.shape
    return np.ascontiguousarray(moved.reshape(first * second, pairs).T)


def _looked_up(places: NDArray[np.intp], own: list[Floats], flat: Floats, width: int) -> Floats:
    """(M, n) the influences of some people, from tables of one answer and of two."""
    k, people = places.shape
    size = sum(map(len, own)) + len(flat)
    influence = np.empty((size, people))
    at = 0
    for table, place in zip(own, places, strict=True):
        for row in table:
            row.take(place, out=influence[at], mode="clip")
            at += 1
    for i in range(k):
        first = places[i] * width
        for j in range(i + 1, k):
            flat[at - size + len(flat)].take(first + places[j], out=influence[at], mode="clip")
            at += 1
    return influence


def _mended(tables: Floats, two_by_two: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """The tables, with half a person in the empty cell of those of two by two."""
    corner = tables[:2, :2]
    falling = two_by_two & ((corner[0, 0] == 0) | (corner[1, 1] == 0))
    rising = two_by_two & ((corner[0, 1] == 0) | (corner[1, 0] == 0))
    varies = (corner.sum(axis=0) > 0).all(axis=0) & (corner.sum(axis=1) > 0).all(axis=0)
    change = HALF * (falling * varies * 1.0 - rising * varies)
    mended = tables.copy()
    mended[:2, :2] += np.array([[1.0, -1.0], [-1.0, 1.0]])[:, :, None] * change
    return mended, change != 0


def _influences(pairs: Pairs, joint: Floats, rho: Floats) -> Floats:
    """The influences on each correlation, with the quickest probabilities that are exact enough for its table."""
    found, enough = np.empty_like(joint), np.zeros(len(rho), dtype=bool)
    rule = np.searchsorted([allowed for _, allowed, _ in RULES], np.abs(rho))
    for number, (_, _, nodes) in enumerate(RULES):
        for at in runs(np.flatnonzero(rule == number), TOGETHER):
            own = pairs.at(at)
            probability = own.independent + Corners.of(own.first, own.second).integral(np.arcsin(rho[at]), nodes)
            enough[at] = np.where(own.counts > 0, probability, 1.0).min(axis=(0, 1)) > LIKELY
            with np.errstate(all="ignore"):  # what is not enough is done again
                found[:, :, at] = influences(own, joint[:, :, at], rho[at], probability)
    for at in runs(np.flatnonzero(~enough), IN_PANELS):
        found[:, :, at] = influences(pairs.at(at), joint[:, :, at], rho[at])
    return found


def _threshold_influences(margins: Margins, chosen: Floats) -> list[Floats]:
    """For every item (c + 1, t): how far a person with each category moves its thresholds; last, one who missed it."""
    found = []
    for k, size in enumerate(margins.sizes.tolist()):
        thresholds = margins.of_item(k)
        below = margins.proportions[: size - 1, k].cumsum()
        density = np.exp(-(thresholds**2) / 2) / np.sqrt(2 * np.pi)
        own = np.zeros((len(margins.columns), size - 1))
        own[:size] = ((np.arange(size)[:, None] <= np.arange(size - 1)) - below) / (density * chosen[:-1, k].sum())
        found.append(own)
    return found


def _places(codes: Codes, margins: Margins, counts: PairCounts) -> NDArray[np.intp]:
    """(k, n) where each answer is among the categories that somebody chose; last, where it is missing."""
    missed = len(margins.columns) - 1
    places = np.empty(codes.shape, dtype=np.intp)
    for k, size in enumerate(margins.sizes.tolist()):
        at = np.full(len(counts.values[k]) + 1, missed)
        at[margins.columns[:size, k] - counts.starts[k]] = np.arange(size)
        places[k] = at[np.maximum(codes[k], -1)]
    return places


def _products(places: NDArray[np.intp], counts: Floats, of_items: list[Floats], moved: Floats) -> Floats:
    """(M, M) sums over people of the products of their influences."""
    people = places.shape[1]
    flat = _by_pair(moved)
    own = [np.ascontiguousarray(table.T) for table in of_items]
    size = sum(map(len, own)) + len(flat)
    total = np.zeros((size, size), order="F")
    rows = max(256, CELLS // size)
    weights = None if (counts == 1).all() else np.sqrt(counts)
    for start in range(0, people, rows):
        block = slice(start, start + rows)
        influence = _looked_up(places[:, block], own, flat, len(moved))
        if weights is not None:
            influence *= weights[block]
        total = dsyrk(1.0, influence.T, beta=1.0, c=total, trans=1, overwrite_c=1)
    for start in range(0, size, SQUARE):  # the other triangle, a strip at a time
        stop = start + SQUARE
        total[stop:, start:stop] = total[start:stop, stop:].T
        square = total[start:stop, start:stop]
        square[:] = np.triu(square) + np.triu(square, 1).T
    return total
