"""Say what is wrong with the site that Sphinx made: `python docs/site/check.py FOLDER`.

Every link inside it leads to a place that is there, and no page loads anything from elsewhere.
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "link": "href",
}
ONLY_NAMES = {"canonical", "alternate"}  # relations of a <link> that no browser follows by itself


class Page(NamedTuple):
    """What a page holds: places to link to, links, and what a browser loads for it."""

    places: set[str]
    links: set[str]
    loads: set[str]


class Reader(HTMLParser):
    """Finds in HTML what `Page` holds."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page(set(), set(), set())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        values = {name: value or "" for name, value in attrs}
        self.page.places.update(values[name] for name in ("id", "name") if name in values)
        if tag == "a" and "href" in values:
            self.page.links.add(values["href"])
        if LOADS.get(tag, "") in values and values.get("rel") not in ONLY_NAMES:
            self.page.loads.add(values[LOADS[tag]])


def read(file: Path) -> Page:
    """Return what the page in a file holds."""
    reader = Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    return reader.page


def wrong_with(site: Path) -> list[str]:
    """Return a line for each link that leads nowhere, and each file that comes from elsewhere."""
    pages = {file: read(file) for file in sorted(site.rglob("*.html")) if "_static" not in file.parts}
    wrong: list[str] = []
    for file, page in pages.items():
        for target in sorted(page.links | page.loads):
            address = urlsplit(target)
            if address.scheme or address.netloc:
                if target in page.loads and address.scheme != "data":
                    wrong.append(f"{file.relative_to(site)} loads {target}")
                continue
            place = (file.parent / unquote(address.path)).resolve() if address.path else file
            fragment = unquote(address.fragment)
            if not place.exists() or (fragment and place in pages and fragment not in pages[place].places):
                wrong.append(f"{file.relative_to(site)} links to {target}, which is not there")
    return wrong or ([] if pages else [f"{site} holds no pages"])


if __name__ == "__main__":
    found = wrong_with(Path(sys.argv[1]).resolve())
    print("\n".join(found) or "Every link leads somewhere, and nothing is loaded from elsewhere.")
    sys.exit(bool(found))
