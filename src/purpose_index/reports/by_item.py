"""What a scaling or a test of fit found of each item, as a table: a row an item, and below it what is of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from purpose_index.reports.issues import advice_of
from purpose_index.reports.numbers import counted, number
from purpose_index.reports.table import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.stats.irt.fit_items import ItemFit
    from purpose_index.stats.mokken.coefficients import Scalability
    from purpose_index.stats.mokken.item_order import ItemOrdering
    from purpose_index.stats.mokken.rest_scores import Violations
    from purpose_index.stats.mokken.selection import Partition

    ByItem: TypeAlias = Scalability | Violations | ItemOrdering | Partition | ItemFit

VIOLATIONS = (
    ("Hi", "points"), ("compared", "count"), ("violations", "count"), ("largest", "points"), ("total", "points"),
    ("z_largest", "points"), ("significant", "count"), ("crit", "count"),
)  # fmt: skip
COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "Scalability": (("Hi", "coefficient"), ("Hi_se", "coefficient"), ("Zi", "points")),
    "Violations": VIOLATIONS,
    "ItemOrdering": VIOLATIONS,
    "ItemFit": (
        ("s_x2", "points"), ("df", "count"), ("p_value", "p"), ("rmsea", "coefficient"),
        ("infit", "points"), ("outfit", "points"),
    ),
}  # fmt: skip
ENGLISH = {
    "Scalability": "Scalability of items (Mokken)",
    "Violations": "Monotonicity of items (Mokken)",
    "ItemOrdering": "Order of items, from the highest mean (Mokken)",
    "Partition": "Scales of items (Mokken)",
    "ItemFit": "Fit of items to an item response model",
    "Hi": "Hi",
    "Hi_se": "error",
    "Zi": "Z",
    "compared": "compared",
    "violations": "violations",
    "largest": "largest",
    "total": "sum",
    "z_largest": "largest Z",
    "significant": "significant",
    "crit": "crit",
    "s_x2": "S-X²",
    "df": "df",
    "p_value": "p",
    "rmsea": "RMSEA",
    "infit": "infit",
    "outfit": "outfit",
    "bound": "H from {value}",
    "of_scale": "All items: H {H}, error {H_se}, Z {Z}. {people} ({missing}).",
    "strength": "Of a scale, from .3: weak; from .4: medium; from .5: strong. Pairs are in `.Hij`.",
    "groups": "{people} answered all items; groups of at least {size}. Counted is what goes the wrong way by more than "
    "{minimum}; each test is at {alpha}, one-sided.",
    "crit_note": "crit: below 40 chance may explain it, above 80 the item is doubtful.",
    "order": "HT of the items kept: {HT}; from .3 people agree weakly on their order, from .5 strongly. Taken out for "
    "the order: {removed}.",
    "nothing": "none",
    "numbers": "The number of the scale, 1 being found first; a dash: in none. {people} ({missing}). Chance has helped "
    "to choose: look at the scales again in other people.",
    "fit_note": "{people} answered all items: S-X² rests on them, infit and outfit on everybody. p is of each item by "
    "itself, not adjusted for looking at {k}. Infit and outfit are below 1 where items fit, the more so the fewer.",
    "listwise": "who answered all items",
    "pairwise": "of every two items, who answered both",
}
DUTCH = {
    "Scalability": "Schaalbaarheid van items (Mokken)",
    "Violations": "Monotonie van items (Mokken)",
    "ItemOrdering": "Volgorde van items, vanaf het hoogste gemiddelde (Mokken)",
    "Partition": "Schalen van items (Mokken)",
    "ItemFit": "Passing van items in een itemresponsmodel",
    "Hi_se": "fout",
    "compared": "vergeleken",
    "violations": "schendingen",
    "largest": "grootste",
    "total": "som",
    "z_largest": "grootste Z",
    "significant": "significant",
    "bound": "H vanaf {value}",
    "of_scale": "Alle items: H {H}, fout {H_se}, Z {Z}. {people} ({missing}).",
    "strength": "Van een schaal, vanaf 0,3: zwak; vanaf 0,4: matig; vanaf 0,5: sterk. Paren staan in `.Hij`.",
    "groups": "{people} beantwoordden alle items; groepen van minstens {size}. Geteld is wat meer dan {minimum} de "
    "verkeerde kant op gaat; elke toets is op {alpha}, eenzijdig.",
    "crit_note": "crit: onder 40 kan het toeval zijn, boven 80 is het item twijfelachtig.",
    "order": "HT van de items die blijven: {HT}; vanaf 0,3 zijn mensen het zwak eens over de volgorde, vanaf 0,5 "
    "sterk. Weggelaten voor de volgorde: {removed}.",
    "nothing": "geen",
    "numbers": "Het nummer van de schaal, 1 het eerst gevonden; een streepje: in geen. {people} ({missing}). Het "
    "toeval koos mee: bekijk de schalen opnieuw bij andere mensen.",
    "fit_note": "{people} beantwoordden alle items: daarop rust S-X², infit en outfit op iedereen. p is van elk item "
    "op zichzelf, niet gecorrigeerd omdat er {k} bekeken zijn. Infit en outfit zijn onder 1 waar items passen, hoe "
    "minder items hoe meer.",
    "listwise": "wie alle items beantwoordde",
    "pairwise": "bij elke twee items: wie beide beantwoordde",
}


def tables(found: ByItem, language: str = "en") -> tuple[Table, ...]:
    """Return what was found of each item as a table.

    Parameters
    ----------
    found
        What `scalability`, `monotonicity`, `invariant_item_ordering` or `partition` of `purpose_index.stats.mokken`
        returned, or `item_fit` of `purpose_index.stats.irt`.
    language
        'nl' for Dutch, else English.
    """
    say = {**words(language), **ENGLISH, **(DUTCH if is_dutch(language) else {})}
    kind = type(found).__name__
    columns, cells = _scales(found, say, language) if kind == "Partition" else _numbers(found, kind, say)
    rows = tuple(zip(found.items, *cells, strict=True))
    columns = (Column("item", say["item"], "text"), *columns)
    return (Table("items", say[kind], columns, rows, _notes(found, kind, say, language), language),)


def _numbers(found: Any, kind: str, say: Mapping[str, str]) -> tuple[tuple[Column, ...], list[Any]]:
    holder = found.table if kind == "ItemOrdering" else found
    columns = tuple(Column(key, say[key], form) for key, form in COLUMNS[kind])  # type: ignore[arg-type]
    return columns, [getattr(holder, key).tolist() for key, _ in COLUMNS[kind]]


def _scales(found: Any, say: Mapping[str, str], language: str) -> tuple[tuple[Column, ...], list[Any]]:
    several = isinstance(found.lower, tuple)
    bounds = found.lower if several else (found.lower,)
    named = [say["bound"].format(value=number(bound, language, digits=2)) for bound in bounds]
    columns = tuple(Column(f"scale_{bound:g}", name, "count") for bound, name in zip(bounds, named, strict=True))
    return columns, [[at or None for at in own.tolist()] for own in (found.scales if several else [found.scales])]


def _notes(found: Any, kind: str, say: Mapping[str, str], language: str) -> tuple[str, ...]:
    holder = found.table if kind == "ItemOrdering" else found
    known: dict[str, str] = {"people": counted(holder.n, "person", language), "k": str(len(found.items))}
    if kind in ("Scalability", "Partition"):
        known["missing"] = say[found.missing]
    if kind == "Scalability":
        known |= {key: number(getattr(found, key), language, digits=3) for key in ("H", "H_se", "Z")}
        doubts = [advice_of(issue, language) for issue in found.issues]
        return say["of_scale"].format(**known), *doubts, say["strength"]
    if kind in ("Partition", "ItemFit"):
        return (say["numbers" if kind == "Partition" else "fit_note"].format(**known),)
    known |= {key: number(getattr(holder, key), language, digits=2) for key in ("minimum", "alpha")}
    groups = say["groups"].format(size=holder.group_size, **known)
    if kind == "Violations":
        return groups, say["crit_note"]
    agreed = number(found.HT, language, digits=3)
    return say["order"].format(HT=agreed, removed=", ".join(found.removed) or say["nothing"]), groups, say["crit_note"]
