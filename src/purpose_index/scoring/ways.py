"""Every way of scoring that this machine has: one person, an array, frames, a query. They must agree to the bit."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.scoring.frames import score_frame
from purpose_index.scoring.person import score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from purpose_index.question_set.models import QuestionSet

    Answers = Sequence[Mapping[str, int | None]]
    Cells = dict[str, list[Any]]  # the columns of scores by name, None where missing


def ways_of_scoring(q: QuestionSet, answers: Answers) -> Iterator[tuple[str, Cells]]:
    """Yield the name of each way, and the scores, counts and indices of these people.

    Frames and queries of what is not installed are left out.
    """
    yield "one person after another", _one_by_one(q, answers)
    columns = {item: [person.get(item) for person in answers] for item in q.item_ids}
    x = np.array(list(columns.values()), dtype=float).T
    yield "an array", _cells(score_frame(q, x, add="index"))
    for module, way, make in _FRAMES:
        if find_spec(module) is not None:
            yield way, _cells(score_frame(q, make(import_module(module), columns), add="index"))


def _one_by_one(q: QuestionSet, answers: Answers) -> Cells:
    scores = [score(q, person) for person in answers]
    cells: Cells = {}
    for scale in q.scales:
        own = [found[scale.id] for found in scores]
        cells[scale.id] = [found.value for found in own]
        cells[f"{scale.id}_answered"] = [found.answered for found in own]
        cells[f"{scale.id}_index"] = [found.index for found in own]
    return cells


def _cells(data: Any) -> Cells:
    """Return the columns of arrays, or of a frame or query, as Python's own."""
    import narwhals as nw

    if not isinstance(data, dict):
        frame = nw.from_native(data).lazy().collect()
        data = {name: frame.get_column(name) for name in frame.columns}
    return {
        name: [
            None if value != value else value
            for value in (column.to_list() if hasattr(column, "to_list") else column.tolist())
        ]
        for name, column in data.items()
    }


def _duckdb(duckdb: Any, columns: Cells) -> Any:
    rows = (
        ", ".join("NULL" if value is None else str(value) for value in row)
        for row in zip(*columns.values(), strict=True)
    )
    values = ", ".join(f"({row})" for row in rows)
    numbers = ", ".join(f'CAST("{name}" AS SMALLINT) AS "{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    return duckdb.sql(f"SELECT {numbers} FROM (VALUES {values}) AS answers({names})")


_FRAMES: tuple[tuple[str, str, Callable[[Any, Cells], Any]], ...] = (
    ("pandas", "a frame of pandas", lambda pandas, columns: pandas.DataFrame(columns, dtype=float)),
    ("polars", "a frame of polars", lambda polars, columns: polars.DataFrame(columns)),
    ("pyarrow", "a table of pyarrow", lambda pyarrow, columns: pyarrow.table(columns)),
    ("polars", "a query of polars", lambda polars, columns: polars.LazyFrame(columns)),
    ("duckdb", "a query of DuckDB", _duckdb),
)
