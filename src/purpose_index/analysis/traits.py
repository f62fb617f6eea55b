"""What an item response model says of a scale: where its score is precise, and which items tell it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.special import ndtri

from purpose_index.analysis.calibration_scale import against, expected_index, weights_of
from purpose_index.errors import StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.stats.irt.expected import held_against
from purpose_index.stats.irt.fit_items import item_fit
from purpose_index.stats.irt.fit_model import model_fit
from purpose_index.stats.irt.fitting import graded
from purpose_index.stats.irt.likelihood import WIDEST
from purpose_index.stats.irt.scores import where_people_are
from purpose_index.stats.multiple_tests import adjusted
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Issue
    from purpose_index.scoring.plan import ScalePlan
    from purpose_index.stats.irt.fit_model import ModelFit
    from purpose_index.stats.irt.results import ItemResponseModel
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]

Place = Literal["low", "middle", "high"]
PLACES: dict[Place, float] = {"low": 0.1, "middle": 0.5, "high": 0.9}  # the share of people below
FINE = 481  # places on the trait where the likeliest answer is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisionAt(Frozen):
    """How precise one person's score is at a place on the trait.

    Parameters
    ----------
    place
        'low': one in ten people of a normal trait are below. 'middle': half are. 'high': nine in ten are.
    theta
        The place, in standard deviations.
    se
        The standard error of a score there: 1 / sqrt(information + 1).
    index
        The 0-100 index that is expected there.
    low, high
        Between which ends such a person is placed, at the level of the analysis: the indices that are expected
        so many errors below and above.
    reliability
        1 - se²: of the differences between all people, the share that is not error for people at this place.
    """

    place: Place
    theta: float
    se: float
    index: float
    low: float
    high: float
    reliability: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ItemTrait(Frozen):
    """What one item tells of the trait behind a scale.

    Parameters
    ----------
    id
        The id of the item.
    slope, slope_low, slope_high
        How strongly it goes with the trait, with the interval; NaN where that is not known.
    locations
        By value, as keyed: where on the trait that answer or a higher one is as likely as a lower one. Of values that
        nobody chose there is none.
    unreached
        The values, not the lowest or the highest, that are nowhere on the trait the likeliest answer, nor chosen by
        nobody.
    s_x2, df, p_value, adjusted, rmsea
        Whether people with the same sum score answer as the model expects (`stats.irt.item_fit`), and the p-value
        adjusted for looking at all items of the scale. NaN where too few people answered all items.
    """

    id: str
    slope: float
    slope_low: float
    slope_high: float
    locations: Mapping[int, float]
    unreached: tuple[int, ...]
    s_x2: float
    df: int
    p_value: float
    adjusted: float
    rmsea: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TraitAnalysis(Frozen):
    """What the graded model says of a scale.

    Parameters
    ----------
    fitted
        The model, with all that can be asked of it; None where it is not defined.
    weights
        What each item counts for in the score.
    level
        The confidence level of the intervals.
    precision
        How precise a score is low, in the middle and high.
    items
        By id, what each item tells.
    fit
        Whether one trait explains how the items go together (C2); None where that cannot be tested.
    places, shares
        Even places on the trait, and the share of people who may be around each: everybody is spread over the places
        where somebody with these answers may be.
    issues
        Why there is no model, or what is doubtful.
    """

    fitted: ItemResponseModel | None
    weights: tuple[float, ...] = ()
    level: float = 0.95
    precision: tuple[PrecisionAt, ...] = ()
    items: Mapping[str, ItemTrait]
    fit: ModelFit | None = None
    places: Array
    shares: Array
    issues: tuple[Issue, ...] = ()

    @property
    def n(self) -> int:
        """How many people answered something of it."""
        return 0 if self.fitted is None else self.fitted.n

    def index(self, theta: ArrayLike) -> Array:
        """Return the 0-100 index that is expected at (q,) places on the trait."""
        assert self.fitted is not None
        return expected_index(self.fitted, self.weights, np.asarray(theta, dtype=np.float64))

    def se(self, theta: ArrayLike) -> Array:
        """Return the standard error of a score at (q,) places: 1 / sqrt(information + 1)."""
        assert self.fitted is not None
        return np.asarray((self.fitted.information(theta) + 1) ** -0.5)

    def place_of(self, index: float) -> float:
        """Return where on the trait an index is expected; NaN beyond what is expected of anybody.

        NaN too where items go against the scale, so that an index is expected at several places.
        """
        theta = np.linspace(-WIDEST, WIDEST, FINE)
        expected = self.index(theta)
        rises = bool((np.diff(expected) > 0).all())
        return float(np.interp(index, expected, theta, left=np.nan, right=np.nan)) if rises else float("nan")


def trait_of(scale: ScalePlan, patterns: Patterns, level: float) -> TraitAnalysis:
    """Return what the graded model says of a scale, from the distinct rows of answers as keyed."""
    try:
        fitted = graded(patterns)
    except StatisticsError as error:
        none = np.zeros(0)
        issues = tuple(replace(issue, path=_path(issue)) for issue in error.issues)
        return TraitAnalysis(fitted=None, level=level, items={}, places=none, shares=none, issues=issues)
    weights = weights_of(scale, fitted.items)
    held = held_against(fitted, patterns)
    places, shares = where_people_are(fitted, held.codes, held.counts)
    items, doubts = _items(fitted, patterns, level)
    fit, untested = _fit(fitted, patterns)
    return TraitAnalysis(
        fitted=fitted,
        weights=weights,
        level=level,
        precision=tuple(_precision(fitted, weights, level, place) for place in PLACES),
        items=items,
        fit=fit,
        places=places,
        shares=shares,
        issues=(*(replace(issue, path=_path(issue)) for issue in fitted.issues), *against(fitted), *doubts, *untested),
    )


def _path(issue: Issue) -> str:
    """The place of an issue in the analysis of a scale."""
    return issue.path if issue.path.startswith("$.items.") else "$"


def _precision(model: ItemResponseModel, weights: tuple[float, ...], level: float, place: Place) -> PrecisionAt:
    theta = float(ndtri(PLACES[place]))
    se = float((model.information([theta])[0] + 1) ** -0.5)
    z = normal_quantile(level)
    low, index, high = expected_index(model, weights, np.array([theta - z * se, theta, theta + z * se])).tolist()
    return PrecisionAt(
        place=place,
        theta=theta,
        se=se,
        index=index,
        low=min(low, high),
        high=max(low, high),
        reliability=1 - se**2,
    )


def _items(
    model: ItemResponseModel, patterns: Patterns, level: float
) -> tuple[dict[str, ItemTrait], tuple[Issue, ...]]:
    """What each item tells, and why fit is not defined where it is not."""
    k = model.k
    doubts: tuple[Issue, ...] = ()
    fit: dict[str, Any] = {name: np.full(k, np.nan) for name in ("s_x2", "p_value", "rmsea")}
    fit["df"] = np.zeros(k, dtype=np.int64)
    try:
        found = item_fit(model, patterns)
        fit = {name: getattr(found, name) for name in fit}
    except StatisticsError as undefined:
        doubts = tuple(replace(issue, path="$") for issue in undefined.issues)
    fit["adjusted"] = adjusted(fit["p_value"])
    z, likely = normal_quantile(level), model.probabilities(np.linspace(-WIDEST, WIDEST, FINE))
    items = {}
    for j, item in enumerate(model.items):
        chosen, slope, error = model.categories[j], float(model.slopes[j]), float(model.slope_errors[j])
        best = set(likely[j].argmax(axis=0).tolist()) if chosen else set()
        items[item] = ItemTrait(
            id=item,
            slope=slope,
            slope_low=slope - z * error,
            slope_high=slope + z * error,
            locations=dict(zip(chosen[1:], model.locations[j].tolist(), strict=True)),
            unreached=tuple(value for c, value in enumerate(chosen) if 0 < c < len(chosen) - 1 and c not in best),
            **{name: column[j].item() for name, column in fit.items()},
        )
    return items, doubts


def _fit(model: ItemResponseModel, patterns: Patterns) -> tuple[ModelFit | None, tuple[Issue, ...]]:
    """Whether one trait explains the answers; None of too few items or people for that to be tested, or too many items.

    Only the last is an issue: that few items or people are no test is in the nature of things.
    """
    try:
        return model_fit(model, patterns), ()
    except StatisticsError as undefined:
        return None, tuple(replace(one, path="$") for one in undefined.issues if one.code == "too-many-moments")
