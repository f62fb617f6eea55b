"""Solves the score equations of the polychoric correlations of many pairs of items at once.

A pair is a table of counts and the thresholds of its two items; pairs lie along the last axis. All steps are in the
angle whose sine is the correlation.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from purpose_index.stats.correlation.bivariate_normal import Corners, cells

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.correlation.margins import Margins

    Floats: TypeAlias = "NDArray[np.float64]"
    Integers: TypeAlias = "NDArray[np.intp]"

RULES = ((0.36, 0.4, 8), (0.66, 0.7, 12), (0.89, 0.92, 20), (0.96, 0.98, 32))  # start and solution at most, nodes
TOGETHER = 512  # pairs solved at once: their cells fit the cache
IN_PANELS = 16  # the same, where cells are integrated in panels
LIMIT = np.pi / 2 - 1e-3  # beyond a correlation of .9999994 it is taken for 1
SMALL_STEP = 1e-5  # the error after a step of Halley's is about its third power
DOUBT = 1e-10
ROUNDING = 1e-16  # of a probability from `Corners.integral`
TERMS = 6  # of the series for the start


@dataclass(frozen=True, slots=True)
class Pairs:
    """The tables of p pairs of items, and the thresholds and margins that their items have.

    Parameters
    ----------
    counts
        (c, c, p) how many people chose both categories.
    first, second
        (c - 1, p) the thresholds, `BEYOND` where an item has fewer categories.
    independent
        (c, c, p) the products of the two items' proportions.
    """

    counts: Floats
    first: Floats
    second: Floats
    independent: Floats

    @classmethod
    def of(cls, margins: Margins, counts: Floats, i: Integers, j: Integers) -> Pairs:
        """Return the pairs of items i and j with these tables."""
        independent = margins.proportions[:, None, i] * margins.proportions[:, j]
        return cls(counts, margins.thresholds[:, i], margins.thresholds[:, j], independent)

    def at(self, which: Integers) -> Pairs:
        """Return some of the pairs."""
        parts = (self.counts, self.first, self.second, self.independent)
        return Pairs(*(np.take(part, which, axis=-1) for part in parts))


def at_the_bounds(counts: Floats) -> Floats:
    """Return 1 for a table in which people never disagree in order, -1 for one in which they always do, 0 for others.

    NaN for a table that is both: one item does not vary in it. If two people differ on both items, they disagree in
    order if the one has the higher answer to the first and the other to the second.
    """
    filled = counts > 0
    up, down = _never_disagree(filled), _never_disagree(filled[:, ::-1])
    return np.select([up & down, up, down], [np.nan, 1.0, -1.0], 0.0)


def _never_disagree(filled: NDArray[np.bool_]) -> NDArray[np.bool_]:
    category = np.arange(filled.shape[1])[:, None]
    highest = (filled * category).max(axis=1)
    lowest = np.where(filled, category, len(category)).min(axis=1)
    never: NDArray[np.bool_] = (np.maximum.accumulate(highest)[:-1] <= lowest[1:]).all(axis=0)
    return never


class _Found(NamedTuple):
    theta: Floats
    step: Floats
    doubt: Floats
    iterations: int


def solve(pairs: Pairs, start: Floats) -> tuple[Floats, int]:
    """Return the maximum likelihood correlations given the thresholds, and the most steps that one took.

    Almost all pairs are solved with cell probabilities that are quick and exact to 1e-16. Where the correlation is near
    1, or where somebody chose so unlikely a pair of categories that 1e-16 would show, they are solved again with
    probabilities that are exact in proportion.
    """
    rho, done = np.empty(len(start)), np.zeros(len(start), dtype=bool)
    iterations, ruled = [0], np.searchsorted([highest for highest, _, _ in RULES], np.abs(start))
    for rule, (_, allowed, nodes) in enumerate(RULES):
        for at in runs(np.flatnonzero(ruled == rule), TOGETHER):
            found = _halley(pairs.at(at), np.arcsin(start[at]), nodes, most=8)
            rho[at] = np.sin(found.theta)
            done[at] = (found.step < SMALL_STEP) & (found.doubt < DOUBT) & (np.abs(rho[at]) < allowed)
            iterations.append(found.iterations)
    for at in runs(np.flatnonzero(~done), IN_PANELS):
        found = _halley(pairs.at(at), np.arcsin(start[at]), None, most=60)
        rho[at] = np.where(np.abs(found.theta) < LIMIT - 1e-4, np.sin(found.theta), np.sign(found.theta))
        iterations.append(found.iterations)
    return rho, max(iterations)


def runs(at: Integers, size: int) -> list[Integers]:
    """Return the positions, some at a time."""
    return [at[i : i + size] for i in range(0, len(at), size)]


def _halley(pairs: Pairs, theta: Floats, nodes: int | None, *, most: int) -> _Found:
    """Take Halley's steps; where one would leave the interval that the signs of the score allow, halve that instead."""
    corners = Corners.of(pairs.first, pairs.second)
    low, high = np.full(len(theta), -LIMIT), np.full(len(theta), LIMIT)
    with np.errstate(all="ignore"):  # what is not finite fails every comparison, and so is halved or left in doubt
        for iteration in range(1, most + 1):
            probability = (
                cells(theta, pairs.first, pairs.second)
                if nodes is None
                else pairs.independent + corners.integral(theta, nodes // 2 if iteration == 1 else nodes)
            )
            score, curvature, third, doubt = _derivatives(pairs.counts, probability, corners.slopes(theta))
            ahead = np.where(np.isnan(score), -theta, score)  # a chosen cell is impossible here: less correlation
            low, high = np.where(ahead > 0, (theta, high), (low, theta))
            there = theta - 2 * score * curvature / (2 * curvature * curvature - score * third)
            inside = (curvature < 0) & (low <= there) & (there <= high)
            moved = np.where(inside, there, (low + high) / 2)
            step, theta = np.abs(moved - theta), moved
            if iteration > 1 and (step < SMALL_STEP).all():
                break
    return _Found(theta, step, doubt, iteration)


def _derivatives(
    counts: Floats, probability: Floats, slopes: tuple[Floats, Floats, Floats]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the score, its first and second derivative, and how far rounding can move the solution."""
    chosen = np.where(counts > 0, probability, np.inf)
    share = counts / chosen
    first, second, third = (slope / chosen for slope in slopes)
    square = first * first
    sums = (
        counts * first,  # Olsson (1979), Eq. 17
        counts * (second - square),
        counts * (third + first * (2 * square - 3 * second)),
        share * np.abs(first),
    )
    score, curvature, bend, unsure = (part.sum(axis=(0, 1)) for part in sums)
    return score, curvature, bend, ROUNDING * unsure / np.abs(curvature)


def start_values(margins: Margins, counts: Floats, i: Integers, j: Integers) -> Floats:
    """Return the correlations at which normal scores of items i and j covary as they do in the (c, c, p) counts.

    By Mehler's series the covariance of the scores at a correlation rho is the sum over n of rho^n times the product of
    the two items' moments of order n. Its first six terms are solved by three of Newton's steps, none by a slope below
    that at 0; the result is at most .99.
    """
    integrals = _hermite_integrals(margins.thresholds)
    scores = integrals[0] / np.where(margins.proportions > 0, margins.proportions, np.inf)
    moments = [(scores * x).sum(axis=0) / np.sqrt(factorial(n)) for n, x in enumerate(integrals, start=1)]
    series = [moment[i] * moment[j] for moment in moments]
    target = np.einsum("abp,ap,bp->p", counts, scores[:, i], scores[:, j]) / counts.sum(axis=(0, 1))
    rho: Floats = target / series[0]
    for _ in range(3):
        value, slope = np.zeros_like(rho), np.zeros_like(rho)
        for term in reversed(series):  # Horner's rule, for value / rho and its derivative
            slope = slope * rho + value
            value = value * rho + term
        slope = slope * rho + value
        rho = np.clip(rho - (value * rho - target) / np.maximum(slope, series[0]), -0.99, 0.99)
    return rho


def _hermite_integrals(thresholds: Floats) -> list[Floats]:
    """Return the (c, k) integrals of the Hermite polynomials of orders 1, 2, ... and the normal density."""
    edge = np.zeros((1, thresholds.shape[1]))
    before, order = edge, np.exp(-(thresholds**2) / 2) / np.sqrt(2 * np.pi)
    integrals: list[Floats] = []
    for n in range(TERMS):
        integrals.append(-np.diff(np.concatenate([edge, order, edge]), axis=0))
        before, order = order, thresholds * order - n * before
    return integrals
