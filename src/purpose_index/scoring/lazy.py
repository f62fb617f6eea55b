"""The scores of a lazy frame, as a query that its own engine runs: whole sums and one division, so the same bits."""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError
from purpose_index.question_set.models import UNDECIDED
from purpose_index.responses.match import match_columns
from purpose_index.responses.query import ItemQuery, value_issues
from purpose_index.scoring.added import CLASSIFICATION, check_added
from purpose_index.scoring.classes import is_in, wins
from purpose_index.scoring.plan import plan_of, score_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import narwhals as nw

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Columns
    from purpose_index.scoring.added import Add
    from purpose_index.scoring.plan import ScalePlan, ScoringPlan


def score_lazy(
    q: QuestionSet,
    frame: nw.LazyFrame[Any],
    *,
    columns: Columns,
    check: bool,
    add: Collection[Add] = (),
) -> Any:
    """Return a lazy frame with its scores; see `score_frame`."""
    import narwhals as nw

    plan = plan_of(q)
    schema = frame.collect_schema()
    chosen = match_columns(plan.form, list(schema), columns).chosen
    kept = [name for name in schema if name not in set(chosen)]
    check_added(plan, add, kept)
    items = [ItemQuery(item, name, schema[name]) for item, name in zip(plan.form.items, chosen, strict=True)]
    _raise(plan, (issue for item in items for issue in item.type_issues()))
    if check:
        _raise(plan, value_issues(frame, items))
    prefix = _prefix(kept)
    keyed = [f"{prefix}{position}" for position in range(len(items))]
    answers = [
        item.keyed(reverse=reverse).alias(name) for item, reverse, name in zip(items, plan.reverse, keyed, strict=True)
    ]
    lowest = [item.values[0] for item in plan.form.items]
    scales = [
        _ScaleQuery(scale, [nw.col(keyed[j]) for j in scale.positions], [lowest[j] for j in scale.positions])
        for scale in plan.scales
    ]
    scored = frame.select(*kept, *answers)
    if not add:
        return scored.select(*kept, *(column for scale in scales for column in scale.columns())).to_native()
    indices = {scale.plan.id: f"{prefix}index_{i}" for i, scale in enumerate(scales)}
    scored = scored.select(
        *kept,
        *(column for scale in scales for column in (*scale.columns(), scale.index().alias(indices[scale.plan.id]))),
    )
    return scored.select(*kept, *_chosen(plan, indices, add)).to_native()


def _chosen(plan: ScoringPlan, indices: Mapping[str, str], add: Collection[Add]) -> Iterator[nw.Expr]:
    """Yield the columns that are added, in their order, where the indices have been computed under these names."""
    import narwhals as nw

    for scale in plan.form.question_set.scales:
        yield from (nw.col(scale.id), nw.col(f"{scale.id}_answered"))
        index = nw.col(indices[scale.id])
        if "index" in add:
            yield index.alias(f"{scale.id}_index")
        if "class" in add and scale.feedback:
            cases = [(is_in(band, index), band.id) for band in scale.feedback]
            yield _first_of(cases).alias(f"{scale.id}_class")
    rule = plan.form.question_set.classification
    if rule is not None and CLASSIFICATION in add:
        competing = [nw.col(indices[scale]) for scale in rule.scales]
        known = reduce(operator.and_, [~index.is_null() for index in competing])
        cases = [(wins(rule, competing, i), scale) for i, scale in enumerate(rule.scales)]
        yield _first_of([*cases, (known, UNDECIDED)]).alias(CLASSIFICATION)


def _first_of(cases: Sequence[tuple[nw.Expr, str]]) -> nw.Expr:
    """Return the word of the first case that holds; null where none does."""
    import narwhals as nw

    *others, (condition, word) = cases
    chosen: nw.Expr = nw.when(condition).then(nw.lit(word))
    for condition, word in reversed(others):
        chosen = nw.when(condition).then(nw.lit(word)).otherwise(chosen)
    return chosen


def _prefix(kept: Iterable[str]) -> str:
    """Return the beginning of names that no column has, whatever its capitals."""
    prefix = "keyed_"
    while any(name.lower().startswith(prefix) for name in kept):
        prefix += "_"
    return prefix


def _raise(plan: ScoringPlan, issues: Iterable[Issue]) -> None:
    if found := list(issues):
        raise ResponseError(f"These data do not fit {plan.form.name}.", found)


class _ScaleQuery:
    """One scale in a query, from the keyed values of its items: null where missing."""

    def __init__(self, plan: ScalePlan, keyed: Sequence[nw.Expr], lowest: Sequence[int]) -> None:
        import narwhals as nw

        self.plan = plan
        self.keyed = keyed
        self.lowest = lowest
        self.there = [(~value.is_null()).cast(nw.Float64) for value in keyed]
        self.answered = _sum([(~value.is_null()).cast(nw.Int16) for value in keyed])
        self.enough = self.answered >= plan.minimum
        self.weights = [float(term.weight) for term, *_ in plan.terms]

    def columns(self) -> Iterator[nw.Expr]:
        """Yield the score and how many items are answered."""
        import narwhals as nw

        total = _sum([_times(value, w).fill_null(0.0) for value, w in zip(self.keyed, self.weights, strict=True)])
        weight = _sum([_times(there, w) for there, w in zip(self.there, self.weights, strict=True)])
        yield nw.when(self.enough).then(score_of(self.plan, total, weight)).alias(self.plan.id)
        yield self.answered.cast(nw.Int16).alias(f"{self.plan.id}_answered")  # some engines widen what they add

    def index(self) -> nw.Expr:
        """Return the 0-100 index, as `index_of` computes it."""
        import narwhals as nw

        spans = [float(term.span) for term, *_ in self.plan.terms]
        above = _sum(
            [
                _times(value - low, w).fill_null(0.0)
                for value, low, w in zip(self.keyed, self.lowest, self.weights, strict=True)
            ]
        )
        span = _sum([_times(there, most) for there, most in zip(self.there, spans, strict=True)])
        index = nw.when(above == span).then(nw.lit(100.0)).otherwise(above * 100.0 / span)
        return nw.when(self.enough).then(index)


def _sum(parts: Sequence[nw.Expr]) -> nw.Expr:
    """Add the items one by one in the order of the set, as every way of scoring does."""
    return reduce(operator.add, parts)


def _times(value: nw.Expr, weight: float) -> nw.Expr:
    return value if weight == 1 else value * weight
