"""A table without looks: which numbers, under which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Form = Literal["text", "flag", "count", "points", "coefficient", "p", "share"]
Shown = Literal["always", "used", "never"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    key
        Its name for programs.
    heading
        Its heading for people.
    form
        What its cells are.
    shown
        Whether people see it: 'always', 'used' (where a cell is neither false nor zero) or 'never'.
    ends
        The keys of the columns that hold the ends of its interval, which people see behind the number.
    least
        How narrow its words may be made, in columns of a terminal.
    joined
        Whether it stays beside the column before it, where not all fit.
    """

    key: str
    heading: str
    form: Form
    shown: Shown = "always"
    ends: tuple[str, str] | None = None
    least: int = 16
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table without looks: cells at full precision, None or NaN where there is nothing.

    Parameters
    ----------
    id
        Its name for programs.
    title
        Its title for people.
    columns
        Its columns.
    rows
        A cell a column.
    notes
        What a reader must know, a sentence each.
    language
        The language of its words.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[str, ...]
    language: str
