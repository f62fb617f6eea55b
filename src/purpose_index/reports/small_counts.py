"""Which shares may be shown: none of fewer people than `HIDDEN`, nor what would tell such a share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.evidence.small import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Mapping


def shown_share(share: float, n: int) -> float | None:
    """Return a share of n people; None where it, or the rest, is of too few people.

    Examples
    --------
    >>> shown_share(0.5, 20), shown_share(0.2, 20), shown_share(0.8, 20), shown_share(0.0, 20)
    (0.5, None, None, None)
    """
    return share if n >= HIDDEN and HIDDEN <= round(share * n) <= n - HIDDEN else None


def shown_shares(shares: Mapping[int, float], n: int) -> Mapping[int, float]:
    """Return all shares of an item's answers, or none of them: one that is left out follows from the others.

    Examples
    --------
    >>> shown_shares({1: 0.25, 2: 0.75}, 20), shown_shares({1: 0.2, 2: 0.8}, 20)
    ({1: 0.25, 2: 0.75}, {})
    """
    return shares if n >= HIDDEN and all(round(share * n) >= HIDDEN for share in shares.values()) else {}
