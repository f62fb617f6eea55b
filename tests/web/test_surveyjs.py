"""The same questions in SurveyJS, from the packages of npm; where those are not there, that is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from examples.web.settings import Settings
from tests.web.conftest import served
from tests.web.people import Programme, Q, program
from tests.web.test_browser import DESK, Looking

MODULES = Path(os.environ.get("PURPOSE_INDEX_NODE_MODULES") or Settings.__dataclass_fields__["node_modules"].default)


def test_without_the_packages_there_is_no_such_page(tmp_path):
    with program(tmp_path, node_modules=tmp_path / "none") as app:
        person = Programme(app, {"North": 5}).people["North"][0]
        assert person.get("/surveyjs").status_code == 404
        assert person.get("/vendor/survey-core/survey.core.min.js").status_code == 404


def test_the_survey_is_for_those_who_answer(tmp_path):
    with program(tmp_path) as app:
        programme = Programme(app, {"North": 5})
        asked = programme.people["North"][0].get("/surveyjs/survey.json").json()
        assert asked["title"] == {"default": "The Purpose Index", "nl": "De Purpose Index"}
        assert programme.facilitator.get("/surveyjs/survey.json").status_code == 401


@pytest.mark.slow
@pytest.mark.skipif(not (MODULES / "survey-js-ui").is_dir(), reason=f"needs survey-js-ui of npm in {MODULES}")
def test_answers_given_in_surveyjs_are_checked_by_the_server_and_kept(chromium, tmp_path):
    with served(tmp_path / "programme.db", "--node-modules", str(MODULES)) as (_, link):
        looking = Looking(chromium, link)
        page = looking.opened(link, **DESK)
        page.goto(f"{looking.home}/new?language=nl")
        page.fill("#teams", "Noord, 1")
        page.click("text=Maak het programma")
        link = page.inner_text("[data-for=participant]")
        page = looking.opened(link, **DESK)
        page.goto(f"{looking.home}/surveyjs?language=nl")
        page.wait_for_selector("#survey input[type=radio]", state="attached")
        assert page.locator("#survey").get_by_text("Mijn werk brengt mij dichter bij").count() == 1
        for item in Q.item_ids:
            option = page.locator(f"input[name*={item}][value='4']")
            with page.expect_response("**/answers") as kept:
                page.locator("#survey label", has=option).click()
            assert kept.value.status == 200
        with page.expect_response("**/answers") as refused:  # SurveyJS itself lets a 7 on five points pass
            page.evaluate("document.getElementById('survey').survey.setValue('q01', 7)")
        assert refused.value.status == 422
        page.wait_for_selector("#refused:not(:empty)")
        assert "q01" in page.inner_text("#refused")
        page.click("text=Nakijken en versturen")
        assert "Je hebt alles beantwoord." in page.inner_text("main")
        page.goto(f"{looking.home}/form")
        assert page.is_checked("input[name=q01][value='4']")
        assert [url for url, _ in looking.asked if not url.startswith(looking.home)] == []
        for context in looking.contexts:
            context.close()
