"""The scores of many people, from data of any kind, as the same kind of data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, Unpack, overload

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.coded import CodedResponses
from purpose_index.responses.encode import encode, known_frame, read_frame
from purpose_index.responses.files import PARQUET_SUFFIXES, parquet_frame
from purpose_index.responses.missing_codes import with_missing_codes
from purpose_index.responses.native import has_pyarrow
from purpose_index.responses.read import check_in_parts, check_no_sheets, how_of
from purpose_index.responses.summary_rows import summary_rows
from purpose_index.scoring.added import added_columns, asked_for, check_added, trait_columns
from purpose_index.scoring.arrays import ScaleArrays, fill, score_codes
from purpose_index.scoring.lazy import score_lazy
from purpose_index.scoring.plan import plan_of
from purpose_index.scoring.provenance import KEY, with_provenance
from purpose_index.scoring.trait import check_calibration

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import narwhals as nw
    from numpy.typing import NDArray

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Read, Reading
    from purpose_index.scoring.added import Add
    from purpose_index.scoring.plan import ScoringPlan
    from purpose_index.scoring.trait import PlacesPeople


class _HasColumns(Protocol):
    """A data frame of any kind."""

    @property
    def columns(self) -> Any: ...


Frame = TypeVar("Frame", bound=_HasColumns)


@overload
def score_frame(
    q: QuestionSetLike,
    data: NDArray[Any],
    *,
    check: bool = True,
    add: Add | Collection[Add] = (),
    calibration: PlacesPeople | None = None,
    **reading: Unpack[Reading],
) -> dict[str, NDArray[Any]]: ...


@overload
def score_frame(
    q: QuestionSetLike,
    data: Sequence[Mapping[str, Any]],
    *,
    check: bool = True,
    add: Add | Collection[Add] = (),
    calibration: PlacesPeople | None = None,
    **reading: Unpack[Reading],
) -> list[dict[str, Any]]: ...


@overload
def score_frame(
    q: QuestionSetLike,
    data: str | Path | CodedResponses,
    *,
    check: bool = True,
    add: Add | Collection[Add] = (),
    calibration: PlacesPeople | None = None,
    **reading: Unpack[Reading],
) -> Any: ...


@overload
def score_frame(
    q: QuestionSetLike,
    data: Frame,
    *,
    check: bool = True,
    add: Add | Collection[Add] = (),
    calibration: PlacesPeople | None = None,
    **reading: Unpack[Reading],
) -> Frame: ...


def score_frame(
    q: QuestionSetLike,
    data: Any,
    *,
    check: bool = True,
    add: Add | Collection[Add] = (),
    calibration: PlacesPeople | None = None,
    **reading: Unpack[Reading],
) -> Any:
    """Return the scores of many people as the same kind of data, in the same order.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        A pandas or polars data frame, a pyarrow table, or a lazy frame: of polars, a DuckDB relation, or a Dask,
        PySpark or Ibis table. Or whatever else `encode` takes: an (n, k) array, a list of mappings, the path of a CSV
        or Parquet file, or the `CodedResponses` that `encode` returned. The files of a folder are scored as a query of
        them, such as `polars.scan_parquet('answers/*.parquet')`.
    check
        Whether a lazy frame is first counted for values that are not answers, in one query of its own; without it they
        count as missing. Other data are always checked.
    add
        What to add beside scores: 'index', a column `<scale>_index` with the 0-100 index; 'class', a column
        `<scale>_class` with the id of the feedback band that holds the index, for scales with feedback;
        'classification', a column of that name with the id of the scale that somebody is assigned to, or 'undecided'.
    calibration
        What `calibrate` returned: adds, of every scale that it is of, where people are on the trait behind it
        (`<scale>_theta`), the standard error (`<scale>_theta_se`) and between which 0-100 indices that is
        (`<scale>_low`, `<scale>_high`); missing where there is no score. Not of a lazy frame.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.
        Of these, a lazy frame takes `columns` alone.

    Returns
    -------
    data
        Every column that is not an item, and for every scale a column with its mean or sum, named as the scale and
        missing where too few items are answered, and a column `<scale>_answered`. Of a frame the same kind of frame; of
        a list a list of dicts; of an array a dict of arrays by column. Of a CSV file a dict of columns: lists for what
        is kept, arrays for what is added; of a Parquet file a pyarrow table, or a polars frame without pyarrow. Of
        coded answers, what their `extra` is: a frame, a list or a dict; a dict of arrays where there is none. In arrays
        a missing score is NaN.

    Raises
    ------
    ResponseError
        As `encode`; or a column that is kept has the name of one that is added, or two that are added have one name;
        or the calibration is of a set that scores differently.
    ArgumentError
        The data are not of a kind that can be read; `columns` is not a mapping of names; or `add` is not one of the
        words, or of something that the question set does not declare; or a lazy frame is given with a calibration.

    Notes
    -----
    Frames of pandas and pyarrow carry where their scores came from; see `provenance`.

    Examples
    --------
    >>> import pandas as pd
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> frame = pd.DataFrame({"person": ["a", "b"], **{item: [4, None] for item in q.item_ids}})
    >>> scores = pi.score_frame(q, frame, add="index")
    >>> scores[["person", "total", "total_answered", "total_index"]]
      person  total  total_answered  total_index
    0      a    4.0              12         75.0
    1      b    NaN               0          NaN
    >>> scores.attrs["purpose_index"]["purpose-index"]["fingerprint"] == q.fingerprint
    True
    """
    import narwhals as nw

    q = question_set_of(q)
    plan = plan_of(q)
    asked = asked_for(plan, add)
    if calibration is not None:
        check_calibration(calibration, q)
    form = with_missing_codes(plan.form, reading.get("missing_codes"))
    how = how_of(form, reading)
    whole = how.long is None and how.occasions is None and how.header_rows in {None, 1} and not how.footer_rows
    if isinstance(data, str | Path) and Path(data).suffix.lower() in PARQUET_SUFFIXES:
        data = parquet_frame(Path(data))
    if isinstance(data, CodedResponses | np.ndarray | list | tuple | str | Path):
        rows = isinstance(data, list | tuple) and whole
        return _of_codes(plan, encode(q, data, **reading), asked, calibration, rows=rows)
    frame, repeated = known_frame(
        data, "A lazy frame, an array, a list of mappings, or the path of a file will do too."
    )
    if isinstance(frame, nw.LazyFrame):
        check_in_parts(reading, taken={"columns"})
        _check_no_calibration(calibration)
        return score_lazy(q, frame, columns=how.columns, check=check, add=asked)
    if not whole:
        return _of_codes(plan, encode(q, data, **reading), asked, calibration, rows=False)
    check_no_sheets(how)
    read = read_frame(form, frame, how, repeated)
    codes = None if calibration is None else encode(q, data, **reading).codes
    scored = None if summary_rows(form, read, how) else _of_frame(plan, read, frame, asked, calibration, codes)
    return encode(q, data, **reading) if scored is None else scored  # which says what is wrong


def _check_no_calibration(calibration: PlacesPeople | None) -> None:
    if calibration is not None:
        message = "A query cannot compute where people are on a trait."
        hint = "Collect the frame first, or score a part of it at a time."
        issue = Issue("calibration-needs-memory", "$.calibration", message, hint)
        raise ArgumentError("A lazy frame is scored without a calibration.", [issue])


def _of_frame(
    plan: ScoringPlan,
    read: Read,
    frame: nw.DataFrame[Any],
    add: Collection[Add],
    calibration: PlacesPeople | None,
    codes: NDArray[Any] | None,
) -> Any:
    """Return the scores of a frame in memory, without a copy of what is kept; None where there are problems."""
    rest = frame.drop(list(read.chosen.values()))
    check_added(plan, add, rest.columns, calibration.scales if calibration else ())
    bits = has_pyarrow() and not frame.implementation.is_pandas()
    room = _arrow_room if has_pyarrow() else np.empty
    out = [ScaleArrays.empty(len(frame), index=bool(add), bits=bits, room=room) for _ in plan.scales]
    fill(plan, read.columns, out)
    if any(column.problems for column in read.columns):
        return None
    added: dict[str, Any] = added_columns(plan, out, add)
    traits = trait_columns(plan, out, calibration, codes) if calibration is not None and codes is not None else {}
    if bits:
        there = {id(values): arrays.there for arrays in out for values in (arrays.scores, arrays.index)}
        added = {name: _as_arrow(values, there.get(id(values))) for name, values in added.items()}
    return _joined(rest, added | traits, plan.form.question_set)


def _of_codes(
    plan: ScoringPlan, coded: CodedResponses, add: Collection[Add], calibration: PlacesPeople | None, *, rows: bool
) -> Any:
    """Return the scores of coded answers, joined to what they keep beside them; see `score_frame`."""
    import narwhals as nw

    q, extra = plan.form.question_set, coded.extra
    frame = nw.from_native(extra, pass_through=True)
    is_frame = isinstance(frame, nw.DataFrame)
    kept = frame.columns if is_frame else extra or () if not isinstance(extra, list) else _names_in(extra)
    check_added(plan, add, kept, calibration.scales if calibration else ())
    out = list(score_codes(q, coded, index=bool(add)).values())
    added = added_columns(plan, out, add)
    if calibration is not None:
        added |= trait_columns(plan, out, calibration, coded.codes)
    if is_frame:
        return _joined(frame, added, q)
    if rows or isinstance(extra, list):
        lists = {name: _cells(values) for name, values in added.items()}
        scores = [dict(zip(lists, cells, strict=True)) for cells in zip(*lists.values(), strict=True)]
        return [{**own, **found} for own, found in zip(extra or [{}] * len(scores), scores, strict=True)]
    return {**(extra or {}), **added}


def _names_in(rows: list[dict[Any, Any]]) -> dict[Any, None]:
    return dict.fromkeys(name for row in rows for name in row)


def _cells(values: NDArray[Any]) -> list[Any]:
    """Return the cells of an array as Python's own, None where it is NaN."""
    return [None if value != value else value for value in values.tolist()]


