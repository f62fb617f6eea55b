"""What pictures have in common: their names and titles, their colours, and how high they are."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue
from purpose_index.reports.layout import wrapped
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from purpose_index.analysis.results import Analysis

BLUE, ORANGE, GREY = "#2166ac", "#b35806", "#5f6b76"
# Dark orange over grey to dark blue: white numbers on them, and they on white, have a contrast of 4.5:1 (WCAG 2.2).
SCALE = ("#7f3b08", "#b35806", "#707070", "#4f6fb0", "#1f3b73")
LABEL, LINES, INCHES = 42, 3, 0.45


def check(analysis: Analysis, scale: str, language: str) -> None:
    """Raise where the analysis has no such scale, or no words in this language."""
    check_named(scale, analysis.scales, analysis.title, language)


def check_named(scale: str, scales: Mapping[str, object], languages: Mapping[str, str], language: str) -> None:
    """Raise where a scale is not among those that there are, or a language not among those of its words."""
    if scale not in scales:
        message = f"There is no scale {scale!r} in this analysis."
        raise ArgumentError(
            message,
            [Issue("unknown-scale", "$.scale", message, did_you_mean(scale, scales), facts={"scale": scale})],
        )
    if language not in languages:
        message, hint = "The question set has no names in this language.", did_you_mean(language, languages)
        raise ArgumentError("There is no such picture.", [Issue("unknown-language", "$.language", message, hint)])


def title(ax: Axes, text: str, people: str) -> None:
    """Put a title above, on lines that fit above axes beside long names, and how many people it is about."""
    text = short(text, LABEL)
    space = " " if len(f"{text.splitlines()[-1]} ({people})") <= LABEL else "\n"
    ax.set_title(f"{text}{space}({people})", loc="left", fontsize="medium")


def short(text: str, width: int) -> str:
    """Return a text on lines that fit beside a picture; what would be more than three lines is cut."""
    lines = wrapped(text.replace("$", r"\$"), width)
    return "\n".join(lines if len(lines) <= LINES else [*lines[: LINES - 1], f"{lines[LINES - 1][: width - 1]}…"])


def name_items(ax: Axes, labels: list[str]) -> None:
    """Name the rows, from top to bottom, in a figure that is as high as their lines need where it has no other axes."""
    ax.set_yticks(range(len(labels)), labels, fontsize="small")
    ax.set_ylim(len(labels) - 0.5, -0.5)
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    grow(ax, 1.8 + len(labels) * (INCHES + 0.15 * (lines - 1)))


def axis_numbers(ax: Axes, side: str, written: Any) -> None:
    """Write the numbers along an axis as numbers for people are written."""
    axis = ax.xaxis if side == "x" else ax.yaxis
    axis.set_major_formatter(import_module("matplotlib.ticker").FuncFormatter(lambda value, _: written(value)))


def clean(ax: Axes) -> Axes:
    """Take away the lines above and at the right."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def grow(ax: Axes, inches: float) -> None:
    """Make a figure at least as high as this, where these axes are alone in it."""
    figure: Any = ax.figure
    if len(figure.axes) == 1 and hasattr(figure, "set_figheight"):
        figure.set_figheight(max(figure.get_figheight(), inches))


def colours(many: int) -> list[Any]:
    """Return colours from one end of the scale to the other, so dark that white numbers can be read on them."""
    colours = import_module("matplotlib.colors")
    scale = colours.LinearSegmentedColormap.from_list("answers", SCALE)
    return [colours.to_hex(scale(place / max(many - 1, 1))) for place in range(many)]
