"""What an item response model says of scales, as tables: how precise scores are, what fits, and maps of items."""

from __future__ import annotations

from math import inf, isnan
from typing import TYPE_CHECKING, Any

from purpose_index.checks.evidence.small import HIDDEN
from purpose_index.reports.numbers import level
from purpose_index.reports.table import Column, Table
from purpose_index.reports.trait_sentences import DUTCH as SAID_IN_DUTCH
from purpose_index.reports.trait_sentences import ENGLISH as SAID_IN_ENGLISH
from purpose_index.reports.trait_sentences import trait_sentences
from purpose_index.reports.words import is_dutch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.analysis.results import Analysis, ScaleAnalysis
    from purpose_index.analysis.traits import ItemTrait, TraitAnalysis

MOST_LOCATIONS = 10
ENGLISH = {
    "precision": "How precise one score is",
    "trait_fit": "One trait a scale: fit",
    "map": "{name}: map of items",
    "scale": "scale",
    "item": "item",
    "place": "where",
    "index": "0-100 index [{level}]",
    "reliability": "reliability",
    "n": "n",
    "marginal": "marginal reliability",
    "empirical": "of these people",
    "rmsea": "RMSEA [{level}]",
    "srmr": "SRMR",
    "slope": "slope [{level}]",
    "adjusted": "p",
    "item_rmsea": "RMSEA",
    "unreached": "nowhere first",
    "precision_note": "Low: one in ten people are below; high: nine in ten are. Reliability: of the differences "
    "between all people, the share that is not error for somebody there.",
    "fit_note": "The graded model, of everything that everybody answered. Marginal reliability: the mean over a normal "
    "trait; of these people: the share of variance that their scores on the trait have. RMSEA (C2) and "
    "SRMR: 0 is a perfect fit; they rest on people who answered all items.",
    "map_note": "Where on the trait, in standard deviations, this answer or a higher one becomes likelier than a lower "
    "one; items from low to high. p: whether people with the same sum answer as expected (S-X²), adjusted for looking "
    "at all items.",
    "places_note": "Of an item with an answer that fewer than {fewest} people gave no places are shown: with the slope "
    "they tell how many gave it.",
    "unreached_note": "Nowhere first: options that are nowhere the likeliest answer; the score is none the worse for "
    "it.",
}
DUTCH = {
    "precision": "Hoe precies één score is",
    "trait_fit": "Eén trek per schaal: passing",
    "map": "{name}: kaart van de items",
    "scale": "schaal",
    "item": "item",
    "place": "waar",
    "index": "0-100-index [{level}]",
    "reliability": "betrouwbaarheid",
    "n": "n",
    "marginal": "marginale betrouwbaarheid",
    "empirical": "van deze mensen",
    "rmsea": "RMSEA [{level}]",
    "srmr": "SRMR",
    "slope": "helling [{level}]",
    "adjusted": "p",
    "item_rmsea": "RMSEA",
    "unreached": "nergens eerste",
    "precision_note": "Laag: een op de tien mensen zit eronder; hoog: negen op de tien. Betrouwbaarheid: het deel van "
    "de verschillen tussen alle mensen dat voor iemand daar geen meetfout is.",
    "fit_note": "Het graded model, van alles wat mensen hebben beantwoord. Marginale betrouwbaarheid: het gemiddelde "
    "over een normale trek; van deze mensen: het deel van de variantie dat hun scores op de trek hebben. RMSEA (C2) en "
    "SRMR: 0 past volmaakt; ze gaan over mensen die alle items beantwoordden.",
    "map_note": "Waar op de trek, in standaarddeviaties, dit antwoord of een hoger waarschijnlijker wordt dan een "
    "lager; items van laag naar hoog. p: of mensen met dezelfde som antwoorden zoals verwacht (S-X²), gecorrigeerd "
    "omdat alle items bekeken zijn.",
    "places_note": "Van een item met een antwoord dat minder dan {fewest} mensen gaven staan er geen plaatsen: met de "
    "helling zeggen die hoeveel dat er waren.",
    "unreached_note": "Nergens eerste: opties die nergens het waarschijnlijkste antwoord zijn; de score is er niet "
    "slechter om.",
}


def trait_tables(analysis: Analysis, language: str) -> tuple[Table, ...]:
    """Return what an item response model says as tables; none where it was not asked for."""
    scales = [scale for scale in analysis.scales.values() if scale.trait is not None]
    if not scales:
        return ()
    say = SAID_IN_DUTCH | DUTCH if is_dutch(language) else SAID_IN_ENGLISH | ENGLISH
    maps = [_map(scale, scale.trait, say, language) for scale in scales if scale.trait and scale.trait.fitted]
    return (_precision(scales, say, language), _fit(scales, say, language), *maps)


