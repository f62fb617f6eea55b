"""What a set is meant to reach; evidence is judged by it."""

from __future__ import annotations

from dataclasses import dataclass

from purpose_index.errors import ArgumentError, Issue


@dataclass(frozen=True, kw_only=True)
class Aims:
    """What a set is meant to reach.

    Parameters
    ----------
    reliability_floor
        What the reliability of a scale should reach, between 0 and 1; .70 is what groups are compared with by custom,
        .90 what decisions about one person ask.
    interval_width
        How wide that interval may be, between 0 and 1.
    level
        The confidence level of every interval, between 0 and 1.

    Raises
    ------
    ArgumentError
        One of them is not between 0 and 1.
    """

    reliability_floor: float = 0.70
    interval_width: float = 0.20
    level: float = 0.95

    def __post_init__(self) -> None:
        wrong = [name for name, value in vars(self).items() if not (isinstance(value, int | float) and 0 < value < 1)]
        issues = [
            Issue("aim-out-of-range", f"$.{name}", "Expected a number between 0 and 1.", facts={"low": 0, "high": 1})
            for name in wrong
        ]
        if issues:
            raise ArgumentError("The aims cannot be what they were given.", issues)
