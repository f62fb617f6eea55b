"""One scale of a calibration: what its items tell, as it is kept, and made ready for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.analysis.calibration_record import ItemRecord, ScaleRecord
from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.irt.answers import places_of
from purpose_index.stats.irt.known import known_items
from purpose_index.stats.irt.likelihood import WIDEST
from purpose_index.stats.irt.scores import eap_by_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Fact
    from purpose_index.scoring.plan import ScalePlan, ScoringPlan
    from purpose_index.stats.irt.choices import ModelName
    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]

DIGITS = 9  # of slopes and intercepts: finer than any is known, and coarser than what the order of a sum changes
FINE = 2401  # places on the trait, between which the expected index is taken to be straight: .001 of a point


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ScaleCalibration(Frozen):
    """What the items of one scale tell of where somebody is on the trait behind it.

    Parameters
    ----------
    scale
        The id of the scale.
    model
        Its items, as keyed: slopes, locations, and all that follows from them. The trait is standard normal in the
        people of whom they were estimated.
    weights
        What each item counts for in the score.
    positions
        The positions of the items in the set.
    reversed_items
        The ids of the items that the set reverses.
    n
        How many people they were estimated of.
    reliability
        The share of the variance of those people's places that their scores have; NaN where it is not defined.
    converged
        Whether the estimation ended at the top of the likelihood.
    """

    scale: str
    model: ItemResponseModel
    weights: tuple[float, ...]
    positions: tuple[int, ...] = field(repr=False)
    reversed_items: tuple[str, ...] = field(repr=False)
    n: int
    reliability: float
    converged: bool

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is doubtful: `not-converged`, `unused-category`, `item-not-estimated`, `slope-against-scale`."""
        ended = Issue(
            "not-converged",
            "$",
            "The search for the top of the likelihood did not end: the numbers are those of where it stopped.",
            "Take slopes='equal', fewer categories or more people.",
        )
        return (*(() if self.converged else (ended,)), *self.model.issues, *against(self.model))

    def index(self, theta: float | Sequence[float] | Array) -> Array:
        """Return the 0-100 index that is expected of somebody at q places on the trait."""
        return expected_index(self.model, self.weights, np.atleast_1d(np.asarray(theta, dtype=np.float64)))


def expected_index(model: ItemResponseModel, weights: Sequence[float], theta: Array) -> Array:
    """Return the 0-100 index that is expected at (q,) places, of the declared range, with weights of the items."""
    above, span = np.zeros(len(theta)), 0.0
    whole = model.probabilities(theta)
    for weight, values, chosen, p in zip(weights, model.values, model.categories, whole, strict=True):
        if chosen:
            above += weight * ((np.array(chosen, dtype=float) - values[0]) @ p)
            span += weight * (values[-1] - values[0])
    return np.asarray(100 * above / span)


def scale_of_model(fitted: ItemResponseModel, scale: ScalePlan, plan: ScoringPlan) -> ScaleCalibration:
    """Return what is kept of a fitted model, to so many digits that the order of rows and threads change nothing."""
    known = known_items(
        fitted.model,
        fitted.slopes.round(DIGITS).tolist(),
        [own.round(DIGITS).tolist() for own in fitted.intercepts],
        names=fitted.items,
        categories=fitted.categories,
        values=fitted.values,
        nodes=fitted.nodes,
    )
    reliability = round(fitted.empirical_reliability, DIGITS)
    return _of_scale(known, scale, plan, n=fitted.n, reliability=reliability, converged=fitted.converged)


def _of_scale(known: ItemResponseModel, scale: ScalePlan, plan: ScoringPlan, **estimated: Any) -> ScaleCalibration:
    return ScaleCalibration(
        scale=scale.id,
        model=known,
        weights=weights_of(scale, known.items),
        positions=scale.positions,
        reversed_items=tuple(plan.form.ids[j] for j in scale.positions if plan.reverse[j]),
        **estimated,
    )


def weights_of(scale: ScalePlan, items: Sequence[str]) -> tuple[float, ...]:
    """Return what each item counts for in the score of a scale."""
    return tuple(float(scale.scale.weights.get(item, 1.0)) for item in items)


def record_of_scale(found: ScaleCalibration) -> ScaleRecord:
    """Return a scale as it is kept."""
    model = found.model
    items = [
        ItemRecord(
            item=item,
            categories=list(chosen),
            slope=None if np.isnan(slope) else slope,
            intercepts=intercepts.tolist(),
        )
        for item, chosen, slope, intercepts in zip(
            model.items, model.categories, model.slopes.tolist(), model.intercepts, strict=True
        )
    ]
    reliability = None if np.isnan(found.reliability) else found.reliability
    return ScaleRecord(n=found.n, reliability=reliability, converged=found.converged, nodes=model.nodes, items=items)


