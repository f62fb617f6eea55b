"""The structure that a set claims, tested on answers."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.stats.cfa.fitting import cfa
from purpose_index.stats.reliability.standardized import factor_correlations, standardized_loadings
from purpose_index.stats.reliability.sums_of_model import composite_reliability

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from purpose_index.options import Missing
    from purpose_index.question_set.hypothesis import Hypothesis
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.stats.cfa.indices import ModelFit, TestIndices
    from purpose_index.stats.cfa.modification import ModificationIndex
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis
    from purpose_index.stats.cfa.results import Missing as ModelMissing
    from purpose_index.stats.reliability.factor_pairs import FactorPairs
    from purpose_index.stats.reliability.standardized import StandardizedLoading
    from purpose_index.stats.reliability.sums_of_model import CompositeReliability

MOST_MISFIT = 5
NOTABLE = 0.10  # a standardized change that one would want to know of. Saris, Satorra & van der Veld (2009)
CERTAIN = 10.83  # chi-square with one degree of freedom at .001: of some hundred such tests .1 exceeds it by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureAnalysis(Frozen):
    """How well the structure that a set claims fits the answers, and what it says of scales and items.

    Parameters
    ----------
    hypothesis
        The structure, see `Hypothesis`.
    fitted
        The model as `stats.cfa.cfa` fitted it, with scaled tests and all that can be asked of it; None where it could
        not be fitted.
    loadings
        Standardized loadings with intervals.
    correlations
        The correlations of the factors with intervals; None where there is one factor, or none correlate by definition.
    reliability
        The omegas of this structure: of the sum of each factor's items and of all items. Of a total those of the sum of
        all items that it alone explains, omega hierarchical.
    misfit
        What the model lacks most, by modification index: at most five parameters that are missed beyond chance.
    issues
        Why it could not be fitted, or what is doubtful.
    """

    hypothesis: Hypothesis
    fitted: ConfirmatoryFactorAnalysis | None
    loadings: tuple[StandardizedLoading, ...] = ()
    correlations: FactorPairs | None = None
    reliability: CompositeReliability | None = None
    misfit: tuple[ModificationIndex, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def n(self) -> int:
        """How many people it rests on."""
        return 0 if self.fitted is None else round(self.fitted.n)

    @property
    def fit(self) -> ModelFit | None:
        """All indices."""
        return None if self.fitted is None else self.fitted.fit

    @property
    def indices(self) -> TestIndices | None:
        """The indices to go by: robust ones, else scaled ones, else those of the plain test."""
        return None if self.fit is None else best_indices(self.fit)


def best_indices(fit: ModelFit) -> TestIndices:
    """Return robust indices where they are defined, else scaled ones, else those of the plain test."""
    known = (one for one in (fit.robust, fit.scaled) if one is not None and isfinite(one.rmsea) and isfinite(one.cfi))
    return next(known, fit)


def structure_of(hypothesis: Hypothesis, coded: CodedResponses, missing: Missing, level: float) -> StructureAnalysis:
    """Return how well a structure fits coded answers.

    Parameters
    ----------
    hypothesis
        The structure.
    coded
        Everybody's answers.
    missing
        Of ordered answers: 'listwise' or 'pairwise'. Other answers that are missing are allowed for by likelihood.
    level
        The confidence level, between 0 and 1.
    """
    left_out = scales_of_one_item(hypothesis.left_out)
    try:
        found = fitted(hypothesis, numbers_of(coded, hypothesis.items), missing, level)
    except (StatisticsError, ArgumentError) as error:
        return StructureAnalysis(hypothesis=hypothesis, fitted=None, issues=(*left_out, *error.issues))
    correlated = len(hypothesis.factors) > 1 and not hypothesis.orthogonal
    return StructureAnalysis(
        hypothesis=hypothesis,
        fitted=found,
        loadings=standardized_loadings(found, level=level),
        correlations=factor_correlations(found, level=level) if correlated else None,
        reliability=composite_reliability(found, level=level),
        misfit=_misfit(found),
        issues=(*left_out, *found.issues),
    )


def scales_of_one_item(scales: Iterable[str]) -> tuple[Issue, ...]:
    """Say of scales that each has one item, and so is left out of a structure."""
    return tuple(
        Issue(
            "scale-of-one-item",
            f"$.scales.{scale}",
            f"Scale {scale!r} has one item, and is no part of the structure.",
            "What an item shares with others takes two of them.",
            facts={"scale": scale},
        )
        for scale in scales
    )


def fitted(
    hypothesis: Hypothesis, x: NDArray[np.float64], missing: Missing, level: float
) -> ConfirmatoryFactorAnalysis:
    """Fit a structure to (n, k) answers to its items: as ordered categories, or else as numbers."""
    how: ModelMissing = missing
    if not hypothesis.ordinal:
        how = "fiml" if np.isnan(x).any() else "listwise"
    return cfa(
        x,
        hypothesis.text,
        estimator="WLSMV" if hypothesis.ordinal else "MLR",
        missing=how,
        names=hypothesis.items,
        orthogonal=hypothesis.orthogonal,
        level=level,
    )


def numbers_of(coded: CodedResponses, items: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the (n, k) answers to these items as keyed, NaN where one is missing."""
    return np.asarray(coded.numbers(keyed=True)[:, [coded.items.index(item) for item in items]])


def _misfit(found: ConfirmatoryFactorAnalysis) -> tuple[ModificationIndex, ...]:
    """What the model lacks most and beyond chance: loadings of items, and what two items share."""
    missed = (
        index
        for index in found.modification_indices()
        if index.rhs in found.items and index.chi_square > CERTAIN and abs(index.standardized_change) > NOTABLE
    )
    return tuple(index for index, _ in zip(missed, range(MOST_MISFIT), strict=False))
