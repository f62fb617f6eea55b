"""The psychometrics, one subject a module: arrays or tallies in, frozen results out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats import agreement as agreement
    from purpose_index.stats import alignment as alignment
    from purpose_index.stats import careless as careless
    from purpose_index.stats import cfa as cfa
    from purpose_index.stats import change as change
    from purpose_index.stats import correlation as correlation
    from purpose_index.stats import dif as dif
    from purpose_index.stats import factor as factor
    from purpose_index.stats import items as items
    from purpose_index.stats import mokken as mokken
    from purpose_index.stats import reliability as reliability
    from purpose_index.stats import uncertainty as uncertainty

__all__ = [
    "agreement",
    "alignment",
    "careless",
    "cfa",
    "change",
    "correlation",
    "dif",
    "factor",
    "items",
    "mokken",
    "reliability",
    "uncertainty",
]
if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, {name: name for name in __all__})
