"""What a page shows of what was answered and of the rules, and what is kept of it."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from examples.web.models import Response
from examples.web.pages import TEXTS
from tests.web.people import Programme, answer, answers_of, program

TEAM = "North"


def test_pages_of_somebody_who_answers(app):
    programme = Programme(app, {TEAM: 5}, occasions=1)
    person, leader = programme.people[TEAM][0], programme.leaders[TEAM]
    policy = app.state.web.settings.policy
    person.get("/start")
    assert f"at least {policy.minimum} people" in person.words
    assert f"{policy.minimum_distribution} people" in person.words
    answer(person, answers_of(1), send=False)
    assert person.http.get("/mine/before").status_code == 404  # what was not sent has no page yet
    value = answers_of(1)["q01"]
    box = re.search(rf'<input[^>]*name="q01"[^>]*value="{value}"[^>]*>', person.get("/form").text)
    assert " checked" in box[0]
    assert " checked" not in person.get("/send").text
    answer(person, {}, consent=True)
    assert " checked" in person.get("/send").text
    assert TEXTS["en"]["consent_help"] in person.words
    answer(leader, answers_of(1), send=False)
    assert TEXTS["en"]["consent_help_leader"] in (leader.get("/send") and leader.words)


def test_nothing_closes_without_saying_that_it_is_sure_and_a_form_that_was_not_sent_is_erased(app):
    programme = Programme(app, {TEAM: 5}, occasions=1)
    answer(programme.people[TEAM][0], answers_of(1), send=False)
    facilitator = programme.facilitator
    facilitator.get("/programme")
    facilitator.post("/programme/close")
    assert 'id="close"' in facilitator.get("/programme").text
    programme.close()
    assert 'id="close"' not in facilitator.get("/programme").text
    with app.state.web.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_the_name_of_a_team_is_text(tmp_path):
    with program(tmp_path) as app:
        leader = Programme(app, {"<b>North": 5}, occasions=1).leaders["<b>North"]
        assert "&lt;b&gt;North" in leader.get("/team").text
