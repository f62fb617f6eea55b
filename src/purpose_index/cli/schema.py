"""`purpose-index schema`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import question_set
from purpose_index.cli.output import result_text

if TYPE_CHECKING:
    from typer import Typer


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(schema)


def schema(
    *,
    answers: Annotated[
        str | None,
        typer.Option(metavar="QUESTION_SET", help="Print the schema of a valid answer to this set instead."),
    ] = None,
    language: options.Language = None,
    output: options.Output = None,
) -> None:
    """Print the JSON Schema of question-set files, or of an answer.

    The first is for editors that complete and check YAML, the second for programs that make a form of it.
    """
    import purpose_index as pi

    found = pi.file_schema() if answers is None else _of_answers(answers, language)
    with result_text(output, inputs=[answers]) as file:
        file.write(json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def _of_answers(name: str, language: str | None) -> dict[str, Any]:
    q = question_set(name)
    return q.answer_schema(language=options.language(q, language))
