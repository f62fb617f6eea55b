"""Factors: how many, which items, how strong; arrays or tallies in, frozen results out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.correlation.matrix import CorrelationMatrix as CorrelationMatrix
    from purpose_index.stats.factor.adequacy import SamplingAdequacy as SamplingAdequacy
    from purpose_index.stats.factor.adequacy import SphericityTest as SphericityTest
    from purpose_index.stats.factor.adequacy import bartlett as bartlett
    from purpose_index.stats.factor.adequacy import kmo as kmo
    from purpose_index.stats.factor.exploratory import FactorAnalysis as FactorAnalysis
    from purpose_index.stats.factor.exploratory import efa as efa
    from purpose_index.stats.factor.extraction import Extraction as Extraction
    from purpose_index.stats.factor.extraction import extract as extract
    from purpose_index.stats.factor.fit import FactorFit as FactorFit
    from purpose_index.stats.factor.hierarchy import SchmidLeiman as SchmidLeiman
    from purpose_index.stats.factor.hierarchy import schmid_leiman as schmid_leiman
    from purpose_index.stats.factor.parallel import ParallelAnalysis as ParallelAnalysis
    from purpose_index.stats.factor.parallel import parallel_analysis as parallel_analysis
    from purpose_index.stats.factor.partials import MinimumAveragePartial as MinimumAveragePartial
    from purpose_index.stats.factor.partials import minimum_average_partial as minimum_average_partial
    from purpose_index.stats.factor.rotation import Rotation as Rotation
    from purpose_index.stats.factor.rotation import rotate as rotate
    from purpose_index.stats.factor.scores import FactorScores as FactorScores
    from purpose_index.stats.factor.scores import factor_scores as factor_scores

_HOME = {
    "CorrelationMatrix": "exploratory",
    "Extraction": "extraction",
    "FactorAnalysis": "exploratory",
    "FactorFit": "fit",
    "FactorScores": "scores",
    "MinimumAveragePartial": "partials",
    "ParallelAnalysis": "parallel",
    "Rotation": "rotation",
    "SamplingAdequacy": "adequacy",
    "SchmidLeiman": "hierarchy",
    "SphericityTest": "adequacy",
    "bartlett": "adequacy",
    "efa": "exploratory",
    "extract": "extraction",
    "factor_scores": "scores",
    "kmo": "adequacy",
    "minimum_average_partial": "partials",
    "parallel_analysis": "parallel",
    "rotate": "rotation",
    "schmid_leiman": "hierarchy",
}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
