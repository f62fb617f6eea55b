"""A whole programme in a browser, as people would do it: on a phone, by keyboard, without script, in nl and en."""

from __future__ import annotations

import re
from contextlib import closing

import pytest

from tests.web.people import Phone, Q

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
pytestmark = pytest.mark.slow

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
# Eight people: how they look, the language they choose, and how they answer.
PEOPLE = [
    (PHONE, "nl", "touch"),
    (PHONE, "en", "touch"),
    (PHONE | {"java_script_enabled": False}, "nl", "click"),
    (DESK | {"java_script_enabled": False}, "en", "click"),
    (DESK, "nl", "keyboard"),
    (DESK, "en", "keyboard"),
    (DESK, "nl", "click"),
    (DESK | {"color_scheme": "dark"}, "en", "click"),
]
WORDS = {"nl": ("Begin", "Verder", "Versturen"), "en": ("Begin", "Next", "Send")}


def choice(i, occasion, j):
    """The answer of a person to an item: from 2 to 4."""
    return 2 + (i * (j + 1) + i // 3 + occasion * (i % 2)) % 3


class Looking:
    """Pages that are opened, what the browser complains of, and what leaves for elsewhere."""

    def __init__(self, browser, link):
        self.browser, self.home = browser, link.partition("/enter/")[0]
        self.contexts, self.said, self.asked, self.checked = [], [], [], []

    def opened(self, link, **how):
        context = self.browser.new_context(**how)
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append((request.url, request.headers.get("referer"))))
        page.goto(link)
        return page

    def check(self, page):
        """Everybody can use this page: axe finds nothing, and nothing is wider than the screen."""
        found = axe.Axe().run(page).response["violations"]
        self.checked.append([(page.url, one["id"], [node["html"] for node in one["nodes"]]) for one in found])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.fixture(scope="module")
def looking(chromium, site):
    looks = Looking(chromium, site[0])
    yield looks
    for context in looks.contexts:
        context.close()


@pytest.fixture(scope="module")
def programme(looking, site):
    """A programme that a facilitator makes, and its links."""
    page = looking.opened(site[0], **DESK, locale="nl-NL")
    page.goto(f"{looking.home}/new?language=nl")
    looking.check(page)
    page.fill("#teams", "Noord, 8")
    page.click("text=Maak het programma")
    looking.check(page)
    return {
        role: [one.inner_text() for one in page.query_selector_all(f"[data-for={role}]")]
        for role in ("facilitator", "leader", "participant")
    }


def fill(page, i, occasion, how, script):
    """Answer three pages of four questions."""
    for first in (0, 4, 8):
        for j in range(first, first + 4):
            value = choice(i, occasion, j)
            option = page.locator(f"input[name={Q.item_ids[j]}][value='{value}']")
            if how == "keyboard":
                tab_to(page, "name", Q.item_ids[j], at_most=4)
                for _ in range(value - 1):
                    page.keyboard.press("ArrowDown")
                page.keyboard.press("Space")
            elif how == "touch":
                page.locator("label", has=option).tap()
            else:
                option.check()
        if script:
            page.wait_for_selector("#status[data-state=saved]")
            page.wait_for_selector(f"progress[value='{first + 4}']")
        yield page


def answered(looking, link, i, occasion):
    """Open a link, read, answer and send."""
    look, language, how = PEOPLE[i]
    page = looking.opened(link, **look)
    begin, onwards, send = WORDS[language]
    script = look.get("java_script_enabled", True)
    if language == "en" and occasion == 0:
        page.click("text=English")
    elif language == "en":
        page.goto(page.url + "?language=en")
    assert page.get_attribute("html", "lang") == language
    if i == 0 and occasion == 0:
        looking.check(page)
    if how == "keyboard":
        press(page, begin)
    else:
        page.click(f"text={begin} >> visible=true")
    for shown in fill(page, i, occasion, how, script):
        if i == 0 and occasion == 0 and "page_number" not in shown.url:
            looking.check(shown)
        if how == "keyboard":
            press(shown, onwards)
        else:
            shown.click(f"button:has-text('{onwards}')")
    if i in (0, 7) and occasion == 0:
        looking.check(page)
    if how == "keyboard":
        press(page, send)
    else:
        page.click(f"button:has-text('{send}')")
    return page


