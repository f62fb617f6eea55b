"""`purpose-index instruments`."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from purpose_index.cli import options
from purpose_index.cli.inputs import question_set as read_question_set
from purpose_index.cli.output import result_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typer import Typer

    from purpose_index.question_set.models import QuestionSet, Scale

WIDTH = 100


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
        Literal["text", "json"], typer.Option("--format", "-f", help="The JSON of a set is a file that loads.")
    ] = "text",
    output: options.Output = None,
) -> None:
    """List the bundled question sets, or describe one."""
    import purpose_index as pi

    if question_set is None:
        sets = [pi.load(name) for name in pi.instruments()]
        lines = [_json([_summary(q) for q in sets])] if form == "json" else list(_listed(sets, language))
    else:
        q = read_question_set(question_set)
        lines = [_json(_definition(q))] if form == "json" else list(_description(q, language))
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


def _listed(sets: Iterable[QuestionSet], language: str | None) -> Iterator[str]:
    yield from _aligned(
        (q.id, q.version, f"{len(q.items)} items", f"{len(q.scales)} scales", q.title[options.language(q, language)])
        for q in sets
    )


def _description(q: QuestionSet, language: str | None) -> Iterator[str]:
    word = options.language(q, language)
    yield f"{q.title[word]} ({q.id} {q.version}; {', '.join(q.languages)})"
    for text in (q.description, q.instruction):
        if text:
            yield from ("", *wrap(text[word], WIDTH))
    yield from ("", "Items")
    yield from _aligned((item.id, "reversed" if item.reverse else "", item.text[word]) for item in q.items)
    yield from ("", "Answers")
    own = {item.id: q.choices_of(item.id) for item in q.items if not isinstance(item.options, str)}
    yield from _aligned(
        (name, "  ".join(f"{option.value} {option.label[word]}" for option in listed))
        for name, listed in {**q.options, **own}.items()
    )
    yield from ("", "Scales")
    yield from _aligned((s.id, s.name[word], _rule(q, s), ", ".join(q.items_of(s.id))) for s in q.scales)
    yield from ("", f"Fingerprint {q.fingerprint}")
    if q.source:
        yield from wrap(f"Source: {q.source}", WIDTH)


def _rule(q: QuestionSet, scale: Scale) -> str:
    size = len(q.items_of(scale.id))
    return f"{scale.score} of {size}, at least {scale.minimum_answered or size} answered"


def _aligned(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as lines, indented, with their columns aligned and the last one wrapped."""
    table = list(rows)
    widths = [max(len(row[j]) for row in table) for j in range(len(table[0]) - 1)] if table else []
    for row in table:
        start = "  " + "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False) if width)
        yield from wrap(row[-1], WIDTH, initial_indent=start, subsequent_indent=" " * len(start))
