"""`purpose-index instruments`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.output import result_text

if TYPE_CHECKING:
    from typer import Typer

    from purpose_index.question_set.models import QuestionSet


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(instruments)


def instruments(
    question_set: Annotated[
        str | None, typer.Argument(metavar="QUESTION_SET", help="The set to describe; by default list them.")
    ] = None,
    *,
    language: options.Language = None,
    form: Annotated[
        options.Plain, typer.Option("--format", "-f", help="The JSON of a set is a file that loads.")
    ] = "text",
    output: options.Output = None,
) -> None:
    """List the bundled question sets, or describe one."""
    import purpose_index as pi
    from purpose_index.reports.description import description, listing

    if question_set is None:
        sets = [pi.load(name) for name in pi.instruments()]
        lines = (
            [_json([_summary(q) for q in sets])]
            if form == "json"
            else list(listing((q, options.language(q, language)) for q in sets))
        )
    else:
        q = read_question_set(question_set)
        lines = [_json(_definition(q))] if form == "json" else list(description(q, options.language(q, language)))
    with result_text(output, inputs=[question_set]) as file:
        file.writelines(f"{line}\n" for line in lines)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _summary(q: QuestionSet) -> dict[str, object]:
    scales = [scale.id for scale in q.scales]
    about = {"id": q.id, "version": q.version, "languages": q.languages, "title": q.title}
    return {**about, "items": q.item_ids, "scales": scales, "fingerprint": q.fingerprint}


def _definition(q: QuestionSet) -> dict[str, object]:
    return q.model_dump(mode="json", by_alias=True, exclude_defaults=True)
