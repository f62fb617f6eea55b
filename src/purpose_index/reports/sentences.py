"""What the numbers of a scale allow one to say, in plain sentences; what is doubtful is said first."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from purpose_index.reports.numbers import counted, level, percent
from purpose_index.reports.words import is_dutch
from purpose_index.stats.uncertainty.delta import AS_ONE, around_fisher, normal_quantile

if TYPE_CHECKING:
    from purpose_index.analysis.results import ItemAnalysis, ScaleAnalysis
    from purpose_index.stats.estimate import Estimate

ENGLISH = {
    "undefined": "these answers do not tell how precise the score is.",
    "impossible": "the items' covariances rest on different people and cannot all hold in one group, so they do not "
    "tell how precise the score is.",
    "opposed": "the items go against each other more than with each other, so their sum is not a score. See first "
    "whether items must be reversed.",
    "against": "one or more items go against the others ({items}). See first whether they must be reversed: until "
    "then the number {share} says little.",
    "hardly": "one or more items hardly go with the others ({items}). See first whether they measure the same thing: "
    "until then the number {share} says little.",
    "reliable": "if its items measure one thing, {share} of the differences between people's scores are real, and the "
    "rest is error{interval}.",
    "interval": " ({level} interval: {low} to {high})",
    "alpha_instead": "The model behind omega does not fit these answers, so this is alpha.",
    "difference": "Two scores less than {points} apart may differ by error alone (level: {level}).",
    "dimensions": "Parallel analysis suggests {dimensions}.",
    "no_dimension": "Parallel analysis suggests no dimension: the items share no more than unrelated ones would.",
    "more_dimensions": "Parallel analysis suggests {dimensions}, so the score may add up different things.",
}
DUTCH = {
    "undefined": "deze antwoorden zeggen niet hoe precies de score is.",
    "impossible": "de covarianties van de items berusten op verschillende mensen en kunnen niet samen in één groep "
    "voorkomen. Ze zeggen dus niet hoe precies de score is.",
    "opposed": "de items gaan vaker tegen elkaar in dan met elkaar mee, dus hun som is geen score. Kijk eerst of er "
    "items omgekeerd moeten worden.",
    "against": "een of meer items gaan tegen de andere in ({items}). Kijk eerst of ze omgekeerd moeten worden: tot "
    "dan zegt het getal {share} weinig.",
    "hardly": "een of meer items gaan nauwelijks met de andere mee ({items}). Kijk eerst of ze hetzelfde meten: tot "
    "dan zegt het getal {share} weinig.",
    "reliable": "als de items één ding meten, komt {share} van de verschillen tussen scores door echte verschillen "
    "tussen mensen, en de rest door toeval{interval}.",
    "interval": " ({level}-interval: {low} tot {high})",
    "alpha_instead": "Het model achter omega past niet bij deze antwoorden; daarom is dit alfa.",
    "difference": "Verschillen twee scores minder dan {points}, dan kan dat louter toeval zijn (niveau: {level}).",
    "dimensions": "Parallelanalyse wijst op {dimensions}.",
    "no_dimension": "Parallelanalyse wijst op geen enkele dimensie: de items hebben niet meer gemeen dan items die "
    "niets met elkaar te maken hebben.",
    "more_dimensions": "Parallelanalyse wijst op {dimensions}; de score telt dan misschien verschillende dingen op.",
}
OPPOSED, IMPOSSIBLE = "negative-alpha", "indefinite-covariances"
AGAINST = ("negative-item-rest-correlation", "negative-loading")


def sentences(scale: ScaleAnalysis, language: str) -> str:
    """Return what a scale's numbers allow one to say, in Dutch or English.

    Parameters
    ----------
    scale
        One of `analysis.scales`.
    language
        The language of the set; Dutch for 'nl' and its regions, else English.

    Notes
    -----
    The issues come first: where items go against each other, or no answers can have these covariances, that is said
    instead of a reliability. The share is `scale.reliability` and the distance `scale.smallest_difference` [1]_, at
    the level that was asked for.

    References
    ----------
    .. [1] Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical approach to defining meaningful
       change in psychotherapy research. Journal of Consulting and Clinical Psychology, 59, 12-19.
       https://doi.org/10.1037/0022-006X.59.1.12
    """
    said = DUTCH if is_dutch(language) else ENGLISH
    parts = [*_precision(scale, said, language), *_dimensions(scale, said, language)]
    return f"{scale.name[language]}: {' '.join(parts)}"


def _precision(scale: ScaleAnalysis, said: dict[str, str], language: str) -> list[str]:
    """Say how precise the score is, or why that cannot be said."""
    codes = {issue.code for issue in scale.issues}
    found = scale.reliability
    if OPPOSED in codes or found.value < 0:
        return [said["opposed"]]
    if IMPOSSIBLE in codes:
        return [said["impossible"]]
    if not 0 <= found.value <= 1:
        return [said["undefined"]]
    share = percent(found.value, language)
    against = sorted({str(issue.facts["item"]) for issue in scale.issues if issue.code in AGAINST})
    if against:
        surely = [item for item in against if _is_below_zero(scale.items[item], scale.level)]
        which = "against" if surely else "hardly"
        return [said[which].format(items=", ".join(surely or against), share=share)]
    reliable = said["reliable"].format(share=share, interval=_interval(found, said, language))
    instead = [said["alpha_instead"]] if scale.omega and found is scale.alpha else []
    return [reliable, *instead, *_difference(scale, said, language)]


def _is_below_zero(item: ItemAnalysis, level: float) -> bool:
    """Tell whether the interval of the correlation of an item with the rest lies below zero."""
    if not (item.n > 3 and item.item_rest_correlation < 0):
        return False
    correlation = max(item.item_rest_correlation, AS_ONE - 1)
    return around_fisher(correlation, normal_quantile(level) / sqrt(item.n - 3))[1] < 0


def _interval(estimate: Estimate, said: dict[str, str], language: str) -> str:
    """Say between which shares it is; an end outside 0 to 1 is no share."""
    if estimate.low is None or estimate.high is None or estimate.level is None:
        return ""
    low, high = (percent(min(max(end, 0.0), 1.0), language) for end in (estimate.low, estimate.high))
    return said["interval"].format(level=level(estimate.level, language), low=low, high=high)


def _difference(scale: ScaleAnalysis, said: dict[str, str], language: str) -> list[str]:
    if not scale.smallest_difference > 0:
        return []
    points = counted(scale.smallest_difference, "point", language, digits=2)
    return [said["difference"].format(points=points, level=level(scale.level, language))]


def _dimensions(scale: ScaleAnalysis, said: dict[str, str], language: str) -> list[str]:
    if scale.dimensionality is None:
        return []
    count = scale.dimensionality.suggested
    which = ("no_dimension", "dimensions")[count] if count < 2 else "more_dimensions"
    return [said[which].format(dimensions=counted(count, "dimension", language))]
