"""Confirmatory factor analysis: a structure as a hypothesis, fitted and tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.cfa.bootstrap import BootstrapEstimate as BootstrapEstimate
    from purpose_index.stats.cfa.bootstrap import ModelBootstrap as ModelBootstrap
    from purpose_index.stats.cfa.comparison import Comparison as Comparison
    from purpose_index.stats.cfa.comparison import compare as compare
    from purpose_index.stats.cfa.fitting import cfa as cfa
    from purpose_index.stats.cfa.indices import ModelFit as ModelFit
    from purpose_index.stats.cfa.indices import TestIndices as TestIndices
    from purpose_index.stats.cfa.invariance_result import Invariance as Invariance
    from purpose_index.stats.cfa.invariance_result import InvarianceStep as InvarianceStep
    from purpose_index.stats.cfa.measurement_invariance import invariance as invariance
    from purpose_index.stats.cfa.modification import ModificationIndex as ModificationIndex
    from purpose_index.stats.cfa.people import FactorScores as FactorScores
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis as ConfirmatoryFactorAnalysis
    from purpose_index.stats.cfa.results import GroupMoments as GroupMoments
    from purpose_index.stats.cfa.results import ParameterEstimate as ParameterEstimate
    from purpose_index.stats.cfa.score_differences import ScoreDifference as ScoreDifference

_HOME = {
    "BootstrapEstimate": "bootstrap",
    "Comparison": "comparison",
    "ConfirmatoryFactorAnalysis": "results",
    "FactorScores": "people",
    "GroupMoments": "results",
    "Invariance": "invariance_result",
    "InvarianceStep": "invariance_result",
    "ModelBootstrap": "bootstrap",
    "ModelFit": "indices",
    "ModificationIndex": "modification",
    "ParameterEstimate": "results",
    "ScoreDifference": "score_differences",
    "TestIndices": "indices",
    "cfa": "fitting",
    "compare": "comparison",
    "invariance": "measurement_invariance",
}
__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
