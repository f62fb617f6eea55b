"""Signs of answers without care for people, as tables: of all together, never of anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from purpose_index.reports.issues import table_of
from purpose_index.reports.numbers import counted, level, number
from purpose_index.reports.tables import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from purpose_index.analysis.screening_results import Screening
    from purpose_index.errors import Issue

ENGLISH = {
    "signs": "Signs of answers without care",
    "sign": "sign",
    "longstring": "longest run of one answer",
    "average_string": "mean run of one answer",
    "autocorrelation": "answers that repeat themselves",
    "irv": "spread of a person's answers",
    "mahalanobis": "distance from the others",
    "even_odd": "halves of scales together",
    "synonyms": "pairs of items alike",
    "antonyms": "pairs of opposite items",
    "guttman_errors": "Guttman errors",
    "zh": "fit to the calibration",
    "seconds_per_item": "seconds an item",
    "together": "at least {least} of these",
    "cutoff": "counts",
    "above": "above {value}",
    "below": "below {value}",
    "share": "share",
    "low": "from",
    "high": "to",
    "expected": "with care",
    "source": "cut-off from",
    "simulated": "simulation",
    "huang-2012": "Huang (2012)",
    "given": "you",
    "none": "",
    "effects": "With everybody, and without the people with at least {least} signs",
    "number": "number",
    "everybody": "everybody",
    "without": "without them",
    "structure": "structure",
    "note": "A sign is no verdict: somebody may mean such answers, and of who answers by chance few show one where "
    "items are few. Nobody is left out. {people} answered.",
    "cutoffs_note": "Simulated: the value that few people are beyond who answer with care, with the same frequencies, "
    "correlations and missing answers; 'with care': how many of those are beyond it too. From and to: the "
    "{level} interval.",
    "hidden_note": "Shares of too few people, or of all but too few, are not shown.",
    "utmost_note": "Nobody can be beyond the cut-off of: {signs}. With care too the utmost value comes up, so that "
    "this tells nothing here.",
    "effects_note": "A difference says that these people answered in another way, not which number is right.",
}
DUTCH = {
    "signs": "Tekens van antwoorden zonder aandacht",
    "sign": "teken",
    "longstring": "langste reeks van één antwoord",
    "average_string": "gemiddelde reeks van één antwoord",
    "autocorrelation": "antwoorden die zich herhalen",
    "irv": "spreiding van iemands antwoorden",
    "mahalanobis": "afstand tot de anderen",
    "even_odd": "samenhang van halve schalen",
    "synonyms": "paren items die op elkaar lijken",
    "antonyms": "paren tegengestelde items",
    "guttman_errors": "Guttman-fouten",
    "zh": "passen bij de kalibratie",
    "seconds_per_item": "seconden per item",
    "together": "ten minste {least} hiervan",
    "cutoff": "telt",
    "above": "boven {value}",
    "below": "onder {value}",
    "share": "deel",
    "low": "van",
    "high": "tot",
    "expected": "met aandacht",
    "source": "grens uit",
    "simulated": "simulatie",
    "huang-2012": "Huang (2012)",
    "given": "u",
    "none": "",
    "effects": "Met iedereen, en zonder de mensen met ten minste {least} tekens",
    "number": "getal",
    "everybody": "iedereen",
    "without": "zonder hen",
    "structure": "structuur",
    "note": "Een teken is geen oordeel: iemand kan zulke antwoorden menen, en wie maar wat antwoordt heeft bij "
    "weinig items vaak geen teken. Niemand is weggelaten. {people} hebben geantwoord.",
    "cutoffs_note": "Simulatie: de waarde die weinig mensen overschrijden die met aandacht antwoorden, met dezelfde "
    "frequenties, samenhang en ontbrekende antwoorden; 'met aandacht': hoeveel van hen dat ook doen. Van en tot: het "
    "{level}-interval.",
    "hidden_note": "Een deel van te weinig mensen, of van allen op te weinig na, staat er niet.",
    "utmost_note": "Voorbij de grens van het volgende kan niemand komen: {signs}. Ook met aandacht komt de uiterste "
    "waarde voor, zodat dit hier niets zegt.",
    "effects_note": "Een verschil zegt dat deze mensen anders antwoordden, niet welk getal het juiste is.",
}

UTMOST = {
    "irv": 0.0,
    "even_odd": -1.0,
    "synonyms": -1.0,
    "antonyms": 1.0,
    "guttman_errors": 1.0,
    "autocorrelation": 1.0,
}


def tables(screening: Screening, language: str | None = None) -> tuple[Table, ...]:
    """Return what was found as tables: signs, what changes without the people who show several, issues.

    Parameters
    ----------
    screening
        What `purpose_index.screen` returned.
    language
        'nl' for Dutch, else English; by default that of the screening.
    """
    language = screening.language if language is None else language
    say = {**words(language), **(DUTCH if is_dutch(language) else ENGLISH)}
    made = [make(screening, say, language) for make in (_signs, _effects)]
    made.append(table_of((_in_words(issue, say) for issue in screening.issues), language))
    return tuple(table for table in made if table.rows)


def _signs(found: Screening, say: dict[str, str], language: str) -> Table:
    rows = [
        (
            say[sign.name],
            say[sign.side].format(value=number(sign.cutoff, language, digits=2)) if sign.source != "none" else "",
            sign.n,
            sign.count / sign.n if sign.count is not None else None,
            sign.low,
            sign.high,
            sign.expected,
            say[sign.source],
        )
        for sign in found.signs
        if sign.n
    ]
    share = found.count / found.n if found.count is not None else None
    together = say["together"].format(least=found.least)
    rows.append((together, "", found.n, share, found.low, found.high, found.expected, ""))
    columns = (
        Column("sign", say["sign"], "text"),
        Column("cutoff", say["cutoff"], "text"),
        Column("n", "n", "count"),
        Column("share", say["share"], "share"),
        Column("low", say["low"], "share", joined=True),
        Column("high", say["high"], "share", joined=True),
        Column("expected", say["expected"], "share"),
        Column("source", say["source"], "text"),
    )
    notes = [
        say["note"].format(people=counted(found.n, "person", language)),
        say["cutoffs_note"].format(level=level(found.level, language)),
    ]
    if any(row[3] is None for row in rows):
        notes.append(say["hidden_note"])
    if useless := [say[sign.name] for sign in found.signs if sign.cutoff == UTMOST.get(sign.name)]:
        notes.append(say["utmost_note"].format(signs=", ".join(useless)))
    return Table("signs", say["signs"], columns, tuple(rows), tuple(notes), language)


def _effects(found: Screening, say: dict[str, str], language: str) -> Table:
    rows = tuple(
        (
            say["structure"] if effect.scale is None else found.names[effect.scale][language],
            say["alpha"].format(interval="") if effect.name == "alpha" else effect.name.upper(),
            effect.everybody,
            effect.without,
        )
        for effect in found.effects
    )
    columns = (
        Column("scale", say["name"], "text"),
        Column("number", say["number"], "text"),
        Column("everybody", say["everybody"], "coefficient"),
        Column("without", say["without"], "coefficient"),
    )
    return Table("effects", say["effects"].format(least=found.least), columns, rows, (say["effects_note"],), language)


def _in_words(issue: Issue, say: dict[str, str]) -> Issue:
    """Return an issue of one sign with its name for people, as in the other tables."""
    sign = issue.facts.get("sign")
    if not isinstance(sign, str):
        return issue
    name = say[sign]
    return replace(issue, path=name, message=issue.message.replace(sign, name), facts={**issue.facts, "sign": name})
