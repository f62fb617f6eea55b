"""The cells of a data frame's columns as numpy arrays, block by block, without a copy wherever that can be."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.responses.cells import BOOLEAN, DATE, LABELLED, OTHER, TEXT, code_of
from purpose_index.responses.columns import CodeColumn, Column, NumberColumn, code_column
from purpose_index.responses.form import EMPTY, NOT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import narwhals as nw
    from numpy.typing import NDArray

    from purpose_index.responses.columns import Block, Cells
    from purpose_index.responses.form import ItemForm
    from purpose_index.responses.labels import Words


def column_of(item: ItemForm, series: nw.Series[Any], *, text: bool = False, words: Words | None = None) -> Column:
    """Return the column that a series of a frame holds; text is read as in a file where `text` or `words` say so."""
    import narwhals as nw

    dtype = series.dtype
    if dtype.is_integer() or dtype.is_float():
        wide = type(dtype) in (nw.Int128, nw.UInt128)
        return NumberColumn(item, _cells(series.cast(nw.Float64) if wide else series))
    if dtype in (nw.Categorical, nw.Enum):
        return _category_column(item, series, words)
    if dtype in (nw.Object, nw.String, nw.Unknown, nw.Decimal):  # unknown: of the other byte order, and others
        return code_column(item, series.to_list, text=text, words=words)
    problem = BOOLEAN if dtype == nw.Boolean else DATE if dtype in (nw.Date, nw.Datetime) else OTHER
    return CodeColumn(item, np.where(series.is_null().to_numpy(), np.int8(EMPTY), np.int8(problem)))


def _category_column(item: ItemForm, series: nw.Series[Any], words: Words | None) -> Column:
    """Return a column of categories: by labels where those are asked for, else by values where they are numbers."""
    categories = {value for value in series.unique().to_list() if value is not None and value == value}
    codes = {value: code_of(value, item.codes, text=True, words=words) for value in categories}
    if words is None and any(code == TEXT for code in codes.values()):
        codes = {value: LABELLED if code == TEXT else code for value, code in codes.items()}
    values = series.to_list
    found = np.fromiter((codes.get(value, EMPTY) for value in values()), np.int8, len(series))

    def odd() -> Counter[Any]:
        return Counter(value for value in values() if codes.get(value, EMPTY) < NOT_SHOWN)

    return CodeColumn(item, found, odd=odd)


def array_cells(values: NDArray[Any]) -> Cells:
    """Return the cells of an array that has a value everywhere, NaN among them."""
    return lambda start, stop: (values[start:stop], None)


def _cells(series: nw.Series[Any]) -> Cells:
    native = series.to_native()
    if series.implementation.is_polars():
        return _polars_cells(native)
    if series.implementation.is_pandas():
        return _pandas_cells(native)
    return _arrow_cells(native.chunks)


@cache
def has_pyarrow() -> bool:
    """Whether pyarrow is there, which polars can share its memory with."""
    return find_spec("pyarrow") is not None


def _polars_cells(series: Any) -> Cells:
    if has_pyarrow():
        return _arrow_cells([chunk.to_arrow() for chunk in series.get_chunks()])

    def cells(start: int, stop: int) -> Block:
        block = series[start:stop]
        if not block.null_count():
            return block.to_numpy(), None
        return block.fill_null(0).to_numpy(), block.is_not_null().to_numpy().view(np.uint8)

    return cells


def _pandas_cells(series: Any) -> Cells:
    if isinstance(series.dtype, np.dtype):
        return array_cells(series.to_numpy())
    if hasattr(series.dtype, "pyarrow_dtype"):
        return _arrow_cells(series.array.__arrow_array__().chunks)

    def cells(start: int, stop: int) -> Block:
        block = series.array[start:stop]
        missing = block.isna()
        values = block.to_numpy(dtype=series.dtype.numpy_dtype, na_value=0)
        return values, (~missing).view(np.uint8) if missing.any() else None

    return cells


def _arrow_cells(chunks: Sequence[Any]) -> Cells:
    """Return the cells of pyarrow arrays that follow on one another."""
    parts = [_arrow_chunk(chunk) for chunk in chunks]
    ends = list(accumulate(len(chunk) for chunk in chunks))
    if len(parts) == 1:
        return parts[0]

    def cells(start: int, stop: int) -> Block:
        blocks = []
        for i in range(bisect_right(ends, start), len(parts)):
            first = ends[i - 1] if i else 0
            if first >= stop:
                break
            blocks.append(parts[i](max(start - first, 0), min(stop, ends[i]) - first))
        return _joined(blocks)

    return cells


def _joined(blocks: list[Block]) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    flags = [np.ones(len(values), np.uint8) if answered is None else answered for values, answered in blocks]
    return np.concatenate([values for values, _ in blocks]), np.concatenate(flags)


def _arrow_chunk(chunk: Any) -> Cells:
    bits, data = chunk.buffers()
    offset, count = chunk.offset, len(chunk)
    values = np.frombuffer(data or b"", chunk.type.to_pandas_dtype())[offset : offset + count]
    if bits is None or not chunk.null_count:
        return array_cells(values)
    bitmap = np.frombuffer(bits, np.uint8)

    def cells(start: int, stop: int) -> Block:
        first, last = offset + start, offset + stop
        flags = np.unpackbits(bitmap[first >> 3 : (last + 7) >> 3], bitorder="little")
        return values[start:stop], flags[first & 7 : (first & 7) + last - first]

    return cells
