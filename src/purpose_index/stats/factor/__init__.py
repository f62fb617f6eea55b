"""Factors: how many, which items, how strong; arrays or tallies in, frozen results out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.factor.adequacy import bartlett as bartlett
    from purpose_index.stats.factor.adequacy import kmo as kmo
    from purpose_index.stats.factor.exploratory import efa as efa
    from purpose_index.stats.factor.hierarchy import schmid_leiman as schmid_leiman
    from purpose_index.stats.factor.matrix import CorrelationMatrix as CorrelationMatrix
    from purpose_index.stats.factor.parallel import parallel_analysis as parallel_analysis
    from purpose_index.stats.factor.partials import minimum_average_partial as minimum_average_partial
    from purpose_index.stats.factor.scores import factor_scores as factor_scores

_HOME = {
    "CorrelationMatrix": "matrix",
    "bartlett": "adequacy",
    "efa": "exploratory",
    "factor_scores": "scores",
    "kmo": "adequacy",
    "minimum_average_partial": "partials",
    "parallel_analysis": "parallel",
    "schmid_leiman": "hierarchy",
}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
