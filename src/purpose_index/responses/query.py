"""The answers in a lazy frame: what a column can be asked in a query that its own engine runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.responses.cells import BOOLEAN, FRACTIONAL, INFINITE, LABELLED, OTHER, TEXT, UNDECLARED, issue_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import narwhals as nw

    from purpose_index.errors import Issue
    from purpose_index.responses.form import ItemForm


class ItemQuery:
    """One item in a query.

    Parameters
    ----------
    item
        What may be answered.
    name, dtype
        The column that holds the answers, and its type.
    """

    def __init__(self, item: ItemForm, name: str, dtype: nw.dtypes.DType) -> None:
        import narwhals as nw

        self.item = item
        self.dtype = dtype
        self.real: bool = not dtype.is_integer()
        self.number: nw.Expr = nw.col(name).cast(nw.Float64) if self.real else nw.col(name)

    def type_issues(self) -> Iterator[Issue]:
        """Yield what is wrong with a column whose type cannot be an answer."""
        import narwhals as nw

        if not (self.dtype.is_integer() or self.dtype.is_float() or self.dtype == nw.Unknown):
            known = {nw.Boolean: BOOLEAN, nw.String: TEXT, nw.Categorical: LABELLED, nw.Enum: LABELLED}
            problem = known.get(self.dtype.base_type(), OTHER)
            yield issue_of(problem, f"$.columns.{self.item.id}", "The column is", self.item)

    def keyed(self, *, reverse: bool) -> nw.Expr:
        """Return the value, turned around where due; null where it is not an answer."""
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


def value_issues(frame: nw.LazyFrame[Any], items: list[ItemQuery]) -> Iterator[Issue]:
    """Yield what is wrong with the values, counted by one query."""
    import narwhals as nw

    found = [(item.item, problem, where) for item in items for problem, where in item.problems().items()]
    counts = [where.fill_null(False).cast(nw.Int64).sum().alias(f"n{i}") for i, (_, _, where) in enumerate(found)]
    row = frame.select(*counts).collect().rows()[0]
    for (item, problem, _), count in zip(found, row, strict=True):
        if count:
            subject = f"{count} answers are" if count > 1 else "1 answer is"
            yield issue_of(problem, f"$.columns.{item.id}", subject, item, facts={"answers": count})
