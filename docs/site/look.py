"""Look at the site as people see it: `python docs/site/look.py FOLDER [PICTURES]`.

Every page is opened in Chromium, at the width of a phone and of a desk, light and dark. Told is what is wider than the
page, what asks anything from elsewhere, and what axe finds on a dark phone and a light desk; with a second folder,
pictures are left there. Of the rules, which are alike, three are looked at.
"""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

WAYS = {(360, "dark"): True, (1280, "light"): True, (360, "light"): False, (1280, "dark"): False}  # whether axe looks
RULES = 3
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages_of(site: Path) -> list[Path]:
    """Return the pages to look at."""
    leads_away = site / "index.html"
    pages = [page for page in sorted(site.rglob("*.html")) if "_static" not in page.parts and page != leads_away]
    rules = [page for page in pages if page.parent.name == "rules"][RULES:]
    return [page for page in pages if page not in rules]


def seen(browser: Browser, site: Path, width: int, scheme: str, pictures: Path | None) -> Iterator[str]:
    """Yield what is wrong with each page, at one width and in one scheme."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    for file in pages_of(site):
        name = file.relative_to(site)
        page.goto(file.as_uri())
        if over := page.evaluate(WIDER):
            yield f"{name}, {width} {scheme}: {over} pixels too wide"
        yield from (f"{name} asks for {url}" for url in asked if not url.startswith(("file:", "data:")))
        asked.clear()
        for found in Axe().run(page).response["violations"] if WAYS[width, scheme] else ():
            places = "; ".join(" ".join(node["target"]) for node in found["nodes"][:3])
            yield f"{name}, {width} {scheme}: {found['id']}: {found['help']} ({len(found['nodes'])}: {places})"
        if pictures is not None:
            page.screenshot(path=pictures / f"{'-'.join(name.with_suffix('').parts)}-{width}-{scheme}.png")
    context.close()


def main(site: Path, pictures: Path | None) -> int:
    """Print what is wrong; return how many things are."""
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        wrong = 0
        for line in (line for width, scheme in WAYS for line in seen(browser, site, width, scheme, pictures)):
            print(line, flush=True)
            wrong += 1
        browser.close()
    print(f"{wrong} things are wrong." if wrong else "Nothing is too wide or from elsewhere, and axe finds nothing.")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]) if len(sys.argv) > 2 else None)))
