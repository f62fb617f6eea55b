"""Pictures of results: each function takes a result and an axes of matplotlib, draws, and computes nothing.

They need the extra `plots`. Colours are told apart by people who see colours differently, and every bar says its
number, so that nothing rests on colour alone.
"""

from __future__ import annotations

from importlib import import_module
from math import isfinite
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue
from purpose_index.reports.numbers import counted, level, number, percent
from purpose_index.reports.words import words
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from purpose_index.analysis.results import Analysis, ItemAnalysis
    from purpose_index.stats.estimate import Estimate
    from purpose_index.stats.factor.exploratory import FactorAnalysis
    from purpose_index.stats.factor.parallel import ParallelAnalysis

BLUE, ORANGE, GREY = "#2166ac", "#b35806", "#5f6b76"
LEAST_SHOWN = 0.05


def item_distributions(analysis: Analysis, scale: str, ax: Axes, *, language: str | None = None) -> Axes:
    """Draw how a scale's items were answered: a bar an item, a part an answer value, as keyed.

    Parameters
    ----------
    analysis
        What `purpose_index.analyze` returned.
    scale
        The id of the scale.
    ax
        The axes to draw in.
    language
        The language of the words; by default that of the analysis.

    Raises
    ------
    ArgumentError
        The analysis has no such scale.

    Notes
    -----
    Of reversed items, which are marked with an asterisk, the turned values are shown.
    """
    language = language or analysis.language
    if scale not in analysis.scales:
        message = f"There is no scale {scale!r} in this analysis."
        raise ArgumentError(message, [Issue("unknown-scale", "$.scale", message, did_you_mean(scale, analysis.scales))])
    found = analysis.scales[scale]
    items = list(found.items.values())
    values = sorted({value for item in items for value in item.shares})
    shades = import_module("matplotlib").colormaps["PuOr"].resampled(max(len(values), 2))
    left = [0.0] * len(items)
    for place, value in enumerate(values):
        left = _part(ax, items, value, left, shades(place), language)
    ax.set_yticks(range(len(items)), [f"{item.id} *" if item.reverse else item.id for item in items])
    ax.invert_yaxis()
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_formatter(import_module("matplotlib.ticker").PercentFormatter(1.0))
    ax.set_title(found.name.get(language, found.id), loc="left")
    ax.legend(ncols=len(values), loc="upper left", bbox_to_anchor=(0, -0.08), frameon=False, handlelength=1)
    return _clean(ax)


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
    ax.plot(numbers, result.observed, "o-", color=BLUE, label=said["observed_eigenvalues"])
    ax.plot(
        numbers,
        result.reference,
        "s--",
        color=ORANGE,
        label=said["random_eigenvalues"].format(draws=counted(result.draws, "draw", language)),
    )
    ax.axvline(result.suggested + 0.5, color=GREY, linewidth=0.8, linestyle=":")
    ax.set_title(
        said["suggested_factors"].format(dimensions=counted(result.suggested, "dimension", language)), loc="left"
    )
    ax.set_xlabel(said["number"])
    ax.set_ylabel(said["eigenvalue"])
    ax.xaxis.set_major_locator(import_module("matplotlib.ticker").MaxNLocator(integer=True))
    ax.legend(frameon=False)
    return _clean(ax)


def loadings(result: FactorAnalysis, ax: Axes, *, items: Sequence[str] | None = None, language: str = "en") -> Axes:
    """Draw the loadings of every item on every factor, as coloured cells with their numbers.

    Parameters
    ----------
    result
        What `stats.factor.efa` returned.
    ax
        The axes to draw in.
    items
        Names to show instead of the items' ids.
    language
        The language of the words.
    """
    k, m = result.loadings.shape
    ax.imshow(result.loadings, cmap="PuOr", vmin=-1, vmax=1, aspect="auto")
    for i in range(k):
        for j in range(m):
            value = float(result.loadings[i, j])
            text = number(value, language, digits=2)
            ax.text(j, i, text, ha="center", va="center", color="white" if abs(value) > 0.6 else "black")
    ax.set_xticks(range(m), [str(j + 1) for j in range(m)])
    ax.set_yticks(range(k), list(items or result.items))
    ax.set_xlabel(words(language)["factor"])
    ax.tick_params(length=0)
    return _clean(ax)


def reliability_forest(estimates: Mapping[str, Estimate], ax: Axes, *, language: str = "en") -> Axes:
    """Draw estimates with their intervals, one below the other.

    Parameters
    ----------
    estimates
        Estimates by the name to show.
    ax
        The axes to draw in.
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
    ax.set_yticks(range(len(estimates)), list(estimates))
    ax.set_ylim(len(estimates) - 0.5, -0.5)
    ax.set_xlabel(_level_label(estimates, language))
    return _clean(ax)


def _level_label(estimates: Mapping[str, Estimate], language: str) -> str:
    said = words(language)
    levels = sorted({estimate.level for estimate in estimates.values() if estimate.level is not None})
    if not levels:
        return said["reliability"]
    return f"{said['reliability']}, {said['interval']} {', '.join(level(share, language) for share in levels)}"


def _part(
    ax: Axes, items: list[ItemAnalysis], value: int, left: list[float], colour: Any, language: str
) -> list[float]:
    """Draw the part of the bars that chose one value; return where the next part begins."""
    shares = [item.shares.get(value, 0.0) for item in items]
    ax.barh(range(len(items)), shares, left=left, height=0.8, color=colour, edgecolor="white", label=str(value))
    dark = sum(colour[:3]) < 1.5
    for place, (share, start) in enumerate(zip(shares, left, strict=True)):
        if share >= LEAST_SHOWN:
            text = percent(share, language)
            ax.text(start + share / 2, place, text, ha="center", va="center", color="white" if dark else "black")
    return [start + share for start, share in zip(left, shares, strict=True)]


def _clean(ax: Axes) -> Axes:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax
