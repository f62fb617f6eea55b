"""Item response models: how well answers tell where a person is, and where that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.irt.dependence import LocalDependence as LocalDependence
    from purpose_index.stats.irt.dependence import local_dependence as local_dependence
    from purpose_index.stats.irt.exchange import from_mirt as from_mirt
    from purpose_index.stats.irt.exchange import to_mirt as to_mirt
    from purpose_index.stats.irt.fit_items import ItemFit as ItemFit
    from purpose_index.stats.irt.fit_items import item_fit as item_fit
    from purpose_index.stats.irt.fit_model import ModelFit as ModelFit
    from purpose_index.stats.irt.fit_model import model_fit as model_fit
    from purpose_index.stats.irt.fit_people import PersonFit as PersonFit
    from purpose_index.stats.irt.fit_people import person_fit as person_fit
    from purpose_index.stats.irt.fitting import graded as graded
    from purpose_index.stats.irt.fitting import partial_credit as partial_credit
    from purpose_index.stats.irt.group_results import MultipleGroupModel as MultipleGroupModel
    from purpose_index.stats.irt.groups import multiple_group as multiple_group
    from purpose_index.stats.irt.known import known_items as known_items
    from purpose_index.stats.irt.linking import Link as Link
    from purpose_index.stats.irt.linking import link as link
    from purpose_index.stats.irt.results import ItemResponseModel as ItemResponseModel
    from purpose_index.stats.irt.scores import TraitScores as TraitScores
    from purpose_index.stats.irt.sum_table import SumScoreTable as SumScoreTable

_HOME = {
    "ItemFit": "fit_items",
    "ItemResponseModel": "results",
    "Link": "linking",
    "LocalDependence": "dependence",
    "ModelFit": "fit_model",
    "MultipleGroupModel": "group_results",
    "PersonFit": "fit_people",
    "SumScoreTable": "sum_table",
    "TraitScores": "scores",
    "from_mirt": "exchange",
    "graded": "fitting",
    "item_fit": "fit_items",
    "known_items": "known",
    "link": "linking",
    "local_dependence": "dependence",
    "model_fit": "fit_model",
    "multiple_group": "groups",
    "partial_credit": "fitting",
    "person_fit": "fit_people",
    "to_mirt": "exchange",
}
__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
