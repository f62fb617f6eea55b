"""Scores; here are the types that a `Score` is made of, and where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.scoring.provenance import Provenance as Provenance
    from purpose_index.scoring.scale_score import Classified as Classified
    from purpose_index.scoring.scale_score import ScaleScore as ScaleScore
    from purpose_index.scoring.trait import TraitScore as TraitScore

_HOME = {
    "Classified": "scale_score",
    "Provenance": "provenance",
    "ScaleScore": "scale_score",
    "TraitScore": "trait",
}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
