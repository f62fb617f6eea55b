"""Question sets described for people, in Dutch and English: what is asked, how it is answered, and what is scored."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from purpose_index.reports.layout import TOGETHER, WIDTH, aligned
from purpose_index.reports.numbers import counted, number
from purpose_index.reports.words import is_dutch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from purpose_index.question_set.models import QuestionSet, Scale

_ENGLISH = {
    "items": "Items",
    "reversed": "reversed",
    "answers": "Answers",
    "scales": "Scales",
    "mean": "mean of {size}, at least {least} answered",
    "sum": "sum of {size}, at least {least} answered",
    "all": "all items",
    "fingerprint": "Fingerprint",
    "source": "Source",
}
_DUTCH = {
    "items": "Vragen",
    "reversed": "omgekeerd",
    "answers": "Antwoorden",
    "scales": "Schalen",
    "mean": "gemiddelde van {size}, minstens {least} beantwoord",
    "sum": "som van {size}, minstens {least} beantwoord",
    "all": "alle vragen",
    "fingerprint": "Vingerafdruk",
    "source": "Bron",
}


def listing(sets: Iterable[tuple[QuestionSet, str]]) -> Iterator[str]:
    """Yield a line for each question set, with the language that it is described in."""
    yield from aligned(
        (
            q.id,
            q.version,
            counted(len(q.items), "item", language),
            counted(len(q.scales), "scale", language),
            q.title[language],
        )
        for q, language in sets
    )


def description(q: QuestionSet, language: str) -> Iterator[str]:
    """Yield the lines that describe a question set in one of its languages."""
    words = _DUTCH if is_dutch(language) else _ENGLISH
    yield f"{q.title[language]} ({q.id} {q.version}; {', '.join(q.languages)})"
    for text in (q.description, q.instruction):
        if text:
            yield from ("", *wrap(text[language], WIDTH))
    yield from ("", words["items"])
    yield from aligned((i.id, words["reversed"] if i.reverse else "", i.text[language]) for i in q.items)
    yield from ("", words["answers"])
    own = {item.id: q.choices_of(item.id) for item in q.items if not isinstance(item.options, str)}
    yield from aligned(
        (name, "  ".join(f"{option.value} {option.label[language]}".replace(" ", TOGETHER) for option in listed))
        for name, listed in {**q.options, **own}.items()
    )
    yield from ("", words["scales"])
    yield from aligned(
        (
            s.id,
            s.name[language],
            f"{_rule(q, s, language)}  {words['all'] if s.items == 'all' else ', '.join(q.items_of(s.id))}",
        )
        for s in q.scales
    )
    yield from ("", f"{words['fingerprint']} {q.fingerprint}")
    if q.source:
        yield from wrap(f"{words['source']}: {q.source}", WIDTH)


def _rule(q: QuestionSet, scale: Scale, language: str) -> str:
    size = len(q.items_of(scale.id))
    least = scale.minimum_answered or size
    words = _DUTCH if is_dutch(language) else _ENGLISH
    return words[scale.score].format(size=number(size, language), least=number(least, language))