def press(page, words):
    """Go to a button or link with Tab, and press it."""
    tab_to(page, "textContent", words, at_most=60)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page, what, value, at_most):
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if (page.evaluate(f"document.activeElement.{what}") or "").strip() == value:
            return
    pytest.fail(f"{value} is not reached by keyboard")


def plainly(link, answers):
    """Answer and send without a browser."""
    with closing(Phone(link, link.rpartition("/")[2])) as phone:
        assert (phone.save(answers), phone.send()) == (200, 303)


def test_a_whole_programme(looking, programme):
    facilitator = looking.opened(programme["facilitator"][0], **DESK)
    leader = looking.opened(programme["leader"][0], **PHONE)
    looking.check(leader)
    for occasion in (0, 1):
        for i, link in enumerate(programme["participant"]):
            if occasion == 1 and i % 2:  # half of them suffice to see that the form is there a second time
                plainly(link, {item: choice(i, occasion, j) for j, item in enumerate(Q.item_ids)})
                continue
            page = answered(looking, link, i, occasion)
            assert page.url == f"{looking.home}/start"
            if i == 0 and occasion == 0:
                looking.check(page)
                page.click("text=Bekijk mijn eigen pagina (vooraf)")
                assert "Je beantwoordde 12 van de 12 stellingen." in page.inner_text("main")
                page.go_back()
            page.context.close()
        facilitator.reload()
        if occasion == 0:
            looking.check(facilitator)
        assert "8 van 8" in facilitator.inner_text("table")
        facilitator.check("input[name=sure] >> nth=0")
        facilitator.click("#close")
        assert "Noord, vooraf" in facilitator.inner_text(".reports")
        if occasion == 0:
            facilitator.click("#open")
    looking.check(facilitator)
    leader.goto(programme["leader"][0])  # once more, since the second round was opened
    looking.check(leader)
    # before and after, beside each other, of the same eight people: the means that people would compute themselves
    rows = [
        [cell.inner_text() for cell in row.query_selector_all("th, td")]
        for row in leader.query_selector_all("tbody tr")
    ]
    for scale, row in zip(Q.scales, rows, strict=True):
        places = [Q.item_ids.index(item) for item in Q.items_of(scale.id)]
        for occasion, cell in enumerate(row[1:]):
            mean = sum(choice(i, occasion, j) for i in range(8) for j in places) / (8 * len(places))
            assert abs(float(re.match(r"\d,\d", cell)[0].replace(",", ".")) - mean) <= 0.05 + 1e-9
            assert "8 mensen" in cell
    assert "In beide rondes dezelfde mensen." in leader.inner_text("main")
    leader.click("text=Lees het verslag van het team >> nth=1")
    assert leader.get_attribute("html", "lang") == "nl"
    assert [one for one in looking.checked if one] == []
    assert looking.said == []
    assert {url for url, _ in looking.asked if not url.startswith(looking.home)} == set()
    assert not any(referer for _, referer in looking.asked)


def test_answers_survive_a_connection_that_drops(looking, chromium, site):
    page = looking.opened(site[0], **DESK)
    page.goto(f"{looking.home}/new?language=en")
    page.fill("#teams", "Away, 1")
    page.click("text=Make the programme")
    link = page.inner_text("[data-for=participant]")
    page = looking.opened(link, **PHONE)
    page.goto(f"{looking.home}/form?language=en")
    page.context.set_offline(True)
    page.locator("label:has(input[name=q01][value='4'])").tap()
    page.wait_for_selector("#status[data-state=unsaved]")
    assert "Not saved yet" in page.inner_text("#status")
    page.locator("label:has(input[name=q02][value='5'])").tap()
    page.click("button:has-text('Next')")  # stays here: the page would be lost
    assert page.is_checked("input[name=q01][value='4']")
    page.context.set_offline(False)
    page.wait_for_selector("#status[data-state=saved]")
    page.reload()
    assert page.is_checked("input[name=q01][value='4']")
    assert page.is_checked("input[name=q02][value='5']")
    page.locator("label:has(input[name=q02][value=''])").tap()
    page.wait_for_selector("progress[value='1']")
    page.click("button:has-text('Next')")
    page.click("button:has-text('Back')")
    assert page.is_checked("input[name=q01][value='4']")
    assert not page.is_checked("input[name=q02][value='5']")
