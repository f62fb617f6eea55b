"""The scores of a lazy frame, as a query that its own engine runs: whole sums and one division, so the same bits."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError
from purpose_index.responses.match import match_columns
from purpose_index.responses.query import ItemQuery, value_issues
from purpose_index.scoring.plan import plan_of, score_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import narwhals as nw

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.scoring.plan import ScalePlan, ScoringPlan


def score_lazy(q: QuestionSet, frame: nw.LazyFrame[Any], *, columns: Mapping[str, Any] | None, check: bool) -> Any:
    """Return a lazy frame with its scores; see `score_frame`."""
    import narwhals as nw

    plan = plan_of(q)
    schema = frame.collect_schema()
    chosen = match_columns(plan.form, list(schema), columns)
    kept = [name for name in schema if name not in set(chosen)]
    check_added(plan, kept)
    items = [ItemQuery(item, name, schema[name]) for item, name in zip(plan.form.items, chosen, strict=True)]
    _raise(plan, (issue for item in items for issue in item.type_issues()))
    if check:
        _raise(plan, value_issues(frame, items))
    keyed = [f"{_prefix(kept)}{position}" for position in range(len(items))]
    answers = [
        item.keyed(reverse=reverse).alias(name) for item, reverse, name in zip(items, plan.reverse, keyed, strict=True)
    ]
    added = [column for scale in plan.scales for column in _scale_columns(scale, [nw.col(name) for name in keyed])]
    return frame.select(*kept, *answers).select(*kept, *added).to_native()


def _prefix(kept: Iterable[str]) -> str:
    """Return the beginning of names that no column has, whatever its capitals."""
    prefix = "keyed_"
    while any(name.lower().startswith(prefix) for name in kept):
        prefix += "_"
    return prefix


def check_added(plan: ScoringPlan, kept: Iterable[Any]) -> None:
    """Raise an error where a column that is kept has the name of one that is added."""
    added = {name for scale in plan.scales for name in (scale.id, f"{scale.id}_answered")}
    message = "The column {!r} is not an item, and a score would get the same name."
    _raise(plan, (Issue("name-taken", "$.columns", message.format(n), "Rename it.") for n in kept if n in added))


def _raise(plan: ScoringPlan, issues: Iterable[Issue]) -> None:
    if found := list(issues):
        raise ResponseError(f"These data do not fit {plan.form.name}.", found)


def _scale_columns(scale: ScalePlan, keyed: list[nw.Expr]) -> Iterator[nw.Expr]:
    """Yield the score of a scale and how many of its items are answered."""
    import narwhals as nw

    mine = [keyed[position] for position in scale.positions]
    answered = reduce(add, [(~value.is_null()).cast(nw.Int16) for value in mine])
    if scale.even:
        total, weight = reduce(add, [value.fill_null(0.0) for value in mine]), answered.cast(nw.Float64)
    else:
        weights = [float(terms[0].weight) for terms in scale.terms]
        total = reduce(add, [(value * w).fill_null(0.0) for value, w in zip(mine, weights, strict=True)])
        weight = reduce(add, [(~value.is_null()).cast(nw.Float64) * w for value, w in zip(mine, weights, strict=True)])
    yield nw.when(answered >= scale.minimum).then(score_of(scale, total, weight)).alias(scale.id)
    yield answered.alias(f"{scale.id}_answered")
