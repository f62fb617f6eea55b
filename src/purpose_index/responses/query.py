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
        self.text: bool = dtype == nw.String
        self.real: bool = not (dtype.is_integer() or self.text)
        self.cell: nw.Expr = nw.col(name).cast(nw.Float64) if self.real else nw.col(name)

    def type_issues(self) -> Iterator[Issue]:
        """Yield what is wrong with a column whose type cannot be an answer."""
        import narwhals as nw

        if self.text and any(isinstance(code, str) for code in self.item.codes):
            return
        if not (self.dtype.is_integer() or self.dtype.is_float() or self.dtype in (nw.Decimal, nw.Unknown)):
            known = {nw.Boolean: BOOLEAN, nw.String: TEXT, nw.Categorical: LABELLED, nw.Enum: LABELLED}
            problem = known.get(self.dtype.base_type(), OTHER)
            yield issue_of(problem, f"$.columns.{self.item.id}", "The column is", self.item)

    def keyed(self, *, reverse: bool) -> nw.Expr:
        """Return the value, turned around where due; null where it is not an answer."""
        import narwhals as nw

        ends = self.item.values[0] + self.item.values[-1]
        if self.item.plain and not self.text:
            number = self.cell.cast(nw.Float64)
            return nw.when(self._is_answer()).then(ends - number if reverse else number)
        found: nw.Expr = nw.lit(None, nw.Float64)
        for value in self.item.values:
            keyed = float(ends - value if reverse else value)
            found = nw.when(self._is_one_of(self._stored_as(value))).then(nw.lit(keyed)).otherwise(found)
        return found

    def problems(self) -> dict[int, nw.Expr]:
        """Return, for every kind of problem, where it is."""
        known = self._is_answer() | self.cell.is_null()
        if missing := self._of_kind(self.item.missing):
            known = known | self._is_one_of(missing)
        if self.text:
            return {TEXT: ~known & (self.cell.str.strip_chars() != "")}
        if not self.real:
            return {UNDECLARED: ~known}
        finite, whole = self.cell.is_finite(), self._is_whole()
        infinite = ~finite & ~self.cell.is_nan()
        return {UNDECLARED: ~known & finite & whole, FRACTIONAL: finite & ~whole, INFINITE: infinite}

    def _is_answer(self) -> nw.Expr:
        values = self.item.values
        if not (self.item.plain and self.item.contiguous) or self.text:
            return self._is_one_of(self._of_kind(self.item.stored))
        within = (self.cell >= values[0]) & (self.cell <= values[-1])
        return within & self._is_whole() if self.real else within

    def _is_whole(self) -> nw.Expr:
        return self.cell % 1 == 0

    def _stored_as(self, value: int) -> list[int | str]:
        place = self.item.values.index(value)
        return self._of_kind(code for code in self.item.stored if self.item.codes[code] == place)

    def _of_kind(self, codes: Iterable[int | str]) -> list[int | str]:
        """Return the codes that a column of this type can hold."""
        return [code for code in codes if isinstance(code, str) is self.text]

    def _is_one_of(self, codes: Iterable[int | str]) -> nw.Expr:
        import narwhals as nw

        if self.text:
            return self.cell.str.strip_chars().is_in(list(codes))
        return self.cell.cast(nw.Float64).is_in([float(code) for code in codes])


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
