"""What the numbers of a scale allow one to say, in plain sentences."""

from __future__ import annotations

from math import isfinite, sqrt
from typing import TYPE_CHECKING

from purpose_index.reports.numbers import level, number, percent
from purpose_index.reports.words import is_dutch

if TYPE_CHECKING:
    from purpose_index.analysis.results import ScaleAnalysis
    from purpose_index.stats.estimate import Estimate

NORMAL_95 = 1.959964

ENGLISH = {
    "undefined": "{name}: these answers do not tell how precise the score is.",
    "reliable": "{name}: if its items measure the same thing, {share} of the variance of people's scores is not "
    "error{interval}.",
    "interval": " ({level} interval: {low} to {high})",
    "difference": "Two scores less than {points} points apart may differ by error alone.",
    "one": "Parallel analysis finds one dimension.",
    "none": "Parallel analysis finds no dimension: the items share no more than unrelated ones would.",
    "more": "Parallel analysis finds {count} dimensions, so the score may add things that differ.",
}
DUTCH = {
    "undefined": "{name}: deze antwoorden zeggen niet hoe precies de score is.",
    "reliable": "{name}: als de items hetzelfde meten, is {share} van de variantie van de scores geen "
    "meetfout{interval}.",
    "interval": " ({level}-interval: {low} tot {high})",
    "difference": "Twee scores die minder dan {points} punten uiteenlopen, kunnen door meetfout alleen verschillen.",
    "one": "Parallelle analyse vindt één dimensie.",
    "none": "Parallelle analyse vindt geen dimensie: de items delen niet meer dan items die niets met elkaar te maken "
    "hebben.",
    "more": "Parallelle analyse vindt {count} dimensies; de score telt dus misschien verschillende dingen op.",
}


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
    It speaks of omega, or of alpha where omega is not defined. Two scores may differ by error alone where they are less
    than 1.96 * sqrt(2) * SEM apart: the 95% range of the difference of two errors with the standard error of
    measurement SEM [1]_.

    References
    ----------
    .. [1] Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical approach to defining meaningful
       change in psychotherapy research. Journal of Consulting and Clinical Psychology, 59, 12-19.
       https://doi.org/10.1037/0022-006X.59.1.12
    """
    said = DUTCH if is_dutch(language) else ENGLISH
    name = scale.name[language]
    best = scale.omega if scale.omega and isfinite(scale.omega.value) else scale.alpha
    if not 0 <= best.value <= 1:
        return said["undefined"].format(name=name)
    share, interval = percent(best.value, language), _interval(best, said, language)
    parts = [said["reliable"].format(name=name, share=share, interval=interval)]
    error = scale.sd * sqrt(1 - best.value)
    if error > 0:
        points = number(NORMAL_95 * sqrt(2) * error, language, digits=2)
        parts.append(said["difference"].format(points=points))
    return " ".join([*parts, *_dimensions(scale, said)])


def _interval(estimate: Estimate, said: dict[str, str], language: str) -> str:
    if estimate.low is None or estimate.high is None or estimate.level is None:
        return ""
    low, high = percent(estimate.low, language), percent(min(estimate.high, 1.0), language)
    return said["interval"].format(level=level(estimate.level, language), low=low, high=high)


def _dimensions(scale: ScaleAnalysis, said: dict[str, str]) -> list[str]:
    if scale.dimensionality is None:
        return []
    count = scale.dimensionality.suggested
    return [said["one" if count == 1 else "more" if count else "none"].format(count=count)]
