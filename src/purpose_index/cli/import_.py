"""`purpose-index import`."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purpose_index.cli.inputs import once, standard_input_bytes
from purpose_index.cli.interchange import FormatName, OwnOptions, does, for_format, for_reading, tell
from purpose_index.cli.output import STANDARD, result_text
from purpose_index.cli.reading import reads_answers
from purpose_index.interop.imported import MissingTexts
from purpose_index.safe_csv import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer import Typer

    from purpose_index.interop.imported import Imported
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading


def register(app: Typer) -> None:
    """Add the command."""
    app.command("import")(reads_answers(import_))


def import_(
    form: FormatName,
    source: Annotated[str, typer.Argument(metavar="FILE", help="What that program saved; '-' is standard input.")],
    *,
    responses: Annotated[
        str | None, typer.Option("--responses", "-r", metavar="DATA", help="The answers that were given to it.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the set here; by default standard output ('-')."),
    ] = None,
    answers_output: Annotated[
        str | None, typer.Option("--answers-output", "-a", metavar="FILE", help="Write the answers to this CSV file.")
    ] = None,
    missing_texts: Annotated[
        MissingTexts, typer.Option(help="What to do about texts that are not there in every language.")
    ] = "fail",
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Keep this column, though it may say who somebody is; several times."),
    ] = None,
    option: OwnOptions = None,
    reading: Reading,
) -> None:
    """Read a question set, and answers to it, from a file of another program.

    The set is written as YAML. What was dropped, made up or guessed is said on standard error.
    """
    from purpose_index.question_set.yaml_text import yaml_text

    read = does(form, "read")
    once(source, responses)
    if responses is not None and answers_output is None:
        raise typer.BadParameter("name a file for the answers too", param_hint="--answers-output")
    if answers_output is not None and _place(answers_output) == _place(output):
        raise typer.BadParameter("the set itself goes there: name another file", param_hint="--answers-output")
    given: Any = standard_input_bytes() if source == STANDARD else source
    shared = {"responses": responses, "missing_texts": missing_texts, "keep": keep or ()}
    imported: Imported = read(given, **{**for_format(read, shared, option), **for_reading(read, reading)})
    if answers_output is not None and imported.responses is None:
        raise typer.BadParameter("no answers came along: name them with --responses", param_hint="--answers-output")
    inputs = [source, responses]
    with ExitStack() as results:  # all of them are opened before one is written
        file = results.enter_context(result_text(output, inputs=inputs))
        if answers_output is not None and imported.responses is not None:
            answers = results.enter_context(result_text(answers_output, inputs=[*inputs, output or STANDARD]))
            write_rows(answers, _rows(imported, imported.responses))
        file.write(yaml_text(imported.question_set))
    tell((*imported.report, *(imported.responses.issues if imported.responses is not None else ())))


def _place(output: str | None) -> str:
    """Return where a result goes, by one name for each place."""
    return STANDARD if output in (None, STANDARD) else os.path.realpath(str(output))


def _rows(imported: Imported, coded: CodedResponses) -> Iterator[list[object]]:
    """Yield the header and then a row a person, as the imported set reads it."""
    from purpose_index.responses.beside import columns_beside
    from purpose_index.responses.form import form_of

    items = form_of(imported.question_set).items
    others = {name: cells() for name, cells in columns_beside(coded.extra).items()}
    yield [*others, *(item.column for item in items)]
    stored = [{code: own for own, code in reversed(item.codes.items()) if own is not None} for item in items]
    for row, codes in enumerate(coded.codes.tolist()):
        cells = [names.get(code) for names, code in zip(stored, codes, strict=True)]
        yield [*(column[row] for column in others.values()), *cells]
