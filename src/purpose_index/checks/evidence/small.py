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


def counted(count: int, n: int) -> dict[str, int | bool | None]:
    """Return what `people` says, as facts: a count or a number of people that would point at somebody is None.

    Examples
    --------
    >>> counted(30, 120)
    {'count': 30, 'people': 120, 'nearly_all': False, 'fewest': 5}
    >>> counted(118, 120)
    {'count': None, 'people': 120, 'nearly_all': True, 'fewest': 5}
    """
    tells = HIDDEN <= count <= n - HIDDEN
    return {
        "count": count if tells else None,
        "people": n if n >= HIDDEN else None,
        "nearly_all": count >= HIDDEN and not tells,
        "fewest": HIDDEN,
    }
