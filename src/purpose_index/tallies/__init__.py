"""What statistics are computed from: counts and sums of answers, which can be added to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.tallies.moments import Moments as Moments
    from purpose_index.tallies.pairs import PairCounts as PairCounts
    from purpose_index.tallies.patterns import Patterns as Patterns

_HOME = {
    "Moments": "moments",
    "PairCounts": "pairs",
    "Patterns": "patterns",
}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
