"""Pictures of results: each function takes a result and an axes of matplotlib, draws, and computes nothing.

They need the extra `plots`. Colours are told apart by people who see colours differently, and every bar says its
number, so that nothing rests on colour alone. Give the figure `layout="constrained"`, so that labels get their room.
"""

from __future__ import annotations

from importlib import import_module
from math import isfinite
from typing import TYPE_CHECKING

from purpose_index.checks.evidence.small import HIDDEN
from purpose_index.reports.drawing import (
    BLUE,
    GREY,
    LABEL,
    ORANGE,
    axis_numbers,
    check,
    clean,
    colours,
    grow,
    name_items,
    short,
    title,
)
from purpose_index.reports.numbers import counted, level, number, percent
from purpose_index.reports.path_diagram import path_diagram
from purpose_index.reports.small_counts import without_small_counts
from purpose_index.reports.trait_plots import category_curves, group_curves, information, wright_map
from purpose_index.reports.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from purpose_index.analysis.results import Analysis, ItemAnalysis
    from purpose_index.stats.estimate import Estimate
    from purpose_index.stats.factor.exploratory import FactorAnalysis
    from purpose_index.stats.factor.parallel import ParallelAnalysis

__all__ = [
    "category_curves",
    "group_curves",
    "information",
    "item_distributions",
    "loadings",
    "path_diagram",
    "reliability_forest",
    "scree",
    "wright_map",
]

LEAST_SHOWN = 0.035  # narrower parts have no room for their number
LEGEND = 32


def item_distributions(
    analysis: Analysis, scale: str, ax: Axes, *, language: str | None = None, small_counts: bool = False
) -> Axes:
    """Draw how a scale's items were answered: a bar an item, a part an answer option, as keyed.

    Parameters
    ----------
    analysis
        What `purpose_index.analyze` returned.
    scale
        The id of the scale.
    ax
        The axes to draw in. Where it is alone in its figure, the figure is made as high as the items need.
    language
        The language of the words; by default that of the analysis.
    small_counts
        True draws items of which an option was chosen by fewer than five people too.

    Raises
    ------
    ArgumentError
        The analysis has no such scale, or no words in this language.

    Notes
    -----
    Of reversed items, which are marked with an asterisk, the turned values are shown; the picture says so.
    """
    language = analysis.language if language is None else language
    check(analysis, scale, language)
    found = (analysis if small_counts else without_small_counts(analysis)).scales[scale]
    items = list(found.items.values())
    shown = [{value: share for value, share in item.shares.items() if isfinite(share)} for item in items]
    values = sorted({value for item in items for value in item.shares})
    left = [0.0] * len(items)
    for value, colour in zip(values, colours(len(values)), strict=True):
        label = next(item.labels[value][language] for item in items if value in item.labels)
        left = _part(ax, [shares.get(value, 0.0) for shares in shown], left, colour, f"{value} {label}", language)
    for place, shares in enumerate(shown):
        if not shares:
            text = words(language)["answers_note"].format(fewest=HIDDEN)
            ax.text(0.01, place, text, ha="left", va="center", color=GREY, fontsize="small")
    name_items(ax, [_label(item, language) for item in items])
    ax.set_xlim(0, 1)
    axis_numbers(ax, "x", lambda share: percent(share, language))
    people = counted(found.n, "person", language)
    title(ax, found.name[language], people)
    _add_legend(ax, words(language)["reverse_mark"] if any(item.reverse for item in items) else "")
    return clean(ax)


def scree(result: ParallelAnalysis, ax: Axes, *, language: str = "en") -> Axes:
    """Draw the eigenvalues of the answers beside those of answers without any structure.

    Parameters
    ----------
    result
        What `stats.factor.parallel_analysis` returned.
    ax
        The axes to draw in.
    language
        The language of the words.
    """
    said = words(language)
    numbers = range(1, len(result.observed) + 1)
    quantile, draws = percent(result.quantile, language), counted(result.draws, "draw", language)
    random = said["random_eigenvalues"].format(quantile=quantile, draws=draws)
    ax.plot(numbers, result.observed, "o-", color=BLUE, label=said["observed_eigenvalues"])
    ax.plot(numbers, result.reference, "s--", color=ORANGE, label=short(random, LEGEND))
    ax.axvline(result.suggested + 0.5, color=GREY, linewidth=0.8, linestyle=":")
    suggested = said["suggested_factors"].format(dimensions=counted(result.suggested, "dimension", language))
    people = counted(result.n, "person", language)
    ax.set_title(f"{suggested} ({people})", loc="left", fontsize="medium")
    ax.set_xlabel(said["dimension"])
    ax.set_ylabel(said["eigenvalue"])
    ax.xaxis.set_major_locator(import_module("matplotlib.ticker").MaxNLocator(integer=True))
    axis_numbers(ax, "y", lambda value: number(value, language, digits=1))
    ax.legend(frameon=False, fontsize="small", loc="upper right")  # eigenvalues fall: there is room there
    return clean(ax)


