"""The answers of many people, from data of any kind, as codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.beside import columns_beside
from purpose_index.responses.coded import CodedResponses, coded_by
from purpose_index.responses.columns import NumberColumn, code_column, codes_of
from purpose_index.responses.files import PARQUET_SUFFIXES, lists_of, parquet_frame, read_file
from purpose_index.responses.form import form_of
from purpose_index.responses.lowest_option import suspicions_of
from purpose_index.responses.match import SAMPLED, Matched, match_columns
from purpose_index.responses.missing_codes import with_missing_codes
from purpose_index.responses.names import distinct_names
from purpose_index.responses.native import array_cells, column_of
from purpose_index.responses.problems import problems_of
from purpose_index.responses.read import MOST_HEADER_ROWS, How, Read, check_no_sheets, how_of
from purpose_index.responses.same_set import check_same_set
from purpose_index.responses.shapes import stacked, unpivoted
from purpose_index.responses.table import Lists

if TYPE_CHECKING:
    from collections.abc import Callable

    import narwhals as nw

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.responses.columns import Column
    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.labels import Labels
    from purpose_index.responses.read import Columns, MissingCodes, Reading


def encode(
    q: QuestionSetLike,
    data: Any,
    *,
    columns: Columns = None,
    labels: Labels = None,
    missing_codes: MissingCodes | None = None,
    header_rows: int | None = None,
    footer_rows: int | None = None,
    sheet: str | None = None,
    long: Mapping[str, str] | None = None,
    occasions: Sequence[str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> CodedResponses:
    """Return the answers of many people as small integers, missing ones with their reason.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        A pandas or polars data frame, a pyarrow table, a list of mappings, the path of a CSV or Parquet file or a
        workbook (.xlsx, .xls, .ods), or an (n, k) numpy array whose columns are the items in the order of the set. Also
        what `encode` returned, with this question set or another that asks the same.
    columns
        The name of an item's column, by item id, where it is neither the item's id nor its declared `column`;
        'proposed' takes those that `inspect` proposes, by nearly the same name, by the text of the question or by its
        number. For both, as in `{"q12": "Last question", "*": "proposed"}`.
    labels
        True where answers may be the labels of the set, in any of its languages; 'nl' for those of one language; or a
        mapping of text to answer. Capitals and spaces do not matter. Numbers are still read as numbers.
    missing_codes
        What stands for a missing answer in these data, beside what the set declares: the reason by text or number, as
        in `{"nvt": "not_applicable", -9: "skipped"}`; 'not_shown' is the third reason.
    header_rows
        How many rows stand above the first person, where it is not one: up to three, of which the one that names the
        items counts. The names of a data frame or of mappings count as one; so do those that an array does not have.
    footer_rows
        How many rows stand below the last person, such as totals and means, which are left out; 0 where there are none.
        By default rows that sum up the others are looked for, and refused.
    sheet
        The sheet of a workbook, where several hold something.
    long
        For data with a row for each answer: the columns of 'person', 'item' and 'answer', and of 'occasion' where there
        is one, as in `{"person": "id", "item": "item", "answer": "resp"}`.
    occasions
        For data with a row a person and a column an item and occasion: the endings of the names, as in `["t1", "t2"]`
        for columns such as q01_t1. Everybody gets a row an occasion, with a column 'occasion' among the others.
    progress
        Told which fraction of a CSV file has been read, from 0 to 1.

    Returns
    -------
    CodedResponses
        The codes; columns that are not items are in `.extra`, as the kind of data that was given; what was done on the
        way, such as blank rows that were left out, in `.issues`.

    Raises
    ------
    ResponseError
        A file is not there, may not be read, or is not what its name says. A column is not there, or holds something
        that is not an answer: one issue for what items have in common, such as labels or shifted codes, else one a
        column and kind of problem, with the number of cells and the first rows (the first row of data is 1; of a file,
        its line), and no cell. The data were encoded by a set with other items or options.
    ArgumentError
        The data are of no kind that can be read, or an option cannot be what it was given.

    Notes
    -----
    In a file text is read as numbers, with a point or a comma for decimals, and NA and NaN are missing as an empty cell
    is. A CSV file is UTF-8, UTF-16 with a mark, else Windows-1252; its cells are parted by commas, semicolons, tabs or
    bars, whichever its first row has most of outside quotes, or what 'sep=' says. In a data frame, text is no number.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> coded = pi.encode(q, [{item: 4 for item in q.item_ids}, {item: -99 for item in q.item_ids}])
    >>> coded, coded.codes[:, 0].tolist()
    (CodedResponses(people=2, items=12), [3, -2])
    >>> labels = pi.encode(q, [{item: "Helemaal mee eens" for item in q.item_ids}], labels="nl")
    >>> labels.codes[:, 0].tolist()
    [4]
    """
    form = form_of(question_set_of(q))
    if isinstance(data, CodedResponses):
        check_same_set(form, data.asked)
        return coded_by(form, data.codes, data.extra, data.issues)
    reading: Reading = {
        "columns": columns,
        "labels": labels,
        "missing_codes": missing_codes,
        "header_rows": header_rows,
        "footer_rows": footer_rows,
        "sheet": sheet,
        "long": long,
        "occasions": occasions,
    }
    form = with_missing_codes(form, missing_codes)
    how = how_of(form, reading)
    if how.occasions is not None:
        if isinstance(data, np.ndarray):
            raise _unreadable(data, "Give one with names: the columns of an array are the items, once.")
        once: Any = {name: value for name, value in reading.items() if name not in {"columns", "occasions"}}
        return stacked(form, how, lambda one: encode(q, data, columns=one, **once))
    _, coded, problems = read_and_coded(form, data, how, progress)
    if coded is None:
        raise ResponseError(f"These data do not fit {form.name}.", problems)
    return coded


def read_and_coded(
    form: AnswerForm, data: Any, how: How, progress: Callable[[float], None] | None = None
) -> tuple[Read, CodedResponses | None, list[Issue]]:
    """Return what data hold, and their codes; where they are no answers, None and what is wrong with them."""
    read = read_data(form, data, how, progress)
    codes = codes_of(read.n, read.columns)
    if problems := problems_of(form, read, codes, how):
        return read, None, problems
    return read, coded_by(form, codes, read.extra, [*read.notes, *suspicions_of(form, codes)]), []


def read_data(form: AnswerForm, data: Any, how: How, progress: Callable[[float], None] | None = None) -> Read:
    """Return what data of any kind hold, as columns of items and others; see `encode`."""
    if not _is_rows_file(data):
        check_no_sheets(how)
    if how.long is not None:
        return unpivoted(form, data, how, _table_of)
    if isinstance(data, np.ma.MaskedArray):
        data = np.ma.filled(data.astype(np.float64 if data.dtype.kind in "iuf" else object), np.nan)
    if isinstance(data, np.ndarray):
        _check_no_names(how)
        rows = np.atleast_1d(np.asarray(data))
        rows = rows[how.people(len(rows))]
        return Read(len(rows), _array_columns(form, rows, how), None)
    if isinstance(data, list | tuple):
        return _read_mappings(form, data, how)
    if _is_rows_file(data):
        return read_file(form, Path(data), how, progress)
    frame, repeated = _eager(data, "An array, a list of mappings, or the path of a file will do too.")
    return read_frame(form, frame, how, repeated)


def read_frame(form: AnswerForm, frame: nw.DataFrame[Any], how: How, repeated: Mapping[Any, tuple[int, int]]) -> Read:
    """Return the columns of the items in a narwhals data frame, and the frame without them."""
    above = (how.header_rows or 1) - 1
    beside = [list(row) for row in frame[:above].rows()] if above else []
    matched = match_columns(
        form,
        frame.columns,
        how.columns,
        beside=beside,
        repeated=repeated,
        sample=lambda: {name: frame.get_column(name).head(SAMPLED).to_list() for name in frame.columns},
        first=lambda: frame[above:].head(MOST_HEADER_ROWS).rows(),
    )
    chosen = matched.chosen
    body = frame[how.people(len(frame))]
    words = how.words_of(form)
    columns = [
        column_of(item, body.get_column(name), text=bool(above), words=own)
        for item, name, own in zip(form.items, chosen, words, strict=True)
    ]
    rest = body.drop(chosen)
    extra = rest.to_native() if rest.columns else None
    by_item = dict(zip(form.ids, chosen, strict=True))

    def cells(start: int, stop: int) -> list[tuple[Any, ...]]:
        return list(zip(*(body.get_column(name)[start:stop].to_list() for name in chosen), strict=True))

    return Read(len(body), columns, extra, matched.notes, by_item, dict(matched.proposed), cells=cells)


def known_frame(data: Any, hint: str) -> tuple[nw.DataFrame[Any] | nw.LazyFrame[Any], Mapping[Any, tuple[int, int]]]:
    """Return a frame of any kind as narwhals' own; `hint` says what to do where it is none.

    Returns
    -------
    frame, repeated
        The frame, in which later columns of the same name have a number, and which those are; see `distinct_names`.

    Raises
    ------
    ArgumentError
        It is not a frame that narwhals knows.
    """
    import narwhals as nw

    repeated: Mapping[Any, tuple[int, int]] = {}
    if nw.dependencies.is_pandas_like_dataframe(data) and not data.columns.is_unique:
        names, repeated = distinct_names(list(data.columns))
        data = data.set_axis(names, axis=1)
    elif nw.dependencies.is_pyarrow_table(data) and len(set(data.column_names)) < len(data.column_names):
        names, repeated = distinct_names(data.column_names)
        data = data.rename_columns(names)
    frame = nw.from_native(data, pass_through=True)
    known = (nw.Implementation.PANDAS, nw.Implementation.POLARS, nw.Implementation.PYARROW)
    if isinstance(frame, nw.LazyFrame) or (isinstance(frame, nw.DataFrame) and frame.implementation in known):
        return frame, repeated
    raise _unreadable(data, hint)


def _is_rows_file(data: Any) -> bool:
    """Return whether data are the path of a file of rows: CSV or a workbook."""
    return isinstance(data, str | Path) and Path(data).suffix.lower() not in PARQUET_SUFFIXES


def _eager(data: Any, hint: str) -> tuple[nw.DataFrame[Any], Mapping[Any, tuple[int, int]]]:
    """Return a frame in memory, or the Parquet file of this path; see `known_frame`."""
    import narwhals as nw

    frame, repeated = known_frame(parquet_frame(Path(data)) if isinstance(data, str | Path) else data, hint)
    if isinstance(frame, nw.LazyFrame):
        raise _unreadable(data, "Collect the lazy frame first.")
    return frame, repeated


def _unreadable(data: object, hint: str) -> ArgumentError:
    issue = Issue("unreadable-data", "$", "Expected a data frame of pandas or polars, or a pyarrow table.", hint)
    return ArgumentError(f"Data of the type {type(data).__name__} cannot be read.", [issue])


def _table_of(data: Any, how: How) -> tuple[Lists, str | None, bool]:
    """Return data of any kind as lists by column, their kind, and whether they are text of a file."""
    if isinstance(data, list | tuple):
        _check_mappings(data)
        people = how.people(len(data))
        return Lists({name: cells()[people] for name, cells in columns_beside(list(data)).items()}), "list", False
    if _is_rows_file(data):
        return lists_of(Path(data), how), None, True
    frame, _ = _eager(data, "A list of mappings, or the path of a file will do too.")
    body = frame[how.people(len(frame))]
    lists = Lists({name: body.get_column(name).to_list() for name in body.columns})
    return lists, frame.implementation.value, False


def _check_no_names(how: How) -> None:
    """Raise an error where columns of an array are named."""
    if how.columns is not None:
        message = "The columns of an array have no names: they are the items, in the order of the set."
        issue = Issue("array-without-names", "$.columns", message, "Leave the option out, or give a data frame.")
        raise ArgumentError("The option 'columns' is of data with names alone.", [issue])


def _array_columns(form: AnswerForm, data: np.ndarray, how: How) -> list[Column]:
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
    words = how.words_of(form)
    return [code_column(item, data[:, j].tolist, words=words[j]) for j, item in enumerate(form.items)]


def _read_mappings(form: AnswerForm, rows: Sequence[Any], how: How) -> Read:
    _check_mappings(rows)
    names = list(columns_beside(list(rows)))
    people = how.people(len(rows))
    above, body = rows[: people.start], rows[people]
    everyone = Matched(list(form.ids), [], {})

    def sample() -> dict[Any, list[Any]]:
        return {name: [row.get(name) for row in rows[:SAMPLED]] for name in names}

    beside = [[row.get(name) for name in names] for row in above]
    matched = match_columns(form, names, how.columns, beside=beside, sample=sample) if rows else everyone
    chosen = matched.chosen

    def of_people(name: Any) -> Callable[[], list[Any]]:
        return lambda: [row.get(name) for row in body]

    columns: list[Column] = [
        code_column(item, of_people(name), text=bool(above), words=own)
        for item, name, own in zip(form.items, chosen, how.words_of(form), strict=True)
    ]
    taken = set(chosen)
    others = [{name: value for name, value in row.items() if name not in taken} for row in body]
    extra = others if len(names) > len(taken) else None
    by_item = dict(zip(form.ids, chosen, strict=True))
    return Read(len(body), columns, extra, matched.notes, by_item, dict(matched.proposed))


def _check_mappings(rows: Sequence[Any]) -> None:
    wrong = [number for number, row in enumerate(rows, 1) if not isinstance(row, Mapping)]
    if wrong:
        message = f"{len(wrong)} rows are not mappings of item id to value; the first is row {wrong[0]}."
        issue = Issue(
            "not-a-mapping", "$.rows", message, "Give a list of dicts.", facts={"count": len(wrong), "first": wrong[0]}
        )
        raise ResponseError("These data cannot be read.", [issue])
