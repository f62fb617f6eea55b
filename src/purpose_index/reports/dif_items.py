"""What tests found of items in groups, as a table: a row an item, and a group beside the one it is compared with."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, TypeAlias

from purpose_index.reports.issues import table_of
from purpose_index.reports.numbers import counted, level, number
from purpose_index.reports.table import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from purpose_index.stats.dif.by_tables import MantelHaenszel
    from purpose_index.stats.dif.results import LikelihoodRatioDif, LogisticDif

    Tested: TypeAlias = LogisticDif | LikelihoodRatioDif
    One: TypeAlias = Tested | MantelHaenszel

LEVEL = 0.95
BY_MODELS: dict[str, tuple[Any, ...]] = {
    "item": ("text",),
    "group": ("text", "used"),
    "uniform": ("p",),
    "nonuniform": ("p",),
    "total": ("p",),
    "nagelkerke": ("coefficient", "used"),
    "value": ("points", "always", ("low", "high")),
    "low": ("points", "never"),
    "high": ("points", "never"),
    "detectable": ("points",),
}
BY_TABLES: dict[str, tuple[Any, ...]] = {
    "item": ("text",),
    "group": ("text", "used"),
    "p_value": ("p",),
    "odds_ratio": ("points", "used", ("low", "high")),
    "low": ("points", "never"),
    "high": ("points", "never"),
    "delta": ("points", "used"),
    "smd": ("points",),
    "standardized": ("points",),
    "classification": ("text",),
}
ENGLISH = {
    "LogisticDif": "Items in groups, by regression",
    "LikelihoodRatioDif": "Items in groups, by likelihood ratios of graded models",
    "MantelHaenszel": "Items in groups, by tables (Mantel, Haenszel)",
    "group": "of",
    "uniform": "p, level",
    "nonuniform": "p, slope",
    "total": "p, both",
    "nagelkerke": "Nagelkerke",
    "value": "difference [{level}]",
    "detectable": "could be found",
    "odds_ratio": "odds ratio [{level}]",
    "delta": "delta",
    "smd": "difference",
    "standardized": "in sd",
    "p_value": "p",
    "classification": "class",
    "people_each": "{fewest} to {people} an item",
    "who": "{people}. Others are compared with {reference}.",
    "tested": "p, adjusted for all items: of no difference in level, of none that depends on where people stand "
    "(slope), of neither. Difference: in points, how much higher people answer than those of {reference} who stand "
    "alike. Could be found: the smallest difference that four of five samples of this size would show.",
    "together": "Each p is of all groups together: which group it is, its difference shows.",
    "counted": "p: of Mantel's test, adjusted for all tests. Difference: in points, how much higher people answer than "
    "those of {reference} with the same score, and in standard deviations of the item. Class: A negligible, C large.",
    "odds": "Odds ratio: the odds of the higher answer in {reference} over those of the others. Delta, of ETS: below 0 "
    "where the item is harder for the others.",
}
DUTCH = {
    "LogisticDif": "Items in groepen, door regressie",
    "LikelihoodRatioDif": "Items in groepen, door likelihood ratio's van graded models",
    "MantelHaenszel": "Items in groepen, door tabellen (Mantel, Haenszel)",
    "group": "van",
    "uniform": "p, niveau",
    "nonuniform": "p, helling",
    "total": "p, beide",
    "value": "verschil [{level}]",
    "detectable": "vindbaar",
    "smd": "verschil",
    "standardized": "in sd",
    "classification": "klasse",
    "people_each": "{fewest} tot {people} per item",
    "who": "{people}. Anderen zijn vergeleken met {reference}.",
    "tested": "p, gecorrigeerd voor alle items: van geen verschil in niveau, van geen dat afhangt van waar mensen "
    "staan (helling), van geen van beide. Verschil: in punten, hoeveel hoger mensen antwoorden dan die van "
    "{reference} die gelijk staan. Vindbaar: het kleinste verschil dat vier van de vijf steekproeven van deze grootte "
    "laten zien.",
    "together": "Elke p gaat over alle groepen samen: om welke groep het gaat, laat het verschil zien.",
    "counted": "p: van Mantels toets, gecorrigeerd voor alle toetsen. Verschil: in punten, hoeveel hoger mensen "
    "antwoorden dan die van {reference} met dezelfde score, en in standaarddeviaties van het item. Klasse: A is "
    "verwaarloosbaar, C groot.",
    "odds": "Odds ratio: de odds van het hogere antwoord in {reference} gedeeld door die van de anderen. Delta, van "
    "ETS: onder 0 waar het item voor de anderen moeilijker is.",
}


def tables(found: One | Sequence[One], language: str = "en") -> tuple[Table, ...]:
    """Return what was found of items, or of one of them, as tables: the items, and what to look at.

    Parameters
    ----------
    found
        What `logistic`, `likelihood_ratio` or `mantel_haenszel` of `purpose_index.stats.dif` returned, or one of it.
    language
        'nl' for Dutch, else English.
    """
    every: list[Any] = list(found) if isinstance(found, tuple) else [found]
    kind = type(every[0]).__name__
    by_tables = kind == "MantelHaenszel"
    say = {**words(language), **ENGLISH, **(DUTCH if is_dutch(language) else {})}
    say = {key: word.replace("{level}", level(LEVEL, language)) for key, word in say.items()}
    own = [row for one in every for row in ([one] if by_tables else one.differences)]
    several = len({row.group for row in own}) > 1
    rows = tuple(row for one in every for row in (_by_tables if by_tables else _by_models)(one, several=several))
    columns = tuple(Column(key, say.get(key, ""), *how) for key, how in (BY_TABLES if by_tables else BY_MODELS).items())
    notes = [say["who"], say["counted" if by_tables else "tested"]]
    notes += [say["together"]] if several and not by_tables else []
    notes += [say["odds"]] if by_tables and not all(isnan(one.delta) for one in every) else []
    known = {"people": _people(every, say, language), "reference": own[0].reference}
    said = tuple(note.format(**known) for note in notes)
    issues = table_of(dict.fromkeys(issue for one in every for issue in one.issues), language)
    made = (Table("items", say[kind], columns, rows, said, language), issues)
    return tuple(table for table in made if table.rows)


def _by_models(one: Tested, *, several: bool) -> Iterator[tuple[Any, ...]]:
    p_values = (one.uniform.adjusted, one.nonuniform.adjusted, one.total.adjusted)
    for row in one.differences:
        group = str(row.group) if several else ""
        numbers = (_there(one.total.nagelkerke), row.value, row.low, row.high, row.detectable)
        yield one.item, group, *p_values, *numbers


def _by_tables(one: MantelHaenszel, *, several: bool) -> Iterator[tuple[Any, ...]]:
    group, delta = str(one.group) if several else "", _there(one.delta)
    odds = tuple(map(_there, (one.odds_ratio, one.low, one.high)))
    yield one.item, group, one.adjusted, *odds, delta, one.smd, one.standardized, one.classification


def _there(value: float) -> float | None:
    return None if isnan(value) else value


def _people(every: Sequence[Any], say: dict[str, str], language: str) -> str:
    """How many people count: of each item, where that differs."""
    sizes: dict[str, dict[Any, int]] = {}
    for one in every:
        own = (
            one.groups
            if not isinstance(one.groups, tuple)
            else dict(zip((one.reference, one.group), one.groups, strict=True))
        )
        sizes.setdefault(one.item, {}).update(own)
    totals = {sum(own.values()) for own in sizes.values()}
    people = counted(max(totals), "person", language)
    if len(totals) == 1:
        return people
    return say["people_each"].format(fewest=number(min(totals), language), people=people)
