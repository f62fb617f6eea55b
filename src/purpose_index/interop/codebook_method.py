"""A paragraph for the Method section of a paper: what was asked, how it was scored, and which version did so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.interop.codebook_words import is_dutch, listed, plain_number
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.load import question_set_of
from purpose_index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet, Scale

_ENGLISH = {
    "set": "The questionnaire ‘{title}’ ({id}, version {version}) has {items}.",
    "items": "{count} items",
    "one item": "one item",
    "options": "Each item has {count} answer options, scored from {low} (‘{lowest}’) to {high} (‘{highest}’).",
    "options of": "{items} {have} {count} answer options, scored from {low} (‘{lowest}’) to {high} (‘{highest}’).",
    "have": "have",
    "has": "has",
    "other options": "The other items have other answer options.",
    "choice": "‘{label}’ could also be chosen for {items}; it counts as a missing answer.",
    "scales": "There are {count} scales: {scales}.",
    "one scale": "There is one scale: {scales}.",
    "none reversed": "No item is reverse-scored.",
    "reversed": "Reverse-scored: {items}; the answer is subtracted from the sum of the lowest and the highest value of "
    "the item.",
    "every scale": "every scale",
    "mean": "The score on {scales} is the mean of the answered items.",
    "sum": "The score on {scales} is the sum of the answered items.",
    "prorated": "The score on {scales} is the sum of the items; where answers are missing, it is the mean of the "
    "answered items times the number of items.",
    "weights": "In {scale}, items count with a weight other than 1: {weights}.",
    "of": "{least} of {size} items for {scales}",
    "all": "all {size} items for {scales}",
    "the one": "the one item of {scales}",
    "rule": "A score needs answers to at least {rules}; otherwise it is missing.",
    "rule of all": "A score needs answers to {rules}; otherwise it is missing.",
    "index": "Every score is also given as an index from 0 (the lowest score that is possible) to 100 (the highest).",
    "classified": "People are assigned to the scale with the highest index among {scales}{margin}.",
    "margin": ", where it is at least {margin} points above the next",
    "made": "Scores were computed with purpose_index {software}; the SHA-256 fingerprint of the scoring is {print}.",
}
_DUTCH = {
    "set": "De vragenlijst ‘{title}’ ({id}, versie {version}) heeft {items}.",
    "items": "{count} vragen",
    "one item": "één vraag",
    "options": "Elke vraag heeft {count} antwoordopties, met waarden van {low} (‘{lowest}’) tot en met {high} "
    "(‘{highest}’).",
    "options of": "{items} {have} {count} antwoordopties, met waarden van {low} (‘{lowest}’) tot en met {high} "
    "(‘{highest}’).",
    "have": "hebben",
    "has": "heeft",
    "other options": "De andere vragen hebben andere antwoordopties.",
    "choice": "Bij {items} kon ook ‘{label}’ worden gekozen; dat telt als een ontbrekend antwoord.",
    "scales": "Er zijn {count} schalen: {scales}.",
    "one scale": "Er is één schaal: {scales}.",
    "none reversed": "Geen enkele vraag is omgekeerd gescoord.",
    "reversed": "Omgekeerd gescoord: {items}; het antwoord wordt dan afgetrokken van de som van de laagste en de "
    "hoogste waarde van de vraag.",
    "every scale": "elke schaal",
    "mean": "De score op {scales} is het gemiddelde van de beantwoorde vragen.",
    "sum": "De score op {scales} is de som van de beantwoorde vragen.",
    "prorated": "De score op {scales} is de som van de vragen; ontbreken er antwoorden, dan is het het gemiddelde van "
    "de beantwoorde vragen maal het aantal vragen.",
    "weights": "In {scale} tellen vragen mee met een ander gewicht dan 1: {weights}.",
    "of": "{least} van de {size} vragen van {scales}",
    "all": "alle {size} vragen van {scales}",
    "the one": "de ene vraag van {scales}",
    "rule": "Voor een score moeten minstens deze vragen zijn beantwoord: {rules}. Anders is er geen score.",
    "rule of all": "Voor een score moeten {rules} zijn beantwoord; anders is er geen score.",
    "index": "Elke score is ook uitgedrukt als index van 0 (de laagst mogelijke score) tot 100 (de hoogst mogelijke).",
    "classified": "Mensen zijn ingedeeld bij de schaal met de hoogste index van {scales}{margin}.",
    "margin": ", als die minstens {margin} punten hoger is dan de volgende",
    "made": "De scores zijn berekend met purpose_index {software}; de SHA-256-vingerafdruk van de scoring is {print}.",
}
MAX_GROUPS = 4  # of items with the same options that are told apart


def method_paragraph(q: QuestionSetLike, *, language: str | None = None) -> str:
    """Return a paragraph for a Method section: items, answers, scoring, the rule for missing answers, version.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.
    language
        One of the languages of the set, by default its first. The sentences are in Dutch for Dutch, else in English.

    Raises
    ------
    ArgumentError
        The set has no such language.

    Notes
    -----
    It says what the set declares, and nothing of the people who answered, of reliability or of validity.

    Examples
    --------
    >>> from purpose_index.interop import codebook
    >>> codebook.method_paragraph("purpose-orientation", language="en")[:87]
    'The questionnaire ‘What I work for’ (purpose-orientation, version 1.1.0) has 9 items. E'
    """
    q = question_set_of(q)
    language = language_of(q, language)
    words = _DUTCH if is_dutch(language) else _ENGLISH
    return " ".join(_sentences(q, language, words))


def _sentences(q: QuestionSet, language: str, words: Mapping[str, str]) -> Iterator[str]:
    title, size = _flat(q.title[language]), _size(len(q.items), words)
    yield words["set"].format(title=title, id=q.id, version=q.version, items=size)
    yield from _options(q, language, words)
    yield from _choices(q, language, words)
    turned = [item.id for item in q.items if item.reverse]
    yield words["reversed"].format(items=listed(turned, language)) if turned else words["none reversed"]
    yield from _scores(q, language, words)
    yield _rule(q, language, words)
    yield words["index"]
    if q.classification is not None:
        names = [_name(q.scale(scale), language) for scale in q.classification.scales]
        points = q.classification.minimum_margin
        margin = words["margin"].format(margin=plain_number(points, language)) if points else ""
        yield words["classified"].format(scales=listed(names, language), margin=margin)
    yield words["made"].format(software=__version__, print=q.fingerprint)


def _options(q: QuestionSet, language: str, words: Mapping[str, str]) -> Iterator[str]:
    groups: dict[tuple[int, int, str, int, str], list[str]] = {}
    for item in q.items:
        labels = {value: _flat(label[language]) for value, label in q.labels_of(item.id).items()}
        low, high = min(labels), max(labels)
        groups.setdefault((len(q.options_of(item.id)), low, labels[low], high, labels[high]), []).append(item.id)
    for (count, low, lowest, high, highest), items in list(groups.items())[:MAX_GROUPS]:
        said = words["options"] if len(groups) == 1 else words["options of"]
        have = words["has"] if len(items) == 1 else words["have"]
        named = listed(items, language)
        yield said.format(items=named, have=have, count=count, low=low, lowest=lowest, high=high, highest=highest)
    if len(groups) > MAX_GROUPS:
        yield words["other options"]


def _choices(q: QuestionSet, language: str, words: Mapping[str, str]) -> Iterator[str]:
    offered: dict[str, list[str]] = {}
    for item in q.items:
        for choice in q.choices_of(item.id):
            if choice.missing is not None:
                offered.setdefault(_flat(choice.label[language]), []).append(item.id)
    for label, items in offered.items():
        yield words["choice"].format(items=listed(items, language), label=label)


def _scores(q: QuestionSet, language: str, words: Mapping[str, str]) -> Iterator[str]:
    sizes = [f"{_name(scale, language)} ({_size(len(q.items_of(scale.id)), words)})" for scale in q.scales]
    said = words["one scale" if len(sizes) == 1 else "scales"]
    yield said.format(count=len(sizes), scales=listed(sizes, language))
    kinds: dict[str, list[str]] = {}
    for scale in q.scales:
        kinds.setdefault("prorated" if scale.prorate else scale.score, []).append(_name(scale, language))
    for kind, names in kinds.items():
        yield words[kind].format(scales=words["every scale"] if len(kinds) == 1 else listed(names, language))
    for scale in q.scales:
        weights = [f"{item} {plain_number(weight, language)}" for item, weight in scale.weights.items() if weight != 1]
        if weights:
            yield words["weights"].format(scale=_name(scale, language), weights=listed(weights, language))


def _rule(q: QuestionSet, language: str, words: Mapping[str, str]) -> str:
    groups: dict[tuple[int, int], list[str]] = {}
    for scale in q.scales:
        groups.setdefault(_least(q, scale), []).append(_name(scale, language))
    rules = [_rule_of(least, size, listed(names, language), words) for (least, size), names in groups.items()]
    every = all(least == size for least, size in groups)
    return words["rule of all" if every else "rule"].format(rules="; ".join(rules))


def _rule_of(least: int, size: int, scales: str, words: Mapping[str, str]) -> str:
    kind = "the one" if size == 1 else "all" if least == size else "of"
    return words[kind].format(least=least, size=size, scales=scales)


def _least(q: QuestionSet, scale: Scale) -> tuple[int, int]:
    size = len(q.items_of(scale.id))
    return scale.minimum_answered or size, size


def _size(count: int, words: Mapping[str, str]) -> str:
    return words["one item"] if count == 1 else words["items"].format(count=count)


def _name(scale: Scale, language: str) -> str:
    return f"‘{_flat(scale.name[language])}’"


def _flat(text: str) -> str:
    return " ".join(text.split())
