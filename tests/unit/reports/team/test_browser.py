"""The pages in a real browser: nothing leaves them, everybody can read them, and they print."""

from __future__ import annotations

import os
import re
import shutil

import pytest

import purpose_index as pi

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the extra 'test'")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs chromium: none is on the path")

NUMBER = re.compile(r"[+−]?\d+(?:[.,]\d+)?%?")


@pytest.fixture(scope="module")
def browser():
    """One browser for all pages."""
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page at a width, and hold that it asks for nothing and complains about nothing."""
    asked, said, contexts = [], [], []

    def open_page(report, width=1280):
        report.save(tmp_path / "report.html")
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((tmp_path / "report.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert {url for url in asked if not url.endswith("/report.html")} == set()
    assert said == []


PAGES = [("working-with-purpose", "B", "nl"), ("purpose-index", "large", "en"), ("working-with-purpose", "small", "en")]


@pytest.mark.parametrize(("question_set", "team", "language"), PAGES[:2])
def test_a_page_is_there_for_everybody(opened, programme_teams, question_set, team, language):
    page = opened(pi.report(programme_teams(question_set), team, language=language))
    found = axe.Axe().run(page).response
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert len(found["passes"]) > 20
    for figure in page.query_selector_all("figure"):
        held = set(NUMBER.findall(figure.query_selector("table").inner_text()))
        pictures = figure.query_selector_all("svg[role=img]")
        assert pictures
        for picture in pictures:
            names = picture.get_attribute("aria-labelledby").split()
            named = [page.text_content(f"#{name}") for name in names]
            assert all(named)
            drawn = [text.text_content() for text in picture.query_selector_all("text.value, text.share")]
            assert set(drawn) <= held


def test_a_personal_page_is_there_for_everybody(opened):
    answers = {item: 1 + i % 5 for i, item in enumerate(pi.load("working-with-purpose").item_ids)}
    report = pi.personal_report("working-with-purpose", answers, language="nl")
    assert axe.Axe().run(opened(report, width=360)).response["violations"] == []


@pytest.mark.parametrize(("question_set", "team", "language"), PAGES)
def test_a_page_fits_a_narrow_screen(opened, programme_teams, question_set, team, language):
    page = opened(pi.report(programme_teams(question_set), team, language=language), width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    ends = "[...document.querySelectorAll('h1, p, table, text, li, dl')].map(e => e.getBoundingClientRect().right)"
    assert max(page.evaluate(ends)) <= 361


def test_a_very_long_name_fits(opened, programme_rows):
    rows = [
        row | {"team": "Grensoverschrijdendesamenwerkingsverbanden" * 9}
        for row in programme_rows(sizes={"A": 5}, waves=("after",))
    ]
    found = pi.teams("working-with-purpose", rows, team="team", leader={"role": "leader"})
    page = opened(pi.report(found, next(iter(found))), width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_keyboard_reaches_the_half_days(opened, programme_teams):
    page = opened(pi.report(programme_teams("purpose-index"), "B"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#own"


def test_it_prints(opened, programme_teams):
    page = opened(pi.report(programme_teams("working-with-purpose"), "B"))
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert 6 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 12


def test_a_script_would_not_run(opened, programme_teams):
    report = pi.report(programme_teams("purpose-index"), "B")
    assert report.html.count("<script") == 0
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', report.html)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert opened(report).evaluate("getComputedStyle(document.querySelector('header')).borderBottomWidth") == "3px"
