"""The analysis of answers; here are the types that an `Analysis` is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.analysis.calibration_scale import ScaleCalibration as ScaleCalibration
    from purpose_index.analysis.dif_results import GroupDif as GroupDif
    from purpose_index.analysis.dif_results import ItemDif as ItemDif
    from purpose_index.analysis.dif_results import ScaleDif as ScaleDif
    from purpose_index.analysis.invariance import GroupInvariance as GroupInvariance
    from purpose_index.analysis.models import Dimensionality as Dimensionality
    from purpose_index.analysis.models import LatentReliability as LatentReliability
    from purpose_index.analysis.norms import Normed as Normed
    from purpose_index.analysis.norms import Norms as Norms
    from purpose_index.analysis.norms import Reference as Reference
    from purpose_index.analysis.orientation import Orientation as Orientation
    from purpose_index.analysis.results import ItemAnalysis as ItemAnalysis
    from purpose_index.analysis.results import ScaleAnalysis as ScaleAnalysis
    from purpose_index.analysis.screening_results import Screening as Screening
    from purpose_index.analysis.screening_results import Sign as Sign
    from purpose_index.analysis.screening_results import Without as Without
    from purpose_index.analysis.structure import StructureAnalysis as StructureAnalysis
    from purpose_index.analysis.traits import ItemTrait as ItemTrait
    from purpose_index.analysis.traits import PrecisionAt as PrecisionAt
    from purpose_index.analysis.traits import TraitAnalysis as TraitAnalysis

_HOME = {
    "Dimensionality": "models",
    "GroupDif": "dif_results",
    "GroupInvariance": "invariance",
    "ItemDif": "dif_results",
    "ScaleDif": "dif_results",
    "ItemAnalysis": "results",
    "LatentReliability": "models",
    "Normed": "norms",
    "Norms": "norms",
    "Orientation": "orientation",
    "Reference": "norms",
    "ScaleAnalysis": "results",
    "ScaleCalibration": "calibration_scale",
    "Screening": "screening_results",
    "Sign": "screening_results",
    "StructureAnalysis": "structure",
    "ItemTrait": "traits",
    "PrecisionAt": "traits",
    "TraitAnalysis": "traits",
    "Without": "screening_results",
}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
