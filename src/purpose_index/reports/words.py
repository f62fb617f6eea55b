"""The words of tables, in the languages that they speak; another language gets the English ones."""

from __future__ import annotations

ENGLISH = {
    "scores": "Scores",
    "reliability": "Reliability",
    "items_of": "Items of {name}",
    "issues": "Look at these",
    "scale": "id",
    "name": "scale",
    "item": "item",
    "reverse": "reversed",
    "n": "n",
    "k": "items",
    "mean": "mean",
    "sd": "sd",
    "floor": "lowest",
    "ceiling": "highest",
    "alpha": "alpha",
    "alpha_low": "{level} from",
    "alpha_high": "to",
    "standardized_alpha": "std. alpha",
    "mean_inter_item_correlation": "mean r",
    "standard_error_of_measurement": "SEM",
    "missing": "missing",
    "skewness": "skewness",
    "item_rest_correlation": "rest r",
    "alpha_if_dropped": "alpha without",
    "place": "where",
    "message": "what",
    "yes": "yes",
    "people": "{n} people; question set {questionnaire} {version}.",
    "listwise": "Listwise: each scale rests on the people who answer all its items.",
    "pairwise": "Pairwise: means rest on all who answer an item, covariances on all who answer both.",
    "ends_note": "Lowest, highest: the share of people at that end of the scale.",
    "interval_note": "Interval of alpha: {interval}, {level}.",
    "alpha_note": "Alpha says how far the items go together, not whether they measure one thing or the right thing.",
    "sem_note": "std. alpha: of standardized items. mean r: mean correlation of two items. "
    "SEM: standard error of measurement, in points of the score.",
    "reverse_note": "Reversed items are shown turned around within their declared range.",
    "rest_note": "rest r: correlation with the sum of the other items; alpha without: alpha of the others alone; "
    "percentages: the share of each answer.",
    "weighted_note": "Items are weighted: alpha, rest r and alpha without are those of the weighted items.",
    "decimal": ".",
}

DUTCH = {
    "scores": "Scores",
    "reliability": "Betrouwbaarheid",
    "items_of": "Items van {name}",
    "issues": "Kijk hiernaar",
    "scale": "id",
    "name": "schaal",
    "item": "item",
    "reverse": "omgekeerd",
    "n": "n",
    "k": "items",
    "mean": "gem.",
    "sd": "sd",
    "floor": "laagste",
    "ceiling": "hoogste",
    "alpha": "alfa",
    "alpha_low": "{level} van",
    "alpha_high": "tot",
    "standardized_alpha": "gest. alfa",
    "mean_inter_item_correlation": "gem. r",
    "standard_error_of_measurement": "SEM",
    "missing": "ontbreekt",
    "skewness": "scheefheid",
    "item_rest_correlation": "rest r",
    "alpha_if_dropped": "alfa zonder",
    "place": "waar",
    "message": "wat",
    "yes": "ja",
    "people": "{n} mensen; vragenlijst {questionnaire} {version}.",
    "listwise": "Listwise: elke schaal berust op de mensen die al haar items beantwoorden.",
    "pairwise": "Pairwise: gemiddelden berusten op wie een item beantwoordt, covarianties op wie beide beantwoordt.",
    "ends_note": "Laagste, hoogste: het aandeel mensen aan dat uiteinde van de schaal.",
    "interval_note": "Interval van alfa: {interval}, {level}.",
    "alpha_note": "Alfa zegt hoe sterk de items samenhangen, niet of ze één ding of het juiste ding meten.",
    "sem_note": "gest. alfa: van gestandaardiseerde items. gem. r: gemiddelde correlatie van twee items. "
    "SEM: standaardmeetfout, in punten van de score.",
    "reverse_note": "Omgekeerde items staan er gedraaid binnen hun opgegeven bereik.",
    "rest_note": "rest r: correlatie met de som van de andere items; alfa zonder: alfa van de andere alleen; "
    "percentages: het aandeel van elk antwoord.",
    "weighted_note": "Items zijn gewogen: alfa, rest r en alfa zonder zijn die van de gewogen items.",
    "decimal": ",",
}


# What the English messages of issues say, for tables in Dutch.
DUTCH_ISSUES = {
    "constant-item": "Iedereen gaf hetzelfde antwoord: het item blijft staan, maar voegt alleen lengte toe.",
    "indefinite-covariances": "De paarsgewijze covarianties berusten op verschillende mensen en passen bij geen enkele "
    "reeks antwoorden.",
    "interval-needs-listwise": "Bij pairwise is er geen interval van alfa: vraag om listwise.",
    "negative-alpha": "De items gaan vaker tegen elkaar in dan met elkaar mee; misschien moet er een worden omgekeerd.",
    "negative-item-rest-correlation": "Dit item gaat in tegen de andere: misschien moet het worden omgekeerd, of meet "
    "het iets anders.",
    "no-total-variance": "De som van de items verschilt niet tussen mensen, dus is er geen betrouwbaarheid.",
    "too-few-items": "Eén item heeft geen samenhang met andere.",
    "too-few-people": "Er zijn te weinig mensen die de items beantwoorden.",
    "undefined-item-statistic": "Dit getal is niet voor elk item te bepalen.",
}


def issue_message(code: str, message: str, language: str) -> str:
    """Return what an issue says, in the language of the table where that has it."""
    return DUTCH_ISSUES.get(code, message) if language.partition("-")[0] == "nl" else message


def words(language: str) -> dict[str, str]:
    """Return the words of tables in a language: Dutch for 'nl' and its regions, else English."""
    return DUTCH if language.partition("-")[0] == "nl" else ENGLISH
