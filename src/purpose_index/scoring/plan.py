"""The plan that a question set compiles to: every way of scoring applies this one, and so gives the same bits.

A scale without weights whose items share one run of values is *even*: what it scores depends on two whole numbers, how
many items are answered and the total of their keyed codes (0 for the lowest option, counted from the highest for a
reversed item). Every other scale adds keyed values times weights in the order of the set, everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from purpose_index.responses.form import compiled, form_of

if TYPE_CHECKING:
    from purpose_index.question_set.models import QuestionSet, Scale
    from purpose_index.responses.form import AnswerForm, ItemForm

ENGINE = 1  # goes up when a number changes for the same answers and the same fingerprint


class Term(NamedTuple):
    """What one answer adds to a scale.

    `total` is the keyed value, `weight` the 1 that it counts for, `above` how far it is above the lowest keyed value,
    and `span` how far it could be; all four times the weight of the item.
    """

    total: float
    weight: float
    above: float
    span: float


@dataclass(frozen=True, slots=True)
class ScalePlan:
    """How one scale is scored.

    Parameters
    ----------
    scale
        Its definition.
    positions
        The positions of its items in the set, ascending.
    minimum
        How many must be answered.
    even
        Whether the number answered and the total of the keyed codes decide the score.
    low, span
        The lowest value and the range of every item of an even scale.
    terms
        Item by item, what an answer adds: the c-th lowest value, once it is keyed, at index c.
    whole
        The sum of the weights of all items.
    """

    scale: Scale
    positions: tuple[int, ...]
    minimum: int
    even: bool
    low: int
    span: int
    terms: tuple[tuple[Term, ...], ...] = field(repr=False)
    whole: float

    @property
    def id(self) -> str:
        """The id of the scale."""
        return self.scale.id


@dataclass(frozen=True, slots=True)
class ScoringPlan:
    """How a question set is scored.

    Parameters
    ----------
    form
        What may be answered.
    reverse
        Per item, whether its value is turned around within its declared range.
    scales
        How each scale is scored, in the order of the set.
    """

    form: AnswerForm
    reverse: tuple[bool, ...]
    scales: tuple[ScalePlan, ...]


def plan_of(q: QuestionSet) -> ScoringPlan:
    """Return the plan of a question set, compiled at the first call."""
    return compiled(q, "_scoring_plan", _plan)


def score_of(plan: ScalePlan, total: Any, weight: Any) -> Any:
    """Return the mean or sum of a scale, from its total and weight; of numbers, arrays or the columns of a query.

    Notes
    -----
    mean = total / weight; sum = total; prorated sum = whole * total / weight, where whole is the weight of all items.
    """
    if plan.scale.score == "mean":
        return total / weight
    return plan.whole * total / weight if plan.scale.prorate else total / 1  # a float, of whole numbers too


def index_of(above: float, span: float) -> float:
    """Return the 0-100 index: 100 * above / span, and exactly 100 at the top whatever the weights."""
    return 100.0 if above == span else 100 * above / span


def _plan(q: QuestionSet) -> ScoringPlan:
    form = form_of(q)
    reverse = tuple(item.reverse for item in q.items)
    return ScoringPlan(form, reverse, tuple(_scale_plan(q, form, reverse, scale) for scale in q.scales))


def _scale_plan(q: QuestionSet, form: AnswerForm, reverse: tuple[bool, ...], scale: Scale) -> ScalePlan:
    members = set(q.items_of(scale.id))
    positions = tuple(j for j, item_id in enumerate(form.ids) if item_id in members)
    items = [form.items[j] for j in positions]
    weights = [scale.weights.get(item.id, 1) for item in items]
    first = items[0]
    return ScalePlan(
        scale=scale,
        positions=positions,
        minimum=scale.minimum_answered or len(items),
        even=first.contiguous and all(item.values == first.values for item in items) and set(weights) == {1},
        low=first.values[0],
        span=first.values[-1] - first.values[0],
        terms=tuple(_terms(form.items[j], w, reverse=reverse[j]) for j, w in zip(positions, weights, strict=True)),
        whole=_in_order(weights),
    )


def _terms(item: ItemForm, weight: float, *, reverse: bool) -> tuple[Term, ...]:
    low, high = item.values[0], item.values[-1]
    keyed = sorted(low + high - value if reverse else value for value in item.values)
    return tuple(Term(weight * v, weight, weight * (v - low), weight * (high - low)) for v in keyed)


def _in_order(numbers: list[float]) -> float:
    total = 0.0
    for number in numbers:  # sum() compensates for rounding from Python 3.12 on; numpy and the engines do not
        total += number
    return total
