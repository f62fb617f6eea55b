"""Arguments and options that several commands share, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.errors import DefinitionError

if TYPE_CHECKING:
    from purpose_index.question_set.models import QuestionSet

QuestionSetName = Annotated[
    str, typer.Argument(metavar="QUESTION_SET", help="The id of a bundled question set, or the path of a file.")
]
DataFile = Annotated[str, typer.Argument(metavar="DATA", help="A CSV or Parquet file with a row a person.")]
Output = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output.")
]
Language = Annotated[
    str | None,
    typer.Option("--language", "-l", metavar="TAG", help="The language of the words; by default the set's first."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", "-c", metavar="ITEM=COLUMN", help="The column of an item; may be given several times."),
]


def question_set(name: str) -> QuestionSet:
    """Load a question set; what is wrong with it is told with its name."""
    import purpose_index as pi

    try:
        return pi.load(name)
    except DefinitionError as error:
        raise DefinitionError(f"{name}: {error.summary}", error.issues, total=error.total) from None


def language(q: QuestionSet, asked: str | None) -> str:
    """Return the language asked for, which the set must have, or its first."""
    from purpose_index.question_set.answers import language_of

    return language_of(q, asked)


def columns(pairs: list[str] | None) -> dict[str, str]:
    """Turn ITEM=COLUMN pairs into a mapping."""
    split = [pair.partition("=") for pair in pairs or ()]
    if not all(item and column for item, _, column in split):
        raise typer.BadParameter("write an item, '=' and its column, as in --column q01=Q1", param_hint="--column")
    return {item: column for item, _, column in split}
