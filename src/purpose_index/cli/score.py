"""`purpose-index score`."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import answers_file, once
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.output import STANDARD, result_path, result_text
from purpose_index.cli.progress import progress
from purpose_index.errors import ArgumentError, Issue, ResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typer import Typer

    from purpose_index.question_set.models import QuestionSet

Format = Literal["csv", "parquet"]
PARQUET = {".parquet", ".pq"}
ROWS = 1 << 16


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(score)


def score(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    column: options.Columns = None,
    form: Annotated[
        Format | None, typer.Option("--format", "-f", help="By default what the name of the output says, else csv.")
    ] = None,
    output: options.Output = None,
) -> None:
    """Score a file of answers.

    Every column that is no item is kept; every scale adds its score and how many of its items are answered. In CSV, a
    text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    from purpose_index.responses.people import check_people

    parquet = form == "parquet" or (form is None and Path(output or "").suffix.lower() in PARQUET)
    if parquet and output in (None, STANDARD):
        raise typer.BadParameter("Parquet is written to a file: name one with --output", param_hint="--format")
    once(question_set, data)
    q = read_question_set(question_set)
    inputs = [question_set, data]
    with progress("Reading answers") as tell, answers_file(data) as path:
        scored = _scored(q, path, options.columns(column), tell)
    check_people(len(next(iter(scored.values()))))
    if parquet:
        with result_path(str(output), inputs=inputs) as target:
            write_parquet(scored, target)
    else:
        from purpose_index.reports.safe_csv import write_rows

        with result_text(output, inputs=inputs) as file:
            write_rows(file, _rows(scored))


def _scored(q: QuestionSet, data: str, columns: Mapping[str, str], tell: Callable[[float], None]) -> Mapping[str, Any]:
    """Return the columns of the result by name: lists, arrays or series."""
    import purpose_index as pi

    if Path(data).suffix.lower() in PARQUET:
        import narwhals as nw

        from purpose_index.responses.files import parquet_frame

        frame = nw.from_native(pi.score_frame(q, parquet_frame(Path(data)), columns=columns), eager_only=True)
        return {name: frame.get_column(name) for name in frame.columns}
    from purpose_index.scoring.arrays import score_codes
    from purpose_index.scoring.lazy import check_added
    from purpose_index.scoring.plan import plan_of

    coded = pi.encode(q, data, columns=columns, progress=tell)
    kept = coded.extra or {}
    check_added(plan_of(q), kept)
    scores = score_codes(q, coded)
    added = chain.from_iterable(((name, s.scores), (f"{name}_answered", s.answered)) for name, s in scores.items())
    return {**kept, **dict(added)}


def _rows(columns: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the header and then a row a person."""
    yield tuple(columns)
    people = len(next(iter(columns.values())))
    for start in range(0, people, ROWS):
        yield from zip(*(_cells(x[start : start + ROWS], name) for name, x in columns.items()), strict=True)


def _cells(block: Any, name: str) -> list[Any]:
    """Return the cells of a list, an array or a series as Python's own."""
    make = getattr(block, "to_list", None) or getattr(block, "tolist", None)
    with suppress(Exception):  # whatever a library raises of a date that Python cannot hold, it may tell the cell
        return list(make() if make else block)
    message = f"The column {name!r} holds something that cannot be written as text, such as a date after the year 9999."
    issue = Issue("cells-without-text", "$.columns", message, "Leave it out, or write Parquet with '--format parquet'.")
    raise ResponseError("The result was not written.", [issue])


def write_parquet(columns: Mapping[str, Any], path: Path) -> None:
    """Write columns by name (lists, arrays or series) as Parquet; NaN is missing."""
    try:
        import pyarrow as pa
        from pyarrow.parquet import write_table
    except ImportError:
        hint = "Run: python -m pip install 'purpose-index[parquet]'"
        issue = Issue("no-parquet-writer", "$.output", "Writing Parquet needs pyarrow.", hint)
        raise ArgumentError("The result was not written.", [issue]) from None
    arrow = {
        name: column.to_arrow() if hasattr(column, "to_arrow") else pa.array(column, from_pandas=True)
        for name, column in columns.items()
    }
    write_table(pa.table(arrow), path)
