"""Probabilities of the cells that thresholds cut out of a bivariate normal distribution, for many pairs at once.

Throughout, p pairs of variables lie along the last axis: `first` (a, p) and `second` (b, p) hold their ascending
thresholds, with `BEYOND` where a variable has fewer; `theta` (p,) is the arc sine of the correlation; an array of cells
is (a + 1, b + 1, p).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = "NDArray[np.float64]"

BEYOND = 40.0  # a threshold that nothing exceeds: its density is 0 in floats
FARTHEST = 12.0  # normal variables are integrated from -12 to 12
STEPS = np.arange(-12.0, 13.0)  # where panels end, and widths of a zone in which a threshold is crossed


@lru_cache
def gauss_legendre(nodes: int) -> tuple[Floats, Floats]:
    """Return the points between -1 and 1, and their weights, that integrate a polynomial of degree 2 nodes - 1."""
    return np.polynomial.legendre.leggauss(nodes)


@dataclass(frozen=True, slots=True)
class Corners:
    """Where the thresholds of two variables cross.

    Parameters
    ----------
    product
        (a, b, p) the one threshold times the other.
    half_square
        (a, b, p) half of the sum of their squares.
    """

    product: Floats
    half_square: Floats

    @classmethod
    def of(cls, first: Floats, second: Floats) -> Corners:
        """Return the corners of these thresholds."""
        return cls(first[:, None] * second, (first * first / 2)[:, None] + second * second / 2)

    def integral(self, theta: Floats, nodes: int) -> Floats:
        """Return what a correlation adds to the cell probabilities of independent variables, exact to about 1e-16.

        Parameters
        ----------
        nodes
            How many points to integrate with: 8 will do to a correlation of .4, 12 to .7, 20 to .92, 32 to .98.
        """
        x, w = gauss_legendre(nodes)
        sine = np.sin(0.5 * (1 + x[:, None]) * theta)
        inverse = 1 / (1 - sine * sine)
        total, term, other = np.zeros_like(self.product), np.empty_like(self.product), np.empty_like(self.product)
        for s, c, weight in zip(sine * inverse, inverse, w, strict=True):
            # Plackett (1954): the derivative is a density; by the angle as in Drezner & Wesolowsky (1990), Eq. 5
            np.multiply(self.product, s, out=term)
            np.multiply(self.half_square, c, out=other)
            np.subtract(term, other, out=term)
            np.exp(term, out=term)
            np.multiply(term, weight, out=term)
            np.add(total, term, out=total)
        return _rectangles(total * (theta / (4 * np.pi)))

    def slopes(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the first three derivatives of the cell probabilities with respect to the angle."""
        sine, tangent, secant = np.sin(theta), np.tan(theta), 1 / np.cos(theta)
        exponent = (self.product * sine - self.half_square) * (secant * secant)
        density = np.exp(exponent) / (2 * np.pi)
        rate = (self.product + exponent * (2 * sine)) * secant  # of the exponent
        third = density * (rate * (rate + 3 * tangent) + 2 * exponent)
        return _rectangles(density), _rectangles(density * rate), _rectangles(third)


def cells(theta: Floats, first: Floats, second: Floats) -> Floats:
    """Return the cell probabilities, each exact in proportion to itself: sums of positive terms, where nothing cancels.

    Down to 1e-30 they are exact to 1e-9 of themselves; smaller ones are positive and in the right order.

    The first variable is integrated in panels that end at its own thresholds and follow the narrow zones, of width
    sqrt(1 - rho²) / rho, in which the second one crosses its thresholds.
    """
    rho, narrow = np.sin(theta), np.cos(theta)
    ends = _panel_ends(rho, narrow, first, second)
    half = np.diff(ends, axis=0) / 2
    nodes, weights = gauss_legendre(10)
    x = (ends[:-1] + half)[:, None] + half[:, None] * nodes[:, None]
    weight = half[:, None] * weights[:, None] * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    inside = np.einsum("xqp,xqbp->xbp", weight, conditional(x, rho, narrow, second))
    category = ((ends[:-1] + half)[:, None] > first).sum(axis=1)
    belongs = category[:, None] == np.arange(len(first) + 1)[:, None]
    probabilities: Floats = np.einsum("xap,xbp->abp", belongs.astype(float), inside)
    return probabilities


def _panel_ends(rho: Floats, narrow: Floats, first: Floats, second: Floats) -> Floats:
    zones = (second + narrow * STEPS[:, None, None]) / np.where(np.abs(rho) < 1e-3, 1e-3, rho)
    grid = np.repeat(STEPS[:, None], len(rho), axis=1)
    ends = np.concatenate([grid, first, zones.reshape(len(STEPS) * len(second), len(rho))])
    return np.sort(np.clip(ends, -FARTHEST, FARTHEST), axis=0)


def conditional(x: Floats, rho: Floats, narrow: Floats, second: Floats) -> Floats:
    """Return the probability of each category of the second variable at x, from the smaller of the two tails."""
    z = (second - (rho * x)[:, :, None]) / narrow
    lower, upper = ndtr(z), ndtr(-z)
    edge = np.zeros_like(z[:, :, :1])
    from_below = np.diff(np.concatenate([edge, lower, np.ones_like(edge)], axis=2), axis=2)
    from_above = -np.diff(np.concatenate([edge, upper, edge], axis=2), axis=2)  # never asked for the lowest category
    return np.where(np.concatenate([edge, z], axis=2) > 0, from_above, from_below)


def _rectangles(corner: Floats) -> Floats:
    """Return what the corners of every cell add up to; beyond the outer thresholds a corner counts 0."""
    a, b, p = corner.shape
    padded = np.zeros((a + 2, b + 2, p))
    padded[1:-1, 1:-1] = corner
    rows = padded[1:] - padded[:-1]
    cells: Floats = rows[:, 1:] - rows[:, :-1]
    return cells
