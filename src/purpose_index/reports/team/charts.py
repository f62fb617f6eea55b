"""Where the marks of a picture are: percentages of its width, so that its text keeps its size on every screen."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Shape = Literal["circle", "diamond", "square"]
WIDEST = 38  # letters of a line, on a screen of 360 pixels
LINE, TRACK, BAR, GAP = 20, 56, 24, 14  # pixels


class Mark(NamedTuple):
    """A number in a row: its shape, its place and how it is written, above or below the track."""

    shape: Shape
    value: float
    written: str
    above: bool


class Row(NamedTuple):
    """A row of a picture: what it is about, its marks, and the interval of one of them."""

    name: str
    low: float
    high: float
    marks: Sequence[Mark]
    interval: tuple[float, float] | None = None
    note: str = ""


def rows_of_marks(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the geometry of rows with marks on a track from the lowest to the highest score.

    Examples
    --------
    >>> row = Row("Total", 1, 5, [Mark("circle", 4.0, "4.0", False)], interval=(3.0, 4.5))
    >>> found = rows_of_marks([row])["rows"][0]
    >>> found["marks"][0]["x"], found["interval"]
    (75.0, (50.0, 87.5))
    """
    found, top = [], 0
    for row in rows:
        lines = lines_of(row.name)
        track = top + len(lines) * LINE + TRACK // 2
        marks = [
            {"shape": mark.shape, "x": _place(mark.value, row), "written": mark.written, "above": mark.above}
            for mark in row.marks
        ]
        ends = [mark["x"] for mark in marks]
        found.append(
            {
                "lines": [(line, top + (i + 1) * LINE - 5) for i, line in enumerate(lines)],
                "track": track,
                "marks": marks,
                "interval": row.interval and (_place(row.interval[0], row), _place(row.interval[1], row)),
                "link": (min(ends), max(ends)) if len(ends) > 1 else None,
                "note": row.note,
            }
        )
        top = track + TRACK // 2 + GAP
    return {"rows": found, "ticks": _ticks(rows), "height": top + LINE}


def bars(names: Sequence[str], shares: Sequence[Sequence[tuple[float, str]]], least: float = 0.1) -> dict[str, Any]:
    """Return the geometry of bars of shares that fill the width; a part narrower than `least` has no room for text."""
    found, top = [], 0
    for name, parts in zip(names, shares, strict=True):
        lines = lines_of(name)
        bar, left = top + len(lines) * LINE + 4, 0.0
        placed: list[dict[str, Any]] = []
        for tone, (share, written) in enumerate(parts):
            if share > 0:
                text = written if share >= least else ""
                middle = rounded(left + 50 * share)
                placed.append({"tone": tone, "x": rounded(left), "width": rounded(100 * share), "middle": middle})
                placed[-1]["written"] = text
            left += 100 * share
        found.append(
            {"lines": [(line, top + (i + 1) * LINE - 5) for i, line in enumerate(lines)], "bar": bar, "parts": placed}
        )
        top = bar + BAR + GAP // 2
    return {"rows": found, "height": top, "thick": BAR}


def slope(first: float, last: float, low: float, high: float) -> dict[str, float]:
    """Return the heights in pixels, from the top of a picture 96 high, of a line from the first mean to the last.

    Examples
    --------
    >>> slope(1, 5, 1, 5)
    {'first': 80.0, 'last': 24.0}
    """
    heights = [rounded(80 - 56 * (value - low) / (high - low)) for value in (first, last)]
    return dict(zip(("first", "last"), heights, strict=True))


def tones(count: int) -> list[dict[str, str]]:
    """Return the colours of answers from the lowest to the highest, each with that of the text on it.

    Notes
    -----
    Brown over a light grey to blue-green, which people who see colours differently tell apart. The text is black or
    white, whichever differs more: at least 4.5:1 on every colour (WCAG 2.2).
    """
    found = []
    for i in range(count):
        place = 2 * i / (count - 1) - 1 if count > 1 else 1.0
        end = (10, 79, 86) if place > 0 else (122, 62, 8)
        mixed = [round(a + (b - a) * abs(place) ** 1.3) for a, b in zip((232, 230, 224), end, strict=True)]
        text = "#ffffff" if contrast(mixed, (255, 255, 255)) > contrast(mixed, (0, 0, 0)) else "#000000"
        found.append({"fill": "#{:02x}{:02x}{:02x}".format(*mixed), "text": text})
    return found


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance).

    Examples
    --------
    >>> contrast((0, 0, 0), (255, 255, 255))
    21.0
    """
    lights = sorted(_luminance(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lines_of(text: str) -> list[str]:
    """Return a text as lines that fit on a narrow screen; a longer word is broken."""
    return wrap(text, WIDEST) or [""]


def rounded(value: float, digits: int = 3) -> float:
    """Return a number with so many decimals, the same one whatever the last bits of a mean are.

    Examples
    --------
    >>> rounded(57.8125 - 1e-14) == rounded(57.8125 + 1e-14)
    True
    """
    return round(round(value, 9), digits)


def _luminance(colour: Sequence[int]) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _place(value: float, row: Row) -> float:
    return rounded(100 * (value - row.low) / (row.high - row.low))


def _ticks(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return where the ticks are, and of which scores; none where rows run from and to different scores."""
    ranges = {(row.low, row.high) for row in rows}
    if len(ranges) != 1:
        return []
    ((low, high),) = ranges
    steps = int(high - low) if high - low == int(high - low) and 2 <= high - low <= 10 else 4
    return [(rounded(100 * i / steps), low + (high - low) * i / steps) for i in range(steps + 1)]
