"""Resamples of people by matrix products: how often each row is drawn, times what the coefficient needs of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.inputs import HasMoments
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.patterns import Patterns
from purpose_index.tallies.rows import cores

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BLOCK = 256  # a random byte is a random row of a block
RUNS = 4
ODD = np.uint64(0x9E3779B97F4A7C15)
STEP = 1e-4
HELD = 250_000


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The complete rows of (n, k) answers, in an order that depends on what they are and not on where they stood.

    Parameters
    ----------
    x
        The answers, as given.
    order
        (n,) which of them stands where; a row that several people gave stands there as often.
    centre, scale
        (k,) the mean, and one number that brings all items to the size of 1.
    """

    x: Array
    order: NDArray[np.intp]
    centre: Array
    scale: float

    def __len__(self) -> int:
        return len(self.order)

    @property
    def starts(self) -> range:
        """Where the blocks start."""
        return range(0, len(self.order), BLOCK)

    def block(self, start: int) -> Array:
        """Some rows, centred and scaled."""
        return (self.x[self.order[start : start + BLOCK]] - self.centre) / self.scale


class Statistic(NamedTuple):
    """A coefficient as a function of means over people.

    Parameters
    ----------
    size
        p, how many means over people the coefficient needs.
    features
        Gives of (r, k) centred rows the (r, p) numbers whose means those are.
    values
        Gives of (b, p) such means the (b,) coefficients; NaN where one is not defined.
    """

    size: int
    features: Callable[[Array], Array]
    values: Callable[[Array], Array]


def rows_of(x: Any) -> Rows:
    """Return the complete rows of an array or of response patterns, in canonical order."""
    if isinstance(x, Patterns):
        answers, people = x.numbers(), x.counts
    elif isinstance(x, HasMoments | Moments):
        message = "Resampling people needs their answers, which this tally does not hold."
        issue = Issue("interval-needs-answers", "$.x", message, "Give the answers themselves, or their patterns.")
        raise ArgumentError("This interval needs the answers.", [issue])
    else:
        answers = np.asarray(x, dtype=np.float64)
        people = np.ones(len(answers), dtype=np.int64)
    order = np.argsort(_keys(answers), kind="stable")
    order = np.repeat(order, (people * ~np.isnan(answers).any(axis=1))[order])
    rows = Rows(answers, order, np.zeros(answers.shape[1]), 1.0)
    centre, squares = _mean(rows, lambda z: np.stack([z, z**2], axis=1))
    return Rows(answers, order, centre, float(np.sqrt(max(squares.sum() - centre @ centre, 0.0))) or 1.0)


def _mean(rows: Rows, features: Callable[[Array], Array]) -> Array:
    """The means over people of their features."""
    return np.asarray(sum(features(rows.block(start)).sum(axis=0) for start in rows.starts) / len(rows))


def _keys(x: Array) -> NDArray[np.uint64]:
    """A number for each row that depends on all of its answers, bit by bit (Fowler, Noll & Vo)."""
    keys = np.zeros(len(x), dtype=np.uint64)
    for column in x.T:
        bits = np.ascontiguousarray(column).view(np.uint64)
        keys = (keys ^ bits ^ (bits >> np.uint64(32))) * ODD
    return keys


def resampled(rows: Rows, statistic: Statistic, resamples: int, rng: int | np.random.Generator | None) -> Array:
    """Return the (b,) values of the coefficient when n people are drawn anew, with replacement, b times.

    How often each row is drawn is multinomial. It is drawn in two steps, which gives the same: how many of the n fall
    in each block of 256 rows, and which row of the block each of those is. So one block of rows is in memory at a time,
    with its counts, which times its features give the sums of many resamples at once. The order of the additions does
    not depend on the number of threads.
    """
    generator = np.random.default_rng(rng)
    with ThreadPoolExecutor(min(cores(), RUNS)) as pool:
        parts = [_part(rows, statistic, size, generator, pool) for size in _portions(resamples, statistic)]
    return np.concatenate(parts)


def _portions(count: int, statistic: Statistic) -> list[int]:
    """Split a number of resamples so that what is held of them at once stays small."""
    most = max(50, min(1000, HELD // statistic.size))
    return [min(most, count - start) for start in range(0, count, most)]


def _part(
    rows: Rows, statistic: Statistic, resamples: int, rng: np.random.Generator, pool: ThreadPoolExecutor
) -> Array:
    """The values of some of the resamples."""
    totals = _block_totals(rows, resamples, rng)
    generators = rng.spawn(len(rows.starts))

    def summed(run: int) -> Array:
        sums = np.zeros((resamples, statistic.size))
        for block in range(run, len(rows.starts), RUNS):
            features = statistic.features(rows.block(rows.starts[block]).astype(np.float32))
            counts = _row_counts(totals[:, block], len(features), generators[block])
            sums += counts.astype(np.float32) @ features
        return sums

    return statistic.values(np.add.reduce(list(pool.map(summed, range(RUNS)))) / len(rows))


def _block_totals(rows: Rows, resamples: int, rng: np.random.Generator) -> NDArray[np.uint16]:
    """How many draws of each resample fall in each block: binomial, of what the blocks before left."""
    totals = np.empty((resamples, len(rows.starts)), dtype=np.uint16)
    left = np.full(resamples, len(rows))
    for block, start in enumerate(rows.starts):
        totals[:, block] = rng.binomial(left, min(BLOCK / (len(rows) - start), 1.0))
        left -= totals[:, block]
    return totals


def _row_counts(totals: NDArray[np.uint16], rows: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """(b, rows) how often each row of a block is drawn, when each resample draws so many of them."""
    drawn = np.repeat(np.arange(len(totals)) * rows, totals)
    drawn += rng.integers(0, rows, len(drawn), dtype=np.uint8)
    return np.bincount(drawn, minlength=len(totals) * rows).reshape(len(totals), rows)


def skewness(rows: Rows, statistic: Statistic) -> tuple[float, float]:
    """Return the coefficient, and a sixth of the skewness of the people's influence on it (Efron 1987)."""
    centre = _mean(rows, statistic.features)
    slope = _slope(statistic, centre)
    squares, cubes = _mean(rows, lambda z: ((statistic.features(z) - centre) @ slope)[:, None] ** [2, 3])
    value = float(statistic.values(centre[None])[0])
    return value, float(cubes / (6 * squares**1.5 * np.sqrt(len(rows)))) if squares > 0 else 0.0


def _slope(statistic: Statistic, centre: Array) -> Array:
    """The (p,) derivatives of the coefficient by the means that it needs, by central differences."""
    slope, start = np.empty(len(centre)), 0
    for size in _portions(len(centre), statistic):
        step = STEP * np.eye(len(centre))[start : start + size]
        slope[start : start + size] = (statistic.values(centre + step) - statistic.values(centre - step)) / (2 * STEP)
        start += size
    return slope
