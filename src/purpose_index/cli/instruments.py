"""`purpose-index instruments`."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from purpose_index.cli import options
from purpose_index.cli.output import result_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typer import Typer

    from purpose_index.questionnaire.models import Questionnaire, Scale

WIDTH = 100


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(instruments)


def instruments(
    questionnaire: Annotated[
        str | None, typer.Argument(metavar="[QUESTIONNAIRE]", help="The set to describe; by default list them.")
    ] = None,
    *,
    language: options.Language = None,
    output: options.Output = None,
) -> None:
    """List the bundled question sets, or describe one."""
    if questionnaire is None:
        lines = list(_bundled(language))
    else:
        lines = list(_description(options.questionnaire(questionnaire), language))
    with result_text(output, inputs=[questionnaire or ""]) as file:
        file.writelines(f"{line}\n" for line in lines)


def _bundled(language: str | None) -> Iterator[str]:
    import purpose_index as pi

    sets = [pi.load(name) for name in pi.instruments()]
    yield from _aligned(
        (q.id, q.version, f"{len(q.items)} items", f"{len(q.scales)} scales", q.title[options.language(q, language)])
        for q in sets
    )


def _description(q: Questionnaire, language: str | None) -> Iterator[str]:
    word = options.language(q, language)
    yield f"{q.title[word]} ({q.id} {q.version}; {', '.join(q.languages)})"
    for text in (q.description, q.instruction):
        if text:
            yield from ("", *wrap(text[word], WIDTH))
    yield from ("", "Items")
    yield from _aligned((item.id, "reversed" if item.reverse else "", item.text[word]) for item in q.items)
    yield from ("", "Answers")
    own = {item.id: q.options_of(item.id) for item in q.items if not isinstance(item.options, str)}
    yield from _aligned(
        (name, "  ".join(f"{option.value} {option.label[word]}" for option in listed))
        for name, listed in {**q.options, **own}.items()
    )
    yield from ("", "Scales")
    yield from _aligned((s.id, s.name[word], _rule(q, s), ", ".join(q.items_of(s.id))) for s in q.scales)
    yield from ("", f"Fingerprint {q.fingerprint}")
    if q.source:
        yield from wrap(f"Source: {q.source}", WIDTH)


def _rule(q: Questionnaire, scale: Scale) -> str:
    size = len(q.items_of(scale.id))
    return f"{scale.score} of {size}, at least {scale.minimum_answered or size} answered"


def _aligned(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as lines, indented, with their columns aligned and the last one wrapped."""
    table = list(rows)
    widths = [max(len(row[j]) for row in table) for j in range(len(table[0]) - 1)] if table else []
    for row in table:
        start = "  " + "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False) if width)
        yield from wrap(row[-1], WIDTH, initial_indent=start, subsequent_indent=" " * len(start))
