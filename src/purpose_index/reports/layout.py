"""How cells fit a width: in columns of a terminal, where a wide character takes two and a combining one none."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GAP, NARROWEST = 2, 6
WIDTH, LEAST, INDENT = 80, 25, 6  # of words: what the last cell needs, and where else it begins
TOGETHER = "\u00a0"


class Laid(NamedTuple):
    """A column as it will be printed: its cells, heading first, how narrow it may be, its side, and its company."""

    cells: list[str]
    least: int
    left: bool
    joined: bool = False  # beside the column before it


def width_of(text: str) -> int:
    r"""Return how many columns of a terminal a text takes.

    Examples
    --------
    >>> width_of("naïve"), width_of("日本"), width_of("e\u0301")
    (5, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(_width_of_character(character) for character in text)


def _width_of_character(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns, between words where that can be.

    Examples
    --------
    >>> wrapped("a question about work", 10), wrapped("incomprehensible", 6)
    (['a question', 'about work'], ['incomp', 'rehens', 'ible'])
    """
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width):
            longer = f"{lines[-1]} {piece}" if lines[-1] else piece
            if width_of(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def page(text: str) -> str:
    r"""Break the paragraphs and lists of a page in Markdown at the width of words; code stays as it is.

    Examples
    --------
    >>> print(page("- " + "a word " * 12), end="")
    - a word a word a word a word a word a word a word a word a word a word a word a
      word
    """
    lines: list[str] = []
    code = False
    for line in text.splitlines():
        code ^= line.startswith("```")
        start = "- " if line.startswith("- ") else ""
        words = [line] if code else wrapped(line.removeprefix(start), WIDTH - len(start))
        lines += [start + words[0], *(" " * len(start) + more for more in words[1:])]
    return "".join(f"{line}\n" for line in lines)


def _pieces(word: str, width: int) -> Iterator[str]:
    """Yield a word, in pieces where it is wider than a line."""
    piece = ""
    for character in word if width_of(word) > width else ():
        if piece and width_of(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece or word


def aligned(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows as lines, indented, with their columns aligned and the last one wrapped, below them where it must."""
    table = list(rows)
    widths = [max(len(row[j]) for row in table) for j in range(len(table[0]) - 1)] if table else []
    for row in table:
        start = "  " + "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False) if width)
        if len(start) > WIDTH - LEAST:
            yield from wrap(start.rstrip(), WIDTH, subsequent_indent=" " * INDENT)
            start = " " * INDENT
        lines = wrap(row[-1], WIDTH, initial_indent=start, subsequent_indent=" " * len(start))
        yield from (line.replace(TOGETHER, " ") for line in lines)


def grid(columns: Sequence[Laid], width: int) -> str:
    """Return columns as lines of at most `width`; those that do not fit come below, after what names the rows again."""
    return "\n\n".join(_block(block, width) for block in _blocks(list(columns), width))


def _blocks(columns: list[Laid], width: int) -> Iterator[list[Laid]]:
    naming = _naming(columns, width)
    block = columns[:naming]
    for group in _groups(columns[naming:], width - _least(*block) - GAP):
        if _least(*block, *group) > width and len(block) > naming:
            yield block
            block = columns[:naming]
        block += group
    yield block


def _naming(columns: list[Laid], width: int) -> int:
    """Return how many columns of words it takes to tell the rows apart; one where these leave no room for more."""
    for count, column in enumerate(columns, start=1):
        own = columns[:count]
        if not column.left or _least(*own) > width / 2:
            break
        rows = list(zip(*(one.cells for one in own), strict=True))
        if len(set(rows)) == len(rows):
            return count
    return 1


def _groups(columns: list[Laid], width: int) -> Iterator[list[Laid]]:
    """Yield columns with those that are joined to them, as many as fit beside each other."""
    group: list[Laid] = []
    for column in columns:
        if group and not (column.joined and _least(*group, column) <= width):
            yield group
            group = []
        group.append(column)
    yield group


def _least(*columns: Laid) -> int:
    return sum(column.least + GAP for column in columns) - GAP


def _block(columns: list[Laid], width: int) -> str:
    widths = _widths(columns, width)
    rows = list(zip(*(column.cells for column in columns), strict=True))
    head, *body = ["\n".join(_lines(row, columns, widths, last=i == 0)) for i, row in enumerate(rows)]
    return "\n".join([head, "-" * (sum(widths) + GAP * (len(widths) - 1)), *body])


def _widths(columns: list[Laid], width: int) -> list[int]:
    """Give every column its narrowest width, then what is left to those that are wider, from the first on."""
    widths = [column.least for column in columns]
    left = width - sum(widths) - GAP * (len(widths) - 1)
    if left < 0:  # a number has no room beside the first column: break the words of that
        widths[0] = max(NARROWEST, widths[0] + left)
    for j, column in enumerate(columns):
        more = max(0, min(left, max(map(width_of, column.cells)) - widths[j]))
        widths[j] += more
        left -= more
    return widths


def _lines(row: Sequence[str], columns: list[Laid], widths: list[int], *, last: bool) -> Iterator[str]:
    """Yield the lines of one row; cells begin on its first line, headings end on its last."""
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, cells))
    full = [[""] * (height - len(c)) + c if last else c + [""] * (height - len(c)) for c in cells]
    for parts in zip(*full, strict=True):
        padded = []
        for part, width, column in zip(parts, widths, columns, strict=True):
            space = " " * (width - width_of(part))
            padded.append(part + space if column.left else space + part)
        yield (" " * GAP).join(padded).rstrip()
