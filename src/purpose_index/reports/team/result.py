"""A report that is made: its page, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from os import PathLike


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Frozen):
    """A report as one HTML file that needs nothing else.

    Parameters
    ----------
    title
        Its title.
    language
        The language that it is in.
    html
        The whole page.
    """

    title: str
    language: str
    html: str = field(repr=False)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the page to a file, in UTF-8.

        Raises
        ------
        OSError
            The file cannot be written.
        """
        Path(path).write_text(self.html, encoding="utf-8", newline="\n")
