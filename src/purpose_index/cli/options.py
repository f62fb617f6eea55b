"""Arguments and options that several commands share, and what becomes of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from purpose_index.question_set.models import QuestionSet

Plain = Literal["text", "json"]
Tabular = Literal["text", "json", "csv"]
QuestionSetName = Annotated[
    str,
    typer.Argument(
        metavar="QUESTION_SET", help="The id of a bundled question set, or the path of a file; '-' is standard input."
    ),
]
DataFile = Annotated[
    str,
    typer.Argument(
        metavar="DATA", help="Answers: CSV, Excel or Parquet with a row for each person; '-' is standard input."
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of standard output ('-')."),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        "-l",
        metavar="TAG",
        help="The language of the words; by default that of your locale if the set has it, else its first.",
    ),
]
Level = Annotated[float, typer.Option(help="The confidence level of intervals, between 0 and 1.")]
TableFormat = Annotated[Tabular, typer.Option("--format", "-f", help="How the tables are written.")]


def language(q: QuestionSet, asked: str | None) -> str:
    """Return the language asked for, which the set must have; else the reader's if the set has it; else its first."""
    from purpose_index.question_set.answers import language_of

    return language_of(q, asked or _of_the_reader(q.languages))


def _of_the_reader(languages: tuple[str, ...]) -> str | None:
    """Return which of these the locale asks for, with or without its region; None where none is."""
    said = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    tag = said.partition(".")[0].partition("@")[0].replace("_", "-").lower()
    nearest = sorted(languages, key=lambda have: have.lower() != tag)
    return next((have for have in nearest if have.lower().partition("-")[0] == tag.partition("-")[0]), None)
