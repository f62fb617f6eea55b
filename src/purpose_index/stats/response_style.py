"""How much people differ in how far out they answer: some at the ends, some near the middle, whatever is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]

ENOUGH = 10_000  # people made up
LOOKED_AT = 0.75  # of people: answers by chance leave most
STYLES = np.linspace(0, 0.8, 5)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(21)
PLACES = np.sinh(np.linspace(-4, 4, 801))  # of a normal variable times a factor, close together in the middle


@dataclass(frozen=True, slots=True, eq=False)
class Answering:
    """How people answer k items: the correlations of what is behind their answers, and where that is cut.

    Parameters
    ----------
    root
        (k, k) a square root of the correlations of normal variables.
    below
        Of every item, the share of people at or below each option but the last.
    """

    root: Array
    below: Sequence[Array]

    @classmethod
    def of(cls, codes: Codes, root: Array) -> Answering:
        """Return it with the frequencies of (n, k) codes, below 0 where missing."""
        return cls(root, [_below(own) for own in codes.T])

    def draw(self, n: int, random: np.random.Generator) -> Callable[[float], Codes]:
        """Return what gives (n, k) codes of the same people at every standard deviation of the log of their factors."""
        z = random.standard_normal((n, len(self.root))) @ self.root.T
        far = random.standard_normal((n, 1))

        def answers(style: float) -> Codes:
            places = (z * np.exp(style * far)).T
            cuts = (_cuts(own, style) for own in self.below)
            return np.array([np.searchsorted(own, of) for own, of in zip(cuts, places, strict=True)], np.int8).T

        return answers

    def distances(self, codes: Codes) -> tuple[Array, Array]:
        """Return how far from the middle people answer, (n,) twice: in what their answers share, and in what is left.

        The share is that of the components larger than an item, each brought to spread 1. A missing answer counts as
        the middle. Who gave one answer throughout, or none, is left out.
        """
        scores = np.column_stack([_scores(own, below) for own, below in zip(codes.T, self.below, strict=True)])
        scores = scores[codes.max(axis=1) > np.where(codes < 0, 127, codes).min(axis=1)]
        sizes = (self.root**2).sum(axis=0)
        large = sizes >= min(1.0, sizes.max())
        shared = (scores @ (self.root[:, large] / np.sqrt(sizes[large]))) ** 2
        left = (scores**2).sum(axis=1) - shared.sum(axis=1)
        return np.sqrt((shared / sizes[large]).mean(axis=1)), np.sqrt(left.clip(0))


def style_of(codes: Codes, answering: Answering, random: np.random.Generator) -> float:
    """Say how much people differ in how far out they answer: the standard deviation of the log of a factor, 0 to .8.

    Parameters
    ----------
    codes
        (n, k) the place of each answer among its item's options, from 0; below 0 where missing.
    answering
        Their frequencies and correlations.
    random
        Makes people up.

    Notes
    -----
    What is behind one person's answers is taken to be multiplied by one factor. Then who is far out in what the answers
    share is so too in what is left of them. Somebody who answers by chance is not: that shares little and leaves much.
    So the two distances are correlated over people, without the quarter of whom most is left, and the factor is the
    one at which made-up people have that correlation. Nothing is taken off for chance: the answers of people who mean
    them would then look like a lack of care.

    References
    ----------
    Van Vaerenbergh, Y., & Thomas, T. D. (2013). Response styles in survey research. International Journal of Public
    Opinion Research, 25, 195-217. https://doi.org/10.1093/ijpor/eds021
    """
    n = len(codes)
    people = codes if n <= ENOUGH else codes[random.choice(n, ENOUGH, replace=False)]
    missing = np.tile(people, (-(-ENOUGH // len(people)), 1))
    answers = answering.draw(len(missing), random)
    made = [_together(*answering.distances(np.where(missing < 0, missing, answers(style)))) for style in STYLES]
    own = _together(*answering.distances(people))
    return float(np.sqrt(np.interp(own, np.maximum.accumulate(made), STYLES**2))) if own > made[0] else 0.0


def _together(shared: Array, left: Array) -> float:
    """Return the correlation of two distances over the people of whom least is left; 0 where they do not vary."""
    looked_at = np.argsort(left, kind="stable")[: round(LOOKED_AT * len(left))]
    shared, left = shared[looked_at], left[looked_at]
    vary = len(left) > 1 and min(np.ptp(shared), np.ptp(left)) > 1e-9
    return float(np.corrcoef(shared, left)[0, 1]) if vary else 0.0


def _scores(codes: Codes, below: Array) -> Array:
    """Return the normal scores of answers, 0 where missing: each the middle of the share that gave it."""
    ends = np.concatenate([[0.0], below, [1.0]])
    return np.where(codes < 0, 0.0, ndtri((ends[1:] + ends[:-1]) / 2)[np.maximum(codes, 0)])


def _below(codes: Codes) -> Array:
    """Return the share of answers at or below each option but the last; an item without answers has none."""
    counts = np.bincount(codes[codes >= 0])
    return np.asarray(np.cumsum(counts)[:-1] / max(counts.sum(), 1))


def _cuts(below: Array, style: float) -> Array:
    """Return where a normal variable times such factors has those shares below it."""
    if style == 0:
        return np.asarray(ndtri(below))
    shares = ndtr(PLACES[:, None] * np.exp(-style * NODES)) @ (WEIGHTS / WEIGHTS.sum())
    return np.where(below <= 0, -np.inf, np.where(below >= 1, np.inf, np.interp(below, shares, PLACES)))