def scale_of_other(model: ItemResponseModel, scale: ScalePlan, plan: ScoringPlan) -> ScaleCalibration:
    """Return the scale whose items another program estimated: category after category they are the declared values.

    ArgumentError where they are the items of another scale, or have other categories.
    """
    items = tuple(plan.form.ids[j] for j in scale.positions)
    order = [model.items.index(item) for item in items if item in model.items]
    values = [_keyed(plan, j) for j in scale.positions]
    if (
        len(order) != len(items)
        or len(items) != model.k
        or [len(own) for own in values] != [len(model.values[j]) for j in order]
    ):
        message = f"Scale {scale.id!r} has other items, or items with other numbers of options."
        hint = f"Give a model of {', '.join(items)}, each with all its options."
        facts: dict[str, Fact] = {"scale": scale.id, "items": items}
        issue = Issue("items-of-another-scale", f"$.models.{scale.id}", message, hint, facts=facts)
        raise ArgumentError("These are not the items of the scale.", [issue])
    chosen = [
        [declared[model.values[j].index(value)] for value in model.categories[j]]
        for declared, j in zip(values, order, strict=True)
    ]
    known = known_items(
        model.model,
        model.slopes[order].tolist(),
        [model.intercepts[j].tolist() for j in order],
        names=items,
        categories=chosen,
        values=values,
        nodes=model.nodes,
    )
    estimated = {"n": model.n, "reliability": model.empirical_reliability, "converged": model.converged}
    return _of_scale(known, scale, plan, **estimated)


def scale_of_record(record: ScaleRecord, model: ModelName, scale: ScalePlan, plan: ScoringPlan) -> ScaleCalibration:
    """Return the scale that `record_of_scale` wrote; ArgumentError where no items have such parameters."""
    items = tuple(plan.form.ids[j] for j in scale.positions)
    if tuple(one.item for one in record.items) != items:
        message = "Expected the items of the scale, in the order of the set."
        raise ArgumentError("These are other items.", [Issue("impossible-parameters", "$.items", message)])
    known = known_items(
        model,
        [np.nan if one.slope is None else one.slope for one in record.items],
        [one.intercepts for one in record.items],
        names=items,
        categories=[one.categories for one in record.items],
        values=[_keyed(plan, j) for j in scale.positions],
        nodes=record.nodes,
    )
    reliability = np.nan if record.reliability is None else record.reliability
    return _of_scale(known, scale, plan, n=record.n, reliability=reliability, converged=record.converged)


def _keyed(plan: ScoringPlan, position: int) -> tuple[int, ...]:
    """Return the declared values of an item as keyed, ascending."""
    own = plan.form.items[position].values
    return tuple(own[0] + own[-1] - value for value in reversed(own)) if plan.reverse[position] else own


def against(model: ItemResponseModel) -> Iterator[Issue]:
    """Items that go down where the trait goes up, although they are turned around as the set declares."""
    for item in (item for item, slope in zip(model.items, model.slopes, strict=True) if slope < 0):
        message = f"Item {item!r} goes against the others as it is keyed: its slope is negative."
        hint = "Look whether the set must reverse it, or leave it out."
        yield Issue("slope-against-scale", f"$.items.{item}", message, hint, facts={"item": item})


@dataclass(frozen=True, slots=True, eq=False)
class Placer:
    """A scale of a calibration, made ready for one person after another."""

    positions: list[int]
    tables: tuple[Codes, ...]
    eap: Callable[[Codes], tuple[Array, Array]]
    theta: Array
    expected: Array

    def categories(self, codes: Codes) -> Codes:
        """Return the (n, k) categories of codes of the whole set, -1 where missing."""
        own = np.maximum(codes[:, self.positions], np.int8(-1))
        return np.column_stack([table[column] for table, column in zip(self.tables, own.T, strict=True)])

    def index(self, theta: Array) -> Array:
        """Return the 0-100 index that is expected at these places."""
        return np.asarray(np.interp(theta, self.theta, self.expected))


@lru_cache(maxsize=64)
def placer_of(found: ScaleCalibration) -> Placer:
    """Return a scale made ready for people, at the first call."""
    model, theta = found.model, np.linspace(-WIDEST, WIDEST, FINE)
    tables = []
    for item, values, chosen in zip(model.items, model.values, model.categories, strict=True):
        places = places_of(values, chosen) if chosen else np.full(len(values), -1, dtype=np.int8)
        tables.append(np.append(places[::-1] if item in found.reversed_items else places, np.int8(-1)))
    return Placer(list(found.positions), tuple(tables), eap_by_block(model), theta, found.index(theta))
