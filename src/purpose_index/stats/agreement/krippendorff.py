"""Krippendorff's alpha: agreement of observers, whatever their number, the kind of values, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_level, check_option
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.inputs import answers_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Measurement = Literal["nominal", "ordinal", "interval"]
Interval = Literal["bootstrap"]
ROUNDING = 1e-12
FEWEST_RESAMPLES = 100
MOST_UNDEFINED = 0.1
HELD = 2_000_000  # numbers at a time


def krippendorff_alpha(
    x: ArrayLike,
    *,
    measurement: Measurement = "ordinal",
    interval: Interval | None = "bootstrap",
    level: float = 0.95,
    resamples: int = 2000,
    rng: int | np.random.Generator | None = 0,
) -> Estimate:
    """How far observers agree about units beyond chance: 1 where they agree entirely, 0 where as values dealt by lot.

    Parameters
    ----------
    x
        (n, k) what each of k observers says of each of n units; NaN where one says nothing. Units of which fewer than
        two say something do not count.
    measurement
        How values differ: 'nominal' (alike or not), 'ordinal' (by how many values given lie between them) or 'interval'
        (by the square of their difference).
    interval
        'bootstrap', the percentiles of resampled units, or None.
    level
        The confidence level, between 0 and 1.
    resamples, rng
        How many resamples, at least 100, and a seed or generator for them.

    Returns
    -------
    Estimate
        `.value`, below 0 where observers disagree more than by chance; `.n` units and `.k` observers.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers, or an option cannot be what it was given.
    StatisticsError
        Where no unit has two values, all values are alike, or that is so in more than a tenth of the resamples.

    Notes
    -----
    With m values of unit u, their variance ``s2[u]`` (m - 1), and N and ``s2`` those of all values that count,
    ``1 - sum(m * s2[u]) / (N * s2)``: what observers differ beside what values differ that were dealt out anew [1]_.
    Ordinal values are their mid-ranks among all values; nominal ones count as 0 or 1 for every category. The bootstrap
    takes units, not the values in them, to be drawn anew; with fewer than some 20 units its interval is too short.
    Where nearly all values are alike alpha is low and uncertain, however often observers agree.

    References
    ----------
    .. [1] Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding
       data. Communication Methods and Measures, 1(1), 77-89. https://doi.org/10.1080/19312450709336664

    Examples
    --------
    >>> x = [[1, 1], [2, 2], [3, 3], [3, 2], [1, 1], [2, 2]]
    >>> round(krippendorff_alpha(x, measurement="nominal").value, 4)
    0.766
    """
    check_option("measurement", measurement, Measurement)
    level = check_level(level)
    if interval is not None:
        check_option("interval", interval, Interval)
    if resamples < FEWEST_RESAMPLES:
        message = f"Expected at least {FEWEST_RESAMPLES}: the ends of an interval rest on few of them."
        raise ArgumentError(
            "The units cannot be resampled.",
            [Issue("too-few-resamples", "$.resamples", message, facts={"fewest": FEWEST_RESAMPLES})],
        )
    array = np.asarray(answers_of(x), dtype=np.float64)
    counts, values = _counted(array)
    value = float(_alphas(counts, np.ones((1, len(counts))), values, measurement)[0])
    if np.isnan(value):
        message = "All values are alike, so there is nothing that observers could have disagreed about."
        raise StatisticsError("Krippendorff's alpha is not defined.", [Issue("values-alike", "$.x", message)])
    ends, issues = _bootstrap(counts, values, measurement, level, resamples, rng) if interval else (None, ())
    return Estimate(
        name="krippendorff_alpha",
        value=value,
        n=len(counts),
        k=array.shape[1],
        method=measurement,
        missing="pairwise",
        se=ends[2] if ends else None,
        low=ends[0] if ends else None,
        high=ends[1] if ends else None,
        level=level if ends else None,
        interval=interval,
        assumes="Units are a random sample, and observers are interchangeable.",
        issues=issues,
    )


def _counted(array: Array) -> tuple[Array, Array]:
    """Return how often each unit was given each value, and the values, ascending; of units with two or more."""
    present = ~np.isnan(array)
    present[present.sum(axis=1) < 2] = False
    if not present.any():
        message = "No unit has the values of two observers, so there is nothing to agree about."
        raise StatisticsError("Krippendorff's alpha is not defined.", [Issue("no-pairs", "$.x", message)])
    values, code = np.unique(array[present], return_inverse=True)
    unit = np.unique(np.nonzero(present)[0], return_inverse=True)[1]
    counts = np.zeros((int(unit.max()) + 1, len(values)))
    np.add.at(counts, (unit, code), 1)
    return counts, values


def _alphas(counts: Array, weights: Array, values: Array, measurement: Measurement) -> Array:
    """Return the (b,) alphas where unit u counts (b, u) times; NaN where all values are alike.

    Parameters
    ----------
    counts
        (u, c) how often each unit was given each value.
    """
    m = counts.sum(axis=1)
    totals = weights @ counts
    n = totals.sum(axis=1)
    if measurement == "nominal":
        observed = weights @ ((m**2 - np.sum(counts**2, axis=1)) / (m - 1))
        expected = n**2 - np.sum(totals**2, axis=1)
    else:
        at = np.broadcast_to(values - values.mean(), totals.shape)
        if measurement == "ordinal":
            at = np.cumsum(totals, axis=1) - totals / 2 - n[:, None] / 2  # Hayes & Krippendorff (2007)
        observed = np.sum(weights * (m * (at**2 @ counts.T) - (at @ counts.T) ** 2) / (m - 1), axis=1)
        expected = n * np.sum(totals * at**2, axis=1) - np.sum(totals * at, axis=1) ** 2
    varying = np.sum(totals > 0, axis=1) > 1
    return np.where(varying, 1 - (n - 1) * observed / np.where(varying, expected, 1.0), np.nan)


def _bootstrap(
    counts: Array,
    values: Array,
    measurement: Measurement,
    level: float,
    resamples: int,
    rng: int | np.random.Generator | None,
) -> tuple[tuple[float, float, float], tuple[Issue, ...]]:
    """Return the ends of the interval and the standard error, from resampled units."""
    generator, units = np.random.default_rng(rng), len(counts)
    most = max(1, HELD // units)
    sizes = [min(most, resamples - start) for start in range(0, resamples, most)]
    chances = np.full(units, 1 / units)
    drawn = (generator.multinomial(units, chances, size=size).astype(np.float64) for size in sizes)
    found = np.concatenate([_alphas(counts, weights, values, measurement) for weights in drawn])
    defined = found[~np.isnan(found)]
    undefined = len(found) - len(defined)
    issues: tuple[Issue, ...] = ()
    if undefined:
        message = f"In {undefined} of {resamples} resamples all values are alike; the interval leaves them out."
        facts = {"undefined": undefined, "resamples": resamples}
        issues = (Issue("undefined-resamples", "$.interval", message, "Observe more units.", facts=facts),)
        if undefined > MOST_UNDEFINED * resamples:
            raise StatisticsError("The bootstrap interval is not defined.", issues)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return (float(low), float(high), float(defined.std(ddof=1))), issues
