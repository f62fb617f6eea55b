"""The scores of a lazy frame, as a query that its own engine runs: whole sums and one division, so the same bits."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError
from purpose_index.responses.cells import BOOLEAN, FRACTIONAL, INFINITE, LABELLED, OTHER, TEXT, UNDECLARED, issue_of
from purpose_index.responses.match import match_columns
from purpose_index.scoring.plan import plan_of, score_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import narwhals as nw

    from purpose_index.questionnaire.models import Questionnaire
    from purpose_index.responses.form import ItemForm
    from purpose_index.scoring.plan import ScalePlan, ScoringPlan


def score_lazy(q: Questionnaire, frame: nw.LazyFrame[Any], *, columns: Mapping[str, Any] | None, check: bool) -> Any:
    """Return a lazy frame with its scores; see `score_frame`."""
    import narwhals as nw

    plan = plan_of(q)
    schema = frame.collect_schema()
    chosen = match_columns(plan.form, list(schema), columns)
    kept = [name for name in schema if name not in set(chosen)]
    check_added(plan, kept)
    items = [
        (item, nw.col(name).cast(nw.Float64), schema[name]) for item, name in zip(plan.form.items, chosen, strict=True)
    ]
    _raise(plan, (issue for item, _, dtype in items for issue in _type_issue(item, dtype)))
    if check:
        _raise(plan, _value_issues(frame, items))
    answers = [_Answer(item, column, reverse) for (item, column, _), reverse in zip(items, plan.reverse, strict=True)]
    added = [column for scale in plan.scales for column in _scale_columns(scale, answers)]
    return frame.select(*kept, *added).to_native()


def check_added(plan: ScoringPlan, kept: Iterable[Any]) -> None:
    """Raise an error where a column that is kept has the name of one that is added."""
    added = {name for scale in plan.scales for name in (scale.id, f"{scale.id}_answered")}
    message = "The column {!r} is not an item, and a score would get the same name."
    _raise(plan, (Issue("name-taken", "$.columns", message.format(n), "Rename it.") for n in kept if n in added))


def _raise(plan: ScoringPlan, issues: Iterable[Issue]) -> None:
    if found := list(issues):
        raise ResponseError(f"These data do not fit {plan.form.name}.", found)


def _type_issue(item: ItemForm, dtype: nw.dtypes.DType) -> Iterator[Issue]:
    """Yield what is wrong with a column whose type cannot be an answer."""
    import narwhals as nw

    if not (dtype.is_integer() or dtype.is_float() or dtype == nw.Unknown):
        labels = (nw.Categorical, nw.Enum)
        problem = {nw.Boolean: BOOLEAN, nw.String: TEXT, **dict.fromkeys(labels, LABELLED)}.get(
            dtype.base_type(), OTHER
        )
        yield issue_of(problem, f"$.columns.{item.id}", "The column is", item)


def _value_issues(frame: nw.LazyFrame[Any], items: list[tuple[ItemForm, nw.Expr, nw.dtypes.DType]]) -> Iterator[Issue]:
    """Yield what is wrong with the values, counted by one query."""
    import narwhals as nw

    counts: list[nw.Expr] = []
    meant: list[tuple[ItemForm, int]] = []
    for item, column, dtype in items:
        for problem, found in _problems(item, column, real=dtype.is_float()).items():
            counts.append(found.cast(nw.Int64).sum().alias(f"n{len(counts)}"))
            meant.append((item, problem))
    row = frame.select(*counts).collect().rows()[0]
    for (item, problem), count in zip(meant, row, strict=True):
        if count:
            subject = f"{count} answers are" if count > 1 else "1 answer is"
            yield issue_of(problem, f"$.columns.{item.id}", subject, item)


def _problems(item: ItemForm, column: nw.Expr, *, real: bool) -> dict[int, nw.Expr]:
    undeclared = ~column.is_in([float(value) for value in item.codes if value is not None])
    if not real:
        return {UNDECLARED: undeclared}
    finite, whole = column.is_finite(), column % 1 == 0
    infinite = ~finite & ~column.is_nan()
    return {UNDECLARED: undeclared & finite & whole, FRACTIONAL: finite & ~whole, INFINITE: infinite}


class _Answer:
    """One item in a query: whether it is answered, and its keyed value."""

    def __init__(self, item: ItemForm, column: nw.Expr, reverse: bool) -> None:
        self.is_valid = column.is_in([float(value) for value in item.values])
        self.keyed = item.values[0] + item.values[-1] - column if reverse else column

    def where_answered(self, value: Any) -> nw.Expr:
        import narwhals as nw

        return nw.when(self.is_valid).then(value).otherwise(nw.lit(0.0))


def _scale_columns(scale: ScalePlan, answers: list[_Answer]) -> Iterator[nw.Expr]:
    """Yield the score of a scale and how many of its items are answered."""
    import narwhals as nw

    mine = [answers[position] for position in scale.positions]
    weights = [float(terms[0].weight) for terms in scale.terms]
    answered = reduce(add, [answer.where_answered(nw.lit(1.0)) for answer in mine])
    total = reduce(add, [answer.where_answered(answer.keyed * w) for answer, w in zip(mine, weights, strict=True)])
    weight = reduce(add, [answer.where_answered(nw.lit(w)) for answer, w in zip(mine, weights, strict=True)])
    yield nw.when(answered >= scale.minimum).then(score_of(scale, total, weight)).alias(scale.id)
    yield answered.cast(nw.Int16).alias(f"{scale.id}_answered")
