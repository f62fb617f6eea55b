"""How numbers of people are told without pointing at somebody."""

from __future__ import annotations

FEWEST_PEOPLE = 20
HIDDEN = 5


def people(count: int, n: int) -> str:
    """Say how many people of n, but never a number that is so small that it points at somebody.

    Examples
    --------
    >>> people(30, 120), people(3, 120), people(118, 120)
    ('30 of 120 people (25%)', 'fewer than 5 of 120 people', 'all but fewer than 5 of 120 people')
    """
    if count < HIDDEN:
        return f"fewer than {HIDDEN} of {many(n)}"
    if n - count < HIDDEN:
        return f"all but fewer than {HIDDEN} of {many(n)}"
    return f"{count:,} of {many(n)} ({count / n:.0%})"


def many(n: int) -> str:
    """Say a number of people, but none that is too small."""
    return f"{n:,} people" if n >= HIDDEN else f"fewer than {HIDDEN} people"
