"""Make the pictures of `docs/how-to/web.md`: `python docs/pictures/web.py`, from the root of the repository.

A programme of two teams, before and after, in a program and a browser of its own. Needs the extra `web`, playwright and
Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.web.conftest import CHROMIUM, served  # noqa: E402

PHONE, DESK = {"width": 390, "height": 760}, {"width": 820, "height": 900}
ITEMS = [f"q{number:02}" for number in range(1, 13)]


def main() -> None:
    """Run the programme, and take a picture of four pages."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "programme.db") as (_, link),
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        home = link.partition("/enter/")[0]
        host = opened(browser, link, DESK)
        host.goto(f"{home}/new?language=en")
        host.fill("#teams", "North, 8\nHarbour, 7")
        host.click("text=Make the programme")
        links = {
            role: [one.inner_text() for one in host.query_selector_all(f"[data-for={role}]")]
            for role in ("facilitator", "leader", "participant")
        }
        facilitator = opened(browser, links["facilitator"][0], DESK, "en")
        leader = opened(browser, links["leader"][0], DESK, "en")
        people = [opened(browser, one, PHONE, "en") for one in links["participant"]]
        form(people[0])
        for occasion in (0, 1):
            for i, page in enumerate([leader, *people][: 16 - occasion]):
                answer(page, home, i, occasion)
            if occasion == 0:
                picture(people[0], f"{home}/mine/before", "mine")
                close(facilitator)
                facilitator.click("#open")
                for page, one in zip([leader, *people], [*links["leader"][:1], *links["participant"]], strict=True):
                    page.goto(one)
        picture(facilitator, f"{home}/programme", "programme")
        close(facilitator)
        picture(leader, f"{home}/team", "team", full=True)
        browser.close()


def opened(browser: Browser, link: str, screen: dict[str, int], language: str | None = None) -> Page:
    """Open a link in a browser of its own."""
    page = browser.new_context(viewport=screen).new_page()
    page.goto(link)
    if language:
        page.goto(f"{page.url}?language={language}")
    return page


def form(page: Page) -> None:
    """Begin the form, and take a picture of it half-way a page."""
    page.click("text=Begin")
    for item, value in zip(ITEMS[:3], (4, 3, 4), strict=True):
        page.check(f"input[name={item}][value='{value}']")
        page.wait_for_selector(f"progress[value='{ITEMS.index(item) + 1}']")
    page.locator("#q03").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('q03').scrollIntoView()")
    page.screenshot(path=HERE / "web-form.png")


def answer(page: Page, home: str, i: int, occasion: int) -> None:
    """Answer all questions as the small script does, and send them."""
    random = Random(i)
    answers = {item: min(5, max(1, round(random.gauss(3.6, 0.9) + 0.3 * occasion))) for item in ITEMS}
    page.goto(f"{home}/form")
    csrf = page.get_attribute("#form", "data-csrf")
    saved = page.request.post(f"{home}/answers", data=answers, headers={"X-CSRF-Token": str(csrf)})
    assert saved.ok, saved.text()
    page.goto(f"{home}/send")
    page.click("button:has-text('Send')")


def close(page: Page) -> None:
    """Close the round that is open."""
    page.reload()
    page.check("input[name=sure] >> nth=0")
    page.click("#close")


def picture(page: Page, address: str, name: str, *, full: bool = False) -> None:
    """Take a picture of a page."""
    page.goto(address)
    page.screenshot(path=HERE / f"web-{name}.png", full_page=full)


if __name__ == "__main__":
    main()
