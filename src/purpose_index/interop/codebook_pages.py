"""A codebook as a page: the same headings, paragraphs and tables in Markdown and in HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 62rem; margin: 2rem auto;
       padding: 0 1rem; overflow-wrap: break-word; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.5rem; }
th, td { border: 1px solid #767676; padding: .35rem .6rem; text-align: start; vertical-align: top; }
thead th { background: #f0f0f0; }
@media print { body { max-width: none; margin: 0; } }
"""
_MARKED = re.compile(r"([\\`*_\[\]<>|~&#])")
_BEGIN = re.compile(r"^([-+]|\d+(?=[.)]))", re.ASCII)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page.

    Parameters
    ----------
    title
        Its heading.
    paragraphs
        What stands under it.
    head, rows
        The table that follows: its headings, and its rows, whose first cell names the row. Columns in which nothing
        stands are left out, and so is a table without rows.
    """

    title: str
    paragraphs: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()

    def table(self) -> list[list[str]]:
        """Return the headings and the rows, without the columns in which nothing stands."""
        kept = [j for j in range(len(self.head)) if any(row[j] for row in self.rows)]
        return [[row[j] for j in kept] for row in (self.head, *self.rows)] if self.rows else []


def markdown(title: str, sections: Sequence[Section]) -> str:
    """Return the page as Markdown, in which no text is taken for markup."""
    return "\n\n".join(_markdown(title, sections)) + "\n"


def html(title: str, sections: Sequence[Section], language: str) -> str:
    """Return the page as HTML that needs no script, with every text escaped."""
    root = ET.Element("html", {"lang": language})
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "meta", {"charset": "utf-8"})
    ET.SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    ET.SubElement(head, "title").text = title
    ET.SubElement(head, "style").text = STYLE
    main = ET.SubElement(ET.SubElement(root, "body", {"dir": "auto"}), "main")
    ET.SubElement(main, "h1").text = title
    for section in sections:
        _html(main, section)
    return f"<!doctype html>\n{ET.tostring(root, encoding='unicode', method='html')}\n"


def _markdown(title: str, sections: Sequence[Section]) -> Iterator[str]:
    yield f"# {_escaped(title)}"
    for section in sections:
        yield f"## {_escaped(section.title)}"
        yield from (_BEGIN.sub(r"\\\1", _escaped(text)) for text in section.paragraphs)
        if table := section.table():
            head, *rows = [[_escaped(cell) for cell in row] for row in table]
            yield "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _escaped(text: str) -> str:
    return _MARKED.sub(r"\\\1", " ".join(text.split()))


def _html(main: ET.Element, section: Section) -> None:
    name = f"part-{len(main)}"
    ET.SubElement(main, "h2", {"id": name}).text = section.title
    for text in section.paragraphs:
        ET.SubElement(main, "p").text = text
    if not section.rows:
        return
    head, *rows = section.table()
    table = ET.SubElement(main, "table", {"aria-labelledby": name})
    heads = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    for cell in head:
        ET.SubElement(heads, "th", {"scope": "col"}).text = cell
    body = ET.SubElement(table, "tbody")
    for row in rows:
        line = ET.SubElement(body, "tr")
        for j, cell in enumerate(row):
            ET.SubElement(line, "td" if j else "th", {} if j else {"scope": "row"}).text = cell
