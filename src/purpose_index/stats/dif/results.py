"""What is found of one item in groups."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from purpose_index.errors import Issue

    Array = NDArray[np.float64]


One = TypeVar("One")


class DifItems(Shown, tuple[One, ...]):
    """What was found of items, one each: a tuple that shows itself as a table."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DifTest(Frozen):
    """A test of an item between groups: a likelihood ratio, with its sizes.

    Parameters
    ----------
    chi_square, df, p_value
        The test; NaN where the groups tell nothing here.
    adjusted
        The p-value adjusted for all items that were tested.
    mcfadden, nagelkerke
        How much more of the answers the larger model explains: differences of pseudo-R², from 0 to 1; NaN of models
        that are no regressions.
    """

    chi_square: float
    df: int
    p_value: float
    adjusted: float
    mcfadden: float = nan
    nagelkerke: float = nan


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDifference(Frozen):
    """What an item, or a score, differs by between people of two groups who stand alike on what they are matched on.

    Parameters
    ----------
    score
        The item, or the score.
    group, reference
        Whose answers, and with whose they are compared.
    value, se, low, high
        How much higher they are expected to be, in points, over the levels of people of the former; its standard error
        and its interval.
    detectable
        The smallest difference, in points, that a test at the level of .05 finds in four of five samples of this size,
        were it the same at all levels.
    """

    score: str
    group: Any
    reference: Any
    value: float
    se: float
    low: float
    high: float
    detectable: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LogisticDif(Shown, Frozen):
    """Whether one item works alike in groups, by proportional-odds regression on level and group.

    Parameters
    ----------
    item
        Its id.
    total
        Whether it works otherwise in any way: level alone against level, group and their product.
    uniform
        Whether one group answers higher at all levels alike.
    nonuniform
        Whether the difference between groups depends on the level.
    slope_change
        How far the slope of the level moves when the groups come in, as a share of it; a rule of thumb is .1, or .05.
    differences
        What the item's answers differ by, one a group other than the first.
    anchor
        Whether it is among the items that others are matched on.
    log_likelihoods
        (4,) of no column, the level, level and groups, and their products.
    coefficients, standard_errors
        (3, p) of the three models: the level in standard deviations, the groups other than the first at the mean level,
        their products with the level; NaN of what a model lacks, and infinite where a slope runs off.
    levels, expected
        (l,) the matching scores that people have, and (groups, l) the answers that the largest model expects there.
    groups
        How many people of each group answered it, the first one being what others are compared with.
    issues
        What makes it doubtful, or who does not count.
    """

    item: str
    total: DifTest
    uniform: DifTest
    nonuniform: DifTest
    slope_change: float
    differences: tuple[GroupDifference, ...]
    anchor: bool
    log_likelihoods: Array
    coefficients: Array
    standard_errors: Array
    levels: Array
    expected: Array
    groups: Mapping[Any, int]
    issues: tuple[Issue, ...] = ()

    @property
    def n(self) -> int:
        """How many people it rests on."""
        return sum(self.groups.values())

    @property
    def mcfadden(self) -> Array:
        """(3,) pseudo-R² of the three models: how much of the log-likelihood of no column they take away."""
        return np.asarray(1 - self.log_likelihoods[1:] / self.log_likelihoods[0])

    @property
    def cox_snell(self) -> Array:
        """(3,) pseudo-R² of the three models, by how much likelier a person's answer becomes."""
        return np.asarray(-np.expm1(2 * (self.log_likelihoods[0] - self.log_likelihoods[1:]) / self.n))

    @property
    def nagelkerke(self) -> Array:
        """(3,) that of Cox and Snell beside the highest that it can be."""
        return np.asarray(self.cox_snell / -np.expm1(2 * self.log_likelihoods[0] / self.n))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LikelihoodRatioDif(Shown, Frozen):
    """Whether one item of a graded model is the same in groups.

    Parameters
    ----------
    item
        Its id.
    total
        Whether it works otherwise in any way.
    uniform
        Whether its locations differ, its slope being the same.
    nonuniform
        Whether its slope differs too.
    differences
        What its answers differ by between people alike on the trait, over the trait of each group other than the first.
    anchor
        Whether it is among the items that others are tested by.
    log_likelihoods
        (3,) where it is the same in all groups, but for its locations, or not at all.
    means, spreads
        (groups,) the trait's, where it is not the same; 0 and 1 of the first.
    levels, expected
        (l,) places on the trait, in standard deviations of the first group from its mean, and (groups, l) the answers
        that are expected there.
    groups
        How many people of each group answered it, the first one being what others are compared with.
    issues
        What makes it doubtful, or who does not count.
    """

    item: str
    total: DifTest
    uniform: DifTest
    nonuniform: DifTest
    differences: tuple[GroupDifference, ...]
    anchor: bool
    log_likelihoods: Array
    means: Array
    spreads: Array
    levels: Array
    expected: Array
    groups: Mapping[Any, int]
    issues: tuple[Issue, ...] = ()

    @property
    def n(self) -> int:
        """How many people answered it."""
        return sum(self.groups.values())
