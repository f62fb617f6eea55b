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

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.form import ItemForm
    from purpose_index.scoring.plan import ScalePlan, ScoringPlan


def score_lazy(q: QuestionSet, frame: nw.LazyFrame[Any], *, columns: Mapping[str, Any] | None, check: bool) -> Any:
    """Return a lazy frame with its scores; see `score_frame`."""
    import narwhals as nw

    plan = plan_of(q)
    schema = frame.collect_schema()
    chosen = match_columns(plan.form, list(schema), columns)
    kept = [name for name in schema if name not in set(chosen)]
    check_added(plan, kept)
    items = [_ItemQuery(item, name, schema[name]) for item, name in zip(plan.form.items, chosen, strict=True)]
    _raise(plan, (issue for item in items for issue in item.type_issues()))
    if check:
        _raise(plan, _value_issues(frame, items))
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


class _ItemQuery:
    """One item in a query: what its column can be asked."""

    def __init__(self, item: ItemForm, name: str, dtype: nw.dtypes.DType) -> None:
        import narwhals as nw

        self.item = item
        self.dtype = dtype
        self.real = not dtype.is_integer()
        self.number = nw.col(name).cast(nw.Float64) if self.real else nw.col(name)

    def type_issues(self) -> Iterator[Issue]:
        """Yield what is wrong with a column whose type cannot be an answer."""
        import narwhals as nw

        if not (self.dtype.is_integer() or self.dtype.is_float() or self.dtype == nw.Unknown):
            known = {nw.Boolean: BOOLEAN, nw.String: TEXT, nw.Categorical: LABELLED, nw.Enum: LABELLED}
            problem = known.get(self.dtype.base_type(), OTHER)
            yield issue_of(problem, f"$.columns.{self.item.id}", "The column is", self.item)

    def keyed(self, *, reverse: bool) -> nw.Expr:
        """Return the value, turned around where due; null where it is no answer."""
        import narwhals as nw

        number = self.number.cast(nw.Float64)
        ends = self.item.values[0] + self.item.values[-1]
        return nw.when(self._is_answer()).then(ends - number if reverse else number)

    def problems(self) -> dict[int, nw.Expr]:
        """Return, for every kind of problem, where it is."""
        missing = [float(code) for code in self.item.missing]
        known = self._is_answer() | self.number.is_null()
        if missing:
            known = known | self._is_one_of(missing)
        if not self.real:
            return {UNDECLARED: ~known}
        finite, whole = self.number.is_finite(), self._is_whole()
        infinite = ~finite & ~self.number.is_nan()
        return {UNDECLARED: ~known & finite & whole, FRACTIONAL: finite & ~whole, INFINITE: infinite}

    def _is_answer(self) -> nw.Expr:
        values = self.item.values
        if not self.item.contiguous:
            return self._is_one_of(values)
        within = (self.number >= values[0]) & (self.number <= values[-1])
        return within & self._is_whole() if self.real else within

    def _is_whole(self) -> nw.Expr:
        return self.number % 1 == 0

    def _is_one_of(self, values: Iterable[float]) -> nw.Expr:
        import narwhals as nw

        return self.number.cast(nw.Float64).is_in([float(value) for value in values])


def _value_issues(frame: nw.LazyFrame[Any], items: list[_ItemQuery]) -> Iterator[Issue]:
    """Yield what is wrong with the values, counted by one query."""
    import narwhals as nw

    found = [(item.item, problem, where) for item in items for problem, where in item.problems().items()]
    counts = [where.fill_null(False).cast(nw.Int64).sum().alias(f"n{i}") for i, (_, _, where) in enumerate(found)]
    row = frame.select(*counts).collect().rows()[0]
    for (item, problem, _), count in zip(found, row, strict=True):
        if count:
            subject = f"{count} answers are" if count > 1 else "1 answer is"
            yield issue_of(problem, f"$.columns.{item.id}", subject, item)


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
