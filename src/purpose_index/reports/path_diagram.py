"""A confirmatory model as a picture: factors as ellipses, items as boxes, loadings and correlations as numbers."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from itertools import combinations
from math import isfinite
from typing import TYPE_CHECKING, Any

from purpose_index.reports.layout import wrapped
from purpose_index.reports.numbers import counted, number
from purpose_index.reports.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

BLUE, ORANGE, GREY = "#2166ac", "#b35806", "#5f6b76"
WIDE, ITEM, FACTOR, NEXT = -5.5, 0.0, 4.0, 3.5  # where the columns stand, items end, and how far the next one is
BOX, HALF = 1.5, 1.1  # how wide a box and half an ellipse are
NEAR, FURTHER = 0.3, 0.15  # where on an arrow its number stands, and how much further on each next one at an item
INCHES = 0.3
LEAST_SHOWN = 0.005
WIDTH = 16


def path_diagram(
    fit: ConfirmatoryFactorAnalysis, ax: Axes, *, names: Mapping[str, str] | None = None, language: str = "en"
) -> Axes:
    """Draw a confirmatory model: which item measures which factor, and how strongly, where all variances are 1.

    Parameters
    ----------
    fit
        What `stats.cfa.cfa` returned, or `analysis.structure.fitted`.
    ax
        The axes to draw in. Where it is alone in its figure, the figure is made as high as the items need.
    names
        Names to show instead of the ids of factors and items.
    language
        The language of the words.

    Notes
    -----
    Items are boxes, factors ellipses. A straight arrow is a standardized loading, a bow the correlation of two factors;
    dashed ones are below 0. Factors behind all items of another factor stand on the left, those over other factors on
    the right; correlations between these columns are not drawn. Of several groups the first is drawn.
    """
    known = dict(names or {})
    measured = {factor: _members(fit, factor) for factor in fit.factors}
    wide, *columns = _columns(measured)
    order = sorted(fit.items, key=lambda item: (_first(fit, item, columns[0]), fit.items.index(item)))
    places: dict[str, tuple[float, float]] = {item: (ITEM, -float(i)) for i, item in enumerate(order)}
    for height, column in enumerate(columns):
        places |= _centred(fit, column, places, FACTOR + height * NEXT, apart=1.2)
    places |= _centred(fit, wide, places, WIDE, apart=1.2)
    for item in order:
        _shape(ax, places[item], known.get(item, item), box=True)
    for factor in fit.factors:
        _shape(ax, places[factor], known.get(factor, factor), box=False)
    ended: Counter[tuple[str, float]] = Counter()  # arrows at an item, from each column of factors
    for row in fit.estimates:
        if row.op == "=~" and row.group == fit.groups[0].group:
            end = (row.rhs, places[row.lhs][0])
            near = min(NEAR + FURTHER * ended[end], 1 - NEAR)
            _arrow(ax, places[row.lhs], places[row.rhs], near, row.standardized, language)
            ended[end] += 1
    right = FACTOR + (len(columns) - 1) * NEXT + HALF + _bows(fit, ax, places, columns[-1], language)
    left = WIDE - HALF - _bows(fit, ax, places, wide, language) if wide else ITEM - BOX
    ax.set_xlim(left - 0.2, right + 0.2)
    ax.set_ylim(-float(len(order)) + 0.5, 1.0)
    ax.axis("off")
    people = counted(fit.n, "person", language)
    ax.set_title(f"{words(language)['path_diagram']} ({people})", loc="left", fontsize="medium")
    figure: Any = ax.figure
    if len(figure.axes) == 1 and hasattr(figure, "set_figheight"):
        figure.set_figheight(max(figure.get_figheight(), 1.2 + INCHES * len(order)))
    return ax


def _members(fit: ConfirmatoryFactorAnalysis, factor: str) -> set[str]:
    return {row.rhs for row in fit.estimates if row.op == "=~" and row.lhs == factor}


def _columns(measured: Mapping[str, set[str]]) -> list[list[str]]:
    """The factors behind all items of another one; then those of items, those over these, and so on."""
    heights = {factor: _height(measured, factor) for factor in measured}
    wide = [f for f, own in measured.items() if not heights[f] and any(own > other for other in measured.values())]
    of_height = range(1 + max(heights.values()))
    return [wide, *([f for f in measured if heights[f] == height and f not in wide] for height in of_height)]


def _height(measured: Mapping[str, set[str]], factor: str) -> int:
    """How many factors stand one over another beneath a factor."""
    return max((1 + _height(measured, one) for one in measured[factor] if one in measured), default=0)


def _first(fit: ConfirmatoryFactorAnalysis, item: str, factors: list[str]) -> int:
    """The narrowest factor that an item measures: items of one stand together."""
    own = [f for f, factor in enumerate(factors) if item in _members(fit, factor)]
    return min(own, key=lambda f: (len(_members(fit, factors[f])), f), default=len(factors))


def _centred(
    fit: ConfirmatoryFactorAnalysis,
    factors: list[str],
    places: Mapping[str, tuple[float, float]],
    x: float,
    *,
    apart: float,
) -> dict[str, tuple[float, float]]:
    """Put factors in the middle of what measures them, from top to bottom, and never on one another."""
    middle = {
        factor: sum(places[one][1] for one in members) / len(members)
        for factor in factors
        if (members := _members(fit, factor))
    }
    found: dict[str, tuple[float, float]] = {}
    last = None
    for factor in sorted(middle, key=lambda one: -middle[one]):
        y = middle[factor] if last is None else min(middle[factor], last - apart)
        found[factor], last = (x, y), y
    return found


def _shape(ax: Axes, place: tuple[float, float], name: str, *, box: bool) -> None:
    """Draw a box or an ellipse with a name that fits in it."""
    patches = import_module("matplotlib.patches")
    x, y = place
    if box:
        shape = patches.Rectangle((x - BOX, y - 0.38), BOX, 0.76, facecolor="white", edgecolor=GREY, zorder=3)
        x -= BOX / 2
    else:
        shape = patches.Ellipse((x, y), 2 * HALF, 1.1, facecolor="white", edgecolor=BLUE, linewidth=1.4, zorder=3)
    ax.add_patch(shape)
    lines = wrapped(name.replace("$", r"\$"), WIDTH)
    lines = lines if len(lines) <= 2 else [lines[0], f"{lines[1][: WIDTH - 1]}…"]
    ax.text(x, y, "\n".join(lines), ha="center", va="center", fontsize="x-small", zorder=4, linespacing=0.95)


def _arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], near: float, value: float, language: str
) -> None:
    """Draw an arrow from a factor to what measures it, with the loading on it, so much of the way from its end."""
    (x, y), (to_x, to_y) = start, end
    side = 1.0 if x > to_x else -1.0
    to_x = to_x + HALF if to_x > ITEM else to_x - BOX * (side < 0)
    x -= side * HALF
    style = {"arrowstyle": "-|>", "color": ORANGE if value < 0 else BLUE, "linewidth": 0.6 + 1.4 * min(abs(value), 1.0)}
    ends = {"shrinkA": 0, "shrinkB": 0, "linestyle": "--" if value < 0 else "-"}
    ax.annotate("", (to_x, to_y), (x, y), arrowprops={**style, **ends}, zorder=2)
    _number(ax, to_x + near * (x - to_x), to_y + near * (y - to_y), value, language)


def _bows(
    fit: ConfirmatoryFactorAnalysis,
    ax: Axes,
    places: Mapping[str, tuple[float, float]],
    factors: list[str],
    language: str,
) -> float:
    """Draw the correlations of factors as bows, the wider the further apart they stand; return how wide they are."""
    widest = 0.0
    correlations = fit.factor_correlations
    path = import_module("matplotlib.path")
    patches = import_module("matplotlib.patches")
    ordered = sorted(factors, key=lambda one: -places[one][1])
    for i, j in combinations(range(len(ordered)), 2):
        value = float(correlations[fit.factors.index(ordered[i]), fit.factors.index(ordered[j])])
        if not isfinite(value) or abs(value) < LEAST_SHOWN:
            continue
        (x, top), (_, bottom) = places[ordered[i]], places[ordered[j]]
        side = 1.0 if x > ITEM else -1.0
        reach = 0.4 + 0.7 * (j - i)
        widest = max(widest, reach + 0.3)
        x, bent = x + side * HALF, x + side * (HALF + 4 / 3 * reach)
        points = [(x, top), (bent, top), (bent, bottom), (x, bottom)]
        style = "--" if value < 0 else "-"
        curve = path.Path(points, [1, 4, 4, 4])
        ax.add_patch(
            patches.FancyArrowPatch(path=curve, arrowstyle="<|-|>", mutation_scale=7, color=GREY, linestyle=style)
        )
        _number(ax, x + side * reach, (top + bottom) / 2, value, language)
    return widest


def _number(ax: Axes, x: float, y: float, value: float, language: str) -> None:
    ax.text(
        x,
        y,
        number(value, language, digits=2),
        ha="center",
        va="center",
        fontsize="xx-small",
        zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )
