"""Fairness of items: whether people of different groups who stand alike answer alike.

A module here never bears the name of a public function, which it would hide once imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.dif.by_tables import MantelHaenszel as MantelHaenszel
    from purpose_index.stats.dif.by_tables import mantel_haenszel as mantel_haenszel
    from purpose_index.stats.dif.monte_carlo import Cutoff as Cutoff
    from purpose_index.stats.dif.monte_carlo import DifCutoffs as DifCutoffs
    from purpose_index.stats.dif.monte_carlo import cutoffs as cutoffs
    from purpose_index.stats.dif.ordinal_logistic import logistic as logistic
    from purpose_index.stats.dif.results import DifTest as DifTest
    from purpose_index.stats.dif.results import GroupDifference as GroupDifference
    from purpose_index.stats.dif.results import LikelihoodRatioDif as LikelihoodRatioDif
    from purpose_index.stats.dif.results import LogisticDif as LogisticDif
    from purpose_index.stats.dif.score_effects import score_differences as score_differences
    from purpose_index.stats.dif.trait_ratio import likelihood_ratio as likelihood_ratio

_HOME = {
    "Cutoff": "monte_carlo",
    "DifCutoffs": "monte_carlo",
    "DifTest": "results",
    "GroupDifference": "results",
    "LikelihoodRatioDif": "results",
    "LogisticDif": "results",
    "MantelHaenszel": "by_tables",
    "cutoffs": "monte_carlo",
    "likelihood_ratio": "trait_ratio",
    "logistic": "ordinal_logistic",
    "mantel_haenszel": "by_tables",
    "score_differences": "score_effects",
}
__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
