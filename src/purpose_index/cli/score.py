"""`purpose-index score`."""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from purpose_index.cli import options
from purpose_index.cli.failures import say
from purpose_index.cli.inputs import answers_file, once
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.output import STANDARD, result_path, result_text
from purpose_index.cli.progress import progress
from purpose_index.cli.reading import reads_answers, say_notes
from purpose_index.errors import ArgumentError, Issue, ResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typer import Typer

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Reading

Format = Literal["csv", "parquet"]
ROWS = 1 << 16


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(reads_answers(score))


def score(
    question_set: options.QuestionSetName,
    data: options.DataFile,
    *,
    reading: Reading,
    add: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT", help="Add columns: index, class or classification; may be given several times."),
    ] = None,
    calibration: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="What `calibrate` wrote: adds where people are, with error and interval."),
    ] = None,
    form: Annotated[
        Format | None, typer.Option("--format", "-f", help="By default what the name of the output says, else csv.")
    ] = None,
    output: options.Output = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="Write texts in CSV as they are, also those that a spreadsheet runs as a formula."
        ),
    ] = False,
    provenance: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write where the scores come from to this JSON file; Parquet says so itself."
        ),
    ] = None,
) -> None:
    """Score a file of answers.

    Every column that is not an item is kept; every scale adds its score and how many of its items are answered.

    In CSV, a text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    import purpose_index as pi
    from purpose_index.responses.files import PARQUET_SUFFIXES
    from purpose_index.responses.people import check_people
    from purpose_index.scoring.provenance import KEY, with_provenance

    parquet = form == "parquet" or (form is None and Path(output or "").suffix.lower() in PARQUET_SUFFIXES)
    if parquet and output in (None, STANDARD):
        raise typer.BadParameter("Parquet is written to a file: name one with --output", param_hint="--format")
    once(question_set, data)
    q = read_question_set(question_set)
    inputs = [question_set, data, calibration]
    known = None if calibration is None else pi.Calibration.load(calibration, q)
    with progress("Reading answers") as tell, answers_file(data) as path:
        scored = _scored(q, path, reading, {"add": add or (), "calibration": known}, tell)
    check_people(len(next(iter(scored.values()))))
    with ExitStack() as results:  # all of them are opened before one is written
        if provenance is not None:
            record = results.enter_context(result_text(provenance, inputs=[*inputs, output or STANDARD]))
            record.write(f"{json.dumps(pi.provenance(q), indent=2)}\n")
        if parquet:
            target = results.enter_context(result_path(str(output), inputs=inputs))
            write_parquet(scored, target, metadata={KEY: json.dumps(with_provenance(None, q))})
        else:
            from purpose_index.safe_csv import write_rows

            marked = write_rows(results.enter_context(result_text(output, inputs=inputs)), _rows(scored), plain=plain)
            if marked:
                begin = "s begin" if marked > 1 else " begins"
                why = "got an apostrophe, so that no spreadsheet runs it; --plain leaves texts as they are."
                say(f"Note: {marked} cell{begin} as a formula does, and {why}")


def _scored(
    q: QuestionSet, data: str, reading: Reading, added: Mapping[str, Any], tell: Callable[[float], None]
) -> Mapping[str, Any]:
    """Return the columns of the result by name: lists, arrays or series."""
    import purpose_index as pi
    from purpose_index.responses.files import PARQUET_SUFFIXES

    if Path(data).suffix.lower() in PARQUET_SUFFIXES:
        import narwhals as nw

        frame = nw.from_native(pi.score_frame(q, data, **added, **reading), eager_only=True)
        return {name: frame.get_column(name) for name in frame.columns}
    coded = pi.encode(q, data, **reading, progress=tell)
    say_notes(coded)
    columns_of: Mapping[str, Any] = pi.score_frame(q, coded, **added)
    return columns_of


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
    issue = Issue(
        "cells-without-text",
        "$.columns",
        message,
        "Leave it out, or write Parquet with '--format parquet'.",
        facts={"column": name},
    )
    raise ResponseError("The result was not written.", [issue])


def write_parquet(columns: Mapping[str, Any], path: Path, *, metadata: Mapping[str, str] | None = None) -> None:
    """Write columns by name (lists, arrays or series) as Parquet, with what is said of them all; NaN is missing."""
    try:
        import pyarrow as pa
        from pyarrow.parquet import write_table
    except ImportError:
        hint = "Run: python -m pip install 'purpose-index[parquet]'"
        issue = Issue("no-parquet-writer", "$.output", "Writing Parquet needs pyarrow.", hint)
        raise ArgumentError("The result was not written.", [issue]) from None
    arrow = {name: _arrow(column) for name, column in columns.items()}
    write_table(pa.table(arrow).replace_schema_metadata(metadata), path)


def _arrow(column: Any) -> Any:
    import pyarrow as pa

    if hasattr(column, "to_arrow"):
        return column.to_arrow()
    words = str(getattr(column, "dtype", "")) == "object"  # which may all be missing: Arrow would not know
    return pa.array(column, pa.string() if words else None, from_pandas=True)
