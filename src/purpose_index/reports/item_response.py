"""A fitted item response model for people: where the answers of each item part, and what they tell, as tables."""

from __future__ import annotations

from math import isnan, sqrt
from typing import TYPE_CHECKING, Any

from purpose_index.reports.issues import table_of
from purpose_index.reports.numbers import counted, number
from purpose_index.reports.table import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.stats.irt.results import ItemResponseModel

PLACES = (-2, -1, 0, 1, 2)
MOST_LOCATIONS = 10
MOST_WITH_ERRORS = 3  # locations: with those of more a line has no room
ENGLISH = {
    "graded": "Graded model",
    "partial_credit": "Generalised partial credit model",
    "partial_credit_equal": "Partial credit model",
    "graded_equal": "Graded model with one slope",
    "precision": "What the items tell",
    "graded_note": "≥: where on the trait that answer or a higher one becomes likelier than a lower one.",
    "partial_credit_note": "→: where on the trait that answer becomes likelier than the one before it.",
    "loading_note": "Loading: the slope as a standardized factor loading.",
    "items_note": "The trait has mean 0 and standard deviation 1.",
    "errors_note": "Errors of locations are in `.location_errors`.",
    "who": "{people}; {free} free parameters; log-likelihood {log_likelihood}, AIC {aic}, BIC {bic}.",
    "known": "Parameters from elsewhere: there are no errors, and no likelihood.",
    "fit": "Whether the model fits is told by `model_fit`, `item_fit` and `local_dependence` with the answers.",
    "against": "Slopes below 0: {items}. Higher answers there go with less of the trait: turn reversed items around, "
    "or sums of answers mean nothing.",
    "reliability": "Reliability: {marginal} on average over a normal trait (marginal){empirical}.",
    "empirical": ", {value} in these people (empirical)",
    "precision_note": "Error: of the place of somebody there who answered all items, 1 / √(information + 1) ('eap').",
    "slope": "slope",
    "se": "error",
    "loading": "loading",
    "theta": "place",
    "sum": "expected sum",
    "information": "information",
    "there": "reliability",
}
DUTCH = {
    "graded": "Graded model",
    "partial_credit": "Gegeneraliseerd partial-creditmodel",
    "partial_credit_equal": "Partial-creditmodel",
    "graded_equal": "Graded model met één helling",
    "precision": "Wat de items zeggen",
    "graded_note": "≥: waar op de trek dat antwoord of een hoger waarschijnlijker wordt dan een lager.",
    "partial_credit_note": "→: waar op de trek dat antwoord waarschijnlijker wordt dan het vorige.",
    "loading_note": "Lading: de helling als gestandaardiseerde factorlading.",
    "items_note": "De trek heeft gemiddelde 0 en standaarddeviatie 1.",
    "errors_note": "Fouten van plaatsen staan in `.location_errors`.",
    "who": "{people}; {free} vrije parameters; log-likelihood {log_likelihood}, AIC {aic}, BIC {bic}.",
    "known": "Parameters van elders: er zijn geen fouten, en geen likelihood.",
    "fit": "Of het model past, zeggen `model_fit`, `item_fit` en `local_dependence` met de antwoorden.",
    "against": "Hellingen onder 0: {items}. Hogere antwoorden gaan daar samen met minder van de trek: keer omgekeerde "
    "items om, anders betekenen sommen van antwoorden niets.",
    "reliability": "Betrouwbaarheid: {marginal} gemiddeld over een normale trek (marginaal){empirical}.",
    "empirical": ", {value} bij deze mensen (empirisch)",
    "precision_note": "Fout: van de plaats van iemand daar die alle items beantwoordde, 1 / √(informatie + 1) ('eap').",
    "slope": "helling",
    "se": "fout",
    "loading": "lading",
    "theta": "plaats",
    "sum": "verwachte som",
    "information": "informatie",
    "there": "betrouwbaarheid",
}