def loadings(result: FactorAnalysis, ax: Axes, *, items: Sequence[str] | None = None, language: str = "en") -> Axes:
    """Draw the loadings of every item on every factor, as coloured cells with their numbers.

    Parameters
    ----------
    result
        What `stats.factor.efa` returned.
    ax
        The axes to draw in. Where it is alone in its figure, the figure is made as high as the items need.
    items
        Names to show instead of the items' ids.
    language
        The language of the words.
    """
    k, m = result.loadings.shape
    colours = ax.imshow(result.loadings, cmap="PuOr", vmin=-1, vmax=1, aspect="auto").to_rgba(result.loadings)
    for i in range(k):
        for j in range(m):
            value = float(result.loadings[i, j])
            text = number(value, language, digits=2)
            ax.text(j, i, text, ha="center", va="center", color=_readable_on(colours[i, j].tolist()))
    name_items(ax, [short(name, LABEL) for name in items or result.items])
    ax.set_ylim(k - 0.5, -0.5)
    ax.set_xticks(range(m), [str(j + 1) for j in range(m)])
    ax.set_xlabel(words(language)["factor"])
    people = counted(result.n, "person", language)
    title(ax, words(language)["loadings"], people)
    ax.tick_params(length=0)
    return clean(ax)


def reliability_forest(estimates: Mapping[str, Estimate], ax: Axes, *, language: str = "en") -> Axes:
    """Draw estimates with their intervals, one below the other.

    Parameters
    ----------
    estimates
        Estimates by the name to show.
    ax
        The axes to draw in. Where it is alone in its figure, the figure is made as high as the names need.
    language
        The language of the words.
    """
    for place, estimate in enumerate(estimates.values()):
        if not isfinite(estimate.value):
            continue
        if estimate.low is not None and estimate.high is not None:
            ax.plot([estimate.low, estimate.high], [place, place], color=BLUE, linewidth=2, solid_capstyle="butt")
        ax.plot(estimate.value, place, "o", color=BLUE)
        text = number(estimate.value, language, digits=2)
        ax.annotate(text, (estimate.value, place), (0, 7), textcoords="offset points", ha="center", color=GREY)
    names = (f"{short(name, LABEL)} (n = {number(e.n, language)})" for name, e in estimates.items())
    name_items(ax, list(names))
    ax.set_ylim(len(estimates) - 0.5, -0.7)
    ax.margins(x=0.1)
    axis_numbers(ax, "x", lambda value: number(value, language, digits=2))
    ax.set_xlabel(_level_label(estimates, language))
    return clean(ax)


def _level_label(estimates: Mapping[str, Estimate], language: str) -> str:
    said = words(language)
    levels = sorted({estimate.level for estimate in estimates.values() if estimate.level is not None})
    if not levels:
        return said["reliability"]
    return said["reliability_interval"].format(level=", ".join(level(share, language) for share in levels))


def _part(
    ax: Axes, shares: Sequence[float], left: Sequence[float], colour: str, label: str, language: str
) -> list[float]:
    """Draw the part of the bars that chose one value; return where the next part begins."""
    label = short(label, LABEL)
    ax.barh(range(len(shares)), shares, left=left, height=0.8, color=colour, edgecolor="white", label=label)
    for place, (share, start) in enumerate(zip(shares, left, strict=True)):
        if share >= LEAST_SHOWN:
            text = percent(share, language)
            ax.text(start + share / 2, place, text, ha="center", va="center", color="white", fontsize="small")
    return [start + share for start, share in zip(left, shares, strict=True)]


def _add_legend(ax: Axes, title: str) -> None:
    """Put the words of the answers below, in two columns where they have room, in a figure made higher for them."""
    title = short(title, 2 * LABEL)
    labels = ax.get_legend_handles_labels()[1]
    columns = 1 if max(map(len, labels)) > LABEL // 2 else 2
    ax.legend(
        ncols=columns,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        borderaxespad=2.5,
        frameon=False,
        fontsize="small",
        title=title or None,
        title_fontsize="small",
        alignment="left",
    )
    lines = sum(label.count("\n") + 1 for label in labels) / columns + bool(title)
    grow(ax, ax.figure.get_figheight() + 0.25 * lines if hasattr(ax.figure, "get_figheight") else 0.0)


def _readable_on(colour: Sequence[float]) -> str:
    """Return black or white, whichever has the higher contrast with a colour: at least 4.5:1, whatever the colour."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]  # WCAG 2.2
    return "black" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "white"


def _label(item: ItemAnalysis, language: str) -> str:
    text = short(item.text[language], LABEL)
    return f"{text} *" if item.reverse else text
