"""What an item response model of several groups found."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.rendering import Shown
from purpose_index.stats.irt.answers import by_item
from purpose_index.stats.irt.doubts import issue_of_weakness, issues_of_search
from purpose_index.stats.irt.errors import covariance_of, locations_of
from purpose_index.stats.irt.results import Estimated

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.errors import Issue
    from purpose_index.stats.irt.choices import ModelName
    from purpose_index.stats.irt.climbing import Top
    from purpose_index.stats.irt.common_scale import CommonScale
    from purpose_index.stats.irt.grouped import GroupedAnswers
    from purpose_index.stats.irt.models import Model

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MultipleGroupModel(Shown, Estimated):
    """Where several groups are on one trait, and how their items part people on it; `print` shows it.

    The trait has mean 0 and standard deviation 1 in the first group, the reference.

    Parameters
    ----------
    model
        'graded' or 'partial_credit'.
    groups
        The g groups, the reference first.
    sizes
        (g,) how many people of each answered something.
    means, spreads
        (g,) the mean and the standard deviation of the trait in each; 0 and 1 in the reference.
    mean_errors, spread_errors
        (g,) their standard errors; NaN for the reference, of which they are fixed.
    items
        The ids of the k items.
    anchors
        The ids of those whose parameters are equal in all groups.
    slopes
        (g, k) slopes in each group; NaN for an item that does not vary there.
    locations
        For every group, for every item: where on the trait its categories part.
    slope_errors, location_errors
        Standard errors of the two.
    log_likelihood
        The logarithm of the likelihood.
    converged
        Whether the search ended at the top of the likelihood.
    gradient
        (p,) the slopes of the log-likelihood at the end, by free parameter.
    covariance
        (p, p) covariances of the errors of the free parameters: those of the items, then the means of the other groups,
        then the logarithms of their standard deviations.
    issues
        `not-converged`; `weakly-identified` where a slope, a mean or a standard deviation runs off.
    """

    model: ModelName
    groups: tuple[str, ...]
    sizes: NDArray[np.int64]
    means: Array
    spreads: Array
    mean_errors: Array
    spread_errors: Array
    items: tuple[str, ...]
    anchors: tuple[str, ...]
    slopes: Array
    locations: tuple[tuple[Array, ...], ...]
    slope_errors: Array
    location_errors: tuple[tuple[Array, ...], ...]
    log_likelihood: float
    converged: bool
    gradient: Array
    covariance: Array
    issues: tuple[Issue, ...] = ()

    def _people(self) -> int:
        return int(self.sizes.sum())


def found_of_groups(
    model: Model,
    columns: GroupedAnswers,
    labels: tuple[str, ...],
    top: Top,
    problem: CommonScale,
    where: NDArray[np.int64],
) -> MultipleGroupModel:
    """Return what the top of the likelihood of groups says of them and of their items."""
    covariance = covariance_of(top)
    errors = np.sqrt(np.diag(covariance))
    varies = where[:, 0] >= 0
    table = np.where(where >= 0, top.theta[where], -np.inf)
    slopes, slope_errors = (np.where(varies, each, np.nan) for each in (table[:, 0], errors[where[:, 0]]))
    locations, location_errors = locations_of(model, where, np.nan_to_num(slopes), table[:, 1:], covariance)
    means, spreads = problem.spreads(top.theta)
    mean_errors, log_errors = errors[problem.items :].reshape(2, -1)
    sizes = np.array([len(own) for own in columns.categories])
    of_group = [(columns.of < 0) | (columns.of == g) for g in range(columns.groups)]
    weak = [issue_of_weakness("Take more common items, or more people.")] if top.held.any() else []
    return MultipleGroupModel(
        model=model.name,
        groups=labels,
        sizes=np.bincount(columns.member, minlength=columns.groups),
        means=means,
        spreads=spreads,
        mean_errors=np.append(np.nan, mean_errors),
        spread_errors=np.append(np.nan, log_errors * spreads[1:]),
        items=columns.items,
        anchors=tuple(compress(columns.items, columns.common)),
        slopes=np.stack([slopes[own] for own in of_group]),
        locations=tuple(by_item(locations[own], sizes[own]) for own in of_group),
        slope_errors=np.stack([slope_errors[own] for own in of_group]),
        location_errors=tuple(by_item(location_errors[own], sizes[own]) for own in of_group),
        log_likelihood=top.point.value,
        converged=top.converged,
        gradient=top.gradient,
        covariance=covariance,
        issues=(*issues_of_search(top), *weak),
    )