def _arrow_room(n: int, dtype: Any) -> NDArray[Any]:
    """Return an array with nothing in it, of Arrow's memory: its pool has a large one sooner at hand than numpy."""
    import pyarrow as pa

    return np.frombuffer(pa.allocate_buffer(n * np.dtype(dtype).itemsize), dtype)


def _as_arrow(values: NDArray[Any], there: NDArray[np.uint8] | None) -> Any:
    """Return an array as Arrow's; of numbers without a copy, with the bits that say who has one (None: everybody)."""
    import pyarrow as pa

    if values.dtype == object:
        return pa.array(values, pa.string())
    bits = None if there is None else pa.py_buffer(there)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [bits, pa.py_buffer(values)])


def _joined(rest: nw.DataFrame[Any], added: dict[str, Any], q: QuestionSet) -> Any:
    """Return the columns that are kept with the added ones, without a copy, and where they came from."""
    native = rest.to_native()
    if rest.implementation.is_pandas():
        return _joined_pandas(native, added, q)
    if rest.implementation.is_pyarrow():
        return _joined_arrow(native, added, q)
    import polars as pl

    series = [_polars_series(name, values) for name, values in added.items()]
    return native.hstack(series) if rest.columns else pl.DataFrame(series)


def _joined_pandas(native: Any, added: dict[str, Any], q: QuestionSet) -> Any:
    import pandas as pd

    new = pd.DataFrame(added, index=native.index, copy=False)
    joined = pd.concat([native, new], axis=1) if len(native.columns) else new
    joined.attrs = {**native.attrs, KEY: with_provenance(native.attrs.get(KEY), q)}
    return joined


def _joined_arrow(native: Any, added: dict[str, Any], q: QuestionSet) -> Any:
    import pyarrow as pa

    arrays = {
        name: pa.array(values, pa.string() if values.dtype == object else None, from_pandas=True)
        if isinstance(values, np.ndarray)
        else values
        for name, values in added.items()
    }
    fields = [*native.schema, *(pa.field(name, array.type) for name, array in arrays.items())]
    before = native.schema.metadata or {}
    records = with_provenance(json.loads(before.get(KEY.encode(), b"{}")), q)
    schema = pa.schema(fields, metadata={**before, KEY.encode(): json.dumps(records).encode()})
    return pa.table([*native.columns, *arrays.values()], schema=schema)


def _polars_series(name: str, values: Any) -> Any:
    import polars as pl

    if isinstance(values, np.ndarray) and values.dtype == object:
        return pl.Series(name, values.tolist(), dtype=pl.String)
    return pl.Series(name, values, nan_to_null=isinstance(values, np.ndarray))
