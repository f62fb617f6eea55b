"""Resamples of people by matrix products: how often each row is drawn, times what the coefficient needs of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.stats.inputs import rows_and_counts
from purpose_index.tallies.rows import cores

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BLOCK = 256  # a random byte is a random row of a block
RUNS = 4
STEP = 1e-4
DIGITS = 52  # whole numbers of so many bits are added exactly in float64, and of 24 in float32
HELD = 250_000
WHOLE = 2**16


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The complete rows of (n, k) answers, in the order of their values, wherever they stood.

    Parameters
    ----------
    x
        The answers, as given.
    order
        (n,) which of them stands where; a row that several people gave stands there as often.
    centre, scale
        (k,) what is taken from every item, near its mean; and one number that brings all items to the size of 1. Whole
        numbers stay whole: the centre is then, and the scale is 1.
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
    answers, people = rows_and_counts(x)
    order = np.lexsort(answers.T[::-1])
    order = np.repeat(order, people[order])
    centre = answers[order].mean(axis=0)
    if (np.rint(answers) == answers).all() and np.abs(answers).max() < WHOLE:
        return Rows(answers, order, np.rint(centre), 1.0)
    return Rows(answers, order, centre, float(np.abs(answers - centre).max()))


def _mean(rows: Rows, features: Callable[[Array], Array]) -> Array:
    """The means over people of their features."""
    return np.asarray(sum(features(rows.block(start)).sum(axis=0) for start in rows.starts) / len(rows))


def _quantum(rows: Rows, statistic: Statistic) -> Array:
    """(p,) the unit that each feature is rounded to, a power of 2: n of them then add up exactly, in any order."""
    largest = np.max([np.abs(statistic.features(rows.block(start))).max(axis=0) for start in rows.starts], axis=0)
    bits = np.frexp(largest)[1]
    return np.asarray(np.ldexp(1.0, bits + int(np.ceil(np.log2(len(rows)))) - DIGITS))


def resampled(rows: Rows, statistic: Statistic, resamples: int, rng: int | np.random.Generator | None) -> Array:
    """Return the (b,) values of the coefficient when n people are drawn anew, with replacement, b times.

    How often each row is drawn is multinomial. It is drawn in two steps, which gives the same: how many of the n fall
    in each block of 256 rows, and which row of the block each of those is. So one block of rows is in memory at a time,
    with its counts, which times its features give the sums of many resamples at once. Features are rounded to so many
    bits that all sums are exact: no order of additions, number of threads or processor changes them.
    """
    generator, quantum = np.random.default_rng(rng), _quantum(rows, statistic)
    with ThreadPoolExecutor(min(cores(), RUNS)) as pool:
        parts = [_part(rows, statistic, size, quantum, generator, pool) for size in _portions(resamples, statistic)]
    return np.concatenate(parts)


def _portions(count: int, statistic: Statistic) -> list[int]:
    """Split a number of resamples so that what is held of them at once stays small."""
    most = max(50, min(1000, HELD // statistic.size))
    return [min(most, count - start) for start in range(0, count, most)]


def _part(
    rows: Rows,
    statistic: Statistic,
    resamples: int,
    quantum: Array,
    rng: np.random.Generator,
    pool: ThreadPoolExecutor,
) -> Array:
    """The values of some of the resamples."""
    totals = _block_totals(rows, resamples, rng)
    generators = rng.spawn(len(rows.starts))

    def summed(run: int) -> Array:
        sums = np.zeros((resamples, statistic.size))
        for block in range(run, len(rows.starts), RUNS):
            features = np.rint(statistic.features(rows.block(rows.starts[block])) / quantum) * quantum
            counts = _row_counts(totals[:, block], len(features), generators[block])
            exact = _exact_type(features, int(totals[:, block].max()))
            sums += counts.astype(exact) @ features.astype(exact)
        return sums

    return statistic.values(np.add.reduce(list(pool.map(summed, range(RUNS)))) / len(rows))


def _exact_type(features: Array, draws: int) -> type:
    """The shortest type in which so many draws of these features add up exactly."""
    small = np.abs(features).max() * draws < 2**24 and (features == np.rint(features)).all()
    return np.float32 if small else np.float64


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
    spread = np.sqrt(_mean(rows, lambda z: (statistic.features(z) - centre) ** 2))
    slope = _slope(statistic, centre, np.where(spread > 0, spread, 1.0))
    squares, cubes = _mean(rows, lambda z: ((statistic.features(z) - centre) @ slope)[:, None] ** [2, 3])
    value = float(statistic.values(centre[None])[0])
    return value, float(cubes / (6 * squares**1.5 * np.sqrt(len(rows)))) if squares > 0 else 0.0


def _slope(statistic: Statistic, centre: Array, spread: Array) -> Array:
    """The (p,) derivatives of the coefficient by the means that it needs, times one number, by central differences."""
    slope, start = np.empty(len(centre)), 0
    for size in _portions(len(centre), statistic):
        step = np.diag(STEP * spread)[start : start + size]
        difference = statistic.values(centre + step) - statistic.values(centre - step)
        slope[start : start + size] = difference / spread[start : start + size]
        start += size
    return slope
