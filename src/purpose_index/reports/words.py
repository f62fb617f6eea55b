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
    "omega": "omega",
    "omega_low": "{level} from",
    "omega_high": "to",
    "latent": "Reliability of latent responses",
    "latent_alpha": "ordinal alpha",
    "latent_omega": "latent omega",
    "latent_note": "Of sums of normal variables that nobody observes, one behind each item: not of the score in use.",
    "dimensionality": "Dimensions",
    "sampling_adequacy": "KMO",
    "eigenvalue_1": "eigenvalue 1",
    "eigenvalue_2": "eigenvalue 2",
    "suggested": "parallel 95%",
    "suggested_by_mean": "parallel mean",
    "suggested_by_partials": "MAP",
    "dimensionality_note": "How many dimensions parallel analysis (draws: {draws}) and the minimum average partial "
    "suggest. KMO: sampling adequacy, from 0 to 1.",
    "observed_eigenvalues": "these answers",
    "random_eigenvalues": "unrelated items, {n} draws",
    "suggested_factors": "Parallel analysis suggests {n}",
    "number": "number",
    "eigenvalue": "eigenvalue",
    "factor": "factor",
    "interval": "interval",
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
    "people": "{people}; question set {question_set} {version}.",
    "listwise": "Listwise: each scale rests on the people who answer all its items.",
    "pairwise": "Pairwise: means rest on all who answer an item, covariances on all who answer both.",
    "ends_note": "Lowest, highest: the share of people at that end of the scale.",
    "interval_note": "Interval of alpha: {interval}, {level}; of omega: delta method.",
    "alpha_note": "Alpha says how far the items go together, not whether they measure one thing or the right thing.",
    "sem_note": "omega: of one factor, by maximum likelihood. std. alpha: of standardized items. "
    "mean r: mean correlation of two items. "
    "SEM: standard error of measurement, in points of the score.",
    "reverse_note": "Reversed items are shown turned around within their declared range.",
    "rest_note": "rest r: correlation with the sum of the other items; alpha without: alpha of the others alone; "
    "percentages: the share of each answer.",
    "weighted_note": "Items are weighted: alpha, rest r and alpha without are those of the weighted items.",
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
    "omega": "omega",
    "omega_low": "{level} van",
    "omega_high": "tot",
    "latent": "Betrouwbaarheid van latente antwoorden",
    "latent_alpha": "ordinale alfa",
    "latent_omega": "latente omega",
    "latent_note": "Van sommen van normale variabelen die niemand ziet, één achter elk item: niet van de score zelf.",
    "dimensionality": "Dimensies",
    "sampling_adequacy": "KMO",
    "eigenvalue_1": "eigenwaarde 1",
    "eigenvalue_2": "eigenwaarde 2",
    "suggested": "parallel 95%",
    "suggested_by_mean": "parallel gem.",
    "suggested_by_partials": "MAP",
    "dimensionality_note": "Hoeveel dimensies parallelle analyse (trekkingen: {draws}) en de minimale gemiddelde "
    "partiële correlatie aangeven. KMO: geschiktheid van de steekproef, van 0 tot 1.",
    "observed_eigenvalues": "deze antwoorden",
    "random_eigenvalues": "items zonder samenhang, {n} trekkingen",
    "suggested_factors": "Parallelle analyse geeft er {n} aan",
    "number": "nummer",
    "eigenvalue": "eigenwaarde",
    "factor": "factor",
    "interval": "interval",
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
    "people": "{people}; vragenlijst {question_set} {version}.",
    "listwise": "Listwise: elke schaal berust op de mensen die al haar items beantwoorden.",
    "pairwise": "Pairwise: gemiddelden berusten op wie een item beantwoordt, covarianties op wie beide beantwoordt.",
    "ends_note": "Laagste, hoogste: het aandeel mensen aan dat uiteinde van de schaal.",
    "interval_note": "Interval van alfa: {interval}, {level}; van omega: deltamethode.",
    "alpha_note": "Alfa zegt hoe sterk de items samenhangen, niet of ze één ding of het juiste ding meten.",
    "sem_note": "omega: van één factor, met maximum likelihood. gest. alfa: van gestandaardiseerde items. "
    "gem. r: gemiddelde correlatie van twee items. "
    "SEM: standaardmeetfout, in punten van de score.",
    "reverse_note": "Omgekeerde items staan er gedraaid binnen hun opgegeven bereik.",
    "rest_note": "rest r: correlatie met de som van de andere items; alfa zonder: alfa van de andere alleen; "
    "percentages: het aandeel van elk antwoord.",
    "weighted_note": "Items zijn gewogen: alfa, rest r en alfa zonder zijn die van de gewogen items.",
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
    "too-few-items": "Hiervoor heeft de schaal te weinig items: alfa vraagt er twee, omega drie.",
    "heywood-case": "Het factormodel geeft een item geen eigen variantie: omega is twijfelachtig.",
    "not-converged": "Het factormodel kwam niet tot een oplossing.",
    "negative-loading": "Dit item laadt negatief op de factor van de andere: misschien moet het worden omgekeerd.",
    "not-positive-definite": "Een item volgt precies uit de andere, of er zijn niet meer mensen dan items.",
    "unused-category": "Een antwoordoptie is door niemand gekozen; de andere tellen mee.",
    "boundary-correlation": "Twee items hangen volkomen samen: vragen ze hetzelfde?",
    "indefinite-polychoric": "De polychorische correlaties passen niet bij elkaar: vraag meer antwoorden of minder "
    "items.",
    "too-few-people": "Er zijn te weinig mensen die de items beantwoorden.",
    "undefined-item-statistic": "Dit getal is niet voor elk item te bepalen.",
}


def issue_message(code: str, message: str, language: str) -> str:
    """Return what an issue says, in the language of the table where that has it."""
    return DUTCH_ISSUES.get(code, message) if is_dutch(language) else message


def words(language: str) -> dict[str, str]:
    """Return the words of tables in a language: Dutch for 'nl' and its regions, else English."""
    return DUTCH if is_dutch(language) else ENGLISH


def is_dutch(language: str) -> bool:
    """Tell whether a language tag is Dutch, of whatever region."""
    return language.partition("-")[0] == "nl"
