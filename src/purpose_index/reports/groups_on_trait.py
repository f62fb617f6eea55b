"""Groups on one trait for people: where each is, and where the answers of each item part, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports.issues import table_of
from purpose_index.reports.item_response import MOST_LOCATIONS
from purpose_index.reports.numbers import counted, number
from purpose_index.reports.table import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from purpose_index.stats.irt.group_results import MultipleGroupModel

ENGLISH = {
    "graded": "Groups on one trait, by a graded model",
    "partial_credit": "Groups on one trait, by a partial credit model",
    "items": "Items, on the scale of {reference}",
    "group": "group",
    "n": "people",
    "mean": "mean",
    "spread": "sd",
    "se": "error",
    "slope": "slope",
    "location": "place {j}",
    "scale": "Mean and sd of the trait, in standard deviations of {reference} from its mean.",
    "anchors": "Groups are compared by {anchors}, which are the same in all of them. Where one of these works "
    "otherwise in a group, its mean is off: see `stats.dif`.",
    "all": "all items",
    "who": "{people}; {free} free parameters; log-likelihood {log_likelihood}, AIC {aic}, BIC {bic}.",
    "items_note": "Places: where the answers that were given part, from the lowest up. Errors of places are in "
    "`.location_errors`.",
}
DUTCH = {
    "graded": "Groepen op één trek, door een graded model",
    "partial_credit": "Groepen op één trek, door een partial-creditmodel",
    "items": "Items, op de schaal van {reference}",
    "group": "groep",
    "n": "personen",
    "mean": "gemiddelde",
    "se": "fout",
    "slope": "helling",
    "location": "plaats {j}",
    "scale": "Gemiddelde en sd van de trek, in standaarddeviaties van {reference} vanaf het gemiddelde daarvan.",
    "anchors": "Groepen zijn vergeleken door {anchors}, in alle groepen gelijk. Waar een daarvan in een groep anders "
    "werkt, klopt het gemiddelde niet: zie `stats.dif`.",
    "all": "alle items",
    "who": "{people}; {free} vrije parameters; log-likelihood {log_likelihood}, AIC {aic}, BIC {bic}.",
    "items_note": "Plaatsen: waar de gegeven antwoorden zich scheiden, vanaf het laagste. Fouten van plaatsen staan in "
    "`.location_errors`.",
}


def tables(found: MultipleGroupModel, language: str = "en") -> tuple[Table, ...]:
    """Return a model of several groups as tables: the groups, their items, and what to look at.

    Parameters
    ----------
    found
        What `purpose_index.stats.irt.multiple_group` returned.
    language
        'nl' for Dutch, else English.
    """
    say = {**words(language), **ENGLISH, **(DUTCH if is_dutch(language) else {})}
    return tuple(
        table
        for table in (_groups(found, say, language), _items(found, say, language), table_of(found.issues, language))
        if table.rows
    )


def _groups(found: MultipleGroupModel, say: Mapping[str, str], language: str) -> Table:
    numbers = (found.sizes, found.means, found.mean_errors, found.spreads, found.spread_errors)
    rows = tuple(zip(found.groups, *(own.tolist() for own in numbers), strict=True))
    columns = (
        Column("group", say["group"], "text"),
        Column("n", say["n"], "count"),
        Column("mean", say["mean"], "coefficient"),
        Column("mean_se", say["se"], "coefficient"),
        Column("spread", say["spread"], "coefficient"),
        Column("spread_se", say["se"], "coefficient"),
    )
    criteria = {key: number(getattr(found, key), language, digits=2) for key in ("log_likelihood", "aic", "bic")}
    people = counted(int(found.sizes.sum()), "person", language)
    anchors = say["all"] if found.anchors == found.items else ", ".join(found.anchors)
    notes = (
        say["who"].format(people=people, free=found.parameters, **criteria),
        say["scale"].format(reference=found.groups[0]),
        say["anchors"].format(anchors=anchors),
    )
    return Table("groups", say[found.model], columns, rows, notes, language)


def _items(found: MultipleGroupModel, say: Mapping[str, str], language: str) -> Table:
    most = max((len(own) for of in found.locations for own in of), default=0)
    most = most if most <= MOST_LOCATIONS else 0
    columns = (
        Column("item", say["item"], "text"),
        Column("group", say["group"], "text", "used"),
        Column("slope", say["slope"], "coefficient"),
        Column("se", say["se"], "coefficient"),
        *(
            Column(f"location_{j}", say["location"].format(j=j), "coefficient", joined=j > 1)
            for j in range(1, most + 1)
        ),
    )
    title = say["items"].format(reference=found.groups[0])
    return Table("items", title, columns, tuple(_rows(found, most)), (say["items_note"],), language)


def _rows(found: MultipleGroupModel, most: int) -> Iterator[tuple[Any, ...]]:
    """An item a row; one that is not the same in all groups has a row a group."""
    for j, item in enumerate(found.items):
        for g, group in [(0, "")] if item in found.anchors else enumerate(found.groups):
            own = [*found.locations[g][j].tolist(), *[None] * most][:most]
            yield item, group, float(found.slopes[g, j]), float(found.slope_errors[g, j]), *own
