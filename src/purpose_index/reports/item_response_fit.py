"""How an item response model fits for people: as a whole, and the pairs of items that share more than the trait."""

from __future__ import annotations

from itertools import combinations
from math import isnan
from statistics import fmean
from typing import TYPE_CHECKING, Any, TypeAlias

from purpose_index.reports.numbers import counted, number
from purpose_index.reports.table import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.stats.irt.dependence import LocalDependence
    from purpose_index.stats.irt.fit_model import ModelFit

    Fit: TypeAlias = ModelFit | LocalDependence
    PValues: TypeAlias = Mapping[tuple[int, int], float]

MOST = 10  # pairs
LEVEL = 0.05
ENGLISH = {
    "fit": "Fit of an item response model",
    "c2": "C2",
    "m2": "M2",
    "df": "df",
    "p_value": "p",
    "rmsea": "RMSEA [90%]",
    "srmr": "SRMR",
    "fit_note": "{people} answered all items: it rests on them. RMSEA: the misfit a degree of freedom. With many "
    "people p finds misfit that matters little; which items and pairs it is, `item_fit` and `local_dependence` tell.",
    "pairs": "Pairs of items beside the trait",
    "with": "with",
    "q3": "Q3",
    "ld_x2": "LD-X²",
    "cramers_v": "V",
    "n": "people",
    "found": "In {found} of {pairs} pairs items share what the trait does not tell (p below {level}, adjusted for all "
    "pairs).",
    "first": "Shown are the {shown} with the smallest p.",
    "q3_note": "Q3: the correlation of what is left of answers; without anything left it is around {expected}, here "
    "{mean} on average. LD-X² and V are below 0 where two go together less than the trait makes them.",
}
DUTCH = {
    "fit": "Passing van een itemresponsmodel",
    "fit_note": "{people} beantwoordden alle items: daarop rust het. RMSEA: de misfit per vrijheidsgraad. Bij veel "
    "mensen vindt p misfit die er weinig toe doet; welke items en paren het zijn, zeggen `item_fit` en "
    "`local_dependence`.",
    "pairs": "Paren van items naast de trek",
    "with": "met",
    "n": "personen",
    "found": "In {found} van {pairs} paren delen items wat de trek niet zegt (p onder {level}, gecorrigeerd voor alle "
    "paren).",
    "first": "Getoond zijn de {shown} met de kleinste p.",
    "q3_note": "Q3: de correlatie van wat van antwoorden overblijft; blijft er niets over, dan is die rond {expected}, "
    "hier gemiddeld {mean}. LD-X² en V zijn onder 0 waar twee minder samengaan dan door de trek.",
}


def tables(found: Fit, language: str = "en") -> tuple[Table, ...]:
    """Return the fit of a model as a table.

    Parameters
    ----------
    found
        What `model_fit` or `local_dependence` of `purpose_index.stats.irt` returned.
    language
        'nl' for Dutch, else English.
    """
    say = {**words(language), **ENGLISH, **(DUTCH if is_dutch(language) else {})}
    return ((_whole if type(found).__name__ == "ModelFit" else _pairs)(found, say, language),)


def _whole(found: Any, say: Mapping[str, str], language: str) -> Table:
    columns = (
        Column("value", say[found.statistic], "points"),
        Column("df", say["df"], "count"),
        Column("p_value", say["p_value"], "p"),
        Column("rmsea", say["rmsea"], "coefficient", ends=("rmsea_low", "rmsea_high")),
        Column("rmsea_low", "", "coefficient", "never"),
        Column("rmsea_high", "", "coefficient", "never"),
        Column("srmr", say["srmr"], "coefficient"),
    )
    row = tuple(getattr(found, column.key) for column in columns)
    note = say["fit_note"].format(people=counted(found.n, "person", language))
    return Table("fit", say["fit"], columns, (row,), (note,), language)


def _pairs(found: Any, say: Mapping[str, str], language: str) -> Table:
    p_of = {pair: float(found.adjusted[pair]) for pair in combinations(range(len(found.items)), 2)}
    shown = sorted(p_of, key=lambda pair: (isnan(p_of[pair]), p_of[pair]))[:MOST]
    keys = ("q3", "ld_x2", "df", "adjusted", "cramers_v", "pairs")
    forms = ("coefficient", "points", "count", "p", "coefficient", "count")
    headings = ("q3", "ld_x2", "df", "p_value", "cramers_v", "n")
    columns = (
        Column("item", say["item"], "text"),
        Column("with", say["with"], "text"),
        *(Column(key, say[head], form) for key, head, form in zip(keys, headings, forms, strict=True)),  # type: ignore[arg-type]
    )
    rows = tuple(
        (found.items[i], found.items[j], *(getattr(found, key)[i, j].item() for key in keys)) for i, j in shown
    )
    return Table("pairs", say["pairs"], columns, rows, _said(found, p_of, len(rows), say, language), language)


def _said(found: Any, p_of: PValues, shown: int, say: Mapping[str, str], language: str) -> tuple[str, ...]:
    q3 = [one for one in (float(found.q3[pair]) for pair in p_of) if not isnan(one)]
    known = {
        "pairs": len(p_of),
        "found": sum(p < LEVEL for p in p_of.values()),
        "level": number(LEVEL, language, digits=2),
        "shown": shown,
        "expected": number(-1 / max(len(found.items) - 1, 1), language, digits=3),
        "mean": number(fmean(q3) if q3 else None, language, digits=3),
    }
    keys = ("found", "first", "q3_note") if shown < len(p_of) else ("found", "q3_note")
    return tuple(say[key].format(**known) for key in keys)
