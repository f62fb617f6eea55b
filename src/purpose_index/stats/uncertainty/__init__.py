"""How certain a number is: by leaving people out, by resampling them, and by formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.uncertainty.leaving_out import Jackknifed as Jackknifed
    from purpose_index.stats.uncertainty.leaving_out import jackknife as jackknife
    from purpose_index.stats.uncertainty.shares import wilson as wilson

_HOME = {"Jackknifed": "leaving_out", "jackknife": "leaving_out", "wilson": "shares"}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