def _precision(scales: list[ScaleAnalysis], say: Mapping[str, str], language: str) -> Table:
    rows = tuple(
        (scale.id, scale.name[language], say[at.place], at.theta, at.se, at.index, at.low, at.high, at.reliability)
        for scale in scales
        for at in (scale.trait.precision if scale.trait else ())
    )
    columns = (
        Column("scale", "", "text", "never"),
        Column("name", say["scale"], "text"),
        Column("place", say["place"], "text"),
        Column("theta", "", "coefficient", "never"),
        Column("se", "", "coefficient", "never"),
        Column("index", say["index"].format(level=_level(scales, language)), "points", ends=("low", "high")),
        *(Column(end, "", "points", "never") for end in ("low", "high")),
        Column("reliability", say["reliability"], "coefficient"),
    )
    notes = (*(said for scale in scales for said in trait_sentences(scale, language)), say["precision_note"])
    return Table("precision", say["precision"], columns, rows, notes, language)


def _fit(scales: list[ScaleAnalysis], say: Mapping[str, str], language: str) -> Table:
    rows = tuple((scale.id, scale.name[language], *_fit_cells(scale.trait)) for scale in scales)
    columns = (
        Column("scale", "", "text", "never"),
        Column("name", say["scale"], "text"),
        Column("n", say["n"], "count"),
        Column("marginal_reliability", say["marginal"], "coefficient"),
        Column("empirical_reliability", say["empirical"], "coefficient"),
        Column(
            "rmsea", say["rmsea"].format(level=level(0.9, language)), "coefficient", ends=("rmsea_low", "rmsea_high")
        ),
        *(Column(end, "", "coefficient", "never") for end in ("rmsea_low", "rmsea_high")),
        Column("srmr", say["srmr"], "coefficient"),
    )
    return Table("trait_fit", say["trait_fit"], columns, rows, (say["fit_note"],), language)


def _fit_cells(trait: TraitAnalysis | None) -> tuple[Any, ...]:
    if trait is None or trait.fitted is None:
        return (None,) * 7
    fit, model = trait.fit, trait.fitted
    own = (fit.rmsea, fit.rmsea_low, fit.rmsea_high, fit.srmr) if fit else (None,) * 4
    return (trait.n, model.marginal_reliability, model.empirical_reliability, *own)


def _map(scale: ScaleAnalysis, trait: TraitAnalysis | None, say: Mapping[str, str], language: str) -> Table:
    items = sorted(trait.items.values(), key=_height) if trait else []
    values = sorted({value for item in items for value in item.locations})
    values = values if len(values) <= MOST_LOCATIONS else []
    columns = (
        Column("item", say["item"], "text"),
        *(Column(f"location_{value}", f"≥ {value}", "coefficient", joined=value != values[0]) for value in values),
        Column(
            "slope",
            say["slope"].format(level=_level([scale], language)),
            "coefficient",
            ends=("slope_low", "slope_high"),
        ),
        *(Column(end, "", "coefficient", "never") for end in ("slope_low", "slope_high")),
        Column("s_x2", "", "points", "never"),
        Column("df", "", "count", "never"),
        Column("p_value", "", "p", "never"),
        Column("adjusted", say["adjusted"], "p"),
        Column("rmsea", say["item_rmsea"], "coefficient"),
        Column("unreached", say["unreached"], "text", "used"),
    )
    rows = tuple(_map_row(item, values) for item in items)
    title = say["map"].format(name=scale.name[language])
    hidden = any(isnan(place) for item in items for place in item.locations.values())
    notes = [say["map_note"]]
    if hidden:
        notes.append(say["places_note"].format(fewest=HIDDEN))
    if any(item.unreached for item in items):
        notes.append(say["unreached_note"])
    return Table(f"map_{scale.id}", title, columns, rows, tuple(notes), language)


def _map_row(item: ItemTrait, values: list[int]) -> tuple[Any, ...]:
    numbers = (item.slope, item.slope_low, item.slope_high, item.s_x2, item.df, item.p_value, item.adjusted, item.rmsea)
    return (item.id, *(item.locations.get(v) for v in values), *numbers, ", ".join(map(str, item.unreached)))


def _height(item: ItemTrait) -> float:
    """Where on the trait an item's answers part on average; an item that does not vary comes last."""
    places = list(item.locations.values())
    return inf if not places or isnan(sum(places)) else sum(places) / len(places)


def _level(scales: list[ScaleAnalysis], language: str) -> str:
    return level(scales[0].level, language)
