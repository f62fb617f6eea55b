"""The answers of many people, from data of any kind, as codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.coded import CodedResponses, coded_by
from purpose_index.responses.columns import NumberColumn, check_columns, code_column, codes_of
from purpose_index.responses.files import PARQUET_SUFFIXES, csv_columns, parquet_frame
from purpose_index.responses.form import form_of
from purpose_index.responses.match import check_names, match_columns
from purpose_index.responses.native import array_cells, column_of
from purpose_index.responses.same_set import check_same_set

if TYPE_CHECKING:
    from collections.abc import Callable

    import narwhals as nw

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.responses.columns import Column
    from purpose_index.responses.form import AnswerForm


def encode(
    q: QuestionSetLike,
    data: Any,
    *,
    columns: Mapping[str, Any] | None = None,
    progress: Callable[[float], None] | None = None,
) -> CodedResponses:
    """Return the answers of many people as small integers, missing ones with their reason.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        A pandas or polars data frame, a pyarrow table, a list of mappings, the path of a CSV or Parquet file, or an
        (n, k) numpy array whose columns are the items in the order of the set. Also what `encode` returned, with this
        question set or another that asks the same.
    columns
        The name of an item's column, by item id, where it is neither the item's id nor its declared `column`.
    progress
        Told which fraction of a CSV file has been read, from 0 to 1.

    Returns
    -------
    CodedResponses
        The codes; columns that are not items are in `.extra`, as the kind of data that was given.

    Raises
    ------
    ResponseError
        A file is not what its name says. A column is not there, or holds something that is not an answer: one issue a
        column and kind of problem, with the number of cells and the first rows (the first row of data is 1), and no
        cell. The data were encoded by a set with other items or options.
    ArgumentError
        The data are of no kind that can be read.
    OSError
        A file is not there, or may not be read.

    Notes
    -----
    In a CSV file (UTF-8; comma, semicolon or tab, whichever its header has most of) text is read as numbers, and NA and
    NaN are missing as an empty cell is. In a data frame, text is not a number.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> coded = pi.encode(q, [{item: 4 for item in q.item_ids}, {item: -99 for item in q.item_ids}])
    >>> coded, coded.codes[:, 0].tolist()
    (CodedResponses(people=2, items=12), [3, -2])
    """
    form = form_of(question_set_of(q))
    if isinstance(data, CodedResponses):
        check_same_set(form, data.asked)
        return coded_by(form, data.codes, data.extra)
    n, read, extra = _columns(form, data, columns, progress)
    codes = codes_of(n, read)
    check_columns(form, read)
    return coded_by(form, codes, extra)


def frame_columns(
    form: AnswerForm, frame: nw.DataFrame[Any], columns: Mapping[str, Any] | None
) -> tuple[list[Column], nw.DataFrame[Any]]:
    """Return the columns of the items in a narwhals data frame, and the frame without them."""
    chosen = match_columns(form, frame.columns, columns)
    read = [column_of(item, frame.get_column(name)) for item, name in zip(form.items, chosen, strict=True)]
    return read, frame.drop(chosen)


def known_frame(data: Any, hint: str) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """Return a frame of any kind as narwhals' own; `hint` says what to do where it is none.

    Raises
    ------
    ResponseError
        Two columns have one name.
    ArgumentError
        It is not a frame that narwhals knows.
    """
    import narwhals as nw

    if nw.dependencies.is_pandas_like_dataframe(data):
        check_names(data.columns)
    elif nw.dependencies.is_pyarrow_table(data):
        check_names(data.column_names)
    frame = nw.from_native(data, pass_through=True)
    known = (nw.Implementation.PANDAS, nw.Implementation.POLARS, nw.Implementation.PYARROW)
    if isinstance(frame, nw.LazyFrame) or (isinstance(frame, nw.DataFrame) and frame.implementation in known):
        return frame
    raise _unreadable(data, hint)


def _unreadable(data: object, hint: str) -> ArgumentError:
    issue = Issue("unreadable-data", "$", "Expected a data frame of pandas or polars, or a pyarrow table.", hint)
    return ArgumentError(f"Data of the type {type(data).__name__} cannot be read.", [issue])


def _columns(
    form: AnswerForm, data: Any, columns: Mapping[str, Any] | None, progress: Callable[[float], None] | None
) -> tuple[int, list[Column], Any]:
    """Return the number of rows, the columns of the items, and what else there is."""
    import narwhals as nw

    if isinstance(data, np.ma.MaskedArray):
        data = np.ma.filled(data.astype(np.float64 if data.dtype.kind in "iuf" else object), np.nan)
    if isinstance(data, np.ndarray):
        return len(np.atleast_1d(data)), _array_columns(form, np.asarray(data)), None
    if isinstance(data, list | tuple):
        return len(data), *_mapping_columns(form, data, columns)
    if isinstance(data, str | Path):
        path = Path(data)
        if path.suffix.lower() not in PARQUET_SUFFIXES:
            texts, others = csv_columns(form, path, columns, progress)
            return len(texts[0].codes), list(texts), others or None
        data = parquet_frame(path)
    frame = known_frame(data, "An array, a list of mappings, or the path of a file will do too.")
    if isinstance(frame, nw.LazyFrame):
        raise _unreadable(data, "Collect the lazy frame first.")
    read, rest = frame_columns(form, frame, columns)
    return len(frame), read, rest.to_native() if rest.columns else None


def _array_columns(form: AnswerForm, data: np.ndarray) -> list[Column]:
    k = len(form.ids)
    if data.ndim != 2 or data.shape[1] != k:
        message = f"Expected an array of n rows and {k} columns, one an item in the order of the set."
        issue = Issue(
            "array-columns",
            "$",
            message,
            "Give a data frame with names where it holds other columns too.",
            facts={"columns": k},
        )
        raise ResponseError(f"This array does not fit {form.name}.", [issue])
    if data.dtype.kind in "iuf":
        return [NumberColumn(item, array_cells(data[:, j])) for j, item in enumerate(form.items)]
    return [code_column(item, data[:, j]) for j, item in enumerate(form.items)]


def _mapping_columns(
    form: AnswerForm, rows: Sequence[Any], columns: Mapping[str, Any] | None
) -> tuple[list[Column], list[dict[Any, Any]] | None]:
    wrong = [number for number, row in enumerate(rows, 1) if not isinstance(row, Mapping)]
    if wrong:
        message = f"{len(wrong)} rows are not mappings of item id to value; the first is row {wrong[0]}."
        issue = Issue(
            "not-a-mapping", "$.rows", message, "Give a list of dicts.", facts={"count": len(wrong), "first": wrong[0]}
        )
        raise ResponseError("These data cannot be read.", [issue])
    names = dict.fromkeys(name for row in rows for name in row)
    chosen = match_columns(form, list(names), columns) if rows else list(form.ids)
    read: list[Column] = [
        code_column(item, (row.get(name) for row in rows)) for item, name in zip(form.items, chosen, strict=True)
    ]
    taken = set(chosen)
    others = [{name: value for name, value in row.items() if name not in taken} for row in rows]
    return read, others if len(names) > len(taken) else None
