"""What models add to the analysis of a scale: omega, the reliability of latent responses, and dimensionality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from purpose_index.errors import StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability.cronbach import alpha, interval_refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from purpose_index.errors import Issue
    from purpose_index.stats.factor.parallel import ParallelAnalysis
    from purpose_index.stats.factor.partials import MinimumAveragePartial
    from purpose_index.stats.reliability.cronbach import Interval
    from purpose_index.stats.reliability.omega import OmegaTotal
    from purpose_index.tallies.moments import Moments
    from purpose_index.tallies.pairs import PairCounts

    AnyEstimate = TypeVar("AnyEstimate", bound=Estimate)
    Rows = Callable[[], NDArray[np.float64]]

NEED_ANSWERS = ("distribution-free", "bootstrap", "bootstrap-bca")
FIT_FAILED = {"heywood-case", "not-converged", "undetermined-loadings"}
MEANINGLESS = {"negative-alpha", "negative-loading", "indefinite-covariances", "no-total-variance"}


class Asked(NamedTuple):
    """What `analyze` was asked for, scale by scale."""

    interval: Interval | None
    level: float
    omega: bool
    ordinal: bool
    dimensionality: bool
    rng: np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentReliability(Frozen):
    """Reliability of the sum of the normal variables that ordered answers are taken to be cut from, not of the score.

    Parameters
    ----------
    alpha, omega
        `stats.reliability.ordinal_alpha` and `latent_response_omega`; NaN, with issues, where they are not defined.
    """

    alpha: Estimate
    omega: OmegaTotal

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is not defined or doubtful about the two."""
        return (*self.alpha.issues, *self.omega.issues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimensionality(Frozen):
    """How many dimensions the items of a scale have.

    Parameters
    ----------
    sampling_adequacy
        Kaiser's measure of sampling adequacy of all items, `stats.factor.kmo`.
    parallel
        `stats.factor.parallel_analysis`.
    minimum_average_partial
        `stats.factor.minimum_average_partial`.
    """

    sampling_adequacy: float
    parallel: ParallelAnalysis
    minimum_average_partial: MinimumAveragePartial

    @property
    def suggested(self) -> int:
        """How many dimensions parallel analysis suggests, by the 95th percentile."""
        return self.parallel.suggested


def undefined(name: str, tally: Moments | PairCounts, method: str = "covariances") -> Estimate:
    """Return an estimate of these answers that is NaN."""
    return Estimate(name=name, value=np.nan, n=tally.n, k=len(tally.items), method=method, missing=tally.missing)


def undefined_omega(name: str, tally: Moments | PairCounts, method: str) -> OmegaTotal:
    """Return an omega of these answers that is NaN, and so is every loading."""
    from purpose_index.stats.reliability.omega import OmegaTotal

    k = len(tally.items)
    return OmegaTotal(
        name=name,
        value=np.nan,
        n=tally.n,
        k=k,
        method=method,
        missing=tally.missing,
        loadings=np.full(k, np.nan),
        error_variances=np.full(k, np.nan),
        variance="model",
    )


def estimated(otherwise: AnyEstimate, estimate: Callable[[], AnyEstimate]) -> AnyEstimate:
    """Return the estimate; where it is not defined the other one, with the issues that say why."""
    try:
        return estimate()
    except StatisticsError as error:
        return replace(otherwise, issues=error.issues)


def reliability_of(alpha: Estimate, omega: Estimate | None) -> Estimate:
    """Return the estimate that a scale's precision rests on: omega where its model fits properly, else alpha."""
    if omega is None or isnan(omega.value) or FIT_FAILED & {issue.code for issue in omega.issues}:
        return alpha
    return omega


def differences_mean_something(*estimates: Estimate | None) -> bool:
    """Return whether no issue says that items go against each other, or that there can be no such answers."""
    codes = {issue.code for estimate in estimates if estimate for issue in estimate.issues}
    return not MEANINGLESS & codes


def with_interval_or_without(
    otherwise: AnyEstimate, estimate: Callable[[bool], AnyEstimate], *, interval: bool
) -> AnyEstimate:
    """Return the estimate with its interval; where that is not defined without, and with the issues that say so."""
    try:
        return estimate(interval)
    except StatisticsError as error:
        without = estimated(otherwise, lambda: estimate(False))
        return replace(without, issues=tuple(dict.fromkeys((*without.issues, *error.issues))))


def alpha_of(moments: Moments, asked: Asked, rows: Rows) -> Estimate:
    """Return alpha; under pairwise without an interval, and with the issue that says why."""
    fits = moments.missing == "listwise"

    def estimate(with_interval: bool) -> Estimate:
        interval = asked.interval if with_interval else None
        x = rows() if interval in NEED_ANSWERS else moments
        return alpha(x, interval=interval, level=asked.level, rng=asked.rng)

    found = with_interval_or_without(undefined("alpha", moments), estimate, interval=fits)
    return found if fits or asked.interval is None else with_issue(found, interval_refused(asked.interval))


def omega_of(moments: Moments, asked: Asked, rows: Rows) -> OmegaTotal:
    """Return omega total by maximum likelihood; with an interval where one was asked for and all rows count."""
    from purpose_index.stats.reliability.omega import omega_total

    def estimate(with_interval: bool) -> OmegaTotal:
        if not with_interval or asked.interval is None:
            return omega_total(moments, interval=None)
        if asked.interval in ("bootstrap", "bootstrap-bca"):
            return omega_total(rows(), interval=asked.interval, level=asked.level, rng=asked.rng)
        return omega_total(moments, level=asked.level)

    otherwise = undefined_omega("omega_total", moments, "ml")
    return with_interval_or_without(otherwise, estimate, interval=moments.missing == "listwise")


def with_issue(estimate: Estimate, issue: Issue) -> Estimate:
    """Return the estimate with one more issue."""
    return replace(estimate, issues=(*estimate.issues, issue))


def latent_reliability(counts: PairCounts) -> LatentReliability:
    """Return what polychoric correlations say of the reliability of the latent responses."""
    from purpose_index.stats.reliability.latent import latent_response_omega, ordinal_alpha

    return LatentReliability(
        alpha=estimated(undefined("ordinal_alpha", counts, "polychoric"), lambda: ordinal_alpha(counts)),
        omega=estimated(
            undefined_omega("latent_response_omega", counts, "minres"), lambda: latent_response_omega(counts)
        ),
    )


def dimensionality_of(
    moments: Moments, rng: int | np.random.Generator | None
) -> tuple[Dimensionality | None, tuple[Issue, ...]]:
    """Return how many dimensions there are; or None, with the issues that say why that cannot be told."""
    from purpose_index.stats.factor.adequacy import kmo
    from purpose_index.stats.factor.parallel import parallel_analysis
    from purpose_index.stats.factor.partials import minimum_average_partial

    try:
        adequacy, parallel = kmo(moments), parallel_analysis(moments, rng=rng)
        return Dimensionality(
            sampling_adequacy=adequacy.value,
            parallel=parallel,
            minimum_average_partial=minimum_average_partial(moments),
        ), adequacy.issues
    except StatisticsError as error:
        return None, error.issues
