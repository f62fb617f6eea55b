"""Item response models: how well answers tell where a person is, and where that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.irt.fitting import graded as graded
    from purpose_index.stats.irt.fitting import partial_credit as partial_credit
    from purpose_index.stats.irt.results import ItemResponseModel as ItemResponseModel
    from purpose_index.stats.irt.scores import TraitScores as TraitScores
    from purpose_index.stats.irt.sum_table import SumScoreTable as SumScoreTable

_HOME = {
    "ItemResponseModel": "results",
    "SumScoreTable": "sum_table",
    "TraitScores": "scores",
    "graded": "fitting",
    "partial_credit": "fitting",
}
__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
