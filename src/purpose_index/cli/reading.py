"""The options of every command that reads answers, and the answers that they give."""

from __future__ import annotations

import inspect
from functools import wraps
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_type_hints

import typer

from purpose_index.cli.failures import say
from purpose_index.cli.inputs import answers_file, once
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading

PANEL = "How the answers are read"
ANY = "any"


def _options(
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            "-c",
            metavar="ITEM=COLUMN",
            rich_help_panel=PANEL,
            help="The column of an item; may be given several times. 'proposed' takes those that inspect proposes.",
        ),
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option(
            metavar="TAG", rich_help_panel=PANEL, help="Answers are labels in this language of the set, or in 'any'."
        ),
    ] = None,
    missing_code: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE=REASON",
            rich_help_panel=PANEL,
            help="What stands for a missing answer (skipped, not_applicable, not_shown); may be given several times.",
        ),
    ] = None,
    header_rows: Annotated[
        int | None, typer.Option(metavar="N", rich_help_panel=PANEL, help="How many rows stand above the first person.")
    ] = None,
    footer_rows: Annotated[
        int | None,
        typer.Option(
            metavar="N", rich_help_panel=PANEL, help="How many rows stand below the last person, as totals do."
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", rich_help_panel=PANEL, help="The sheet of a workbook.")
    ] = None,
    long: Annotated[
        str | None,
        typer.Option(
            metavar="PERSON,ITEM,ANSWER[,OCCASION]",
            rich_help_panel=PANEL,
            help="There is a row for each answer, with these columns.",
        ),
    ] = None,
    occasions: Annotated[
        str | None,
        typer.Option(
            metavar="FIRST,LAST",
            rich_help_panel=PANEL,
            help="There is a column for each item and occasion, with these endings: t1,t2.",
        ),
    ] = None,
) -> Reading:
    """Turn the options into those of `purpose_index.encode`; what was not given is left out."""
    found = {
        "columns": _columns(column) if column else None,
        "labels": True if labels == ANY else labels,
        "missing_codes": _codes(missing_code) if missing_code else None,
        "header_rows": header_rows,
        "footer_rows": footer_rows,
        "sheet": sheet,
        "long": None if long is None else _long(long),
        "occasions": None if occasions is None else occasions.split(","),
    }
    return cast("Reading", {name: value for name, value in found.items() if value is not None})


def _long(said: str) -> Mapping[str, str]:
    """Turn PERSON,ITEM,ANSWER[,OCCASION] into a mapping."""
    names = said.split(",")
    if not 3 <= len(names) <= 4 or not all(names):
        message = "name three columns, or four, as in --long id,item,answer or --long id,item,answer,occasion"
        raise typer.BadParameter(message, param_hint="--long")
    return dict(zip(("person", "item", "answer", "occasion"), names, strict=False))


def _columns(pairs: list[str]) -> Mapping[str, Any] | str:
    """Turn ITEM=COLUMN pairs into a mapping, in which 'proposed' is for all other items; that word alone stays it."""
    if set(pairs) == {"proposed"}:
        return "proposed"
    split = [("*=proposed" if pair == "proposed" else pair).partition("=") for pair in pairs]
    if not all(item and column for item, _, column in split):
        message = "write an item, '=' and its column, as in --column q01=Q1; or 'proposed'"
        raise typer.BadParameter(message, param_hint="--column")
    return {item: column for item, _, column in split}


def _codes(pairs: list[str]) -> Mapping[Any, Any]:
    """Turn CODE=REASON pairs into a mapping."""
    split = [pair.rpartition("=") for pair in pairs]
    if not all(code and reason for code, _, reason in split):
        message = "write a text or number, '=' and a reason, as in --missing-code nvt=not_applicable"
        raise typer.BadParameter(message, param_hint="--missing-code")
    return {code: reason for code, _, reason in split}


def reads_answers(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options in the place of its parameter `reading`."""
    names = {"Reading": dict}  # which type checkers alone know here
    hints = get_type_hints(_options, include_extras=True, localns=names)
    own = [p.replace(annotation=hints[name]) for name, p in inspect.signature(_options).parameters.items()]
    signature = inspect.signature(command)
    named = get_type_hints(command, include_extras=True, localns=names)
    kept = [p.replace(annotation=named[name]) for name, p in signature.parameters.items() if name != "reading"]

    @wraps(command)
    def run(**given: Any) -> None:
        command(reading=_options(**{p.name: given.pop(p.name) for p in own}), **given)

    as_options = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
    run.__signature__ = signature.replace(parameters=[*kept, *as_options])  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in (*kept, *own)}
    return run


def set_and_answers(question_set: str, data: str, reading: Reading) -> tuple[QuestionSet, Any, Reading]:
    """Return a set and the answers in a file, or the name of what need not fit in memory, with how that is to be read.

    What the reader of a file did that is worth knowing is said.
    """
    once(question_set, data)
    q = read_question_set(question_set)
    return q, *_answers_or_source(q, data, reading)


def _answers_or_source(q: QuestionSet, data: str, reading: Reading) -> tuple[Any, Reading]:
    from purpose_index.responses.files import PARQUET_SUFFIXES

    path = Path(data)
    if path.suffix.lower() in PARQUET_SUFFIXES or path.is_dir() or (has_magic(data) and not path.exists()):
        return data, reading
    import purpose_index as pi

    with progress("Reading answers") as tell, answers_file(data) as file:
        coded = pi.encode(q, file, **reading, progress=tell)
    say_notes(coded)
    return coded, {}


def say_notes(coded: CodedResponses) -> None:
    """Say what the reader of answers did, a line each."""
    for issue in coded.issues:
        say(f"Note: {issue.message}{' ' * bool(issue.hint)}{issue.hint} [{issue.code}]")
