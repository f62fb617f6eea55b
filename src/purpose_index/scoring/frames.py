"""The scores of a data frame of any kind, as the same kind of frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.responses.columns import check_columns
from purpose_index.responses.encode import frame_columns, known_frame
from purpose_index.responses.native import has_pyarrow
from purpose_index.scoring.arrays import ScaleArrays, fill
from purpose_index.scoring.lazy import check_added, score_lazy
from purpose_index.scoring.plan import plan_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import narwhals as nw
    from numpy.typing import NDArray

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.scoring.plan import ScalePlan


def score_frame(q: QuestionSet, frame: Any, *, columns: Mapping[str, Any] | None = None, check: bool = True) -> Any:
    """Return a data frame's scores as the same kind of frame, in the same order.

    Parameters
    ----------
    q
        The question set.
    frame
        A pandas or polars data frame, a pyarrow table, or a lazy frame: of polars, a DuckDB relation, or a Dask,
        PySpark or Ibis table.
    columns
        The name of an item's column, by item id, where it is neither the item's id nor its declared `column`.
    check
        Whether a lazy frame is first counted for values that are not answers, in one query of its own; without it they
        count as missing. A frame in memory is always checked.

    Returns
    -------
    frame
        Every column that is not an item, and for every scale a column with its mean or sum, named as the scale and
        missing where too few items are answered, and a column `<scale>_answered`.

    Raises
    ------
    ResponseError
        As `code`; or a column that is kept has the name of one that is added.
    ArgumentError
        It is no data frame; or `columns` is no mapping of names.

    Examples
    --------
    >>> import pandas as pd
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> frame = pd.DataFrame({"person": ["a", "b"], **{item: [4, None] for item in q.item_ids}})
    >>> pi.score_frame(q, frame)[["person", "total", "total_answered"]]
      person  total  total_answered
    0      a    4.0              12
    1      b    NaN               0
    """
    import narwhals as nw

    data = known_frame(frame, "A lazy frame will do too. Make a frame of anything else, with a column an item.")
    if isinstance(data, nw.LazyFrame):
        return score_lazy(q, data, columns=columns, check=check)
    plan = plan_of(q)
    read, rest = frame_columns(plan.form, data, columns)
    check_added(plan, rest.columns)
    bits = has_pyarrow() and not data.implementation.is_pandas()
    room = _arrow_room if has_pyarrow() else np.empty
    out = [ScaleArrays.empty(len(data), index=False, bits=bits, room=room) for _ in plan.scales]
    fill(plan, read, out)
    check_columns(plan.form, read)
    added: dict[str, Any] = {}
    for scale, arrays in zip(plan.scales, out, strict=True):
        added |= _columns(scale, arrays)
    return _joined(rest, added)


def _arrow_room(n: int, dtype: Any) -> NDArray[Any]:
    """Return an array with nothing in it, of Arrow's memory: its pool has a large one sooner at hand than numpy."""
    import pyarrow as pa

    return np.frombuffer(pa.allocate_buffer(n * np.dtype(dtype).itemsize), dtype)


def _columns(scale: ScalePlan, arrays: ScaleArrays) -> dict[str, Any]:
    """Return the two columns of a scale, as Arrow's arrays where they have bits that say who has a score."""
    scores, answered = arrays.scores, arrays.answered
    if arrays.there is not None:
        import pyarrow as pa

        scores = pa.Array.from_buffers(pa.float64(), len(scores), [pa.py_buffer(arrays.there), pa.py_buffer(scores)])
        answered = pa.Array.from_buffers(pa.int16(), len(answered), [None, pa.py_buffer(answered)])
    return {scale.id: scores, f"{scale.id}_answered": answered}


def _joined(rest: nw.DataFrame[Any], added: dict[str, Any]) -> Any:
    """Return the columns that are kept with the added ones, without a copy."""
    native = rest.to_native()
    if rest.implementation.is_pandas():
        import pandas as pd

        new = pd.DataFrame(added, index=native.index, copy=False)
        return pd.concat([native, new], axis=1) if rest.columns else new
    if rest.implementation.is_pyarrow():
        import pyarrow as pa

        return pa.table({**dict(zip(native.column_names, native.columns, strict=True)), **added})
    import polars as pl

    series = [pl.Series(name, x, nan_to_null=isinstance(x, np.ndarray)) for name, x in added.items()]
    return native.hstack(series) if rest.columns else pl.DataFrame(series)
