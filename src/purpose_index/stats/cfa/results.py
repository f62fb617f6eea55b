"""What a confirmatory factor analysis found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.options import ModelMissing
from purpose_index.rendering import Shown
from purpose_index.stats.cfa.indices import sizes_in_short

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Issue
    from purpose_index.stats.cfa.bootstrap import ModelBootstrap
    from purpose_index.stats.cfa.indices import ModelFit
    from purpose_index.stats.cfa.likelihood import Sample
    from purpose_index.stats.cfa.modification import IndexOperator, ModificationIndex
    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.people import FactorScores
    from purpose_index.stats.cfa.people import Method as ScoreMethod
    from purpose_index.stats.correlation.first_stage import FirstStage

    Array = NDArray[np.float64]

Estimator = Literal["ML", "MLR", "MLM", "WLSMV", "ULSMV"]
Missing = ModelMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterEstimate(Frozen):
    """A parameter with its uncertainty.

    Parameters
    ----------
    lhs, op, rhs
        What it relates: a factor and what it is measured by (``=~``), two that covary (``~~``), an intercept (``~1``);
        or the name and the expression of one that is defined (``:=``).
    group
        The label of its group; empty where there is one.
    label
        Its name; parameters of one label are equal.
    free
        Whether it was estimated; one that is fixed has no error.
    value, se, z, p_value, low, high
        The estimate; its standard error; the two as a normal test of 0; and its interval. NaN for a fixed one but its
        value.
    standardized, standardized_latent
        The value where items and factors have variance 1, and where only factors have; of a defined one the expression
        of those values, of each label that of the first parameter that has it.
    """

    lhs: str
    op: str
    rhs: str
    group: str
    label: str
    free: bool
    value: float
    se: float
    z: float
    p_value: float
    low: float
    high: float
    standardized: float
    standardized_latent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMoments(Frozen):
    """Means and covariances of one group.

    Parameters
    ----------
    group
        Its label; empty where there is one.
    n
        How many people.
    mean, covariance
        (k,) and (k, k) observed, divided by n; likeliest without a model where answers are missing.
    implied_mean, implied_covariance
        The same as the model implies them.
    factor_mean, factor_covariance
        (m,) and (m, m) of the factors.
    with_factors
        (k, m) covariances of items and factors.
    categories
        Of ordered answers, the values of every item that somebody chose, ascending.
    thresholds, implied_thresholds
        Of ordered answers, an array an item; means and covariances are then those of the variables behind the answers,
        in the units of the model, in which nothing is observed but correlations and thresholds.
    residuals
        (k, k) observed less implied correlations.
    """

    group: str
    n: float
    mean: Array
    covariance: Array
    implied_mean: Array
    implied_covariance: Array
    factor_mean: Array
    factor_covariance: Array
    with_factors: Array
    categories: tuple[tuple[int, ...], ...] = ()
    thresholds: tuple[Array, ...] = ()
    implied_thresholds: tuple[Array, ...] = ()

    @property
    def residuals(self) -> Array:
        """(k, k) correlations that the model leaves: residual covariances over the observed deviations."""
        scale = 1 / np.sqrt(np.diag(self.covariance))
        return np.asarray((self.covariance - self.implied_covariance) * np.outer(scale, scale))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConfirmatoryFactorAnalysis(Shown, Frozen):
    """A factor model, fitted; `print` shows its fit and all parameters, a notebook too.

    Parameters
    ----------
    fit
        Its tests and indices, see `ModelFit`.
    estimates
        Every parameter of every group, fixed and defined ones too, see `ParameterEstimate`.
    n
        How many people it rests on.
    groups
        Means, covariances and what the model makes of them, one a group, see `GroupMoments`.
    model
        The parameters as they were specified.
    theta, covariance
        (q,) the free parameters, and (q, q) the covariances of their errors.
    estimator, missing
        As asked.
    converged
        Whether the search ended where nothing is left to gain.
    steps
        How many steps it took.
    level
        The confidence level of the intervals.
    issues
        `not-converged`, `negative-variance`, `impossible-factor-correlations`, `weakly-identified`,
        `undefined-parameter`; of ordered answers also `unused-category`, `empty-cell`, `answers-needed` where errors
        rest on answers that x does not hold, and `undefined-error` where the test has no known spread.
    stages
        Of ordered answers, the thresholds and correlations of every group with the covariances of their errors.
    samples
        Of other answers, the counts, means and covariances of every group, by pattern of missing answers.
    given
        How many people there were in the answers or the tally; NaN where that is not known.
    """

    fit: ModelFit
    estimates: tuple[ParameterEstimate, ...]
    n: float
    groups: tuple[GroupMoments, ...]
    model: Specification
    theta: Array
    covariance: Array
    estimator: Estimator
    missing: Missing
    converged: bool
    steps: int
    level: float
    issues: tuple[Issue, ...] = ()
    stages: tuple[FirstStage, ...] = ()
    samples: tuple[Sample, ...] = ()
    given: float = np.nan

    def __repr__(self) -> str:
        """Say how many people there are and how well the model fits, in one line; `print` shows all of it."""
        scaled = "scaled " if self.fit.scaled else ""
        return f"{type(self).__name__}({self.estimator}, n={self.n:.10g}, {scaled}{sizes_in_short(self.fit)})"

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items."""
        return self.model.items

    @property
    def factors(self) -> tuple[str, ...]:
        """The names of the factors."""
        return self.model.factors

    def estimate(self, lhs: str, op: str, rhs: str = "", *, group: str = "") -> ParameterEstimate:
        """Return one estimate by what it relates, or a defined one by its name; KeyError where there is none.

        Examples
        --------
        >>> import numpy as np
        >>> from purpose_index.stats.cfa import cfa
        >>> x = np.array([[1, 2, 1], [2, 2, 3], [3, 3, 2], [4, 3, 4], [5, 5, 4], [2, 1, 2.0]])
        >>> round(cfa(x, {"f": ["1", "2", "3"]}).estimate("f", "=~", "2").value, 3)
        0.696
        """
        for row in self.estimates:
            same = (row.lhs, row.rhs) == (lhs, rhs) or (op == "~~" and (row.rhs, row.lhs) == (lhs, rhs))
            here = row.group == (group or self.groups[0].group)
            if row.op == op and (row.lhs == lhs if op == ":=" else same and here):
                return row
        raise KeyError((lhs, op, rhs))

    @property
    def loadings(self) -> Array:
        """(k, m) standardised loadings of the items on the factors that measure them, of the first group."""
        table = np.zeros((len(self.items), len(self.factors)))
        for row in self.estimates:
            if row.op == "=~" and row.rhs in self.items and row.group == self.groups[0].group:
                table[self.items.index(row.rhs), self.factors.index(row.lhs)] = row.standardized
        return table

    @property
    def factor_correlations(self) -> Array:
        """(m, m) correlations of the factors, of the first group; NaN where a variance is not above 0."""
        covariance = self.groups[0].factor_covariance
        with np.errstate(invalid="ignore", divide="ignore"):
            scale = 1 / np.sqrt(np.diag(covariance))
            return np.asarray(covariance * np.outer(scale, scale))

    @property
    def r_squared(self) -> dict[str, float]:
        """The share of each item's variance that the factors explain, of the first group."""
        residual = {
            row.lhs: row.standardized
            for row in self.estimates
            if row.op == "~~" and row.lhs == row.rhs in self.items and row.group == self.groups[0].group
        }
        return {item: 1 - residual[item] for item in self.items}

    def factor_scores(self, x: ArrayLike, *, method: ScoreMethod = "default", group: str = "") -> FactorScores:
        """Return where people stand on the factors, see `purpose_index.stats.cfa.people.factor_scores`."""
        from purpose_index.stats.cfa.people import factor_scores

        return factor_scores(self, x, method=method, group=group)

    def bootstrap(
        self,
        x: Any,
        *,
        groups: ArrayLike | None = None,
        resamples: int = 2000,
        level: float = 0.95,
        rng: int | np.random.Generator | None = 0,
        progress: Callable[[float], object] | None = None,
    ) -> ModelBootstrap:
        """Return how far the estimates move over resamples, see `purpose_index.stats.cfa.bootstrap.bootstrap`."""
        from purpose_index.stats.cfa.bootstrap import bootstrap

        return bootstrap(self, x, groups=groups, resamples=resamples, level=level, rng=rng, progress=progress)

    def modification_indices(self, *, op: IndexOperator | None = None) -> tuple[ModificationIndex, ...]:
        """Return what the model would gain from parameters that it does not have, the largest first.

        With `op` those of loadings or of covariances alone; of many items loadings alone take a fraction of the time.
        """
        from purpose_index.stats.cfa.modification import modification_indices

        return modification_indices(self, op)

    def equality_tests(self) -> tuple[ModificationIndex, ...]:
        """Return what the model would gain from parameters that were no longer equal to others, the largest first."""
        from purpose_index.stats.cfa.modification import equality_tests

        return equality_tests(self)
