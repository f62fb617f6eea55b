"""Items in groups for people: which work otherwise, by how much, and what that does to scores, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.reports.issues import table_of
from purpose_index.reports.numbers import counted, level
from purpose_index.reports.tables import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from purpose_index.analysis.dif_results import GroupDif

ENGLISH = {
    "what": "the scale",
    "what_alike": "items that work alike",
    "what_trait": "the trait behind the scale",
    "items": "Items of {others} beside those of {first}, where people stand alike on {what}",
    "scores": "Scores of {others} less those of {first}, where people stand alike on {what_alike}",
    "item": "item",
    "scale": "scale",
    "group": "of",
    "alike": "otherwise",
    "p": "p",
    "beyond": "beyond chance",
    "difference": "difference{interval}",
    "detectable": "could be found",
    "points": "points{interval}",
    "index": "of 100{interval}",
    "who": "{people} who answered all items: {compared}. Others do not count here.",
    "who_each": "In each scale those count who answered all its items: {each} ({compared}).",
    "who_any": "{people} who answered an item: {compared}. Every answer counts.",
    "none": "No item is found to work otherwise; 'could be found' says what would have been.",
    "found": "Found to work otherwise: {items}. Why, and which group answers right, is not in these numbers.",
    "items_note": "p: that the item works alike at all levels, adjusted for the items of its scale. Difference: in "
    "points, how much higher people answer than others who stand alike on {what}, in brackets the {level} interval. "
    "Could be found: the smallest difference that four of five samples of this size would show.",
    "together_note": "p is of all groups together, and so is 'otherwise': which group it is, its difference shows.",
    "beyond_note": "Beyond chance: further from working alike than the furthest item of its scale is in {share} of "
    "made-up samples, in which groups differ in level as these do and all items work alike.",
    "scores_note": "In points and on the index of 0 to 100: what items that work otherwise add to a score, in brackets "
    "the {level} interval. A difference that is beyond chance may still be too small to matter.",
}
DUTCH = {
    "what": "de schaal",
    "what_alike": "items die gelijk werken",
    "what_trait": "de trek achter de schaal",
    "items": "Items van {others} naast die van {first}, waar mensen op {what} gelijk zijn",
    "scores": "Scores van {others} min die van {first}, waar mensen op {what_alike} gelijk zijn",
    "item": "item",
    "scale": "schaal",
    "group": "van",
    "alike": "anders",
    "p": "p",
    "beyond": "geen toeval",
    "difference": "verschil{interval}",
    "detectable": "vindbaar",
    "points": "punten{interval}",
    "index": "van 100{interval}",
    "who": "{people} die alle items beantwoordden: {compared}. Anderen tellen hier niet mee.",
    "who_each": "In elke schaal telt mee wie daarvan alle items beantwoordde: {each} ({compared}).",
    "who_any": "{people} die een item beantwoordden: {compared}. Elk antwoord telt mee.",
    "none": "Van geen item blijkt dat het anders werkt; 'vindbaar' zegt welk verschil gebleken zou zijn.",
    "found": "Deze items blijken anders te werken: {items}. Waarom, en welke groep juist antwoordt, staat niet in deze "
    "getallen.",
    "items_note": "p: dat het item op alle niveaus gelijk werkt, gecorrigeerd voor de items van de schaal. "
    "Verschil: in punten, hoeveel hoger mensen antwoorden dan anderen die op {what} gelijk zijn, tussen haken het "
    "{level}-interval. Vindbaar: het kleinste verschil dat vier van de vijf steekproeven van deze grootte laten zien.",
    "together_note": "p gaat over alle groepen samen, en 'anders' ook: om welke groep het gaat, laat het "
    "verschil zien.",
    "beyond_note": "Geen toeval: verder van gelijk werken dan het verste item van de schaal is in {share} van "
    "verzonnen steekproeven, waarin groepen in niveau verschillen zoals deze en alle items gelijk werken.",
    "scores_note": "In punten en op de index van 0 tot 100: wat items die anders werken aan een score toevoegen, "
    "tussen haken het {level}-interval. Een verschil dat geen toeval is, kan nog steeds te klein zijn om iets uit te "
    "maken.",
}
LEVEL = 0.95


def tables(found: GroupDif, language: str | None = None) -> tuple[Table, ...]:
    """Return what was found as tables: items, scores, issues.

    Parameters
    ----------
    found
        What `purpose_index.dif` returned.
    language
        'nl' for Dutch, else English; by default that of the analysis.
    """
    language = found.language if language is None else language
    say = {**words(language), **(DUTCH if is_dutch(language) else ENGLISH)}
    made = [make(found, say, language) for make in (_items, _scores)]
    made.append(table_of(dict.fromkeys(found.issues), language))
    return tuple(table for table in made if table.rows)


def _items(found: GroupDif, say: dict[str, str], language: str) -> Table:
    several = len(found.groups) > 2
    rows = tuple(
        (
            one.item,
            found.names[one.scale][language],
            row.group if several else "",
            not one.works_alike,
            one.total.adjusted,
            one.beyond_chance,
            row.value,
            row.low,
            row.high,
            row.detectable,
        )
        for one in found.items
        for row in one.differences
    )
    columns = (
        Column("item", say["item"], "text"),
        Column("scale", say["scale"], "text", "used"),
        Column("group", say["group"], "text", "used"),
        Column("otherwise", say["alike"], "flag", "used"),
        Column("p_value", say["p"], "p"),
        Column("beyond_chance", say["beyond"], "flag", "always" if found.cutoffs else "never", least=8),
        *_interval("value", say["difference"], language),
        Column("detectable", say["detectable"], "points"),
    )
    otherwise = tuple(dict.fromkeys(one.item for one in found.items if not one.works_alike))
    notes = (
        _counted(found, say, language),
        say["found"].format(items=", ".join(otherwise)) if otherwise else say["none"],
        say["items_note"].format(level=level(LEVEL, language), **_who(found, say)),
        *([say["together_note"]] if several else []),
        *([say["beyond_note"].format(share=level(found.alpha, language))] if found.cutoffs else []),
    )
    return Table("items", say["items"].format(**_who(found, say)), columns, rows, notes, language)


def _counted(found: GroupDif, say: dict[str, str], language: str) -> str:
    """Who counts: in each scale, where that differs."""
    people, compared = counted(found.n, "person", language), ", ".join(found.groups)
    if found.method != "logistic":
        return say["who_any"].format(people=people, compared=compared)
    if all(sizes == found.groups for sizes in found.people.values()):
        return say["who"].format(people=people, compared=compared)
    each = (f"{found.names[scale][language]} {sum(sizes.values())}" for scale, sizes in found.people.items())
    return say["who_each"].format(each=", ".join(each), compared=compared)


def _scores(found: GroupDif, say: dict[str, str], language: str) -> Table:
    several = len(found.groups) > 2
    rows = tuple(
        (
            found.names[row.scale][language],
            row.group if several else "",
            row.value,
            row.low,
            row.high,
            row.index,
            row.index_low,
            row.index_high,
        )
        for row in found.scores
        if row.items
    )
    columns = (
        Column("scale", say["scale"], "text"),
        Column("group", say["group"], "text", "used"),
        *_interval("value", say["points"], language),
        *_interval("index", say["index"], language, "index_low", "index_high"),
    )
    notes = (say["scores_note"].format(level=level(LEVEL, language)),)
    return Table("scores", say["scores"].format(**_who(found, say)), columns, rows, notes, language)


def _interval(key: str, heading: str, language: str, low: str = "low", high: str = "high") -> tuple[Column, ...]:
    bracket = f" [{level(LEVEL, language)}]"
    return (
        Column(key, heading.format(interval=bracket), "points", ends=(low, high)),
        Column(low, "", "points", "never"),
        Column(high, "", "points", "never"),
    )


def _who(found: GroupDif, say: dict[str, str]) -> dict[str, str]:
    """Who are compared, and what they stand alike on."""
    first, *others = found.groups
    on = ("what", "what_alike") if found.method == "logistic" else ("what_trait", "what_trait")
    return {"first": first, "others": ", ".join(others), "what": say[on[0]], "what_alike": say[on[1]]}
