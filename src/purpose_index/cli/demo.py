"""`purpose-index demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.failures import say
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.output import result_text
from purpose_index.reports.numbers import counted
from purpose_index.safe_csv import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer import Typer

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    question_set: options.QuestionSetName = "purpose-index",
    *,
    people: Annotated[int, typer.Option("--people", "-n", min=1, max=10_000_000, help="How many people.")] = 200,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same answers.")] = 1,
    output: options.Output = None,
) -> None:
    """Write a simulated sample as CSV, to try things out.

    Nobody gave these answers: a column says so. A file that is there already is left alone.
    """
    from purpose_index.responses.simulate import simulate

    q = read_question_set(question_set)
    answers = simulate(q, people=people, rng=seed)
    with result_text(output, inputs=[question_set], new=True) as file:
        write_rows(file, _rows(q, answers))
    say(f"Simulated: {counted(people, 'person')} (seed {seed}). Nobody gave these answers.")


def _rows(q: QuestionSet, answers: CodedResponses) -> Iterator[list[object]]:
    from purpose_index.responses.form import form_of

    yield ["person", "simulated", *(item.column or item.id for item in q.items)]
    cells = [{item.codes[own]: str(own) for own in item.stored} for item in form_of(q).items]
    for person, codes in enumerate(answers.codes.tolist(), 1):
        yield [person, "yes", *(names.get(code, "") for names, code in zip(cells, codes, strict=True))]
