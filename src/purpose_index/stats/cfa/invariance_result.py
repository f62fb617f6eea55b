"""What comparing groups or occasions found: a model a level, and what each level costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.stats.cfa.modification import ModificationIndex
    from purpose_index.stats.cfa.results import ParameterEstimate
    from purpose_index.stats.cfa.score_differences import Answered, ScoreDifference

Over = Literal["groups", "occasions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvarianceStep(Frozen):
    """How well one level fits, and what it costs beside the one before it.

    Parameters
    ----------
    level
        What is equal: 'configural', 'metric', 'scalar', 'strict'.
    chi_square, df, p_value, cfi, rmsea, srmr
        Its test and indices; scaled where the estimator's are.
    chi_square_change, df_change, p_value_change
        The test of what became equal; NaN for the first level, and where it is not defined.
    cfi_change, rmsea_change, srmr_change
        The indices less those of the level before it; NaN for the first level.
    """

    level: str
    chi_square: float
    df: int
    p_value: float
    cfi: float
    rmsea: float
    srmr: float
    chi_square_change: float
    df_change: int
    p_value_change: float
    cfi_change: float
    rmsea_change: float
    srmr_change: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Invariance(Frozen, Shown, Mapping[str, ConfirmatoryFactorAnalysis]):
    """Models of several groups or occasions, by what is equal in them: a mapping of each level to its model.

    Parameters
    ----------
    steps
        What each level costs, see `InvarianceStep`.
    models
        The model of each level.
    compared
        The groups or occasions; the first one is what others are compared with.
    over
        'groups' or 'occasions'.
    free
        What was not made equal.
    issues
        `undefined-comparison` where the test of a step is not defined. What went wrong in a model is in its own.
    answers
        Of ordered answers: how many people, and their means and covariances, in each group of the models.
    """

    steps: tuple[InvarianceStep, ...]
    models: Mapping[str, ConfirmatoryFactorAnalysis]
    compared: tuple[str, ...]
    over: Over
    free: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    answers: tuple[Answered, ...] = ()

    def __getitem__(self, level: str) -> ConfirmatoryFactorAnalysis:
        """Return the model of a level."""
        return self.models[level]

    def __iter__(self) -> Iterator[str]:
        """Give the levels, the least equal one first."""
        return iter(self.models)

    def __len__(self) -> int:
        """How many levels were fitted."""
        return len(self.models)

    @property
    def n(self) -> float:
        """How many people it rests on."""
        return next(iter(self.models.values())).n

    @property
    def latent_means(self) -> tuple[ParameterEstimate, ...]:
        """The factor means where loadings and intercepts are equal: those of the first are 0, the others' differ."""
        model = self._with_means()
        return tuple(row for row in model.estimates if row.op == "~1" and row.lhs in model.factors)

    def equality_tests(self, level: str) -> tuple[ModificationIndex, ...]:
        """Return what the model of a level would gain from each parameter that were not equal, the largest first."""
        return self[level].equality_tests()

    def score_differences(
        self, *, scores: Mapping[str, Mapping[str, float]] | None = None
    ) -> tuple[ScoreDifference, ...]:
        """Return what items, and scores of items, differ by at one level of the factors.

        Parameters
        ----------
        scores
            The weight of each item in each score; by default a score a factor, the mean of the items that measure it.
        """
        from purpose_index.stats.cfa.score_differences import score_differences

        return score_differences(self._with_means(), self.compared, scores=scores, answers=self.answers)

    def _with_means(self) -> ConfirmatoryFactorAnalysis:
        """The model in which levels of factors can be compared."""
        for level in ("scalar", "strict"):
            if level in self.models:
                return self.models[level]
        message = "Levels of factors can be compared only where intercepts are equal."
        hint = "Fit the level 'scalar' too; parameters that differ are named in free=."
        raise ArgumentError("There are no such numbers.", [Issue("no-common-scale", "$.levels", message, hint)])
