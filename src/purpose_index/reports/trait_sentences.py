"""What an item response model allows one to say of a scale, in plain sentences."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from purpose_index.reports.numbers import level, number
from purpose_index.reports.words import is_dutch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from purpose_index.analysis.results import ScaleAnalysis
    from purpose_index.analysis.traits import TraitAnalysis

LEVEL = 0.05  # of what is more than chance, once it is adjusted for all items
LOST = 0.1  # of reliability, from the middle to an end: what is worth a sentence
LEAST = 0.05  # of an item's RMSEA: what is smaller changes nothing. Browne & Cudeck (1992)
POOR = 0.08  # of RMSEA. Browne & Cudeck (1992)
ENGLISH = {
    "low": "low",
    "middle": "middle",
    "high": "high",
    "none": "{name}: these answers cannot tell how precise one score is; what stands in the way is under 'Points to "
    "check'.",
    "precise": "{name}: somebody in the middle, at an index of {index}, is placed between {low} and {high} ({level}). "
    "That is how far one person's answers tell; not how much people differ, nor whether the scale measures what its "
    "name says.",
    "loses": "Of {place} scores it tells less: reliability is {own} there, and {middle} in the middle. Differences "
    "between such people may be error.",
    "low_ones": "low",
    "high_ones": "high",
    "misfit": "People with the same score answer {items} otherwise than the other items lead one to expect, beyond "
    "chance. Read the text first: that is no reason by itself to drop an item.",
    "poor": "One trait does not explain how the items go together (RMSEA {rmsea}), so do not rely on these intervals.",
}
DUTCH = {
    "low": "laag",
    "middle": "midden",
    "high": "hoog",
    "none": "{name}: met deze antwoorden is niet te zeggen hoe precies één score is; wat in de weg staat, staat bij "
    "'Aandachtspunten'.",
    "precise": "{name}: wie in het midden staat, bij een index van {index}, is te plaatsen tussen {low} en {high} "
    "({level}). Zo ver reiken de antwoorden van één persoon; het zegt niet hoeveel mensen verschillen, en niet of de "
    "schaal meet wat haar naam zegt.",
    "loses": "Over {place} scores zegt ze minder: de betrouwbaarheid is daar {own}, en in het midden {middle}. "
    "Verschillen tussen zulke mensen kunnen meetfout zijn.",
    "low_ones": "lage",
    "high_ones": "hoge",
    "misfit": "Mensen met dezelfde score beantwoorden {items} anders dan de andere items doen verwachten, en dat is "
    "meer dan toeval. Lees eerst de tekst: op zichzelf is het geen reden om een item te schrappen.",
    "poor": "Eén trek verklaart niet hoe de items samenhangen (RMSEA {rmsea}); ga dus niet op deze intervallen af.",
}


def trait_sentences(scale: ScaleAnalysis, language: str) -> tuple[str, ...]:
    """Return what an item response model allows one to say of a scale, in Dutch or English.

    Parameters
    ----------
    scale
        One of `analysis.scales`, analysed with `items="irt"`; of others nothing is said.
    language
        The language of the set; Dutch for 'nl' and its regions, else English.

    Notes
    -----
    An end is worth a sentence where reliability is .10 lower there than in the middle; an item where its adjusted
    p-value is below .05 and its RMSEA at least .05; the fit of one trait where the interval of RMSEA lies above
    .08 [1]_.

    References
    ----------
    .. [1] Browne, M. W., & Cudeck, R. (1992). Alternative ways of assessing model fit. Sociological Methods & Research,
       21, 230-258. https://doi.org/10.1177/0049124192021002005
    """
    if scale.trait is None:
        return ()
    say = DUTCH if is_dutch(language) else ENGLISH
    if scale.trait.fitted is None:
        return (say["none"].format(name=scale.name[language]),)
    return tuple(_said(scale, scale.trait, say, language))


def _said(scale: ScaleAnalysis, trait: TraitAnalysis, say: Mapping[str, str], language: str) -> Iterator[str]:
    at = {one.place: one for one in trait.precision}
    middle = at["middle"]
    ends = {name: number(getattr(middle, name), language) for name in ("index", "low", "high")}
    yield say["precise"].format(name=scale.name[language], level=level(trait.level, language), **ends)
    for place in ("low", "high"):
        if at[place].reliability < middle.reliability - LOST:
            own, best = (number(one.reliability, language, digits=2) for one in (at[place], middle))
            yield say["loses"].format(place=say[f"{place}_ones"], own=own, middle=best)
    if trait.fit and isfinite(trait.fit.rmsea_low) and trait.fit.rmsea_low > POOR:
        yield say["poor"].format(rmsea=number(trait.fit.rmsea, language, digits=3))
    misfits = [item.id for item in trait.items.values() if item.adjusted < LEVEL and item.rmsea >= LEAST]
    if misfits:
        yield say["misfit"].format(items=", ".join(misfits))
