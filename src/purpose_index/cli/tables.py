"""Tables where they were asked for: on a terminal, in a file, or for a program that reads them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from purpose_index.cli.output import STANDARD, result_text
from purpose_index.cli.streams import standard_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from purpose_index.cli.options import Tabular
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.reports.tables import Table


def write_tables(
    tables: Sequence[Table],
    form: Tabular,
    output: str | None,
    *,
    inputs: Iterable[str | None],
    json: Callable[[], str],
    long: Callable[[], Sequence[Table]] | None = None,
) -> None:
    """Write tables in a form.

    Parameters
    ----------
    tables
        For people.
    form, output, inputs
        How, where (None for standard output) and from which files, which are not overwritten.
    json
        Makes the text of 'json'.
    long
        Makes the tables of 'csv', where they are others.
    """
    from purpose_index.reports import render

    if form == "text" and output in (None, STANDARD) and sys.stdout.isatty():
        from rich.console import Console

        Console(file=standard_output(), highlight=False).print(render.rich(tables), soft_wrap=True)
        return
    with result_text(output, inputs=inputs) as file:
        if form == "json":
            written = json()
        elif form == "csv":
            written = render.csv(long() if long else tables)
        else:
            written = render.text(tables)
        file.write(written if written.endswith("\n") else f"{written}\n")


def write_result(
    tables: Sequence[Table], q: QuestionSet, form: Tabular, output: str | None, *, inputs: Iterable[str | None]
) -> None:
    """Write tables about the answers to a set, as JSON with where they come from."""
    from purpose_index.reports import render
    from purpose_index.scoring.provenance import provenance

    write_tables(tables, form, output, inputs=inputs, json=lambda: render.json(tables, provenance=provenance(q)))
