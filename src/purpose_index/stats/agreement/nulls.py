"""What people would answer who do not agree at all: the variances and the distributions of null models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import check_option

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NamedNull = Literal["uniform", "slight-skew", "moderate-skew", "heavy-skew", "triangular", "normal"]
Options = int | Sequence[float]

# LeBreton & Senter (2008), Table 2: variances of slight, moderate and heavy skew, triangular and normal, by the number
# of options.
COLUMNS = ("slight-skew", "moderate-skew", "heavy-skew", "triangular", "normal")
VARIANCES = {
    5: (1.34, 0.90, 0.44, 1.32, 1.04),
    6: (1.85, 1.26, 0.69, 1.45, 1.25),
    7: (2.90, 2.14, 1.39, 2.10, 1.40),
    8: (3.47, 2.79, 2.35, 2.81, 1.73),
    9: (5.66, 4.73, 3.16, 3.00, 1.58),
    10: (6.30, 5.09, 3.46, 2.89, 1.45),
    11: (7.31, 6.32, 4.02, 3.32, 1.40),
}
# The shares of five options that have those variances (James, Demaree & Wolf, 1984; LeBreton & Senter, 2008).
OF_FIVE = {
    "slight-skew": (0.05, 0.15, 0.20, 0.35, 0.25),
    "moderate-skew": (0.00, 0.10, 0.15, 0.40, 0.35),
    "heavy-skew": (0.00, 0.00, 0.10, 0.40, 0.50),
    "triangular": (0.11, 0.22, 0.34, 0.22, 0.11),
    "normal": (0.07, 0.24, 0.38, 0.24, 0.07),
}


class Scale(NamedTuple):
    """The options that people can choose, in points.

    Parameters
    ----------
    values
        Their values, ascending; counted from 0 where only their number is known.
    low
        The lowest; None where only their number is known.
    """

    values: Array
    low: float | None

    @property
    def width(self) -> float:
        """From the lowest to the highest."""
        return float(self.values[-1] - self.values[0])

    @property
    def step(self) -> float:
        """How far every two neighbours are apart; NaN where not all are equally far."""
        steps = np.diff(self.values)
        return float(steps[0]) if np.allclose(steps, steps[0], rtol=1e-9, atol=0) else np.nan


def scale_of(options: Options) -> Scale:
    """Return the answer options from their number, or from their values; raise ArgumentError where they are none."""
    if isinstance(options, int | np.integer) and not isinstance(options, bool) and options > 1:
        return Scale(np.arange(float(options)), None)
    values = np.unique(np.asarray(options, dtype=np.float64)) if isinstance(options, Sequence | np.ndarray) else None
    if values is None or len(values) < 2 or not np.isfinite(values).all():
        message = "Expected the number of answer options, at least 2, or their values, at least two different ones."
        raise ArgumentError(
            "The answer options cannot be what they were given.", [Issue("not-options", "$.options", message)]
        )
    return Scale(values, float(values[0]))


def check_inside(answers: Array, scale: Scale) -> None:
    """Raise ArgumentError where answers lie further apart than the options, or outside those whose values are known."""
    low, high = np.fmin.reduce(answers, axis=None, initial=np.inf), np.fmax.reduce(answers, axis=None, initial=-np.inf)
    start = low if scale.low is None else scale.low
    if start <= low and high <= start + scale.width:
        return
    raise_outside(scale.low, None if scale.low is None else scale.low + scale.width, scale.width)


def raise_outside(low: float | None, high: float | None, width: float) -> None:
    """Raise ArgumentError: some answers lie outside what can be chosen."""
    range_ = f"at most {width:g} apart" if low is None else f"from {low:g} to {high:g}"
    message = f"Expected answers {range_}, as the options are; some lie outside."
    hint = "Give every option that could be chosen, and make the codes of missing answers NaN."
    issue = Issue("answers-outside-options", "$.x", message, hint, facts={"low": low, "high": high, "width": width})
    raise ArgumentError("The answers do not fit the options.", [issue])


def null_variance(null: NamedNull | float, scale: Scale) -> float:
    """Return the variance of answers of people who do not agree, in squared points."""
    if isinstance(null, str):
        check_option("null", null, NamedNull)
        if null == "uniform":
            return float(scale.values.var())  # of A whole numbers (A**2 - 1) / 12
        if len(scale.values) in VARIANCES and scale.step == scale.step:
            return VARIANCES[len(scale.values)][COLUMNS.index(null)] * scale.step**2
        fewest, most = min(VARIANCES), max(VARIANCES)
        message = f"The null {null!r} is published for {fewest} to {most} options that are equally far apart."
        hint = "Give the variance of the null itself, or take null='uniform'."
        facts = {"null": null, "options": len(scale.values), "fewest": fewest, "most": most}
        raise ArgumentError(
            "This null has no variance.", [Issue("null-not-published", "$.null", message, hint, facts=facts)]
        )
    if isinstance(null, int | float | np.number) and not isinstance(null, bool) and 0 < null < np.inf:
        return float(null)
    message = "Expected the name of a null, or its variance: a number above 0."
    raise ArgumentError("This null has no variance.", [Issue("null-variance", "$.null", message)])


def null_shares(null: NamedNull | Sequence[float], scale: Scale) -> Array:
    """Return how often people who do not agree choose each option."""
    count = len(scale.values)
    if isinstance(null, str):
        check_option("null", null, NamedNull)
        if null == "uniform":
            return np.full(count, 1 / count)
        if count == 5:
            return np.array(OF_FIVE[null])
    shares = None if isinstance(null, str) else np.asarray(null, dtype=np.float64)
    if shares is None or shares.shape != (count,) or not (shares >= 0).all() or abs(shares.sum() - 1) > 1e-9:
        message = (
            f"Expected 'uniform', a named null of five options, or shares of the {count} options that add up to 1."
        )
        issue = Issue("null-shares", "$.null", message, facts={"options": count})
        raise ArgumentError("This null has no distribution.", [issue])
    return shares