def tables(found: ItemResponseModel, language: str = "en") -> tuple[Table, ...]:
    """Return an item response model as tables: its items, what to look at, and how precise it is along the trait.

    Parameters
    ----------
    found
        What `purpose_index.stats.irt.graded`, or another of its doors, returned.
    language
        'nl' for Dutch, else English.
    """
    say = {**words(language), **(DUTCH if is_dutch(language) else ENGLISH)}
    every = (_items(found, say, language), table_of(found.issues, language), _precision(found, say, language))
    return tuple(table for table in every if table.rows)


def _items(found: ItemResponseModel, say: Mapping[str, str], language: str) -> Table:
    places = _places(found)
    mark = "≥" if found.model == "graded" else "→"
    columns = (
        Column("item", say["item"], "text"),
        Column("slope", say["slope"], "coefficient"),
        Column("se", say["se"], "coefficient", "used"),
        *(
            Column(f"location_{v}{of}", say["se"] if of else f"{mark} {v}", "coefficient", joined=i > 0)
            for i, (v, of) in enumerate(places)
        ),
        Column("loading", say["loading"], "coefficient", "used"),
    )
    rows = []
    for j, item in enumerate(found.items):
        parts = {"": found.locations[j], "_se": found.location_errors[j]}
        own = {(v, of): _there(part[i]) for of, part in parts.items() for i, v in enumerate(found.categories[j][1:])}
        numbers = (_there(found.slopes[j]), _there(found.slope_errors[j]))
        rows.append((item, *numbers, *map(own.get, places), _there(found.loadings[j])))
    title = say[f"{found.model}_equal" if found.equal_slopes else found.model]
    return Table("items", title, columns, tuple(rows), _notes(found, say, language), language)


def _places(found: ItemResponseModel) -> list[tuple[int, str]]:
    """Return the values whose locations there is room for, and behind each where its error has a column."""
    values = _values(found)
    beside = ("", "_se") if _errors_beside(found) else ("",)
    return [(v, of) for v in values for of in beside] if len(values) <= MOST_LOCATIONS else []


def _errors_beside(found: ItemResponseModel) -> bool:
    """Say whether there are errors of locations, and room for them."""
    return found.n > 0 and len(_values(found)) <= MOST_WITH_ERRORS


def _values(found: ItemResponseModel) -> list[int]:
    """Return every value above the lowest of an item."""
    return sorted({value for own in found.categories for value in own[1:]})


def _there(value: Any) -> float | None:
    return None if isnan(value) else float(value)


def _notes(found: ItemResponseModel, say: Mapping[str, str], language: str) -> tuple[str, ...]:
    criteria = {key: number(getattr(found, key), language, digits=2) for key in ("log_likelihood", "aic", "bic")}
    people = counted(found.n, "person", language)
    fitted = say["who"].format(people=people, free=found.parameters, **criteria) if found.n else say["known"]
    against = ", ".join(item for item, slope in zip(found.items, found.slopes, strict=True) if slope < 0)
    return (
        fitted,
        *([say["against"].format(items=against)] if against else []),
        say[f"{found.model}_note"],
        *([] if all(map(isnan, found.loadings)) else [say["loading_note"]]),
        f"{say['items_note']} {say['errors_note']}" if found.n and not _errors_beside(found) else say["items_note"],
        say["fit"],
    )


def _precision(found: ItemResponseModel, say: Mapping[str, str], language: str) -> Table:
    information, expected = found.information(PLACES), found.expected_score(PLACES)
    rows = tuple(
        (place, float(own), float(told), 1 / sqrt(told + 1), float(told / (told + 1)))
        for place, own, told in zip(PLACES, expected, information, strict=True)
    )
    columns = (
        Column("theta", say["theta"], "count"),
        Column("expected_score", say["sum"], "points"),
        Column("information", say["information"], "points"),
        Column("se", say["se"], "coefficient"),
        Column("reliability", say["there"], "coefficient"),
    )
    here = number(found.empirical_reliability, language, digits=3)
    own = say["empirical"].format(value=here) if found.n else ""
    whole = number(found.marginal_reliability, language, digits=3)
    notes = (say["reliability"].format(marginal=whole, empirical=own), say["precision_note"])
    return Table("precision", say["precision"], columns, rows, notes, language)
