"""A number that does not travel alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from purpose_index.errors import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(Frozen):
    """An estimate with its uncertainty and where it came from.

    Parameters
    ----------
    name
        What it is, in the field's term: 'alpha', 'omega_total'.
    value
        The estimate, at full precision.
    n
        How many people it rests on.
    k
        How many items it rests on.
    method
        How it was estimated: 'covariances' (a formula of those), 'polychoric', 'ml', 'minres'.
    missing
        Whose answers count: 'listwise' or 'pairwise'.
    se
        Its standard error; None where the interval needs none.
    low, high
        The ends of the interval; None where no interval was asked for, or none is defined.
    level
        The confidence level of the interval, between 0 and 1; None without interval.
    interval
        The method of the interval: 'feldt', 'bonett', 'delta', 'bootstrap-bca'; None without.
    assumes
        What must hold for the value to mean what its name says, in a sentence.
    issues
        What went wrong on the way, or makes the number doubtful.
    """

    name: str
    value: float
    n: int
    k: int
    method: str
    missing: str = "listwise"
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    interval: str | None = None
    assumes: str = ""
    issues: tuple[Issue, ...] = ()

    def __repr__(self) -> str:
        """Say the value with its interval, and what it rests on."""
        interval = "" if self.low is None else f" ({self.low:.4g} to {self.high:.4g})"
        return f"{type(self).__name__}({self.name} {self.value:.4g}{interval}, n={self.n}, k={self.k})"

    def __float__(self) -> float:
        """The value, so that an estimate can stand where a number can."""
        return self.value
